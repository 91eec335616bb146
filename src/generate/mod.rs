//! An invented city: members, enrolments and bills in any number, the same for the same seed.
//!
//! No person in it exists. Shapes are those of a real scheme (a few large units and very many small
//! ones, few members with many bills, costs with a long tail); figures are made up. All of it is made
//! in whole numbers and from streams of its own for each member and each pair of bills, so that the
//! same [`City`] is the same bytes on any machine and for any number of threads.

mod limits;
mod error;
mod city;
mod dice;
mod dirt;
mod text;
mod ids;
mod people;
mod cover;
mod costs;
mod bills;
mod files;

pub use city::{City, Plan, RowOrder};
pub use error::GenerateError;
pub use limits::{MOST_BILLS, MOST_MEMBERS};

use std::fs::File;
use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;
use serde::Serialize;

use self::bills::Bills;
use self::cover::Cover;
use self::dice::{Shuffle, Topic};
use self::dirt::{Dirt, Kind};
use self::limits::MOST_A_MEMBER;
use self::people::People;
use self::text::{Calendar, Rows};
use crate::output::{Draft, make_folder};

/// What was written: rows of each file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Written {
    /// Rows of members.csv.
    pub members: u64,
    /// Rows of enrolments.csv.
    pub enrolments: u64,
    /// Rows of bills.csv.
    pub bills: u64,
}

const NAMES: [&str; 3] = ["members.csv", "enrolments.csv", "bills.csv"];
/// Members, or pairs of bills, whose rows are made by one thread at a time.
const BLOCK: u64 = 4096;
/// Blocks made for each thread while the ones before are written.
const BLOCKS_A_THREAD: usize = 2;

/// Writes members.csv, enrolments.csv and bills.csv to a folder, which it makes if it is missing. The files
/// appear once all three are complete, and only their owner may read them.
///
/// # Errors
///
/// When there can be no such city, when one of the files exists, and when the folder cannot be written to.
/// Nothing is left behind then.
///
/// ```
/// use huzhu::generate::{City, RowOrder, generate};
///
/// let folder = tempfile::tempdir().unwrap();
/// let plans = vec!["city:3".parse().unwrap()];
/// let city = City { members: 100, bills: 300, seed: 1, plans, dirty: None, order: RowOrder::City };
/// let written = generate(&city, folder.path()).unwrap();
/// assert_eq!((written.members, written.bills), (100, 300));
/// let bills = std::fs::read_to_string(folder.path().join("bills.csv")).unwrap();
/// assert_eq!(bills.lines().count(), 301); // with the header
/// ```
pub fn generate(city: &City, folder: &Path) -> Result<Written, GenerateError> {
    check(city, folder)?;
    let _made = make_folder(folder).map_err(|why| failed(folder, why))?;
    let mut outputs = Vec::new();
    for name in NAMES {
        let draft = Draft::begin(&folder.join(name)).map_err(|why| failed(folder, why))?;
        let file = draft.create().map_err(|why| failed(folder, why))?;
        outputs.push(Output { draft, file });
    }
    let written = write_all(city, &mut outputs)?;
    publish(outputs)?;
    Ok(written)
}

fn failed(path: &Path, why: io::Error) -> GenerateError {
    GenerateError::NotWritable { path: path.to_owned(), why }
}

/// Checks that there can be such a city, in this folder.
fn check(city: &City, folder: &Path) -> Result<(), GenerateError> {
    let most = u64::from(city.members) * MOST_A_MEMBER;
    if !(1..=MOST_MEMBERS).contains(&city.members) || city.bills > MOST_BILLS {
        return Err(GenerateError::Size);
    }
    if u64::from(city.bills) > most {
        return Err(GenerateError::TooManyBills { members: city.members, most });
    }
    let again = |at: &usize| city.plans[..*at].iter().any(|plan| plan.id == city.plans[*at].id);
    if let Some(at) = (0..city.plans.len()).find(again) {
        return Err(GenerateError::PlanTwice(city.plans[at].id.clone()));
    }
    if folder.exists() && !folder.is_dir() {
        return Err(GenerateError::NotAFolder(folder.to_owned()));
    }
    match NAMES.map(|name| folder.join(name)).iter().find(|path| path.symlink_metadata().is_ok()) {
        Some(path) => Err(GenerateError::InTheWay(path.clone())),
        None => Ok(()),
    }
}

/// A file that is being written, and where it belongs.
struct Output {
    draft: Draft,
    file: File,
}

