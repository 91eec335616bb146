//! Rows as a ledger keeps them: values and not text, one JSON list a row, under a header of columns.
//!
//! A row is written from what the row reader read of it, so that one fact written in two ways is one row:
//! amounts are minor units, words stand as the rules spell them, revisions are numbers, and what only says
//! what an empty cell means is empty. A row that cannot be read, as one that only takes a bill back, is kept
//! as its cells are.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use super::diagnosis;
use super::lines;
use super::{
    BILL_COLUMNS, Bill, Column, Enrolment, Fact, FactValues, FieldKind, Member, Owner, Row,
    RowReader, Vocabulary,
};
use crate::date::Day;
use crate::money::Money;

/// One cell of a row that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell<'c> {
    /// Nothing, or what a column's default says.
    Empty,
    /// A text, a day or a word.
    Text(Cow<'c, str>),
    /// An amount in minor units, or a count.
    Number(i64),
}

/// A row that is kept; cells at its end that are empty are left out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct KeptRow<'c>(#[serde(borrow)] Vec<Cell<'c>>);

/// Stands for a number where a text is asked for: no word is written so.
const NUMBER: &str = "#";

impl<'c> KeptRow<'c> {
    /// The rows of a list; nothing where it is not one.
    pub fn list(text: &'c str) -> Option<Vec<KeptRow<'c>>> {
        if text.is_empty() { Some(Vec::new()) } else { serde_json::from_str(text).ok() }
    }

    /// A cell; an empty one where there is none.
    pub fn get(&self, place: Option<usize>) -> &Cell<'c> {
        place.and_then(|place| self.0.get(place)).unwrap_or(&Cell::Empty)
    }

    /// The same as a text for people, an amount as its minor units.
    pub fn show(&self, place: Option<usize>) -> Cow<'_, str> {
        match self.get(place) {
            Cell::Empty => Cow::Borrowed(""),
            Cell::Text(text) => Cow::Borrowed(text),
            Cell::Number(number) => Cow::Owned(number.to_string()),
        }
    }

    /// Puts a cell in its place, in front of which others may be empty.
    pub fn set(&mut self, place: usize, cell: Cell<'c>) {
        if self.0.len() <= place {
            self.0.resize(place + 1, Cell::Empty);
        }
        self.0[place] = cell;
    }

    /// Writes the row.
    pub fn write(&self, out: &mut Vec<u8>) {
        let mut list = List::begin(out);
        self.0.iter().for_each(|cell| match cell {
            Cell::Empty => list.empty(),
            Cell::Text(text) => list.text(text),
            Cell::Number(number) => list.number(*number),
        });
        list.end();
    }
}

impl Row for KeptRow<'_> {
    fn cell(&self, place: usize) -> &str {
        match self.get(Some(place)) {
            Cell::Empty => "",
            Cell::Text(text) => text,
            Cell::Number(_) => NUMBER,
        }
    }

    fn is_kept(&self) -> bool {
        true
    }

    fn number(&self, place: usize) -> Option<i64> {
        match self.get(Some(place)) {
            Cell::Number(number) => Some(*number),
            Cell::Empty | Cell::Text(_) => None,
        }
    }
}

impl<'de: 'c, 'c> Deserialize<'de> for Cell<'c> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfCell;
        impl<'de> Visitor<'de> for OfCell {
            type Value = Cell<'de>;

            fn expecting(&self, to: &mut fmt::Formatter) -> fmt::Result {
                to.write_str("nothing, a text or a whole number")
            }

            fn visit_unit<E>(self) -> Result<Cell<'de>, E> {
                Ok(Cell::Empty)
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Cell<'de>, E> {
                Ok(Cell::Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Cell<'de>, E> {
                Ok(Cell::Text(Cow::Owned(text.to_owned())))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Cell<'de>, E> {
                Ok(Cell::Number(number))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Cell<'de>, E> {
                i64::try_from(number).map(Cell::Number).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(OfCell)
    }
}

