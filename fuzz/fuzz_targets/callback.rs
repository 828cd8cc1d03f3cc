//! Live fuzzing of [`workfront_fuzz::callback`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| workfront_fuzz::callback(data));
