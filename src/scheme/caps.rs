//! The caps of the rule language: the most that there may be of each thing. The manual's table of them
//! (`docs/rules.md`, "What may stand where") is held equal to [`CAPS`], the list of all.

#[cfg(test)]
use crate::{
    claim::{
        ENROLMENT_DATES, ListOrder, MEMBER_DATES, MOST_UNITS, NUMBER_MOST, OWN_AMOUNTS, Owner,
        Vocabulary,
    },
    money::{Exact, Money, Scale},
};

/// Of a book.
pub(crate) const PLANS: usize = 16;
/// A set of benefits, lists or categories is kept as bits of one word.
pub(crate) const BENEFITS: usize = 64;
pub(crate) const LINE_CLASSES: usize = 64;
/// Accumulators of one window.
pub(crate) const ACCUMULATORS: usize = 10_000;
/// Values of a field of type `category`.
pub(crate) const FIELD_VALUES: usize = 64;
/// Names in one section of an edition.
pub(crate) const NAMES: usize = 256;
/// Windows that an edition declares.
pub(crate) const WINDOWS: usize = 64;
pub(crate) const BANDS: usize = 32;
pub(crate) const STEPS: usize = 64;
/// Facts in `by`, and the cells that they make.
pub(crate) const FACTS: usize = 4;
pub(crate) const CELLS: usize = 4096;
/// Limits of one benefit.
pub(crate) const LIMITS: usize = 16;
/// Shared limits, and groups of alternatives.
pub(crate) const SHARED: usize = 32;
pub(crate) const FUNDERS: usize = 32;
pub(crate) const TIERS: usize = 32;
pub(crate) const UNMODELLED: usize = 64;
/// Parts of one formula, those of the names in it included: names that double each other would grow without end.
pub(crate) const PARTS: usize = 256;
/// What is nested deeper than this is not a rule file but an attack on the reader's stack.
pub(crate) const DEEPEST: usize = 16;
/// A number of days, years, units or times.
pub(crate) const COUNT: i64 = 100_000;
/// A factor.
pub(crate) const FACTOR: i64 = 100;
/// Uncovered days between two bills of one stay: a year.
pub(crate) const STAY_GAP: i32 = 366;
/// Days to object to a letter: a year.
pub(crate) const OBJECTION_DAYS: i32 = 365;
/// Days out of hospital after which a spell is over.
pub(crate) const APART: i32 = 3660;
/// Months that a rolling window looks back.
pub(crate) const MONTHS_BACK: u8 = 120;
/// Ways to enrol in one plan.
pub(crate) const WAYS: usize = 16;
/// Bytes of a rule file.
pub(crate) const FILE: u64 = 1 << 20;

/// Every cap, by what the manual calls it, in the order of its table.
#[cfg(test)]
pub(crate) fn all() -> Vec<(&'static str, u64)> {
    let words = |owner| Vocabulary::own_words(owner) as u64;
    let count = |most: usize| most as u64;
    vec![
        ("plans", count(PLANS)),
        ("benefits", count(BENEFITS)),
        ("lists", count(BENEFITS)),
        ("categories of a book", count(BENEFITS)),
        ("line_classes", count(LINE_CLASSES)),
        ("fields: of type amount or count", count(OWN_AMOUNTS)),
        ("other ones of bills", words(Owner::Bill)),
        ("other ones of members", words(Owner::Member)),
        ("values of one", count(FIELD_VALUES)),
        ("fields of enrolments of type flag or category", words(Owner::Enrolment)),
        ("dates of members", count(MEMBER_DATES)),
        ("dates of enrolments", count(ENROLMENT_DATES)),
        ("ways to enrol in a plan", count(WAYS)),
        (
            "names in each of [parameters], [amounts], [totals], [numbers], [schedules]",
            count(NAMES),
        ),
        ("[windows]", count(WINDOWS)),
        ("accumulators of one window", count(ACCUMULATORS)),
        ("bands", count(BANDS)),
        ("steps of a schedule", count(STEPS)),
        ("facts in by", count(FACTS)),
        ("cells of a schedule", count(CELLS)),
        ("lists in first_of", count(ListOrder::MOST)),
        ("values of one parameter by date", count(STEPS)),
        ("lists and their versions by date together", count(BENEFITS)),
        ("limits of a benefit", count(LIMITS)),
        ("shared limits", count(SHARED)),
        ("[[alternatives]]", count(SHARED)),
        ("funders", count(FUNDERS)),
        ("tiers of participation", count(TIERS)),
        ("[[unmodelled]]", count(UNMODELLED)),
        ("parts of a formula, with those of the names in it", count(PARTS)),
        ("brackets or names within each other", count(DEEPEST)),
        ("decimals of rates and factors of one benefit together", u64::from(Scale::MOST)),
        ("of the shares of a formula as fractions", u64::from(Exact::DIGITS)),
        ("a factor", FACTOR as u64),
        ("a count", COUNT as u64),
        ("a number that a column counts", NUMBER_MOST as u64),
        ("units", u64::from(MOST_UNITS)),
        ("an amount", Money::MOST.minor() as u64),
        ("stay_gap", STAY_GAP as u64),
        ("objection_days", OBJECTION_DAYS as u64),
        ("apart", APART as u64),
        ("months_back", u64::from(MONTHS_BACK)),
        ("a rule file", FILE),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Factor;

    /// The rows of the table of caps of a page, each cap with its number.
    fn table(page: &str, head: &str) -> Vec<(String, u64)> {
        let text = std::fs::read_to_string(page).unwrap();
        let rows = text.lines().skip_while(|line| *line != head).skip(2);
        let rows = rows.take_while(|line| line.starts_with('|'));
        let row = |line: &str| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').collect();
            let split = |cell: &str| -> Vec<String> {
                cell.split([';', '；']).map(|part| part.trim().replace('`', "")).collect()
            };
            let (names, numbers) = (split(cells[0]), split(cells[1]));
            assert_eq!(names.len(), numbers.len(), "{page}: {line}");
            let number = |text: &String| {
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                digits.parse().unwrap()
            };
            names
                .into_iter()
                .zip(numbers.iter().map(number).collect::<Vec<u64>>())
                .collect::<Vec<_>>()
        };
        rows.flat_map(row).collect()
    }

    #[test]
    fn a_factor_ends_there() {
        assert!(FACTOR.to_string().parse::<Factor>().is_ok());
        assert!(format!("{FACTOR}.01").parse::<Factor>().is_err());
    }

    #[test]
    fn the_table_of_the_manual_has_every_cap() {
        let known: Vec<(String, u64)> =
            all().into_iter().map(|(name, most)| (name.to_owned(), most)).collect();
        assert_eq!(table("docs/rules.md", "| there may be | at most |"), known);
        let chinese = table("docs/zh/rules.md", "| 最多可有 | 数目 |");
        let numbers =
            |caps: &[(String, u64)]| caps.iter().map(|(_, most)| *most).collect::<Vec<_>>();
        assert_eq!(numbers(&chinese), numbers(&known));
    }
}
