//! What experience is counted by.

use std::collections::BTreeMap;

use crate::claim::UnitPath;
use crate::intake::Intake;

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::replay) struct Cohort {
    /// The calendar year: of a bill that of its basis date.
    pub year: i32,
    /// A plan by its number; `None` for all of them, with each bill and each person's day counted once.
    pub plan: Option<u8>,
    /// Who the members are; `None` for all of them.
    pub who: Option<Who>,
}

impl Cohort {
    /// The cohorts of one year and plan that a day or a bill is counted in: with all members, and with those alike.
    pub fn both(year: i32, plan: Option<u8>, who: Who) -> [Cohort; 2] {
        [None, Some(who)].map(|who| Cohort { year, plan, who })
    }
}

/// Who members are, on the day that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::replay) struct Who {
    /// The place among [`AGE_BANDS`](crate::replay::AGE_BANDS).
    pub age: u8,
    /// The value of the fact.
    pub sex: u8,
    /// The place among [`Districts`].
    pub district: u32,
}

/// How many columns of the path of a unit name the district.
const DISTRICT: usize = 2;

/// The districts that units lie in.
pub(in crate::replay) struct Districts {
    of_unit: Vec<u32>,
    names: Vec<String>,
}

impl Districts {
    pub fn of(intake: &Intake) -> Districts {
        let units = 0..intake.units() as u32;
        let paths = units.map(|unit| UnitPath::of(intake.unit(unit)).within(DISTRICT));
        let paths: Vec<UnitPath> = paths.collect();
        let mut places: BTreeMap<UnitPath, u32> = paths.iter().map(|path| (*path, 0)).collect();
        places.values_mut().zip(0..).for_each(|(place, number)| *place = number);
        let of_unit = paths.iter().filter_map(|path| places.get(path).copied()).collect();
        Districts { of_unit, names: places.keys().map(UnitPath::to_string).collect() }
    }

    /// The district of a unit.
    pub fn of_unit(&self, unit: u32) -> u32 {
        self.of_unit.get(unit as usize).copied().unwrap_or_default()
    }

    /// The dotted path of a district; empty for units without one.
    pub fn name(&self, district: u32) -> &str {
        self.names.get(district as usize).map_or("", String::as_str)
    }
}
