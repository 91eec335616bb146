//! Rows: cells in the order of a header, wherever they come from.

/// One row: its cells, in the order of the header.
///
/// ```
/// use huzhu::claim::Row;
///
/// /// A row of a table that somebody else reads.
/// struct Cells(Vec<Option<String>>);
///
/// impl Row for Cells {
///     fn cell(&self, place: usize) -> &str {
///         self.0.get(place).and_then(Option::as_deref).map_or("", str::trim)
///     }
/// }
///
/// assert_eq!(Cells(vec![Some(" 8232.97 ".to_owned()), None]).cell(0), "8232.97");
/// ```
pub trait Row {
    /// The text of a cell, without blanks around it; empty where there is none.
    fn cell(&self, place: usize) -> &str;

    /// The number in a cell that holds one and not a text: an amount in minor units, or a count.
    #[inline]
    fn number(&self, _place: usize) -> Option<i64> {
        None
    }

    /// Whether a ledger keeps it: it was let in when it came.
    #[inline]
    fn is_kept(&self) -> bool {
        false
    }

    /// The same as bytes, perhaps with blanks around it: for what is read as it stands, and only
    /// where it cannot be is looked at more closely.
    #[inline]
    fn bytes(&self, place: usize) -> &[u8] {
        self.cell(place).as_bytes()
    }
}

impl<T: AsRef<str>> Row for [T] {
    fn cell(&self, place: usize) -> &str {
        self.get(place).map_or("", |cell| cell.as_ref().trim())
    }
}

impl<T: AsRef<str>, const WIDTH: usize> Row for [T; WIDTH] {
    fn cell(&self, place: usize) -> &str {
        self[..].cell(place)
    }
}

impl<T: AsRef<str>> Row for Vec<T> {
    fn cell(&self, place: usize) -> &str {
        self[..].cell(place)
    }
}

impl Row for csv::StringRecord {
    fn cell(&self, place: usize) -> &str {
        self.get(place).map_or("", str::trim)
    }
}
