//! Live fuzzing of [`workfront_fuzz::private_key`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| workfront_fuzz::private_key(data));
