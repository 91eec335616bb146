//! Nights where something adds up over a household: who is of one is decided together, whatever came of whom.
//!
//! Under the city benchmark with a deductible of the household: 500 of a year are the household's, then a member gets
//! 50 % up to 5,000 of the year.

use proptest::prelude::*;
use proptest::sample::Index;

use huzhu::date::Day;
use huzhu::explanation::trace;
use huzhu::ledger::{Access, Ledger, Name, Signed};
use huzhu::nightly::{self, NightError, Recall, readjudicate, sheet_changes};
use huzhu::payment::{self, Disposal, PaymentError};

use super::desk::examples;
use super::office::{Bill, Facts, Office, Terms, at_once};

/// The city benchmark, in which the yearly deductible is the household's, and so is the ceiling.
fn family(ceiling: &str, corrections: &str) -> Terms {
    let windows = format!(
        "{corrections}\n[windows.family_year]\nof = \"household\"\neach = \"year\"\n\n[parameters]"
    );
    Terms::city(&[
        ("\n[parameters]", &windows),
        (
            "amount = \"year_deductible\"\nwindow = \"year\"",
            "amount = \"year_deductible\"\nwindow = \"family_year\"",
        ),
        (
            "amount = \"ceiling\"\nwindow = \"year\"",
            "amount = \"ceiling\"\nwindow = \"family_year\"",
        ),
        ("ceiling = \"20000\"", &format!("ceiling = \"{ceiling}\"")),
    ])
}

/// A member who is of a household from a day on, enrolled as all are.
fn of_household(facts: Facts, id: &str, from: &str, household: &str) -> Facts {
    facts.member_row(format!("{id},1980-01-01,M,99.01,no,{from},{household}"))
}

/// Husband and wife.
fn couple() -> Facts {
    let facts = of_household(Facts::default(), "H", "2000-01-01", "F1");
    of_household(facts, "W", "2000-01-01", "F1").enrolled("H").enrolled("W")
}

fn bill(id: &str, member: &str, settled_on: &str, total: &str) -> Facts {
    Facts::default().bill(Bill::new(id, member, settled_on, total))
}

fn verified(office: &Office) {
    let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
    let mut faults = Vec::new();
    nightly::again(&ledger, &(), &mut |why| faults.push(why.to_string())).unwrap();
    assert_eq!(faults, [""; 0]);
}

/// What changes.csv says: bill, benefit, old, new, cause.
fn changes(office: &Office) -> Vec<String> {
    office.cells("changes.csv", &[2, 4, 5, 6, 8])
}

/// The wife's 1,000 bear the deductible: 250. The husband's bill comes later and was settled earlier: his 700 bear it,
/// 100 are his, and all of hers is shared: 500.
#[test]
fn a_relatives_late_bill_moves_what_a_member_was_paid() {
    let office = Office::under(family("20000", ""));
    office.night("2024-06-01", &couple().and(&bill("W1", "W", "2024-05-01", "1000.00")));
    assert_eq!(office.balance("W"), [25_000, 25_000, 0]);
    office.night("2024-06-02", &bill("H1", "H", "2024-04-01", "700.00"));
    assert_eq!(office.balance("H"), [10_000, 10_000, 0]);
    assert_eq!(office.balance("W"), [50_000, 50_000, 0]);
    assert_eq!(changes(&office), ["W1 reimbursement 250.00 500.00 household"]);
    verified(&office);
    // Nothing comes: nothing moves.
    let postings = office.count("posting");
    office.night("2024-06-03", &bill("H1", "H", "2024-04-01", "700.00"));
    assert_eq!(office.count("posting"), postings);
}

/// The husband moves out for all of 2024: each bears a deductible, so that 250 of the wife's 500 are taken back.
#[test]
fn who_leaves_a_household_moves_those_who_stay() {
    let office = Office::under(family("20000", ""));
    let facts = couple().and(&bill("W1", "W", "2024-05-01", "1000.00"));
    office.night("2024-06-01", &facts.and(&bill("H1", "H", "2024-04-01", "700.00")));
    assert_eq!(["H", "W"].map(|id| office.balance(id)[0]), [10_000, 50_000]);
    office.night("2024-06-02", &of_household(Facts::default(), "H", "2024-01-01", "F2"));
    assert_eq!(["H", "W"].map(|id| office.balance(id)[0]), [10_000, 25_000]);
    assert_eq!(changes(&office), ["W1 reimbursement 500.00 250.00 household"]);
    verified(&office);
}

