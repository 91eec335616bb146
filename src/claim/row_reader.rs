//! The door: one row of text becomes a record, or every reason why not.
//!
//! CSV rows, the bills of cases and of previews all enter here, so that one amount is read in one
//! way. A [`Layout`] finds the known columns in a header once; then rows are read by it.

use super::{
    BILL_FACTS, Bill, Column, Enrolment, FUNDS, Fact, FactValues, Field, FieldKind, MEMBER_FACTS,
    MOST_UNITS, Member, Owner, Stay, Vocabulary,
};
use crate::date::Day;
use crate::money::Money;
use crate::words::{self, Sentence};

/// Why a row cannot be used: one value, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The column.
    pub column: String,
    /// What it held; empty for values that name persons.
    pub value: String,
    /// A stable code for programs.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub sentence: Sentence,
}

/// Required columns of members.csv.
pub const MEMBER_COLUMNS: [&str; 5] = ["member_id", "birth_date", "sex", "org_code", "hardship"];
/// Required columns of enrolments.csv.
pub const ENROLMENT_COLUMNS: [&str; 6] =
    ["member_id", "plan", "start", "end", "units", "enrolled_on"];
/// Required columns of bills.csv.
pub const BILL_COLUMNS: [&str; 17] = [
    "bill_id",
    "member_id",
    "category",
    "hospital_id",
    "hospital_level",
    "admission",
    "discharge",
    "settled_on",
    "diagnosis",
    "total",
    "out_of_catalogue",
    "class_b_prepay",
    "deductible",
    "pool_paid",
    "critical_paid",
    "assistance_paid",
    "other_paid",
];
/// Optional columns of bills.csv that are not amounts.
pub const BILL_OPTIONS: [&str; 8] = [
    "submitted_on",
    "cause",
    "in_network",
    "referral",
    "stay_id",
    "revision",
    "status",
    "takes_back",
];
/// Optional columns of enrolments.csv.
pub const ENROLMENT_OPTIONS: [&str; 2] = ["revision", "status"];
/// Optional columns of members.csv.
///
/// A row with a `valid_from` says what was so of a member from that day on; only beside such a column do
/// `revision` and `status` mean anything.
pub const MEMBER_OPTIONS: [&str; 5] = ["name", "household_id", "valid_from", "revision", "status"];

/// A bill of more nights is taken for one with a wrong date, until somebody has looked.
const LONGEST_STAY: i32 = 366;

/// Where the known columns stand in a header. They are looked up once, not for each row.
#[derive(Clone, Debug)]
pub struct Layout<'v> {
    vocabulary: &'v Vocabulary,
    places: Vec<(String, usize)>,
    birth_date: Place,
    valid_from: Place,
    revision: Place,
    /// Where a file that a ledger wrote says since when it knows a row.
    known_on: Option<usize>,
    plan: Place,
    start: Place,
    end: Place,
    units: Place,
    enrolled_on: Place,
    admission: Place,
    discharge: Place,
    settled_on: Place,
    submitted_on: Place,
    hospital_id: Place,
    diagnosis: Place,
    takes_back: Place,
    amounts: Vec<Amount>,
    words: Vec<Word>,
    /// What stands for words whose columns the file leaves out, by slot.
    usual: Vec<(u8, u8)>,
    own: Vec<(&'v Field, Option<usize>)>,
}

/// A column, and where it stands if the file has it.
#[derive(Clone, Copy, Debug)]
struct Place {
    name: &'static str,
    at: Option<usize>,
}

/// An amount column of the file.
#[derive(Clone, Debug)]
struct Amount {
    column: Column,
    name: &'static str,
    at: usize,
    /// Whether every row must have it.
    required: bool,
}

/// A column of one of a few words.
#[derive(Clone, Debug)]
struct Word {
    slot: u8,
    name: String,
    at: Option<usize>,
    values: Vec<String>,
    /// What an empty one means, where it may be empty.
    usual: Option<u8>,
}

/// One row: its cells, in the order of the header.
pub trait Row {
    /// The text of a cell, without blanks around it; empty where there is none.
    fn cell(&self, place: usize) -> &str;

    /// The number in a cell that holds one and not a text: an amount in minor units, or a count.
    #[inline]
    fn number(&self, _place: usize) -> Option<i64> {
        None
    }

