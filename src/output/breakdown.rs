//! The part of summary.json on places, hospitals, units and hardship.

use serde::Serialize;

use crate::money::MoneySum;

/// Who was insured, who claimed, and where payments went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Breakdown {
    /// The day as of which members stand in their units; where none is asked for, the last unit that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placed_on: Option<String>,
    /// Members with a usable enrolment period, of whatever day.
    pub insured: u64,
    /// Members with a decided bill.
    pub claimants: u64,
    /// Members who are paid something.
    pub beneficiaries: u64,
    /// What was billed on decided bills, as a decimal.
    pub billed: String,
    /// By hospital level: all levels.
    pub by_hospital_level: Vec<LevelTotal>,
    /// By district, in order of path.
    pub by_district: Vec<AreaTotal>,
    /// By town, in order of path.
    pub by_town: Vec<AreaTotal>,
    /// Which units have enough members enrolled; nothing where no day or no edition is known.
    pub participation: Option<ParticipationTotal>,
    /// Members with high own cost; nothing where the list is not wanted.
    pub hardship: Option<HardshipTotal>,
    /// Households whose own cost is above a share of their income; nothing where that is not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub households: Option<HouseholdTotal>,
}

impl Breakdown {
    /// The towns by what is paid there, the largest sum first, equal ones in order of path.
    pub fn largest_towns(&self) -> Vec<&AreaTotal> {
        let mut towns: Vec<&AreaTotal> = self.by_town.iter().collect();
        towns.sort_by_key(|town| std::cmp::Reverse(town.paid));
        towns
    }
}

/// What is paid on bills of hospitals of one level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LevelTotal {
    /// As in bills.csv.
    pub hospital_level: &'static str,
    /// Bills decided.
    pub bills: u64,
    /// The sum, as a decimal.
    pub payable: String,
    /// Its share of all payments, as a percentage; nothing where nothing is paid at all.
    pub share_of_payable: Option<String>,
}

/// What is paid to members of one district or town.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AreaTotal {
    /// The dotted path; empty where members have none.
    pub path: String,
    /// Members with a usable enrolment period.
    pub insured: u64,
    /// Their share of all such members; nothing where there is none.
    pub share_of_insured: Option<String>,
    /// The sum, as a decimal.
    pub payable: String,
    /// Its share of all payments; nothing where nothing is paid at all.
    pub share_of_payable: Option<String>,
    /// The same sum, to be added up and compared.
    #[serde(skip)]
    pub paid: MoneySum,
}

/// Which units had enough members enrolled on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ParticipationTotal {
    /// The day.
    pub on: String,
    /// The edition in force on it.
    pub edition: String,
    /// The plans that ask for a share, in rule order.
    pub plans: Vec<PlanTotal>,
}

/// How many units have enough members in one plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanTotal {
    /// The plan.
    pub plan: String,
    /// Units that have.
    pub meet: u64,
    /// Units that have not.
    pub below: u64,
    /// Units too small to be asked.
    pub too_small: u64,
}

/// The rows of hardship.csv.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HardshipTotal {
    /// The amount that own cost exceeds, as a decimal.
    pub above: String,
    /// Members on the list.
    pub members: u64,
    /// Rows: one a member and year.
    pub rows: u64,
}

/// What of households.csv is about a share of incomes. Each household counts once, whatever years it is listed for, and
/// so does a member without one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HouseholdTotal {
    /// The share of the income that own cost exceeds, as a percentage.
    pub share: String,
    /// Those whose own cost does.
    pub above: u64,
    /// Those with own cost who state no income.
    pub without_income: u64,
    /// Those with own cost whose members state different incomes.
    pub incomes_differ: u64,
}
