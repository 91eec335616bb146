//! An invented city: members, enrolments and bills in any number, the same for the same seed.
//!
//! Nobody in it exists. Shapes are those of a real scheme (a few large units and very many small
//! ones, few members with many bills, costs with a long tail); figures are made up. All of it is made
//! in whole numbers and from streams of its own for each member and each pair of bills, so that the
//! same [`City`] is the same bytes on any machine and for any number of threads.

mod dice;
mod text;
mod ids;
mod people;
mod cover;
mod costs;
mod bills;
mod dirt;

use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use rayon::prelude::*;
use serde::Serialize;
use tempfile::NamedTempFile;

use self::bills::Bills;
use self::cover::Cover;
use self::dirt::Dirt;
use self::people::People;
use self::text::{Calendar, Rows};
use crate::claim::MOST_UNITS;
use crate::exchange::make_folder;
use crate::money::Rate;
use crate::words::{Sentence, program};

/// What city to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct City {
    /// How many members it has, from 1 to [`MOST_MEMBERS`].
    pub members: u32,
    /// How many bills; exactly as many where nothing is dirty.
    pub bills: u32,
    /// Another seed makes another city of the same shape.
    pub seed: u64,
    /// What members enrol in: the first plan, and half of them in each further one.
    pub plans: Vec<Plan>,
    /// The share of rows that are spoiled, or joined by one that is; nothing for a clean city.
    pub dirty: Option<Rate>,
}

/// The most members a city may have: there are identity numbers of nobody for twice as many.
pub const MOST_MEMBERS: u32 = 100_000_000;
/// The most bills: their ids have nine digits.
pub const MOST_BILLS: u32 = 999_999_999;

/// A plan that members enrol in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Its id in the rules.
    pub id: String,
    /// The most units (份) that a member holds.
    pub most_units: u32,
}

/// Reads `city`, or `city:3` where members hold up to 3 units.
impl FromStr for Plan {
    type Err = Sentence;

    fn from_str(text: &str) -> Result<Plan, Sentence> {
        let (id, units) = text.split_once(':').unwrap_or((text, "1"));
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let most_units = units.parse().ok().filter(|units| (1..=MOST_UNITS).contains(units));
        match most_units {
            Some(most_units) if !id.is_empty() && id.chars().all(plain) => {
                Ok(Plan { id: id.to_owned(), most_units })
            }
            _ => Err(program::generate_bad_plan(text)),
        }
    }
}

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

/// Why nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unwritten {
    /// Something else must be asked for.
    Misused(Sentence),
    /// The folder cannot be written to.
    Failed(Sentence),
}

const NAMES: [&str; 3] = ["members.csv", "enrolments.csv", "bills.csv"];
/// Members, or pairs of bills, whose rows are made by one thread at a time.
const BLOCK: u64 = 4096;
/// Blocks made for each thread while the ones before are written.
const BLOCKS_A_THREAD: usize = 2;

/// Makes members.csv, enrolments.csv and bills.csv in a folder, which is made if it is missing. They
/// appear when all are whole, and only their owner may read them.
///
/// # Errors
///
/// When the city cannot be, or one of the files is there already; when the folder cannot be written
/// to. Nothing is left behind then.
///
/// ```
/// use huzhu::generate::{City, generate};
///
/// let folder = tempfile::tempdir().unwrap();
/// let plans = vec!["city:3".parse().unwrap()];
/// let city = City { members: 100, bills: 300, seed: 1, plans, dirty: None };
/// let written = generate(&city, folder.path()).unwrap();
/// assert_eq!((written.members, written.bills), (100, 300));
/// let bills = std::fs::read_to_string(folder.path().join("bills.csv")).unwrap();
/// assert_eq!(bills.lines().count(), 301); // with the header
/// ```
pub fn generate(city: &City, folder: &Path) -> Result<Written, Unwritten> {
    check(city, folder).map_err(Unwritten::Misused)?;
    let failed = |path: &Path, why: io::Error| {
        Unwritten::Failed(program::out_not_writable(path.display(), why))
    };
    let _made = make_folder(folder).map_err(|why| failed(folder, why))?;
    let path = |name: &str| folder.join(name);
    let mut files = Vec::new();
    for name in NAMES {
        // Temporary files are their owner's alone, and go when they are dropped.
        let file = tempfile::Builder::new().prefix(".huzhu-").tempfile_in(folder);
        files.push((path(name), file.map_err(|why| failed(folder, why))?));
    }
    let written = write_all(city, &mut files).map_err(|(path, why)| failed(path, why))?;
    publish(files)?;
    Ok(written)
}