/// What the row reader read of a row.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Record<'r> {
    /// A member.
    Member(&'r Member),
    /// A member, in a row that counts as one of this revision.
    Revised(&'r Member, Option<u64>),
    /// An enrolment period.
    Period(&'r Enrolment),
    /// A bill.
    Bill(&'r Bill),
    /// Nothing: it cannot be read.
    Unread,
}

/// Writes rows of one file as a ledger keeps them.
#[derive(Clone, Debug)]
pub(crate) struct Keeper<'v> {
    vocabulary: &'v Vocabulary,
    columns: Vec<Kept>,
    /// Columns that count where two rows are held against each other: the first ones.
    counted: usize,
    names: Vec<String>,
}

/// A column that is kept.
#[derive(Clone, Debug)]
struct Kept {
    /// Where it stands in the file.
    at: Option<usize>,
    holds: Holds,
}

/// What a column holds.
#[derive(Clone, Debug)]
enum Holds {
    Text,
    Whose,
    Diagnosis,
    Lines,
    Plan,
    Word {
        slot: u8,
        values: Vec<String>,
        default: Option<u8>,
    },
    Day(fn(&Record) -> Option<Day>),
    /// A date of the scheme's own.
    OwnDay {
        slot: u8,
        default: Option<Day>,
    },
    Amount {
        column: Column,
        required: bool,
    },
    /// A number of the scheme's own. Rules may ask whether a bill has it, and may have no meaning for an empty one.
    Own {
        column: Column,
    },
    InScope,
    Income,
    Units,
    Revision,
    Status,
}

impl<'v> Keeper<'v> {
    /// Writes these columns, which may stand anywhere in the file or be missing; of them only the first
    /// `counted` are asked whether two rows say the same.
    pub fn new(
        names: Vec<String>,
        counted: usize,
        layout: &RowReader,
        owner: Owner,
        vocabulary: &'v Vocabulary,
    ) -> Keeper<'v> {
        let kept = |name: &String| Kept {
            at: layout.place(name),
            holds: Holds::of(name, owner, vocabulary),
        };
        let columns = names.iter().map(kept).collect();
        Keeper { vocabulary, columns, counted, names }
    }

    /// The same, where these columns of the file mean something else: they are kept as if it had none.
    #[must_use]
    pub fn without(mut self, columns: &[&str]) -> Keeper<'v> {
        for (name, kept) in self.names.iter().zip(&mut self.columns) {
            if columns.contains(&name.as_str()) {
                kept.at = None;
            }
        }
        self
    }

    /// The names of the columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The names of those that are asked whether two rows say the same.
    pub fn counted(&self) -> &[String] {
        &self.names[..self.counted]
    }

    /// Writes a row.
    pub fn write<R: Row + ?Sized>(&self, record: Record, row: &R, out: &mut Vec<u8>) {
        self.write_columns(&self.columns, true, record, row, out);
    }

    /// The same of those columns that are asked whether two rows say the same, but for whose they are.
    pub fn write_counted<R: Row + ?Sized>(&self, record: Record, row: &R, out: &mut Vec<u8>) {
        self.write_columns(&self.columns[..self.counted], false, record, row, out);
    }

    fn write_columns<R: Row + ?Sized>(
        &self,
        columns: &[Kept],
        whose: bool,
        record: Record,
        row: &R,
        out: &mut Vec<u8>,
    ) {
        let mut list = List::begin(out);
        for Kept { at, holds } in columns {
            if matches!(holds, Holds::Whose) && !whose {
                list.empty();
                continue;
            }
            // Two rows that name one diagnosis in two spellings say the same; what is kept is what came.
            if matches!(holds, Holds::Diagnosis) && !whose {
                list.some(&diagnosis::in_one_spelling(at.map_or("", |at| row.cell(at))));
                continue;
            }
            self.write_cell(*at, holds, record, row, &mut list);
        }
        list.end();
    }

    fn write_cell<R: Row + ?Sized>(
        &self,
        at: Option<usize>,
        holds: &Holds,
        record: Record,
        row: &R,
        list: &mut List,
    ) {
        let text = || at.map_or("", |at| row.cell(at));
        let number = || at.and_then(|at| row.number(at));
        match (holds, record) {
            (Holds::Revision, Record::Revised(_, revision)) => {
                list.maybe(revision.and_then(|number| i64::try_from(number).ok()));
            }
            (Holds::Revision, _) => match number() {
                Some(number) => list.number(number),
                None => list.count(text()),
            },
            (Holds::Lines, Record::Bill(_)) => {
                list.some(&lines::in_one_spelling_of(text(), self.vocabulary));
            }
            (Holds::Whose, _) => list.some(&self.vocabulary.member_ids.fold(text())),
            (Holds::Status, _) => list.some(if text() == "final" { "" } else { text() }),
            (Holds::Income, Record::Member(_) | Record::Revised(..)) if !row.is_kept() => {
                let income = self.vocabulary.currency.parse(text()).ok();
                list.as_it_is(text(), income.map(Money::minor));
            }
            (_, Record::Member(member) | Record::Revised(member, _)) => {
                holds.write_member(member, text(), number(), list);
            }
            (Holds::Plan, Record::Period(period)) => {
                list.text(&self.vocabulary.plans[period.plan as usize]);
            }
            (_, Record::Period(period)) => holds.write_period(period, text(), number(), list),
            (_, Record::Bill(bill)) => holds.write_bill(bill, text(), number(), list),
            _ => list.as_it_is(text(), number()),
        }
    }
}

