//! A history as the text of members.csv, enrolments.csv and bills.csv.

use super::claim::COLUMNS;
use super::{Bill, Change, Enrolment, History, Member};
use std::collections::BTreeMap;
use std::fmt::Display;

pub struct Tables {
    pub members: String,
    pub enrolments: String,
    pub bills: String,
}

const MEMBER_COLUMNS: [&str; 5] = ["member_id", "birth_date", "sex", "org_code", "hardship"];
/// The scheme's own columns of enrolments, which the file always has.
const ENROLMENT_FIELDS: [&str; 1] = ["pre_existing"];
const ENROLMENT_COLUMNS: [&str; 7] =
    ["member_id", "plan", "start", "end", "units", "enrolled_on", "paid_on"];
const REQUIRED: [&str; 17] = [
    "bill_id",
    "member_id",
    "category",
    "hospital_id",
    "hospital_level",
    "admission",
    "discharge",
    "settled_on",
    "diagnosis",
    "total",
    "out_of_catalogue",
    "class_b_prepay",
    "deductible",
    "pool_paid",
    "critical_paid",
    "assistance_paid",
    "other_paid",
];
const OPTIONAL: [&str; 14] = [
    "submitted_on",
    "diagnosed_on",
    "cause",
    "in_network",
    "referral",
    "over_limit",
    "civil_servant_paid",
    "large_amount_paid",
    "enterprise_paid",
    "account_paid",
    "hospital_borne",
    "in_scope",
    "stay_id",
    "lines",
];

impl History {
    /// The three files. Optional columns that no bill uses are left out; the scheme's own fields
    /// have their columns always.
    pub fn tables(&self, decimals: usize, bill_fields: &[&str], member_fields: &[&str]) -> Tables {
        Tables {
            members: members(&self.member, member_fields),
            enrolments: enrolments(&self.member, &self.enrolments),
            bills: bills(self, decimals, bill_fields),
        }
    }
}

fn lines(rows: impl Iterator<Item = String>) -> String {
    rows.map(|row| row + "\n").collect()
}

fn row(cells: impl IntoIterator<Item = impl Display>) -> String {
    let cells: Vec<String> = cells.into_iter().map(|cell| cell.to_string()).collect();
    assert!(cells.iter().all(|cell| !cell.contains([',', '"', '\n'])), "no cell needs quotes");
    cells.join(",")
}

fn members(member: &Member, fields: &[&str]) -> String {
    let header = row(MEMBER_COLUMNS.iter().chain(&["household_id", "valid_from"]).chain(fields));
    let birth_date = member.birth_date.to_string();
    let of = |valid_from: String, [hardship, home]: [&str; 2], own: &BTreeMap<String, String>| {
        let known = [&*member.member_id, &*birth_date, &*member.sex, "370000.1", hardship, home];
        let own = fields.iter().map(|field| own.get(*field).cloned().unwrap_or_default());
        row(known.map(str::to_owned).into_iter().chain([valid_from]).chain(own))
    };
    let first = of(String::new(), [&member.hardship, &member.household], &member.fields);
    let change =
        |one: &Change| of(one.valid_from.to_string(), [&one.hardship, &one.household], &one.fields);
    let changes = member.changes.iter().map(change);
    lines([header, first].into_iter().chain(changes))
}

fn enrolments(member: &Member, enrolments: &[Enrolment]) -> String {
    let cells = |one: &Enrolment| {
        let dates = [one.start, one.end, one.enrolled_on].map(|date| date.to_string());
        let [start, end, enrolled_on] = dates;
        let (id, plan) = (member.member_id.clone(), one.plan.clone());
        let paid_on = one.paid_on.map_or(String::new(), |date| date.to_string());
        let own = ENROLMENT_FIELDS.map(|field| one.fields.get(field).cloned().unwrap_or_default());
        row([id, plan, start, end, one.units.to_string(), enrolled_on, paid_on]
            .into_iter()
            .chain(own))
    };
    let header = row(ENROLMENT_COLUMNS.iter().chain(&ENROLMENT_FIELDS));
    lines(std::iter::once(header).chain(enrolments.iter().map(cells)))
}

fn bills(history: &History, decimals: usize, fields: &[&str]) -> String {
    let cell = |bill: &Bill, column: &str| cell(&history.member, bill, column, decimals);
    let used = |column: &&&str| history.bills.iter().any(|bill| !cell(bill, column).is_empty());
    let optional = OPTIONAL.iter().filter(used);
    let columns: Vec<&str> = REQUIRED.iter().chain(optional).chain(fields).copied().collect();
    let rows =
        history.bills.iter().map(|bill| row(columns.iter().map(|column| cell(bill, column))));
    lines(std::iter::once(row(&columns)).chain(rows))
}

fn cell(member: &Member, bill: &Bill, column: &str, decimals: usize) -> String {
    let given = bill.amounts.get(column).map(|amount| amount.decimal(decimals));
    match column {
        "bill_id" => bill.bill_id.clone(),
        "member_id" => member.member_id.clone(),
        "category" => bill.category.clone(),
        "hospital_id" => "H1".to_owned(),
        "hospital_level" => bill.hospital_level.clone(),
        "admission" => bill.admission.to_string(),
        "discharge" => bill.discharge.to_string(),
        "settled_on" => bill.settled_on.to_string(),
        "submitted_on" => bill.submitted_on.map_or(String::new(), |date| date.to_string()),
        "diagnosis" => bill.diagnosis.clone(),
        "stay_id" => bill.stay_id.clone().unwrap_or_default(),
        // A required column that the bill lacks is zero; an optional one is empty.
        _ if COLUMNS.contains(&column) && REQUIRED.contains(&column) => {
            bill.amount(column).decimal(decimals)
        }
        _ => given.or_else(|| bill.fields.get(column).cloned()).unwrap_or_default(),
    }
}

/// The rows of several files under one header: each file has only those optional columns that its rows use.
pub fn under_one_header<'t>(files: impl Iterator<Item = &'t String>) -> String {
    let cut = |row: &'t str| row.split(',').collect::<Vec<_>>();
    let files: Vec<Vec<Vec<&str>>> = files.map(|file| file.lines().map(cut).collect()).collect();
    let mut columns: Vec<&str> = Vec::new();
    for name in files.iter().flat_map(|rows| &rows[0]) {
        if !columns.contains(name) {
            columns.push(name);
        }
    }
    let mut text = columns.join(",") + "\n";
    for rows in &files {
        let place = |name: &&str| rows[0].iter().position(|one| one == name);
        let places: Vec<Option<usize>> = columns.iter().map(place).collect();
        for row in &rows[1..] {
            let cells = places.iter().map(|place| place.map_or("", |at| row[at]));
            text += &(cells.collect::<Vec<_>>().join(",") + "\n");
        }
    }
    text
}
