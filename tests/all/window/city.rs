//! An office of an invented city, as large as a test wants it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::visitor::Office;

/// Bills that are filed on this day or later are left out: a night refuses what comes from behind its day.
const NIGHT: &str = "2026-11-01";

/// A bill as it stands in bills.csv, by column.
pub type Bill = BTreeMap<String, String>;

/// An invented city, the same for the same seed, and an office with a ledger that knows of nobody yet.
pub struct City {
    pub office: Office,
    header: String,
    rows: Vec<String>,
}

impl City {
    /// Three bills for each member, some of whom have more and some none; each has a name, the first `N0`.
    pub fn new(members: usize, seed: usize) -> City {
        let office = Office::of_nothing();
        let [seed, bills, members] = [seed, 3 * members, members].map(|number| number.to_string());
        office.does(&[
            "generate",
            "--members",
            &members,
            "--bills",
            &bills,
            "--seed",
            &seed,
            "--out",
            "data",
        ]);
        let people = fs::read_to_string(office.path("data/members.csv")).unwrap();
        let (head, people) = people.split_once('\n').unwrap();
        let named = people.lines().enumerate().map(|(at, row)| format!("{row},N{at}\n"));
        office.write("data/members.csv", &format!("{head},name\n{}", named.collect::<String>()));
        let bills = fs::read_to_string(office.path("data/bills.csv")).unwrap();
        let (header, rows) = bills.split_once('\n').unwrap();
        let rows = rows.lines().map(str::to_owned).collect();
        let mut city = City { header: header.to_owned(), rows, office };
        let rows = city.rows.clone().into_iter();
        city.rows = rows.filter(|row| *city.bill(row)["submitted_on"] < *NIGHT).collect();
        city.write_bills("data", &[]);
        city
    }

    /// A key of the API for all members, once there is a night.
    pub fn with_key(mut self) -> City {
        self.office.key = self.office.program("tests", &["--everyone"]);
        self
    }

    /// Ids of members, in the order of the file.
    pub fn members(&self) -> Vec<String> {
        let people = fs::read_to_string(self.office.path("data/members.csv")).unwrap();
        people.lines().skip(1).map(|row| row.split(',').next().unwrap().to_owned()).collect()
    }

    fn bill(&self, row: &str) -> Bill {
        let cells = self.header.split(',').zip(row.split(','));
        cells.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
    }

    /// The bill of each member that is decided last.
    pub fn last_bills(&self) -> Vec<Bill> {
        let mut last: BTreeMap<String, Bill> = BTreeMap::new();
        for bill in self.rows.iter().map(|row| self.bill(row)) {
            let place = |bill: &Bill| (bill["settled_on"].clone(), bill["bill_id"].clone());
            let known = last.entry(bill["member_id"].clone()).or_insert_with(|| bill.clone());
            if place(known) < place(&bill) {
                *known = bill;
            }
        }
        last.into_values().collect()
    }

    /// Copies the data into a folder, all but some bills.
    pub fn data_without(&self, bills: &[Bill], folder: &str) {
        fs::create_dir(self.office.path(folder)).unwrap();
        for name in ["members.csv", "enrolments.csv"] {
            let to = self.office.path(&format!("{folder}/{name}"));
            fs::copy(self.office.path(&format!("data/{name}")), to).unwrap();
        }
        self.write_bills(folder, bills);
    }

    fn write_bills(&self, folder: &str, but: &[Bill]) {
        let gone: BTreeSet<&str> = but.iter().map(|bill| bill["bill_id"].as_str()).collect();
        let kept = self.rows.iter().filter(|row| !gone.contains(row.split(',').next().unwrap()));
        let kept: Vec<&str> = kept.map(String::as_str).collect();
        self.office.write(
            &format!("{folder}/bills.csv"),
            &format!("{}\n{}\n", self.header, kept.join("\n")),
        );
    }

    /// Decides what is in a folder, as a batch or as a night with further words.
    pub fn batch(&self, data: &str, out: &str, more: &[&str]) {
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/city");
        let words = ["batch", "--rules", rules.to_str().unwrap(), "--data", data, "--out", out];
        self.office.does(&[&words[..], &["--accept-rejects", "1000"], more].concat());
    }

    /// Posts what is in a folder.
    pub fn night(&self, data: &str, out: &str, posted_on: &str) {
        self.batch(
            data,
            out,
            &["--ledger", "city.ledger", "--by", "Zhou", "--posted-on", posted_on],
        );
    }
}

/// A number that the environment says for a longer look; else the usual one.
pub fn number(name: &str, usual: usize) -> usize {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}
