//! units.csv: how many people a unit declared on a day (在职职工人数, 女职工人数), `unit,on,employees` and where an office has
//! them `women` and `name`. All mistakes of a file are reported at once.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use crate::claim::UnitPath;
use crate::csv_cells::exact_row;
use crate::date::Day;
use crate::ledger::small_csv::{SmallCsv, at};
use crate::ledger::{About, ActKind, Deed, Ledger, LedgerError, Signed, alone};
use crate::output::reports::{HeadCount, HeadCounts};
use crate::words::{Sentence, receipts as words};

/// The name of the file.
pub const UNITS: &str = "units.csv";

/// Its columns; the first have to be there.
const COLUMNS: [&str; 5] = ["unit", "on", "employees", "women", "name"];
const NEEDED: usize = 3;

/// What became of a file of units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnitsRead {
    /// Rows that say something new.
    pub added: u64,
    /// Rows that say what is known.
    pub known: u64,
}

/// What a unit declared on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Declared {
    name: String,
    count: HeadCount,
}

/// By unit and day.
type All = BTreeMap<(String, Day), Declared>;

fn known(ledger: &Ledger) -> Result<All, LedgerError> {
    let sql = "SELECT unit, counted_on, name, employees, women FROM head_count ORDER BY no";
    let rows = ledger.rows(sql, (), |row| {
        let women: Option<i64> = row.get(4)?;
        let employees = row.get::<_, i64>(3)?.unsigned_abs();
        let count = HeadCount { employees, women: women.map(i64::unsigned_abs) };
        Ok(((row.get(0)?, row.get(1)?), Declared { name: row.get(2)?, count }))
    })?;
    Ok(rows.into_iter().collect())
}

/// What units declared by a day: of each the count of the latest day.
///
/// # Errors
///
/// When the ledger cannot be read.
pub(super) fn head_counts(ledger: &Ledger, day: Day) -> Result<HeadCounts, LedgerError> {
    let mut counts = HeadCounts::default();
    for ((unit, on), Declared { count, .. }) in known(ledger)? {
        if on <= day {
            counts.0.insert(UnitPath::of(&unit).to_string(), count);
        }
    }
    Ok(counts)
}

/// Reads a file of units: all of it, or nothing where a row is not right. Of one unit and day the newest row counts.
///
/// # Errors
///
/// Every row that is not right, with its line and what to do; or the ledger cannot be written.
pub fn read_units(
    ledger: &mut Ledger,
    path: &Path,
    act: &Signed,
) -> Result<UnitsRead, Vec<Sentence>> {
    let SmallCsv { rows, sha256 } = SmallCsv::read_some(path, COLUMNS, NEEDED)?;
    let known = known(ledger).map_err(alone)?;
    let (mut lines, mut wrong, mut new) = (HashMap::new(), Vec::new(), All::new());
    let mut read = UnitsRead::default();
    for (line, cells) in rows {
        match row(cells, act.on) {
            Err(why) => wrong.extend(why.iter().map(|why| at(path, line, why))),
            Ok((key, declared)) => {
                if let Some(earlier) = lines.insert(key.clone(), line) {
                    wrong.push(at(path, line, &words::unit_twice(&key.0, key.1, earlier)));
                } else if known.get(&key) == Some(&declared) {
                    read.known += 1;
                } else {
                    read.added += 1;
                    new.insert(key, declared);
                }
            }
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    keep(ledger, &new, &sha256, act).map_err(alone)?;
    Ok(read)
}

fn row(cells: [String; 5], until: Day) -> Result<((String, Day), Declared), Vec<Sentence>> {
    let [unit, on, employees, women, name] = cells;
    let mut wrong = Vec::new();
    wrong.extend(unit.is_empty().then(words::unit_missing));
    let day = Day::parse(&on);
    match day {
        None => wrong.push(crate::words::rules::not_a_date(&on)),
        Some(day) if day > until => wrong.push(words::counted_later(day, until)),
        Some(_) => {}
    }
    let employees = count("employees", &employees, &mut wrong);
    let women = match &*women {
        "" => None,
        women => count("women", women, &mut wrong),
    };
    if let (Some(employees), Some(women)) = (employees, women)
        && women > employees
    {
        wrong.push(words::more_women(women, employees));
    }
    match (day, employees, &wrong[..]) {
        (Some(day), Some(employees), []) => {
            Ok(((unit, day), Declared { name, count: HeadCount { employees, women } }))
        }
        _ => Err(wrong),
    }
}

fn count(column: &str, text: &str, wrong: &mut Vec<Sentence>) -> Option<u64> {
    let count = text.parse::<u32>().ok();
    wrong.extend(count.is_none().then(|| words::not_a_count(column, text)));
    count.map(u64::from)
}

fn keep(ledger: &Ledger, new: &All, sha256: &str, act: &Signed) -> Result<(), LedgerError> {
    let sql = "INSERT INTO head_count(unit, name, counted_on, employees, women, happened_on, author, \
               login) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let Signed { by, on, login, .. } = act;
    ledger.act(act, |ledger| {
        for ((unit, day), Declared { name, count }) in new {
            let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
            let (employees, women) = (number(count.employees), count.women.map(number));
            ledger.run(sql, (unit, name, day, employees, women, on, by, login))?;
        }
        let deed = Deed::new(ActKind::Units, About::File, sha256).changing("", new.len());
        Ok(((), (!new.is_empty()).then_some(deed)))
    })
}

/// units.csv with all that units declared, so that another ledger can read it; nothing where none did.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn units_file(ledger: &Ledger) -> Result<Option<Vec<u8>>, LedgerError> {
    let all = known(ledger)?;
    let mut out = Vec::new();
    exact_row(&mut out, COLUMNS);
    for ((unit, day), Declared { name, count }) in &all {
        let women = count.women.map_or_else(String::new, |women| women.to_string());
        let (day, employees) = (day.to_string(), count.employees.to_string());
        exact_row(&mut out, [unit.as_str(), &day, &employees, &women, name]);
    }
    Ok((!all.is_empty()).then_some(out))
}
