//! Mechanisms of the rule language: invented terms, each with cases worked by hand, beside those of real schemes.

use std::fs;
use std::path::{Path, PathBuf};

use huzhu::cases;
use huzhu::scheme::{Book, Source};
use huzhu::words::Lang;

/// Every book of `tests/mechanisms/`.
fn books() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mechanisms");
    let mut books: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|book| book.unwrap().path()).collect();
    books.sort();
    books
}

#[test]
fn every_case_holds() {
    let mut wrong = Vec::new();
    for folder in books() {
        let book = Book::load(&folder);
        let book = book.unwrap_or_else(|why| panic!("{}", why.render(Lang::English)));
        let path = folder.join("cases.toml");
        let text = fs::read_to_string(&path).unwrap();
        let read = cases::read(&book, Source { path, text });
        let read = read.unwrap_or_else(|file| panic!("{}", file.render(Lang::English)));
        for case in &read {
            let differences = cases::run(&book, case);
            let told: Vec<_> = differences.iter().map(|one| one.sentence().to_string()).collect();
            if !told.is_empty() {
                wrong.push(format!("{}: {}: {}", folder.display(), case.id, told.join("; ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
