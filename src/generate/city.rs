//! The city to invent, and the plans that its members enrol in.

use std::str::FromStr;

use super::error::GenerateError;
use crate::claim::MOST_UNITS;
use crate::money::Rate;

/// The city to invent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct City {
    /// How many members it has, from 1 to [`MOST_MEMBERS`](super::MOST_MEMBERS).
    pub members: u32,
    /// How many bills; exactly this many where no row is spoiled.
    pub bills: u32,
    /// Another seed makes another city of the same shape.
    pub seed: u64,
    /// What members enrol in: the first plan, and half of them in each further one.
    pub plans: Vec<Plan>,
    /// The share of rows with a mistake, or followed by one; `None` for a clean city.
    pub dirty: Option<Rate>,
    /// How its rows lie in the files.
    pub order: RowOrder,
}

/// How the rows of a city lie in its files. Bills lie by settlement day in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowOrder {
    /// Enrolments by member, in the order of the file of members: as from one tidy system.
    #[default]
    Members,
    /// Members and enrolments in no order, as a city's files lie: they come from several systems, by unit and year.
    City,
}

/// A plan that members enrol in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its id in the rules.
    pub id: String,
    /// The most units (份) that a member holds.
    pub most_units: u32,
}

/// Reads `city`, or `city:3` where members hold up to 3 units.
impl FromStr for Plan {
    type Err = GenerateError;

    fn from_str(text: &str) -> Result<Plan, GenerateError> {
        let (id, units) = text.split_once(':').unwrap_or((text, "1"));
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let most_units = units.parse().ok().filter(|units| (1..=MOST_UNITS).contains(units));
        match most_units {
            Some(most_units) if !id.is_empty() && id.chars().all(plain) => {
                Ok(Plan { id: id.to_owned(), most_units })
            }
            _ => Err(GenerateError::BadPlan(text.to_owned())),
        }
    }
}
