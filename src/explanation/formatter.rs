//! Amounts, steps and limits in the words of a person: those of previews and of notices.

use rust_decimal::Decimal;

use super::{Explanation, LimitUse, Working};
use crate::adjudication::{Step, StepKind};
use crate::claim::{Bill, Column, Disallowance, Fact, FactValues};
use crate::date::Day;
use crate::money::{Exact, Mode, Money, Product, Rounding, Scale};
use crate::scheme::{
    Benefit, Book, Chooser, Each, Gate, Granted, Kind, Limit, Slice, Unmodelled, Window,
};
use crate::words::{Lang, Sentence, decisions, provisions};

/// Formats what was decided under a book, in one language.
#[derive(Clone, Copy)]
pub(crate) struct Formatter<'b> {
    pub book: &'b Book,
    pub lang: Lang,
}

impl<'b> Formatter<'b> {
    pub fn say(&self, sentence: &Sentence) -> String {
        sentence.text(self.lang).to_owned()
    }

    pub fn money(&self, amount: Money) -> String {
        grouped(&self.book.vocabulary.currency.show(amount))
    }

    pub fn exact(&self, amount: Exact) -> String {
        grouped(&self.book.vocabulary.currency.show_exact(amount))
    }

    pub fn product(&self, amount: Product, scale: Scale) -> String {
        grouped(&self.book.vocabulary.currency.show_product(amount, scale))
    }

    /// What a person calls an amount of a bill.
    pub fn column(&self, column: Column) -> String {
        let vocabulary = &self.book.vocabulary;
        let title = column.title();
        match title.as_ref().or_else(|| vocabulary.column_title(column)) {
            Some(title) => title.text(self.lang).to_owned(),
            None => vocabulary.column_name(column).to_owned(),
        }
    }

    /// What a person calls a fact.
    pub fn fact(&self, fact: Fact) -> String {
        if fact == Fact::BasisDay {
            return self.say(&decisions::fact_basis_day());
        }
        let name = self.book.vocabulary.fact_name(fact);
        let title = self.book.vocabulary.fact_title(name);
        title.map_or_else(|| name.to_owned(), |title| self.say(&title))
    }

    /// The title of a benefit, by its place in the book.
    pub fn title(&self, benefit: u8) -> String {
        self.say(self.book.benefit_title(benefit as usize))
    }

    /// The amounts of the bill that a benefit asks for; nothing where it asks for none.
    pub fn inputs(&self, benefit: &Benefit, bill: &Bill) -> Option<Sentence> {
        // Of the scheme's own amounts only those that the bill has say anything.
        let used = |column: &Column| column.name().is_some() || bill.has(*column);
        let amounts = benefit.asks_for().into_iter().filter(used);
        let amounts = amounts
            .map(|column| format!("{} {}", self.column(column), self.money(bill.amount(column))));
        let counts = benefit.counts(bill).into_iter();
        let counts = counts.map(|(fact, number)| format!("{} {number}", self.fact(fact)));
        let amounts: Vec<String> = amounts.chain(counts).collect();
        let between = if self.lang == Lang::Chinese { "，" } else { "; " };
        (!amounts.is_empty()).then(|| decisions::preview_inputs(amounts.join(between)))
    }

    /// What was disallowed of the bill, before anything of it was decided.
    pub fn disallowed(&self, explanation: &Explanation) -> Vec<Sentence> {
        let line = |one: &Disallowance| {
            let (amount, column) = (self.money(one.amount()), self.column(one.column()));
            match one.exceeds_the_bill() {
                false => decisions::preview_disallowed(amount, column),
                true => {
                    decisions::preview_disallowed_above(amount, column, self.money(one.moved()))
                }
            }
        };
        explanation.disallowed.iter().map(line).collect()
    }

    /// The clauses that are not modelled and may matter for the bill.
    pub fn unmodelled(&self, explanation: &Explanation) -> Vec<Sentence> {
        let Some(edition) = explanation.edition.map(|number| &self.book.editions[number]) else {
            return Vec::new();
        };
        let clauses = explanation.unmodelled.iter().map(|at| &edition.unmodelled[*at]);
        let line = |one: &Unmodelled| decisions::unmodelled(&one.clause, &one.what);
        clauses.map(line).collect()
    }

