//! Schemes that offset what a member owes only after a letter: until then it takes nothing from what becomes due, and as
//! much of that is kept in hand. Under the city benchmark: 500 of a year are the member's, then 50 % up to 5,000 of the year.

use std::fs;

use huzhu::date::Day;
use huzhu::ledger::{Access, Ledger, Name, Signed};
use huzhu::money::Money;
use huzhu::payment::{
    self, CashState, LettersDue, Order, PaymentError, ReleaseChecks, Settlement, keep_letters,
    letters_due, payments_in_hand, settle,
};
use proptest::prelude::*;

use super::desk::examples;
use super::office::{Bill, Facts, Office, Terms};

const AFTER_LETTER: &str = "order_of_bills = \"recovers\"\nrevisions = \"replace\"\n\
                            set_off = \"after_letter\"\nobjection_days = 3";

fn signed(day: &str) -> Signed {
    let signed = Signed::new(Some("Li"), Day::parse(day).unwrap(), Some("at the window"));
    signed.unwrap().agreed_by(Some(Name::new("Wang").unwrap())).unwrap()
}

fn bill(id: &str, total: &str, revision: &str) -> Facts {
    Facts::default().bill(Bill::new(id, "A", "2024-05-01", total).revision(revision))
}

/// A was paid 250.00 for M, which is void then: A owes it all.
fn owing() -> Office {
    let office = Office::under(Terms::corrected(AFTER_LETTER));
    office.night("2024-06-01", &Facts::of(&["A", "B"]).and(&bill("M", "1000.00", "1")));
    let void = Bill::new("M", "A", "2024-05-01", "1000.00").revision("2").void();
    office.night("2024-06-02", &Facts::default().bill(void));
    assert_eq!(office.balance("A"), [0, 25_000, 25_000]);
    office
}

impl Office {
    /// What is in hand, by state.
    fn kept(&self) -> Vec<(CashState, i64)> {
        let ledger = Ledger::open(&self.path("ledger"), Access::Read).unwrap();
        let parts = payments_in_hand(&ledger).unwrap();
        parts.iter().map(|part| (part.state, part.amount.minor())).collect()
    }

    fn writes_to_debtors(&self, day: &str) -> usize {
        let mut ledger = Ledger::open(&self.path("ledger"), Access::Write).unwrap();
        let LettersDue { letters, .. } = letters_due(&ledger, None).unwrap();
        keep_letters(&mut ledger, &letters, &signed(day), || Ok::<_, PaymentError>(())).unwrap();
        letters.len()
    }

    /// Releases each run again, so far as anything of it may leave; how much left.
    fn releases_each(&self, day: &str) -> i64 {
        self.everybody_has_a_payee();
        let mut ledger = Ledger::open(&self.path("ledger"), Access::Write).unwrap();
        let out = self.path("bank.csv");
        let mut left = 0;
        for run in ledger.runs().unwrap() {
            let order = Order {
                act: signed(day),
                second_person: false,
                checks: ReleaseChecks::default(),
                resend: Default::default(),
                bank: None,
                again: false,
                out: &out,
            };
            if let Ok(payment::ReleaseOutcome::Released(done)) =
                payment::release(&mut ledger, run.no, &order)
            {
                left += done.total.minor();
                fs::remove_file(&out).unwrap();
                fs::remove_file(self.path("bank.csv.json")).unwrap();
            }
        }
        left
    }

    /// Entries of the newest run, of a kind, whose reason begins so or not.
    fn newest(&self, kind: &str, which: &str) -> i64 {
        let sql = format!(
            "SELECT '', coalesce(sum(e.amount), 0) FROM entry e JOIN posting p ON p.no = e.posting \
             WHERE p.run = (SELECT max(no) FROM run) AND e.kind = '{kind}' AND {which}"
        );
        self.sums(&sql)[""]
    }
}

#[test]
fn what_becomes_due_is_kept_until_the_days_to_object_are_over() {
    let mut office = owing();
    office.releases = false;
    // N pays (1,000 - 500) x 50 %, and O of 600.00 half of it: 250.00 of these is kept.
    office.night("2024-06-03", &bill("N", "1000.00", "1"));
    office.night("2024-06-04", &bill("O", "600.00", "1"));
    assert_eq!(office.balance("A"), [55_000, 80_000, 25_000]);
    assert_eq!(office.releases_each("2024-06-04"), 30_000);
    assert_eq!(office.kept(), [(CashState::ToOffset, 25_000)]);
    assert_eq!(office.writes_to_debtors("2024-06-04"), 1);
    // A may object up to 7 June.
    for day in ["2024-06-05", "2024-06-06", "2024-06-07"] {
        office.night(day, &Facts::default());
        assert_eq!((office.releases_each(day), office.balance("A")[2]), (0, 25_000), "{day}");
    }
    office.night("2024-06-08", &Facts::default());
    assert_eq!(office.balance("A"), [55_000, 55_000, 0]);
    assert_eq!((office.kept(), office.newest("set_off", "true")), (vec![], 25_000));
    assert_eq!(office.newest("withdrawn", "true"), -25_000);
    office.cash_is_accounted_for();
}

