//! What moved between two postings of a member: benefit by benefit, with the fact that moved it.

use std::collections::{BTreeMap, BTreeSet};

use crate::claim::Enrolment;
use crate::ledger::{Decided, Entry, Moved};
use crate::manual_facts::ManualFact;
use crate::money::Money;
use crate::scheme::Book;

/// What came tonight of one member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewFacts {
    /// Whether any rows came.
    pub rows: bool,
    /// Ids of bills of which a row came that was not known.
    pub bills: BTreeSet<String>,
    /// Whether enrolment periods came or were taken back.
    pub periods: bool,
    /// Whether the member's own row came or changed.
    pub person: bool,
    /// Whether the rules are others.
    pub rules: bool,
    /// Whether the engine means something else by rules and facts.
    pub engine: bool,
    /// Manual facts, which are in no file.
    pub manual_facts: NewManualFacts,
    /// What came of relatives, where something adds up over the household.
    pub household: HouseholdNews,
}

/// What came tonight of the relatives of a member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum HouseholdNews {
    /// Nothing.
    #[default]
    Nothing,
    /// Only bills that were not known.
    NewBills,
    /// Also other things.
    Others,
}

impl NewFacts {
    /// Whether anything came or was entered of the member; that other rules or another engine are adopted, or what came
    /// of relatives, is not.
    pub fn is_any(&self) -> bool {
        let NewFacts { rules, engine, household, .. } = *self;
        *self != NewFacts { rules, engine, household, ..NewFacts::default() }
    }
}

/// Which kinds of manual facts are new.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NewManualFacts {
    /// A benefit of a bill was decided by hand.
    pub overridden: bool,
    /// What an older system had counted.
    pub opened: bool,
    /// That another id is of the same person.
    pub joined: bool,
    /// An amount of a bill was disallowed.
    pub disallowed: bool,
    /// An amount that was disallowed is allowed again.
    pub allowed: bool,
}

impl NewManualFacts {
    /// The kinds of these facts.
    pub fn of(manual_facts: &[ManualFact]) -> NewManualFacts {
        let any = |is: fn(&ManualFact) -> bool| manual_facts.iter().any(is);
        NewManualFacts {
            overridden: any(|fact| matches!(fact, ManualFact::Override { .. })),
            opened: any(|fact| matches!(fact, ManualFact::Opening { .. })),
            joined: any(|fact| matches!(fact, ManualFact::SamePerson { .. })),
            disallowed: any(|fact| matches!(fact, ManualFact::Disallow { .. })),
            allowed: any(|fact| matches!(fact, ManualFact::Allow { .. })),
        }
    }
}

/// An earlier decision that moved: a row of changes.csv.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The bill.
    pub bill_id: String,
    /// The plan.
    pub plan: String,
    /// The benefit.
    pub benefit: String,
    /// What it paid, and pays now, in minor units.
    pub old: Money,
    /// The same.
    pub new: Money,
    /// The fact that moved it.
    pub cause: String,
}

/// What each benefit pays, by (bill, plan, benefit), with edition and day of settlement.
type Paid<'d> = BTreeMap<(&'d str, &'d str, &'d str), (Money, &'d Decided)>;

fn paid(decided: &[Decided]) -> Paid<'_> {
    let mut paid = Paid::new();
    for one in decided {
        for (benefit, amount) in &one.benefits {
            paid.insert((&one.bill_id, &one.plan, benefit), (*amount, one));
        }
    }
    paid
}

