//! Histories: odd dates, overlapping periods and stays, late bills, amounts at the edges.

use super::super::calendar::days_after;
use super::super::{Bill, Change, Enrolment, Fraction, History, Member, fraction::ten_to};
use super::{round_amount, sometimes};
use jiff::civil::Date;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Bills are ordered by id within a day, and by bytes: `B` before `a`, `b10` before `b2`.
const BILL_IDS: [&str; 8] = ["b2", "b10", "B3", "a", "b1", "0", "Z9", "c"];
/// What ids of bills end in, by person.
const OF_PERSON: [&str; 4] = ["", ".w", "!c", "~p"];
const CATEGORIES: [&str; 6] =
    ["inpatient", "outpatient_chronic", "emergency", "event", "maternity", "closing"];
const CAUSES: [&str; 4] = ["illness", "accident", "maternity", "other"];
const LEVELS: [&str; 4] = ["2", "1", "3", "none"];
const DIAGNOSES: [&str; 12] = [
    "J18",
    "C16.9",
    "C22.0",
    "I10|C50",
    "D05",
    "C16",
    // The same in other spellings.
    "c169",
    "I10、C50",
    "Ｃ２２．０；I10",
    "胃癌C16.900x001",
    "原发性肝癌 C22.0+I10*",
    "j18 ; d05",
];
const BIRTH_DATES: [&str; 6] =
    ["1980-06-15", "1964-02-29", "1984-01-01", "2008-02-29", "1950-12-31", "2007-07-01"];
/// Ends of months, and days near the first periods and those on which members enrol for them.
const HIRED: [&str; 7] = [
    "2019-05-31",
    "2022-10-01",
    "2022-11-30",
    "2022-12-02",
    "2022-12-20",
    "2023-01-31",
    "2023-12-31",
];
const FIRST_STARTS: [&str; 4] = ["2023-01-01", "2023-03-15", "2024-01-01", "2024-02-29"];
const FIRST_DAY: &str = "2023-01-01";
/// Columns other than the member's own part; the bill's total is all of them together.
const PARTS: [&str; 12] = [
    "pool_paid",
    "out_of_catalogue",
    "class_b_prepay",
    "critical_paid",
    "assistance_paid",
    "other_paid",
    "over_limit",
    "civil_servant_paid",
    "large_amount_paid",
    "enterprise_paid",
    "account_paid",
    "hospital_borne",
];

#[derive(Clone, Debug)]
pub struct HistoryTree {
    birth_date: &'static str,
    is_male: bool,
    in_hardship: bool,
    model_worker: Option<bool>,
    hired_on: Option<&'static str>,
    /// So many days after the first day each, with what the facts then are.
    changes: Vec<(i64, bool, Option<bool>)>,
    /// The household at first, and from each change on.
    households: Vec<Option<u8>>,
    /// For each plan.
    periods: [Periods; 2],
    bills: Vec<BillTree>,
}

/// Periods that follow each other, with a gap of so many days, or an overlap, before each.
#[derive(Clone, Debug)]
struct Periods {
    first_start: &'static str,
    lengths_and_gaps: Vec<(i64, i64)>,
    units: Vec<i64>,
    enrolled_before: i64,
    /// So many days after the start of each the contribution came in, if it did.
    paid_after: Vec<Option<i64>>,
    /// By the year of the start, whether a disease was there before; nothing where the row does not say.
    pre_existing: [Option<bool>; 2],
}

#[derive(Clone, Debug)]
struct BillTree {
    dates: Dates,
    facts: Facts,
    costs: Costs,
}

#[derive(Clone, Debug)]
struct Dates {
    admission: i64,
    nights: i64,
    settled_after: i64,
    submitted_after: Option<i64>,
    /// So many days before the admission the disease was found.
    diagnosed_before: i64,
    stay: Option<u8>,
    /// So many days after the discharge of the bill before, whose stay it names too.
    continues: Option<i64>,
}

#[derive(Clone, Debug)]
struct Facts {
    category: &'static str,
    level: &'static str,
    diagnosis: &'static str,
    cause: Option<&'static str>,
    in_network: bool,
    referral: bool,
    local: Option<bool>,
    visits: Option<u8>,
}

/// In smallest units.
#[derive(Clone, Debug)]
struct Costs {
    own_part: i64,
    parts: [Option<i64>; PARTS.len()],
    deductible: i64,
    /// Where the bill says what is in scope: by how much that differs from what can be worked out.
    in_scope_differs: Option<i64>,
    extra: Option<i64>,
    unpaid: Option<[Option<i64>; 3]>,
}

