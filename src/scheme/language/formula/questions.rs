//! What a formula asks for: columns, numbers, what is left of the bill, what benefits pay, and amounts that choose.

use super::tree::{Choice, Formula, How, Source};
use crate::claim::{Column, Fact};

impl Formula {
    /// The formulas that stand in it.
    fn inner(&self) -> impl Iterator<Item = &Formula> {
        let in_sources = self.others.iter().flat_map(|(_, source)| source.formulas());
        let choosing = self.choices.iter().filter_map(Choice::formula);
        self.choices.iter().flat_map(|choice| &*choice.among).chain(in_sources).chain(choosing)
    }

    /// The facts that it multiplies by.
    pub(crate) fn counts(&self, found: &mut Vec<Fact>) {
        found.extend(self.choices.iter().filter_map(|choice| match &choice.how {
            How::Times(number) => Some(number.fact),
            How::Greatest | How::Least | How::Chosen(_) => None,
        }));
        self.inner().for_each(|formula| formula.counts(found));
    }

    /// Whether it asks for what is left of the bill.
    pub(crate) fn asks_for_left(&self) -> bool {
        let left = |(_, source): &(i64, Source)| matches!(source, Source::Left);
        self.others.iter().any(left) || self.inner().any(Formula::asks_for_left)
    }

    /// Whether it asks what a benefit pays on the bill.
    pub(crate) fn asks_for_paid(&self) -> bool {
        let paid = |(_, source): &(i64, Source)| matches!(source, Source::Paid { .. });
        self.others.iter().any(paid) || self.inner().any(Formula::asks_for_paid)
    }

    /// Whether it asks what this benefit pays on the bill, by its place in the book.
    pub(crate) fn asks_for_benefit(&self, number: u8) -> bool {
        let paid = |(_, source): &(i64, Source)| matches!(source, Source::Paid { benefit, .. } if *benefit == number);
        self.others.iter().any(paid) || self.inner().any(|formula| formula.asks_for_benefit(number))
    }

    /// Whether an amount chooses a value in it.
    pub(crate) fn has_steps(&self) -> bool {
        let by_amount = |(_, source): &(i64, Source)| match source {
            Source::Schedule(schedule) => schedule.formula().is_some(),
            Source::Quotient(quotient) => quotient.by.formula().is_some(),
            _ => false,
        };
        self.others.iter().any(by_amount)
            || self.choices.iter().any(|choice| choice.formula().is_some())
            || self.inner().any(Formula::has_steps)
    }

    /// Columns that the formula asks for.
    pub fn asks_for(&self, found: &mut Vec<Column>) {
        found.extend(self.columns.iter().map(|(_, column)| *column));
        self.inner().for_each(|formula| formula.asks_for(found));
    }
}

impl Source {
    /// The formulas that stand in it.
    fn formulas(&self) -> impl Iterator<Item = &Formula> {
        let formulas = match self {
            Source::Schedule(schedule) => [schedule.formula(), None],
            Source::Quotient(quotient) => [Some(&quotient.of), quotient.by.formula()],
            Source::Left | Source::Paid { .. } | Source::Total { .. } => [None, None],
        };
        formulas.into_iter().flatten()
    }
}

impl Choice {
    /// The amount that chooses, where an amount does.
    fn formula(&self) -> Option<&Formula> {
        match &self.how {
            How::Chosen(place) => place.formula(),
            How::Greatest | How::Least | How::Times(_) => None,
        }
    }
}
