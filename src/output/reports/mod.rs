//! Reports of a run for a federation: where members are and where payments went, which units have enough members
//! enrolled, and which members have high own cost.
//!
//! Each share of the work gathers a few sums a member (`Gathered`); they are added up in the order
//! of members (`Collected`) and written as tables when all is decided. Shares are computed in whole
//! numbers.

mod options;
mod head_counts;
mod gathered;
mod areas;
mod participation;
mod hardship;
mod households;

pub(crate) use gathered::{Claims, Collected, Gathered, Year};
pub(crate) use head_counts::{HeadCount, HeadCounts};
use households::HouseholdYears;
pub use options::Options;

use crate::fingerprint::Fingerprint;
use crate::intake::{Households, Intake};
use crate::output::{Breakdown, Outbox, OutputError};
use crate::scheme::Book;

/// The files.
pub(crate) const FILES: &[&str] = &[
    "reports/districts.csv",
    "reports/towns.csv",
    "reports/units.csv",
    "reports/participation.csv",
    "reports/hardship.csv",
    "reports/households.csv",
];

/// Writes all reports of a run, and sums them up.
pub(crate) fn write(
    book: &Book,
    intake: &Intake,
    collected: &Collected,
    options: &Options,
    outbox: &Outbox,
) -> Result<(Breakdown, Vec<Fingerprint>), OutputError> {
    let households = match options.asks_own_cost() {
        true => intake.households(options.on),
        false => Households::new(),
    };
    let known = Known { declared: None, households: &households };
    let (breakdown, tables) = tables(book, intake, collected, options, &known);
    Ok((breakdown, outbox.write(tables)?))
}

/// Files on their way, each with its name.
pub(crate) type Tables = Vec<(&'static str, Vec<u8>)>;

/// What reports are made of besides the members and their bills.
pub(crate) struct Known<'k> {
    /// How many people work in units, where units declare it.
    pub declared: Option<&'k HeadCounts>,
    /// Who lives together; only where own cost is asked for.
    pub households: &'k Households,
}

/// The tables of all reports, and what they come to. Where units declared how many people work there, participation is
/// of these; else of the members who are listed.
pub(crate) fn tables(
    book: &Book,
    intake: &Intake,
    collected: &Collected,
    options: &Options,
    known: &Known,
) -> (Breakdown, Tables) {
    let currency = book.vocabulary.currency;
    // Each goes through all members.
    let (units, (participation, enrolled)) = rayon::join(
        || areas::units(intake, collected, options.within),
        || {
            participation::report(
                book,
                intake,
                options.on.or(collected.last_settled),
                known.declared,
            )
        },
    );
    let all = areas::sum(&units);
    let (towns, districts) = (areas::at(&units, areas::TOWN), areas::at(&units, areas::DISTRICT));
    let mut tables = vec![
        ("reports/districts.csv", areas::table(&districts, areas::DISTRICT, &all, currency)),
        ("reports/towns.csv", areas::table(&towns, areas::TOWN, &all, currency)),
        ("reports/units.csv", areas::table(&units, areas::UNIT, &all, currency)),
        ("reports/participation.csv", enrolled),
    ];
    let listed = options.hardship.map(|above| {
        let rows = hardship::in_order(intake, collected, above);
        tables.push(("reports/hardship.csv", hardship::table(intake, &rows, options, currency)));
        hardship::total(&rows, above, currency)
    });
    let households = options.asks_own_cost().then(|| {
        let years = HouseholdYears::of(intake, known.households, &collected.years, options);
        if options.hardship_share.is_some() || !known.households.is_empty() {
            tables.push(("reports/households.csv", years.table(currency)));
        }
        years.total()
    });
    let breakdown = Breakdown {
        placed_on: options.on.map(|day| day.to_string()),
        participation,
        hardship: listed,
        households: households.flatten(),
        ..areas::breakdown(&districts, &towns, &all, collected, currency)
    };
    (breakdown, tables)
}
