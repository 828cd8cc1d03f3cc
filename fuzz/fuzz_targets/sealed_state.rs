//! Live fuzzing of [`workfront_fuzz::sealed_state`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| workfront_fuzz::sealed_state(data));
