//! Live fuzzing of [`workfront_fuzz::sandbox_journal`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| workfront_fuzz::sandbox_journal(data));
