//! Values that facts or an amount choose: the value itself where it is always one, or else a table.

use rust_decimal::Decimal;

use super::writer::Writer;
use crate::claim::{Fact, FactValues};
use crate::date::Day;
use crate::explanation::percent;
use crate::money::{Exact, Money};
use crate::scheme::Window;
use crate::scheme::language::formula::{ByAmount, Chosen};
use crate::scheme::language::schedule::by_amount::Steps;
use crate::scheme::language::schedule::by_facts::{Axis, Schedule};
use crate::scheme::language::scope::Counts;
use crate::words::terms;

/// How much more one value is than another, as a number and as a person reads it.
type Change<'s, T> = &'s dyn Fn(&Writer, T, T) -> (i64, String);

/// How the values of a table are shown.
pub(super) struct Shown<'s, T> {
    /// The value as a person reads it.
    pub value: &'s dyn Fn(&mut Writer, T) -> String,
    /// How much more one is than another, as a person reads it; nothing for what is no number.
    pub change: Option<Change<'s, T>>,
}

/// Values in a row, of numbers that follow each other, from which on they are listed by their first and last only.
const IN_A_ROW: usize = 4;

impl Writer<'_> {
    /// An amount.
    pub fn chosen_money(&mut self, chosen: &Chosen<Money>) -> String {
        let change = |writer: &Writer, from: Money, to: Money| {
            let change = to - from;
            (change.minor(), signed(writer.money(change)))
        };
        let shown = Shown { value: &|writer, amount| writer.money(amount), change: Some(&change) };
        self.chosen(chosen, &shown)
    }

    /// A number of days, years or units.
    pub fn chosen_count(&mut self, chosen: &Chosen<i64>) -> String {
        let change = |_: &Writer, from: i64, to: i64| (to - from, signed((to - from).to_string()));
        let shown = Shown { value: &|_, count: i64| count.to_string(), change: Some(&change) };
        self.chosen(chosen, &shown)
    }

    /// A rate with so many decimals.
    pub fn chosen_rate(&mut self, chosen: &Chosen<i64>, decimals: u32) -> String {
        let share = move |rate: i64| percent(Decimal::new(rate, decimals));
        let change = |_: &Writer, from: i64, to: i64| (to - from, signed(share(to - from)));
        let shown = Shown { value: &|_, rate| share(rate), change: Some(&change) };
        self.chosen(chosen, &shown)
    }

    /// A factor with so many decimals.
    pub fn chosen_factor(&mut self, chosen: &Chosen<i64>, decimals: u32) -> String {
        let plain = move |factor: i64| Decimal::new(factor, decimals).normalize().to_string();
        let change = |_: &Writer, from: i64, to: i64| (to - from, signed(plain(to - from)));
        let shown = Shown { value: &|_, factor| plain(factor), change: Some(&change) };
        self.chosen(chosen, &shown)
    }

    /// A value, or how a text names the table that it is chosen from.
    pub fn chosen<T: Copy + PartialEq>(&mut self, chosen: &Chosen<T>, shown: &Shown<T>) -> String {
        match chosen {
            Chosen::Always(value) => (shown.value)(self, *value),
            Chosen::By(schedule) => self.by_facts(schedule, shown),
            Chosen::ByAmount(by_amount) => {
                let ByAmount { of, steps } = &**by_amount;
                let by = self.formula(of);
                let rows = self.steps(steps, shown);
                self.table(by, rows)
            }
        }
    }

    /// The steps of an amount, each with its value.
    fn steps<T: Copy>(&mut self, steps: &Steps<T>, shown: &Shown<T>) -> Vec<(String, String)> {
        let Steps { edge_is_below, edges, values } = steps;
        let edge = |at: Option<usize>| at.and_then(|at| edges.get(at)).copied();
        let mut rows = Vec::new();
        for (at, value) in values.iter().enumerate() {
            let ends = (edge(at.checked_sub(1)), edge(Some(at)));
            rows.push((self.step(ends, *edge_is_below), (shown.value)(self, *value)));
        }
        rows
    }

    /// A step from one edge to the next.
    fn step(&self, ends: (Option<Exact>, Option<Exact>), edge_is_below: bool) -> String {
        let show = |edge: Exact| self.exact(edge);
        self.say(match (ends.0.map(show), ends.1.map(show), edge_is_below) {
            (None, None, _) => terms::any(),
            (None, Some(to), true) => terms::up_to(to),
            (None, Some(to), false) => terms::less_than(to),
            (Some(from), Some(to), true) => terms::above_up_to(from, to),
            (Some(from), Some(to), false) => terms::at_least_less_than(from, to),
            (Some(from), None, true) => terms::above(from),
            (Some(from), None, false) => terms::at_least(from),
        })
    }

    /// A table by facts: a row for each combination of the facts but for the last, and in it each stretch of the last
    /// that has one value.
    fn by_facts<T: Copy + PartialEq>(
        &mut self,
        schedule: &Schedule<T>,
        shown: &Shown<T>,
    ) -> String {
        let Schedule { axes, values } = schedule;
        let names: Vec<String> = axes.iter().map(|axis| self.axis(axis)).collect();
        let Some((last, others)) = axes.split_last() else {
            return values.first().map(|value| (shown.value)(self, *value)).unwrap_or_default();
        };
        let mut rows = Vec::new();
        for (number, stretch) in values.chunks(last.cuts.len()).enumerate() {
            let before = self.corner(others, number);
            for (when, value) in self.stretches(last, stretch, shown) {
                // Of one fact, the table says which it is.
                if others.is_empty() {
                    rows.push((when, value));
                    continue;
                }
                let when = self.of_fact(last, when);
                let all: Vec<String> = before.iter().cloned().chain([when]).collect();
                rows.push((self.list(&all), value));
            }
        }
        let by = self.list(&names);
        self.table(by, rows)
    }

    /// What a fact is called, with what the number of a stay needs to be said of it.
    fn axis(&self, axis: &Axis) -> String {
        let Axis { fact, ordinal, cuts: _ } = axis;
        self.numbered(*fact, *ordinal)
    }

    /// The facts of all axes in a combination of that number, the last axis running fastest.
    fn corner(&self, axes: &[Axis], mut number: usize) -> Vec<String> {
        let mut facts = Vec::new();
        for axis in axes.iter().rev() {
            let at = number % axis.cuts.len();
            number /= axis.cuts.len();
            facts.push(self.of_fact(axis, self.cell(axis, at, at)));
        }
        facts.reverse();
        facts
    }

    /// The stretches of one fact that have one value each; of words, those with one value together.
    fn stretches<T: Copy + PartialEq>(
        &mut self,
        axis: &Axis,
        values: &[T],
        shown: &Shown<T>,
    ) -> Vec<(String, String)> {
        if let FactValues::Words(words) = self.formatter.book.vocabulary.values(axis.fact) {
            return self.groups(axis.fact, &words, values, shown);
        }
        let mut rows = Vec::new();
        let mut at = 0;
        while let Some(value) = values.get(at).copied() {
            let same = values.iter().skip(at).take_while(|other| **other == value).count();
            let rising = self.rising(axis, values.get(at..).unwrap_or_default(), at, shown);
            match rising {
                Some((number, text)) if same == 1 => {
                    rows.push((self.cell(axis, at, at + number - 1), text));
                    at += number;
                }
                _ => {
                    rows.push((self.cell(axis, at, at + same - 1), (shown.value)(self, value)));
                    at += same;
                }
            }
        }
        rows
    }

    /// How many values from the first on each differ by as much from the one before, of numbers that follow each other,
    /// where there are many; and how a person reads them.
    fn rising<T: Copy + PartialEq>(
        &mut self,
        axis: &Axis,
        values: &[T],
        at: usize,
        shown: &Shown<T>,
    ) -> Option<(usize, String)> {
        let change = shown.change?;
        let (first, second) = (*values.first()?, *values.get(1)?);
        let (by, text) = change(self, first, second);
        let is_next = |at: usize| {
            axis.cuts.get(at + 1).zip(axis.cuts.get(at)).is_some_and(|(next, cut)| *next == cut + 1)
        };
        let pairs = values.windows(2).enumerate().take_while(|(place, pair)| match pair {
            [one, other] => is_next(at + place) && change(self, *one, *other).0 == by,
            _ => false,
        });
        // The last is a stretch of one number only if another follows it.
        let number = pairs.count() + 1;
        let number = if is_next(at + number - 1) { number } else { number - 1 };
        if number < IN_A_ROW {
            return None;
        }
        let last = *values.get(number - 1)?;
        let (from, to) = ((shown.value)(self, first), (shown.value)(self, last));
        Some((number, self.say(terms::by_steps(from, to, text))))
    }

    /// The words of a fact, those with one value together.
    fn groups<T: Copy + PartialEq>(
        &mut self,
        fact: Fact,
        words: &[String],
        values: &[T],
        shown: &Shown<T>,
    ) -> Vec<(String, String)> {
        let mut groups: Vec<(T, Vec<String>)> = Vec::new();
        for (word, value) in words.iter().zip(values) {
            let word = self.word(fact, word);
            match groups.iter_mut().find(|(known, _)| known == value) {
                Some((_, group)) => group.push(word),
                None => groups.push((*value, vec![word])),
            }
        }
        let row = |writer: &mut Self, (value, group): (T, Vec<String>)| {
            (writer.list(&group), (shown.value)(writer, value))
        };
        groups.into_iter().map(|group| row(self, group)).collect()
    }

    /// Cells of one fact from one place to another.
    fn cell(&self, axis: &Axis, from: usize, to: usize) -> String {
        if axis.fact == Fact::BasisDay {
            return self.dates(axis, from, to);
        }
        let first = axis.cuts.get(from).copied().unwrap_or_default();
        match self.formatter.book.vocabulary.values(axis.fact) {
            FactValues::Words(words) => {
                let word = usize::try_from(first).ok().and_then(|at| words.get(at));
                self.word(axis.fact, word.map_or("", String::as_str))
            }
            FactValues::From(_) => match axis.cuts.get(to + 1) {
                Some(next) => self.range(first, next - 1),
                None => self.say(terms::and_more(first)),
            },
        }
    }

    /// Days of the basis date, from one cell to another.
    fn dates(&self, axis: &Axis, from: usize, to: usize) -> String {
        let day = |at: usize| axis.cuts.get(at).map(|cut| Day::FIRST + *cut as i32);
        let first = day(from).unwrap_or(Day::FIRST);
        self.say(match day(to + 1) {
            Some(next) => terms::from_to(first, next - 1),
            None => terms::from_day_on(first),
        })
    }

    /// Values of a fact, with its name.
    fn of_fact(&self, axis: &Axis, value: String) -> String {
        self.say(terms::is_value(self.axis(axis), value))
    }

    /// A range of numbers, both ends inside.
    pub fn range(&self, from: i64, to: i64) -> String {
        match (from == to, to) {
            (_, i64::MAX) => self.say(terms::and_more(from)),
            (true, _) => from.to_string(),
            (false, _) => self.say(terms::from_to(from, to)),
        }
    }

    /// What a person calls a value of a fact.
    pub fn word(&self, fact: Fact, word: &str) -> String {
        self.say(self.formatter.book.vocabulary.value_title(fact, word))
    }

    /// What a number is called, with the choices that the number of a stay needs.
    pub fn numbered(
        &self,
        fact: Fact,
        ordinal: Option<crate::scheme::language::window::Slot>,
    ) -> String {
        if fact == Fact::BasisDay {
            return self.say(terms::basis());
        }
        let Some(slot) = ordinal else { return self.formatter.fact(fact) };
        let all = self.benefit.map_or(&[][..], |benefit| &benefit.ordinals);
        let own = all.iter().find(|one| one.number == slot);
        let window: Window = self.window_of(own.map(|one| one.count).or(Some(slot)));
        let within = self.within(window);
        self.say(match own.map(|one| one.counts) {
            Some(Counts::CoveredStays) => terms::ordinal_covered(within),
            Some(Counts::AllStays) | None => terms::ordinal_all(within),
            Some(Counts::PaidMonths { once: _ }) => terms::ordinal_months(within),
        })
    }
}

/// A change with its sign.
fn signed(text: String) -> String {
    if text.starts_with('-') { text } else { format!("+{text}") }
}
