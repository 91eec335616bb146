//! The search for a level: many levels are tried in one pass, then many between the two that the target lies between,
//! until these are neighbours. Where no two have it between them, more are tried before that is reported.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::Levels;

/// What was found: the nearest levels on either side of the target, each with its figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SearchResult {
    /// The figure is at or below the target.
    pub below: Option<(i64, Decimal)>,
    /// The figure is at or above it.
    pub above: Option<(i64, Decimal)>,
    /// The first and the last of the levels with the same figure, where the one that is shown is not alone.
    pub same: Option<(i64, i64)>,
    /// Whether figures went one way only, from level to level.
    pub one_way: bool,
    /// The last level that was tried.
    pub last: i64,
}

/// Parts into which levels are divided at first, and before the search ends without a level that meets the target.
const PARTS: i64 = 16;
const MOST_PARTS: i64 = 256;

/// Finds the neighbouring levels between which the figure passes the target. `figures` tries several at once; levels
/// that are no rules have no figure.
///
/// # Errors
///
/// Whatever `figures` fails with.
pub(super) fn search<E>(
    levels: &Levels,
    wanted: Decimal,
    figures: impl FnMut(&[i64]) -> Result<Vec<Option<Decimal>>, E>,
) -> Result<SearchResult, E> {
    let mut tried = Search { wanted, figures, known: BTreeMap::new() };
    let (mut low, mut levels) = (0, levels.clone());
    // The present level is a rule, even where hardly any other may be.
    tried.ask(&[levels.present])?;
    loop {
        let high = levels.last();
        tried.divide(low, high, PARTS)?;
        if tried.passes().is_none() {
            tried.find_ends()?;
        }
        if tried.passes().is_none() && (low == 0 || tried.moves(low)) {
            tried.divide(low, high, MOST_PARTS)?;
        }
        if tried.passes().is_some() {
            return tried.narrow(high);
        }
        // Further on it may be met, if the figure still moves and levels are still rules.
        let goes_on = tried.moves(low) && tried.known.values().next_back() != Some(&None);
        match levels.wider().filter(|_| goes_on) {
            Some(wider) => (low, levels) = (high, wider),
            None => return tried.nearest(high),
        }
    }
}

/// Levels that were tried, with their figures; `None` for levels that are no rules.
struct Search<F> {
    wanted: Decimal,
    figures: F,
    known: BTreeMap<i64, Option<Decimal>>,
}

impl<E, F: FnMut(&[i64]) -> Result<Vec<Option<Decimal>>, E>> Search<F> {
    /// Tries these levels, except those that are known.
    fn ask(&mut self, levels: &[i64]) -> Result<(), E> {
        let new = levels.iter().copied().filter(|level| !self.known.contains_key(level));
        let new: Vec<i64> = new.collect();
        if !new.is_empty() {
            let figures = (self.figures)(&new)?;
            self.known.extend(new.into_iter().zip(figures));
        }
        Ok(())
    }

    /// Tries both ends and levels between them.
    fn divide(&mut self, low: i64, high: i64, parts: i64) -> Result<(), E> {
        let mut levels: Vec<i64> =
            (0..=parts).map(|part| low + (high - low) * part / parts).collect();
        levels.dedup();
        self.ask(&levels)
    }

    /// Levels that are rules, in order.
    fn rules(&self) -> Vec<(i64, Decimal)> {
        self.known.iter().filter_map(|(level, figure)| Some((*level, (*figure)?))).collect()
    }

    /// Two levels next to each other, as far as is known, that have the target between them.
    fn passes(&self) -> Option<[(i64, Decimal); 2]> {
        let wanted = self.wanted;
        let passes = |one: Decimal, other: Decimal| one <= wanted && wanted <= other;
        let rules = self.rules();
        let mut pairs = rules.windows(2).map(|pair| [pair[0], pair[1]]);
        pairs.find(|[one, other]| passes(one.1, other.1) || passes(other.1, one.1))
    }

    /// Whether the figure is not the same for all levels from this one on.
    fn moves(&self, low: i64) -> bool {
        let mut figures = self.known.range(low..).filter_map(|(_, figure)| *figure);
        let first = figures.next();
        figures.any(|figure| Some(figure) != first)
    }

    /// Tries levels until the first and the last that are rules are known.
    fn find_ends(&mut self) -> Result<(), E> {
        let is_rules = |figure: Option<Decimal>| figure.is_some();
        if let Some(&(first, _)) = self.rules().first() {
            self.end_of(first, true, is_rules)?;
        }
        if let Some(&(last, _)) = self.rules().last() {
            self.end_of(last, false, is_rules)?;
        }
        Ok(())
    }

