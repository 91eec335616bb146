//! Held to a published triangle: Taylor and Ashe (1983), with the reserves and errors of Mack (1993), table 3.

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

fn triangle(rows: &[&[i64]]) -> Triangle {
    let row = |row: &&[i64]| row.iter().copied().map(Decimal::from).collect();
    Triangle::with(2015, rows.iter().map(row).collect())
}

fn whole(amount: Decimal) -> i64 {
    amount.round().try_into().unwrap()
}

#[test]
fn reserves_and_errors_are_those_that_mack_printed() {
    let triangle = triangle(&TAYLOR_ASHE);
    let ladder = ChainLadder::of(&triangle);
    let reserve = |row: &[Decimal]| ladder.ultimate(row).unwrap() - row.last().unwrap();
    let reserves: Vec<Decimal> = triangle.rows().map(|(_, row)| reserve(row)).collect();
    assert_eq!(reserves.iter().copied().map(whole).collect::<Vec<_>>(), RESERVES);
    assert_eq!(whole(reserves.iter().sum()), 18_680_856);
    let errors = errors_of(&triangle, &ladder).unwrap();
    assert_eq!(errors.years.iter().copied().map(whole).collect::<Vec<_>>(), ERRORS);
    assert_eq!(whole(errors.all), 2_447_095);
    assert_eq!(triangle.flaws(), []);
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