/// Whether there can be such a city, in this folder.
fn check(city: &City, folder: &Path) -> Result<(), Sentence> {
    let most = u64::from(city.members) * bills::MOST_A_MEMBER;
    if !(1..=MOST_MEMBERS).contains(&city.members) || city.bills > MOST_BILLS {
        return Err(program::generate_too_large(MOST_MEMBERS, MOST_BILLS));
    }
    if u64::from(city.bills) > most {
        return Err(program::generate_too_many_bills(city.members, most));
    }
    let again = |at: &usize| city.plans[..*at].iter().any(|plan| plan.id == city.plans[*at].id);
    if let Some(at) = (0..city.plans.len()).find(again) {
        return Err(program::generate_plan_twice(&city.plans[at].id));
    }
    if folder.exists() && !folder.is_dir() {
        return Err(program::out_not_a_folder(folder.display()));
    }
    match NAMES.map(|name| folder.join(name)).iter().find(|path| path.exists()) {
        Some(path) => Err(program::generate_in_the_way(path.display())),
        None => Ok(()),
    }
}

type Files = [(PathBuf, NamedTempFile)];

/// Writes the three files one after another; the path of the one that failed, and why.
fn write_all<'f>(city: &City, files: &'f mut Files) -> Result<Written, (&'f Path, io::Error)> {
    let [members, enrolments, bills] = files else { unreachable!("there are three files") };
    let last_year = cover::FIRST_YEAR + cover::YEARS as i32 - 1;
    let calendar = Calendar::new(ids::BIRTH_YEARS[0], last_year + bills::YEARS_AROUND);
    let people = People::new(city, &calendar);
    let cover = Cover::new(city, &calendar);
    let all_bills = Bills::new(city, &people, &cover);
    let everybody = 0..u64::from(city.members);
    let pairs = 0..u64::from(city.bills).div_ceil(2);
    let file = |kind, header| File { city, calendar: &calendar, kind, header };
    let bill_header = match city.dirty {
        Some(_) => format!("{}{}", bills::HEADER, dirt::BILL_HEADER),
        None => bills::HEADER.to_owned(),
    };
    Ok(Written {
        members: file(&dirt::MEMBERS, people::HEADER)
            .write(everybody.clone(), &mut members.1, |number, rows| {
                people.write(number as u32, rows, &calendar);
            })
            .map_err(|why| (&*members.0, why))?,
        enrolments: file(&dirt::ENROLMENTS, cover::HEADER)
            .write(everybody, &mut enrolments.1, |number, rows| {
                cover.write(&people.person(number as u32), rows, &calendar);
            })
            .map_err(|why| (&*enrolments.0, why))?,
        bills: file(&dirt::BILLS, &bill_header)
            .write(pairs, &mut bills.1, |pair, rows| all_bills.write_pair(pair, rows, &calendar))
            .map_err(|why| (&*bills.0, why))?,
    })
}

/// One of the three files.
struct File<'a> {
    city: &'a City,
    calendar: &'a Calendar,
    kind: &'static dirt::Kind,
    header: &'a str,
}

impl File<'_> {
    /// Writes the rows of each number of `all`, and returns how many they are. While some blocks are
    /// written, the next ones are made; more are never held.
    fn write(
        &self,
        all: Range<u64>,
        out: &mut NamedTempFile,
        rows_of: impl Fn(u64, &mut Rows) + Sync,
    ) -> io::Result<u64> {
        writeln!(out, "{}", self.header)?;
        let blocks: Vec<u64> = all.clone().step_by(BLOCK as usize).collect();
        let (mut ready, mut count) = (Vec::new(), 0);
        for some in blocks.chunks(BLOCKS_A_THREAD * rayon::current_num_threads()) {
            let make = |&from: &u64| self.block(from..all.end.min(from + BLOCK), &rows_of);
            let (written, next) = rayon::join(
                || write_blocks(out, &ready),
                || some.par_iter().map(make).collect::<Vec<_>>(),
            );
            count += written?;
            ready = next;
        }
        count += write_blocks(out, &ready)?;
        out.as_file().sync_all()?;
        Ok(count)
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

fn write_blocks(out: &mut impl Write, blocks: &[(Vec<u8>, u64)]) -> io::Result<u64> {
    blocks.iter().try_for_each(|(bytes, _)| out.write_all(bytes))?;
    Ok(blocks.iter().map(|(_, count)| count).sum())
}

/// Gives the files their names; all of them, or none.
fn publish(files: Vec<(PathBuf, NamedTempFile)>) -> Result<(), Unwritten> {
    let mut named = Vec::new();
    for (path, file) in files {
        if let Err(why) = file.persist_noclobber(&path) {
            for path in &named {
                // The first failure is told.
                let _ = std::fs::remove_file(path);
            }
            let why = why.error;
            return Err(match why.kind() {
                io::ErrorKind::AlreadyExists => {
                    Unwritten::Misused(program::generate_in_the_way(path.display()))
                }
                _ => Unwritten::Failed(program::out_not_writable(path.display(), why)),
            });
        }
        named.push(path);
    }
    Ok(())
}