/// A ceiling of 400 for both. The husband's late bill takes all of it, by its place in the order alone: under terms by
/// which that stands, the wife keeps her 250; under others it is to be set off.
#[test]
fn what_only_the_order_of_a_relatives_bill_takes_stands_where_the_scheme_says_so() {
    let stands = "\n[scheme.corrections]\norder_of_bills = \"stands\"\nrevisions = \"replace\"\n";
    for (corrections, owed) in [(stands, 0), ("", 25_000)] {
        let office = Office::under(family("400", corrections));
        office.night("2024-06-01", &couple().and(&bill("W1", "W", "2024-05-01", "1000.00")));
        office.night("2024-06-02", &bill("H1", "H", "2024-04-01", "1500.00"));
        assert_eq!(office.balance("H"), [40_000, 40_000, 0]);
        assert_eq!(office.balance("W"), [0, 25_000, owed]);
    }
}

/// A row of the husband is refused: what was known of him still counts for his wife's new bill.
#[test]
fn a_refused_row_of_a_relative_leaves_what_was_known() {
    let office = Office::under(family("20000", ""));
    office.night("2024-06-01", &couple().and(&bill("H1", "H", "2024-04-01", "700.00")));
    let spoiled = Facts::default().enrolment("H,city,2025-01-01,2024-12-31,1,2022-12-01,,");
    office.night("2024-06-02", &spoiled.and(&bill("W1", "W", "2024-05-01", "1000.00")));
    assert_eq!(office.balance("W"), [50_000, 50_000, 0]);
    verified(&office);
}

/// What an old system had counted of the husband takes all of the deductible: the wife is decided on it on the next night, though nothing came of her.
#[test]
fn what_is_said_of_a_relative_counts() {
    let office = Office::under(family("20000", ""));
    office.night("2024-06-01", &couple().and(&bill("W1", "W", "2024-05-01", "1000.00")));
    let opening = ["H", "reimbursement.deductible", "500.00", "--day", "2024-01-01"];
    let because = ["--cut-over", "2024-02-29", "--reason", "the books were moved"];
    office.say("opening", &[&opening[..], &because].concat()).unwrap();
    office.night("2024-06-02", &Facts::default());
    assert_eq!(office.balance("W"), [50_000, 50_000, 0]);
    verified(&office);
}

/// Sixty-five members of the household `none` are no household: their rows are refused, and all others go on.
#[test]
fn a_household_that_is_too_large_is_refused_and_stops_no_one_else() {
    let office = Office::under(family("20000", ""));
    let crowd = |facts: Facts, number: u32| {
        let id = format!("C{number:02}");
        of_household(facts, &id, "2000-01-01", "none").enrolled(&id)
    };
    let tonight = (0..65).fold(couple(), crowd).and(&bill("C1", "C01", "2024-04-01", "700.00"));
    let report =
        office.night("2024-06-01", &tonight.and(&bill("W1", "W", "2024-05-01", "1000.00")));
    assert_eq!(office.balance("W"), [25_000, 25_000, 0]);
    assert_eq!(report.summary.members_decided, 2); // The couple.
    assert!(!office.balances().contains_key("C01"));
    let codes = office.cells("rejects.csv", &[4]);
    assert!(codes.iter().filter(|code| *code == "large_household").count() >= 65, "{codes:?}");
}

/// Rules in which something adds up over a household are adopted by all or by none.
#[test]
fn no_one_goes_on_alone_under_rules_of_households() {
    let mut office = Office::under(family("20000", ""));
    office.night("2024-06-01", &couple().and(&bill("W1", "W", "2024-05-01", "1000.00")));
    office.terms = family("100", "");
    office.adopt = Some(office.terms.rules.name().to_owned());
    std::fs::write(office.path("only.csv"), "member_id\nH\n").unwrap();
    office.adopt_only = Some(office.path("only.csv"));
    let why = office.refuses("2024-06-02", &Facts::default());
    assert!(why.contains("a household is decided under one rule book"), "{why}");
}