    /// The last of the levels like this one, downwards or upwards from it, as far as others are known.
    fn end_of(
        &mut self,
        mut level: i64,
        downwards: bool,
        is_like: impl Fn(Option<Decimal>) -> bool,
    ) -> Result<i64, E> {
        loop {
            let other = |(at, figure): (&i64, &Option<Decimal>)| (*at, is_like(*figure));
            let next = match downwards {
                true => self.known.range(..level).next_back().map(other),
                false => self.known.range(level + 1..).next().map(other),
            };
            match next {
                Some((next, true)) => level = next,
                Some((next, false)) if (next - level).abs() > 1 => {
                    self.divide(level.min(next), level.max(next), PARTS)?;
                }
                _ => return Ok(level),
            }
        }
    }

    /// Tries levels between two that have the target between them, until these are neighbours; or until
    /// what lies between them is no rules.
    fn narrow(&mut self, last: i64) -> Result<SearchResult, E> {
        loop {
            let [one, other] = self.passes().expect("a target that was passed stays passed");
            let before = self.rules().len();
            if other.0 - one.0 > 1 {
                self.divide(one.0, other.0, PARTS)?;
            }
            if self.rules().len() > before {
                continue;
            }
            let (below, above) = if one.1 <= other.1 { (one, other) } else { (other, one) };
            let exact = [one, other].into_iter().find(|(_, figure)| *figure == self.wanted);
            let same = exact.map_or(Ok(None), |exact| self.same(exact))?;
            let (below, above) = exact.map_or((below, above), |exact| (exact, exact));
            let (below, above) = (Some(below), Some(above));
            return Ok(SearchResult { below, above, same, ..self.nothing(last) });
        }
    }

    /// Where no two levels have the target between them: the nearest one, on its side. Of several with one
    /// figure, the one where it begins to move.
    fn nearest(&mut self, last: i64) -> Result<SearchResult, E> {
        let rules = self.rules();
        let near = rules.iter().copied().min_by_key(|(_, figure)| (*figure - self.wanted).abs());
        let Some((level, figure)) = near else { return Ok(self.nothing(last)) };
        let same = self.same((level, figure))?;
        let level = match same {
            Some((from, to)) if from == rules[0].0 && to < last => to,
            Some((from, _)) => from,
            None => level,
        };
        let near = Some((level, figure));
        let below = near.filter(|(_, figure)| *figure <= self.wanted);
        let above = near.filter(|(_, figure)| *figure >= self.wanted);
        Ok(SearchResult { below, above, same, ..self.nothing(last) })
    }

    /// The first and the last of the levels around one that have its figure; nothing where it is alone.
    fn same(&mut self, (level, figure): (i64, Decimal)) -> Result<Option<(i64, i64)>, E> {
        let is_same = |other: Option<Decimal>| other == Some(figure);
        let from = self.end_of(level, true, is_same)?;
        let to = self.end_of(level, false, is_same)?;
        Ok((from < to).then_some((from, to)))
    }

