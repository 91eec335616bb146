//! Funders bear what they bore: cases worked by hand, each with the answer beside it. Medical aid pays all of a bill but
//! what is out of catalogue, and aid for drugs pays that; so every amount below is the one that the bill names.

use std::fs;
use std::process::Command;

use huzhu::accounting::{self, Funded};
use huzhu::date::Day;
use huzhu::ledger::{Access, Ledger, Signed};
use huzhu::manual_facts::ManualFact;
use huzhu::payment::{self, Hold, HoldAct};
use huzhu::scheme::Source;
use serde_json::Value;

use super::office::{Facts, Office, STRICT, Terms, minor};

const RULES: &str = r#"
[scheme]
id = "aid"
title = { zh = "互助保障", en = "mutual aid" }
currency = "CNY"
basis = "admission"
order = "settlement"

[edition]
id = "1"
title = { zh = "第一期", en = "the first" }
from = "1900-01-01"
source = "made for this test"

[[plan]]
id = "city"
title = { zh = "医疗互助", en = "medical aid" }
clause = "art. 1"

[[benefit]]
id = "medical"
plan = "city"
title = { zh = "医疗互助金", en = "medical aid" }
clause = "art. 2"
funder = MEDICAL
categories = ["inpatient"]
against_bill = "within"
base = "total - out_of_catalogue"
rate = "100%"

[[benefit]]
id = "drugs"
plan = "city"
title = { zh = "药品互助金", en = "aid for drugs" }
clause = "art. 3"
funder = DRUGS
categories = ["inpatient"]
against_bill = "within"
base = "out_of_catalogue"
rate = "100%"
"#;

/// Small amounts are let stand.
const LENIENT: &str = "\n[scheme.corrections]\nstands_below = \"5\"\norder_of_bills = \"stands\"\nrevisions = \"replace\"\n";

/// Rules under which these bear medical aid and aid for drugs.
fn borne_by(medical: &str, drugs: &str, corrections: &str) -> Terms {
    let names = ["county", "city", "province"];
    let declared = |name: &&str| medical.contains(*name) || drugs.contains(*name);
    let funder = |name| {
        format!("[[funder]]\nid = \"{name}\"\ntitle = {{ zh = \"{name}\", en = \"{name}\" }}\n\n")
    };
    let funders: String = names.into_iter().filter(declared).map(funder).collect();
    let text = RULES.replace("MEDICAL", medical).replace("DRUGS", drugs);
    let text = text.replacen("[[plan]]", &format!("{funders}[[plan]]"), 1) + corrections;
    Terms::from(vec![Source { path: "rules.toml".into(), text }])
}

const PROVINCE: &str = "\"province\"";
const CITY: &str = "\"city\"";
const SPLIT: &str = "{ province = \"60%\", city = \"rest\" }";

/// A bill of medical aid and drugs, in yuan; with a revision.
fn bill(id: &str, member: &str, medical: &str, drugs: &str, revision: &str) -> String {
    let total = minor(medical) + minor(drugs);
    let total = format!("{}.{:02}", total / 100, total % 100);
    format!(
        "{id},{member},inpatient,H1,1,2024-03-01,2024-03-02,2024-04-01,I10,{total},{drugs},0.00,0.00,\
         0.00,0.00,0.00,0.00,,{revision},final,,,"
    )
}

fn one(row: String) -> Facts {
    Facts::default().bill_row(row)
}

/// The row that takes a bill back.
fn void(id: &str, member: &str) -> Facts {
    one(bill(id, member, "1.00", "0.00", "9").replace(",final,", ",void,"))
}

fn signed(day: &str) -> Signed {
    Signed::new(Some("Li"), Day::parse(day).unwrap(), Some("a test")).unwrap()
}

impl Office {
    /// What moved of each funder in a month: all that is not nothing, in yuan.
    pub fn funded(&self, month: &str) -> Vec<String> {
        let ledger = Ledger::open(&self.path("ledger"), Access::Read).unwrap();
        let rolled = accounting::roll_forward(&ledger, Some(month.parse().unwrap())).unwrap();
        assert!(rolled.adds_up(), "{rolled:#?}");
        rolled.funders.iter().map(told).collect()
    }
}

