//! The names that may stand in an edition, and what is known where they stand.
//!
//! Parameters, amounts, totals and schedules are compiled again wherever they are named, since what
//! they mean may depend on the benefit: whose stays are counted, what the plan's units are.

use std::collections::{BTreeMap, BTreeSet};

use super::asked::{self, Kind};
use super::facts::DaysCovered;
use super::formula::Formula;
use super::leaf::Leaf;
use super::reader::{Read, Reader, Reports};
use super::table::{DEEPEST, Entries, Node, Span, Value, is_by_date, is_id, list, nearest, quoted};
use super::window::{Slot, Slots, Window};
use super::windows::{self, DeclaredWindow};
use crate::claim::{Column, Fact, FactValues, Vocabulary};
use crate::date::Day;
use crate::diagnostic::{Diagnostics, Reported};
use crate::money::Money;
use crate::scheme::caps;
use crate::words::{self, Sentence};

/// What a benefit's words are read against.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    /// The benefit's id.
    pub benefit: String,
    /// Its plan, by place in the book.
    pub plan: u8,
    /// Whether the plan has units; nothing where the plan is not known.
    pub units: Option<bool>,
    /// Whether the plan says what a renewal is.
    pub renewals: bool,
    /// Whether the plan says from when days of cover are numbered.
    pub days_covered: bool,
    /// Benefits above it.
    pub above: Vec<Above>,
}

/// A benefit that stands above the one at hand.
#[derive(Clone, Debug)]
pub(crate) struct Above {
    pub id: String,
    /// Its place in the book.
    pub place: u8,
    /// The most that it pays on one bill, be it by hand.
    pub most: Money,
    /// The kinds of bill it is for, one bit a category, and its plan, where they are known.
    pub categories: u64,
    pub plan: Option<u8>,
}

/// What a formula may ask, by where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Before bills are decided: sums over a window, what is measured over one.
    Before,
    /// What a sum over a window is held to, as a bill of it is decided: totals are known, and what other benefits
    /// pay on the one bill says nothing of the window.
    Edge,
    /// While a benefit is decided.
    Deciding,
    /// Once all benefits of a bill are decided: what they pay is known, and nothing is left to decide.
    Decided,
}

/// The sections of an edition that give names, as they are written.
pub(crate) struct Names {
    parameters: Entries,
    amounts: Entries,
    totals: Entries,
    numbers: Entries,
    schedules: Entries,
    windows: Vec<DeclaredWindow>,
}

impl Names {
    /// Takes the sections.
    pub fn read<S: Reports>(reader: &mut Reader<S>, vocabulary: &Vocabulary) -> Names {
        Names {
            parameters: section(reader, "parameters"),
            amounts: section(reader, "amounts"),
            totals: section(reader, "totals"),
            numbers: section(reader, "numbers"),
            schedules: section(reader, "schedules"),
            windows: windows::read(reader, vocabulary),
        }
    }
}

/// The names of an edition, what has been read with them so far, and where mistakes are reported.
pub(crate) struct Scope<'s> {
    pub(super) found: &'s mut Diagnostics,
    pub vocabulary: &'s Vocabulary,
    pub slots: &'s mut Slots,
    pub stage: Stage,
    pub context: Option<Context>,
    /// The first and the last day of the edition, where they could be read.
    pub days: Option<(Day, Day)>,
    pub(super) parameters: BTreeMap<String, (Span, String)>,
    pub(super) amounts: Entries,
    pub(super) totals: Entries,
    pub(super) numbers: Entries,
    pub(super) schedules: Entries,
    pub(super) windows: Vec<DeclaredWindow>,
    /// Declared windows that were asked for.
    pub(super) used_windows: BTreeSet<String>,
    /// Where windows over spells were asked for by what is being read, with the kinds of bill that are days in
    /// hospital.
    pub(super) asked_spells: Vec<(Span, u64)>,
    /// Where sums over decided bills were asked for by what is being read, with their names.
    pub(super) asked_last: Vec<(Span, String)>,
    /// Names being read, innermost last: a name inside itself is a circle.
    pub(super) reading: Vec<String>,
    /// What the benefit being read needs kept: stays counted and totals summed.
    pub ordinals: Vec<Ordinal>,
    pub sums: Vec<Total>,
    /// Ids of the limits read so far.
    pub limits: Vec<String>,
    /// Ids of the funders of the edition.
    pub funders: Vec<String>,
    /// Benefits of the alternatives read so far, by place in the edition.
    pub in_alternatives: Vec<u8>,
    /// Parts of the formula being read, with those of the names in it; nothing between formulas.
    pub parts: Option<Parts>,
    /// Names that were asked for.
    pub(super) used: BTreeSet<String>,
    /// Whether a schedule asks for diagnoses.
    pub asks_diagnosis: bool,
    /// Facts that were asked for, each once with the plan of what asks.
    pub asked_facts: Vec<(u8, Fact)>,
}