impl Holds {
    fn write_member(&self, member: &Member, text: &str, number: Option<i64>, list: &mut List) {
        match self {
            Holds::Word { slot, values, default } => {
                list.word(member.facts[*slot as usize], values, *default);
            }
            Holds::Day(of) => list.maybe_day(of(&Record::Member(member)), text),
            Holds::OwnDay { slot, default } => {
                list.own_day(member.date(*slot), *default, text);
            }
            _ => list.as_it_is(text, number),
        }
    }

    fn write_period(&self, period: &Enrolment, text: &str, number: Option<i64>, list: &mut List) {
        match self {
            Holds::Units => list.number(period.units.into()),
            Holds::Word { slot, values, default } => {
                list.word(period.fact(*slot), values, *default);
            }
            Holds::Day(of) => list.maybe_day(of(&Record::Period(period)), text),
            Holds::OwnDay { slot, default } => {
                list.own_day(period.date(*slot), *default, text);
            }
            _ => list.as_it_is(text, number),
        }
    }

    fn write_bill(&self, bill: &Bill, text: &str, number: Option<i64>, list: &mut List) {
        match self {
            Holds::Word { slot, values, default } => {
                list.word(bill.facts[*slot as usize], values, *default);
            }
            Holds::Day(of) => list.maybe_day(of(&Record::Bill(bill)), text),
            Holds::Amount { column, required } => {
                let minor = bill.amount(*column).minor();
                if *required || minor != 0 { list.number(minor) } else { list.empty() }
            }
            Holds::Own { column } if bill.has(*column) => {
                list.number(bill.amount(*column).minor());
            }
            Holds::Own { .. } => list.empty(),
            Holds::InScope if bill.derives_in_scope() => list.empty(),
            Holds::InScope => list.number(bill.amount(Column::InScope).minor()),
            _ => list.as_it_is(text, number),
        }
    }

    fn of(name: &str, owner: Owner, vocabulary: &Vocabulary) -> Holds {
        match (name, owner) {
            ("member_id", _) => return Holds::Whose,
            ("diagnosis", Owner::Bill) => return Holds::Diagnosis,
            ("lines", Owner::Bill) => return Holds::Lines,
            ("plan", Owner::Enrolment) => return Holds::Plan,
            ("units", Owner::Enrolment) => return Holds::Units,
            ("revision", _) => return Holds::Revision,
            ("status", _) => return Holds::Status,
            ("in_scope", Owner::Bill) => return Holds::InScope,
            ("household_income", Owner::Member) => return Holds::Income,
            _ => {}
        }
        if let Some(of) = Holds::day(name, owner) {
            return Holds::Day(of);
        }
        if owner == Owner::Bill
            && let Some(column) = Column::named(name).filter(|column| *column != Column::FundsPaid)
        {
            let required = BILL_COLUMNS.contains(&name);
            return Holds::Amount { column, required };
        }
        Holds::word(name, owner, vocabulary).unwrap_or(Holds::Text)
    }

