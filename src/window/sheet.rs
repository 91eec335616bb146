//! The bill as the paper sheet has it (结算单): the boxes to fill in, in the order of the paper, and what was filled in.

use std::collections::BTreeMap;
use std::path::Path;

use crate::claim::{Column, Fact, FactValues, FieldKind, Owner, Vocabulary, half_width};
use crate::diagnostic::Finding;
use crate::preview::{self, BillQuery, OUTSIDE, Past};
use crate::scheme::{Book, Source};
use crate::words::window::{DAY, MONTH, YEAR};
use crate::words::{Lang, Sentence, decisions, notices, what_if, window as words};

/// What is filled into a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BoxKind {
    /// One of these words, each with what a person calls it.
    Choice(Vec<(String, Sentence)>),
    /// A day, as `2024-03-01`.
    Day,
    /// An amount, as `3980.50`.
    Amount,
    /// A text.
    Text,
}

/// A box of the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetBox {
    /// The column of bills.csv.
    pub column: String,
    /// What the sheet calls it.
    pub title: Sentence,
    /// What is filled in.
    pub kind: BoxKind,
    /// Whether nothing can be decided without it.
    pub is_needed: bool,
    /// Whether the rules never look at it: it is asked for last.
    pub is_rare: bool,
    /// Whether an empty box means something of its own: it follows from others, or the scheme says what it means.
    pub may_stay_empty: bool,
}

impl SheetBox {
    /// What stands in it, as a person calls it.
    pub(super) fn shown(&self, text: &str) -> Sentence {
        let text = text.trim();
        match &self.kind {
            _ if text.is_empty() => what_if::empty(),
            BoxKind::Choice(words) => {
                let title = words.iter().find(|(word, _)| word == text).map(|one| one.1.clone());
                title.unwrap_or_else(|| Sentence::new(text.to_owned(), text.to_owned()))
            }
            _ => Sentence::new(text.to_owned(), text.to_owned()),
        }
    }
}

/// A box that holds what cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoxFault {
    /// The column; empty where the mistake is of the sheet as a whole.
    pub column: String,
    /// What is wrong.
    pub message: Sentence,
    /// What to do.
    pub help: Option<Sentence>,
}

/// Texts by column, as they were filled in.
pub type Filled = BTreeMap<String, String>;

/// What says whose bill it is stands beside the bill.
const MEMBER: &str = "member_id";
/// What says that boxes left empty are empty on the sheet too: those of amounts are then 0.
pub(super) const REST: &str = "rest_is_zero";
const NEEDED: [&str; 4] = ["category", "hospital_level", "admission", "discharge"];

/// All boxes of a sheet under some rules, in the order of the paper: what, where, when, how much.
pub fn boxes(book: &Book) -> Vec<SheetBox> {
    let vocabulary = &book.vocabulary;
    let asked = asked_for(book);
    let mut boxes: Vec<SheetBox> = Vec::new();
    for name in ["category", "hospital_level"] {
        boxes.extend(choice(vocabulary, name, false));
    }
    for (name, title, is_needed) in [
        ("admission", words::admission(), true),
        ("discharge", words::discharge(), true),
        ("settled_on", words::settled_on(), false),
    ] {
        boxes.push(plain(name, title, BoxKind::Day, (is_needed, false)));
    }
    if vocabulary.by_diagnosis() != 0 {
        boxes.push(plain("diagnosed_on", notices::diagnosed_on(), BoxKind::Day, (false, false)));
    }
    let no_diagnosis = !vocabulary.asks_diagnosis;
    boxes.push(plain(
        "diagnosis",
        decisions::fact_diagnosis(),
        BoxKind::Text,
        (false, no_diagnosis),
    ));
    for (column, name) in Column::in_files() {
        let title = column.title().unwrap_or_default();
        let is_rare = column != Column::Total && !asked.contains(&column);
        boxes.push(plain(name, title, BoxKind::Amount, (false, is_rare)));
    }
    boxes.extend(own(vocabulary));
    for name in ["cause", "in_network", "referral"] {
        boxes.extend(choice(vocabulary, name, false));
    }
    boxes.push(plain("submitted_on", words::submitted_on(), BoxKind::Day, (false, false)));
    boxes.push(plain("hospital_id", words::hospital(), BoxKind::Text, (false, true)));
    boxes.push(plain("stay_id", words::stay(), BoxKind::Text, (false, true)));
    boxes
}

/// Amounts that some benefit of some edition depends on.
fn asked_for(book: &Book) -> Vec<Column> {
    let mut asked = Vec::new();
    for edition in &book.editions {
        for benefit in &edition.benefits {
            for column in edition.depends_on(benefit) {
                match column {
                    Column::FundsPaid => asked.extend(crate::claim::FUNDS),
                    Column::InScope => asked.extend(OUTSIDE),
                    column => asked.push(column),
                }
            }
        }
    }
    asked
}

