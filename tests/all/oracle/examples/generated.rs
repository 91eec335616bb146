//! What holds for any rules and any history.

use super::super::Status;
use super::super::generate::{any_example, any_example_in_one_and_two_editions};
use proptest::prelude::*;
use std::collections::BTreeSet;

proptest! {
    #[test]
    fn what_is_payable_is_the_sum_of_the_benefits(example in any_example()) {
        let decisions = example.decisions();
        for decision in &decisions {
            prop_assert_eq!(decision.payable, decision.benefits.values().sum::<i64>());
            prop_assert!(decision.benefits.values().all(|paid| *paid >= 0));
            prop_assert_eq!(decision.payable > 0, decision.status == Status::Paid);
        }
        let bills = example.history.bills.iter().map(|bill| bill.bill_id.as_str());
        let decided = decisions.iter().map(|decision| decision.bill_id.as_str());
        prop_assert_eq!(bills.collect::<BTreeSet<_>>(), decided.collect::<BTreeSet<_>>());
    }

    #[test]
    fn an_edition_cut_in_two_pays_the_same([one, two] in any_example_in_one_and_two_editions()) {
        prop_assert_eq!(one.decisions(), two.decisions());
    }

    #[test]
    fn the_order_of_rows_changes_nothing(example in any_example()) {
        let mut turned = example.clone();
        turned.editions.reverse();
        turned.history.bills.reverse();
        turned.history.enrolments.reverse();
        prop_assert_eq!(example.decisions(), turned.decisions());
    }
}