/// Entries for every benefit that moved, and changes of those decided on an earlier night.
pub fn moved(
    before: &[Decided],
    after: &[Decided],
    new_facts: &NewFacts,
) -> (Vec<Entry>, Vec<Change>) {
    if before.is_empty() {
        return (first(after), Vec::new());
    }
    let (old, new) = (paid(before), paid(after));
    let ids = |all: &[Decided]| all.iter().map(|decided| decided.bill_id.clone()).collect();
    let (earlier, now): (BTreeSet<String>, BTreeSet<String>) = (ids(before), ids(after));
    let keys: BTreeSet<_> = old.keys().chain(new.keys()).copied().collect();
    let (mut entries, mut changes) = (Vec::new(), Vec::new());
    for key in keys {
        let (was, is) = (old.get(&key), new.get(&key));
        let (old, new) = (was.map_or(Money::ZERO, |was| was.0), is.map_or(Money::ZERO, |is| is.0));
        if old == new {
            continue;
        }
        let (bill_id, plan, benefit) = key;
        let of = is.or(was).expect("one of them has the key").1;
        let cause = cause(bill_id, (&earlier, &now), new_facts);
        let owned = str::to_owned;
        entries.push(Entry {
            kind: if new > old { Moved::Accrual } else { Moved::Reversal },
            bill_id: owned(bill_id),
            plan: owned(plan),
            benefit: owned(benefit),
            edition: of.edition.clone(),
            amount: new - old,
            event_on: of.settled_on,
            reason: cause.clone(),
        });
        if earlier.contains(bill_id) {
            let (bill_id, plan, benefit) = (owned(bill_id), owned(plan), owned(benefit));
            changes.push(Change { bill_id, plan, benefit, old, new, cause });
        }
    }
    (entries, changes)
}

/// That another row has taken the place of a period: what moved for it stands bill by bill.
pub fn replaced(book: &Book, period: &Enrolment) -> Change {
    let plan = book.vocabulary.plans[period.plan as usize].clone();
    let cause = format!("period_replaced:{}..{}", period.start, period.end);
    Change {
        bill_id: String::new(),
        plan,
        benefit: String::new(),
        old: Money::ZERO,
        new: Money::ZERO,
        cause,
    }
}

/// Entries of what is decided for the first time, by bill, plan and benefit.
fn first(after: &[Decided]) -> Vec<Entry> {
    let benefits = |one: &Decided| one.benefits.len();
    let mut entries = Vec::with_capacity(after.iter().map(benefits).sum());
    for one in after {
        for (benefit, amount) in one.benefits.iter().filter(|(_, amount)| *amount != Money::ZERO) {
            entries.push(Entry {
                kind: if *amount > Money::ZERO { Moved::Accrual } else { Moved::Reversal },
                bill_id: one.bill_id.clone(),
                plan: one.plan.clone(),
                benefit: benefit.clone(),
                edition: one.edition.clone(),
                amount: *amount,
                event_on: one.settled_on,
                reason: format!("bill:{}", one.bill_id),
            });
        }
    }
    entries
        .sort_by(|a, b| (&a.bill_id, &a.plan, &a.benefit).cmp(&(&b.bill_id, &b.plan, &b.benefit)));
    entries
}

/// Bills that are named as causes; of more, how many there are.
const NAMED: usize = 3;

/// Why what a bill is paid moved: for its own sake, or else for all that came tonight.
pub(super) fn cause(
    bill: &str,
    (earlier, now): (&BTreeSet<String>, &BTreeSet<String>),
    new_facts: &NewFacts,
) -> String {
    let own = |code: &str| format!("{code}:{bill}");
    match (earlier.contains(bill), now.contains(bill)) {
        (false, _) => return own("bill"),
        (true, false) => return own("void_bill"),
        (true, true) if new_facts.bills.contains(bill) => return own("corrected_bill"),
        _ => {}
    }
    let other = |id: &String| match (earlier.contains(id), now.contains(id)) {
        (false, _) => format!("late_bill:{id}"),
        (true, true) => format!("corrected_bill:{id}"),
        (true, false) => format!("void_bill:{id}"),
    };
    let mut causes: Vec<String> = new_facts.bills.iter().take(NAMED).map(other).collect();
    if new_facts.bills.len() > NAMED {
        causes.push(format!("more_bills:{}", new_facts.bills.len() - NAMED));
    }
    let others = [
        (new_facts.periods, "enrolment"),
        (new_facts.person, "member"),
        (new_facts.manual_facts.overridden, "decided_by_hand"),
        (new_facts.manual_facts.disallowed, "disallowed"),
        (new_facts.manual_facts.allowed, "allowed_again"),
        (new_facts.manual_facts.opened, "opening_changed"),
        (new_facts.manual_facts.joined, "person_joined"),
        (new_facts.household != HouseholdNews::Nothing, "household"),
        (new_facts.rules, "rules"),
        (new_facts.engine, "engine"),
    ];
    causes.extend(others.into_iter().filter(|(holds, _)| *holds).map(|(_, code)| code.to_owned()));
    causes.join(";")
}

