//! Participation (参保率): the share of a unit's members who must be enrolled, by the size of the unit.
//!
//! ```toml
//! participation = { clause = "art. 1", tiers = [{ members = 5, share = "100%" }, { members = 25, share = "80%" }] }
//! ```
//!
//! It is asked of units, not of members: no bill is decided otherwise for it. It is reported.

use crate::money::Rate;
use crate::scheme::caps;
use crate::scheme::entry::{PLAIN, Provision};
use crate::scheme::language::reader::{Read, Reader, Reports};
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::Span;
use crate::words;

pub(crate) const PROVISION: Provision =
    Provision { keys: &[("participation", Some(words::provisions::participation))], ..PLAIN };

/// The share of a unit's members who must be enrolled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participation {
    /// The clause of the printed terms.
    pub clause: String,
    /// By size, the smallest first.
    pub(crate) tiers: Vec<Tier>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tier {
    /// The fewest members of a unit that this is asked of.
    pub members: u64,
    /// The least share of them.
    pub share: Rate,
}

impl Participation {
    pub(crate) fn read(reader: &mut Reader<Scope>) -> Read<Participation> {
        let clause = reader.text("clause");
        let tiers = read_tiers(reader);
        Ok(Participation { clause: clause?, tiers: tiers? })
    }

    /// The least share of its members that a unit of this size must have enrolled; nothing where it
    /// is too small for any rule.
    pub fn least(&self, members: u64) -> Option<Rate> {
        let tier = self.tiers.iter().rev().find(|tier| tier.members <= members)?;
        Some(tier.share)
    }

    /// Whether a unit has enough of its members enrolled, exactly; nothing where it is too small for
    /// any rule.
    pub fn meets(&self, members: u64, enrolled: u64) -> Option<bool> {
        let least = self.least(members)?;
        let decimals = least.decimals();
        let asked = u128::from(members) * u128::from(least.whole(decimals).unsigned_abs());
        Some(u128::from(enrolled) * 10u128.pow(decimals) >= asked)
    }
}

fn read_tiers(reader: &mut Reader<Scope>) -> Read<Vec<Tier>> {
    let mut sizes: Vec<(Span, Option<i64>)> = Vec::new();
    let tiers = reader.required_tables("tiers", caps::TIERS, |reader| {
        let span = reader.value_span("members");
        let members: Read<i64> = reader.value("members");
        let share = reader.value("share");
        sizes.push((span, members.ok()));
        Ok(Tier { members: members?.unsigned_abs(), share: share? })
    });
    let ordered = check_order(&sizes, reader);
    tiers.and_then(|tiers| ordered.map(|()| tiers))
}

/// Reports tiers that begin at no members, or are not in order.
fn check_order(sizes: &[(Span, Option<i64>)], scope: &mut impl Reports) -> Read<()> {
    let (mut ordered, mut before) = (Ok(()), None);
    for (span, members) in sizes {
        let Some(members) = *members else { continue };
        if members == 0 {
            ordered = Err(scope.error(span.clone(), words::rules::zero("members")));
        } else if before.is_some_and(|before| members <= before) {
            let help = words::rules::smallest_first();
            ordered = Err(scope.advise(span.clone(), words::rules::tier_order(), help));
        }
        before = Some(members);
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rule of Weihai's 9th period: all of 5 to 24, of 25 or more at least 80 %.
    fn weihai() -> Participation {
        let tier = |members, share: &str| Tier { members, share: share.parse().unwrap() };
        Participation { clause: String::new(), tiers: vec![tier(5, "100%"), tier(25, "80%")] }
    }

    #[test]
    fn the_edges_of_sizes_belong_to_the_tier_that_names_them() {
        let rule = weihai();
        let met = [(4, 0), (5, 5), (24, 24), (25, 20), (26, 21), (1_000_000, 800_000)];
        for (members, enrolled) in met {
            let asked = members >= 5;
            assert_eq!(rule.meets(members, enrolled), asked.then_some(true), "{members}");
        }
        for (members, enrolled) in [(5, 4), (24, 23), (25, 19), (26, 20), (1_000_000, 799_999)] {
            assert_eq!(rule.meets(members, enrolled), Some(false), "{members}");
        }
    }
}