fn told(one: &Funded) -> String {
    let columns = [
        ("opening", one.opening),
        ("due", one.due),
        ("reversed", one.reversed),
        ("stood", one.written_off),
        ("released", one.released),
        ("returned", one.returned),
        ("between", one.between),
        ("closing", one.closing()),
        ("recovered", one.recovered),
        ("unreleased", one.unreleased),
        ("recoverable", one.recoverable),
        ("owes", one.owes_others),
    ];
    let shown = columns.into_iter().filter(|(_, amount)| amount.minor() != 0);
    let shown = shown.map(|(name, amount)| {
        let (sign, minor) =
            (if amount.minor() < 0 { "-" } else { "" }, amount.minor().unsigned_abs());
        format!(" {name} {sign}{}.{:02}", minor / 100, minor % 100)
    });
    format!("{}:{}", one.funder, shown.collect::<String>())
}

#[test]
fn a_bill_is_reversed_for_those_who_bore_it() {
    let mut office = Office::under(borne_by(PROVINCE, PROVINCE, STRICT));
    office.night("2024-06-01", &Facts::of(&["A"]).bill_row(bill("A1", "A", "100.00", "0.00", "")));
    // The benefit gets another funder, which moves nothing.
    let before = office.funded("2024-06");
    office.terms = borne_by(CITY, CITY, STRICT);
    office.night("2024-06-02", &Facts::default());
    assert_eq!(office.funded("2024-06"), before);
    office.night("2024-06-03", &one(bill("A2", "A", "30.00", "0.00", "")));
    assert_eq!(
        office.funded("2024-06"),
        ["city: due 30.00 released 30.00", "province: due 100.00 released 100.00"]
    );
    office.night("2024-07-01", &void("A1", "A"));
    assert_eq!(
        office.funded("2024-07"),
        ["city:", "province: reversed -100.00 closing -100.00 recoverable 100.00"]
    );
    // The city's 40 is paid with 40 that the province paid too much: the city owes it to the province.
    office.night("2024-08-01", &one(bill("A3", "A", "40.00", "0.00", "")));
    assert_eq!(
        office.funded("2024-08"),
        [
            "city: due 40.00 between 40.00 owes 40.00",
            "province: opening -100.00 between -40.00 closing -60.00 recovered 40.00 recoverable 60.00 owes -40.00",
        ]
    );
    assert_eq!(
        office.funded("2024-06"),
        ["city: due 30.00 released 30.00", "province: due 100.00 released 100.00"]
    );
}

#[test]
fn what_becomes_due_under_another_funder_is_the_first_that_is_reversed() {
    let mut office = Office::under(borne_by(PROVINCE, PROVINCE, STRICT));
    office.night("2024-06-01", &Facts::of(&["A"]).bill_row(bill("A1", "A", "100.00", "0.00", "1")));
    office.terms = borne_by(CITY, CITY, STRICT);
    office.night("2024-07-01", &one(bill("A1", "A", "150.00", "0.00", "2")));
    office.night("2024-08-01", &one(bill("A1", "A", "80.00", "0.00", "3")));
    assert_eq!(office.funded("2024-07")[0], "city: due 50.00 released 50.00");
    // 70 less: the city's 50, and 20 of the province's 100.
    assert_eq!(
        office.funded("2024-08"),
        [
            "city: reversed -50.00 closing -50.00 recoverable 50.00",
            "province: reversed -20.00 closing -20.00 recoverable 20.00",
        ]
    );
    // What is due again is borne as the rules say now.
    office.night("2024-09-01", &one(bill("A1", "A", "90.00", "0.00", "4")));
    assert_eq!(
        office.funded("2024-09"),
        [
            "city: opening -50.00 due 10.00 closing -40.00 recovered 10.00 recoverable 40.00",
            "province: opening -20.00 closing -20.00 recoverable 20.00",
        ]
    );
}

