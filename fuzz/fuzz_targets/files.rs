//! Any bytes as the three files of an office: `cargo +nightly fuzz run files`.

#![no_main]

#[path = "../body.rs"]
mod body;

use std::sync::LazyLock;

use huzhu::scheme::{Book, Source};

static BOOK: LazyLock<Book> = LazyLock::new(|| {
    let text = include_str!("../../rules/city/1.toml").to_owned();
    Book::compile(vec![Source { path: "1.toml".into(), text }]).expect("the city's rules are right")
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| body::files(&BOOK, bytes));
