//! The speed of a replay's pass: every member's bills decided under many terms while they are at hand.
//!
//! `cargo bench --bench replay`. One thread; reading the files is not in the time, but each pass reads the
//! bills of a member from their rows once, whatever the number of terms. Elements are bills times terms.
//! Runs are kept in `benches/runs/`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a bench stops where its city cannot be made"
)]

use std::collections::BTreeMap;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use huzhu::generate::{City, RowOrder, generate};
use huzhu::intake::{Inputs, Intake, read};
use huzhu::money::Money;
use huzhu::replay::{PassInput, PassTotals, Scope, run_pass};
use huzhu::scenario::{Scenario, Sweep, compile, grid};
use huzhu::scheme::Book;

const MEMBERS: u32 = 60_000;
const BILLS: u32 = 120_000;

fn books(sweep: &str) -> (Vec<Book>, Vec<Book>) {
    let terms = Scenario::read("rules/city").expect("rules of this repository");
    let sweep: Sweep = sweep.parse().expect("a sweep");
    let points = grid(&terms, &[sweep]).expect("of a value that is there");
    let all: Vec<Scenario> =
        std::iter::once(terms).chain(points.into_iter().map(|point| point.scenario)).collect();
    let mut books = compile(&all).expect("all levels are rules");
    let points = books.split_off(1);
    (books, points)
}

fn pass(books: &[Book], points: &[Book], replicates: usize, intake: &Intake) -> PassTotals {
    let question = PassInput {
        scenarios: books,
        points,
        scope: &Scope::default(),
        above: Money::from_minor(3_000_000),
        replicates,
        seed: 1,
        by_bill: false,
        cost_ranges: &[],
        trend: None,
        manual_facts: &BTreeMap::new(),
    };
    run_pass(&question, intake, &()).expect("nobody stops it")
}

fn replay(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let plans = vec!["city:3".parse().expect("a plan")];
    let city =
        City { members: MEMBERS, bills: BILLS, seed: 1, plans, dirty: None, order: RowOrder::City };
    generate(&city, folder.path()).expect("a city");
    let inputs = Inputs::in_folder(folder.path());
    let (one, hundred) =
        (books("parameters.low_pays=55%..55%:1%"), books("parameters.low_pays=1%..100%:1%"));
    let intake = read(&inputs, one.0[0].vocabulary(), &()).expect("a city is clean");
    let threads = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let mut group = criterion.benchmark_group("replay");
    group.sample_size(10);
    let both: Vec<Book> = one.0.iter().chain(&one.1).cloned().collect();
    let pass = |books: &[Book], points: &[Book], replicates| {
        threads.install(|| pass(books, points, replicates, &intake))
    };
    group.throughput(Throughput::Elements(2 * u64::from(BILLS)));
    group.bench_function("baseline and scenario", |b| b.iter(|| pass(&both, &[], 0)));
    group.bench_function("the same with 1,000 draws", |b| b.iter(|| pass(&both, &[], 1_000)));
    group.throughput(Throughput::Elements(101 * u64::from(BILLS)));
    group.bench_function("a hundred levels", |b| b.iter(|| pass(&hundred.0, &hundred.1, 0)));
    group.finish();
}

criterion_group!(benches, replay);
criterion_main!(benches);
