//! Held to published triangles: Taylor and Ashe (1983), with the reserves and errors of Mack (1993, Distribution-free
//! Calculation of the Standard Error of Chain Ladder Reserve Estimates, table 3); and automatic facultative reinsurance
//! of the Historical Loss Development Study of RAA (1991), with those of Mack (1994, Measuring the Variability of Chain
//! Ladder Reserve Estimates), as R's ChainLadder prints them too.

use crate::money::MoneySum;
use rust_decimal::Decimal;

use super::{ChainLadder, Expected, Flaw, Triangle, errors_of};

const TAYLOR_ASHE: [&[i64]; 10] = [
    &[357848, 1124788, 1735330, 2218270, 2745596, 3319994, 3466336, 3606286, 3833515, 3901463],
    &[352118, 1236139, 2170033, 3353322, 3799067, 4120063, 4647867, 4914039, 5339085],
    &[290507, 1292306, 2218525, 3235179, 3985995, 4132918, 4628910, 4909315],
    &[310608, 1418858, 2195047, 3757447, 4029929, 4381982, 4588268],
    &[443160, 1136350, 2128333, 2897821, 3402672, 3873311],
    &[396132, 1333217, 2180715, 2985752, 3691712],
    &[440832, 1288463, 2419861, 3483130],
    &[359480, 1421128, 2864498],
    &[376686, 1363294],
    &[344014],
];

const RESERVES: [i64; 10] =
    [0, 94634, 469511, 709638, 984889, 1419459, 2177641, 3920301, 4278972, 4625811];

const ERRORS: [i64; 10] =
    [0, 75535, 121699, 133549, 261406, 411010, 558317, 875328, 971258, 1363155];

const RAA: [&[i64]; 10] = [
    &[5012, 8269, 10907, 11805, 13539, 16181, 18009, 18608, 18662, 18834],
    &[106, 4285, 5396, 10666, 13782, 15599, 15496, 16169, 16704],
    &[3410, 8992, 13873, 16141, 18735, 22214, 22863, 23466],
    &[5655, 11555, 15766, 21266, 23425, 26083, 27067],
    &[1092, 9565, 15836, 22169, 25955, 26180],
    &[1513, 6445, 11702, 12935, 15852],
    &[557, 4020, 10946, 12314],
    &[1351, 6947, 13112],
    &[3133, 5395],
    &[2063],
];

const RAA_RESERVES: [i64; 10] = [0, 154, 617, 1636, 2747, 3649, 5435, 10907, 10650, 16339];

const RAA_ERRORS: [i64; 10] = [0, 206, 623, 747, 1469, 2002, 2209, 5358, 6333, 24566];

fn triangle(rows: &[&[i64]]) -> Triangle {
    let row = |row: &&[i64]| row.iter().copied().map(Decimal::from).collect();
    Triangle::with(2015, rows.iter().map(row).collect())
}

fn whole(amount: Decimal) -> i64 {
    amount.round().try_into().unwrap()
}

/// Reserves and errors by year, and of all years.
type Printed = ([i64; 10], i64, [i64; 10], i64);

fn is_as_printed(rows: &[&[i64]], printed: Printed) {
    let triangle = triangle(rows);
    let ladder = ChainLadder::of(&triangle);
    let reserve = |row: &[Decimal]| ladder.ultimate(row).unwrap() - row.last().unwrap();
    let reserves: Vec<Decimal> = triangle.rows().map(|(_, row)| reserve(row)).collect();
    let errors = errors_of(&triangle, &ladder).unwrap();
    let whole_all = |all: &[Decimal]| -> [i64; 10] { std::array::from_fn(|at| whole(all[at])) };
    let found = (whole_all(&reserves), whole(reserves.iter().sum()));
    assert_eq!((found.0, found.1, whole_all(&errors.years), whole(errors.all)), printed);
}