pub fn any_history_tree() -> BoxedStrategy<HistoryTree> {
    let usual = Just(BIRTH_DATES[0]);
    let birth_date = prop_oneof![2 => usual, 1 => prop::sample::select(&BIRTH_DATES[..])];
    let change = (1..=300i64, any::<bool>(), sometimes(0.6, any::<bool>()));
    let changes = prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(change, 1..=3)];
    let worker = sometimes(0.6, any::<bool>());
    let hired_on = sometimes(0.8, prop::sample::select(&HIRED[..]));
    let worker = (worker, hired_on);
    let households = prop::collection::vec(sometimes(0.8, 0..2u8), 4);
    let person = (birth_date, any::<bool>(), any::<bool>(), worker, (changes, households));
    let bills = prop_oneof![
        1 => prop::collection::vec(bill(), 0..=3),
        3 => prop::collection::vec(bill(), 4..=8),
    ];
    (person, [periods(), periods()], bills)
        .prop_map(|(person, periods, bills)| {
            let (birth_date, is_male, in_hardship, work, (changes, households)) = person;
            let (model_worker, hired_on) = work;
            HistoryTree {
                birth_date,
                is_male,
                in_hardship,
                model_worker,
                hired_on,
                changes,
                households,
                periods,
                bills,
            }
        })
        .boxed()
}

fn periods() -> BoxedStrategy<Periods> {
    let lengths = prop::sample::select(&[365i64, 366, 730, 365, 180, 31][..]);
    let odd_gaps = prop::sample::select(&[1i64, 10, 11, 31, 32, 90, -1, -40, -365][..]);
    let gaps = prop_oneof![1 => Just(0i64), 1 => odd_gaps];
    let number = prop_oneof![1 => 0..=1usize, 8 => 2..=3usize, 2 => Just(4usize)];
    let pairs = number.prop_flat_map(move |number| {
        prop::collection::vec((lengths.clone(), gaps.clone()), number)
    });
    let units = prop_oneof![8 => 1..=2i64, 1 => 3..=4i64];
    // From 1 January, 12 days before is 20 December, and 73 are 20 October; late, and when the period is over.
    let before = prop::sample::select(&[0i64, 30, 200, 12, 11, 73, 74, -1, -31, -400][..]);
    let first =
        prop_oneof![5 => Just(FIRST_STARTS[0]), 1 => prop::sample::select(&FIRST_STARTS[..])];
    let units = prop::collection::vec(units, 4);
    // Before, at and behind the start, the days of bills and of waiting; and when the period is over.
    let days = prop::sample::select(&[-20i64, -1, 0, 1, 10, 31, 39, 40, 179, 364, 365, 400][..]);
    let paid = prop::collection::vec(sometimes(0.8, days), 4);
    let disease = || sometimes(0.8, prop::bool::weighted(0.3));
    (first, pairs, units, before, paid, [disease(), disease()])
        .prop_map(|(first_start, pairs, units, enrolled_before, paid_after, pre_existing)| {
            Periods {
                first_start,
                lengths_and_gaps: pairs,
                units,
                enrolled_before,
                paid_after,
                pre_existing,
            }
        })
        .boxed()
}

fn bill() -> BoxedStrategy<BillTree> {
    (dates(), facts(), costs())
        .prop_map(|(dates, facts, costs)| BillTree { dates, facts, costs })
        .boxed()
}

fn dates() -> BoxedStrategy<Dates> {
    // Days near the ends of months, years and periods, the same ones often; or any day.
    let near =
        prop::sample::select(&[40i64, 31, 33, 73, 180, 359, 363, 364, 365, 380, 424, 600][..]);
    let admission = prop_oneof![3 => near, 1 => 0..900i64];
    let nights = prop::sample::select(&[3i64, 0, 1, 4, 8, 20, 45][..]);
    let settled_after = prop::sample::select(&[0i64, 0, 0, 1, 30, 200][..]);
    let submitted_after = sometimes(0.4, prop::sample::select(&[0i64, 29, 30, 31, 120][..]));
    let diagnosed_before = prop::sample::select(&[0i64, 0, 1, 29, 30, 90, -2][..]);
    let stay = sometimes(0.4, 0..2u8);
    let continues = sometimes(0.2, prop::sample::select(&[0i64, 1, 2, 3, 31, 32, -1, -5][..]));
    let filed = (settled_after, submitted_after, diagnosed_before);
    (admission, nights, filed, stay, continues)
        .prop_map(|(admission, nights, filed, stay, continues)| Dates {
            admission,
            nights,
            settled_after: filed.0,
            submitted_after: filed.1,
            diagnosed_before: filed.2,
            stay,
            continues,
        })
        .boxed()
}

