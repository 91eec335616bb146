//! The heart of it: whatever order facts come in, over however many nights, each member ends with what
//! one run over all of them pays.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::Index;

use super::desk::examples;
use super::office::{Bill, Facts, Office, Terms, at_once};

const PEOPLE: [&str; 5] = ["A", "B", "C", "D", "E"];

/// One row of one of the files.
#[derive(Clone, Debug)]
pub(super) enum Row {
    Member(String),
    Enrolment(String),
    Bill(String),
}

/// All that is ever said, and on which night each row comes.
#[derive(Clone, Debug)]
pub(super) struct Story {
    rows: Vec<(Row, usize)>,
    pub(super) nights: usize,
}

const NIGHTS: usize = 6;

/// Periods of one plan, of which some are taken back, and some of these brought again.
fn periods(plan: &'static str) -> impl Strategy<Value = Vec<Row>> {
    let starts = ["2023-01-01", "2024-01-01", "2024-03-15"];
    let period = (0..PEOPLE.len(), 0..starts.len(), prop::option::weighted(0.3, 0..3usize));
    prop::collection::vec(period, 3..9).prop_map(move |periods| {
        let mut rows = Vec::new();
        for (person, start, taken_back) in periods {
            let end = ["2023-12-31", "2024-12-31", "2024-12-31"][start];
            let (person, start) = (PEOPLE[person], starts[start]);
            let row = |end_of: &str| format!("{person},{plan},{start},{end},1,2022-12-01,{end_of}");
            match taken_back {
                None => rows.push(row(",")),
                Some(0) => rows.extend([row(","), row(",void")]),
                Some(1) => rows.extend([row("1,"), row("2,void")]),
                Some(_) => rows.extend([row(","), row("1,void"), row("2,final")]),
            }
        }
        rows.into_iter().map(Row::Enrolment).collect()
    })
}

/// The city benchmark, in which cover begins on the day after the contribution came in.
fn by_receipt() -> Terms {
    let gap = "renewal_gap = 31\n";
    Terms::city(&[(gap, &format!("{gap}cover_begins = \"day_after_receipt\"\n"))])
}

/// A period of each person and start at most, first as one that is not paid for, and again when the money came in.
fn periods_and_receipts() -> impl Strategy<Value = Vec<Row>> {
    let days = ["", "2022-12-20", "2024-01-20", "2024-02-29", "2024-03-01", "2024-03-20"];
    let one = prop::option::weighted(0.6, 0..days.len());
    prop::collection::vec(one, PEOPLE.len() * 3).prop_map(move |all| {
        let mut rows = Vec::new();
        for (at, paid_on) in all.into_iter().enumerate() {
            let Some(paid_on) = paid_on.map(|day| days[day]) else { continue };
            let (person, start) =
                (PEOPLE[at / 3], ["2023-01-01", "2024-01-01", "2024-03-15"][at % 3]);
            let end = ["2023-12-31", "2024-12-31", "2024-12-31"][at % 3];
            let row = |end_of: &str| format!("{person},city,{start},{end},1,2022-12-01,{end_of}");
            rows.push(Row::Enrolment(row(",,")));
            if !paid_on.is_empty() {
                rows.push(Row::Enrolment(row(&format!("1,,{paid_on}"))));
            }
        }
        rows
    })
}

/// Revisions of one bill, the first for whoever, the others mostly for the same member.
fn revisions() -> impl Strategy<Value = Vec<(usize, usize, u32, u8)>> {
    let person = prop_oneof![4 => Just(None), 1 => (0..PEOPLE.len()).prop_map(Some)];
    let one = (person, 1..28usize, 100..900_000u32, 0..8u8);
    (0..PEOPLE.len(), prop::collection::vec(one, 1..4)).prop_map(|(first, all)| {
        let of = |(person, day, total, void): (Option<usize>, usize, u32, u8)| {
            (person.unwrap_or(first), day, total, void)
        };
        all.into_iter().map(of).collect()
    })
}

fn bills() -> impl Strategy<Value = Vec<Row>> {
    let stay = prop::option::weighted(0.3, 0..2usize);
    prop::collection::vec((revisions(), stay), 1..10).prop_map(|bills| {
        let mut rows = Vec::new();
        for (at, (revisions, stay)) in bills.into_iter().enumerate() {
            let (id, stay) = (format!("X{at}"), stay.map_or(String::new(), |at| format!("S{at}")));
            for (revision, (person, day, total, void)) in revisions.into_iter().enumerate() {
                let settled_on = format!("2024-04-{day:02}");
                let admission = ["2024-03-01", "2024-03-20"][day % 2];
                let total = format!("{}.{:02}", total / 100, total % 100);
                let revision = (revision + 1).to_string();
                let status = if void == 0 { "void" } else { "final" };
                let bill = Bill {
                    id: &id,
                    member: PEOPLE[person],
                    admission,
                    settled_on: &settled_on,
                    total: &total,
                    stay: &stay,
                    revision: &revision,
                    status,
                };
                rows.push(Row::Bill(bill.row()));
            }
        }
        rows
    })
}

