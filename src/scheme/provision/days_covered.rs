//! Days of cover (参保天数): from when the fact `days_covered` numbers them.
//!
//! ```toml
//! days_covered = "across_renewals"
//! ```
//!
//! Terms that pay by the days since cover began rarely say whether a renewal begins anew, and so the choice has no
//! default where a rule asks for the fact.

use crate::scheme::entry::{PLAIN, Provision};
use crate::scheme::language::facts::DaysCovered;
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::scope::Scope;
use crate::words;

pub(crate) const PROVISION: Provision =
    Provision { keys: &[("days_covered", Some(words::provisions::days_covered))], ..PLAIN };

/// Takes `days_covered` of a plan. Days go on across renewals only where the plan says what a renewal is.
pub(crate) fn read(
    reader: &mut Reader<Scope>,
    renewals: bool,
    plan: &str,
) -> Read<Option<DaysCovered>> {
    let place = reader.value_span("days_covered");
    let choice = reader.optional_choice("days_covered", &DaysCovered::CHOICES)?;
    if !renewals && choice == Some(DaysCovered::AcrossRenewals) {
        reader.error(place, words::rules::needs_renewal_gap(plan));
    }
    Ok(choice)
}