fn facts() -> BoxedStrategy<Facts> {
    let category = prop_oneof![
        4 => Just("inpatient"),
        1 => prop::sample::select(&CATEGORIES[..])
    ];
    (
        category,
        prop::sample::select(&LEVELS[..]),
        prop::sample::select(&DIAGNOSES[..]),
        sometimes(0.5, prop::sample::select(&CAUSES[..])),
        any::<bool>(),
        any::<bool>(),
        (sometimes(0.7, any::<bool>()), sometimes(0.7, 0..6u8)),
    )
        .prop_map(|(category, level, diagnosis, cause, in_network, referral, own)| Facts {
            category,
            level,
            diagnosis,
            cause,
            in_network,
            referral,
            local: own.0,
            visits: own.1,
        })
        .boxed()
}

fn costs() -> BoxedStrategy<Costs> {
    let part = |probability| sometimes(probability, edge());
    // The funds' main payment is common; a bill has few of the others, or none.
    let parts: [_; PARTS.len()] =
        std::array::from_fn(|place| part(if PARTS[place] == "pool_paid" { 0.5 } else { 0.06 }));
    let differs = sometimes(0.2, prop::sample::select(&[0i64, 1, -1, -500][..]));
    let unpaid = sometimes(0.3, [part(0.7), part(0.7), part(0.7)]);
    let deductible = prop_oneof![2 => Just(0i64), 1 => edge()];
    (edge(), parts, deductible, differs, part(0.5), unpaid)
        .prop_map(|(own_part, parts, deductible, in_scope_differs, extra, unpaid)| Costs {
            own_part,
            parts,
            deductible,
            in_scope_differs,
            extra,
            unpaid,
        })
        .boxed()
}

/// Nothing, an amount on which rules have edges, one smallest unit beside it, or two of them.
fn edge() -> BoxedStrategy<i64> {
    let beside = prop::sample::select(&[0i64, 0, 1, -1][..]);
    let other = prop_oneof![3 => Just(0i64), 1 => round_amount()];
    let amount = round_amount();
    prop_oneof![
        9 => (amount, beside, other).prop_map(|(amount, beside, other)| amount + beside + other),
        1 => Just(0i64),
        2 => 0..200_000i64,
    ]
    .boxed()
}

impl HistoryTree {
    /// The history, for these plans, in a currency with so many decimals.
    pub fn written(&self, plans: &[&str], decimals: usize) -> History {
        self.written_of(0, plans, decimals)
    }

    /// The history of one of several people, whose bills have other ids than those of others.
    pub fn written_of(&self, person: usize, plans: &[&str], decimals: usize) -> History {
        let periods = plans.iter().zip(&self.periods);
        let ids = BILL_IDS.map(|id| format!("{id}{}", OF_PERSON[person]));
        let bills = self.bills.iter().zip(&ids);
        History {
            member: self.member(person),
            enrolments: periods.flat_map(|(plan, periods)| periods.written(plan)).collect(),
            bills: bills.fold(Vec::new(), |mut before, (bill, id)| {
                before.push(bill.written(id, decimals, before.last()));
                before
            }),
        }
    }

    fn member(&self, person: usize) -> Member {
        let fields = |worker: Option<bool>| {
            let own = [("model_worker", worker.map(yes_or_no)), ("hired_on", self.hired_on)];
            own.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?.to_owned())))
        };
        let household = |one: &Option<u8>| one.map_or(String::new(), |one| format!("H{one}"));
        // Each so many days after the one before.
        let mut day = 0;
        let changes = self.changes.iter().zip(&self.households[1..]);
        let changes = changes.map(|((after, in_hardship, worker), home)| {
            day += after;
            let household = household(home);
            let hardship = yes_or_no(*in_hardship).to_owned();
            let valid_from = days_after(date(FIRST_DAY), day);
            Change { valid_from, hardship, household, fields: fields(*worker).collect() }
        });
        Member {
            member_id: format!("M{}", person + 1),
            birth_date: date(self.birth_date),
            sex: if self.is_male { "M" } else { "F" }.to_owned(),
            hardship: yes_or_no(self.in_hardship).to_owned(),
            household: household(&self.households[0]),
            changes: changes.collect(),
            fields: fields(self.model_worker).collect(),
        }
    }
}

fn yes_or_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

fn date(text: &str) -> Date {
    text.parse().expect("the dates above are dates")
}