    /// Whether a ledger keeps it: it was let in when it came.
    #[inline]
    fn is_kept(&self) -> bool {
        false
    }

    /// The same as bytes, perhaps with blanks around it: for what is read as it stands, and only
    /// where it cannot be is looked at more closely.
    #[inline]
    fn bytes(&self, place: usize) -> &[u8] {
        self.cell(place).as_bytes()
    }
}

impl<T: AsRef<str>> Row for [T] {
    fn cell(&self, place: usize) -> &str {
        self.get(place).map_or("", |cell| cell.as_ref().trim())
    }
}

impl<'v> Layout<'v> {
    /// Finds the columns of `owner`'s file in a header.
    pub fn find<'h>(
        header: impl IntoIterator<Item = &'h str>,
        owner: Owner,
        vocabulary: &'v Vocabulary,
    ) -> Layout<'v> {
        let places: Vec<(String, usize)> =
            header.into_iter().enumerate().map(|(at, name)| (name.trim().to_owned(), at)).collect();
        let at = |name: &str| places.iter().find(|(known, _)| known == name).map(|p| p.1);
        let place = |name: &'static str| Place { name, at: at(name) };
        let words: Vec<(u8, Fact, Option<u8>)> = match owner {
            Owner::Bill => {
                (0..5).map(|slot| (slot, Fact::Bill(slot), Vocabulary::usual(slot))).collect()
            }
            Owner::Member => (0..2).map(|slot| (slot, Fact::Member(slot), None)).collect(),
        };
        let words = words.into_iter().map(|(slot, fact, usual)| {
            let name = vocabulary.fact_name(fact).to_owned();
            let FactValues::Words(values) = vocabulary.values(fact) else {
                unreachable!("these facts are words")
            };
            Word { slot, at: at(&name), name, values, usual }
        });
        let left_out = |word: &Word| word.at.is_none() && word.usual.is_some();
        let (usual, words): (Vec<Word>, Vec<Word>) = words.partition(left_out);
        let usual = usual.into_iter().filter_map(|word| Some((word.slot, word.usual?)));
        let own = vocabulary.fields.iter().filter(|field| field.owner == owner);
        let amounts = Column::in_files().filter_map(|(column, name)| {
            let required = BILL_COLUMNS.contains(&name);
            Some(Amount { column, name, at: at(name)?, required })
        });
        Layout {
            vocabulary,
            words,
            usual: usual.collect(),
            own: own.map(|field| (field, at(&field.name))).collect(),
            amounts: amounts.collect(),
            birth_date: place("birth_date"),
            valid_from: place("valid_from"),
            revision: place("revision"),
            known_on: at("known_on"),
            plan: place("plan"),
            start: place("start"),
            end: place("end"),
            units: place("units"),
            enrolled_on: place("enrolled_on"),
            admission: place("admission"),
            discharge: place("discharge"),
            settled_on: place("settled_on"),
            submitted_on: place("submitted_on"),
            hospital_id: place("hospital_id"),
            diagnosis: place("diagnosis"),
            takes_back: place("takes_back"),
            places,
        }
    }

    /// What the words in the file mean.
    pub(crate) fn vocabulary(&self) -> &'v Vocabulary {
        self.vocabulary
    }

    /// Where a column stands.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.places.iter().find(|(known, _)| known == name).map(|place| place.1)
    }

    /// The name of the column at a place; empty where there is none.
    pub fn name(&self, place: usize) -> &str {
        self.places.get(place).map_or("", |(name, _)| name)
    }

    /// The text of a named column of a row; empty where there is none.
    pub fn text<'r, R: Row + ?Sized>(&self, row: &'r R, name: &str) -> &'r str {
        self.place(name).map_or("", |place| row.cell(place))
    }

    /// Reads a member.
    ///
    /// # Errors
    ///
    /// Every fault of the row.
    pub fn member<R: Row + ?Sized>(&self, row: &R) -> Result<Member, Vec<Fault>> {
        let mut reader = Reader::of(self, row);
        let birth = reader.date(self.birth_date);
        let from = reader.valid_from();
        let mut facts = [0; MEMBER_FACTS];
        reader.words(&mut facts);
        reader.own(&mut facts, &mut |_, _| ());
        let birth = birth.unwrap_or(Day::FIRST);
        reader.done(Member { birth, from: from.unwrap_or(Day::FIRST), facts })
    }

    /// Reads a row that takes back what was said of a member from a day on: of its facts only the day is asked.
    ///
    /// # Errors
    ///
    /// Where there is no such day.
    pub fn void_member<R: Row + ?Sized>(&self, row: &R) -> Result<Member, Vec<Fault>> {
        let mut reader = Reader::of(self, row);
        let from = match reader.text(self.valid_from) {
            "" => {
                let sentence = words::data::void_without_day();
                reader.fault("valid_from", "", "missing_value", sentence);
                None
            }
            _ => reader.date(self.valid_from),
        };
        let from = from.unwrap_or(Day::FIRST);
        reader.done(Member { birth: Day::FIRST, from, facts: [0; MEMBER_FACTS] })
    }

    /// What is wrong with a bill that can be read and cannot be so: settled or filed before the admission, or a
    /// stay that is longer than a year though nobody looked again, which a `revision` says. Rows that are known
    /// already are not asked.
    pub fn doubts<R: Row + ?Sized>(&self, row: &R, bill: &Bill) -> Vec<Fault> {
        let mut reader = Reader::of(self, row);
        if self.was_taken(row) {
            return reader.faults;
        }
        if bill.settled_on < bill.admission {
            let text = reader.text(self.settled_on);
            let sentence = words::data::settled_before_admission();
            reader.fault("settled_on", text, "settled_before_admission", sentence);
        } else if bill.submitted_on < bill.admission {
            let text = reader.text(self.submitted_on);
            let sentence = words::data::submitted_before_admission();
            reader.fault("submitted_on", text, "submitted_before_admission", sentence);
        }
        let looked_again =
            || reader.text(self.revision).parse().is_ok_and(|number: u64| number > 0);
        if bill.nights() > LONGEST_STAY && !looked_again() {
            let text = reader.text(self.discharge);
            let sentence = words::data::long_stay(bill.nights(), LONGEST_STAY);
            reader.fault("discharge", text, "long_stay", sentence);
        }
        reader.faults
    }

    /// Whether a ledger has taken a row before: it keeps it, or it says in `known_on` since when.
    fn was_taken<R: Row + ?Sized>(&self, row: &R) -> bool {
        row.is_kept() || self.known_on.is_some_and(|place| !row.cell(place).is_empty())
    }

    /// The dates of a bill that lie after a day, each with its column and its text.
    pub fn dates_after<'r, R: Row + ?Sized>(
        &self,
        row: &'r R,
        bill: &Bill,
        day: Day,
    ) -> Vec<(&'static str, &'r str)> {
        let Bill { admission, discharge, settled_on, submitted_on, .. } = *bill;
        let dates = [
            (self.admission, admission),
            (self.discharge, discharge),
            (self.settled_on, settled_on),
            (self.submitted_on, submitted_on),
        ];
        let text = |place: Place| place.at.map_or("", |at| row.cell(at));
        let late =
            dates.into_iter().filter(|(place, date)| *date > day && !text(*place).is_empty());
        late.map(|(place, _)| (place.name, text(place))).collect()
    }

    /// Reads an enrolment period. Plans that the rules do not know are a fault.
    ///
    /// # Errors
    ///
    /// Every fault of the row.
    pub fn enrolment<R: Row + ?Sized>(&self, row: &R) -> Result<Enrolment, Vec<Fault>> {
        let mut reader = Reader::of(self, row);
        let plans = &self.vocabulary.plans;
        let plan = reader.text(self.plan);
        let known = plans.iter().position(|id| id == plan);
        if plan.is_empty() {
            reader.fault("plan", "", "missing_value", words::data::missing_value("plan"));
        } else if known.is_none() {
            reader.fault(
                "plan",
                plan,
                "unknown_plan",
                words::data::unknown_word(plan, quoted(plans)),
            );
        }
        let (start, end) = (reader.date(self.start), reader.date(self.end));
        let enrolled_on = reader.date(self.enrolled_on);
        let units = reader.units();
        if let (Some(start), Some(end)) = (start, end)
            && end < start
        {
            let text = reader.text(self.end);
            reader.fault("end", text, "end_before_start", words::data::end_before_start());
        }
        let day = |day: Option<Day>| day.unwrap_or(Day::FIRST);
        let plan = known.unwrap_or(0) as u8;
        let (start, end, enrolled_on) = (day(start), day(end), day(enrolled_on));
        reader.done(Enrolment { plan, start, end, units, enrolled_on })
    }

    /// Reads a bill; `id` and `stay_id` are the numbers that its id and the stay that it names have among the
    /// caller's.
    ///
    /// The amounts of a row that takes back another bill have a minus sign, and are read as those of
    /// the bill that it takes back.
    ///
    /// # Errors
    ///
    /// Every fault of the row.
    pub fn bill<R: Row + ?Sized>(
        &self,
        row: &R,
        id: u32,
        stay_id: u32,
    ) -> Result<Bill, Vec<Fault>> {
        let mut reader = Reader::of(self, row);
        reader.is_refund = !reader.text(self.takes_back).is_empty();
        let (admission, discharge) = (reader.date(self.admission), reader.date(self.discharge));
        let settled_on = reader.date(self.settled_on);
        let submitted_on = match reader.text(self.submitted_on) {
            "" => settled_on,
            _ => reader.date(self.submitted_on),
        };
        let mut facts = [0; BILL_FACTS];
        reader.words(&mut facts);
        let currency = self.vocabulary.currency;
        let (mut amounts, mut present) = match reader.is_refund {
            false => reader.amounts(|text| currency.usual(text)),
            true => reader.amounts(|_| None), // The usual amount has no sign.
        };
        reader.own(&mut facts, &mut |column, amount| {
            amounts[column.index()] = amount;
            present |= 1 << column.index();
        });
        if let (Some(admission), Some(discharge)) = (admission, discharge)
            && discharge < admission
        {
            let text = reader.text(self.discharge);
            let sentence = words::data::discharge_before_admission();
            reader.fault("discharge", text, "discharge_before_admission", sentence);
        }
        let in_scope_differs = reader.parts(&mut amounts, &mut present);
        let hospital = reader.text(self.hospital_id);
        let diagnosis = reader.text(self.diagnosis);
        let (lists, has_code) = self.vocabulary.lists_with(diagnosis);
        if !has_code
            && !diagnosis.is_empty()
            && self.vocabulary.asks_diagnosis
            && !self.was_taken(row)
        {
            let sentence = words::data::no_diagnosis_code();
            reader.fault("diagnosis", diagnosis, "no_diagnosis_code", sentence);
        }
        let day = |day: Option<Day>| day.unwrap_or(Day::FIRST);
        let (admission, discharge, settled_on) = (day(admission), day(discharge), day(settled_on));
        let date = |basis| Vocabulary::date(basis, admission, discharge, settled_on);
        let basis = date(self.vocabulary.basis);
        let order = date(self.vocabulary.order);
        let submitted_on = day(submitted_on);
        let month = basis.month();
        reader.done(Bill {
            amounts,
            present,
            id,
            stay_id,
            stay: Stay::alone(id, admission, discharge),
            admission,
            discharge,
            settled_on,
            submitted_on,
            basis,
            order,
            month,
            lists,
            facts,
            hospital: number_of(hospital),
            in_scope_differs,
        })
    }
}

