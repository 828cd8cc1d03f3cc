//! Live fuzzing of [`workfront_fuzz::sandbox_upload`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| workfront_fuzz::sandbox_upload(data));
