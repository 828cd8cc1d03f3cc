//! Live fuzzing of [`workfront_fuzz::sandbox_words`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| workfront_fuzz::sandbox_words(data));
