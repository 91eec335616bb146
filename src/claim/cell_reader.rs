//! Reads the cells of one row: dates, amounts, words, and what must fit together.

use super::bill;
use super::error::quoted;
use super::layout::{Amount, Layout, Place};
use super::lines::{self, LineFault};
use super::{AMOUNTS, Column, FUNDS, Fault, FieldKind, MOST_UNITS, NUMBER_MOST, Row};
use crate::date::Day;
use crate::money::Money;
use crate::words::{self, Sentence};

/// Reads the cells of one row, and collects what is wrong with them.
pub(super) struct CellReader<'l, 'v, R: ?Sized> {
    layout: &'l Layout<'v>,
    row: &'l R,
    /// Whether the row takes back another bill.
    pub is_refund: bool,
    pub faults: Vec<Fault>,
}

impl<'l, 'v, R: Row + ?Sized> CellReader<'l, 'v, R> {
    pub fn of(layout: &'l Layout<'v>, row: &'l R) -> CellReader<'l, 'v, R> {
        CellReader { layout, row, is_refund: false, faults: Vec::new() }
    }

    pub fn text(&self, place: Place) -> &'l str {
        self.cell(place.at)
    }

    fn cell(&self, at: Option<usize>) -> &'l str {
        at.map_or("", |at| self.row.cell(at))
    }

    fn number(&self, at: Option<usize>) -> Option<i64> {
        at.and_then(|at| self.row.number(at))
    }

    /// An amount that is kept as one.
    #[inline]
    fn kept(&self, at: Option<usize>) -> Option<Money> {
        let minor = self.number(at).filter(|minor| (0..=Money::MOST.minor()).contains(minor));
        minor.map(Money::from_minor)
    }

    pub fn done<T>(self, record: T) -> Result<T, Vec<Fault>> {
        if self.faults.is_empty() { Ok(record) } else { Err(self.faults) }
    }

    pub fn fault(&mut self, column: &str, value: &str, code: &'static str, sentence: Sentence) {
        let (column, value) = (column.to_owned(), value.to_owned());
        self.faults.push(Fault { column, value, code, sentence });
    }

    #[inline]
    pub fn date(&mut self, place: Place) -> Option<Day> {
        let bytes = place.at.map_or(&[][..], |at| self.row.bytes(at));
        Day::read(bytes).or_else(|| self.other_date(place))
    }

    /// A date that has blanks around it, or is none.
    fn other_date(&mut self, place: Place) -> Option<Day> {
        let (name, text) = (place.name, self.text(place));
        let day = Day::parse(text);
        if text.is_empty() {
            self.fault(name, "", "missing_value", words::data::missing_value(name));
        } else if day.is_none() {
            self.fault(name, text, "bad_date", words::data::bad_date(text));
        }
        day
    }

    /// The day from which facts of a member hold, where the row says one.
    pub fn valid_from(&mut self) -> Option<Day> {
        self.date_if_any(self.layout.valid_from)
    }

    /// A date that a row need not have.
    pub fn date_if_any(&mut self, place: Place) -> Option<Day> {
        if self.text(place).is_empty() { None } else { self.date(place) }
    }

    /// The day of the diagnosis of a bill whose category goes by it.
    #[cold]
    pub fn diagnosed_on(&mut self) -> Option<Day> {
        let place = self.layout.diagnosed_on;
        if self.text(place).is_empty() {
            let sentence = words::data::missing_diagnosed_on();
            self.fault(place.name, "", "missing_value", sentence);
            return None;
        }
        self.date(place)
    }

    /// The yearly income of the household, where the row says one. What a ledger kept as text was a column of the
    /// office's own, before this one had a meaning.
    pub fn household_income(&mut self) -> Option<Money> {
        let place = self.layout.household_income;
        let text = self.text(place);
        if text.is_empty() || self.row.is_kept() {
            return self.kept(place.at);
        }
        let income = self.layout.vocabulary.currency.parse(text);
        let income = income.ok().filter(|income| *income >= Money::ZERO);
        if income.is_none() {
            self.fault(place.name, text, "bad_income", words::data::bad_income(text));
        }
        income
    }

    pub fn units(&mut self) -> u32 {
        let text = self.text(self.layout.units);
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let kept = self.number(self.layout.units.at).and_then(|number| u32::try_from(number).ok());
        let units = kept.or_else(|| text.parse().ok().filter(|_| digits));
        let units = units.filter(|units| (1..=MOST_UNITS).contains(units));
        if text.is_empty() {
            self.fault("units", "", "missing_value", words::data::missing_value("units"));
        } else if units.is_none() {
            self.fault("units", text, "bad_units", words::data::bad_units(text, MOST_UNITS));
        }
        units.unwrap_or(1)
    }

    /// The facts every scheme has; those a file may leave out have a default value.
    pub fn words(&mut self, facts: &mut [u8]) {
        for &(slot, value) in &self.layout.defaults {
            facts[slot as usize] = value;
        }
        for word in &self.layout.words {
            let number = match word.at.map_or(&[][..], |at| self.row.bytes(at)) {
                b"" | b"0" | b"1" => None, // These may stand for a word.
                usual => word.values.iter().position(|value| is_word(value.as_bytes(), usual)),
            };
            facts[word.slot as usize] = match number {
                Some(number) => number as u8,
                None => self.word(&word.name, self.cell(word.at), &word.values, word.default),
            };
        }
    }

    /// The number of a word among `values`. `0` and `1` also mean `no` and `yes`.
    fn word(&mut self, name: &str, text: &str, values: &[String], default: Option<u8>) -> u8 {
        let yes_no = values.len() == 2 && values[0] == "no";
        let number = match text {
            "" if default.is_some() => return default.unwrap_or(0),
            "0" if yes_no => Some(0),
            "1" if yes_no => Some(1),
            _ => values.iter().position(|value| value == text),
        };
        if text.is_empty() {
            self.fault(name, "", "missing_value", words::data::missing_value(name));
        } else if number.is_none() {
            self.fault(name, text, "unknown_word", words::data::unknown_word(text, quoted(values)));
        }
        number.unwrap_or(0) as u8
    }

    /// Reads the amounts of a bill that has none yet; `fast` reads those that are written as most are.
    #[inline]
    pub fn amounts(
        &mut self,
        fast: impl Fn(&[u8]) -> Option<Money>,
        (amounts, present): (&mut [Money; AMOUNTS], &mut u32),
    ) {
        for Amount { column, name, at, required } in &self.layout.amounts {
            let amount = fast(self.row.bytes(*at)).or_else(|| self.kept(Some(*at)));
            if let Some(amount) = amount.or_else(|| self.other_amount(name, *at, *required)) {
                put(amounts, present, *column, amount);
            }
        }
    }

    /// An amount that is not written as most are, or missing, or none.
    fn other_amount(&mut self, name: &str, at: usize, required: bool) -> Option<Money> {
        let text = self.row.cell(at);
        if text.is_empty() && required {
            self.fault(name, "", "missing_value", words::data::missing_amount(name));
        }
        self.amount(name, text)
    }

    /// An amount, zero or more; nothing where the cell is empty or wrong. That of a refund is written
    /// as zero or less, and its sign is turned.
    fn amount(&mut self, name: &str, text: &str) -> Option<Money> {
        if text.is_empty() {
            return None;
        }
        match self.layout.vocabulary.currency.parse(text) {
            Ok(amount) if self.is_refund && amount <= Money::ZERO => return Some(-amount),
            Ok(_) if self.is_refund => {
                let sentence = words::data::refund_not_negative(text);
                self.fault(name, text, "refund_not_negative", sentence);
            }
            Ok(amount) if amount >= Money::ZERO => return Some(amount),
            Ok(_) => self.fault(name, text, "negative_amount", words::data::negative_amount(text)),
            Err(why) => self.fault(name, text, "bad_amount", why.sentence()),
        }
        None
    }

    /// A whole number, kept as so many minor units; nothing where the cell is empty or wrong. That of a refund may be
    /// written with a minus sign, as its amounts are.
    fn count(&mut self, name: &str, text: &str) -> Option<Money> {
        if text.is_empty() {
            return None;
        }
        let plain = if self.is_refund { text.strip_prefix('-').unwrap_or(text) } else { text };
        let digits = plain.bytes().all(|byte| byte.is_ascii_digit());
        let count = plain.parse().ok().filter(|count| digits && *count <= NUMBER_MOST);
        if count.is_none() {
            self.fault(name, text, "bad_count", words::data::bad_count(text, NUMBER_MOST));
        }
        count.map(Money::from_minor)
    }

    /// The scheme's own fields.
    pub fn scheme_fields(
        &mut self,
        facts: &mut [u8],
        dates: &mut [Day],
        keep: &mut dyn FnMut(Column, Money),
    ) {
        for &(field, at) in &self.layout.scheme_fields {
            let text = self.cell(at);
            match &field.kind {
                FieldKind::Word { slot, values, default } => {
                    facts[*slot as usize] = self.word(&field.name, text, values, *default);
                }
                FieldKind::Date { slot, default } => {
                    let day = self.own_date(&field.name, text, *default);
                    if let (Some(day), Some(date)) = (day, dates.get_mut(*slot as usize)) {
                        *date = day;
                    }
                }
                FieldKind::Lines { .. } => unreachable!("no file has a column of them"),
                FieldKind::Count { column, default } => {
                    let found = self.kept(at).or_else(|| self.count(&field.name, text));
                    match found.or(default.filter(|_| text.is_empty())) {
                        Some(count) => keep(*column, count),
                        None if text.is_empty() => {
                            let sentence = words::data::missing_value(&field.name);
                            self.fault(&field.name, "", "missing_value", sentence);
                        }
                        None => {}
                    }
                }
                FieldKind::Amount { column, default, may_be_empty } => {
                    let found = self.kept(at).or_else(|| self.amount(&field.name, text));
                    if let Some(amount) = found.or(default.filter(|_| text.is_empty())) {
                        keep(*column, amount);
                    } else if text.is_empty() && !may_be_empty {
                        let sentence = words::data::missing_value(&field.name);
                        self.fault(&field.name, "", "missing_value", sentence);
                    }
                }
            }
        }
    }

    /// A date of the scheme's own; nothing where it is wrong, or missing without a default.
    fn own_date(&mut self, name: &str, text: &str, default: Option<Day>) -> Option<Day> {
        let day = if text.is_empty() { default } else { Day::parse(text) };
        match day {
            None if text.is_empty() => {
                self.fault(name, "", "missing_value", words::data::missing_value(name));
            }
            None => self.fault(name, text, "bad_date", words::data::bad_date(text)),
            Some(_) => {}
        }
        day
    }

    /// The fields that are sums of lines. Lines come to the total of their bill; a row that takes a bill back need
    /// not repeat them.
    #[cold]
    pub fn lines(&mut self, amounts: &mut [Money; AMOUNTS], present: &mut u32) {
        let text = self.text(self.layout.lines);
        let is_left_out = text.is_empty() || self.is_refund;
        for &field in &self.layout.line_fields {
            let FieldKind::Lines { column, default, .. } = &field.kind else { continue };
            let none = if self.is_refund { Some(Money::ZERO) } else { *default };
            match none.filter(|_| is_left_out) {
                Some(amount) => put(amounts, present, *column, amount),
                None if is_left_out => {
                    let sentence = words::data::missing_lines(&field.name);
                    return self.fault("lines", "", "missing_value", sentence);
                }
                None => {}
            }
        }
        if !is_left_out && let Err(fault) = self.sums_of_lines(text, amounts, present) {
            let LineFault { code, line, sentence } = fault;
            self.fault("lines", &line, code, sentence);
        }
    }

    fn sums_of_lines(
        &mut self,
        text: &str,
        amounts: &mut [Money; AMOUNTS],
        present: &mut u32,
    ) -> Result<(), LineFault> {
        let vocabulary = self.layout.vocabulary;
        let lines = lines::read(text, vocabulary)?;
        let total = amounts.get(Column::Total.index()).copied().unwrap_or_default();
        // Where the total is wrong itself, that is said already.
        let is_told = !self.faults.is_empty();
        lines::come_to(&lines, total, vocabulary)
            .or_else(|fault| if is_told { Ok(()) } else { Err(fault) })?;
        for &field in &self.layout.line_fields {
            let column = field.amount_column().expect("a sum of lines is an amount");
            put(amounts, present, column, lines::sum(field, &lines, vocabulary)?);
        }
        Ok(())
    }

    /// Checks that payers and parts fit into the total, and derives what the columns give. Returns
    /// whether the in-scope amount differs from what the other columns give.
    pub fn parts(&mut self, amounts: &mut [Money; AMOUNTS], present: &mut u32) -> bool {
        if !self.faults.is_empty() {
            return false; // A sum over a wrong amount would be a second complaint about the first.
        }
        let sum = |columns: &[Column]| columns.iter().map(|c| amounts[c.index()]).sum::<Money>();
        let total = amounts[Column::Total.index()];
        let funds = sum(&FUNDS);
        let outside = sum(&[Column::OutOfCatalogue, Column::OverLimit, Column::ClassBPrepay]);
        let given = amounts[Column::InScope.index()];
        let has_in_scope = *present >> Column::InScope.index() & 1 == 1;
        let currency = self.layout.vocabulary.currency;
        let show = |amount| currency.show(amount);
        let over = |paid: Money, what: fn(String, String) -> Sentence| {
            (paid > total).then(|| what(show(paid), show(total)))
        };
        let borne = funds + amounts[Column::HospitalBorne.index()];
        let in_scope = if has_in_scope { given } else { Money::ZERO };
        let over_total = [
            ("payers_above_total", over(borne, words::data::payers_above_total)),
            ("parts_above_total", over(outside, words::data::parts_above_total)),
            ("parts_above_total", over(in_scope, words::data::parts_above_total)),
        ];
        for (code, sentence) in over_total {
            if let Some(sentence) = sentence {
                let written = if self.is_refund { -total } else { total };
                self.fault("total", &show(written), code, sentence);
            }
        }
        amounts[Column::FundsPaid.index()] = funds;
        *present |= 1 << Column::FundsPaid.index();
        let derived = bill::in_scope(total, |column| amounts[column.index()]);
        if !has_in_scope {
            amounts[Column::InScope.index()] = derived;
        }
        has_in_scope && (given - derived).minor().abs() > 1
    }
}

/// Keeps an amount of a bill.
fn put(amounts: &mut [Money; AMOUNTS], present: &mut u32, column: Column, amount: Money) {
    if let Some(cell) = amounts.get_mut(column.index()) {
        *cell = amount;
        *present |= 1 << column.index();
    }
}

/// A number that equal texts share, and others hardly ever do: FNV-1a, the same on any machine; 0 for none.
pub(super) fn number_of(text: &str) -> u64 {
    if text.is_empty() {
        return 0;
    }
    let one = |number: u64, byte: u8| (number ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, one)
}

/// Compares short words inline; `==` calls memcmp.
#[inline]
fn is_word(word: &[u8], text: &[u8]) -> bool {
    word.len() == text.len() && word.iter().zip(text).all(|(one, other)| one == other)
}
