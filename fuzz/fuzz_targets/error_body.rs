//! Live fuzzing of [`workfront_fuzz::error_body`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| workfront_fuzz::error_body(data));
