//! Lines of a bill: `CLASS|DAY|AMOUNT`, one behind the other with `;`.

use super::Bill;
use super::fraction::Fraction;
use super::node::Node;
use std::collections::BTreeMap;

/// What a field of lines comes to: the lines of its classes, of each day no more than counts.
pub fn sum(bill: &Bill, field: &Node, amount: impl Fn(&Node) -> Fraction) -> Fraction {
    let classes = field.texts("classes");
    let most = field.get("each_day_at_most").map(amount);
    let mut days: BTreeMap<&str, Fraction> = BTreeMap::new();
    for line in bill.fields.get("lines").map_or("", String::as_str).split(';') {
        let [class, day, amount] = line.split('|').collect::<Vec<_>>()[..] else { continue };
        if classes.contains(&class) {
            let of_day = days.entry(day).or_insert(Fraction::ZERO);
            *of_day = *of_day + Fraction::parse(amount).expect("a line has an amount");
        }
    }
    days.into_values().map(|of_day| most.map_or(of_day, |most| of_day.min(most))).sum()
}
