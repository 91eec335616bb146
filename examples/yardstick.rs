//! What reading alone costs: the `csv` crate's byte records of some files, on one thread, nothing
//! else. Runs in `benches/runs/` are told as multiples of it.
//!
//! `cargo run --release --locked --example yardstick -- members.csv enrolments.csv bills.csv`

#![allow(clippy::print_stdout, reason = "what is measured is printed")]

use std::error::Error;
use std::fs::File;

fn main() -> Result<(), Box<dyn Error>> {
    let mut rows = 0u64;
    for path in std::env::args().skip(1) {
        let mut reader = csv::Reader::from_reader(File::open(path)?);
        let mut record = csv::ByteRecord::new();
        while reader.read_byte_record(&mut record)? {
            rows += 1;
        }
    }
    println!("{rows} rows");
    Ok(())
}
