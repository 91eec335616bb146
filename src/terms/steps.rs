//! The steps of a benefit: what is counted, the threshold, the deductible, the ways of paying, limits.

use super::section::Item;
use super::writer::Writer;
use crate::scheme::provision::days::{Count, Days};
use crate::scheme::provision::deductible::Deductible;
use crate::scheme::provision::eligible_cap::EligibleCap;
use crate::scheme::provision::limit::{Limit, Measure};
use crate::scheme::provision::threshold::{Opens, Threshold};
use crate::scheme::{Pays, Window};
use crate::words::{Sentence, terms};

impl Writer<'_> {
    pub fn eligible_cap(&mut self, cap: &EligibleCap) -> Item {
        let EligibleCap { most, window, slot: _ } = cap;
        let (within, most) = (self.within(*window), self.formula(most));
        self.said(terms::counted(), terms::counted_is(within, most))
    }

    pub fn threshold(&mut self, threshold: &Threshold) -> Item {
        let Threshold { of, edge, inclusive, opens, unpaid_bills } = threshold;
        let (slot, opens) = match opens {
            Opens::Alone => (None, None),
            Opens::Every(slot) => (Some(*slot), Some(terms::threshold_opens_all())),
            Opens::Onwards(slot) => (Some(*slot), Some(terms::threshold_opens_onwards())),
        };
        let within = self.within(self.window_of(slot));
        let (of, edge) = (self.formula(of), self.formula(edge));
        let mut text = self.say(match inclusive {
            true => terms::threshold_at_least(within, of, edge),
            false => terms::threshold_above(within, of, edge),
        });
        let unpaid = unpaid_bills.map(|counts| match counts {
            true => terms::threshold_counts_unpaid(),
            false => terms::threshold_spares_unpaid(),
        });
        for more in opens.into_iter().chain(unpaid) {
            text = self.both(text, more);
        }
        self.item(terms::threshold(), text)
    }

    pub fn deductible(&mut self, deductible: &Deductible) -> Item {
        let Deductible { amount, slot } = deductible;
        let within = self.within(self.window_of(*slot));
        let amount = self.formula(amount);
        self.said(terms::deductible(), terms::deductible_is(within, amount))
    }

    /// The one way it pays.
    pub fn pays(&mut self, pays: &Pays, has_deductible: bool) -> Item {
        match pays {
            Pays::Rate { rate, decimals } => {
                let rate = self.chosen_rate(rate, *decimals);
                self.said(terms::rate(), terms::rate_is(rate))
            }
            Pays::Bands(bands) => self.bands(bands, has_deductible),
            Pays::Days(days) => self.days(days),
            Pays::Sum(sum) => {
                let sum = self.formula(sum);
                self.said(terms::sum(), terms::sum_is(sum))
            }
        }
    }

    fn days(&mut self, days: &Days) -> Item {
        let Days { count, pays, from_day, once } = days;
        let pays = self.formula(pays);
        let mut text = self.say(terms::days_are(pays));
        let count = match count {
            Count::Nights => terms::days_nights(),
            Count::NightsAtLeastOne => terms::days_nights_least_one(),
            Count::BothEnds => terms::days_both_ends(),
        };
        let shared = match once {
            true => terms::days_once(),
            false => terms::days_each_bill(),
        };
        for more in [count, terms::days_from(from_day), shared] {
            text = self.both(text, more);
        }
        self.item(terms::days(), text)
    }

    /// A limit, be it of one benefit or shared.
    pub fn limit(&mut self, limit: &Limit) -> String {
        #[rustfmt::skip]
        let Limit {
            window, measure, per_unit,
            // A name, or made from the rest; title and clause stand beside a limit that is shared.
            id: _, title: _, fixed: _, slot: _, once: _, clause: _,
        } = limit;
        let most = self.most(*window, measure);
        let text = self.say(most);
        match per_unit {
            true => self.both(text, terms::limit_per_unit()),
            false => text,
        }
    }

    fn most(&mut self, window: Window, measure: &Measure) -> Sentence {
        let within = self.within(window);
        match measure {
            Measure::Amount(most) => terms::limit_amount(within, self.formula(most)),
            Measure::Days(most) => terms::limit_days(within, self.count(most)),
            Measure::Times(most) => terms::limit_times(within, self.count(most)),
            Measure::Stays(most) => terms::limit_stays(within, self.count(most)),
        }
    }
}