/// A file of members without the column is refused as a whole: each would silently be a household alone.
#[test]
fn a_file_of_members_must_name_households() {
    let office = Office::under(family("20000", ""));
    Facts::of(&["A"]).write(&office.path("data"));
    let why = office.try_again("2024-06-01").expect_err("the file is refused");
    assert!(why.iter().any(|one| one.to_string().contains("household_id")), "{why:?}");
}

/// The wife used 250 of the ceiling of 400; the husband's later bill, of which no deductible is left, 100 more: what is
/// left for either is 50.
#[test]
fn what_is_left_of_a_limit_of_the_household_is_what_all_its_members_leave() {
    let office = Office::under(family("400", ""));
    office.night("2024-06-01", &couple().and(&bill("W1", "W", "2024-05-01", "1000.00")));
    office.night("2024-06-02", &bill("H1", "H", "2024-05-20", "200.00"));
    let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
    for member in ["W", "H"] {
        let used = nightly::limits(&ledger, member).unwrap().used;
        let of_family = used.iter().find(|one| one.limit.id == "reimbursement_family_year");
        assert_eq!(of_family.map(|one| one.limit.after), Some(35_000), "{member}");
    }
}

/// Without what the husband was paid, the wife would be decided otherwise: his data stays.
#[test]
fn personal_data_of_a_household_is_not_disposed_of() {
    let office = Office::under(family("400", ""));
    office.night("2024-06-01", &couple().and(&bill("W1", "W", "2024-05-01", "1000.00")));
    let day = |text| Day::parse(text).unwrap();
    let signed = Signed::new(Some("Li"), day("2024-06-02"), Some("it is old")).unwrap();
    let signed = signed.agreed_by(Some(Name::new("Wang").unwrap())).unwrap();
    let mut ledger = Ledger::open(&office.path("ledger"), Access::Write).unwrap();
    let old = Disposal { before: day("1990-01-01"), archive: None };
    let why = payment::dispose(&mut ledger, &old, signed).unwrap_err();
    assert!(matches!(why, PaymentError::HouseholdsStay), "{why}");
}

const PEOPLE: [&str; 4] = ["A", "B", "C", "D"];

/// All that is ever said, each row on a night by chance: of which household each is from which day on, cover, bills,
/// and revisions and voids of these.
#[derive(Clone, Debug)]
struct Story {
    rows: Vec<(Facts, usize)>,
    nights: usize,
}

fn story() -> impl Strategy<Value = Story> {
    let household = prop::sample::select(&["", "F1", "F1", "F2"][..]);
    let moves = prop::option::weighted(
        0.4,
        (prop::sample::select(&["2024-03-10", "2024-01-01"][..]), household.clone()),
    );
    let people = prop::collection::vec((household, moves), PEOPLE.len());
    let revision = (1..28usize, 100..900_000u32, prop::bool::weighted(0.2));
    let bills = (0..PEOPLE.len(), prop::collection::vec(revision, 1..3));
    let bills = prop::collection::vec(bills, 1..9);
    let dealt = prop::collection::vec(any::<Index>(), 40);
    (people, bills, 1..=4usize, dealt).prop_map(|(people, bills, nights, dealt)| {
        let mut dealt = dealt.into_iter();
        let mut rows: Vec<Facts> = Vec::new();
        for (id, (household, moves)) in PEOPLE.into_iter().zip(people) {
            rows.push(of_household(Facts::default(), id, "2000-01-01", household));
            rows.extend(moves.map(|(day, home)| of_household(Facts::default(), id, day, home)));
            rows.push(Facts::default().enrolled(id));
        }
        for (at, (person, revisions)) in bills.into_iter().enumerate() {
            for (number, (day, total, is_void)) in revisions.into_iter().enumerate() {
                let (id, revision) = (format!("X{at}"), (number + 1).to_string());
                let settled_on = format!("2024-04-{day:02}");
                let total = format!("{}.{:02}", total / 100, total % 100);
                let status = if is_void { "void" } else { "final" };
                let admission = ["2024-03-01", "2024-03-20"][day % 2];
                let bill = Bill::new(&id, PEOPLE[person], &settled_on, &total);
                let bill = Bill { admission, status, revision: &revision, ..bill };
                rows.push(Facts::default().bill(bill));
            }
        }
        let mut night = || dealt.next().map_or(0, |index| index.index(nights));
        Story { rows: rows.into_iter().map(|row| (row, night())).collect(), nights }
    })
}

