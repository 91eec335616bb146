//! What the words in a scheme's files mean: categories, fields, diagnosis lists, plans.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::list_order::ListVersion;
use super::titles::Titles;
use super::{
    BILL_FACTS, Column, ENROLMENT_DATES, ENROLMENT_FACTS, Fact, Field, FieldKind, MEMBER_DATES,
    MEMBER_FACTS, MemberIds, Owner, diagnosis,
};
use crate::date::Day;
use crate::money::Currency;
use crate::words::{Sentence, decisions};

/// A date of a bill that a scheme may go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The first day of the stay.
    Admission,
    /// The day of leaving.
    Discharge,
    /// The day primary cover settled the bill.
    Settlement,
    /// The day on which the disease was found: a column that the bill then must have.
    Diagnosis,
}

/// The largest number a schedule may name, and a column of numbers may hold.
pub(crate) const NUMBER_MOST: i64 = 10_000;

/// What becomes of a bill's row that says something else than an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revisions {
    /// It takes the place of the earlier one.
    Replace,
    /// It is refused; a bill can only be taken back.
    Refuse,
}

/// What a bill is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillNumber {
    /// Its number alone: no two bills of the country have the same.
    National,
    /// Its hospital and its number: each hospital numbers its own bills.
    OfHospital,
}

/// What becomes of facts of a member that differ from what is known and have no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undated {
    /// They hold from the day of the night that brings them.
    Night,
    /// They are refused: the sender must say from which day they hold.
    Refused,
}

/// What the words in a scheme's files mean.
///
/// ```
/// use std::path::Path;
///
/// use huzhu::claim::Vocabulary;
/// use huzhu::scheme::Book;
///
/// let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// let words: &Vocabulary = book.as_ref();
/// assert_eq!(words.plans(), ["medical"]);
/// assert!(words.fact("hospital_level").is_some() && words.fact("colour").is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vocabulary {
    /// Of every amount.
    pub(crate) currency: Currency,
    /// The date that picks edition, enrolment period and windows, by category.
    pub(crate) bases: Vec<Basis>,
    /// The date that orders bills.
    pub(crate) order: Basis,
    /// Kinds of bill, the usual ones first.
    pub(crate) categories: Vec<String>,
    /// What people call categories and lists that have a title.
    pub(crate) titles: Titles,
    /// Kinds of bill that are decided after all others, one bit each.
    pub(crate) decided_last: u64,
    /// Classes of the lines of a bill.
    pub(crate) line_classes: Vec<String>,
    /// Whether another row of a bill takes its place.
    pub(crate) revisions: Revisions,
    /// What identifies a bill.
    pub(crate) bill_number: BillNumber,
    /// Bills of one `stay_id` are one stay while at most so many uncovered days lie between them.
    pub(crate) stay_gap: i32,
    /// What becomes of facts of a member that differ from what is known and have no day.
    pub(crate) undated_facts: Undated,
    /// How ids of members are read.
    pub(crate) member_ids: MemberIds,
    /// The scheme's own columns.
    pub(crate) fields: Vec<Field>,
    /// Named lists of diagnosis codes, each in its one spelling.
    pub(crate) lists: Vec<(String, Vec<String>)>,
    /// Those among them that change by date: each from a day on, in the order of days.
    pub(crate) list_versions: Vec<ListVersion>,
    /// Whether any condition of the rules asks for diagnoses.
    pub(crate) asks_diagnosis: bool,
    /// Whether anything of the rules adds up over a household, so that members are decided with their relatives.
    pub(crate) asks_household: bool,
    /// Ids of the plans, in the order of the rule files.
    pub(crate) plans: Vec<String>,
    /// The plans whose cover begins with the receipt of the contribution, by place: one bit each.
    pub(crate) asks_receipts: u16,
    /// The plans that ask on which day a member enrolled, by place: one bit each.
    pub(crate) asks_enrolled_on: u16,
    /// What distinguishes these words from others; see [`Vocabulary::sealed`].
    pub(crate) id: VocabularyId,
}

/// A number that equal vocabularies share, and others hardly ever do. Facts carry that of the words they were
/// read by, in bytes that would otherwise be padding; a history refuses facts of other words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct VocabularyId([u8; 3]);

impl VocabularyId {
    /// Of facts that nothing was read of, and of a vocabulary that is not whole yet.
    pub const NONE: VocabularyId = VocabularyId([0; 3]);
}

impl AsRef<Vocabulary> for Vocabulary {
    fn as_ref(&self) -> &Vocabulary {
        self
    }
}

/// The uncovered days that may lie between two bills of one stay, where a scheme says nothing.
pub(crate) const STAY_GAP: i32 = 1;

