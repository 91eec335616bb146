//! Rule books and histories for property tests. Both are trees of small numbers that shrink, and
//! are only then written as text; amounts come from one short list, so that bills fall on the
//! edges of bands, thresholds and limits, and one unit beside them.
//!
//! Every strategy is boxed: the tree of them all is too large for the stack of a test.

mod history;
mod page;
mod rules;
mod values;

use super::tables::{Tables, under_one_header};
use super::{Decision, History, Override, decide_with};
use history::{HistoryTree, any_history_tree};
use proptest::prelude::*;
use rules::{Rules, Second, any_rules_tree};

/// What the manual allows and the engine does not take so far. Where one of these is made true,
/// generated rules use it; the oracle reads all of it either way.
mod beyond {
    pub const FROM_DAY_BY_FACT: bool = false;
    pub const CODES_WITHOUT_A_LIST: bool = false;
    pub const AGE_WITHOUT_AN_OLDEST: bool = false;
    pub const ORDINALS_IN_SUMS: bool = false;
    pub const TOTALS_OF_A_BILL: bool = false;
    pub const SHARES_PER_UNIT: bool = false;
    pub const TOTALS_IN_BASES: bool = false;
}

/// The columns that generated rules may declare; generated histories always have them.
pub const BILL_FIELDS: [&str; 6] = ["extra", "site", "visits", "unpaid_1", "unpaid_2", "unpaid_3"];
pub const MEMBER_FIELDS: [&str; 2] = ["model_worker", "hired_on"];

/// A rule book and the history of one member under it.
#[derive(Clone, Debug)]
pub struct Example {
    pub editions: Vec<String>,
    pub history: History,
    /// Of the scheme's currency.
    pub decimals: usize,
}

impl Example {
    fn of(rules: &Rules, history: &HistoryTree) -> Self {
        Self {
            editions: rules.editions(),
            history: history.written(&rules.plans(), rules.decimals()),
            decimals: rules.decimals(),
        }
    }

    pub fn editions(&self) -> Vec<&str> {
        self.editions.iter().map(String::as_str).collect()
    }

    pub fn decisions(&self) -> Vec<Decision> {
        self.decisions_with(&[])
    }

    /// The same, where this was decided by hand.
    pub fn decisions_with(&self, overrides: &[Override]) -> Vec<Decision> {
        let History { member, enrolments, bills } = &self.history;
        decide_with(&self.editions(), member, enrolments, bills, overrides)
    }

    pub fn tables(&self) -> Tables {
        self.history.tables(self.decimals, &BILL_FIELDS, &MEMBER_FIELDS)
    }
}

/// A rule book and the histories of members under it who may be of one household.
#[derive(Clone, Debug)]
pub struct HouseholdExample {
    pub editions: Vec<String>,
    pub people: Vec<History>,
    pub decimals: usize,
}

impl HouseholdExample {
    pub fn editions(&self) -> Vec<&str> {
        self.editions.iter().map(String::as_str).collect()
    }

    /// Whether anything adds up over a household.
    pub fn asks_household(&self) -> bool {
        self.editions.iter().any(|text| text.contains("household"))
    }

    /// The three files of each member.
    pub fn tables(&self) -> Vec<Tables> {
        let tables = |one: &History| one.tables(self.decimals, &BILL_FIELDS, &MEMBER_FIELDS);
        self.people.iter().map(tables).collect()
    }

    /// The three files of all members together.
    pub fn files(&self) -> [String; 3] {
        let all = self.tables();
        [
            under_one_header(all.iter().map(|one| &one.members)),
            under_one_header(all.iter().map(|one| &one.enrolments)),
            under_one_header(all.iter().map(|one| &one.bills)),
        ]
    }
}

pub fn any_household_example() -> impl Strategy<Value = HouseholdExample> {
    let people = prop::collection::vec(any_history_tree(), 2..=4);
    (any_rules_tree(), people).prop_map(|(rules, people)| {
        let (plans, decimals) = (rules.plans(), rules.decimals());
        let people = people.iter().enumerate();
        let people = people.map(|(at, one)| one.written_of(at, &plans, decimals));
        HouseholdExample { editions: rules.editions(), people: people.collect(), decimals }
    })
}

pub fn any_example() -> impl Strategy<Value = Example> {
    (any_rules_tree(), any_history_tree())
        .prop_map(|(rules, history)| Example::of(&rules, &history))
}

/// One history under one edition, and under two editions that say the same, one after the other.
pub fn any_example_in_one_and_two_editions() -> impl Strategy<Value = [Example; 2]> {
    (any_rules_tree(), any_history_tree(), 0..4usize).prop_map(|(rules, history, from)| {
        let one = Rules { second: None, ..rules.clone() };
        let two = Rules { second: Some(Second::the_same(from)), ..rules };
        [one, two].map(|rules| Example::of(&rules, &history))
    })
}

/// The text of one or two editions.
pub fn any_rules() -> impl Strategy<Value = Vec<String>> {
    any_rules_tree().prop_map(|rules| rules.editions())
}

/// A history of a member who may hold these plans, in a currency with so many decimals.
pub fn any_history(plans: Vec<String>, decimals: usize) -> impl Strategy<Value = History> {
    any_history_tree().prop_map(move |history| {
        let plans: Vec<&str> = plans.iter().map(String::as_str).collect();
        history.written(&plans, decimals)
    })
}

/// Amounts in the smallest units, on which edges, limits and bills often fall together.
const ROUND_AMOUNTS: [i64; 10] =
    [500, 1000, 3000, 5000, 10000, 15000, 20000, 30000, 50000, 100_000];

/// Half of the time one of three, so that amounts meet.
fn round_amount() -> BoxedStrategy<i64> {
    let common = prop::sample::select(&[10000i64, 5000, 30000][..]);
    prop_oneof![common, prop::sample::select(&ROUND_AMOUNTS[..])].boxed()
}

fn sometimes<S: Strategy>(
    probability: f64,
    strategy: S,
) -> impl Strategy<Value = Option<S::Value>> {
    prop::option::weighted(probability, strategy)
}
