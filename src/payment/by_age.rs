//! What waits, by age in days.

use super::run_totals::Count;
use crate::money::Money;

/// The days up to which each age goes; the last has no end.
pub const AGES: [i32; 4] = [30, 90, 180, 365];

/// What is of each age: up to the days of [`AGES`], and older.
///
/// ```
/// use huzhu::money::Money;
/// use huzhu::payment::by_age;
///
/// let waits = [(0, 100), (30, 200), (31, 400), (366, 800)];
/// let ages = by_age(waits.map(|(days, minor)| (days, Money::from_minor(minor))));
/// assert_eq!(ages.map(|age| age.payments), [2, 1, 0, 0, 1]);
/// assert_eq!(ages.map(|age| age.total.minor()), [300, 400, 0, 0, 800]);
/// ```
pub fn by_age(parts: impl IntoIterator<Item = (i32, Money)>) -> [Count; 5] {
    let mut ages = [Count::default(); 5];
    for (days, amount) in parts {
        let age = AGES.iter().take_while(|most| days > **most).count();
        if let Some(count) = ages.get_mut(age) {
            *count = Count { payments: count.payments + 1, total: count.total + amount };
        }
    }
    ages
}