/// Whether nothing came but bills that were not known before, of the member or of relatives, so that what became less
/// became so by the order of bills alone.
pub fn reordering_only(before: &[Decided], new_facts: &NewFacts) -> bool {
    let others = new_facts.periods
        || new_facts.person
        || new_facts.rules
        || new_facts.engine
        || new_facts.household == HouseholdNews::Others
        || new_facts.manual_facts != NewManualFacts::default();
    let known = |id: &String| before.iter().any(|decided| decided.bill_id == *id);
    let came = !new_facts.bills.is_empty() || new_facts.household == HouseholdNews::NewBills;
    !others && came && !new_facts.bills.iter().any(known)
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::*;

    fn decided(bill: &str, amount: i64) -> Decided {
        Decided {
            bill_id: bill.to_owned(),
            plan: "medical".to_owned(),
            status: "paid".to_owned(),
            reasons: String::new(),
            settled_on: crate::date::Day::parse("2024-01-01").unwrap(),
            edition: "2024".to_owned(),
            benefits: if amount == 0 {
                vec![]
            } else {
                vec![("medical".to_owned(), Money::from_minor(amount))]
            },
        }
    }

    fn new_facts(bills: &[&str]) -> NewFacts {
        NewFacts { bills: bills.iter().map(|&id| id.to_owned()).collect(), ..NewFacts::default() }
    }

    /// Kind, bill, amount and reason of the entries that move.
    fn moved_lines(before: &[Decided], after: &[Decided], new_facts: &NewFacts) -> Vec<String> {
        let (entries, _) = moved(before, after, new_facts);
        let line = |e: &Entry| {
            format!("{} {} {} {}", e.kind.code(), e.bill_id, e.amount.minor(), e.reason)
        };
        entries.iter().map(line).collect()
    }

    #[test]
    fn each_move_names_the_fact_that_moved_it() {
        let (a, b) = (decided("A", 100), decided("B", 50));
        assert_eq!(moved_lines(&[], from_ref(&a), &new_facts(&["A"])), ["due A 100 bill:A"]);
        assert_eq!(
            moved_lines(from_ref(&a), &[decided("A", 70), b.clone()], &new_facts(&["B"])),
            ["reversal A -30 late_bill:B", "due B 50 bill:B"]
        );
        assert_eq!(
            moved_lines(&[a.clone(), b.clone()], &[decided("A", 120)], &new_facts(&["B"])),
            ["due A 20 void_bill:B", "reversal B -50 void_bill:B"]
        );
        let both = NewFacts { periods: true, ..new_facts(&["A"]) };
        assert_eq!(
            moved_lines(&[a.clone(), b], &[decided("A", 0), decided("B", 60)], &both),
            ["reversal A -100 corrected_bill:A", "due B 10 corrected_bill:A;enrolment"]
        );
        let manual_facts = NewManualFacts {
            overridden: true,
            opened: true,
            joined: true,
            disallowed: true,
            allowed: true,
        };
        assert_eq!(
            moved_lines(
                from_ref(&a),
                &[decided("A", 90)],
                &NewFacts { manual_facts, ..NewFacts::default() }
            ),
            [
                "reversal A -10 decided_by_hand;disallowed;allowed_again;opening_changed;person_joined"
            ]
        );
        assert_eq!(moved_lines(from_ref(&a), from_ref(&a), &new_facts(&["X"])), [""; 0]);
    }

    #[test]
    fn only_new_bills_are_a_matter_of_order() {
        let before = [decided("A", 100)];
        assert!(reordering_only(&before, &new_facts(&["B"])));
        assert!(!reordering_only(&before, &new_facts(&["A"])));
        assert!(!reordering_only(&before, &NewFacts { person: true, ..new_facts(&["B"]) }));
        assert!(!reordering_only(&before, &new_facts(&[])));
    }
}
