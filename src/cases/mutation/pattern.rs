//! Edges between the patterns of a schedule: where `"0-60"` and `"61+"` meet, both move together.

/// A stretch of whole numbers as a pattern writes it: `2`, `2-5`, `3+`.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Stretch {
    from: i64,
    /// Nothing where it has no end.
    to: Option<i64>,
}

impl Stretch {
    fn read(text: &str) -> Option<Stretch> {
        let text = text.trim();
        if let Some(from) = text.strip_suffix('+') {
            return Some(Stretch { from: from.parse().ok()?, to: None });
        }
        let (from, to) = text.split_once('-').unwrap_or((text, text));
        Some(Stretch { from: from.parse().ok()?, to: Some(to.parse().ok()?) })
    }

    fn text(self) -> String {
        match self.to {
            None => format!("{}+", self.from),
            Some(to) if to == self.from => to.to_string(),
            Some(to) => format!("{}-{to}", self.from),
        }
    }

    /// The same where an edge behind `at` lies `by` further; nothing where nothing of it is left.
    fn moved(self, at: i64, by: i64) -> Option<Stretch> {
        let from = if self.from == at + 1 { self.from + by } else { self.from };
        let to = self.to.map(|to| if to == at { to + by } else { to });
        to.is_none_or(|to| from <= to).then_some(Stretch { from, to })
    }
}

/// The patterns with each edge between two of them moved by one, up and down. Nothing where one of them is a word.
pub(super) fn moved_edges(patterns: &[&str]) -> Vec<Vec<String>> {
    let read = |pattern: &&str| pattern.split(',').map(Stretch::read).collect::<Option<Vec<_>>>();
    let Some(all) = patterns.iter().map(read).collect::<Option<Vec<_>>>() else {
        return Vec::new();
    };
    let stretches = || all.iter().flatten();
    let is_met = |end: &i64| stretches().any(|one| one.from == end + 1);
    let mut edges: Vec<i64> = stretches().filter_map(|one| one.to).filter(is_met).collect();
    edges.sort_unstable();
    edges.dedup();
    let moves = edges.into_iter().flat_map(|at| [(at, 1), (at, -1)]);
    let moved = moves.filter_map(|(at, by)| {
        let pattern = |stretches: &Vec<Stretch>| {
            let moved = stretches.iter().map(|one| one.moved(at, by).map(Stretch::text));
            Some(moved.collect::<Option<Vec<_>>>()?.join(","))
        };
        all.iter().map(pattern).collect::<Option<Vec<_>>>()
    });
    moved.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_moves_for_both_patterns_that_meet_there() {
        assert_eq!(moved_edges(&["0-60", "61+"]), [["0-61", "62+"], ["0-59", "60+"]]);
        // Nothing would be left of the first, and so its edge moves up alone.
        assert_eq!(moved_edges(&["1", "2+"]), [["1-2", "3+"]]);
        assert_eq!(moved_edges(&["1", "2", "3"]), [[""; 3]; 0]);
        assert_eq!(moved_edges(&["yes", "no"]), [[""; 2]; 0]);
    }
}
