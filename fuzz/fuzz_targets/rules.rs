//! Any bytes as a rule file: `cargo +nightly fuzz run rules`.

#![no_main]

#[path = "../body.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::rules(&String::from_utf8_lossy(bytes)));