#[test]
fn a_split_is_of_what_is_due_now() {
    let office = Office::under(borne_by(SPLIT, SPLIT, STRICT));
    let facts = Facts::of(&["A", "B"]).bill_row(bill("A1", "A", "0.01", "0.00", ""));
    // 60 % of 0.01 is 0.006: the province's. 60 % of 100.01 is 60.006, and of 100.02 60.012: both 60.01.
    office.night("2024-06-01", &facts);
    assert_eq!(office.funded("2024-06"), ["province: due 0.01 released 0.01"]);
    office.night("2024-07-01", &one(bill("B1", "B", "100.01", "0.00", "1")));
    let both = ["city: due 40.00 released 40.00", "province: due 60.01 released 60.01"];
    assert_eq!(office.funded("2024-07"), both);
    office.night("2024-08-01", &one(bill("B1", "B", "100.02", "0.00", "2")));
    assert_eq!(office.funded("2024-08"), ["city: due 0.01 released 0.01", "province:"]);
    office.night("2024-09-01", &one(bill("B1", "B", "100.00", "0.00", "3")));
    assert_eq!(
        office.funded("2024-09"),
        [
            "city: reversed -0.01 closing -0.01 recoverable 0.01",
            "province: reversed -0.01 closing -0.01 recoverable 0.01",
        ]
    );
    office.night("2024-10-01", &void("B1", "B"));
    assert_eq!(
        office.funded("2024-10"),
        [
            "city: opening -0.01 reversed -40.00 closing -40.01 recoverable 40.01",
            "province: opening -0.01 reversed -60.00 closing -60.01 recoverable 60.01",
        ]
    );
}

#[test]
fn a_benefit_that_comes_to_be_split_keeps_what_one_funder_bore() {
    let mut office = Office::under(borne_by(CITY, CITY, STRICT));
    office.night("2024-06-01", &Facts::of(&["A"]).bill_row(bill("A1", "A", "100.00", "0.00", "1")));
    office.terms = borne_by(SPLIT, SPLIT, STRICT);
    // 50 more is split: 30 and 20; then 10 less of these is 6 and 4.
    office.night("2024-07-01", &one(bill("A1", "A", "150.00", "0.00", "2")));
    office.night("2024-08-01", &one(bill("A1", "A", "140.00", "0.00", "3")));
    assert_eq!(
        office.funded("2024-07"),
        ["city: due 20.00 released 20.00", "province: due 30.00 released 30.00"]
    );
    assert_eq!(
        office.funded("2024-08"),
        [
            "city: reversed -4.00 closing -4.00 recoverable 4.00",
            "province: reversed -6.00 closing -6.00 recoverable 6.00",
        ]
    );
}

#[test]
fn who_paid_too_much_lets_it_stand() {
    let mut office = Office::under(borne_by(PROVINCE, PROVINCE, LENIENT));
    office.night("2024-06-01", &Facts::of(&["A"]).bill_row(bill("A1", "A", "100.00", "0.00", "1")));
    office.night("2024-07-01", &one(bill("A1", "A", "98.00", "0.00", "2")));
    assert_eq!(office.funded("2024-07"), ["province: reversed -2.00 stood 2.00"]);
    // The bill is as it was, and the city now bears it: the member has the 2 from the province.
    office.terms = borne_by(CITY, CITY, LENIENT);
    office.night("2024-08-01", &one(bill("A1", "A", "100.00", "0.00", "3")));
    assert_eq!(
        office.funded("2024-08"),
        ["city: due 2.00 between 2.00 owes 2.00", "province: stood -2.00 between -2.00 owes -2.00",]
    );
}

#[test]
fn what_the_bank_sends_back_is_of_those_whose_money_it_was() {
    let mut office = Office::under(borne_by(PROVINCE, PROVINCE, STRICT));
    office.night("2024-06-01", &Facts::of(&["A"]).bill_row(bill("A1", "A", "100.00", "0.00", "1")));
    office.terms = borne_by(CITY, CITY, STRICT);
    office.night("2024-06-02", &one(bill("A2", "A", "30.00", "0.00", "")));
    office.returned("2024-07-01", 1);
    assert_eq!(
        office.funded("2024-07"),
        ["city:", "province: returned 100.00 closing 100.00 unreleased 100.00"]
    );
    // 10 less is due of the first bill: it is withdrawn of its payment.
    office.releases = false;
    office.night("2024-08-01", &one(bill("A1", "A", "90.00", "0.00", "2")));
    assert_eq!(
        office.funded("2024-08"),
        ["city:", "province: opening 100.00 reversed -10.00 closing 90.00 unreleased 90.00"]
    );
}

