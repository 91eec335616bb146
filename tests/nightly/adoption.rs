//! Changed rules, adopted for all or for some. Amounts are under the city benchmark: 500 of a year are the
//! member's, then 50 % up to 5,000 of the year; under the changed rules 40 %, and later 30 %.

use std::fs;
use std::process::Command;

use proptest::prelude::*;

use super::office::{Bill, Facts, Office, Terms, at_once};

const MEMBERS: [&str; 3] = ["A", "B", "C"];

fn terms(share: &str) -> Terms {
    Terms::city(&[("low_pays = \"50%\"", &format!("low_pays = \"{share}\""))])
}

fn bill(id: &str, member: &str, settled_on: &str, total: &str) -> Facts {
    Facts::default().bill(Bill::new(id, member, settled_on, total))
}

/// A, B and C, each paid 250.00 for a bill of 1,000; the rules then give 40 % where they gave 50 %.
fn changed() -> Office {
    let mut office = Office::new("city");
    let facts = MEMBERS.iter().fold(Facts::of(&MEMBERS), |facts, id| {
        facts.and(&bill(&format!("{id}1"), id, "2024-05-01", "1000.00"))
    });
    office.night("2024-06-01", &facts);
    office.terms = terms("40%");
    office
}

impl Office {
    /// From now on the rules are adopted by name, for those alone whom a file lists.
    fn adopt(&mut self, only: Option<&str>) {
        self.adopt = Some(self.terms.rules.name().to_owned());
        self.adopt_only = only.map(|ids| {
            fs::write(self.path("only.csv"), format!("member_id\n{ids}")).unwrap();
            self.path("only.csv")
        });
    }

    fn adopt_nothing(&mut self) {
        (self.adopt, self.adopt_only) = (None, None);
    }

    fn entitled(&self) -> [i64; 3] {
        MEMBERS.map(|id| self.balance(id)[0])
    }

