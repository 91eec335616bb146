//! Months that are looked back on (连续若干个月): windows that overlap, since each bill looks back from its own month.
//!
//! Each month keeps its own sums. When a bill is gone to, those of its window are summed up, and what is added
//! meanwhile is kept in the month of the bill when it is left.

use std::collections::BTreeMap;

/// What each month has, of one kind of window.
#[derive(Clone, Debug, Default)]
pub(super) struct Months {
    kept: BTreeMap<i64, Vec<i128>>,
    /// The month at hand, and what its window held when it was gone to.
    at: Option<i64>,
    before: Vec<i128>,
}

impl Months {
    /// Forgets everything.
    pub fn clear(&mut self) {
        self.kept.clear();
        self.at = None;
    }

    /// Leaves the month at hand, and sums up so many months, the last of which is this one.
    pub fn go_to(&mut self, month: i64, months: u8, window: &mut [i128]) {
        self.keep(window);
        window.fill(0);
        for of_month in self.kept.range(month - i64::from(months) + 1..=month).map(|(_, kept)| kept)
        {
            window.iter_mut().zip(of_month).for_each(|(held, kept)| *held += kept);
        }
        self.before.clear();
        self.before.extend_from_slice(window);
        self.at = Some(month);
    }

    /// Adds to the month at hand what was added to its window.
    fn keep(&mut self, window: &[i128]) {
        let Some(month) = self.at else { return };
        let kept = self.kept.entry(month).or_insert_with(|| vec![0; window.len()]);
        for ((kept, now), before) in kept.iter_mut().zip(window).zip(&self.before) {
            *kept += now - before;
        }
    }
}