    fn day(name: &str, owner: Owner) -> Option<fn(&Record) -> Option<Day>> {
        fn period(record: &Record, of: fn(&Enrolment) -> Day) -> Option<Day> {
            if let Record::Period(period) = record { Some(of(period)) } else { None }
        }
        fn bill(record: &Record, of: fn(&Bill) -> Day) -> Option<Day> {
            if let Record::Bill(bill) = record { Some(of(bill)) } else { None }
        }
        Some(match (name, owner) {
            ("birth_date", Owner::Member) => |record| match record {
                Record::Member(member) => Some(member.birth),
                _ => None,
            },
            // What holds first has no day.
            ("valid_from", Owner::Member) => |record| match record {
                Record::Member(member) if member.from != Day::FIRST => Some(member.from),
                _ => None,
            },
            ("start", Owner::Enrolment) => |record| period(record, |period| period.start),
            ("end", Owner::Enrolment) => |record| period(record, |period| period.end),
            ("enrolled_on", Owner::Enrolment) => {
                |record| period(record, |period| period.enrolled_on)
            }
            ("paid_on", Owner::Enrolment) => |record| match record {
                Record::Period(period) => period.paid_on(),
                _ => None,
            },
            ("admission", Owner::Bill) => |record| bill(record, |bill| bill.admission),
            ("discharge", Owner::Bill) => |record| bill(record, |bill| bill.discharge),
            ("settled_on", Owner::Bill) => |record| bill(record, |bill| bill.settled_on),
            // Filed on the day of settlement, unless the row says otherwise.
            ("submitted_on", Owner::Bill) => |record| {
                let submitted = bill(record, |bill| bill.submitted_on);
                submitted.filter(|day| Some(*day) != bill(record, |bill| bill.settled_on))
            },
            _ => return None,
        })
    }

    /// One of the scheme's own fields, or a fact of a few words.
    fn word(name: &str, owner: Owner, vocabulary: &Vocabulary) -> Option<Holds> {
        let own = vocabulary.fields.iter().find(|field| field.name == name);
        if let Some(field) = own.filter(|field| field.owner == owner) {
            return Some(match &field.kind {
                FieldKind::Amount { column, .. } | FieldKind::Count { column, .. } => {
                    Holds::Own { column: *column }
                }
                FieldKind::Lines { .. } => return None, // They are kept as the lines.
                FieldKind::Word { slot, values, default } => {
                    Holds::Word { slot: *slot, values: values.clone(), default: *default }
                }
                FieldKind::Date { slot, default } => {
                    Holds::OwnDay { slot: *slot, default: *default }
                }
            });
        }
        let fact = vocabulary.fact(name)?;
        let (slot, default) = match (fact, owner) {
            (Fact::Bill(slot), Owner::Bill) => (slot, Vocabulary::default_of(slot)),
            (Fact::Member(slot), Owner::Member) => (slot, None),
            _ => return None,
        };
        let FactValues::Words(values) = vocabulary.values(fact) else { return None };
        Some(Holds::Word { slot, values, default })
    }
}

/// A JSON list that is being written.
struct List<'o> {
    out: &'o mut Vec<u8>,
    /// Empty cells that stand before the next, if there is one.
    empty: usize,
    first: bool,
}