#[test]
fn reserves_and_errors_are_those_that_mack_printed() {
    is_as_printed(&TAYLOR_ASHE, (RESERVES, 18_680_856, ERRORS, 2_447_095));
    is_as_printed(&RAA, (RAA_RESERVES, 52_135, RAA_ERRORS, 26_909));
    assert_eq!(triangle(&TAYLOR_ASHE).flaws(), []);
    assert_eq!(triangle(&RAA).flaws(), [Flaw::Falls(2016)], "15,599 are 15,496 a year later");
}

#[test]
fn what_cannot_be_estimated_has_no_figure() {
    let one = triangle(&[&[500]]);
    assert_eq!(ChainLadder::of(&one).ultimate(&[Decimal::from(500)]), None, "no development");
    let three = triangle(&[&[100, 150, 150], &[200, 300], &[0]]);
    let ladder = ChainLadder::of(&three);
    let ultimates: Vec<Option<i64>> =
        three.rows().map(|(_, row)| ladder.ultimate(row).map(whole)).collect();
    assert_eq!(ultimates, [Some(150), Some(300), None], "nothing is paid of the last year");
    assert_eq!(errors_of(&three, &ladder), None, "three years are too few");
    let zero = triangle(&[&[10, 20, 20, 20], &[0, 20, 20], &[10, 20], &[10]]);
    assert_eq!(errors_of(&zero, &ChainLadder::of(&zero)), None, "a year begins with nothing");
}

#[test]
fn flaws_of_a_triangle_are_told_by_year() {
    let flawed = triangle(&[&[10, 20, 20, 20], &[0, 20, 20], &[30, 20], &[0]]);
    let told = [Flaw::Hole(2016), Flaw::Falls(2017), Flaw::NoPayments(2018)];
    assert_eq!(flawed.flaws(), told);
}

#[test]
fn years_after_a_scheme_is_closed_are_no_part_of_its_triangle() {
    let paid = [((2015, 2015), 100), ((2015, 2016), 50), ((2016, 2016), 100), ((2016, 2017), 60)];
    let paid = paid.map(|(years, minor)| (years, MoneySum::from_minor(minor))).into();
    let of = |last_covered: i32| Triangle::of(&paid, 2018, |year| year <= last_covered).unwrap();
    let closed = triangle(&[&[100, 150, 150, 150], &[100, 160, 160]]);
    assert_eq!(of(2016), closed);
    assert_eq!(of(1900), closed, "cover is not known before the first bill");
    assert_eq!(closed.flaws(), [Flaw::Closed(2016)]);
    let ladder = ChainLadder::of(&closed);
    let factors = [0, 1, 2].map(|age| ladder.factor(age).unwrap().round_dp(4).to_string());
    assert_eq!(factors, ["1.55", "1", "1"], "310 of 200; each year has one age more than open");
    assert_eq!(whole(errors_of(&closed, &ladder).unwrap().all), 0, "the oldest is paid up");
    // A year with cover and no payment belongs to it: perhaps its bills are late.
    assert_eq!(of(2018).flaws(), [Flaw::NoPayments(2017), Flaw::NoPayments(2018)]);
}

#[test]
fn what_is_to_come_of_a_year_is_its_share_of_what_its_cover_is_expected_to_cost() {
    // Half is paid in the first year. 100 days are used up of 2015, and half of 100 of 2016: 300 are paid on 150 days.
    let two = triangle(&[&[100, 200], &[100]]);
    let ladder = ChainLadder::of(&two);
    let expected = Expected::of(&two, &ladder, |_| 100).unwrap();
    assert_eq!(whole(expected.cost_of_day), 2);
    let ultimate = |row: &[i64]| {
        let row: Vec<Decimal> = row.iter().copied().map(Decimal::from).collect();
        expected.ultimate(&row, 100, &ladder).map(whole)
    };
    assert_eq!(ultimate(&[100, 200]), Some(200));
    assert_eq!(ultimate(&[100]), Some(200), "a hundred are paid, and half of 200 are to come");
    assert_eq!(ultimate(&[0]), Some(100), "nothing is paid yet, and half is to come");
    assert_eq!(Expected::of(&two, &ladder, |_| 0), None, "without cover nothing is expected");
}