/// N pays 1,250.00, of which 250.00 is kept; the bank sends the 1,000.00 back that left.
#[test]
fn what_came_back_waits_for_its_payee_and_no_other_money_leaves_in_its_place() {
    let mut office = owing();
    office.releases = false;
    office.night("2024-06-03", &bill("N", "3000.00", "1"));
    assert_eq!(office.releases_each("2024-06-03"), 100_000);
    let sql = "SELECT p.id, max(t.no) FROM transfer t JOIN payment p ON p.no = t.payment \
               WHERE t.kind = 'released' GROUP BY 1 ORDER BY 2 DESC LIMIT 1";
    let id = office.sums(sql).into_keys().next().unwrap();
    fs::write(office.path("back.csv"), format!("payment_id,reason\n{id},closed\n")).unwrap();
    let mut ledger = Ledger::open(&office.path("ledger"), Access::Write).unwrap();
    let act = signed("2024-06-03");
    let read = payment::read_returns(&mut ledger, &office.path("back.csv"), &act, false).unwrap();
    assert_eq!(read.of_debtors, 1, "what A owes is less only once a night was run");
    drop(ledger);
    let mut kept = office.kept();
    kept.sort_unstable();
    assert_eq!(kept, [(CashState::Returned, 100_000), (CashState::ToOffset, 25_000)]);
    assert_eq!(office.releases_each("2024-06-03"), 0);
    office.cash_is_accounted_for();
}

#[test]
fn who_objects_and_is_right_is_paid_what_was_kept() {
    let mut office = owing();
    office.releases = false;
    office.night("2024-06-03", &bill("N", "1000.00", "1"));
    office.writes_to_debtors("2024-06-03");
    office.night("2024-06-04", &bill("M", "1000.00", "3"));
    // M is paid again, which was paid before; N pays half of all of it then.
    assert_eq!(office.balance("A"), [75_000, 75_000, 0]);
    assert_eq!(office.kept().iter().map(|(_, minor)| minor).sum::<i64>(), 50_000);
    assert_eq!(office.releases_each("2024-06-04"), 50_000);
    office.cash_is_accounted_for();
}

#[test]
fn who_repays_is_paid_what_was_kept() {
    let mut office = owing();
    office.releases = false;
    office.night("2024-06-03", &bill("N", "1000.00", "1"));
    assert_eq!(office.releases_each("2024-06-03"), 0);
    let mut ledger = Ledger::open(&office.path("ledger"), Access::Write).unwrap();
    let repaid = (&Settlement::Repaid(None), Money::from_minor(25_000));
    settle(&mut ledger, "A", repaid, &signed("2024-06-03")).unwrap();
    drop(ledger);
    assert_eq!(office.releases_each("2024-06-03"), 25_000);
    office.night("2024-06-04", &Facts::default());
    assert_eq!((office.balance("A"), office.kept()), ([25_000, 25_000, 0], vec![]));
    office.cash_is_accounted_for();
}

/// What a restore booked is no overpayment and waits for no letter: what the nights since bring is offset against it at once.
#[test]
fn what_was_sent_before_a_restore_is_offset_without_a_letter() {
    let mut office = Office::under(Terms::corrected(AFTER_LETTER));
    office.releases = false;
    office.night("2024-06-01", &Facts::of(&["A"]));
    let copy = office.path("copy");
    fs::copy(office.path("ledger"), &copy).unwrap();
    office.night("2024-06-02", &bill("M", "1000.00", "1"));
    office.everybody_has_a_payee();
    let sent = office.path("sent.csv");
    let order = Order {
        act: signed("2024-06-02"),
        second_person: false,
        checks: ReleaseChecks::default(),
        resend: Default::default(),
        bank: None,
        again: false,
        out: &sent,
    };
    let mut ledger = Ledger::open(&office.path("ledger"), Access::Write).unwrap();
    let run = ledger.next_run().unwrap().before();
    payment::release(&mut ledger, run, &order).unwrap();
    drop(ledger);
    let restore = payment::Restore {
        backup: &copy,
        to: &office.path("ledger"),
        sent: &[sent],
        returned: &[],
        bank: None,
        by: &Name::new("Li").unwrap(),
        reason: "disk broke",
        login: "",
    };
    payment::restore(&restore).unwrap();
    assert_eq!(office.balance("A"), [0, 25_000, 25_000]);
    // Another bill of the same sum comes first.
    office.night("2024-06-03", &bill("N", "1000.00", "1"));
    assert_eq!((office.balance("A"), office.kept()), ([25_000, 25_000, 0], vec![]));
    office.cash_is_accounted_for();
}