/// How many parts a formula has, with those of the names in it, and where the whole of it is written.
pub(crate) struct Parts {
    pub number: usize,
    pub whole: Span,
}

/// The numbering of stays, or of months: where the count of a window and the number of what is at hand are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ordinal {
    /// What was counted so far in the window.
    pub count: Slot,
    /// The number of the stay or month at hand; zero before it has one.
    pub number: Slot,
    /// What is counted.
    pub counts: Counts,
}

/// What a number of the stay or month counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// Stays that the benefit covers.
    CoveredStays,
    /// Stays that some benefit covers.
    AllStays,
    /// Months in which the benefit is paid.
    PaidMonths {
        /// Where it is kept that the month at hand was counted.
        once: Slot,
    },
}

/// A sum over a whole window, taken before bills are decided, or of bills that another benefit was decided on.
#[derive(Clone, Debug)]
pub struct Total {
    /// Where it is kept.
    pub slot: Slot,
    /// What is summed.
    pub of: Formula,
    /// The benefit, by its place in the book, once which is decided on a bill the bill is summed; nothing of a sum
    /// that is taken before bills are decided.
    pub over: Option<u8>,
}

impl<'s> Scope<'s> {
    /// A scope in which nothing has been read.
    pub fn new(
        names: Names,
        vocabulary: &'s Vocabulary,
        slots: &'s mut Slots,
        found: &'s mut Diagnostics,
    ) -> Scope<'s> {
        let Names { parameters, amounts, totals, numbers, schedules, windows } = names;
        let mut scope = Scope {
            found,
            vocabulary,
            slots,
            stage: Stage::Deciding,
            context: None,
            days: None,
            parameters: BTreeMap::new(),
            amounts,
            totals,
            numbers,
            schedules,
            windows,
            used_windows: BTreeSet::new(),
            asked_spells: Vec::new(),
            asked_last: Vec::new(),
            reading: Vec::new(),
            ordinals: Vec::new(),
            sums: Vec::new(),
            limits: Vec::new(),
            funders: Vec::new(),
            in_alternatives: Vec::new(),
            parts: None,
            used: BTreeSet::new(),
            asks_diagnosis: false,
            asked_facts: Vec::new(),
        };
        scope.check_names(&parameters);
        for (name, (span, node)) in parameters {
            if is_by_date(&node) {
                // What changes by date is read as a schedule is, wherever it is named.
                scope.schedules.insert(name, (span, node));
            } else if let Ok(text) = scope.scalar(&node, &name) {
                scope.parameters.insert(name, (span, text.to_owned()));
            }
        }
        scope
    }

    fn check_names(&mut self, parameters: &Entries) {
        let fields = self.vocabulary.fields.iter().map(|field| field.name.as_str());
        let words = ["bill_left", "is", "min", "max", "of", "paid", "times"].into_iter();
        let facts = self.vocabulary.fact_names();
        let taken: Vec<&str> = words.chain(facts).chain(fields).chain(Column::names()).collect();
        let mut seen: Vec<&str> = Vec::new();
        let sections = [parameters, &self.amounts, &self.totals, &self.numbers, &self.schedules];
        for (name, (span, _)) in sections.into_iter().flatten() {
            if !is_id(name) {
                self.found.report(span.clone(), words::rules::not_an_id(name));
            } else if taken.contains(&name.as_str()) {
                self.found.report(span.clone(), words::rules::reserved_name(name));
            } else if seen.contains(&name.as_str()) {
                self.found.report(span.clone(), words::rules::name_twice(name));
            }
            seen.push(name);
        }
    }

    /// The text of a parameter.
    pub fn parameter(&mut self, name: &str) -> Option<String> {
        let (_, text) = self.parameters.get(name)?;
        self.used.insert(name.to_owned());
        Some(text.clone())
    }

    /// The node of a schedule.
    pub fn schedule(&mut self, name: &str) -> Option<Node> {
        let (_, node) = self.schedules.get(name)?;
        self.used.insert(name.to_owned());
        Some(node.clone())
    }

    /// Reads one value, which may be the name of a parameter.
    pub fn leaf<T: Leaf>(&mut self, text: &str, span: Span) -> Read<T> {
        if self.schedules.contains_key(text) && !self.parameters.contains_key(text) {
            let message = words::rules::one_value_here(text);
            return Err(self.advise(span, message, self.one_value_help("")));
        }
        let named = self.parameter(text);
        let value = T::parse(named.as_deref().unwrap_or(text), self.vocabulary);
        let names = || self.parameters.keys().map(String::as_str);
        if value.is_err() && named.is_none() && is_id(text) && names().next().is_some() {
            let help = match nearest(text, names()) {
                Some(near) => words::rules::did_you_mean(near),
                None => words::rules::names_here(list(names())),
            };
            return Err(self.advise(span, words::rules::unknown_name(text), help));
        }
        let help = named.map(|says| words::rules::parameter_says(text, says));
        value.map_err(|why| self.advise(span, why, help))
    }

    /// Reads the value of a node, which may be the name of a parameter.
    pub fn value<T: Leaf>(&mut self, node: &Node, key: &str) -> Read<T> {
        asked::is(key, || Kind::Leaf(T::KIND));
        if matches!(node.value, Value::Table(_)) || is_by_date(node) {
            let message = words::rules::one_value_here(key);
            return Err(self.advise(node.span.clone(), message, self.one_value_help(key)));
        }
        let text = self.scalar(node, key)?;
        self.leaf(text, node.span.clone())
    }

    /// What to write in the place of a schedule: of a plan, another plan for each group of members.
    fn one_value_help(&self, key: &str) -> Sentence {
        let is_of_benefit = self.context.as_ref().is_some_and(|one| !one.benefit.is_empty());
        match key {
            "fee" => words::rules::one_fee_help(),
            _ if is_of_benefit => words::rules::one_value_help(),
            _ => words::rules::one_value_of_plan(),
        }
    }

    pub(super) fn own_amount(&self, name: &str) -> Option<Column> {
        self.vocabulary.fields.iter().find(|field| field.name == name)?.amount_column()
    }

    /// The column of an amount field.
    pub fn amount_field(&mut self, name: &str, span: Span) -> Read<Column> {
        let column = self.own_amount(name);
        column.ok_or_else(|| self.error(span, words::rules::not_an_amount_field(name)))
    }

    /// Reads what may ask no more than is known at a stage.
    pub fn at<T>(&mut self, stage: Stage, read: impl FnOnce(&mut Self) -> T) -> T {
        let stage = std::mem::replace(&mut self.stage, stage);
        let read = read(self);
        self.stage = stage;
        read
    }

    pub(super) fn deciding(&mut self, name: &str, span: Span) -> Read<()> {
        if self.stage == Stage::Deciding {
            return Ok(());
        }
        Err(self.error(span, words::rules::formula_late(name)))
    }

    /// Whether totals are known here.
    pub(super) fn totalled(&mut self, name: &str, span: Span) -> Read<()> {
        match self.stage {
            Stage::Edge | Stage::Deciding => Ok(()),
            Stage::Before | Stage::Decided => {
                Err(self.error(span, words::rules::formula_late(name)))
            }
        }
    }

    /// What the rules call the total that is kept in a slot.
    pub(in crate::scheme) fn total_name(&self, slot: Slot) -> Option<String> {
        let mut all = self.slots.all();
        let (.., named) = all.find(|(_, known, _)| *known == slot)?;
        named.name.rsplit('/').next().map(str::to_owned)
    }

    /// The benefit or plan at hand.
    pub fn at_hand(&self) -> &Context {
        self.context.as_ref().expect("what is read here is read for a benefit or a plan")
    }

    /// The slot of the benefit at hand called `what` in a window; nothing for [`Window::Bill`].
    pub fn slot(&mut self, window: Window, what: &str) -> Option<Slot> {
        let (name, plan) = (format!("{}/{what}", self.at_hand().benefit), self.at_hand().plan);
        self.slots.slot(window, plan, &name)
    }

    /// The same in a window that runs over several bills.
    pub fn slot_of_several(&mut self, window: Window, what: &str) -> Slot {
        self.slot(window, what).expect("a window of several bills has slots")
    }

    /// Whether a fact may be asked here: units only of plans that have them, the number of a stay
    /// only while deciding.
    pub fn allow_fact(&mut self, fact: Fact, span: Span) -> Read<Fact> {
        let context = self.context.as_ref();
        // Rules without plans are wrong, and read on all the same.
        let plan = context.and_then(|context| self.vocabulary.plans.get(context.plan as usize));
        let plan = plan.map_or("", String::as_str);
        let (units, renewals) =
            context.map_or((Some(false), false), |context| (context.units, context.renewals));
        let days_covered = context.is_some_and(|context| context.days_covered);
        let asked = (context.map_or(0, |context| context.plan), fact);
        if !self.asked_facts.contains(&asked) {
            self.asked_facts.push(asked);
        }
        match fact {
            Fact::Ordinal => self.deciding("ordinal", span).map(|()| fact),
            Fact::Units if units == Some(false) => {
                Err(self.error(span, words::rules::no_units(plan)))
            }
            Fact::YearsEnrolled if !renewals => {
                Err(self.error(span, words::rules::needs_renewal_gap(plan)))
            }
            Fact::DaysCovered if !days_covered => {
                let choices = quoted(&DaysCovered::CHOICES);
                let message = words::rules::missing_choice("days_covered", choices);
                Err(self.advise(span, message, words::rules::write_in_plan(plan)))
            }
            Fact::HouseholdMembers => {
                self.slots.count_household();
                Ok(fact)
            }
            _ => Ok(fact),
        }
    }

    /// The number of the stay for the benefit at hand, over a window of several bills.
    pub fn ordinal(&mut self, covered: bool, window: Window) -> Slot {
        let (whose, plan) = (self.at_hand().benefit.clone(), self.at_hand().plan);
        let key = format!("{}/ordinal", if covered { whose.as_str() } else { "" });
        let count = self.slots.slot(window, plan, &key);
        let count = count.expect("a window of several bills has slots");
        let number = self.slots.stay_within(count, &key);
        let counts = if covered { Counts::CoveredStays } else { Counts::AllStays };
        self.numbered(Ordinal { count, number, counts })
    }

    /// The number of the month for the benefit at hand, among so many months in which it is paid.
    pub fn paid_month(&mut self, months: u8) -> Slot {
        let of_month = |scope: &mut Self, what: &str| {
            scope.slot_of_several(Window::Month, &format!("paid_month/{what}/{months}"))
        };
        let (number, once) = (of_month(self, "number"), of_month(self, "once"));
        let count = self.slot_of_several(Window::MonthsBack(months), "paid_months");
        self.numbered(Ordinal { count, number, counts: Counts::PaidMonths { once } })
    }

    fn numbered(&mut self, ordinal: Ordinal) -> Slot {
        let number = ordinal.number;
        if !self.ordinals.contains(&ordinal) {
            self.ordinals.push(ordinal);
        }
        number
    }

    pub(super) fn named_at<T>(
        &mut self,
        name: &str,
        node: Node,
        span: Span,
        read: impl FnOnce(&mut Self, &str, Node) -> Read<T>,
    ) -> Read<T> {
        if self.reading.iter().any(|known| known == name) {
            return Err(self.error(span, words::rules::formula_circle(name)));
        }
        if self.reading.len() >= DEEPEST {
            return Err(self.error(span, words::rules::too_deep(DEEPEST)));
        }
        self.used.insert(name.to_owned());
        self.reading.push(name.to_owned());
        let value = read(self, name, node);
        self.reading.pop();
        value
    }

    /// Whether a name is a number, which stands behind `times`.
    fn counts(&self, name: &str) -> bool {
        let is_number = |fact| matches!(self.vocabulary.values(fact), FactValues::From(_));
        self.numbers.contains_key(name) || self.vocabulary.fact(name).is_some_and(is_number)
    }

    pub(super) fn unknown(&mut self, name: &str, span: Span) -> Reported {
        let own = [&self.amounts, &self.totals, &self.schedules];
        let own = own.into_iter().flat_map(|section| section.keys()).chain(self.parameters.keys());
        let fields = self.vocabulary.fields.iter().filter(|field| field.is_amount());
        let fields = fields.map(|field| &field.name);
        let columns = Column::names().chain(["bill_left"]);
        let known: Vec<&str> = own.chain(fields).map(String::as_str).chain(columns).collect();
        // `政策范围内` is what people call `in_scope`.
        let called = || Column::called(name).and_then(Column::name);
        let near = nearest(name, known.iter().copied()).or_else(called);
        let help = match (near, words::names::on_sheets(name)) {
            _ if self.counts(name) => words::rules::write_it(format!("60 times {name}")),
            (Some(near), _) => words::rules::did_you_mean(near),
            (None, Some(formula)) => words::rules::on_the_sheet(formula),
            (None, None) => words::rules::names_here(list(known.into_iter())),
        };
        self.advise(span, words::rules::unknown_name(name), help)
    }
}

/// What an edition's names are needed for.
impl Reader<'_, Scope<'_>> {
    /// Takes the required value at `key`, which may be the name of a parameter.
    pub fn value<T: Leaf>(&mut self, key: &'static str) -> Read<T> {
        let node = self.required(key)?;
        self.scope.value(&node, key)
    }

    /// Takes the value at `key`, if it is written.
    pub fn optional_value<T: Leaf>(&mut self, key: &'static str) -> Read<Option<T>> {
        self.optional(key).map(|node| self.scope.value(&node, key)).transpose()
    }
}

impl Reports for Scope<'_> {
    fn found(&mut self) -> &mut Diagnostics {
        self.found
    }
}

fn section<S: Reports>(reader: &mut Reader<S>, key: &'static str) -> Entries {
    let place = reader.span_of(key);
    let names = reader.table(key, |reader| Ok(reader.rest()));
    let names = names.ok().flatten().unwrap_or_default();
    if names.len() > caps::NAMES {
        reader.error(place, words::rules::too_many(key, caps::NAMES));
        return Entries::new();
    }
    names
}
