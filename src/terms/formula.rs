//! Formulas as a person writes them: titles of columns in place of their names, and names of the file written out.

use rust_decimal::Decimal;

use super::chosen::Shown;
use super::writer::Writer;
use crate::claim::Column;
use crate::explanation::percent;
use crate::money::{Exact, Money};
use crate::scheme::Formula;
use crate::scheme::language::formula::{Choice, Chosen, How, Number, Quotient, Source, most_of};
use crate::scheme::language::scope::Total;
use crate::scheme::language::window::Slot;
use crate::words::terms;

/// A part of a sum.
struct Term {
    is_less: bool,
    text: String,
}

impl Writer<'_> {
    /// A formula, written out.
    pub fn formula(&mut self, formula: &Formula) -> String {
        let parts = self.terms(formula);
        if let [Term { is_less: false, text }] = &parts[..] {
            return text.clone();
        }
        // What is added stands before what is taken off.
        let (less, more): (Vec<Term>, Vec<Term>) = parts.into_iter().partition(|term| term.is_less);
        let mut out = String::new();
        for Term { is_less, text } in more.into_iter().chain(less) {
            out += match (out.is_empty(), is_less) {
                (true, false) => "",
                (true, true) => "−",
                (false, false) => " + ",
                (false, true) => " − ",
            };
            out += &text;
        }
        out
    }

    /// A formula that may stand within another.
    fn inner(&mut self, formula: &Formula) -> String {
        let text = self.formula(formula);
        if text.contains(' ') { self.say(terms::bracket(text)) } else { text }
    }

    fn terms(&mut self, formula: &Formula) -> Vec<Term> {
        let Formula { constant, columns, others, choices, shape: _ } = formula;
        let mut parts = Vec::new();
        for (weight, column) in columns {
            let name = self.column(*column);
            parts.push(self.weighted(*weight, name));
        }
        for (weight, source) in others {
            let name = self.source(source);
            parts.push(self.weighted(*weight, name));
        }
        let is_alone =
            columns.is_empty() && others.is_empty() && choices.len() == 1 && *constant == 0;
        for choice in choices {
            parts.push(self.chosen_term(choice, is_alone));
        }
        if *constant != 0 || parts.is_empty() {
            let is_less = *constant < 0;
            let text = self.exact(Exact(constant.abs()));
            parts.push(Term { is_less, text });
        }
        parts
    }

    fn column(&self, column: Column) -> String {
        self.formatter.column(column)
    }

    /// A name with its weight in ten-thousandths.
    fn weighted(&self, weight: i64, name: String) -> Term {
        let (is_less, weight) = (weight < 0, weight.abs());
        let one = Exact::ONE as i64;
        let text = match (weight == one, weight % one == 0) {
            (true, _) => name,
            (false, true) => self.say(terms::multiple(weight / one, name)),
            (false, false) => {
                let share = percent(Decimal::new(weight, Exact::DIGITS));
                self.say(terms::share_of(share, name))
            }
        };
        Term { is_less, text }
    }

    fn source(&mut self, source: &Source) -> String {
        match source {
            Source::Schedule(amount) => self.chosen_money(amount),
            Source::Left => self.say(terms::bill_left()),
            Source::Paid { benefit, most: _ } => self.paid(*benefit),
            Source::Quotient(quotient) => self.quotient(quotient),
            Source::Total { slot, decimals: _, least: _, most: _ } => self.total(*slot),
        }
    }

    /// What a benefit pays on the bill, by its place in the book.
    fn paid(&self, number: u8) -> String {
        let own = self.edition.benefits.iter().find(|benefit| benefit.number == number);
        let title = self.formatter.title(number);
        self.say(match own.is_none_or(|benefit| benefit.pays_out) {
            true => terms::paid_by(title),
            false => terms::computed_by(title),
        })
    }

    fn quotient(&mut self, quotient: &Quotient) -> String {
        let Quotient { of, by, one, rounding } = quotient;
        let of = self.formula(of);
        let by = self.chosen_rate(by, one.ilog10());
        let rounding = self.say(self.formatter.rounding(*rounding));
        self.say(terms::quotient(of, by, rounding))
    }

    fn total(&mut self, slot: Slot) -> String {
        let within = self.within(self.window_of(Some(slot)));
        let all = self.benefit.map_or(&[][..], |benefit| &benefit.totals);
        let Some(Total { slot: _, of, over }) = all.iter().find(|total| total.slot == slot) else {
            return self.say(terms::total_over(within, String::new()));
        };
        let (of, over) = (self.formula(of), *over);
        self.say(match over {
            None => terms::total_over(within, of),
            Some(benefit) => terms::total_after(within, of, self.formatter.title(benefit)),
        })
    }

    /// A choice as a part of a sum, or as all of it.
    fn chosen_term(&mut self, choice: &Choice, is_alone: bool) -> Term {
        let Choice { how, among } = choice;
        if let (How::Times(number), [one]) = (how, &**among) {
            let fixed = one.fixed();
            let is_less = fixed.is_some_and(|amount| amount < Exact::ZERO);
            let amount = match fixed {
                Some(Exact(amount)) => self.exact(Exact(amount.abs())),
                None => self.inner(one),
            };
            let number = self.number(number);
            return Term { is_less, text: self.say(terms::times(amount, number)) };
        }
        let text = self.choice(choice);
        let is_one = is_alone || matches!(how, How::Chosen(_));
        let text = if is_one { text } else { self.say(terms::bracket(text)) };
        Term { is_less: false, text }
    }

    fn choice(&mut self, choice: &Choice) -> String {
        let Choice { how, among } = choice;
        match how {
            How::Greatest => self.extreme(among, true),
            How::Least => self.extreme(among, false),
            How::Chosen(place) => self.of_table(place, among),
            How::Times(number) => {
                let number = self.number(number);
                let amount = among.first().map(|amount| self.inner(amount)).unwrap_or_default();
                self.say(terms::times(amount, number))
            }
        }
    }

    /// The greatest or the least of some formulas; of nothing and one other, that one where it is not below zero.
    fn extreme(&mut self, among: &[Formula], is_greatest: bool) -> String {
        let is_zero = |formula: &&Formula| formula.fixed() == Some(Exact::ZERO);
        if is_greatest
            && let [one, other] = among
            && let Some(other) = match (is_zero(&one), is_zero(&other)) {
                (true, _) => Some(other),
                (false, true) => Some(one),
                (false, false) => None,
            }
        {
            let text = self.formula(other);
            return self.say(terms::not_below_zero(text));
        }
        let all: Vec<String> = among.iter().map(|one| self.formula(one)).collect();
        // A name or an amount alone needs no quotes.
        let quoted = |one: String| match one.contains(' ') {
            true => self.say(terms::one_of(one)),
            false => one,
        };
        let all: Vec<String> = all.into_iter().map(quoted).collect();
        let all = self.list(&all);
        self.say(if is_greatest { terms::greatest_of(all) } else { terms::least_of(all) })
    }

    /// A table whose values are formulas.
    fn of_table(&mut self, place: &Chosen<u32>, among: &[Formula]) -> String {
        let value = |writer: &mut Writer, place: u32| {
            among.get(place as usize).map(|one| writer.formula(one)).unwrap_or_default()
        };
        self.chosen(place, &Shown { value: &value, change: None })
    }

    /// So many times: a fact that counts, or some of what it counts.
    fn number(&self, number: &Number) -> String {
        let Number { fact, ordinal, less, most } = number;
        let mut text = self.numbered(*fact, *ordinal);
        if *less > 0 {
            text = self.say(terms::number_less(text, less));
        }
        if *most < most_of(*fact) {
            text = self.say(terms::number_most(text, most));
        }
        text
    }

    /// A count that is kept like an amount of so many minor units.
    pub fn count(&mut self, formula: &Formula) -> String {
        let Formula { constant, columns: _, others, choices: _, shape: _ } = formula;
        match &**others {
            [] => (constant / Exact::ONE).to_string(),
            [(_, Source::Schedule(chosen)), ..] => self.chosen_count(&chosen.map(Money::minor)),
            [
                (
                    _,
                    Source::Left | Source::Paid { .. } | Source::Quotient(_) | Source::Total { .. },
                ),
                ..,
            ] => self.formula(formula),
        }
    }
}