impl<'o> List<'o> {
    fn begin(out: &'o mut Vec<u8>) -> List<'o> {
        out.push(b'[');
        List { out, empty: 0, first: true }
    }

    fn end(self) {
        self.out.push(b']');
    }

    fn empty(&mut self) {
        self.empty += 1;
    }

    fn next(&mut self) {
        for _ in 0..std::mem::take(&mut self.empty) {
            self.out.extend(if self.first { &b"null"[..] } else { b",null" });
            self.first = false;
        }
        if !std::mem::replace(&mut self.first, false) {
            self.out.push(b',');
        }
    }

    /// A cell as it stands in its row: a number, or a text.
    fn as_it_is(&mut self, text: &str, number: Option<i64>) {
        match number {
            Some(number) => self.number(number),
            None => self.some(text),
        }
    }

    fn maybe(&mut self, number: Option<i64>) {
        match number {
            Some(number) => self.number(number),
            None => self.empty(),
        }
    }

    fn maybe_day(&mut self, day: Option<Day>, text: &str) {
        match day {
            Some(day) => self.day(day, text),
            None => self.empty(),
        }
    }

    /// A date of the scheme's own; nothing where it is what an empty cell means.
    fn own_day(&mut self, day: Day, default: Option<Day>, text: &str) {
        self.maybe_day(Some(day).filter(|day| default != Some(*day)), text);
    }

    fn some(&mut self, text: &str) {
        if text.is_empty() { self.empty() } else { self.text(text) }
    }

    fn text(&mut self, text: &str) {
        self.next();
        write_text(text, self.out);
    }

    fn word(&mut self, value: u8, values: &[String], default: Option<u8>) {
        if default == Some(value) { self.empty() } else { self.text(&values[value as usize]) }
    }

    /// A day, which nearly always stands in its row as it is written here.
    fn day(&mut self, day: Day, text: &str) {
        match Day::read(text.as_bytes()) {
            Some(same) if same == day => self.text(text),
            _ => self.text(&day.to_string()),
        }
    }

    /// A count as digits; what is none stays as it is.
    fn count(&mut self, text: &str) {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse::<i64>() {
            Ok(number) if digits => self.number(number),
            _ => self.some(text),
        }
    }

    fn number(&mut self, number: i64) {
        self.next();
        write_number(number, self.out);
    }
}

/// Writes a text in quotes.
pub(crate) fn write_text(text: &str, out: &mut Vec<u8>) {
    let plain = |byte: u8| byte >= b' ' && byte != b'"' && byte != b'\\';
    if text.bytes().all(plain) {
        out.push(b'"');
        out.extend(text.as_bytes());
        out.push(b'"');
    } else {
        serde_json::to_writer(out, text).expect("a text can be written to memory");
    }
}

/// Writes a whole number.
pub(crate) fn write_number(number: i64, out: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let (mut left, mut at) = (number.unsigned_abs(), digits.len());
    loop {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    if number < 0 {
        out.push(b'-');
    }
    out.extend(&digits[at..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_as_it_was_written() {
        let cells = [
            Cell::Empty,
            Cell::Text("B\"1\"\n药".into()),
            Cell::Number(-120),
            Cell::Empty,
            Cell::Number(i64::MIN),
            Cell::Text("".into()),
        ];
        let row = KeptRow(cells.to_vec());
        let mut out = b"[".to_vec();
        row.write(&mut out);
        out.push(b']');
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "[[null,\"B\\\"1\\\"\\n药\",-120,null,-9223372036854775808,\"\"]]");
        assert_eq!(KeptRow::list(&text), Some(vec![row]));
        assert_eq!(KeptRow::list(""), Some(vec![]));
        assert_eq!(KeptRow::list("[[1.5]]"), None);
        assert_eq!(KeptRow::list("[[true]]"), None);
    }

    #[test]
    fn a_number_is_no_word() {
        let row = KeptRow(vec![Cell::Number(1), Cell::Text("yes".into())]);
        assert_eq!((row.cell(0), row.number(0)), ("#", Some(1)));
        assert_eq!((row.cell(1), row.number(1), row.cell(9)), ("yes", None, ""));
    }
}
