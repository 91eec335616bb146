//! Dotted paths of units: city.district.town.unit.

use std::fmt;

use crate::csv_cells::cell;

/// The columns of a path.
pub(crate) const UNIT_COLUMNS: [&str; 4] = ["city", "district", "town", "unit"];

/// The path of a unit, or of what it lies in. Of a shorter one the rest is empty; of a longer one
/// all beyond the third dot is the unit. Paths are ordered column by column, as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct UnitPath<'i>([&'i str; UNIT_COLUMNS.len()]);

impl<'i> UnitPath<'i> {
    pub fn of(org_code: &'i str) -> UnitPath<'i> {
        let mut parts = org_code.splitn(UNIT_COLUMNS.len(), '.');
        UnitPath(std::array::from_fn(|_| parts.next().unwrap_or_default()))
    }

    /// What it lies in: its first columns.
    pub fn within(self, depth: usize) -> UnitPath<'i> {
        let mut kept = self.0;
        kept.iter_mut().skip(depth).for_each(|part| *part = "");
        UnitPath(kept)
    }

    /// Writes its first columns as cells.
    pub fn write(self, depth: usize, out: &mut Vec<u8>) {
        for (at, part) in self.0.iter().take(depth).enumerate() {
            if at > 0 {
                out.push(b',');
            }
            cell(out, part);
        }
    }
}

/// The dotted path, without what is empty at its end.
impl fmt::Display for UnitPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let depth = self.0.iter().rposition(|part| !part.is_empty()).map_or(0, |last| last + 1);
        let parts: Vec<&str> = self.0.iter().take(depth).copied().collect();
        f.write_str(&parts.join("."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_four_columns_however_long_it_is() {
        for (code, columns, shown) in [
            ("99.04.02.00001", "99,04,02,00001", "99.04.02.00001"),
            ("99.04", "99,04,,", "99.04"),
            ("99.04..", "99,04,,", "99.04"),
            ("99..02", "99,,02,", "99..02"),
            ("a.b.c.d.e", "a,b,c,d.e", "a.b.c.d.e"),
            ("", ",,,", ""),
        ] {
            let (path, mut out) = (UnitPath::of(code), Vec::new());
            path.write(4, &mut out);
            assert_eq!((out, path.to_string()), (columns.into(), shown.to_owned()), "{code}");
        }
        assert_eq!(UnitPath::of("99.04.02.00001").within(2), UnitPath::of("99.04"));
    }
}
