//! The speed of the fold: bills in memory, sorted by member, to what each member is paid.
//!
//! `cargo bench --bench fold`. Everything that depends on the rules is inside the time: editions,
//! cover, eligibility, bases, accumulators, rounding. Reading and sorting are not. Runs are kept in
//! `benches/runs/`.
//!
//! The rules of the city are folded once more with lines (费用明细), and with windows of a household (家庭) of three,
//! whose bills are merged and decided once for each of its members: there the merging is in the time too, and three
//! times as many bills are decided as there are.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a bench stops where its city cannot be made"
)]

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};

use cpu_time::ThreadTime;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use huzhu::adjudication::{Adjudicator, Total};
use huzhu::claim::{
    Bill, Enrolment, EnrolmentForm, History, Household, Member, RecordKind, Relative, RowReader,
};
use huzhu::date::Day;
use huzhu::scheme::Book;

const MEMBERS: usize = 60_000;
const BILLS: usize = 200_000;
/// Members of a household, where they are folded by households.
const HOUSEHOLD: usize = 3;

/// Bills of many members, each member's side by side and in order.
struct City {
    members: Vec<Member>,
    enrolments: Vec<Enrolment>,
    bills: Vec<Bill>,
    /// Ends of each member's enrolments and bills.
    ends: Vec<(usize, usize)>,
}

/// A small generator that gives the same city on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ z >> 31) % below
    }
}

fn city(book: &Book) -> City {
    let mut dice = Dice(7);
    let mut city = City { members: vec![], enrolments: vec![], bills: vec![], ends: vec![] };
    let mut header = vec![
        "category",
        "hospital_level",
        "admission",
        "discharge",
        "settled_on",
        "total",
        "out_of_catalogue",
        "class_b_prepay",
        "pool_paid",
        "critical_paid",
        "assistance_paid",
        "other_paid",
        "diagnosis",
    ];
    let with_lines = !book.vocabulary().line_classes().is_empty();
    if with_lines {
        header.push("lines");
    }
    let right = "the bench makes good headers";
    let reader = RowReader::read_header(header, RecordKind::Bills, book).expect(right);
    let member_header = ["birth_date", "sex", "hardship"];
    let members = RowReader::read_header(member_header, RecordKind::Members, book).expect(right);
    let first = Day::parse("2022-01-01").expect("a day");
    for member in 0..MEMBERS {
        let birth = Day::parse("1975-05-01").expect("a day") + dice.roll(9_000) as i32;
        let sex = ["M", "F"][dice.roll(2) as usize];
        let row = members.member(&[&*birth.to_string(), sex, "no"]);
        city.members.push(row.expect("the bench makes good members"));
        let first_period = city.enrolments.len();
        for plan in book.vocabulary().plans() {
            for year in 0..3 {
                let start = first + year * 365 + dice.roll(60) as i32;
                let units = 1 + dice.roll(3) as u32;
                let end = first + (year + 1) * 365 - 1;
                let period = EnrolmentForm::new(plan, start, end).units(units).read(book);
                city.enrolments.push(period.expect("the bench makes good periods"));
            }
        }
        city.enrolments[first_period..].sort_unstable();
        // The last member gets what is left, so that there are exactly so many bills.
        let mean = BILLS / MEMBERS;
        let due = (member + 1) * BILLS / MEMBERS - city.bills.len();
        let count = if member + 1 == MEMBERS { due } else { due.min(mean + dice.roll(4) as usize) };
        let from = city.bills.len();
        for _ in 0..count {
            let id = city.bills.len() as u32;
            city.bills.push(bill(&reader, &mut dice, first, id, with_lines));
        }
        city.bills[from..].sort_by_key(|bill| (bill.order(), bill.id()));
        city.ends.push((city.enrolments.len(), city.bills.len()));
    }
    city
}

fn bill(reader: &RowReader, dice: &mut Dice, first: Day, id: u32, with_lines: bool) -> Bill {
    let admission = first + dice.roll(3 * 365) as i32;
    let discharge = admission + dice.roll(20) as i32;
    let settled_on = discharge + dice.roll(40) as i32;
    let size = 17 + dice.roll(6);
    let spread = dice.roll(1 << size);
    let total = 50_000 + spread * 2;
    let outside = total * dice.roll(15) / 100;
    let class_b = total * dice.roll(5) / 100;
    let pool = (total - outside - class_b) * (30 + dice.roll(60)) / 100;
    let critical = if dice.roll(20) == 0 { (total - outside - pool) / 4 } else { 0 };
    let yuan = |fen: u64| format!("{}.{:02}", fen / 100, fen % 100);
    let category =
        ["inpatient", "inpatient", "inpatient", "outpatient_chronic"][dice.roll(4) as usize];
    let level = ["1", "2", "3", "3"][dice.roll(4) as usize];
    let mut row = vec![
        category.to_owned(),
        level.to_owned(),
        admission.to_string(),
        discharge.to_string(),
        settled_on.to_string(),
        yuan(total),
        yuan(outside),
        yuan(class_b),
        yuan(pool),
        yuan(critical),
        yuan(0),
        yuan(0),
        "I63".to_owned(),
    ];
    if with_lines {
        let (outside, class_b, rest) =
            (yuan(outside), yuan(class_b), yuan(total - outside - class_b));
        row.push(format!("C||{outside};B|{admission}|{class_b};A|{admission}|{rest}"));
    }
    reader.bill(&row).expect("the bench makes good bills").with_number(id)
}

