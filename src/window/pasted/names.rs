//! Names of the fields of a settlement: ours, those of the national settlement (setlinfo), and those on paper.

use super::field::Field;
use super::not_used::NotUsed;
use crate::claim::Column;
use crate::office_files::NATIONAL;
use crate::scheme::Book;
use crate::window::sheet::{BoxKind, SheetBox, day_of};
use crate::words::{Lang, Sentence, pasted as words};

const ID: &str = "certno";
const PERSONAL: [&str; 5] = ["psn_no", "psn_name", "psn_cert_type", "gend", "brdy"];
const CHECKED: [&str; 3] = ["fund_pay_sumamt", "psn_part_amt", "psn_cash_pay"];

/// National kinds of care, with our category and the cause where the kind says it.
const KINDS: [(&str, &str, Option<&str>); 6] = [
    ("13", "emergency", None),
    ("14", "outpatient_chronic", None),
    ("21", "inpatient", None),
    ("22", "inpatient", Some("accident")),
    ("24", "inpatient", None),
    ("52", "inpatient", Some("maternity")),
];

/// A field as it was pasted.
pub(super) fn field(name: &str, text: &str) -> Field {
    let (shown, text) = (name.trim().to_owned(), text.trim().to_owned());
    Field { name: national(name), shown, text }
}

/// The national name of a field, where it has another on paper or in our files.
fn national(name: &str) -> String {
    let lower = name.trim().to_ascii_lowercase();
    let on_paper = words::ON_PAPER.iter().find(|(known, _)| *known == lower);
    let own = || NATIONAL.iter().find(|(_, own)| *own == lower).map(|(national, _)| *national);
    match on_paper.map(|(_, national)| *national).or_else(own) {
        Some(national) => national.to_owned(),
        None if lower == "member_id" => ID.to_owned(),
        None => lower,
    }
}

/// Whether a field has the id of the person.
pub(super) fn is_id(field: &Field) -> bool {
    field.name == ID
}

/// Whether only a settlement has a field of that name.
pub(super) fn is_of_a_settlement(name: &str) -> bool {
    let name = national(name);
    NATIONAL.iter().any(|(known, _)| *known == name)
}

/// What stands in a box, by its column.
type Cell = (String, String);

/// What a field says in boxes; why it says nothing, where it does not.
pub(super) fn cells(book: &Book, known: &[SheetBox], field: &Field) -> Result<Vec<Cell>, NotUsed> {
    let text = field.text.as_str();
    match field.name.as_str() {
        "pool_prop_selfpay" => return Err(NotUsed::Rate),
        "acct_mulaid_pay" => return Err(NotUsed::FamilyAccount),
        name if CHECKED.contains(&name) => return Err(NotUsed::Checked),
        name if PERSONAL.contains(&name) || name == ID => return Err(NotUsed::Personal),
        "med_type" if let Some(cells) = kind(book, text) => return Ok(cells),
        _ => {}
    }
    let column = column_of(book, known, &field.name).ok_or(NotUsed::NoBox)?;
    let one = known.iter().find(|one| one.column == column);
    let text = match one.map(|one| &one.kind) {
        Some(BoxKind::Day) => day_of(text).ok_or_else(|| NotUsed::NoDay(text.to_owned()))?,
        Some(BoxKind::Choice(all)) => {
            word(all, text).ok_or_else(|| NotUsed::NoWord(text.to_owned()))?
        }
        Some(BoxKind::Amount | BoxKind::Text) | None => text.to_owned(),
    };
    Ok(vec![(column, text)])
}

/// The column of a field, by its national name or by what the sheet calls the box.
fn column_of(book: &Book, known: &[SheetBox], name: &str) -> Option<String> {
    let national = NATIONAL.iter().find(|(known, _)| *known == name);
    let called = |one: &&SheetBox| {
        one.column == name
            || [Lang::English, Lang::Chinese].iter().any(|lang| one.title.text(*lang) == name)
    };
    let of_box = || known.iter().find(called).map(|one| one.column.clone());
    let of_amount = || Some(book.vocabulary.column_name(Column::called(name)?).to_owned());
    national.map(|(_, column)| (*column).to_owned()).or_else(of_box).or_else(of_amount)
}

fn kind(book: &Book, code: &str) -> Option<Vec<Cell>> {
    let categories = &book.vocabulary.categories;
    let (_, category, cause) = KINDS.iter().find(|(known, ..)| *known == code)?;
    let is_known = categories.iter().any(|known| known == category);
    let cell = |column: &str, text: &str| (column.to_owned(), text.to_owned());
    let cause = cause.map(|cause| cell("cause", cause));
    is_known.then(|| std::iter::once(cell("category", category)).chain(cause).collect())
}

/// The word that a text is, or is the title of; a hospital's level may have more behind it.
fn word(all: &[(String, Sentence)], text: &str) -> Option<String> {
    let is_it = |(word, title): &&(String, Sentence)| {
        word == text
            || title.text(Lang::English) == text
            || text.starts_with(title.text(Lang::Chinese))
    };
    all.iter().find(is_it).map(|(word, _)| word.clone())
}
