//! What several benefits share in sentences, and clauses that are not computed.

use super::section::{Item, Section, Value};
use super::writer::Writer;
use crate::scheme::{Alternatives, Edition, Limit, Take, Unmodelled};
use crate::words::{Sentence, terms};

impl Writer<'_> {
    /// Limits and alternatives of several benefits; nothing where there are none.
    pub fn shared(&mut self) -> Option<Section> {
        #[rustfmt::skip]
        let Edition {
            shared, alternatives,
            // On the head of the sheet.
            id: _, title: _, from: _, to: _, source: _, notes: _,
            // In sections of their own.
            funders: _, plans: _, benefits: _, unmodelled: _,
            // Made from the rest.
            titles: _, own_waiting: _, asks_diagnosis: _,
            all_stays: _, eligible_by_category: _, conditional: _, two_passes: _, sums_after: _,
            asks_for_paid: _, computed: _, asked_facts: _,
        } = self.edition;
        let mut items = Vec::new();
        for (number, limit) in shared.iter().enumerate() {
            items.push(self.shared_limit(number, limit));
        }
        items.extend(alternatives.iter().map(|one| self.alternatives(one)));
        let heading = self.say(terms::shared());
        (!items.is_empty()).then_some(Section { heading, clause: None, items })
    }

    fn shared_limit(&mut self, number: usize, limit: &Limit) -> Item {
        let all = (0..).zip(&self.edition.benefits);
        let under = all.filter(|(_, benefit)| benefit.shared.contains(&(number as u8)));
        let under = self.titles(under.map(|(at, _)| at));
        let text = self.limit(limit);
        let text = self.say(terms::shared_under(text, under));
        let name = match limit.title() {
            Some(title) => terms::titled_limit(self.formatter.say(title), &limit.id),
            None => terms::shared_limit(&limit.id),
        };
        self.of_clause(name, text, limit.clause.clone())
    }

    /// An item with a clause of its own.
    fn of_clause(&mut self, name: Sentence, text: String, clause: Option<String>) -> Item {
        let shown = clause.as_ref().map(terms::clause);
        let value = Value { name: String::new(), value: text.clone(), clause };
        let text = match shown {
            Some(clause) => self.both(text, clause),
            None => text,
        };
        self.item_of(name, text, Vec::new(), vec![value])
    }

    fn alternatives(&mut self, alternatives: &Alternatives) -> Item {
        let Alternatives { clause, benefits, take, slot } = alternatives;
        let within = self.within(self.window_of(*slot));
        let titles = self.titles(benefits.iter().copied());
        let text = self.say(match take {
            Take::Larger => terms::alternatives_larger(within, titles),
            Take::FirstListed => terms::alternatives_first(within, titles),
        });
        self.of_clause(terms::alternatives(), text, Some(clause.clone()))
    }

    /// Clauses that are not computed; nothing where there are none.
    pub fn unmodelled(&mut self) -> Option<Section> {
        let all = self.edition.unmodelled.iter();
        let items: Vec<Item> = all.map(|one| self.unmodelled_clause(one)).collect();
        let heading = self.say(terms::unmodelled());
        (!items.is_empty()).then_some(Section { heading, clause: None, items })
    }

    fn unmodelled_clause(&mut self, one: &Unmodelled) -> Item {
        let Unmodelled { clause, what, plan, conditions } = one;
        let bills = self.conditions(conditions);
        let plans = &self.edition.plans;
        let plan = plan.and_then(|number| plans.iter().find(|plan| plan.number == number));
        let bills = match plan.map(|plan| self.formatter.say(&plan.title)) {
            Some(title) => {
                let plan = self.say(terms::unmodelled_plan(title));
                self.say(terms::both(plan, bills))
            }
            None => bills,
        };
        let what = self.formatter.say(what);
        let text = self.say(terms::unmodelled_is(what, bills));
        let value =
            Value { name: String::new(), value: text.clone(), clause: Some(clause.clone()) };
        self.item_of(Sentence::new(clause.clone(), clause.clone()), text, Vec::new(), vec![value])
    }
}