    /// What `huzhu explain BILL` prints; it fails where it does not come to what was posted.
    fn explain(&self, bill: &str) -> String {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.args(["--lang", "en", "explain", bill, "--ledger"]).arg(self.path("ledger"));
        let output = huzhu.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What `huzhu ledger impact` says of the rules of the office, and its list.
    fn impact(&self) -> (String, String) {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.args(["--lang", "en", "ledger", "impact"]).arg(self.path("ledger"));
        let list = self.path("impact.csv");
        huzhu.arg("--rules").arg(self.rules()).arg("--out").arg(&list);
        let output = huzhu.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        (String::from_utf8(output.stdout).unwrap(), fs::read_to_string(list).unwrap())
    }
}

#[test]
fn a_year_in_which_one_member_adopts_and_the_others_later() {
    let mut office = changed();
    office.refuses("2024-06-02", &Facts::default());
    office.adopt(Some("A\n"));
    let report = office.night("2024-06-02", &Facts::default());
    // A: 40 % of the 500 above the deductible. B and C go on as they were decided.
    assert_eq!(office.entitled(), [20_000, 25_000, 25_000]);
    assert_eq!(office.cells("changes.csv", &[1, 2, 5, 6, 8]), ["A A1 250.00 200.00 rules"]);
    assert_eq!(report.summary.members_decided, 1);
    // The same night again says nothing new.
    let before = office.count("posting");
    office.night("2024-06-02", &Facts::default());
    assert_eq!((office.count("posting"), office.entitled()), (before, [20_000, 25_000, 25_000]));

    // Later nights are not refused. A bill of 200 is 80.00 for A and 100.00 for B, whose first bill does
    // not move; D is new, and 40 % of 500 are 200.00.
    office.adopt_nothing();
    let facts =
        bill("A2", "A", "2024-05-02", "200.00").and(&bill("B2", "B", "2024-05-02", "200.00"));
    let facts = facts.and(&Facts::of(&["D"])).and(&bill("D1", "D", "2024-05-02", "1000.00"));
    office.night("2024-06-03", &facts);
    assert_eq!(office.entitled(), [28_000, 35_000, 25_000]);
    assert_eq!(office.balance("D")[0], 20_000);
    assert_eq!(office.rows("changes.csv"), [""; 0]);
    let rows = office.cells("decisions.csv", &[0, 5]);
    assert_eq!(rows, ["A1 200.00", "A2 80.00", "B1 250.00", "B2 100.00", "D1 200.00"]);
    // Again a night later: B goes on under the rules that the posting names.
    office.night("2024-06-04", &bill("B3", "B", "2024-04-01", "100.00"));
    assert_eq!(office.entitled(), [28_000, 40_000, 25_000]);

    // What is not adopted is listed, whoever asks.
    let (told, list) = office.impact();
    assert!(told.contains("2 members go on under earlier rules"), "{told}");
    assert!(list.contains("\nB,B1,city,reimbursement,") && list.contains("\nC,C1,"), "{list}");
    assert!(!list.contains("\nA,") && !list.contains("\nD,"), "{list}");
    for (bill, share) in [("A1", "40%"), ("B1", "50%"), ("B2", "50%"), ("C1", "50%"), ("D1", "40%")]
    {
        let told = office.explain(bill);
        assert!(told.contains(share), "{bill}: {told}");
    }
    office.is_whole();

    // All adopt: 40 % of 500 + 200 + 100, and of 500.
    office.adopt(None);
    office.night("2024-06-05", &Facts::default());
    assert_eq!(office.entitled(), [28_000, 32_000, 20_000]);
    office.adopt_nothing();
    office.night("2024-06-06", &bill("B4", "B", "2024-05-05", "100.00"));
    assert_eq!(office.entitled(), [28_000, 36_000, 20_000]);
    assert!(office.explain("B4").contains("40%"));
    assert_eq!(office.explain("C1").matches("40%").count().min(1), 1);
    assert!(!office.impact().0.contains("earlier rules"));
    office.is_whole();
}

#[test]
fn those_left_out_may_adopt_one_after_the_other() {
    let mut office = changed();
    office.adopt(Some("A\n"));
    office.night("2024-06-02", &Facts::default());
    office.adopt(Some("B\n"));
    office.night("2024-06-03", &Facts::default());
    assert_eq!(office.entitled(), [20_000, 20_000, 25_000]);
    // A adopted first, and follows all that comes: under rules that change more, A and B have to be asked.
    office.adopt_nothing();
    office.terms = terms("30%");
    let why = office.refuses("2024-06-04", &Facts::default());
    assert!(why.contains("for 2 members: 0 get 0.00 more, 2 get 100.00 less"), "{why}");
    assert!(why.contains("1 members go on under earlier rules"), "{why}");
    // A alone goes on to 30 %; B stays at 40 %, C at 50 %, whatever comes.
    office.adopt(Some("A\n"));
    office.night("2024-06-04", &Facts::default());
    office.adopt_nothing();
    let facts = MEMBERS.iter().fold(Facts::default(), |facts, id| {
        facts.and(&bill(&format!("{id}2"), id, "2024-05-02", "100.00"))
    });
    office.night("2024-06-05", &facts);
    assert_eq!(office.entitled(), [18_000, 24_000, 30_000]);
    office.is_whole();
}

#[test]
fn who_adopts_is_somebody_known_and_not_nobody() {
    let mut office = changed();
    office.adopt(Some("A\nX123456789\nY123456789\n"));
    let why = office.refuses("2024-06-02", &Facts::default());
    assert!(
        why.contains("only.csv:3:") && why.contains("only.csv:4:") && why.contains("X12***89"),
        "{why}"
    );
    assert!(why.contains("take the line out"), "{why}");
    office.adopt(Some(""));
    let why = office.refuses("2024-06-02", &Facts::default());
    assert!(why.contains("names nobody") && why.contains("`member_id`"), "{why}");
    fs::write(office.path("only.csv"), "id\nA\n").unwrap();
    let why = office.refuses("2024-06-02", &Facts::default());
    assert!(why.contains("no column `member_id`"), "{why}");
}

/// The city until the end of 2024, and other rules from 2025 on.
fn with_2025(share: &str) -> Terms {
    let home = super::office::home("rules/city/1.toml");
    let text = fs::read_to_string(home).unwrap();
    let text = text.replace("low_pays = \"50%\"", &format!("low_pays = \"{share}\""));
    let now = text.replace("from = \"1900-01-01\"", "from = \"1900-01-01\"\nto = \"2024-12-31\"");
    let later = text.replace("id = \"1\"", "id = \"2\"").replace("1900-01-01", "2025-01-01");
    let later = later.replace(&format!("low_pays = \"{share}\""), "low_pays = \"10%\"");
    let source = |name: &str, text| huzhu::scheme::Source { path: name.into(), text };
    Terms::from(vec![source("1.toml", now), source("2.toml", later)])
}

#[test]
fn behind_the_last_day_of_rules_of_ones_own_stand_the_later_editions_of_the_night() {
    let text = fs::read_to_string(super::office::home("rules/city/1.toml")).unwrap();
    let ends = text.replace("from = \"1900-01-01\"", "from = \"1900-01-01\"\nto = \"2024-12-31\"");
    let source = huzhu::scheme::Source { path: "1.toml".into(), text: ends };
    let mut office = Office::under(Terms::from(vec![source]));
    let enrolled = "A,city,2023-01-01,2025-12-31,1,2022-12-01,,";
    let facts = Facts::default().member("A").enrolment(enrolled).and(&Facts::of(&["B"]));
    let facts = facts.and(&bill("A1", "A", "2024-05-01", "1000.00"));
    office.night("2024-06-01", &facts.and(&bill("B1", "B", "2024-05-01", "1000.00")));
    office.terms = with_2025("40%");
    office.adopt(Some("B\n"));
    office.night("2024-06-02", &Facts::default());
    assert_eq!([office.balance("A")[0], office.balance("B")[0]], [25_000, 20_000]);
    // 2024 is paid as it was decided, 50 %; 2025 by the edition that came, 10 %.
    office.adopt_nothing();
    let later = Bill { admission: "2025-02-01", ..Bill::new("A3", "A", "2025-03-01", "1500.00") };
    let facts = bill("A2", "A", "2024-05-02", "100.00").bill(later);
    office.night("2025-03-02", &facts);
    let rows = office.cells("decisions.csv", &[0, 5]);
    assert_eq!(rows, ["A1 250.00", "A2 50.00", "A3 100.00"]);
    for bill in ["A1", "A2", "A3", "B1"] {
        office.explain(bill);
    }
    office.is_whole();
}

#[test]
fn a_bill_taken_back_and_sent_anew_is_decided_under_the_same_rules_on_whatever_nights() {
    let mut office = changed();
    office.adopt(Some("A\n"));
    office.night("2024-06-02", &Facts::default());
    office.adopt_nothing();
    let void = Bill::new("B1", "B", "2024-05-01", "1000.00").void();
    office.night("2024-06-03", &Facts::default().bill(void));
    office.night("2024-06-04", &bill("B2", "B", "2024-05-01", "1000.00"));
    assert_eq!(office.entitled(), [20_000, 25_000, 25_000]);
    // Nothing is left of B when all adopt: what comes then is of the rules of the night.
    let void = Bill::new("B2", "B", "2024-05-01", "1000.00").void();
    office.night("2024-06-05", &Facts::default().bill(void));
    office.adopt(None);
    office.night("2024-06-06", &Facts::default());
    assert!(!office.impact().0.contains("earlier rules"));
    office.night("2024-06-07", &bill("B3", "B", "2024-05-01", "1000.00"));
    assert_eq!(office.entitled(), [20_000, 20_000, 20_000]);
    office.is_whole();
}

#[test]
fn two_ids_of_one_person_go_on_under_the_rules_of_the_one_that_was_left_out() {
    let mut office = changed();
    office.adopt(Some("A\n"));
    office.night("2024-06-02", &Facts::of(&["D"]));
    office.adopt_nothing();
    office.say("same-person", &["D", "C", "--reason", "one card"]).unwrap();
    office.night("2024-06-03", &bill("D1", "D", "2024-05-02", "100.00"));
    // 50 % of 500 and of 100.
    assert_eq!([office.balance("C")[0], office.balance("D")[0]], [0, 30_000]);
    office.explain("D1");
    office.is_whole();
    office.adopt(Some("C\n"));
    office.night("2024-06-04", &Facts::default());
    assert_eq!(office.balance("D")[0], 24_000);
    office.is_whole();
}

/// The city benchmark with a column of bills that is of no use but to be there.
fn with_site() -> Terms {
    let fields = "[fields]\nsite = { type = \"category\", of = \"bill\", values = [\"near\", \"far\"], \
                  default = \"near\" }\n[parameters]";
    Terms::city(&[("[parameters]", fields)])
}

#[test]
fn what_is_known_is_kept_when_rules_have_another_column() {
    let mut office = Office::new("city");
    office.night("2024-06-01", &Facts::of(&["A"]).and(&bill("A1", "A", "2024-05-01", "1000.00")));
    office.terms = with_site();
    office.night("2024-06-02", &bill("A2", "A", "2024-05-02", "100.00"));
    office.terms = Terms::of("city");
    office.night("2024-06-03", &bill("A3", "A", "2024-05-03", "100.00"));
    assert_eq!(office.balance("A"), [35_000, 35_000, 0]);
    office.explain("A1");
    office.is_whole();
}

#[test]
fn rules_of_ones_own_that_ask_for_a_column_of_which_the_night_knows_nothing_are_told() {
    let mut office = Office::under(with_site());
    let facts = Facts::of(&["A", "B"]).and(&bill("A1", "A", "2024-05-01", "1000.00"));
    office.night("2024-06-01", &facts.and(&bill("B1", "B", "2024-05-01", "1000.00")));
    office.terms = terms("40%");
    office.adopt(Some("B\n"));
    let why = office.refuses("2024-06-02", &Facts::default());
    assert!(why.contains("columns that tonight's do not have: `site`; keep them"), "{why}");
    office.adopt(None);
    office.night("2024-06-02", &Facts::default());
    assert_eq!([office.balance("A")[0], office.balance("B")[0]], [20_000, 20_000]);
}

/// A, who is denied a bill of 400.00 two weeks after cover began, since new members wait for 30 days; the
/// rules then let them wait for 10.
fn waiting() -> Office {
    let mut office = Office::new("city");
    let enrolled = "A,city,2024-02-15,2024-12-31,1,2024-02-01,,";
    let facts = Facts::default().member("A").enrolment(enrolled);
    office.night("2024-06-01", &facts.and(&bill("M", "A", "2024-05-01", "400.00")));
    office.terms = Terms::city(&[("waiting = { days = 30", "waiting = { days = 10")]);
    office
}

/// Status and reasons of A's decisions.
fn judged(office: &Office) -> Vec<String> {
    let decided = office.balances().remove("A").unwrap().decided;
    let judged = |line: &String| line.split(',').skip(2).take(2).collect::<Vec<_>>().join(" ");
    decided.iter().map(judged).collect()
}

#[test]
fn rules_that_change_only_a_reason_are_listed_and_taken_only_when_asked_for() {
    let mut office = waiting();
    assert_eq!(judged(&office), ["denied waiting_period"]);
    let why = office.refuses("2024-06-02", &Facts::default());
    assert!(why.contains("for 0 members: 0 get 0.00 more, 0 get 0.00 less"), "{why}");
    assert!(why.contains("1 decisions change in their reasons only"), "{why}");
    let (told, list) = office.impact();
    assert!(told.contains("reasons only: 1 decisions"), "{told}");
    let listed = list.lines().nth(1).unwrap();
    assert!(listed.starts_with("A,M,city,,,,,denied waiting_period (1),nil reimbursement:within_"));
    office.adopt(None);
    office.night("2024-06-02", &Facts::default());
    // 400.00 is within the deductible of 500: nil, not denied, and nothing is paid either way.
    assert_eq!(judged(&office), ["nil reimbursement:within_deductible;per_diem:no_day_counts"]);
    assert_eq!((office.balance("A"), office.rows("changes.csv")), ([0, 0, 0], vec![]));
    office.adopt_nothing();
    office.night("2024-06-03", &Facts::default());
    assert!(!office.impact().0.contains("1 decisions"));
    office.is_whole();
}

#[test]
fn a_reason_too_is_changed_only_of_those_who_adopt() {
    let mut office = waiting();
    let other = Facts::of(&["B"]).and(&bill("N", "B", "2024-05-01", "400.00"));
    office.adopt(Some("A\n"));
    office.night("2024-06-02", &other);
    assert_eq!(judged(&office), ["nil reimbursement:within_deductible;per_diem:no_day_counts"]);
    let mut office = waiting();
    let rules = std::mem::replace(&mut office.terms, Terms::of("city"));
    office.night("2024-06-02", &other);
    office.terms = rules;
    office.adopt(Some("B\n"));
    office.night("2024-06-03", &Facts::default());
    office.adopt_nothing();
    let later = Bill { admission: "2024-03-05", ..Bill::new("M2", "A", "2024-05-02", "300.00") };
    office.night("2024-06-04", &Facts::default().bill(later));
    assert_eq!(judged(&office), ["denied waiting_period", "denied waiting_period"]);
    office.is_whole();
}

/// Each night's bills of B, who is left out, and A, who adopts: members, days and amounts.
fn nights() -> impl Strategy<Value = Vec<Vec<(bool, usize, u32)>>> {
    let bill = (any::<bool>(), 1..28usize, 100..900_000u32);
    prop::collection::vec(prop::collection::vec(bill, 0..4), 2..5)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, ..ProptestConfig::default() })]

    #[test]
    fn whoever_is_left_out_ends_with_what_one_run_under_their_own_rules_pays(nights in nights()) {
        let mut office = changed();
        let mut all = Facts::of(&["A", "B"]);
        for id in ["A", "B"] {
            all = all.and(&bill(&format!("{id}1"), id, "2024-05-01", "1000.00"));
        }
        office.adopt(Some("A\n"));
        for (night, bills) in nights.iter().enumerate() {
            let mut facts = Facts::default();
            for (at, (of_a, day, total)) in bills.iter().enumerate() {
                let (id, day) = (format!("X{night}-{at}"), format!("2024-04-{day:02}"));
                let total = format!("{}.{:02}", total / 100, total % 100);
                facts = facts.and(&bill(&id, if *of_a { "A" } else { "B" }, &day, &total));
            }
            office.night("2024-06-02", &facts);
            office.adopt_nothing();
            all = all.and(&facts);
        }
        let [own, of_night] = ["50%", "40%"].map(|share| at_once(&terms(share), &all));
        let ended = office.balances();
        prop_assert_eq!(ended["A"].told(), of_night["A"].clone());
        prop_assert_eq!(ended["B"].told(), own["B"].clone());
        office.adopt(None);
        office.night("2024-06-03", &Facts::default());
        prop_assert_eq!(office.balances()["B"].told(), of_night["B"].clone());
    }
}

