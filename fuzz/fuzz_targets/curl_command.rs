//! Live fuzzing of [`workfront_fuzz::curl_command`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| workfront_fuzz::curl_command(data));
