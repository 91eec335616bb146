//! How the payments of a release are spread over files.

use super::format::BankFormat;

impl BankFormat {
    /// How many payments each file of a release has: as many as it may, and what is left in the last. Where that
    /// would be fewer than a file has at least, it takes some of the file before. Nothing where there are too few for
    /// one file.
    pub(in crate::payment) fn sizes(&self, payments: usize) -> Option<Vec<usize>> {
        if payments < self.least_rows {
            return None;
        }
        let most = self.most_rows.unwrap_or(payments).max(1);
        let mut sizes = vec![most; payments / most];
        let left = payments % most;
        sizes.extend((left > 0).then_some(left));
        if let [.., before, last] = sizes.as_mut_slice() {
            let short = self.least_rows.saturating_sub(*last);
            *before -= short;
            *last += short;
        }
        Some(sizes)
    }
}
