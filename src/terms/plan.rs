//! A plan in sentences: what a member enrols in, and who is covered.

use super::section::{Item, Section, Value};
use super::writer::Writer;
use crate::explanation::percent;
use crate::scheme::Plan;
use crate::scheme::language::cover_from::Later;
use crate::scheme::language::facts::DaysCovered;
use crate::scheme::provision::age::{Age, Older, On};
use crate::scheme::provision::cover_begins::CoverBegins;
use crate::scheme::provision::filing::{After, Filing};
use crate::scheme::provision::participation::{Participation, Tier};
use crate::scheme::provision::run_off::{Beyond, RunOff};
use crate::scheme::provision::waiting::{OnRenewal, Waiting};
use crate::words::terms;

impl Writer<'_> {
    pub fn plan(&mut self, plan: &Plan) -> Section {
        #[rustfmt::skip]
        let Plan {
            title, clause, fee, renewal_gap, units, cover_begins, days_covered, holder, waiting, age, filing, run_off,
            participation,
            // Names and places; `cover_from` is what `cover_begins` says of all editions together.
            id: _, number: _, cover_from: _,
            // Said with the dates of the scheme.
            by_diagnosis: _,
        } = plan;
        let mut items = Vec::new();
        if let Some(fee) = fee.map(|fee| self.money(fee)) {
            let text = match units {
                Some(_) => terms::fee_per_unit(fee),
                None => terms::fee_is(fee),
            };
            items.push(self.said(terms::fee(), text));
        }
        if let Some(most) = units {
            items.push(self.said(terms::units(), terms::units_are(most)));
        }
        let begins = match cover_begins {
            CoverBegins::PeriodStart => terms::begins_with_period(),
            CoverBegins::Later(Later::DayAfterReceipt) => terms::begins_after_receipt(),
            CoverBegins::Later(Later::DayOfEnrolment) => terms::begins_with_enrolment(),
        };
        items.push(self.said(terms::begins(), begins));
        if let Some(days) = renewal_gap {
            items.push(self.said(terms::renewal(), terms::renewal_is(days)));
        }
        if let Some(days) = days_covered {
            let days = match days {
                DaysCovered::AcrossRenewals => terms::days_across_renewals(),
                DaysCovered::EachPeriod => terms::days_each_period(),
            };
            items.push(self.said(terms::days_covered(), days));
        }
        items.extend(holder.iter().flat_map(|holder| self.holder(holder)));
        items.extend(waiting.as_ref().map(|waiting| self.waiting(waiting)));
        items.extend(age.as_ref().map(|age| self.age(age)));
        items.extend(filing.as_ref().map(|filing| self.filing(filing)));
        items.extend(run_off.as_ref().map(|run_off| self.run_off(run_off)));
        items.extend(participation.as_ref().map(|one| self.participation(one)));
        let heading = self.formatter.say(title);
        Section { heading: self.say(terms::plan(heading)), clause: Some(clause.clone()), items }
    }

    /// The waiting period of a plan, or of one benefit.
    pub fn waiting(&mut self, waiting: &Waiting) -> Item {
        let Waiting { days, on_renewal } = waiting;
        let days = self.chosen_count(days);
        let text = self.say(terms::waiting_is(days));
        let text = self.both(
            text,
            match on_renewal {
                OnRenewal::Waived => terms::waiting_waived(),
                OnRenewal::Credited => terms::waiting_credited(),
                OnRenewal::ServedAgain => terms::waiting_again(),
            },
        );
        self.item(terms::waiting(), text)
    }

    fn age(&mut self, age: &Age) -> Item {
        let Age { on, from, to, older } = age;
        let mut text = self.say(match on {
            On::PeriodStart => terms::age_on_start(),
            On::Enrolment => terms::age_on_enrolment(),
            On::Basis => terms::age_on_basis(),
        });
        if let Some(from) = from {
            let from = self.chosen_count(from);
            text = self.both(text, terms::age_from(from));
        }
        let to = self.chosen_count(to);
        text = self.both(text, terms::age_to(to));
        let older = match older {
            Older::Refused => terms::age_refused(),
            Older::RenewalOnly => terms::age_renewal_only(),
        };
        let text = self.both(text, older);
        self.item(terms::age(), text)
    }

    fn filing(&mut self, filing: &Filing) -> Item {
        let text = match filing {
            Filing::Days { days, after } => {
                let after = self.say(match after {
                    After::Discharge => terms::after_discharge(),
                    After::Settlement => terms::after_settlement(),
                    After::PeriodEnd => terms::after_period(),
                });
                terms::filing_days(days, after)
            }
            Filing::Until { day, years: 0 } => terms::filing_until(day.month, day.day),
            Filing::Until { day, years } => terms::filing_until_after(day.month, day.day, years),
        };
        self.said(terms::filing(), text)
    }

    fn run_off(&mut self, run_off: &RunOff) -> Item {
        let RunOff { days, beyond } = run_off;
        let text = self.say(terms::run_off_is(days));
        let beyond = match beyond {
            Beyond::Denied => terms::run_off_denied(),
            Beyond::DaysNotCounted => terms::run_off_days(),
        };
        let text = self.both(text, beyond);
        self.item(terms::run_off(), text)
    }

    fn participation(&mut self, participation: &Participation) -> Item {
        let Participation { clause, tiers } = participation;
        let value = |Tier { members, share }: &Tier| Value {
            name: self.say(terms::participation_from(members)),
            value: percent(share.decimal()),
            clause: Some(clause.clone()),
        };
        let values: Vec<Value> = tiers.iter().map(value).collect();
        let line = |value: &Value| self.say(terms::item(&value.name, &value.value));
        let lines = values.iter().map(line).collect();
        self.item_of(terms::participation(clause), String::new(), lines, values)
    }
}