fn plain(name: &str, title: Sentence, kind: BoxKind, of: (bool, bool)) -> SheetBox {
    let (is_needed, is_rare) = of;
    let may_stay_empty = Column::named(name) == Some(Column::InScope);
    SheetBox { column: name.to_owned(), title, kind, is_needed, is_rare, may_stay_empty }
}

/// A box for a fact that every scheme has.
fn choice(vocabulary: &Vocabulary, name: &str, is_rare: bool) -> Option<SheetBox> {
    let fact = vocabulary.fact(name)?;
    let title = vocabulary.fact_title(name)?;
    let kind = BoxKind::Choice(words_of(vocabulary, fact));
    Some(plain(name, title, kind, (NEEDED.contains(&name), is_rare)))
}

fn words_of(vocabulary: &Vocabulary, fact: Fact) -> Vec<(String, Sentence)> {
    let FactValues::Words(values) = vocabulary.values(fact) else { return Vec::new() };
    let titled = |value: String| {
        let title = vocabulary.value_title(fact, &value);
        (value, title)
    };
    values.into_iter().map(titled).collect()
}

/// Boxes of the scheme's own columns.
fn own(vocabulary: &Vocabulary) -> Vec<SheetBox> {
    let of_bill = vocabulary.fields.iter().filter(|field| field.owner == Owner::Bill);
    let mut boxes = Vec::new();
    for field in of_bill.filter(|field| field.is_column()) {
        let plain_title = || Sentence::new(field.name.clone(), field.name.clone());
        let title = field.title.clone().unwrap_or_else(plain_title);
        let (kind, is_needed) = match &field.kind {
            FieldKind::Word { values, default, .. } => {
                let title = |value: &String| match vocabulary.fact(&field.name) {
                    Some(fact) => vocabulary.value_title(fact, value),
                    None => Sentence::new(value.clone(), value.clone()),
                };
                let words = values.iter().map(|value| (value.clone(), title(value)));
                (BoxKind::Choice(words.collect()), default.is_none())
            }
            FieldKind::Amount { .. } | FieldKind::Lines { .. } => (BoxKind::Amount, false),
            FieldKind::Count { default, .. } => (BoxKind::Text, default.is_none()),
            FieldKind::Date { .. } => continue, // No bill has one.
        };
        let mut one = plain(&field.name, title, kind, (is_needed, false));
        one.may_stay_empty = match &field.kind {
            FieldKind::Amount { default, may_be_empty, .. } => *may_be_empty || default.is_some(),
            _ => false,
        };
        boxes.push(one);
    }
    boxes
}

/// The bill that was filled in, on top of a member's history.
///
/// An amount that was left out and that bills have to have is not known yet: the answer is then a range.
///
/// # Errors
///
/// Every mistake, each with its box.
pub fn read(book: &Book, filled: &Filled, past: &Past) -> Result<(Past, BillQuery), Vec<BoxFault>> {
    let known = boxes(book);
    let filled = &tidied(&known, filled);
    let missing =
        known.iter().filter(|one| one.is_needed && text_of(filled, &one.column).is_empty());
    let missing: Vec<BoxFault> = missing.map(missing_fault).collect();
    let (text, lines) = written(filled);
    let source = Source { path: Path::new("sheet").to_owned(), text };
    let read = preview::read_on(book, source, |_| Ok(past.clone()));
    let beside = filled.contains_key(MEMBER).then(|| BoxFault {
        column: MEMBER.to_owned(),
        message: words::member_beside_the_bill(),
        help: None,
    });
    let missing: Vec<BoxFault> = missing.into_iter().chain(beside).collect();
    let mut faults: Vec<BoxFault> = match read {
        Ok(read) if missing.is_empty() => return Ok(read),
        Ok(_) => Vec::new(),
        Err(file) => {
            file.findings().into_iter().map(|found| fault_of(found, &lines, &known)).collect()
        }
    };
    // A box that was left empty is named once, and not by what follows from it.
    let is_missing = |fault: &BoxFault| {
        missing.iter().any(|one| fault.column == one.column)
            || (fault.column.is_empty() && !missing.is_empty())
    };
    faults.retain(|fault| !is_missing(fault));
    let place = |column: &str| known.iter().position(|one| one.column == column);
    let mut all: Vec<BoxFault> = missing.into_iter().chain(faults).collect();
    all.sort_by_key(|fault| place(&fault.column));
    Err(all)
}

fn text_of<'f>(filled: &'f Filled, column: &str) -> &'f str {
    filled.get(column).map_or("", |text| text.trim())
}

fn missing_fault(one: &SheetBox) -> BoxFault {
    let message = words::box_empty(&one.title);
    let help = match &one.kind {
        BoxKind::Day => Some(words::day_help()),
        BoxKind::Choice(_) => Some(words::choice_help()),
        BoxKind::Amount | BoxKind::Text => None,
    };
    BoxFault { column: one.column.clone(), message, help }
}

