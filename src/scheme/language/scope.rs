//! The names that may stand in an edition, and what they mean where they stand.
//!
//! Parameters, amounts, totals and schedules are compiled again wherever they are named, since what
//! they mean may depend on the benefit: whose stays are counted, what the plan's units are.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use super::formula::{self, Formula, Sum};
use super::schedule;
use super::table::{DEEPEST, Entries, Node, Span, Table, is_id, list, nearest};
use super::window::{Slot, Slots, Window};
use crate::claim::{Column, Fact, FieldKind, Vocabulary};
use crate::diagnostic::Diagnostics;
use crate::money::{Currency, Exact, Factor, Money, Rate};
use crate::words::{self, Sentence};

/// The most names in one section of an edition.
const MOST_NAMES: usize = 256;

/// A value that a schedule may hold, or a parameter may name.
pub(crate) trait Leaf: Copy {
    fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Self, Sentence>;
}

impl Leaf for Money {
    fn parse(text: &str, vocabulary: &Vocabulary) -> Result<Money, Sentence> {
        amount_in(vocabulary.currency, text)
    }
}

/// An amount in a currency, not below zero.
pub(crate) fn amount_in(currency: Currency, text: &str) -> Result<Money, Sentence> {
    match currency.parse(text) {
        Ok(amount) if amount < Money::ZERO => Err(words::rules::negative(text)),
        amount => amount,
    }
}

impl Leaf for Rate {
    fn parse(text: &str, _: &Vocabulary) -> Result<Rate, Sentence> {
        if text == "1" { Err(words::rules::one_is_unclear()) } else { Rate::from_str(text) }
    }
}

impl Leaf for Factor {
    fn parse(text: &str, _: &Vocabulary) -> Result<Factor, Sentence> {
        Factor::from_str(text)
    }
}

/// A whole number of days, years, units or times.
impl Leaf for i64 {
    fn parse(text: &str, _: &Vocabulary) -> Result<i64, Sentence> {
        const MOST: i64 = 100_000;
        let plain = text.bytes().all(|byte| byte.is_ascii_digit());
        let count = plain.then(|| text.parse().ok()).flatten().filter(|&count| count <= MOST);
        count.ok_or_else(|| words::rules::not_a_count(text, MOST))
    }
}

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
    /// Benefits above it, each with its place in the book.
    pub above: Vec<(String, u8)>,
}

/// What a formula may ask, by where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Before bills are decided: sums over a window, gates.
    Before,
    /// While a benefit is decided.
    Deciding,
}

pub(crate) struct Scope<'s> {
    pub vocabulary: &'s Vocabulary,
    pub slots: &'s mut Slots,
    pub stage: Stage,
    pub context: Option<Context>,
    parameters: BTreeMap<String, (Span, String)>,
    amounts: Entries,
    totals: Entries,
    schedules: Entries,
    /// Names being read, innermost last: a name inside itself is a circle.
    reading: Vec<String>,
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
    pub parts: Option<usize>,
    /// Names that were asked for.
    used: BTreeSet<String>,
}

/// The numbering of stays: where the count of a window and the number of a stay are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ordinal {
    /// Stays counted so far in the window.
    pub count: Slot,
    /// The number of the stay at hand; zero before it has one.
    pub number: Slot,
    /// Whether only stays that the benefit covers are counted.
    pub covered: bool,
}

/// A sum over a whole window, taken before bills are decided.
#[derive(Clone, Debug)]
pub struct Total {
    /// Where it is kept.
    pub slot: Slot,
    /// What is summed.
    pub of: Formula,
}

