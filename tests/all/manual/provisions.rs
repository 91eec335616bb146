//! `docs/provisions.md` numbers a hundred provisions, and each is shown with cases: by a recipe, or by a rule book that comes with the program.

use std::fs;

use super::links::anchors;
use super::{at, page};

/// A row of the page: its number, and what its last cell names.
#[derive(Debug, PartialEq)]
struct Row {
    number: usize,
    /// The places of recipes among the headings of their page, which is the same in both languages.
    recipes: Vec<usize>,
    /// The folders of rule books.
    books: Vec<String>,
}

impl Row {
    /// Reads a line of a table; nothing where it is no row of a provision.
    fn read(line: &str, headings: &[String]) -> Option<Row> {
        let cells: Vec<&str> = line.strip_prefix("| ")?.split(" | ").collect();
        let number = cells[0].parse().ok()?;
        let shown_by = cells.last()?;
        let links =
            shown_by.split("](recipes.md#").skip(1).filter_map(|rest| rest.split(')').next());
        let recipes = links.map(|anchor| {
            let place = headings.iter().position(|heading| heading == anchor);
            place.unwrap_or_else(|| panic!("{number}: no recipe is `{anchor}`"))
        });
        let recipes = recipes.collect();
        let codes = shown_by.split('`').skip(1).step_by(2).map(str::to_owned);
        let books = codes.filter(|code| code.starts_with("rules/")).collect();
        Some(Row { number, recipes, books })
    }
}

/// The provisions that the page in a folder lists.
fn rows(folder: &str) -> Vec<Row> {
    let headings = anchors(&page(&format!("{folder}/recipes.md")));
    let listed = page(&format!("{folder}/provisions.md"));
    listed.lines().filter_map(|line| Row::read(line, &headings)).collect()
}

/// Whether a folder holds rules and cases.
fn has_cases(book: &str) -> bool {
    let files = fs::read_dir(at(book)).into_iter().flatten();
    let mut names = files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned());
    names.any(|name| name.starts_with("cases") && name.ends_with(".toml"))
}

#[test]
fn each_of_the_hundred_provisions_is_shown_with_cases() {
    let rows = rows("docs");
    let numbers: Vec<usize> = rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, (1..=100).collect::<Vec<_>>());
    for Row { number, recipes, books } in &rows {
        assert!(!recipes.is_empty() || !books.is_empty(), "{number}: name a recipe or a rule book");
        let without: Vec<_> = books.iter().filter(|book| !has_cases(book)).collect();
        assert!(without.is_empty(), "{number}: no rule book with cases is in {without:?}");
    }
}

#[test]
fn both_languages_show_each_provision_by_the_same_recipes_and_books() {
    assert_eq!(rows("docs"), rows("docs/zh"));
}

#[test]
fn a_row_is_read_as_what_it_names() {
    let headings = ["recipes", "one", "two"].map(str::to_owned);
    let row = |line| Row::read(line, &headings);
    let read = row("| 7 | a rate | `rate` | [Two](recipes.md#two), `rules/city` |");
    assert_eq!(read, Some(Row { number: 7, recipes: vec![2], books: vec!["rules/city".into()] }));
    let none = row("| 8 | a rate | `rules/city` | to come |");
    assert_eq!(none, Some(Row { number: 8, recipes: vec![], books: vec![] }));
    assert_eq!(row("| | provision | written by | shown by |"), None);
    assert!(has_cases("rules/city") && !has_cases("rules/atlantis") && !has_cases("docs"));
}