/// The city, with daily money borne by `funder`, and `share` paid below 5,000.
fn funded(funder: &str, share: &str) -> Terms {
    let clause = "clause = \"住院津贴：第 4 天起，每年最多 90 天 (daily money)\"";
    let title = format!("title = {{ zh = \"{funder}\", en = \"{funder}\" }}");
    Terms::city(&[
        ("[[plan]]", &format!("[[funder]]\nid = \"{funder}\"\n{title}\n\n[[plan]]")),
        (clause, &format!("{clause}\nfunder = \"{funder}\"")),
        ("low_pays = \"50%\"", &format!("low_pays = \"{share}\"")),
    ])
}

#[test]
fn who_bears_what_is_paid_is_told_by_the_rules_that_it_was_decided_under() {
    let mut office = Office::under(funded("union", "50%"));
    let first =
        |facts: Facts, id: &str| facts.and(&bill(&format!("{id}1"), id, "2024-05-01", "1000.00"));
    office.night("2024-06-01", &["A", "B"].into_iter().fold(Facts::of(&["A", "B"]), first));
    office.terms = funded("city_hall", "40%");
    office.adopt(Some("A\n"));
    office.night("2024-06-02", &Facts::default());
    office.adopt_nothing();
    // Both stay for 27 nights: 24 at 30. A's are the city hall's, B's still the union's.
    let stay = |id: &'static str, member| Bill {
        stay: id,
        ..Bill::new(id, member, "2024-05-20", "9000.00")
    };
    let stays = Facts::default().bill(stay("A2", "A")).bill(stay("B2", "B"));
    office.night("2024-06-03", &stays);
    let rolled: serde_json::Value =
        serde_json::from_str(&office.tells("roll-forward", &["--format", "json"])).unwrap();
    let borne: Vec<String> = rolled["funders"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            format!("{} {}", one["funder"].as_str().unwrap(), one["closing"].as_str().unwrap())
        })
        .collect();
    assert_eq!(borne[1..], ["city_hall 720.00", "union 720.00"], "{borne:?}");
    let journal = office.path("city.journal");
    office.tells("export", &["--to", journal.to_str().unwrap()]);
    let journal = fs::read_to_string(journal).unwrap();
    for funder in ["city_hall", "union"] {
        assert!(
            journal.contains(&format!("expenses:benefits:{funder}:city:per_diem  CNY 720.00")),
            "{journal}"
        );
    }
}

