//! The names of an edition that nothing asks for.

use super::scope::{Above, Context, Scope};
use super::table::{Node, Span};
use crate::money::Money;
use crate::words;

impl Scope<'_> {
    /// Reads the amounts and totals that nothing asks for, so that all mistakes are reported at once, and
    /// complains about every such name: changing it would change no payment. Where something else is
    /// wrong, a name may be missed for that reason only, and it is not reported.
    pub fn check_unused(&mut self, benefits: &[(String, u8)]) {
        self.read_unused(benefits);
        if !self.found.is_empty() {
            return;
        }
        let sections = [&self.amounts, &self.totals, &self.numbers, &self.schedules];
        let named = sections.into_iter().flatten().map(|(name, (span, _))| (name, span));
        let parameters = self.parameters.iter().map(|(name, (span, _))| (name, span));
        let unused = parameters.chain(named).filter(|(name, _)| !self.used.contains(*name));
        let windows = self.windows.iter().map(|one| (&one.name, &one.span));
        let idle = windows.filter(|(name, _)| !self.used_windows.contains(*name));
        for (name, span) in unused.chain(idle) {
            self.found.advise(
                span.clone(),
                words::rules::never_used(name),
                words::rules::remove_key(name),
            );
        }
    }

    fn read_unused(&mut self, benefits: &[(String, u8)]) {
        let above = |(id, place): &(String, u8)| {
            let (id, place, most) = (id.clone(), *place, Money::MOST);
            Above { id, place, most, categories: 0, plan: None }
        };
        let (benefit, above) = (String::new(), benefits.iter().map(above).collect());
        self.context = Some(Context {
            benefit,
            plan: 0,
            units: None,
            renewals: true,
            days_covered: true,
            above,
        });
        let slots = self.slots.clone();
        let unused = |(name, (_, node)): (&String, &(Span, Node))| {
            (!self.used.contains(name)).then(|| (name.clone(), node.clone()))
        };
        let amounts: Vec<_> = self.amounts.iter().filter_map(unused).collect();
        let totals: Vec<_> = self.totals.iter().filter_map(unused).collect();
        let numbers: Vec<_> = self.numbers.iter().filter_map(unused).collect();
        for (name, node) in amounts {
            self.reading.push(name.clone());
            let _ = self.amount_of(&name, node);
            self.reading.pop();
        }
        for (name, node) in totals {
            self.reading.push(name.clone());
            let _ = self.total_of(&name, node);
            self.reading.pop();
        }
        for (name, node) in numbers {
            let _ = self.number_of(&name, node);
        }
        *self.slots = slots;
        self.context = None;
        self.asked_spells.clear();
        self.asked_last.clear();
        self.ordinals.clear();
        self.sums.clear();
    }
}