impl Periods {
    fn written(&self, plan: &str) -> Vec<Enrolment> {
        let mut start = date(self.first_start);
        let mut enrolments = Vec::new();
        let more = self.units.iter().zip(&self.paid_after);
        for ((length, gap), (units, paid_after)) in self.lengths_and_gaps.iter().zip(more) {
            if !enrolments.is_empty() {
                start = days_after(start, *gap);
            }
            let end = days_after(start, length - 1);
            let enrolled_on = days_after(start, -self.enrolled_before);
            let plan = plan.to_owned();
            let paid_on = paid_after.map(|days| days_after(start, days));
            let disease = self.pre_existing[usize::from(start.year() % 2 == 0)].map(yes_or_no);
            let disease = disease.map(|text| ("pre_existing".to_owned(), text.to_owned()));
            let (units, fields) = (*units, disease.into_iter().collect());
            let one = Enrolment { plan, start, end, units, enrolled_on, paid_on, fields };
            enrolments.push(one);
            start = days_after(end, 1);
        }
        enrolments
    }
}

impl BillTree {
    fn written(&self, id: &str, decimals: usize, before: Option<&Bill>) -> Bill {
        let Dates { admission, nights, settled_after, submitted_after, stay, continues, .. } =
            self.dates;
        let mut admission = days_after(date(FIRST_DAY), admission);
        let mut stay_id = stay.map(|number| format!("s{number}"));
        if let (Some(days), Some(before)) = (continues, before) {
            admission = days_after(before.discharge, days);
            stay_id = before.stay_id.clone().or(Some("s0".to_owned()));
        }
        let discharge = days_after(admission, nights);
        let settled_on = days_after(discharge, settled_after);
        let exact = |minor: i64| Fraction::new(minor.into(), ten_to(decimals));
        let columns = self.costs.columns();
        let lines = self.costs.lines(columns["total"], admission, decimals);
        let amounts = columns.into_iter();
        let diagnosed_on = days_after(admission, -self.dates.diagnosed_before).to_string();
        let own = [("lines".to_owned(), lines), ("diagnosed_on".to_owned(), diagnosed_on)];
        let fields = self.facts.fields().into_iter().chain(own);
        Bill {
            bill_id: id.to_owned(),
            category: self.facts.category.to_owned(),
            hospital_level: self.facts.level.to_owned(),
            admission,
            discharge,
            settled_on,
            submitted_on: submitted_after.map(|days| days_after(settled_on, days)),
            stay_id,
            diagnosis: self.facts.diagnosis.to_owned(),
            amounts: amounts.map(|(column, minor)| (column, exact(minor))).collect(),
            fields: fields.collect(),
        }
    }
}

impl Facts {
    fn fields(&self) -> BTreeMap<String, String> {
        let site = self.local.map(|local| if local { "local" } else { "elsewhere" });
        let given = [
            ("cause", self.cause),
            ("in_network", Some(yes_or_no(self.in_network))),
            ("referral", Some(yes_or_no(self.referral))),
            ("site", site),
        ];
        let given = given.into_iter().filter_map(|(fact, value)| Some((fact, value?.to_owned())));
        let visits = self.visits.map(|visits| ("visits", visits.to_string()));
        given.chain(visits).map(|(fact, value)| (fact.to_owned(), value)).collect()
    }
}

impl Costs {
    /// Lines that come to the total: of class B some on two days or twice on one, and all else of class A on no day.
    fn lines(&self, total: i64, admission: Date, decimals: usize) -> String {
        let (first, second) = (self.own_part / 3, self.own_part / 4);
        let other_day = days_after(admission, self.own_part % 2);
        let exact = |minor: i64| Fraction::new(minor.into(), ten_to(decimals)).decimal(decimals);
        format!(
            "A||{};B|{admission}|{};B|{other_day}|{}",
            exact(total - first - second),
            exact(first),
            exact(second),
        )
    }

    /// What the bill says, within what a bill may say: parts and payers stay below the total.
    fn columns(&self) -> BTreeMap<String, i64> {
        let parts = PARTS.into_iter().zip(self.parts);
        let parts = parts.filter_map(|(part, amount)| Some((part, amount?)));
        let mut columns: BTreeMap<&str, i64> = parts.collect();
        let total = self.own_part + columns.values().sum::<i64>();
        let outside = ["out_of_catalogue", "over_limit", "class_b_prepay"];
        let outside: i64 = outside.iter().filter_map(|part| columns.get(part)).sum();
        let in_scope = total - outside;
        columns.insert("total", total);
        columns.insert("deductible", self.deductible.min(in_scope));
        if let Some(differs) = self.in_scope_differs {
            columns.insert("in_scope", (in_scope + differs).clamp(0, total));
        }
        columns.extend(self.extra.map(|extra| ("extra", extra)));
        let unpaid = self.unpaid.iter().flatten().zip(["unpaid_1", "unpaid_2", "unpaid_3"]);
        columns.extend(unpaid.filter_map(|(amount, column)| Some((column, (*amount)?))));
        columns.into_iter().map(|(column, minor)| (column.to_owned(), minor)).collect()
    }
}