    /// What a step did, and what it looked at.
    pub fn step(&self, step: &Step) -> Sentence {
        match &step.kind {
            StepKind::Base { value } if *value < Exact::ZERO => {
                provisions::step_base_negative(self.exact(*value))
            }
            StepKind::Base { .. } => provisions::step_base(),
            StepKind::Days { granted, per_day } => self.days(*granted, *per_day),
            StepKind::Sum => provisions::step_sum(),
            StepKind::Counted { most, before } => {
                provisions::step_counted(self.exact(*most), self.exact(*before))
            }
            StepKind::Threshold(gate) => self.gate(gate),
            StepKind::Deductible { amount, before } => {
                provisions::step_deductible(self.exact(*amount), self.exact(*before))
            }
            StepKind::Rate { rate, decimals } => {
                provisions::step_rate(percent(Decimal::new(*rate, *decimals)))
            }
            StepKind::Bands { position, .. } if *position == Exact::ZERO => {
                provisions::step_bands()
            }
            StepKind::Bands { position, .. } => provisions::step_bands_from(self.exact(*position)),
            StepKind::Factor { factor, decimals } => {
                provisions::step_factor(Decimal::new(*factor, *decimals).normalize())
            }
            StepKind::Units(units) => provisions::step_units(units),
            StepKind::Rounding { rounding, .. } => self.rounding(*rounding),
            StepKind::Minimum(least) => provisions::step_minimum(self.money(*least)),
            StepKind::Limit { id } => match (self.limit_title(id), self.is_shared(id)) {
                (Some(title), _) => provisions::step_titled_limit(self.say(title)),
                (None, true) => provisions::step_shared_limit(id),
                (None, false) => provisions::step_limit(id),
            },
            StepKind::BillLeft(left) => provisions::step_bill_left(self.money(*left)),
            StepKind::Override => provisions::step_override(),
            StepKind::NotPaid => provisions::step_not_paid(),
        }
    }

    /// What is to be read below a step: by what its values were chosen, and its slices, where it goes band by band.
    pub fn below(&self, working: &Working, step: &Step) -> Vec<Sentence> {
        let chosen = self.chosen_by(working.chosen_by(&step.kind)).into_iter();
        let slices = match &step.kind {
            StepKind::Bands { slices, scale, .. } => {
                slices.iter().map(|slice| self.slice(slice, *scale)).collect()
            }
            _ => Vec::new(),
        };
        chosen.chain(slices).collect()
    }

    /// What values were chosen by: facts with what they were, and amounts; nothing where none was chosen.
    fn chosen_by(&self, choosers: &[Chooser]) -> Option<Sentence> {
        let all: Vec<Sentence> = choosers.iter().map(|chooser| self.chooser(*chooser)).collect();
        (!all.is_empty()).then(|| decisions::chosen_by(Sentence::list(&all)))
    }

    fn chooser(&self, chooser: Chooser) -> Sentence {
        let (fact, number) = match chooser {
            Chooser::Amount(amount) => return decisions::chosen_by_amount(self.exact(amount)),
            Chooser::Fact(fact, number) => (fact, number),
        };
        let vocabulary = &self.book.vocabulary;
        let value = match vocabulary.values(fact) {
            FactValues::Words(words) => {
                let word = usize::try_from(number).ok().and_then(|at| words.get(at));
                self.say(&vocabulary.value_title(fact, word.map_or("", String::as_str)))
            }
            FactValues::From(_) if fact == Fact::BasisDay => {
                (Day::FIRST + i32::try_from(number).unwrap_or_default()).to_string()
            }
            FactValues::From(_) => number.to_string(),
        };
        decisions::chosen_by_fact(self.fact(fact), value)
    }

    fn days(&self, granted: Granted, per_day: Exact) -> Sentence {
        let (days, per_day) = (granted.granted, self.exact(per_day));
        if granted.payable == granted.stayed && days == granted.payable {
            return provisions::step_days(days, per_day);
        }
        provisions::step_days_of(days, per_day, granted.payable, granted.stayed)
    }

    fn gate(&self, gate: &Gate) -> Sentence {
        let (edge, measured) = (self.exact(gate.edge), self.exact(gate.measured));
        if gate.met {
            return provisions::step_threshold_open(edge, measured);
        }
        if gate.edge == gate.measured {
            return provisions::step_threshold_not_above(edge);
        }
        let short = self.exact(gate.edge - gate.measured);
        provisions::step_threshold_short(edge, measured, short)
    }

    fn slice(&self, slice: &Slice, scale: Scale) -> Sentence {
        let (band, rate) = (slice.band + 1, percent(scale.decimal(slice.rate)));
        let (unpaid, pays) = (self.product(slice.unpaid, scale), self.product(slice.pays, scale));
        if slice.from == slice.to {
            return provisions::step_slice_given(band, unpaid, rate, pays);
        }
        let (from, to) = (self.exact(slice.from), self.exact(slice.to));
        provisions::step_slice(band, from, to, unpaid, rate, pays)
    }

