//! What is still to come in each draw of members, and what is enough in 95 of 100 of them.
//!
//! Two things are uncertain. Who claims, and how payments develop, could have been otherwise: each draw is completed
//! for itself, by its own factors. And what is to come varies even where it is expected rightly: as what came at the
//! same age varies from draw to draw. Late claims come independently of early ones, so that a draw's estimate is varied
//! by what came in the next draw, which has nothing to do with it.

use rust_decimal::Decimal;

use super::super::roots::root;
use super::triangle::Triangle;

/// What is still to come of all years together, by age; `None` where it cannot be estimated.
type ToCome = Option<Vec<Decimal>>;

/// What is enough in 95 of 100 draws, by a method; `None` without draws, and where one of them cannot be estimated.
pub(in crate::replay) fn enough_in_95(
    known: &Triangle,
    draws: &[Triangle],
    to_come: impl Fn(&Triangle) -> ToCome,
) -> Option<Decimal> {
    let came = known.came_by_age();
    let spreads: Vec<Decimal> =
        came.iter().zip(to_come(known)?).map(|(came, to_come)| spread(*came, to_come)).collect();
    let varies = |draw: &Triangle| -> Decimal {
        let drawn = draw.came_by_age().into_iter().zip(&came).zip(&spreads);
        drawn.map(|((drawn, came), spread)| spread * (drawn - came)).sum()
    };
    let next = draws.iter().cycle().skip(1);
    let in_draw = |(draw, next): (&Triangle, &Triangle)| -> Option<Decimal> {
        Some(to_come(draw)?.into_iter().sum::<Decimal>() + varies(next))
    };
    let mut all: Vec<Decimal> = draws.iter().zip(next).map(in_draw).collect::<Option<_>>()?;
    all.sort_unstable();
    all.get((all.len() * 95).div_ceil(100).checked_sub(1)?).copied()
}

/// By how much what comes of an age strays from what is expected, for each unit that what came at the age strays: the
/// variance of a sum of independent claims is in proportion to how many there are.
fn spread(came: Decimal, to_come: Decimal) -> Decimal {
    if came <= Decimal::ZERO { Decimal::ZERO } else { root(to_come / came) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::ChainLadder;
    use super::*;
    use crate::money::{Money, MoneySum};
    use crate::random::{STEP, mix};
    use crate::replay::Resampled;

    fn number(minor: i64) -> Decimal {
        Decimal::from(minor)
    }

    fn triangle(rows: &[&[i64]]) -> Triangle {
        let row = |row: &&[i64]| row.iter().copied().map(number).collect();
        Triangle::with(2015, rows.iter().map(row).collect())
    }

    fn by_ladder(triangle: &Triangle) -> ToCome {
        ChainLadder::of(triangle).to_come(triangle)
    }

    #[test]
    fn each_draw_is_completed_and_varied_by_what_came_in_the_next() {
        // As much again comes in the second year: a hundred are still to come, as a hundred came.
        let known = triangle(&[&[100, 200], &[100]]);
        // Of a draw thrice as much, of twice as much paid: 400 more. The other draw is what is known.
        let more = triangle(&[&[100, 300], &[200]]);
        let enough = |draws: &[&Triangle]| {
            let draws: Vec<Triangle> = draws.iter().copied().cloned().collect();
            enough_in_95(&known, &draws, by_ladder)
        };
        assert_eq!(enough(&[&known]), Some(number(100)), "a draw of what is known");
        assert_eq!(enough(&[&more, &known]), Some(number(400)), "400, and 100 + (200 - 100)");
        assert_eq!(enough(&[&more]), Some(number(500)), "400 + (200 - 100)");
        // Four times as much would come as came: it varies twice as much, and not four times.
        let known = triangle(&[&[100, 200], &[400]]);
        let draws = [known.clone(), triangle(&[&[100, 250], &[0]])];
        assert_eq!(enough_in_95(&known, &draws, by_ladder), None, "nothing is paid of a year");
        let draws = [known.clone(), triangle(&[&[200, 350], &[400]])];
        assert_eq!(enough_in_95(&known, &draws, by_ladder), Some(number(500)), "400 + 2 x 50");
        assert_eq!(enough_in_95(&known, &[], by_ladder), None, "without draws");
    }

    /// The years of origin of an invented office, and the last of them, whose end is the day of valuation.
    const YEARS: std::ops::RangeInclusive<i32> = 2018..=2025;
    const LAST: i32 = 2025;

    /// Claims of some thousand people a year, one in ten of whom claims: what is drawn and known of them on the day of
    /// valuation, and what comes later. Three of ten are paid a year later or more, and few cost much.
    fn office(seed: u64, draws: usize) -> (Resampled, Triangle, i64) {
        let mut resampled = Resampled::new(draws);
        let (mut paid, mut later) = (BTreeMap::new(), 0);
        for origin in YEARS {
            for person in 0..600 {
                let place = STEP.wrapping_mul(person).wrapping_add(origin as u64);
                let drawn = mix(mix(seed) ^ mix(place));
                if !drawn.is_multiple_of(10) {
                    continue;
                }
                let delay = match drawn >> 8 & 127 {
                    0..90 => 0,
                    90..116 => 1,
                    116..125 => 2,
                    _ => 3,
                };
                let amount = 10_000 + 100 * i64::try_from(drawn >> 20 & 31).unwrap().pow(3);
                let years = (origin, origin + delay);
                if years.1 > LAST {
                    later += amount;
                    continue;
                }
                *paid.entry(years).or_default() += MoneySum::from_minor(amount.into());
                let id = format!("{origin}-{person}");
                resampled.add(seed, &id, &[(years, vec![Money::from_minor(amount)])]);
            }
        }
        (resampled, Triangle::of(&paid, LAST, |_| true).unwrap(), later)
    }

    #[test]
    fn what_is_enough_in_95_of_100_draws_is_enough_in_some_95_of_100_offices() {
        let is_enough = |seed: &u64| {
            let (resampled, known, later) = office(*seed, 100);
            let draws = resampled.by_years(0);
            let draws: Vec<Triangle> = draws.iter().map(|paid| known.with_paid(paid)).collect();
            number(later) <= enough_in_95(&known, &draws, by_ladder).unwrap()
        };
        let enough = (1..=200).filter(is_enough).count();
        assert!((178..=197).contains(&enough), "{enough} of 200");
    }
}
