//! Participation (参保率): the share of a unit's members who must be enrolled, by the size of the unit.
//!
//! ```toml
//! participation = { clause = "art. 1", tiers = [{ members = 5, share = "100%" }, { members = 25, share = "80%" }] }
//! ```
//!
//! It is asked of units, not of members: no bill is decided otherwise for it. It is reported.

use crate::diagnostic::Diagnostics;
use crate::money::Rate;
use crate::scheme::language::scope::Scope;
use crate::scheme::language::table::{Span, Table};
use crate::words;

const MOST_TIERS: usize = 32;

/// The share of a unit's members who must be enrolled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participation {
    /// The clause of the printed terms.
    pub clause: String,
    /// By size, the smallest first.
    tiers: Vec<Tier>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Tier {
    /// The fewest members of a unit that this is asked of.
    members: u64,
    /// The least share of them.
    share: Rate,
}

impl Participation {
    pub(crate) fn read(
        table: &mut Table,
        scope: &mut Scope,
        found: &mut Diagnostics,
    ) -> Option<Participation> {
        let clause = table.text("clause", found);
        let tiers = read_tiers(table, scope, found);
        Some(Participation { clause: clause?, tiers: tiers? })
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

fn read_tiers(table: &mut Table, scope: &mut Scope, found: &mut Diagnostics) -> Option<Vec<Tier>> {
    if !table.has("tiers") {
        table.required("tiers", found);
        return None;
    }
    table.at_most("tiers", MOST_TIERS, found);
    let mut sizes: Vec<(Span, Option<i64>)> = Vec::new();
    let tiers = table.tables("tiers", found, |table, found| {
        let span = table.value_span("members");
        let node = table.required("members", found);
        let members = node.and_then(|node| {
            let text = node.scalar("members", found)?;
            scope.leaf::<i64>(text, node.span.clone(), found)
        });
        let node = table.required("share", found);
        let share = node.and_then(|node| {
            let text = node.scalar("share", found)?;
            scope.leaf::<Rate>(text, node.span.clone(), found)
        });
        sizes.push((span, members));
        Some(Tier { members: members?.unsigned_abs(), share: share? })
    });
    let tiers: Option<Vec<Tier>> = tiers.into_iter().collect();
    let ordered = check_order(&sizes, found);
    tiers.filter(|tiers| ordered && !tiers.is_empty())
}

/// Says where tiers begin at nobody, or are not in order.
fn check_order(sizes: &[(Span, Option<i64>)], found: &mut Diagnostics) -> bool {
    let (mut ordered, mut before) = (true, None);
    for (span, members) in sizes {
        let Some(members) = *members else { continue };
        if members == 0 {
            found.error(span.clone(), words::rules::zero("members"));
            ordered = false;
        } else if before.is_some_and(|before| members <= before) {
            found.advise(span.clone(), words::rules::tier_order(), words::rules::smallest_first());
            ordered = false;
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
