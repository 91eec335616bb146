//! Who may hold a plan: facts that must hold, how long in service, another plan, and when one may enrol.

use super::caps;
use super::denial::Denial;
use super::language::facts::Facts;
use super::language::reader::{Read, Reader};
use super::language::scope::Scope;
use super::provision::conditions::Test;
use super::provision::enrol::{Way, Ways};
use super::provision::entitlement::Entitlement;
use super::provision::requires::Requires;
use super::provision::service::Service;
use super::provision::waiting::Waiting;
use crate::claim::{Fact, History};

/// What a plan asks of whom it covers, beyond age and waiting. A plan that asks none of it has none, so that its
/// bills are not asked either.
#[derive(Clone, Debug, Default)]
pub(crate) struct Holder {
    pub(crate) entitlement: Entitlement,
    pub(crate) service: Option<Service>,
    pub(crate) requires: Option<Requires>,
    /// The ways to enrol for periods that start under this edition.
    pub(crate) own_ways: Vec<Way>,
    /// The same of all editions.
    pub(crate) ways: Ways,
}

impl Holder {
    /// Takes what a plan says of it; nothing where it says nothing.
    pub(super) fn read(
        reader: &mut Reader<Scope>,
        renewals: bool,
        plan: &str,
    ) -> Read<Option<Box<Holder>>> {
        let entitlement = Entitlement::read(reader);
        let service = reader.table("service", Service::read);
        let requires = reader.table("requires", |reader| Requires::read(reader, plan));
        let own_ways = match reader.at_most("enrol", caps::WAYS) {
            Ok(()) => reader
                .tables("enrol", |reader| Way::read(reader, renewals, plan))
                .into_iter()
                .collect::<Read<Vec<Way>>>(),
            Err(reported) => Err(reported),
        };
        let (entitlement, service, requires) = (entitlement?, service?, requires?);
        let holder =
            Holder { entitlement, service, requires, own_ways: own_ways?, ..Holder::default() };
        let is_empty = holder.entitlement.is_empty()
            && holder.service.is_none()
            && holder.requires.is_none()
            && holder.own_ways.is_empty();
        Ok((!is_empty).then(|| Box::new(holder)))
    }

    /// The facts that must hold.
    pub(super) fn facts(&self) -> impl Iterator<Item = Fact> {
        self.entitlement.facts()
    }

    /// What each of them must be.
    pub(super) fn tests(&self) -> impl Iterator<Item = &Test> {
        self.entitlement.0.iter().map(|condition| &condition.test)
    }

    /// Whether it asks on which day the member enrolled.
    pub(super) fn asks_enrolled_on(&self) -> bool {
        !self.own_ways.is_empty() || self.service.as_ref().is_some_and(Service::asks_enrolled_on)
    }

    /// Whether the member may hold the plan: the same as no [`Holder::denials`].
    pub(super) fn admits(&self, facts: &Facts, history: &History) -> bool {
        self.entitlement.holds(facts)
            && self.service.as_ref().is_none_or(|service| service.denies(facts).is_none())
            && self.requires.as_ref().is_none_or(|other| other.denies(facts, history).is_none())
            && self.ways.denies(facts).is_none()
    }

    /// Every reason why the member may not hold the plan.
    pub(super) fn denials(&self, facts: &Facts, history: &History) -> Vec<Denial> {
        let rules = [
            self.entitlement.denies(facts),
            self.service.as_ref().and_then(|service| service.denies(facts)),
            self.requires.as_ref().and_then(|other| other.denies(facts, history)),
            self.ways.denies(facts),
        ];
        rules.into_iter().flatten().collect()
    }

    /// The codes of the denials that it may give, each behind the key of its provision.
    pub(super) fn denial_codes(&self) -> Vec<(&'static str, &'static str)> {
        let all = [
            (!self.entitlement.is_empty(), ("when", "not_entitled")),
            (self.service.is_some(), ("service", "service_too_short")),
            (self.requires.is_some(), ("requires", "plan_not_held")),
            (!self.own_ways.is_empty(), ("enrol", "enrolled_outside_window")),
        ];
        all.into_iter().filter(|(is_asked, _)| *is_asked).map(|(_, code)| code).collect()
    }

    /// What the member waits who enrolled in one of several ways, where that is not what the plan says.
    pub(super) fn waiting(&self, facts: &Facts) -> Option<&Waiting> {
        self.ways.waiting(facts)
    }
}