impl Story {
    fn facts(&self, wanted: impl Fn(usize) -> bool) -> Facts {
        let rows = self.rows.iter().filter(|(_, night)| wanted(*night));
        // A column that no row of a night needs is there all the same.
        rows.fold(Facts::default(), |facts, (row, _)| facts.and(row))
    }
}

proptest! {
    #![proptest_config(examples(10))]

    #[test]
    fn households_that_come_in_any_order_end_with_what_one_run_over_all_pays(story in story()) {
        let terms = family("700", "");
        let expected = at_once(&terms, &story.facts(|_| true));
        let office = Office::under(terms);
        for night in 0..story.nights {
            office.night("2024-06-01", &story.facts(|of| of == night));
        }
        for (id, balance) in office.balances() {
            let expected = expected.get(&id).cloned().unwrap_or_default();
            prop_assert_eq!(balance.told(), expected, "{}", id);
        }
        verified(&office);
    }
}

/// Couples of whom each member has a bill, on one night.
fn couples(number: usize) -> Office {
    let office = Office::under(family("20000", ""));
    let facts = (0..number).fold(Facts::default(), |facts, couple| {
        ["H", "W"].iter().fold(facts, |facts, one| {
            let id = format!("{one}{couple:03}");
            let facts = of_household(facts, &id, "2000-01-01", &format!("F{couple}"));
            facts.enrolled(&id).bill(Bill::new(&format!("B{id}"), &id, "2024-05-01", "1000.00"))
        })
    });
    office.night("2024-06-01", &facts);
    office
}

/// What is decided of a run is explained by reading the ledger once, whoever is of one household: four times as many
/// members take four times the work. Memory that is asked for is counted, which no other test and no clock changes.
#[test]
fn explaining_a_run_takes_work_that_grows_with_its_bills() {
    let work = |number: usize, reads_anew: bool| {
        let office = couples(number);
        let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
        let counted = allocation_counter::measure(|| {
            let mut recall = Recall::of(&ledger);
            for posting in sheet_changes::postings_by(&ledger, 1.into()).unwrap() {
                let (found, bills) = posting.unwrap();
                if reads_anew {
                    recall = Recall::of(&ledger);
                }
                assert_eq!(recall.traces(&found, &bills).unwrap().len(), 1);
            }
        });
        counted.count_total
    };
    let (few, many) = (work(20, false), work(80, false));
    assert!(many < few * 9 / 2, "{few} {many}");
    // The count sees what it is to see: where the ledger is read anew for each member, four times as many take more.
    let (few, many) = (work(20, true), work(80, true));
    assert!(many > few * 9 / 2, "{few} {many}");
}

/// A member is decided once for all bills of a run; each is explained as it is when it is asked for alone.
#[test]
fn a_bill_is_explained_alike_alone_and_among_all_of_a_run() {
    let office = Office::under(family("20000", ""));
    let facts = couple().and(&bill("W1", "W", "2024-05-01", "1000.00"));
    let facts = facts.and(&bill("H1", "H", "2024-04-01", "700.00"));
    office.night("2024-06-01", &facts.and(&bill("W2", "W", "2024-05-03", "300.00")));
    let by_hand = &["W2", "reimbursement", "1.00", "--reason", "appeal"];
    office.say("override", by_hand).unwrap();
    office.night("2024-06-02", &bill("W3", "W", "2024-05-04", "400.00"));
    let ledger = Ledger::open(&office.path("ledger"), Access::Read).unwrap();
    let (recall, mut explained) = (Recall::of(&ledger), Vec::new());
    for run in [1, 2] {
        for posting in sheet_changes::postings_by(&ledger, run.into()).unwrap() {
            let (found, bills) = posting.unwrap();
            let (book, _) = readjudicate::rules_of(&ledger, &found).unwrap();
            let traces = recall.traces(&found, &bills).unwrap();
            for (bill, together) in bills.iter().zip(traces) {
                let alone = readjudicate::on_what_was_known(&ledger, &found, &book, |intake| {
                    let preview = readjudicate::preview(&found, &book, intake, bill)?;
                    Ok::<_, NightError>(trace(&book, &preview.explanation, bill))
                });
                assert_eq!(together, alone.unwrap(), "{bill}");
                explained.push(format!("{run} {bill}"));
            }
        }
    }
    assert_eq!(explained, ["1 H1", "1 W1", "1 W2", "2 W2", "2 W3"]);
}
