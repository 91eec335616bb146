//! Changed rules, adopted for all or for some. Amounts are under the city benchmark: 500 of a year are the
//! member's, then 50 % up to 5,000 of the year; under the changed rules 40 %, and later 30 %.

use std::fs;
use std::process::Command;

use proptest::prelude::*;

use super::desk::examples;
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
    assert!(told.contains("2 members stay under earlier rules"), "{told}");
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
    assert!(why.contains("1 members stay under earlier rules"), "{why}");
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
    assert!(why.contains("lists no members") && why.contains("`member_id`"), "{why}");
    fs::write(office.path("only.csv"), "id\nA\n").unwrap();
    let why = office.refuses("2024-06-02", &Facts::default());
    assert!(why.contains("no column `member_id`"), "{why}");
}

fn files(files: &[(&str, String)]) -> Terms {
    let source = |(name, text): &(&str, String)| huzhu::scheme::Source {
        path: (*name).into(),
        text: text.clone(),
    };
    Terms::from(files.iter().map(source).collect())
}

/// The city, which pays `share` of what is below 5,000.
fn text(share: &str) -> String {
    let text = fs::read_to_string(super::office::home("rules/city/1.toml")).unwrap();
    text.replace("low_pays = \"50%\"", &format!("low_pays = \"{share}\""))
}

/// The same until the end of 2024.
fn until_2024(share: &str) -> String {
    text(share).replace("from = \"1900-01-01\"", "from = \"1900-01-01\"\nto = \"2024-12-31\"")
}

/// The same from 2025 on.
fn from_2025(share: &str) -> String {
    text(share).replace("id = \"1\"", "id = \"2\"").replace("1900-01-01", "2025-01-01")
}

/// The city until the end of 2024, and 10 % from 2025 on.
fn with_2025(share: &str) -> Terms {
    files(&[("1.toml", until_2024(share)), ("2.toml", from_2025("10%"))])
}

/// Members who are enrolled until the end of 2025, each with a bill of 1,000 in 2024.
fn enrolled_until_2025(ids: &[&str]) -> Facts {
    ids.iter().fold(Facts::default(), |facts, id| {
        let period = format!("{id},city,2023-01-01,2025-12-31,1,2022-12-01,,");
        let facts = facts.member(id).enrolment(period);
        facts.and(&bill(&format!("{id}1"), id, "2024-05-01", "1000.00"))
    })
}

/// A bill of 2025.
fn bill_of_2025(id: &str, member: &str, total: &str) -> Facts {
    let bill = Bill::new(id, member, "2025-03-01", total);
    Facts::default().bill(Bill { admission: "2025-02-01", ..bill })
}