#[test]
fn all_adopt_on_a_night_on_which_everybody_can() {
    let mut office = changed();
    office.adopt(None);
    let why = office.refuses("2024-06-02", &Facts::default().member_row("B,not-a-day,M,99.01,no"));
    assert!(why.contains("1 members that were decided have a row that cannot be used"), "{why}");
    office.night("2024-06-02", &Facts::default());
    assert_eq!(office.entitled(), [20_000; 3]);
}

#[test]
fn what_is_said_by_hand_is_held_to_the_rules_that_the_member_goes_on_under() {
    let mut office = changed();
    office.terms = Terms::city(&[
        ("low_pays = \"50%\"", "low_pays = \"40%\""),
        ("id = \"per_diem\"", "id = \"daily\""),
    ]);
    office.adopt(Some("A\n"));
    office.night("2024-06-02", &Facts::default());
    office.adopt_nothing();
    // B has a benefit of the old name, and not of the new; a night that B's fact stopped would pay nobody.
    let by_hand =
        |bill, benefit| office.say("override", &[bill, benefit, "10.00", "--reason", "appeal"]);
    let why = by_hand("B1", "daily").unwrap_err();
    assert!(why.contains("`daily`") && why.contains("`per_diem`"), "{why}");
    by_hand("B1", "per_diem").unwrap();
    by_hand("A1", "per_diem").unwrap_err();
    by_hand("A1", "daily").unwrap();
    office.night("2024-06-03", &bill("A9", "A", "2024-05-02", "100.00"));
    // A: 200.00, 10.00 by hand, 40.00 for A9. B: 250.00 and 10.00 by hand.
    assert_eq!(office.entitled(), [25_000, 26_000, 25_000]);
    office.is_whole();
}
