//! A benefit in sentences: for which bills it is, and its steps in the order of deciding.

use super::section::{Item, Section};
use super::writer::Writer;
use crate::explanation::percent;
use crate::scheme::provision::conditions::{Conditions, Lists, Test};
use crate::scheme::provision::coordination::AgainstBill;
use crate::scheme::{Benefit, FunderSplit};
use crate::words::{decisions, terms};

impl Writer<'_> {
    pub fn of_benefit(&mut self, benefit: &Benefit) -> Section {
        #[rustfmt::skip]
        let Benefit {
            title, clause, plan_place, funder, against_bill, pays_out, conditions, waiting, base, eligible_cap,
            threshold, deductible, pays, factor, factor_decimals, per_unit, rounding, minimum, limits,
            // Names and places.
            id: _, number: _, plan: _,
            // Made from the rest: bounds, and what is kept or summed up for formulas.
            most_paid: _, scale: _, ordinals: _, totals: _,
            // In sections of their own: `shared.rs`.
            shared: _, alternative: _,
        } = benefit;
        let mut items = Vec::new();
        if let Some(plan) = self.edition.plans.get(usize::from(*plan_place)) {
            let plan = self.formatter.say(&plan.title);
            items.push(self.item_of(terms::of_plan(), plan, Vec::new(), Vec::new()));
        }
        let bills = self.conditions(conditions);
        items.push(self.item(terms::covers(), bills));
        items.extend(waiting.as_ref().map(|waiting| self.waiting(waiting)));
        if let Some(base) = base {
            let base = self.formula(base);
            items.push(self.item(terms::base(), base));
        }
        items.extend(eligible_cap.as_ref().map(|cap| self.eligible_cap(cap)));
        items.extend(threshold.as_ref().map(|threshold| self.threshold(threshold)));
        items.extend(deductible.as_ref().map(|one| self.deductible(one)));
        items.push(self.pays(pays, deductible.is_some()));
        if let Some(factor) = factor {
            let factor = self.chosen_factor(factor, *factor_decimals);
            items.push(self.said(terms::factor(), terms::factor_is(factor)));
        }
        if *per_unit {
            items.push(self.said(terms::per_unit(), terms::per_unit_is()));
        }
        items.push(self.said(terms::rounding(), self.formatter.rounding(*rounding)));
        if let Some(minimum) = minimum {
            let minimum = self.formula(minimum);
            items.push(self.said(terms::minimum(), terms::minimum_is(minimum)));
        }
        for limit in limits {
            let text = self.limit(limit);
            items.push(self.item(terms::limit(), text));
        }
        items.push(self.coordination(*against_bill, *pays_out));
        items.extend(pays_out.then(|| self.funder(funder.as_ref())));
        let heading = self.formatter.say(title);
        Section { heading: self.say(terms::benefit(heading)), clause: Some(clause.clone()), items }
    }

    /// For which bills something is.
    pub fn conditions(&self, conditions: &Conditions) -> String {
        let Conditions { categories, tests, lists } = conditions;
        let vocabulary = &self.formatter.book.vocabulary;
        let all = vocabulary.categories.iter().enumerate();
        let own = all.clone().filter(|(at, _)| categories >> at & 1 == 1);
        let own: Vec<String> = own.map(|(_, category)| self.category(category)).collect();
        let category = match own.len() == vocabulary.categories.len() {
            true => self.say(terms::every_category()),
            false => {
                let name = self.say(decisions::fact_category());
                self.say(terms::is_value(name, self.list(&own)))
            }
        };
        let text = tests.iter().fold(category, |text, test| self.both(text, self.test(test)));
        let Lists { one_of, none_of } = lists;
        let named = |bits: u64| {
            let all = vocabulary.lists.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
            let shown = |name: &String| match vocabulary.titles.lists.get(name) {
                Some(title) => self.formatter.say(title),
                None => format!("`{name}`"),
            };
            self.list(&all.map(|(_, (name, _))| shown(name)).collect::<Vec<_>>())
        };
        let text = match one_of {
            Some(bits) => self.both(text, terms::diagnosis_in(named(*bits))),
            None => text,
        };
        match none_of {
            0 => text,
            bits => self.both(text, terms::diagnosis_not_in(named(*bits))),
        }
    }

    /// A fact that must be one of some values.
    fn test(&self, test: &Test) -> crate::words::Sentence {
        let Test { fact, allowed } = test;
        let shown = match self.formatter.book.vocabulary.values(*fact) {
            crate::claim::FactValues::Words(words) => {
                let holds = |at: usize| allowed.iter().any(|range| range.contains(&(at as i64)));
                let words = words.iter().enumerate().filter(|(at, _)| holds(*at));
                words.map(|(_, word)| self.word(*fact, word)).collect::<Vec<_>>()
            }
            crate::claim::FactValues::From(_) => {
                allowed.iter().map(|range| self.range(*range.start(), *range.end())).collect()
            }
        };
        terms::is_value(self.formatter.fact(*fact), self.list(&shown))
    }

    fn coordination(&mut self, against_bill: AgainstBill, pays_out: bool) -> Item {
        if !pays_out {
            return self.said(terms::only_computed(), terms::only_computed_is());
        }
        let text = match against_bill {
            AgainstBill::Within => terms::against_within(),
            AgainstBill::MayExceed => terms::against_may_exceed(),
            AgainstBill::Indemnity => terms::against_beside(),
        };
        self.said(terms::against_bill(), text)
    }

    fn funder(&mut self, funder: Option<&FunderSplit>) -> Item {
        let Some(FunderSplit { shares, rest }) = funder else {
            return self.said(terms::funder(), terms::funder_scheme());
        };
        let title = |id: &String| {
            let known = self.edition.funders.iter().find(|funder| funder.id == *id);
            known.map_or_else(|| id.clone(), |funder| self.formatter.say(&funder.title))
        };
        let mut all: Vec<String> = Vec::new();
        for (id, share) in shares {
            all.push(self.say(terms::funder_share(title(id), percent(share.decimal()))));
        }
        all.push(self.say(match shares.is_empty() {
            true => terms::funder_all(title(rest)),
            false => terms::funder_rest(title(rest)),
        }));
        let text = self.list(&all);
        self.item(terms::funder(), text)
    }
}