#[test]
fn what_leaves_in_part_is_of_all_whose_money_it_is() {
    let mut office = Office::under(borne_by(PROVINCE, CITY, STRICT));
    office.releases = false;
    let facts = Facts::of(&["A"]).bill_row(bill("A1", "A", "300.00", "0.00", ""));
    office.night("2024-06-01", &facts.bill_row(bill("A2", "A", "0.00", "200.00", "1")));
    let hold = |act| {
        let mut ledger = Ledger::open(&office.path("ledger"), Access::Write).unwrap();
        payment::hold(&mut ledger, act, Hold::Bill, "A2", signed("2024-06-01")).unwrap();
    };
    hold(HoldAct::Hold);
    office.release_all("2024-06-01");
    // 300 of 500 left: three fifths of each.
    assert_eq!(
        office.funded("2024-06"),
        [
            "city: due 200.00 released 120.00 closing 80.00 unreleased 80.00",
            "province: due 300.00 released 180.00 closing 120.00 unreleased 120.00",
        ]
    );
    hold(HoldAct::Unhold);
    office.release_all("2024-07-01");
    assert_eq!(
        office.funded("2024-07"),
        ["city: opening 80.00 released 80.00", "province: opening 120.00 released 120.00",]
    );
}

#[test]
fn what_is_withdrawn_is_first_of_those_who_pay_less() {
    let mut office = Office::under(borne_by(PROVINCE, CITY, STRICT));
    office.releases = false;
    office
        .night("2024-06-01", &Facts::of(&["A"]).bill_row(bill("A1", "A", "300.00", "200.00", "1")));
    // 50 less of drugs, 20 more of medical aid: the city's 20 pays what the province bears, and 30 is withdrawn.
    office.night("2024-07-01", &one(bill("A1", "A", "320.00", "150.00", "2")));
    assert_eq!(
        office.funded("2024-07"),
        [
            "city: opening 200.00 reversed -50.00 between -20.00 closing 170.00 unreleased 170.00 owes -20.00",
            "province: opening 300.00 due 20.00 between 20.00 closing 300.00 unreleased 300.00 owes 20.00",
        ]
    );
}

#[test]
fn what_two_ids_of_one_person_have_stays_with_those_who_bore_it() {
    let mut office = Office::under(borne_by(PROVINCE, PROVINCE, STRICT));
    office.night(
        "2024-06-01",
        &Facts::of(&["A", "B"]).bill_row(bill("B1", "B", "100.00", "0.00", "1")),
    );
    office.terms = borne_by(CITY, CITY, STRICT);
    let same = ManualFact::SamePerson { other: "B".to_owned() };
    let mut ledger = Ledger::open(&office.path("ledger"), Access::Write).unwrap();
    ledger.add_fact("A", &same, signed("2024-06-02")).unwrap();
    drop(ledger);
    // With the join comes a correction: 10 more, which the city bears.
    office.night("2024-07-01", &one(bill("B1", "B", "110.00", "0.00", "2")));
    assert_eq!(
        office.funded("2024-07"),
        ["city: due 10.00 released 10.00", "province: due 100.00 reversed -100.00",]
    );
    office.night("2024-08-01", &void("B1", "A"));
    assert_eq!(
        office.funded("2024-08"),
        [
            "city: reversed -10.00 closing -10.00 recoverable 10.00",
            "province: reversed -100.00 closing -100.00 recoverable 100.00",
        ]
    );
}

impl Office {
    /// The bank sends back what a run prepared.
    fn returned(&self, day: &str, run: i64) {
        let sql = format!("SELECT id FROM payment WHERE run = {run}");
        let id: String = self.ledger().query_row(&sql, (), |row| row.get(0)).unwrap();
        let file = self.path("back.csv");
        fs::write(&file, format!("payment_id,reason\n{id},closed\n")).unwrap();
        let mut ledger = Ledger::open(&self.path("ledger"), Access::Write).unwrap();
        payment::read_returns(&mut ledger, &file, &signed(day), false).unwrap();
    }
}