/// Rules that ask for a letter kept 250.00 of N; these ask for none, and no file brings anything of A.
#[test]
fn what_was_kept_is_offset_on_the_next_night_of_rules_that_ask_for_no_letter() {
    let mut office = owing();
    office.releases = false;
    office.night("2024-06-03", &bill("N", "1000.00", "1"));
    assert_eq!(office.balance("A"), [25_000, 50_000, 25_000]);
    office.terms = Terms::corrected("order_of_bills = \"recovers\"\nrevisions = \"replace\"");
    office.night("2024-06-04", &Facts::default());
    assert_eq!((office.balance("A"), office.kept()), ([25_000, 25_000, 0], vec![]));
    office.cash_is_accounted_for();
}

/// N pays 1,250.00, of which 250.00 is kept: it is a payment above 1,100.00, though no more than 1,000.00 would leave.
#[test]
fn what_is_kept_counts_for_the_names_that_a_payment_needs() {
    let mut office = owing();
    office.releases = false;
    let duties =
        "distinct = [\"payees\", \"override\"]\n[[approval]]\nabove = \"1100.00\"\nnames = 1\n";
    fs::write(office.path("duties.toml"), duties).unwrap();
    let set = office.path("duties.toml");
    let set = ["--set", set.to_str().unwrap(), "--reason", "resolution 1"];
    office.say_alone("duties", &set).unwrap();
    office.night("2024-06-03", &bill("N", "3000.00", "1"));
    assert_eq!(office.releases_each("2024-06-03"), 0);
    let mut kept = office.kept();
    kept.sort_unstable();
    let mut expected = [(CashState::Unapproved, 100_000), (CashState::ToOffset, 25_000)];
    expected.sort_unstable();
    assert_eq!(kept, expected);
    office.say_alone("approve", &["3"]).unwrap();
    assert_eq!(office.releases_each("2024-06-03"), 100_000);
    office.cash_is_accounted_for();
}

/// What happens in one step of a story.
#[derive(Clone, Debug)]
enum Step {
    /// A night with M of another total, a new bill, or nothing.
    Corrected(u32),
    New(u32),
    Nothing,
    Letters,
    Releases,
}

fn step() -> impl Strategy<Value = Step> {
    let total = || prop::sample::select(vec![510_u32, 700, 1_000, 1_400, 3_000]);
    prop_oneof![
        3 => total().prop_map(Step::Corrected),
        2 => total().prop_map(Step::New),
        3 => Just(Step::Nothing),
        2 => Just(Step::Letters),
        3 => Just(Step::Releases),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 60, ..examples(6) })]

    /// Whatever comes in whatever order: a night offsets no more than was written about more than three days before, and
    /// what bills known before are paid again; the bank never has more than is due and what is owed.
    #[test]
    fn nothing_is_offset_before_its_letter(steps in prop::collection::vec(step(), 1..16)) {
        let mut office = Office::under(Terms::corrected(AFTER_LETTER));
        office.night("2024-06-01", &Facts::of(&["A"]).and(&bill("M", "1000.00", "1")));
        office.releases = false;
        let mut day = Day::parse("2024-06-01").unwrap();
        // Pieces of debt with the day of the letter, the oldest first.
        let mut debts: Vec<(i64, Option<Day>)> = Vec::new();
        for (at, step) in steps.iter().enumerate() {
            day = day + 1;
            let (on, revision) = (day.to_string(), (at + 2).to_string());
            match step {
                Step::Corrected(total) => drop(office.night(&on, &bill("M", &format!("{total}.00"), &revision))),
                Step::New(total) => drop(office.night(&on, &bill(&format!("N{at}"), &format!("{total}.00"), "1"))),
                Step::Nothing => drop(office.night(&on, &Facts::default())),
                Step::Releases => {
                    office.releases_each(&on);
                    continue;
                }
                Step::Letters => {
                    if office.writes_to_debtors(&on) > 0 {
                        debts.iter_mut().for_each(|(_, written)| *written = written.or(Some(day)));
                    }
                    continue;
                }
            }
            let is_over = |written: &Option<Day>| written.is_some_and(|written| written + 3 < day);
            let over: i64 = debts.iter().filter(|(_, written)| is_over(written)).map(|(minor, _)| minor).sum();
            let again = office.newest("due", "e.reason NOT LIKE 'bill:%'");
            let mut offset = office.newest("set_off", "true");
            prop_assert!(offset <= over + again, "{on}: {offset} of {over} and {again}");
            for (minor, _) in &mut debts {
                let part = offset.min(*minor);
                (*minor, offset) = (*minor - part, offset - part);
            }
            debts.retain(|(minor, _)| *minor > 0);
            debts.extend(Some((office.newest("recovery", "true"), None)).filter(|(minor, _)| *minor > 0));
            let [entitled, paid, owed] = office.balance("A");
            let in_hand: i64 = office.kept().iter().map(|(_, minor)| minor).sum();
            prop_assert_eq!(debts.iter().map(|(minor, _)| minor).sum::<i64>(), owed);
            prop_assert!(paid - in_hand <= entitled + owed && paid == entitled + owed);
            office.cash_is_accounted_for();
        }
    }
}