/// A mistake of the bill as one of its box, in the words of the sheet.
fn fault_of(found: Finding, lines: &[String], known: &[SheetBox]) -> BoxFault {
    let column =
        found.line.checked_sub(1).and_then(|at| lines.get(at)).cloned().unwrap_or_default();
    let message = in_titles(Sentence::new(found.message, found.message_zh), known);
    match known.iter().find(|one| one.column == column) {
        Some(one) => {
            let help = (one.kind == BoxKind::Amount).then(words::amount_help);
            BoxFault { column, message: words::of_box(&one.title, &message), help }
        }
        None => BoxFault { column, message, help: None },
    }
}

/// A sentence in which boxes are called as on the sheet, and not as the columns of a file.
fn in_titles(sentence: Sentence, known: &[SheetBox]) -> Sentence {
    let named = |lang| {
        known.iter().fold(sentence.text(lang).to_owned(), |text, one| {
            text.replace(&format!("`{}`", one.column), one.title.text(lang))
        })
    };
    Sentence::new(named(Lang::English), named(Lang::Chinese))
}

/// What was filled in, as files have it: a keyboard in Chinese gives full-width digits, and people write days and
/// amounts as the sheet prints them. What can be read in two ways is left as it is.
fn tidied(known: &[SheetBox], filled: &Filled) -> Filled {
    let kind = |column: &str| known.iter().find(|one| one.column == column).map(|one| &one.kind);
    let one = |(column, text): (&String, &String)| {
        let text: String = text.trim().chars().map(half_width).collect();
        let text = match kind(column) {
            Some(BoxKind::Day) => day(&text).unwrap_or(text),
            Some(BoxKind::Amount) => without_commas(&text).unwrap_or(text),
            Some(BoxKind::Choice(_) | BoxKind::Text) | None => text,
        };
        (column.clone(), text)
    };
    filled.iter().map(one).collect()
}

/// The same with a zero in each amount that was left empty, where the sheet has nothing there: in all but the total
/// and those whose empty box means something of its own.
pub(super) fn with_zeros(book: &Book, mut filled: Filled) -> Filled {
    if !filled.contains_key(REST) {
        return filled;
    }
    let amounts = boxes(book).into_iter().filter(|one| one.kind == BoxKind::Amount);
    for one in amounts.filter(|one| one.column != "total" && !one.may_stay_empty) {
        let text = filled.entry(one.column).or_default();
        if text.trim().is_empty() {
            "0".clone_into(text);
        }
    }
    filled.remove(REST);
    filled
}

/// A day as `2024-03-01`, from `2024/3/1`, `2024.3.1`, `20240301` or `2024年3月1日`; nothing where it is none of these.
fn day(text: &str) -> Option<String> {
    let parts: Vec<&str> = match text.len() == 8 && text.bytes().all(|one| one.is_ascii_digit()) {
        true => vec![text.get(..4)?, text.get(4..6)?, text.get(6..)?],
        false => text.trim_end_matches(DAY).split(['-', '/', '.', YEAR, MONTH]).collect(),
    };
    let [year, month, day] = parts[..] else { return None };
    let has = |part: &str, digits: std::ops::RangeInclusive<usize>| {
        digits.contains(&part.len()) && part.bytes().all(|one| one.is_ascii_digit())
    };
    let is_day = has(year, 4..=4) && has(month, 1..=2) && has(day, 1..=2);
    is_day.then(|| format!("{year}-{month:0>2}-{day:0>2}"))
}

/// The same, where a time may stand behind the day, as `2024-03-01 12:30:00` or `20240301123000`.
pub(super) fn day_of(text: &str) -> Option<String> {
    let digits = text.len() > 8 && text.bytes().all(|one| one.is_ascii_digit());
    let first = if digits { text.get(..8)? } else { text.split([' ', 'T']).next()? };
    day(first)
}

/// An amount without the commas between thousands; nothing where commas stand elsewhere.
fn without_commas(text: &str) -> Option<String> {
    let (whole, part) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let is_right = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    is_right.then(|| whole.replace(',', "") + part)
}

/// What was filled in as the text of a bill, and the column of each of its lines.
fn written(filled: &Filled) -> (String, Vec<String>) {
    // The member is known already; an id that stands for it is not looked at.
    let mut text = "[bill]\nmember_id = \"-\"\n".to_owned();
    let mut lines = vec![String::new(), String::new()];
    for (column, value) in filled.iter().filter(|(column, _)| is_asked(column)) {
        let value = value.trim();
        if value.is_empty() {
            continue;
        }
        text += &format!("{} = {}\n", quoted(column), quoted(value));
        lines.push(column.clone());
    }
    (text, lines)
}

fn is_asked(column: &str) -> bool {
    column != MEMBER
}

/// A text as TOML, whatever is in it, on one line.
fn quoted(text: &str) -> String {
    toml::Value::String(text.replace(['\n', '\r'], " ")).to_string()
}
