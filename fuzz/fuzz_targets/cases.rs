//! Any bytes as a file of cases: `cargo +nightly fuzz run cases`.

#![no_main]

#[path = "../body.rs"]
mod body;

use std::sync::LazyLock;

use huzhu::scheme::{Book, Source};

static BOOK: LazyLock<Book> = LazyLock::new(|| {
    let text = include_str!("../../rules/city/1.toml").to_owned();
    Book::compile(vec![Source { path: "1.toml".into(), text }]).expect("the city's rules are right")
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::cases(&BOOK, &String::from_utf8_lossy(bytes)));