    /// What was found beside the two levels: whether the figure goes one way.
    fn nothing(&self, last: i64) -> SearchResult {
        let rules = self.rules();
        let rises = rules.windows(2).any(|pair| pair[1].1 > pair[0].1);
        let falls = rules.windows(2).any(|pair| pair[1].1 < pair[0].1);
        SearchResult { below: None, above: None, same: None, one_way: !(rises && falls), last }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solve(present: &str, wanted: i64, figure: impl Fn(i64) -> i64) -> (Levels, SearchResult) {
        let levels = Levels::of(present).unwrap();
        let figures = |tried: &[i64]| -> Result<Vec<Option<Decimal>>, ()> {
            Ok(tried.iter().map(|level| Some(Decimal::from(figure(*level)))).collect())
        };
        let found = search(&levels, Decimal::from(wanted), figures).unwrap();
        (levels, found)
    }

    #[test]
    fn the_target_lies_between_neighbours() {
        let (levels, found) = solve("50000", 1_234_567, |level| level * 7);
        let (below, above) = (found.below.unwrap(), found.above.unwrap());
        assert_eq!((below.0 + 1, above.0), (above.0, 176_367));
        assert_eq!(levels.write(below.0), "176366");
        // A deductible: the more it is, the less is paid.
        let (_, found) = solve("8000", 500, |level| 100_000 - level * 3);
        assert_eq!(found.below.unwrap().0, found.above.unwrap().0 + 1);
        assert!(found.one_way);
    }

    #[test]
    fn a_level_that_meets_the_target_is_both_sides() {
        let (levels, found) = solve("65.0%", 5_000, |level| level * 10);
        assert_eq!((found.below.unwrap().0, found.above.unwrap().0), (500, 500));
        assert_eq!(levels.write(500), "50.0%");
    }

    #[test]
    fn a_value_of_nothing_is_tried_from_nothing_up() {
        let (levels, found) = solve("0", 1_234_567, |level| level * 7);
        assert_eq!(levels.write(found.below.unwrap().0), "176366");
        assert_eq!(Levels::of("0.00").unwrap().write(1), "0.01");
    }

    #[test]
    fn what_cannot_be_met_is_reported_with_how_near_it_gets() {
        let (_, found) = solve("65%", 1_000, |level| level);
        assert_eq!((found.below.unwrap(), found.above), ((100, Decimal::from(100)), None));
        // An amount may become more than ten times what it is.
        let (_, found) = solve("100", 50_000, |level| level);
        assert_eq!(found.below, Some((50_000, Decimal::from(50_000))));
        let (_, found) = solve("65%", 1_000, |level| (level - 50).abs() * 10);
        assert!(!found.one_way);
    }

    #[test]
    fn where_the_figure_stands_still_the_level_is_told_from_which_it_does() {
        let (_, found) = solve("100", 50_000, |level| level.min(700));
        assert_eq!((found.below, found.above), (Some((700, Decimal::from(700))), None));
        assert_eq!(found.same, Some((700, 10_000)), "as far as levels were tried");
        // A threshold: nothing changes below 30, and from there on less is paid.
        let (_, found) = solve("100", 5_000, |level| 1_000 - level.max(30));
        assert_eq!((found.below, found.same), (Some((30, Decimal::from(970))), Some((0, 30))));
        let (_, found) = solve("100", 5_000, |_| 7);
        assert_eq!((found.below.unwrap().1, found.same), (Decimal::from(7), Some((0, 1_000))));
        // A target that many levels meet.
        let (_, found) = solve("100", 700, |level| level.min(700));
        assert_eq!((found.below.unwrap().0, found.same), (700, Some((700, 1_000))));
    }

    #[test]
    fn a_figure_that_passes_the_target_for_a_few_levels_only_is_found() {
        // Of 1,000 levels nine are above 50.
        let (_, found) =
            solve("100", 50, |level| if (201..210).contains(&level) { 90 } else { 10 });
        let levels = [found.below, found.above].map(|at| at.unwrap().0);
        assert!(levels == [200, 201] || levels == [210, 209], "{levels:?}");
        assert!(!found.one_way);
    }

    #[test]
    fn a_share_may_be_written_as_a_decimal() {
        let levels = Levels::of("0.60").unwrap();
        assert_eq!((levels.last(), levels.beyond_a_share()), (600, Some(101)));
        let levels = levels.of_a_share();
        assert_eq!((levels.last(), levels.write(85)), (100, "0.85".to_owned()));
        for amount in ["60", "60%", "6000.00"] {
            assert_eq!(Levels::of(amount).unwrap().beyond_a_share(), None, "{amount}");
        }
    }

    #[test]
    fn the_last_level_that_is_rules_is_tried() {
        // The edge of a band must lie between those of its neighbours, 37 and 113.
        let levels = Levels::of("50").unwrap();
        let figures = |tried: &[i64]| -> Result<Vec<Option<Decimal>>, ()> {
            let figure = |level: i64| (37..=113).contains(&level).then(|| Decimal::from(level));
            Ok(tried.iter().map(|level| figure(*level)).collect())
        };
        let ask = |wanted: i64| search(&levels, Decimal::from(wanted), figures).unwrap();
        let of = |level: i64| Some((level, Decimal::from(level)));
        assert_eq!((ask(1).above, ask(38).below, ask(113).above), (of(37), of(38), of(113)));
        assert_eq!((ask(9_000).below, ask(9_000).last), (of(113), 500));
    }

    #[test]
    fn levels_that_are_no_rules_are_passed_over() {
        let levels = Levels::of("100").unwrap();
        let figures = |tried: &[i64]| -> Result<Vec<Option<Decimal>>, ()> {
            let figure = |level: i64| (level % 10 == 0).then(|| Decimal::from(level));
            Ok(tried.iter().map(|level| figure(*level)).collect())
        };
        let found = search(&levels, Decimal::from(495), figures).unwrap();
        let (below, above) = (found.below.unwrap().0, found.above.unwrap().0);
        assert!(below < 495 && 495 < above && below % 10 == 0 && above % 10 == 0);
    }
}
