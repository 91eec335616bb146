//! Numbers and days of the year that rules write, whatever they mean.

use crate::date::Day;

/// Numbers and days of the year that rules write.
#[derive(Default)]
pub(super) struct Written {
    pub numbers: Vec<i32>,
    /// Months and days, as `03-31`.
    pub days: Vec<String>,
}

/// The most days, months or years that are tried between two dates.
const MOST_BETWEEN: i32 = 3_660;
/// More numbers are not tried one by one.
const MOST_NUMBERS: usize = 24;
impl Written {
    /// Of the texts of a plan and a benefit.
    pub fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Written {
        let mut written = Written::default();
        for text in texts {
            if Day::parse(&format!("2024-{text}")).is_some() {
                written.days.push(text.to_owned());
                continue;
            }
            let parts = text.split(|c: char| !c.is_ascii_digit());
            written.numbers.extend(parts.filter_map(|part| part.parse::<i32>().ok()));
        }
        written.numbers.retain(|number| *number <= MOST_BETWEEN);
        written.numbers.sort_unstable();
        written.numbers.dedup();
        written.numbers.truncate(MOST_NUMBERS);
        written.days.dedup();
        written
    }
}