/// Writes the three files one after another.
fn write_all(city: &City, outputs: &mut [Output]) -> Result<Written, GenerateError> {
    let [members, enrolments, bills] = outputs else { unreachable!("there are three files") };
    let last_year = cover::FIRST_YEAR + cover::YEARS as i32 - 1;
    let calendar = Calendar::new(ids::BIRTH_YEARS[0], last_year + bills::YEARS_AROUND);
    let people = People::new(city, &calendar);
    let cover = Cover::new(city, &calendar);
    let all_bills = Bills::new(city, &people, &cover);
    let sheet = |kind| Sheet { city, calendar: &calendar, kind };
    let all = u64::from(city.members);
    let (a_member, pairs) = (cover.most_rows(), u64::from(city.bills).div_ceil(2));
    let no_order = |topic, count| Shuffle::new(city.seed, topic, count);
    let (members, enrolments) = match city.order {
        RowOrder::Members => (
            sheet(&files::MEMBERS)
                .write(all, members, |number, rows| people.write(number as u32, rows))?,
            sheet(&files::ENROLMENTS).write(all, enrolments, |number, rows| {
                cover.write(&people.person(number as u32), rows);
            })?,
        ),
        RowOrder::City => {
            let of_members = no_order(Topic::MemberRows, all);
            let of_enrolments = no_order(Topic::EnrolmentRows, all * a_member);
            let member = |place, rows: &mut Rows| people.write(of_members.at(place) as u32, rows);
            let enrolment = |place, rows: &mut Rows| {
                let row = of_enrolments.at(place);
                let person = people.person((row / a_member) as u32);
                cover.write_one(&person, (row % a_member) as usize, rows);
            };
            (
                sheet(&files::MEMBERS).write(all, members, member)?,
                sheet(&files::ENROLMENTS).write(all * a_member, enrolments, enrolment)?,
            )
        }
    };
    let bills =
        sheet(&files::BILLS).write(pairs, bills, |pair, rows| all_bills.write_pair(pair, rows))?;
    Ok(Written { members, enrolments, bills })
}

/// The rows of one of the three files.
struct Sheet<'a> {
    city: &'a City,
    calendar: &'a Calendar,
    kind: &'static Kind,
}

impl Sheet<'_> {
    /// Writes the rows of all numbers below `count`, and returns how many rows they are.
    fn write(
        &self,
        count: u64,
        output: &mut Output,
        rows_of: impl Fn(u64, &mut Rows) + Sync,
    ) -> Result<u64, GenerateError> {
        let added = if self.city.dirty.is_some() { self.kind.added } else { "" };
        let header = format!("{}{added}\n", self.kind.header);
        let file = &mut output.file;
        let written = (file.write_all(header.as_bytes()))
            .and_then(|()| self.write_rows(count, file, rows_of))
            .and_then(|count| file.sync_all().map(|()| count));
        written.map_err(|why| failed(output.draft.place(), why))
    }

    /// While some blocks are written, the next ones are made; more are never held.
    fn write_rows(
        &self,
        count: u64,
        file: &mut File,
        rows_of: impl Fn(u64, &mut Rows) + Sync,
    ) -> io::Result<u64> {
        let blocks: Vec<u64> = (0..count).step_by(BLOCK as usize).collect();
        let make = |&from: &u64| self.block(from..count.min(from + BLOCK), &rows_of);
        let (mut ready, mut rows) = (Vec::new(), 0);
        for some in blocks.chunks(BLOCKS_A_THREAD * rayon::current_num_threads()) {
            let (written, next) = rayon::join(
                || write_blocks(file, &ready),
                || some.par_iter().map(make).collect::<Vec<_>>(),
            );
            rows += written?;
            ready = next;
        }
        Ok(rows + write_blocks(file, &ready)?)
    }

    fn block(&self, numbers: Range<u64>, rows_of: impl Fn(u64, &mut Rows)) -> (Vec<u8>, u64) {
        let mut rows = Rows::new(self.calendar);
        // A rate has at most six decimals.
        let share = self.city.dirty.map(|rate| rate.whole(6) as u64);
        for number in numbers {
            rows.spoil(share.map(|share| Dirt::new(self.kind, self.city.seed, number, share)));
            rows_of(number, &mut rows);
        }
        (rows.bytes, rows.count)
    }
}

fn write_blocks(file: &mut File, blocks: &[(Vec<u8>, u64)]) -> io::Result<u64> {
    blocks.iter().try_for_each(|(bytes, _)| file.write_all(bytes))?;
    Ok(blocks.iter().map(|(_, count)| count).sum())
}

/// Gives the files their names; all of them, or none.
fn publish(outputs: Vec<Output>) -> Result<(), GenerateError> {
    let mut named = Vec::new();
    for Output { draft, .. } in outputs {
        let path = draft.place().to_owned();
        if let Err(why) = draft.keep() {
            for path in &named {
                // The first failure is the one to report.
                let _ = std::fs::remove_file(path);
            }
            return Err(match why.kind() {
                io::ErrorKind::AlreadyExists => GenerateError::InTheWay(path),
                _ => failed(&path, why),
            });
        }
        named.push(path);
    }
    Ok(())
}