impl Vocabulary {
    /// The same with the number that distinguishes it from others: of all that gives a meaning to facts that are read.
    /// What people call things is left out, and what only says which rows are refused.
    pub(crate) fn sealed(mut self) -> Vocabulary {
        let mut hasher = DefaultHasher::new(); // The same in every process of one version.
        let Vocabulary { currency, bases, order, categories, stay_gap, lists, plans, .. } = &self;
        format!("{currency:?} {bases:?} {order:?} {stay_gap}").hash(&mut hasher);
        (categories, lists, plans).hash(&mut hasher);
        if !self.list_versions.is_empty() {
            format!("{:?}", self.list_versions).hash(&mut hasher);
        }
        if !self.line_classes.is_empty() {
            self.line_classes.hash(&mut hasher);
        }
        if self.decided_last != 0 {
            self.decided_last.hash(&mut hasher);
        }
        for Field { name, owner, kind, .. } in &self.fields {
            (name, format!("{owner:?} {kind:?}")).hash(&mut hasher);
        }
        let [one, two, three, ..] = hasher.finish().to_le_bytes();
        self.id = VocabularyId([one | 1, two, three]); // Never that of no words.
        self
    }

    /// Of every amount.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The date that picks edition, enrolment period and windows of bills of a category, by its place.
    #[inline]
    pub fn basis_of(&self, category: u8) -> Basis {
        self.bases.get(usize::from(category)).copied().unwrap_or(Basis::Admission)
    }

    /// The categories whose bills go by the day of the diagnosis, by place: one bit each.
    pub(crate) fn by_diagnosis(&self) -> u64 {
        let bits = self.bases.iter().enumerate();
        bits.fold(0, |bits, (at, basis)| bits | u64::from(*basis == Basis::Diagnosis) << at)
    }

    /// The date that orders bills.
    pub fn order(&self) -> Basis {
        self.order
    }

    /// Kinds of bill, the usual ones first.
    pub fn categories(&self) -> &[String] {
        &self.categories
    }

    /// Classes of the lines of a bill.
    pub fn line_classes(&self) -> &[String] {
        &self.line_classes
    }

    /// Whether another row of a bill takes its place.
    pub fn revisions(&self) -> Revisions {
        self.revisions
    }

    /// What identifies a bill.
    pub fn bill_number(&self) -> BillNumber {
        self.bill_number
    }

    /// Bills of one `stay_id` are one stay while at most so many uncovered days lie between them.
    pub fn stay_gap(&self) -> i32 {
        self.stay_gap
    }

    /// What becomes of facts of a member that differ from what is known and have no day.
    pub fn undated_facts(&self) -> Undated {
        self.undated_facts
    }

    /// How ids of members are read.
    pub fn member_ids(&self) -> MemberIds {
        self.member_ids
    }

    /// The scheme's own columns.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Named lists of diagnosis codes, each in its one spelling.
    pub fn lists(&self) -> &[(String, Vec<String>)] {
        &self.lists
    }

    /// Ids of the plans, in the order of the rule files.
    pub fn plans(&self) -> &[String] {
        &self.plans
    }

    /// Whether the cover of a plan begins with the receipt of the contribution under any edition.
    pub(crate) fn asks_receipts_of(&self, plan: &str) -> bool {
        let place = self.plans.iter().position(|id| id == plan);
        place.is_some_and(|place| self.asks_receipts >> place & 1 == 1)
    }

    /// Whether a plan asks under any edition on which day a member enrolled.
    pub(crate) fn asks_enrolled_on_of(&self, plan: &str) -> bool {
        let place = self.plans.iter().position(|id| id == plan);
        place.is_some_and(|place| self.asks_enrolled_on >> place & 1 == 1)
    }

    /// Whether anything adds up over a household, so that relatives are decided together.
    #[cfg(feature = "arrow")]
    pub fn asks_household(&self) -> bool {
        self.asks_household
    }

    /// What distinguishes these words from others.
    pub(crate) fn id(&self) -> VocabularyId {
        self.id
    }