/// Reads the cells of one row and keeps what is wrong with them.
struct Reader<'l, 'v, R: ?Sized> {
    layout: &'l Layout<'v>,
    row: &'l R,
    /// Whether the row takes back another bill.
    is_refund: bool,
    faults: Vec<Fault>,
}

impl<'l, 'v, R: Row + ?Sized> Reader<'l, 'v, R> {
    fn of(layout: &'l Layout<'v>, row: &'l R) -> Reader<'l, 'v, R> {
        Reader { layout, row, is_refund: false, faults: Vec::new() }
    }

    fn text(&self, place: Place) -> &'l str {
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

    fn done<T>(self, record: T) -> Result<T, Vec<Fault>> {
        if self.faults.is_empty() { Ok(record) } else { Err(self.faults) }
    }

    fn fault(&mut self, column: &str, value: &str, code: &'static str, sentence: Sentence) {
        let (column, value) = (column.to_owned(), value.to_owned());
        self.faults.push(Fault { column, value, code, sentence });
    }

    #[inline]
    fn date(&mut self, place: Place) -> Option<Day> {
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
    fn valid_from(&mut self) -> Option<Day> {
        let place = self.layout.valid_from;
        if self.text(place).is_empty() { None } else { self.date(place) }
    }

    fn units(&mut self) -> u32 {
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

    /// The facts every scheme has; those a file may leave out have a usual value.
    fn words(&mut self, facts: &mut [u8]) {
        for &(slot, usual) in &self.layout.usual {
            facts[slot as usize] = usual;
        }
        for word in &self.layout.words {
            let text = self.cell(word.at);
            facts[word.slot as usize] = self.word(&word.name, text, &word.values, word.usual);
        }
    }

    /// The number of a word among `values`. `0` and `1` also mean `no` and `yes`.
    fn word(&mut self, name: &str, text: &str, values: &[String], usual: Option<u8>) -> u8 {
        let yes_no = values.len() == 2 && values[0] == "no";
        let number = match text {
            "" if usual.is_some() => return usual.unwrap_or(0),
            "0" if yes_no => Some(0),
            "1" if yes_no => Some(1),
            _ => values.iter().position(|value| is_word(value, text)),
        };
        if text.is_empty() {
            self.fault(name, "", "missing_value", words::data::missing_value(name));
        } else if number.is_none() {
            self.fault(name, text, "unknown_word", words::data::unknown_word(text, quoted(values)));
        }
        number.unwrap_or(0) as u8
    }

    /// The amounts of a bill; `usual` reads those that are written as most are.
    #[inline]
    fn amounts(
        &mut self,
        usual: impl Fn(&[u8]) -> Option<Money>,
    ) -> ([Money; super::AMOUNTS], u32) {
        let (mut amounts, mut present) = ([Money::ZERO; super::AMOUNTS], 0);
        for Amount { column, name, at, required } in &self.layout.amounts {
            let usual = usual(self.row.bytes(*at)).or_else(|| self.kept(Some(*at)));
            if let Some(amount) = usual.or_else(|| self.other_amount(name, *at, *required)) {
                amounts[column.index()] = amount;
                present |= 1 << column.index();
            }
        }
        (amounts, present)
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
            Err(sentence) => self.fault(name, text, "bad_amount", sentence),
        }
        None
    }

    /// The scheme's own fields.
    fn own(&mut self, facts: &mut [u8], keep: &mut dyn FnMut(Column, Money)) {
        for &(field, at) in &self.layout.own {
            let text = self.cell(at);
            match &field.kind {
                FieldKind::Word { slot, values, default } => {
                    facts[*slot as usize] = self.word(&field.name, text, values, *default);
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

    /// Checks that payers and parts fit into the total, and derives what the columns give. Returns
    /// whether the in-scope amount differs from what the other columns give.
    fn parts(&mut self, amounts: &mut [Money; super::AMOUNTS], present: &mut u32) -> bool {
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
        let derived = super::in_scope(total, |column| amounts[column.index()]);
        if !has_in_scope {
            amounts[Column::InScope.index()] = derived;
        }
        has_in_scope && (given - derived).minor().abs() > 1
    }
}

/// A number that equal texts share, and others hardly ever do: FNV-1a, the same on any machine; 0 for none.
fn number_of(text: &str) -> u64 {
    if text.is_empty() {
        return 0;
    }
    let one = |number: u64, byte: u8| (number ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, one)
}

/// Whether a text is a word: of a few letters, which are compared here sooner than elsewhere.
#[inline]
fn is_word(word: &str, text: &str) -> bool {
    word.len() == text.len() && word.bytes().zip(text.bytes()).all(|(one, other)| one == other)
}

/// Words in backticks, as one list.
fn quoted(words: &[String]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::{Basis, BillNumber, MemberIds, Revisions, Undated};
    use crate::money::Currency;
    use crate::words::Lang;

    /// A scheme with one amount of its own.
    fn vocabulary() -> Vocabulary {
        let kind = FieldKind::Amount { column: Column::own(0), default: None, may_be_empty: true };
        Vocabulary {
            currency: Currency::CNY,
            basis: Basis::Admission,
            order: Basis::Settlement,
            categories: Vocabulary::CATEGORIES.map(str::to_owned).to_vec(),
            revisions: Revisions::Replace,
            bill_number: BillNumber::National,
            stay_gap: 1,
            undated_facts: Undated::Night,
            member_ids: MemberIds::Usual,
            fields: vec![Field {
                name: "residual".to_owned(),
                title: None,
                owner: Owner::Bill,
                kind,
            }],
            lists: Vec::new(),
            asks_diagnosis: false,
            plans: Vec::new(),
        }
    }

    /// The bill of a row that takes back `takes_back`, or nothing, and has these other cells.
    fn bill(takes_back: &str, cells: &[(&str, &str)]) -> Result<Bill, Vec<Fault>> {
        let mut row = vec![
            ("category", "inpatient"),
            ("hospital_level", "2"),
            ("admission", "2024-03-01"),
            ("discharge", "2024-03-09"),
            ("settled_on", "2024-03-09"),
            ("takes_back", takes_back),
        ];
        row.extend(cells);
        let (header, row): (Vec<&str>, Vec<&str>) = row.into_iter().unzip();
        let vocabulary = vocabulary();
        let layout = Layout::find(header, Owner::Bill, &vocabulary);
        layout.bill(&row[..], 0, Bill::alone(0))
    }

    /// What is wrong with a row: column, value and code.
    fn faults(bill: Result<Bill, Vec<Fault>>) -> Vec<(String, String, &'static str)> {
        let faults = bill.expect_err("the row has faults").into_iter();
        faults.map(|fault| (fault.column, fault.value, fault.code)).collect()
    }

    fn fault(column: &str, value: &str, code: &'static str) -> (String, String, &'static str) {
        (column.to_owned(), value.to_owned(), code)
    }

    #[test]
    fn a_refund_is_read_as_the_bill_that_it_takes_back() {
        let billed = [
            ("total", "2000.00"),
            ("class_b_prepay", "100.5"),
            ("pool_paid", "1000.00"),
            ("other_paid", "0.00"),
            ("over_limit", ""),
            ("residual", "12.34"),
        ];
        let refunded = [
            ("total", "-2000.00"),
            ("class_b_prepay", "-100.50"),
            ("pool_paid", "-1000.00"),
            ("other_paid", "-0.00"),
            ("over_limit", ""),
            ("residual", "-12.34"),
        ];
        assert_eq!(bill("B1", &refunded).unwrap(), bill("", &billed).unwrap());
        let nothing = [("total", "0.00"), ("pool_paid", "0")];
        assert_eq!(bill("B1", &nothing).unwrap(), bill("", &nothing).unwrap());
    }

    #[test]
    fn an_amount_of_a_refund_above_zero_is_a_fault_of_its_own() {
        let cells = [("total", "2000.00"), ("pool_paid", "-1000.00"), ("residual", "0.01")];
        let refund = bill("B1", &cells);
        let sentence = &refund.as_ref().unwrap_err()[0].sentence;
        assert!(sentence.text(Lang::English).contains("with a minus sign: `-2000.00`"));
        assert!(sentence.text(Lang::Chinese).contains("须带负号，应写作 `-2000.00`"));
        let code = "refund_not_negative";
        let wrong = [fault("total", "2000.00", code), fault("residual", "0.01", code)];
        assert_eq!(faults(refund), wrong);
    }

    #[test]
    fn what_is_no_amount_is_none_in_a_refund_either() {
        let refund = bill("B1", &[("total", "-2,000.00"), ("pool_paid", "-0.001")]);
        let code = "bad_amount";
        let wrong = [fault("total", "-2,000.00", code), fault("pool_paid", "-0.001", code)];
        assert_eq!(faults(refund), wrong);
    }

    #[test]
    fn a_negative_amount_that_takes_nothing_back_is_refused() {
        for takes_back in ["", "  "] {
            let wrong = faults(bill(takes_back, &[("total", "-2000.00")]));
            assert_eq!(wrong, [fault("total", "-2000.00", "negative_amount")]);
        }
    }

    #[test]
    fn payers_and_parts_of_a_refund_fit_into_its_total() {
        let payers = bill("B1", &[("total", "-2000.00"), ("pool_paid", "-2000.01")]);
        assert_eq!(faults(payers), [fault("total", "-2000.00", "payers_above_total")]);
        let parts = bill("B1", &[("total", "-2000.00"), ("out_of_catalogue", "-2000.01")]);
        assert_eq!(faults(parts), [fault("total", "-2000.00", "parts_above_total")]);
    }
}