/// The history of each member.
fn histories<'c>(book: &Book, city: &'c City) -> Vec<History<'c>> {
    let (mut enrolment, mut bill) = (0, 0);
    let all = city.members.iter().zip(&city.ends).map(|(member, &(enrolments, bills))| {
        let periods = &city.enrolments[enrolment..enrolments];
        let history = History::in_order(book, member, periods, &city.bills[bill..bills]);
        (enrolment, bill) = (enrolments, bills);
        history.expect("the city is in order")
    });
    all.collect()
}

/// Histories by household: each with what its relatives are to it.
fn households<'c>(histories: &[History<'c>], ids: &[[u8; 4]]) -> Vec<(History<'c>, Vec<Relative>)> {
    let all = histories.chunks(HOUSEHOLD).flat_map(|household| {
        let relatives: Vec<Relative> =
            household.iter().map(|one| Relative::of(one, |id| &ids[id as usize])).collect();
        household.iter().enumerate().map(move |(own, history)| {
            let mut others = relatives.clone();
            others.remove(own);
            (*history, others)
        })
    });
    all.collect()
}

fn fold(adjudicator: &mut Adjudicator, histories: &[History]) -> i64 {
    let mut total = Total::default();
    for history in histories {
        adjudicator.adjudicate(history, &mut total);
    }
    total.0.minor()
}

fn fold_households(
    adjudicator: &mut Adjudicator,
    households: &[(History, Vec<Relative>)],
    ids: &[[u8; 4]],
) -> i64 {
    let mut total = Total::default();
    for (own, relatives) in households {
        let household = Household::of(*own, Some(relatives), |id| &ids[id as usize]);
        adjudicator.adjudicate(&household.history(), &mut total);
    }
    total.0.minor()
}

/// A book of one edition that changes the rules of the city: each text is replaced by another.
fn changed(name: &str, changes: &[(&str, &str)]) -> PathBuf {
    let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/city/1.toml");
    let mut text = fs::read_to_string(city).expect("the rules of the city are there");
    for (from, to) in changes {
        assert!(text.contains(from), "the rules of the city say {from:?}");
        text = text.replace(from, to);
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).expect("a folder for rules");
    fs::write(folder.join("1.toml"), text).expect("room for rules");
    folder
}

/// The rules of the city, whose base is a sum of lines.
fn lines() -> PathBuf {
    let fields = "[fields]\n\
        class_a = { type = \"amount\", of = \"lines\", classes = [\"A\"] }\n\
        class_b = { type = \"amount\", of = \"lines\", classes = [\"B\"] }\n\n[amounts]";
    changed(
        "lines",
        &[
            ("currency = \"CNY\"", "currency = \"CNY\"\nline_classes = [\"A\", \"B\", \"C\"]"),
            ("[amounts]", fields),
            ("max(0, total - out_of_catalogue - ", "max(0, class_a + class_b - "),
        ],
    )
}

/// The rules of the city, where a year's deductible, bands and limits are those of a household.
fn of_households() -> PathBuf {
    let windows = "[windows.family_year]\nof = \"household\"\neach = \"year\"\n\n[amounts]";
    changed(
        "household",
        &[("window = \"year\"", "window = \"family_year\""), ("[amounts]", windows)],
    )
}

fn benches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("fold");
    group.throughput(Throughput::Elements(BILLS as u64)).sample_size(20);
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let books = [rules.join("city"), rules.join("weihai"), lines(), of_households()];
    for (path, name) in books.iter().zip(["city", "weihai", "lines", "households"]) {
        let book = Book::load(path).expect("the rules of the project are right");
        let city = city(&book);
        assert_eq!(city.bills.len(), BILLS);
        let histories = histories(&book, &city);
        let mut adjudicator = Adjudicator::new(&book);
        let ids: Vec<[u8; 4]> = (0..BILLS as u32).map(u32::to_be_bytes).collect();
        let by_household = name == "households";
        let together = if by_household { households(&histories, &ids) } else { Vec::new() };
        let mut once = || match together.as_slice() {
            [] => fold(&mut adjudicator, &histories),
            together => fold_households(&mut adjudicator, together, &ids),
        };
        assert!(once() > 0, "a fold that pays nothing measures nothing");
        group.bench_function(name, |bencher| {
            // Processor time of this thread: what a core needs, whatever else the machine does.
            bencher.iter_custom(|runs| {
                let start = ThreadTime::now();
                for _ in 0..runs {
                    black_box(once());
                }
                start.elapsed()
            });
        });
    }
    group.finish();
}

criterion_group!(fold_benches, benches);
criterion_main!(fold_benches);