impl<'s> Scope<'s> {
    /// Takes the sections of an edition that give names.
    pub fn read(
        table: &mut Table,
        vocabulary: &'s Vocabulary,
        slots: &'s mut Slots,
        found: &mut Diagnostics,
    ) -> Scope<'s> {
        let parameters = section(table, "parameters", found);
        let amounts = section(table, "amounts", found);
        let totals = section(table, "totals", found);
        let schedules = section(table, "schedules", found);
        let mut scope = Scope {
            vocabulary,
            slots,
            stage: Stage::Deciding,
            context: None,
            parameters: BTreeMap::new(),
            amounts,
            totals,
            schedules,
            reading: Vec::new(),
            ordinals: Vec::new(),
            sums: Vec::new(),
            limits: Vec::new(),
            funders: Vec::new(),
            in_alternatives: Vec::new(),
            parts: None,
            used: BTreeSet::new(),
        };
        scope.check_names(&parameters, found);
        scope.parameters = (parameters.into_iter())
            .filter_map(|(name, (span, node))| {
                let text = node.scalar(&name, found).map(str::to_owned);
                Some((name, (span, text?)))
            })
            .collect();
        scope
    }

    fn check_names(&self, parameters: &Entries, found: &mut Diagnostics) {
        let fields = self.vocabulary.fields.iter().map(|field| field.name.as_str());
        let words = ["bill_left", "is", "min", "max", "of", "paid"].into_iter();
        let facts = self.vocabulary.fact_names().into_iter();
        let taken: Vec<&str> = words.chain(facts).chain(fields).chain(Column::names()).collect();
        let mut seen: Vec<&str> = Vec::new();
        let sections = [parameters, &self.amounts, &self.totals, &self.schedules];
        for (name, (span, _)) in sections.into_iter().flatten() {
            if !is_id(name) {
                found.error(span.clone(), words::rules::not_an_id(name));
            } else if taken.contains(&name.as_str()) {
                found.error(span.clone(), words::rules::reserved_name(name));
            } else if seen.contains(&name.as_str()) {
                found.error(span.clone(), words::rules::name_twice(name));
            }
            seen.push(name);
        }
    }

    /// Reads the amounts and totals that nothing asks for, so that all mistakes are told at once, and
    /// complains about every such name: changing it would change no payment. Where something else is
    /// wrong, a name may be missed for that reason only, and nothing is said of it.
    pub fn check_unused(&mut self, benefits: &[(String, u8)], found: &mut Diagnostics) {
        self.read_unused(benefits, found);
        if !found.is_empty() {
            return;
        }
        let sections = [&self.amounts, &self.totals, &self.schedules];
        let named = sections.into_iter().flatten().map(|(name, (span, _))| (name, span));
        let parameters = self.parameters.iter().map(|(name, (span, _))| (name, span));
        for (name, span) in parameters.chain(named).filter(|(name, _)| !self.used.contains(*name)) {
            found.advise(
                span.clone(),
                words::rules::never_used(name),
                words::rules::remove_key(name),
            );
        }
    }

    fn read_unused(&mut self, benefits: &[(String, u8)], found: &mut Diagnostics) {
        let (benefit, above) = (String::new(), benefits.to_vec());
        self.context = Some(Context { benefit, plan: 0, units: None, renewals: true, above });
        let slots = self.slots.clone();
        let unused = |(name, (_, node)): (&String, &(Span, Node))| {
            (!self.used.contains(name)).then(|| (name.clone(), node.clone()))
        };
        let amounts: Vec<_> = self.amounts.iter().filter_map(unused).collect();
        let totals: Vec<_> = self.totals.iter().filter_map(unused).collect();
        for (name, node) in amounts {
            self.reading.push(name.clone());
            self.amount_of(&name, node, found);
            self.reading.pop();
        }
        for (name, node) in totals {
            self.reading.push(name.clone());
            self.total_of(&name, node, found);
            self.reading.pop();
        }
        *self.slots = slots;
        self.context = None;
        self.ordinals.clear();
        self.sums.clear();
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
    pub fn leaf<T: Leaf>(&mut self, text: &str, span: Span, found: &mut Diagnostics) -> Option<T> {
        let named = self.parameter(text);
        let value = T::parse(named.as_deref().unwrap_or(text), self.vocabulary);
        let names = || self.parameters.keys().map(String::as_str);
        if value.is_err() && named.is_none() && is_id(text) && names().next().is_some() {
            let help = match nearest(text, names()) {
                Some(near) => words::rules::did_you_mean(near),
                None => words::rules::names_here(list(names())),
            };
            found.advise(span, words::rules::unknown_name(text), help);
            return None;
        }
        let help = named.map(|says| words::rules::parameter_says(text, says));
        value.map_err(|why| found.error(span, why).help = help).ok()
    }

    /// Reads a formula, or a schedule of amounts.
    pub fn formula(&mut self, node: Node, key: &str, found: &mut Diagnostics) -> Option<Formula> {
        let span = node.span.clone();
        let shown = node.text().map(str::to_owned);
        let formula = self.formula_of(node, key, found);
        if let (Some(fixed), Some(text)) = (formula.as_ref().and_then(Formula::fixed), shown)
            && fixed < Exact::ZERO
        {
            found.error(span, words::rules::negative(text));
        }
        formula
    }

    fn formula_of(&mut self, node: Node, key: &str, found: &mut Diagnostics) -> Option<Formula> {
        let span = node.span.clone();
        match node.text() {
            Some(text) => formula::read(text, span, self, found),
            None => {
                let schedule =
                    node.table(key, found, |table, found| schedule::read_table(table, self, found));
                schedule.and_then(|schedule| Sum::schedule(schedule).compile_at(span, found))
            }
        }
    }

    /// What a name in a formula means.
    pub fn sum(&mut self, name: &str, span: Span, found: &mut Diagnostics) -> Option<Sum> {
        if let Some(column) = Column::named(name) {
            return Some(Sum::column(column));
        }
        if let Some(column) = self.own_amount(name) {
            return Some(Sum::column(column));
        }
        if let Some(benefit) = name.strip_prefix("paid.") {
            return self.paid(benefit, name, span, found);
        }
        if name == "bill_left" {
            self.deciding(name, span, found)?;
            return Some(Sum::left());
        }
        if let Some(text) = self.parameter(name) {
            return self.parameter_amount(name, &text, span, found);
        }
        if let Some((_, node)) = self.amounts.get(name).cloned() {
            return self.named_at(name, node, span, found, Scope::amount_of);
        }
        if let Some((_, node)) = self.totals.get(name).cloned() {
            self.deciding(name, span.clone(), found)?;
            return self.named_at(name, node, span, found, Scope::total_of);
        }
        if let Some(node) = self.schedule(name) {
            return self.named_at(name, node, span, found, |scope, _, node, found| {
                let schedule = node.table("schedules", found, |table, found| {
                    schedule::read_table(table, scope, found)
                });
                schedule.map(Sum::schedule)
            });
        }
        self.unknown(name, span, found);
        None
    }

    fn own_amount(&self, name: &str) -> Option<Column> {
        let field = self.vocabulary.fields.iter().find(|field| field.name == name)?;
        match field.kind {
            FieldKind::Amount { column, .. } => Some(column),
            FieldKind::Word { .. } => None,
        }
    }

    /// The column of an amount field, or a complaint.
    pub fn amount_field(&self, name: &str, span: Span, found: &mut Diagnostics) -> Option<Column> {
        let column = self.own_amount(name);
        if column.is_none() {
            found.error(span, words::rules::not_an_amount_field(name));
        }
        column
    }

    fn parameter_amount(
        &self,
        name: &str,
        text: &str,
        span: Span,
        found: &mut Diagnostics,
    ) -> Option<Sum> {
        match Money::parse(text, self.vocabulary) {
            Ok(amount) => Some(Sum::amount(amount)),
            Err(_) if Rate::from_str(text).is_ok() => {
                let help = words::rules::share_of(name);
                found.advise(span, words::rules::rate_is_not_amount(name), help);
                None
            }
            Err(why) => {
                found.advise(span, why, words::rules::parameter_says(name, text));
                None
            }
        }
    }

    fn paid(&self, benefit: &str, name: &str, span: Span, found: &mut Diagnostics) -> Option<Sum> {
        self.deciding(name, span.clone(), found)?;
        let above = self.context.as_ref().map_or(&[][..], |context| &context.above);
        let place = above.iter().find(|(id, _)| id == benefit).map(|(_, place)| *place);
        if place.is_none() {
            let known: Vec<String> = above.iter().map(|(id, _)| format!("paid.{id}")).collect();
            let help = super::table::suggest(name, known.iter().map(String::as_str));
            found.error(span, words::rules::formula_paid(name)).help = help;
        }
        place.map(Sum::paid)
    }

    fn amount_of(&mut self, _: &str, node: Node, found: &mut Diagnostics) -> Option<Sum> {
        let text = node.scalar("amounts", found)?.to_owned();
        formula::sum(&text, node.span, self, found)
    }

    fn total_of(&mut self, name: &str, node: Node, found: &mut Diagnostics) -> Option<Sum> {
        node.table("totals", found, |table, found| {
            let window = Window::read_several(table, found);
            let of = table.required("of", found);
            let of = of.and_then(|node| self.before(|scope| scope.formula(node, "of", found)));
            let (window, of) = (window?, of?);
            let context = self.context.as_ref()?;
            let key = format!("{}/total/{name}", context.benefit);
            let slot = self.slots.slot(window, context.plan, &key)?;
            let decimals = of.decimals();
            if !self.sums.iter().any(|total| total.slot == slot) {
                self.sums.push(Total { slot, of });
            }
            Some(Sum::total(slot, decimals))
        })
    }

    /// Reads what is summed or gates a window, where nothing decided may be asked.
    pub fn before<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let stage = std::mem::replace(&mut self.stage, Stage::Before);
        let read = read(self);
        self.stage = stage;
        read
    }

    fn deciding(&self, name: &str, span: Span, found: &mut Diagnostics) -> Option<()> {
        if self.stage == Stage::Deciding {
            return Some(());
        }
        found.error(span, words::rules::formula_late(name));
        None
    }

    /// Whether a fact may be asked here: units only of plans that have them, the number of a stay
    /// only while deciding.
    pub fn allow_fact(&self, fact: Fact, span: Span, found: &mut Diagnostics) -> Option<Fact> {
        let plan = || {
            let context = self.context.as_ref();
            context.map_or("", |c| self.vocabulary.plans[c.plan as usize].as_str()).to_owned()
        };
        let (units, renewals) = self
            .context
            .as_ref()
            .map_or((Some(false), false), |context| (context.units, context.renewals));
        match fact {
            Fact::Ordinal => self.deciding("ordinal", span, found).map(|()| fact),
            Fact::Units if units == Some(false) => {
                found.error(span, words::rules::no_units(plan()));
                None
            }
            Fact::YearsEnrolled if !renewals => {
                found.error(span, words::rules::needs_renewal_gap(plan()));
                None
            }
            _ => Some(fact),
        }
    }

    /// The number of the stay for the benefit at hand.
    pub fn ordinal(&mut self, covered: bool, window: Window) -> Option<Slot> {
        let context = self.context.as_ref()?;
        let whose = if covered { context.benefit.as_str() } else { "" };
        let key = format!("{whose}/ordinal");
        let count = self.slots.slot(window, context.plan, &key)?;
        let number = self.slots.stay_within(count, &key);
        let ordinal = Ordinal { count, number, covered };
        if !self.ordinals.contains(&ordinal) {
            self.ordinals.push(ordinal);
        }
        Some(number)
    }

    fn named_at<T>(
        &mut self,
        name: &str,
        node: Node,
        span: Span,
        found: &mut Diagnostics,
        read: impl FnOnce(&mut Self, &str, Node, &mut Diagnostics) -> Option<T>,
    ) -> Option<T> {
        if self.reading.iter().any(|known| known == name) {
            found.error(span, words::rules::formula_circle(name));
            return None;
        }
        if self.reading.len() >= DEEPEST {
            found.error(span, words::rules::too_deep(DEEPEST));
            return None;
        }
        self.used.insert(name.to_owned());
        self.reading.push(name.to_owned());
        let value = read(self, name, node, found);
        self.reading.pop();
        value
    }

    fn unknown(&self, name: &str, span: Span, found: &mut Diagnostics) {
        let own = [&self.amounts, &self.totals, &self.schedules];
        let own = own.into_iter().flat_map(|section| section.keys()).chain(self.parameters.keys());
        let fields = self.vocabulary.fields.iter().filter(|field| field.is_amount());
        let fields = fields.map(|field| &field.name);
        let columns = Column::names().chain(["bill_left"]);
        let known: Vec<&str> = own.chain(fields).map(String::as_str).chain(columns).collect();
        // `政策范围内` is what people call `in_scope`.
        let called = || Column::called(name).and_then(Column::name);
        let help = match nearest(name, known.iter().copied()).or_else(called) {
            Some(near) => words::rules::did_you_mean(near),
            None => words::rules::names_here(list(known.into_iter())),
        };
        found.advise(span, words::rules::unknown_name(name), help);
    }
}

fn section(table: &mut Table, key: &'static str, found: &mut Diagnostics) -> Entries {
    let place = table.span_of(key);
    let names = table.table(key, found, |table, _| Some(table.rest())).unwrap_or_default();
    if names.len() > MOST_NAMES {
        found.error(place, words::rules::too_many(key, MOST_NAMES));
        return Entries::new();
    }
    names
}
