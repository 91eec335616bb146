//! Shares as percentages with two decimals, half up, in whole numbers.

use super::MoneySum;

/// The share of a part in a whole, like `33.33%`; nothing where there is no whole.
pub(crate) fn percent(part: i128, whole: i128) -> Option<String> {
    if whole == 0 {
        return None;
    }
    debug_assert!((0..=whole).contains(&part), "a part is no more than its whole");
    // Twice ten thousand times what all amounts of a country could be is far within range.
    let hundredths = (2 * part * 10_000 + whole) / (2 * whole);
    Some(format!("{}.{:02}%", hundredths / 100, hundredths % 100))
}

/// A share of any sign and size, like `84.12%` or `-3.00%`, to the nearest hundredth; nothing where there is no whole.
pub(crate) fn signed_percent(part: MoneySum, whole: MoneySum) -> Option<String> {
    let (part, whole) = (part.minor(), whole.minor());
    if whole <= 0 {
        return None;
    }
    let hundredths = (2 * part.abs() * 10_000 + whole) / (2 * whole);
    let sign = if part < 0 { "-" } else { "" };
    Some(format!("{sign}{}.{:02}%", hundredths / 100, hundredths % 100))
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn halves_go_up_and_nothing_is_no_whole() {
        let shown = |part, whole| percent(part, whole).unwrap_or_default();
        assert_eq!(shown(0, 3), "0.00%");
        assert_eq!(shown(1, 3), "33.33%");
        assert_eq!(shown(2, 3), "66.67%");
        assert_eq!(shown(3, 3), "100.00%");
        assert_eq!(shown(1, 20_000), "0.01%", "half a hundredth goes up");
        assert_eq!(shown(1, 20_001), "0.00%");
        assert_eq!(shown(4_999, 20_000), "25.00%", "24.995");
        assert_eq!(percent(0, 0), None);
    }
}