/// An office in which money went between funders, something is in hand, something came back and something stood.
fn of_all_kinds() -> Office {
    let mut office = Office::under(borne_by(SPLIT, PROVINCE, LENIENT));
    let of = |facts: Facts, id: &str, medical| {
        facts.bill_row(bill(&format!("{id}1"), id, medical, "33.33", "1"))
    };
    let facts = Facts::of(&["A", "B", "C"]);
    office.night("2024-06-01", &of(of(of(facts, "A", "100.01"), "B", "70.07"), "C", "0.05"));
    office.returned("2024-06-15", 1);
    office.releases = false;
    office.terms = borne_by(CITY, SPLIT, LENIENT);
    let corrected = one(bill("A1", "A", "98.00", "33.33", "2"))
        .bill_row(bill("B1", "B", "10.00", "90.00", "2"));
    office.night("2024-07-01", &corrected);
    office.night("2024-07-02", &void("B1", "B"));
    let more =
        one(bill("B2", "B", "500.00", "0.05", "1")).bill_row(bill("C2", "C", "7.00", "7.77", "1"));
    office.night("2024-07-03", &more);
    office
}

#[test]
fn the_journal_and_the_entries_have_what_each_funder_bears() {
    let office = of_all_kinds();
    office.funded("2024-06");
    office.funded("2024-07");
    let (journal, entries) = (office.path("aid.journal"), office.path("entries.csv"));
    let to = ["--to", journal.to_str().unwrap(), "--entries", entries.to_str().unwrap()];
    office.tells("export", &to);
    let journal = fs::read_to_string(journal).unwrap();
    for account in
        ["expenses:benefits:province:city:medical", "liabilities:funders:city", "assets:bank:city"]
    {
        assert!(journal.contains(&format!("account {account}\n")), "{account}\n{journal}");
    }
    // By kind, what is told by funder comes to what the ledger has.
    let told = fs::read_to_string(entries).unwrap();
    let mut sums = std::collections::BTreeMap::<String, i64>::new();
    for row in told.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        assert!(!cells[7].is_empty(), "{row}");
        *sums.entry(cells[3].to_owned()).or_default() += minor(cells[8]);
    }
    assert_eq!(sums.remove("between"), Some(0));
    let sql = "SELECT kind, sum(amount) FROM entry GROUP BY 1";
    assert_eq!(sums, office.sums(sql));
}

/// Run by `.ci/run`, which installs hledger.
#[test]
#[ignore = "needs hledger; .ci/run installs it"]
fn hledger_comes_to_what_the_roll_forward_says_of_each_funder() {
    let office = of_all_kinds();
    let path = office.path("aid.journal");
    office.tells("export", &["--to", path.to_str().unwrap()]);
    let hledger = |arguments: &[&str]| {
        let output = Command::new("hledger").arg("-f").arg(&path).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    hledger(&["check", "--strict"]);
    let sum = |account: String| {
        let told = hledger(&["balance", &account, "-O", "json", "--no-total", "--depth", "2"]);
        let told: Value = serde_json::from_str(&told).unwrap();
        let amounts = told[0].as_array().unwrap().iter().flat_map(|row| row[3].as_array().unwrap());
        amounts.map(|amount| amount["aquantity"]["decimalMantissa"].as_i64().unwrap()).sum::<i64>()
    };
    let rolled = office.tells("roll-forward", &["--format", "json", "--month", "2024-07"]);
    let rolled: Value = serde_json::from_str(&rolled).unwrap();
    let funders = rolled["funders"].as_array().unwrap();
    assert_eq!(funders.len(), 2);
    for one in funders {
        let name = one["funder"].as_str().unwrap();
        let of = |account: &str| sum(format!("^{account}:{name}(:|$)"));
        let told = |key: &str| minor(one[key].as_str().unwrap());
        assert_eq!(
            of("liabilities:members") + of("liabilities:payments"),
            -told("closing"),
            "{name}"
        );
        assert_eq!(of("liabilities:members"), told("recoverable"), "{name}");
        assert_eq!(of("liabilities:payments"), -told("unreleased"), "{name}");
        assert_eq!(of("liabilities:funders"), -told("owes_others"), "{name}");
    }
}