    /// The name of the fact that lists of diagnoses are asked by.
    pub(crate) const DIAGNOSIS: &'static str = "diagnosis";
    /// The slot of a bill's category.
    pub const CATEGORY: u8 = 0;
    /// The slot of a bill's hospital level.
    pub const HOSPITAL_LEVEL: u8 = 1;
    /// The slot of a member's sex.
    pub const SEX: u8 = 0;
    /// What stands there of a woman.
    pub(crate) const WOMAN: u8 = 1;
    const BILL_WORDS: [&'static str; 5] =
        ["category", "hospital_level", "cause", "in_network", "referral"];
    const MEMBER_WORDS: [&'static str; 2] = ["sex", "hardship"];
    const NUMBERS: [(&'static str, Fact, i64); 8] = [
        ("ordinal", Fact::Ordinal, 1),
        ("units", Fact::Units, 1),
        ("years_enrolled", Fact::YearsEnrolled, 1),
        ("days_covered", Fact::DaysCovered, 1),
        ("age", Fact::Age, 0),
        ("turns", Fact::Turns, 0),
        ("nights", Fact::Nights, 0),
        ("household_members", Fact::HouseholdMembers, 1),
    ];
    /// The kinds of bill every scheme has.
    pub const CATEGORIES: [&'static str; 4] =
        ["inpatient", "outpatient_chronic", "emergency", "event"];

    /// What an empty cell of a bill's fact means that every scheme has: of cause and what follows, the first.
    pub(crate) fn default_of(slot: u8) -> Option<u8> {
        (2..Self::BILL_WORDS.len() as u8).contains(&slot).then_some(0)
    }

    /// Words of a bill or member that a scheme may declare.
    pub(crate) fn own_words(owner: Owner) -> usize {
        match owner {
            Owner::Bill => BILL_FACTS - Self::BILL_WORDS.len(),
            Owner::Member => MEMBER_FACTS - Self::MEMBER_WORDS.len(),
            Owner::Enrolment => ENROLMENT_FACTS,
        }
    }

    /// Dates that a scheme may declare.
    pub(crate) fn own_dates(owner: Owner) -> usize {
        match owner {
            Owner::Bill => 0,
            Owner::Member => MEMBER_DATES,
            Owner::Enrolment => ENROLMENT_DATES,
        }
    }

    /// The slot of a scheme's own fact of that number.
    pub(crate) fn own_slot(owner: Owner, number: usize) -> u8 {
        let first = match owner {
            Owner::Bill => Self::BILL_WORDS.len(),
            Owner::Member => Self::MEMBER_WORDS.len(),
            Owner::Enrolment => 0,
        };
        (first + number) as u8
    }

    /// The fact of that name.
    pub fn fact(&self, name: &str) -> Option<Fact> {
        let slot = |words: &[&str]| words.iter().position(|word| *word == name).map(|at| at as u8);
        let number = || Self::NUMBERS.iter().find(|(word, ..)| *word == name).map(|n| n.1);
        let own = || {
            self.fields.iter().find(|field| field.name == name).and_then(|field| {
                match (&field.kind, field.owner) {
                    (FieldKind::Word { slot, .. }, Owner::Bill) => Some(Fact::Bill(*slot)),
                    (FieldKind::Word { slot, .. }, Owner::Member) => Some(Fact::Member(*slot)),
                    (FieldKind::Word { slot, .. }, Owner::Enrolment) => {
                        Some(Fact::Enrolment(*slot))
                    }
                    (FieldKind::Count { column, .. }, _) => Some(Fact::Count(*column)),
                    (
                        FieldKind::Amount { .. } | FieldKind::Lines { .. } | FieldKind::Date { .. },
                        _,
                    ) => None,
                }
            })
        };
        (slot(&Self::BILL_WORDS).map(Fact::Bill))
            .or_else(|| slot(&Self::MEMBER_WORDS).map(Fact::Member))
            .or_else(number)
            .or_else(own)
    }

    /// Every name that [`Vocabulary::fact`] knows.
    pub fn fact_names(&self) -> impl Iterator<Item = &str> + Clone {
        let own = self.fields.iter().filter(|field| field.is_fact());
        let own = own.map(|field| field.name.as_str());
        let numbers = Self::NUMBERS.iter().map(|number| number.0);
        Self::BILL_WORDS.into_iter().chain(Self::MEMBER_WORDS).chain(numbers).chain(own)
    }

    /// Names of the facts that are numbers.
    pub(crate) fn number_names() -> impl Iterator<Item = &'static str> {
        Self::NUMBERS.iter().map(|number| number.0)
    }

    /// The name of a fact.
    pub fn fact_name(&self, fact: Fact) -> &str {
        match fact {
            Fact::Diagnosis(_) => return Self::DIAGNOSIS, // Which lists are looked at is said beside it.
            Fact::BasisDay => return "from",              // Values from a day on.
            _ => {}
        }
        let mut names = self.fact_names();
        names.find(|name| self.fact(name) == Some(fact)).expect("all facts have names")
    }

    /// What a person calls a fact, by its name; nothing for a scheme's own that has no title.
    pub fn fact_title(&self, name: &str) -> Option<Sentence> {
        Some(match name {
            "category" => decisions::fact_category(),
            "diagnosis" => decisions::fact_diagnosis(),
            "hospital_level" => decisions::fact_hospital_level(),
            "cause" => decisions::fact_cause(),
            "in_network" => decisions::fact_in_network(),
            "referral" => decisions::fact_referral(),
            "sex" => decisions::fact_sex(),
            "hardship" => decisions::fact_hardship(),
            "ordinal" => decisions::fact_ordinal(),
            "units" => decisions::fact_units(),
            "years_enrolled" => decisions::fact_years_enrolled(),
            "days_covered" => decisions::fact_days_covered(),
            "age" => decisions::fact_age(),
            "turns" => decisions::fact_turns(),
            "nights" => decisions::fact_nights(),
            "birth_date" => decisions::fact_birth_date(),
            "household_members" => decisions::fact_household_members(),
            own => return self.fields.iter().find(|field| field.name == own)?.title.clone(),
        })
    }

    /// The name in files of an amount column, be it the scheme's own.
    pub fn column_name(&self, column: Column) -> &str {
        if let Some(name) = column.name() {
            return name;
        }
        let own = self.fields.iter().find(|field| field.amount_column() == Some(column));
        own.map_or("", |field| &field.name)
    }

    /// What the rules call an amount column of the scheme's own, where they say so.
    pub fn column_title(&self, column: Column) -> Option<&Sentence> {
        let own = self.fields.iter().find(|field| field.amount_column() == Some(column));
        own.and_then(|field| field.title.as_ref())
    }

    /// The date of a bill that a basis means; `diagnosed_on` is asked for where its category goes by it.
    #[inline]
    pub(crate) fn date(
        basis: Basis,
        (admission, discharge): (Day, Day),
        settled_on: Day,
        diagnosed_on: Day,
    ) -> Day {
        match basis {
            Basis::Admission => admission,
            Basis::Discharge => discharge,
            Basis::Settlement => settled_on,
            Basis::Diagnosis => diagnosed_on,
        }
    }

    /// The day that orders a bill of a category: what is decided last comes behind the last day that there is.
    pub(crate) fn order_on(&self, category: u8, day: Day) -> Day {
        const BEHIND_ALL: i32 = 4_000_000;
        let is_last = self.decided_last >> category & 1 == 1;
        if is_last { day + BEHIND_ALL } else { day }
    }

    /// One bit a list that has one of the codes of a cell; and whether there is any code in it.
    pub(crate) fn lists_with(&self, diagnosis: &str) -> (u64, bool) {
        if self.lists.is_empty() {
            return (0, true); // No rule asks for diagnoses.
        }
        let (mut lists, mut has_code) = (0, false);
        diagnosis::each(diagnosis, |code| {
            let covers =
                |codes: &[String], code: &str| codes.iter().any(|listed| covers_code(listed, code));
            let has = |codes: &[String]| {
                covers(codes, code) || diagnosis::joined(code).any(|part| covers(codes, part))
            };
            let found = self.lists.iter().enumerate().filter(|(_, (_, codes))| has(codes));
            lists = found.fold(lists, |lists, (at, _)| lists | 1 << at);
            let versions = self.list_versions.iter().filter(|version| has(&version.codes));
            lists = versions.fold(lists, |lists, version| lists | 1 << version.bit);
            has_code |= diagnosis::is_code(code);
        });
        (lists, has_code || lists != 0)
    }

    /// What rules see of a diagnosis and names nobody: its codes in their one spelling, and what else a list of the
    /// rules has. `0` stands for a code that may be the number of a person or a telephone, `?` for words alone.
    pub(crate) fn codes_of(&self, cell: &str) -> String {
        let mut codes: Vec<String> = Vec::new();
        diagnosis::each(cell, |code| {
            let is_listed = self.lists_with(code).0 != 0;
            let kept = if diagnosis::may_be_number(code) { "0" } else { code };
            match is_listed {
                true => codes.push(code.to_owned()),
                false if diagnosis::is_code(code) => codes.push(kept.to_owned()),
                false => {}
            }
        });
        let is_dropped = codes.is_empty() && !cell.is_empty();
        if is_dropped { "?".to_owned() } else { codes.join("|") }
    }

    /// The lists of a bill as they are on a day, where they change by date. The bits of their versions stay, since the
    /// day of a bill may become that of its stay.
    #[inline]
    pub(crate) fn lists_on(&self, lists: u64, day: Day) -> u64 {
        self.list_versions.iter().filter(|version| version.from <= day).fold(lists, |lists, one| {
            (lists & !(1 << one.list)) | (lists >> one.bit & 1) << one.list
        })
    }
}

/// Whether a listed code, which may end in `*`, stands for this one; both in their one spelling.
pub(crate) fn covers_code(listed: &str, code: &str) -> bool {
    match listed.strip_suffix('*') {
        Some(head) => code.starts_with(head),
        None => code == listed,
    }
}
