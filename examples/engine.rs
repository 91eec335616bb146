//! What the engine takes for a city whose texts are in memory: reading, checking every cell, deciding, with the reason
//! for every nil. Processor seconds of all threads, the least of some runs; `benches/python/compare.py` holds the wheel
//! to it.
//!
//! `cargo run --release --locked --no-default-features --example engine -- rules/city CITY 5`

#![allow(clippy::print_stdout, reason = "what is measured is printed")]

use std::error::Error;
use std::path::Path;
use std::time::Duration;

use cpu_time::ProcessTime;
use huzhu::batch::decide;
use huzhu::intake::Files;
use huzhu::scheme::Book;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [rules, city, runs] = arguments.as_slice() else { return Err("RULES CITY RUNS".into()) };
    let book = Book::load(rules.as_ref())?;
    let read = |name: &str| std::fs::read_to_string(Path::new(city).join(name));
    let [members, enrolments, bills] =
        [read("members.csv")?, read("enrolments.csv")?, read("bills.csv")?];
    let (mut least, mut decided) = (Duration::MAX, 0);
    for _ in 0..runs.parse::<u32>()? {
        let begun = ProcessTime::now();
        decided = decide(&book, Files::of([&members, &enrolments, &bills]))?.bills.len();
        least = least.min(begun.elapsed());
    }
    println!("{} {decided}", least.as_secs_f64());
    Ok(())
}