#[test]
fn behind_the_last_day_of_rules_of_ones_own_stand_the_later_editions_of_the_night() {
    let mut office = Office::under(files(&[("1.toml", until_2024("50%"))]));
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
    assert!(why.contains("columns that tonight's rules do not have: `site`; keep them"), "{why}");
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
    #![proptest_config(examples(5))]

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
        .map(|one| format!("{} {}", one["funder"].as_str().unwrap(), one["due"].as_str().unwrap()))
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
    assert!(
        why.contains("1 members with earlier decisions have a row that cannot be used"),
        "{why}"
    );
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

#[test]
fn one_person_adopts_under_whatever_id_and_it_matters_not_when_ids_are_joined() {
    let after = |join: usize, id: &str| {
        let mut office = changed();
        let rules = std::mem::replace(&mut office.terms, Terms::of("city"));
        let join_on = |night, office: &Office| {
            if night == join {
                office.say("same-person", &["A", "B", "--reason", "one card"]).unwrap();
            }
        };
        join_on(0, &office);
        office.night("2024-06-01", &Facts::default());
        // Of two ids of which one adopts: be they joined before, on the same night, or after.
        join_on(1, &office);
        office.terms = rules;
        office.adopt(Some(&format!("{id}\n")));
        office.night("2024-06-02", &Facts::default());
        office.adopt_nothing();
        join_on(2, &office);
        office.night("2024-06-03", &bill("B2", "B", "2024-05-02", "100.00"));
        office.explain("B1");
        office.is_whole();
        assert!(office.impact().0.contains("1 members stay under earlier rules"));
        office.entitled()
    };
    // 40 % of what 2,100 are above 500; C was left out.
    for join in 0..3 {
        for id in ["A", "B"] {
            assert_eq!(after(join, id), [64_000, 0, 25_000], "{id}, joined on night {join}");
        }
    }
}

#[test]
fn an_id_that_follows_the_rules_already_is_named_for_the_person_all_the_same() {
    let after = |join_first: bool| {
        let mut office = changed();
        office.adopt(Some("A\nB\n"));
        office.night("2024-06-02", &Facts::of(&["D"]));
        let join = || office.say("same-person", &["D", "C", "--reason", "one card"]).unwrap();
        if join_first {
            join();
        }
        fs::write(office.path("only.csv"), "member_id\nD\n").unwrap();
        office.night("2024-06-03", &Facts::default());
        let kept = office.count("fact");
        office.night("2024-06-03", &Facts::default());
        assert_eq!(office.count("fact"), kept, "said once");
        if !join_first {
            join();
        }
        office.adopt_nothing();
        office.night("2024-06-04", &bill("D1", "D", "2024-05-02", "100.00"));
        office.is_whole();
        office.balance("D")[0]
    };
    assert_eq!([after(true), after(false)], [24_000, 24_000]);
}

#[test]
fn rules_that_change_nothing_are_taken_on_a_night_on_which_ids_are_joined() {
    let mut office = changed();
    office.say("same-person", &["A", "B", "--reason", "one card"]).unwrap();
    office.terms = with_site();
    office.night("2024-06-02", &Facts::default());
    // 50 % of what 2,000 are above 500.
    assert_eq!(office.entitled(), [75_000, 0, 25_000]);
    office.is_whole();
}

#[test]
fn ids_may_be_joined_on_the_night_on_which_a_later_edition_first_serves_them() {
    let after = |nights: &[Vec<&Facts>]| {
        let mut office = Office::under(files(&[("1.toml", until_2024("50%"))]));
        office.night("2024-06-01", &enrolled_until_2025(&MEMBERS));
        office.terms = with_2025("40%");
        office.adopt(Some("C\n"));
        office.night("2024-06-02", &Facts::default());
        office.adopt_nothing();
        office.say("same-person", &["A", "B", "--reason", "one card"]).unwrap();
        for facts in nights {
            let facts = facts.iter().fold(Facts::default(), |all, facts| all.and(facts));
            office.night("2025-03-02", &facts);
        }
        office.explain("A3");
        office.is_whole();
        assert!(office.cells("decisions.csv", &[3]).iter().all(|status| status == "paid"));
        office.entitled()
    };
    let bills = [bill_of_2025("A3", "A", "1500.00"), bill_of_2025("A4", "B", "1000.00")];
    let [first, second] = &bills;
    // 50 % of 1,500 in 2024, 10 % of 2,000 in 2025.
    let expected = [95_000, 0, 20_000];
    for nights in [
        vec![vec![], vec![first], vec![second]],
        vec![vec![first], vec![second]],
        vec![vec![first, second]],
    ] {
        assert_eq!(after(&nights), expected);
    }
}

#[test]
fn who_is_left_out_goes_on_under_the_rules_of_the_last_night_and_not_of_the_last_posting() {
    let mut office = Office::under(files(&[("1.toml", text("50%"))]));
    office.night("2024-06-01", &enrolled_until_2025(&["A", "B"]));
    // An edition that had no end gets one, and another follows: nothing that was decided changes.
    office.terms = with_2025("50%");
    office.night("2024-06-02", &Facts::default());
    office.terms = with_2025("40%");
    office.adopt(Some("A\n"));
    office.night("2024-06-03", &Facts::default());
    office.adopt_nothing();
    office.night("2025-03-02", &bill_of_2025("B3", "B", "1500.00"));
    assert_eq!(office.cells("decisions.csv", &[0, 5]), ["B1 250.00", "B3 100.00"]);
    office.explain("B3");
    office.is_whole();
}

#[test]
fn a_later_edition_that_stood_behind_rules_of_ones_own_is_not_changed_by_what_others_adopt() {
    let mut office = Office::under(files(&[("1.toml", until_2024("50%"))]));
    office.night("2024-06-01", &enrolled_until_2025(&MEMBERS));
    office.terms = with_2025("40%");
    office.adopt(Some("A\n"));
    office.night("2024-06-02", &Facts::default());
    // C is decided under the edition of 2025 before it changes, B not.
    office.adopt_nothing();
    let bills = bill_of_2025("A3", "A", "1500.00").and(&bill_of_2025("C3", "C", "1500.00"));
    office.night("2025-03-02", &bills);
    office.terms = files(&[("1.toml", until_2024("40%")), ("2.toml", from_2025("20%"))]);
    office.adopt(Some("A\n"));
    office.night("2025-03-03", &Facts::default());
    office.adopt_nothing();
    let bills = bill_of_2025("B3", "B", "1500.00").and(&bill_of_2025("C4", "C", "100.00"));
    office.night("2025-03-04", &bills);
    let rows = office.cells("decisions.csv", &[0, 5]);
    assert_eq!(rows, ["B1 250.00", "B3 100.00", "C1 250.00", "C3 100.00", "C4 10.00"]);
    assert_eq!(office.entitled(), [40_000, 35_000, 36_000]);
    for bill in ["A3", "B3", "C4"] {
        office.explain(bill);
    }
    office.is_whole();
}

#[test]
fn a_later_edition_that_decided_a_bill_of_one_left_out_stays_and_a_mended_one_serves_the_others() {
    let mut office = Office::under(files(&[("1.toml", until_2024("50%"))]));
    office.night("2024-06-01", &enrolled_until_2025(&MEMBERS));
    office.terms = with_2025("40%");
    office.adopt(Some("A\n"));
    office.night("2024-06-02", &Facts::default());
    office.adopt_nothing();
    office.night("2025-03-02", &bill_of_2025("C3", "C", "1500.00"));
    // The edition is mended before it decided anything of whoever follows the rules of the night.
    office.terms = files(&[("1.toml", until_2024("40%")), ("2.toml", from_2025("20%"))]);
    let bills = MEMBERS.iter().fold(Facts::default(), |facts, id| {
        facts.and(&bill_of_2025(&format!("{id}4"), id, "1000.00"))
    });
    office.night("2025-03-03", &bills);
    // A and B 20 % of 500; C 10 % of 1,000, as before, and of 1,000 more.
    assert_eq!(office.entitled(), [20_000 + 10_000, 25_000 + 10_000, 25_000 + 20_000]);
    office.is_whole();
}

#[test]
fn other_corrections_in_later_editions_are_told_on_the_night_on_which_they_come() {
    let corrections = |below: &str| {
        format!(
            "\n[scheme.corrections]\nstands_below = \"{below}\"\norder_of_bills = \"stands\"\n\
             revisions = \"replace\"\n"
        )
    };
    let [had, has] = ["1.00", "5.00"].map(corrections);
    let mut office = Office::under(files(&[("1.toml", until_2024("50%") + &had)]));
    office.night("2024-06-01", &enrolled_until_2025(&["A", "B"]));
    office.terms = files(&[("1.toml", until_2024("40%") + &has)]);
    office.adopt(Some("A\n"));
    office.night("2024-06-02", &Facts::default());
    office.adopt_nothing();
    let later = |terms: &str| ("2.toml", from_2025("10%") + terms);
    office.terms = files(&[("1.toml", until_2024("40%") + &has), later(&has)]);
    // Nobody who was left out is spoken of.
    let bills = bill("A2", "A", "2024-05-02", "100.00");
    let why = office.refuses("2024-06-03", &bills);
    assert!(why.contains("end on 2024-12-31") && why.contains("2.toml:"), "{why}");
    assert!(why.contains("`corrections` differs from the edition before it"), "{why}");
    assert!(why.contains("or adopt tonight's for all"), "{why}");
    // What it says to do.
    let both = files(&[("1.toml", until_2024("40%") + &had), later(&had)]);
    let rules = std::mem::replace(&mut office.terms, both);
    office.night("2024-06-03", &bills);
    office.terms = rules;
    office.adopt(None);
    office.night("2024-06-04", &Facts::default());
    assert_eq!([office.balance("A")[0], office.balance("B")[0]], [24_000, 20_000]);
    office.is_whole();
}

#[test]
fn a_listed_member_of_whom_a_row_is_refused_goes_on_as_before() {
    let mut office = changed();
    office.adopt(Some("A\nB\n"));
    office.night("2024-06-02", &Facts::default().member_row("B,not-a-day,M,99.01,no"));
    office.adopt_nothing();
    office.night("2024-06-03", &bill("B2", "B", "2024-05-02", "100.00"));
    assert_eq!(office.entitled(), [20_000, 30_000, 25_000]);
    // Listed again, B adopts.
    office.adopt(Some("A\nB\n"));
    office.night("2024-06-04", &Facts::default());
    assert_eq!(office.entitled(), [20_000, 24_000, 25_000]);
    office.is_whole();
}

#[test]
fn what_an_older_ledger_kept_of_adoptions_is_understood_as_it_was() {
    let mut office = changed();
    // As it was kept: without what others go on under, and the later one with the number of the first.
    let as_it_was = |office: &Office| {
        let db = rusqlite::Connection::open(office.path("ledger")).unwrap();
        let sql = "UPDATE fact SET body = json_set(json_remove(body, '$.instead_of'), '$.before', \
                   (SELECT min(body ->> 'before') FROM fact WHERE kind = 'adopted')) \
                   WHERE kind = 'adopted'";
        db.execute(sql, ()).unwrap();
        // No acts were kept then: the next one seals all that is there.
        db.execute("DELETE FROM act", ()).unwrap();
    };
    office.adopt(Some("A\n"));
    office.night("2024-06-02", &Facts::of(&["D"]));
    as_it_was(&office);
    office.adopt_nothing();
    office.night("2024-06-03", &bill("B2", "B", "2024-05-02", "100.00"));
    assert_eq!(office.entitled(), [20_000, 30_000, 25_000]);
    office.adopt(Some("B\n"));
    office.night("2024-06-04", &Facts::default());
    as_it_was(&office);
    office.adopt_nothing();
    let facts = ["A", "B", "C", "D"].iter().fold(Facts::default(), |facts, id| {
        facts.and(&bill(&format!("{id}9"), id, "2024-05-03", "600.00"))
    });
    office.night("2024-06-05", &facts);
    // A 40 % of 1,100, B of 1,200, C 50 % of 1,100, D 40 % of 100.
    assert_eq!(office.entitled(), [44_000, 48_000, 55_000]);
    assert_eq!(office.balance("D")[0], 4_000);
    office.is_whole();
}

#[test]
fn rules_that_somebody_goes_on_under_and_that_are_gone_or_changed_are_told_by_verify() {
    let verified = |sql: &str| {
        let mut office = changed();
        office.adopt(Some("A\n"));
        office.night("2024-06-02", &Facts::default());
        office.adopt_nothing();
        office.night("2024-06-03", &bill("B2", "B", "2024-05-02", "100.00"));
        office.is_whole();
        let db = rusqlite::Connection::open(office.path("ledger")).unwrap();
        assert_eq!(db.execute(sql, ()).unwrap(), 1);
        drop(db);
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.args(["--lang", "en", "ledger", "verify"]).arg(office.path("ledger"));
        let output = huzhu.output().unwrap();
        assert!(!output.status.success());
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    };
    let name = Terms::of("city").rules.name().to_owned();
    let told = verified("DELETE FROM rules WHERE no = 1");
    assert!(told.contains("run 1 names rules 1, which are missing"), "{told}");
    assert!(
        told.contains(&format!("member `B***`: it names rules `{name}`, which are missing")),
        "{told}"
    );
    assert!(told.contains(&format!("rules `{name}` were adopted, or still apply")), "{told}");
    let told = verified("UPDATE rules SET files = replace(files, '50%', '60%') WHERE no = 1");
    assert!(
        told.contains(&format!("the texts of rules `{name}` do not match their name")),
        "{told}"
    );
    assert!(told.contains("act 1: rows 1 to 1 of `rules`, which it added"), "{told}");
    assert!(told.contains("faults: 2"), "{told}");
}

/// What is told of A, B, C and D over some nights, of whom A and B are one person, and C and D.
#[derive(Clone, Debug)]
struct Joins {
    /// The night before which each pair is joined.
    on: [usize; 2],
    /// Who adopts the rules that come on a night, by bits; nobody where they stay as they were.
    adopt: Vec<u8>,
    /// Nights, members, days and amounts.
    bills: Vec<(usize, usize, usize, u32)>,
    /// The night on which D comes.
    comes: usize,
}

const JOINED: [&str; 4] = ["A", "B", "C", "D"];
const SHARES: [&str; 5] = ["50%", "40%", "30%", "20%", "10%"];
const LAST_NIGHT: usize = SHARES.len();

/// The rules that come on a night, where any do.
fn of_night(night: usize) -> Terms {
    terms(SHARES[night])
}

fn joins() -> impl Strategy<Value = Joins> {
    let adopt = prop::collection::vec(prop_oneof![1 => Just(0u8), 2 => 1..16u8], SHARES.len() - 1);
    let bill = (0..SHARES.len(), 0..JOINED.len(), 1..28usize, 100..300_000u32);
    let bills = prop::collection::vec(bill, 0..8);
    let night = || 1..=LAST_NIGHT;
    (night(), night(), adopt, bills, 0..SHARES.len()).prop_map(|(a, c, adopt, bills, comes)| {
        // What is joined is known, and somebody who is not yet is not told of.
        let on = [a, c.max(comes + 1)];
        let bills = bills.into_iter().map(|(night, who, day, total)| {
            (if who == 3 { night.max(comes) } else { night }, who, day, total)
        });
        Joins { on, adopt, bills: bills.collect(), comes }
    })
}

impl Joins {
    /// Rows of a night, under the id that each names, or under that of the person.
    fn facts(&self, night: usize, joined: bool) -> Facts {
        let id = |who: usize| if joined { JOINED[who / 2 * 2] } else { JOINED[who] };
        let begins = |who: usize| if who == 3 { self.comes } else { 0 };
        let first = (0..JOINED.len()).filter(|who| begins(*who) == night);
        let facts = first.fold(Facts::default(), |facts, who| {
            let one = Facts::of(&[id(who)]);
            let one = one.and(&bill(&format!("{who}-first"), id(who), "2024-05-01", "1000.00"));
            facts.and(&one)
        });
        let bills = self.bills.iter().enumerate().filter(|(_, (on, ..))| *on == night);
        bills.fold(facts, |facts, (at, (_, who, day, total))| {
            let total = format!("{}.{:02}", total / 100, total % 100);
            facts.and(&bill(&format!("X{at}"), id(*who), &format!("2024-04-{day:02}"), &total))
        })
    }

    /// Who adopts on a night: those that are known.
    fn adopters(&self, night: usize) -> Vec<usize> {
        let mask = night.checked_sub(1).and_then(|at| self.adopt.get(at)).copied().unwrap_or(0);
        let known = |who: &usize| *who != 3 || self.comes < night;
        (0..JOINED.len()).filter(|who| mask >> who & 1 == 1).filter(known).collect()
    }

    /// The share that each person ends with, as the manual says it: whoever is named has adopted; who is not
    /// stays with what was in force.
    fn shares(&self) -> [usize; 2] {
        let (mut night_has, mut own) = (0, [None; 2]);
        for night in 1..SHARES.len() {
            let adopters = self.adopters(night);
            if adopters.is_empty() {
                continue;
            }
            for (person, own) in own.iter_mut().enumerate() {
                let is_named = adopters.iter().any(|who| who / 2 == person);
                *own = if is_named { None } else { own.or(Some(night_has)) };
            }
            night_has = night;
        }
        own.map(|own| own.unwrap_or(night_has))
    }
}

proptest! {
    #![proptest_config(examples(6))]

    #[test]
    fn it_matters_not_when_ids_are_joined_and_who_adopts_what_before_or_after(joins in joins()) {
        let mut office = Office::new("city");
        let mut all = Facts::default();
        for night in 0..=LAST_NIGHT {
            for (person, on) in joins.on.iter().enumerate() {
                let [main, other] = [JOINED[person * 2], JOINED[person * 2 + 1]];
                if *on == night {
                    office.say("same-person", &[main, other, "--reason", "one card"]).unwrap();
                }
            }
            let adopters = joins.adopters(night);
            office.adopt_nothing();
            if !adopters.is_empty() {
                office.terms = of_night(night);
                let ids: String = adopters.iter().map(|who| format!("{}\n", JOINED[*who])).collect();
                office.adopt(Some(&ids));
            }
            office.night(&format!("2024-06-{:02}", night + 1), &joins.facts(night, false));
            all = all.and(&joins.facts(night, true));
        }
        office.adopt_nothing();
        office.night("2024-06-20", &Facts::default());
        for (person, share) in joins.shares().into_iter().enumerate() {
            let id = JOINED[person * 2];
            let at_once = at_once(&of_night(share), &all);
            prop_assert_eq!(office.balance(id)[0], at_once[id].0, "{} at {}", id, SHARES[share]);
        }
        office.is_whole();
    }
}