    pub fn rounding(&self, rounding: Rounding) -> Sentence {
        let mode = match rounding.mode {
            Mode::HalfUp => decisions::mode_half_up(),
            Mode::HalfEven => decisions::mode_half_even(),
            Mode::HalfDown => decisions::mode_half_down(),
            Mode::Up => decisions::mode_up(),
            Mode::Down => decisions::mode_down(),
        };
        let is_yuan = self.book.vocabulary.currency.code() == "CNY";
        let unit = self.money(Money::from_minor(rounding.unit));
        provisions::step_rounding(decisions::rounding_unit(&unit, is_yuan), mode)
    }

    /// The limits of that id that several benefits share, the last edition first.
    fn shared(&self, limit: &str) -> impl Iterator<Item = &'b Limit> {
        let shared = self.book.editions.iter().rev().flat_map(|edition| &edition.shared);
        shared.filter(move |one| one.id() == limit)
    }

    /// Whether several benefits share a limit.
    pub fn is_shared(&self, limit: &str) -> bool {
        self.shared(limit).next().is_some()
    }

    /// The title of a limit that several benefits share: that of the last edition that gives it one.
    fn limit_title(&self, limit: &str) -> Option<&'b Sentence> {
        self.shared(limit).find_map(Limit::title)
    }

    /// What a limit is called: by its window and by what it counts; a shared one by its title or id too, since benefits
    /// of one bill may share several.
    pub fn limit(&self, used: &LimitUse) -> Sentence {
        let window = || self.say(&window(used.window));
        match (self.limit_title(&used.id), self.is_shared(&used.id)) {
            (Some(title), _) => decisions::limit_titled(self.say(title), window()),
            (None, true) => decisions::limit_shared(&used.id, window()),
            (None, false) => limit_name(used),
        }
    }

    /// A limit, what was used before the bill, what the bill uses, and what is left.
    pub fn use_of_limit(&self, used: &LimitUse) -> [String; 4] {
        let amounts = [used.most, used.before, used.after - used.before, used.left()];
        amounts.map(|amount| match used.kind {
            Kind::Amount => self.money(Money::from_minor(amount)),
            Kind::Days => self.say(&decisions::limit_days(amount)),
            Kind::Times => self.say(&decisions::limit_times(amount)),
            Kind::Stays => self.say(&decisions::limit_stays(amount)),
        })
    }
}

/// What a limit is called by its window, and by what it counts.
pub(crate) fn limit_name(limit: &LimitUse) -> Sentence {
    let window = window(limit.window);
    match limit.kind {
        Kind::Amount => decisions::limit_of_amount(window),
        Kind::Days => decisions::limit_of_days(window),
        Kind::Times => decisions::limit_of_times(window),
        Kind::Stays => decisions::limit_of_stays(window),
    }
}

/// What a person calls a window.
pub(crate) fn window(window: Window) -> Sentence {
    match window {
        Window::Bill => decisions::window_bill(),
        Window::Stay => decisions::window_stay(),
        Window::Month => decisions::window_month(),
        Window::Year => decisions::window_year(),
        Window::Cover => decisions::window_cover(),
        Window::CoverYear => decisions::window_cover_year(),
        Window::Lifetime => decisions::window_lifetime(),
        Window::Spell(_) => decisions::window_spell(),
        Window::MonthsBack(months) => decisions::window_months_back(months),
        Window::Household(Each::Month) => decisions::window_household_month(),
        Window::Household(Each::Year) => decisions::window_household_year(),
        Window::Household(Each::Lifetime) => decisions::window_household_lifetime(),
    }
}

/// A proportion as a percentage.
pub(crate) fn percent(proportion: Decimal) -> String {
    format!("{}%", (proportion * Decimal::ONE_HUNDRED).normalize())
}

/// An amount with commas between thousands.
fn grouped(amount: &str) -> String {
    let (sign, digits) = amount.strip_prefix('-').map_or(("", amount), |digits| ("-", digits));
    let (whole, part) = digits.find('.').map_or((digits, ""), |point| digits.split_at(point));
    let mut out = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out + part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_told_apart() {
        for (plain, shown) in [
            ("0.00", "0.00"),
            ("-123.45", "-123.45"),
            ("1234.5", "1,234.5"),
            ("1234567", "1,234,567"),
            ("-123456.00", "-123,456.00"),
        ] {
            assert_eq!(grouped(plain), shown);
        }
    }
}