/// Members' rows; of some an earlier row with another day of birth.
fn members() -> impl Strategy<Value = Vec<Vec<String>>> {
    prop::collection::vec(0..4u8, PEOPLE.len()).prop_map(|kinds| {
        let rows = PEOPLE.iter().zip(kinds).map(|(id, kind)| {
            let row = |birth: &str| format!("{id},{birth},M,99.01,no");
            match kind {
                0 => vec![row("1975-05-05"), row("1980-01-01")],
                _ => vec![row("1980-01-01")],
            }
        });
        rows.collect()
    })
}

pub(super) fn story(plans: &'static [&'static str]) -> impl Strategy<Value = Story> {
    story_of(plans.iter().map(|plan| periods(plan)).collect())
}

/// A story in which periods are of these kinds.
fn story_of(all_periods: Vec<impl Strategy<Value = Vec<Row>>>) -> impl Strategy<Value = Story> {
    let dealt = prop::collection::vec(any::<Index>(), 120);
    (members(), all_periods, bills(), 1..=NIGHTS, dealt).prop_map(
        |(members, periods, bills, nights, dealt)| {
            let mut dealt = dealt.into_iter();
            let mut night = move || dealt.next().map_or(0, |index| index.index(nights));
            let mut rows = Vec::new();
            for versions in members {
                // Of what is said of a member the last counts: it comes last, and on another night.
                let last = night();
                let earlier = night();
                let (newest, older) = versions.split_last().expect("somebody says something");
                if earlier < last {
                    rows.extend(older.iter().map(|row| (Row::Member(row.clone()), earlier)));
                }
                rows.push((Row::Member(newest.clone()), last));
            }
            for row in periods.into_iter().flatten().chain(bills) {
                rows.push((row, night()));
            }
            Story { rows, nights }
        },
    )
}

impl Story {
    pub(super) fn facts(&self, wanted: impl Fn(usize) -> bool) -> Facts {
        let mut facts = Facts::default();
        for (row, _) in self.rows.iter().filter(|row| wanted(row.1)) {
            match row {
                Row::Member(row) => facts.members.push(row.clone()),
                Row::Enrolment(row) => facts.enrolments.push(row.clone()),
                Row::Bill(row) => facts.bills.push(row.clone()),
            }
        }
        facts
    }

    /// All facts, with the newest row of each member.
    fn at_last(&self) -> Facts {
        let mut facts = self.facts(|_| true);
        let mut newest = BTreeMap::new();
        for row in facts.members {
            newest.insert(row.split(',').next().unwrap().to_owned(), row);
        }
        facts.members = newest.into_values().collect();
        facts
    }
}

/// Plays the nights, each twice now and then, and holds the end to one run over everything.
fn holds(terms: Terms, story: &Story, threads: usize) -> Result<(), TestCaseError> {
    let expected = at_once(&terms, &story.at_last());
    let mut office = Office::under(terms);
    office.threads = Some(threads);
    for night in 0..story.nights {
        let facts = story.facts(|of| of == night);
        office.night("2024-06-01", &facts);
        let (postings, payments) = (office.count("posting"), office.count("payment"));
        if night % 2 == 0 {
            let again = office.night("2024-06-01", &facts);
            prop_assert_eq!(again.summary.payments, 0);
            prop_assert_eq!(office.count("posting"), postings, "a night again posts nothing");
            prop_assert_eq!(office.count("payment"), payments);
        }
    }
    let ended = office.balances();
    for (id, balance) in &ended {
        let expected = expected.get(id).cloned().unwrap_or_default();
        prop_assert_eq!(balance.told(), expected, "{}", id);
    }
    prop_assert!(expected.keys().all(|id| ended.contains_key(id)));
    Ok(())
}

proptest! {
    #![proptest_config(examples(8))]

    #[test]
    fn facts_in_any_order_end_with_what_one_run_over_all_of_them_pays(story in story(&["city"])) {
        holds(Terms::of("city"), &story, 1)?;
    }

    #[test]
    fn bills_that_open_a_threshold_for_earlier_ones_do_so_on_whatever_night_they_come(
        story in story(&["medical", "allowance"]),
    ) {
        holds(Terms::of("weihai"), &story, 2)?;
    }
}

proptest! {
    #![proptest_config(examples(8))]

    #[test]
    fn money_that_comes_in_on_whatever_night_ends_as_if_it_had_been_known_at_once(
        story in story_of(vec![periods_and_receipts()]),
    ) {
        holds(by_receipt(), &story, 1)?;
    }

    /// A stay that comes late may join two spells, and one that is taken back part them.
    #[test]
    fn stays_on_whatever_night_are_of_the_spells_that_all_of_them_make(story in story(&["city"])) {
        holds(super::windows::spells(15), &story, 1)?;
    }
}
