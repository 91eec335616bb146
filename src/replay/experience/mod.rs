//! Experience: cover and claims side by side, year by year, plan by plan and by who members are, as an actuary prices.
//!
//! A day of cover and a bill are counted in the same cohort: that of the calendar year, the plan, and what the member
//! was on that day. So numerator and denominator of every rate are of the same people.
//!
//! `cohort` (what is counted apart), `claims` and `cover` (what is counted), `cell` (both of one cohort), `hidden`
//! (which cells are of too few).

mod cohort;
mod claims;
mod cover;
mod cell;
mod hidden;

pub(super) use cell::{Cells, ExperienceCell, cells_of};
pub(super) use claims::CohortClaims;
pub(super) use cohort::{Cohort, Districts, Who};
pub(super) use cover::{CohortCover, CoverByScenario, Exposure};
pub(super) use hidden::Hidden;
