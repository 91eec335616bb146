//! Who may hold a plan, in sentences: what is asked of the member, service, another plan, and when one may enrol.

use super::section::{Item, Value};
use super::writer::Writer;
use crate::scheme::Holder;
use crate::scheme::provision::age::On;
use crate::scheme::provision::enrol::{Days, Way, Within};
use crate::scheme::provision::entitlement::{Condition, Entitlement};
use crate::scheme::provision::requires::{Requires, When};
use crate::scheme::provision::service::Service;
use crate::words::terms;

impl Writer<'_> {
    /// What a plan asks of whom it covers, beyond age and waiting.
    pub fn holder(&mut self, holder: &Holder) -> Vec<Item> {
        // `ways` are those of all editions together.
        let Holder { entitlement, service, requires, own_ways, ways: _ } = holder;
        let mut items: Vec<Item> = self.entitlement(entitlement).into_iter().collect();
        items.extend(service.as_ref().map(|service| self.service(service)));
        items.extend(requires.as_ref().map(|requires| self.requires(requires)));
        if !own_ways.is_empty() {
            let lines: Vec<String> = own_ways.iter().map(|way| self.way(way)).collect();
            let value =
                |line: &String| Value { name: String::new(), value: line.clone(), clause: None };
            let values = lines.iter().map(value).collect();
            items.push(self.item_of(terms::enrol(), String::new(), lines, values));
        }
        items
    }

    fn entitlement(&mut self, Entitlement(conditions): &Entitlement) -> Option<Item> {
        let value = |condition: &Condition| {
            let Condition { name, asked, test: _, words: _ } = condition;
            let (name, value) = (self.formatter.say(name), self.formatter.say(asked));
            Value { name, value, clause: None }
        };
        let values = conditions.iter().map(value).collect();
        self.listed(terms::entitled(), values)
    }

    fn service(&mut self, service: &Service) -> Item {
        let Service { since, months, on } = service;
        let since = self.formatter.say(&since.name);
        let on = self.say(match on {
            On::PeriodStart => terms::first_day_of_period(),
            On::Enrolment => terms::day_of_enrolment(),
            On::Basis => terms::basis_of_bill(),
        });
        self.said(terms::service(), terms::service_is(since, months, on))
    }

    fn requires(&mut self, requires: &Requires) -> Item {
        // Where it is written, and what `title` is the name of.
        let Requires { title, on, id: _, place: _, number: _, from: _ } = requires;
        let on = self.say(match on {
            When::PeriodStart => terms::first_day_of_period(),
            When::Basis => terms::basis_of_bill(),
        });
        let title = self.formatter.say(title);
        self.said(terms::requires(), terms::requires_is(title, on))
    }

    fn way(&mut self, way: &Way) -> String {
        let Way { days, waiting } = way;
        let text = match days {
            // One that closes earlier in the year than it opens has opened the year before.
            Days::Window { opens, closes, years_before: 0 } if opens > closes => {
                terms::enrol_over_new_year(opens, closes)
            }
            Days::Window { opens, closes, years_before: years } if opens > closes => {
                terms::enrol_over_new_year_before(opens, closes, years + 1, years)
            }
            Days::Window { opens, closes, years_before: 0 } => terms::enrol_within(opens, closes),
            Days::Window { opens, closes, years_before } => {
                terms::enrol_within_before(opens, closes, years_before)
            }
            Days::Since { date, within } => {
                let date = self.formatter.say(&date.name);
                match within {
                    Within::Days(days) => terms::enrol_in_days(date, days),
                    Within::Months(months) => terms::enrol_in_months(date, months),
                }
            }
        };
        let text = self.say(text);
        match waiting {
            Some(waiting) => {
                let Item { name, text: waits, .. } = self.waiting(waiting);
                let waits = self.say(terms::item(name, waits));
                self.both(text, crate::words::Sentence::new(waits.clone(), waits))
            }
            None => text,
        }
    }
}
