//! What a ledger knows, as files that another ledger or a replay reads: which rows of it count, with the day on
//! which each became known, and the manual facts.
//!
//! A row that is replaced is left out. Rows that take something back are written with it, and also those that
//! wait for it: a bill that was taken back stays so when it is sent again.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::error::NightError;
use super::kept_headers::Headers;
use super::known_bill::KnownBill;
use super::merge::Merge;
use super::readjudicate;
use crate::claim::{Cell, KeptRow, MemberIds};
use crate::claim::{Field, FieldKind, RecordKind};
use crate::csv_cells::{amount, exact_cell, exact_row};
use crate::intake::{
    BillVerdict, BillVersion, MemberVersion, PeriodVersion, RowVerdict, judge_bill, judge_member,
    judge_period, period_key,
};
use crate::ledger::{Brought, Columns, ColumnsId, Fact, Known, Ledger, ManualFactsFile, RunId};
use crate::manual_facts::{ManualFact, accumulator_place};
use crate::money::{Currency, Money};
use crate::scheme::{Book, Quantity};

/// The column of the day on which a row became known: that of the run which brought it. No rules declare it; of a
/// row that has it the door asks no more whether its dates can be so.
const KNOWN_ON: &str = "known_on";

/// The byte-order mark, which readers of a row pass over where the row begins with it.
const MARK: char = '\u{feff}';

/// Files of facts, each with its name. The writer begins with the first: without one of the others
/// nothing can be read of them.
#[derive(Clone, Debug)]
pub struct FactFiles {
    /// Manual facts; bills, periods and members.
    pub files: [(&'static str, Vec<u8>); 4],
    /// Members who go on under rules of their own, which no file has.
    pub own_rules: usize,
}

/// The names of the files.
pub const FACT_FILES: [&str; 4] =
    [ManualFactsFile::NAME, "bills.csv", "enrolments.csv", "members.csv"];

/// All that counts of what a ledger knows.
///
/// # Errors
///
/// When nothing was ever posted, the ledger cannot be read, or what it knows cannot be read under its rules.
pub fn fact_files(ledger: &Ledger) -> Result<FactFiles, NightError> {
    ledger.view(|ledger| {
        let book = readjudicate::newest_rules(ledger)?;
        let (known, same) = (ledger.all_known()?, ledger.same_people()?);
        let left_out = ledger.left_out(&known, &same, None)?;
        let merge = Merge::new(None, &known, &same, &book.vocabulary);
        let own_rules: BTreeSet<&str> = left_out.keys().map(|id| merge.main_of(id)).collect();
        merge.intake()?;
        let runs = ledger.runs()?.into_iter();
        let facts = Facts {
            known: &known,
            merge: &merge,
            book: &book,
            headers: Headers::of(&known.columns, &book.vocabulary),
            currency: ledger.kept_in()?.1,
            days: runs.map(|run| (run.no, run.posted_on.to_string())).collect(),
        };
        let [manual_facts, bills, enrolments, members] = FACT_FILES;
        let files = [
            (manual_facts, facts.manual_facts(ledger)?),
            (bills, facts.file(RecordKind::Bills, facts.bills())),
            (enrolments, facts.file(RecordKind::Enrolments, facts.periods())),
            (members, facts.file(RecordKind::Members, facts.members())),
        ];
        Ok(FactFiles { files, own_rules: own_rules.len() })
    })
}

/// What is known, and how it is read.
struct Facts<'f> {
    known: &'f Known,
    merge: &'f Merge<'f>,
    book: &'f Book,
    headers: Headers<'f>,
    currency: Currency,
    /// The day that each run counts for.
    days: HashMap<RunId, String>,
}

/// A row that counts, and where it comes from.
struct Counts<'f> {
    row: KeptRow<'f>,
    /// The number of the columns it is kept under.
    columns: ColumnsId,
    run: RunId,
}

impl<'f> Facts<'f> {
    /// What came of each member, by id.
    fn brought(&self) -> impl Iterator<Item = &'f Brought> + use<'f> {
        let Known { members, rows, .. } = self.known;
        members.iter().filter_map(|latest| rows.get(&latest.member)).flatten()
    }

    /// All rows of a file, in the order in which they came.
    fn rows(&self, kind: RecordKind) -> Vec<Counts<'f>> {
        let mut all = Vec::new();
        for brought in self.brought() {
            let rows = KeptRow::list(&brought.rows[kind as usize]);
            let rows = rows.expect("a ledger keeps whole rows").into_iter();
            all.extend(rows.map(|row| Counts { row, columns: brought.columns, run: brought.run }));
        }
        all.sort_by_key(|one| one.run);
        all
    }

    /// Of each id and day the row that holds, or would where it was not taken back, and those that take it back.
    fn members(&self) -> Vec<Counts<'f>> {
        let mut of_ids: BTreeMap<String, Vec<(MemberVersion, Counts<'f>)>> = BTreeMap::new();
        for one in self.rows(RecordKind::Members) {
            let header = self.headers.of_kind(RecordKind::Members, one.columns);
            let Some(version) = header.member_version(&one.row) else { continue };
            let id = header.member_id(&one.row).into_owned();
            of_ids
                .entry(id)
                .or_default()
                .push((MemberVersion { run: Some(one.run.number()), ..version }, one));
        }
        let mut all = Vec::new();
        for rows in of_ids.into_values() {
            let (versions, mut rows): (Vec<MemberVersion>, Vec<Counts<'f>>) =
                rows.into_iter().unzip();
            let verdicts = judge_member(&versions);
            self.correct(&versions, &verdicts, &mut rows);
            all.extend(counting(rows.into_iter(), verdicts.into_iter().map(counts)));
        }
        all
    }

    /// Writes the birth date and the sex of the newest row into all: what is corrected is so for all days.
    fn correct(
        &self,
        versions: &[MemberVersion],
        verdicts: &[RowVerdict],
        rows: &mut [Counts<'f>],
    ) {
        let holds = |at: &usize| verdicts[*at] == RowVerdict::Holds;
        let newest = (0..rows.len()).filter(holds).max_by_key(|&at| (versions[at].run, at));
        let Some(newest) = newest else { return };
        for column in ["birth_date", "sex"] {
            let place = |one: &Counts| {
                self.headers.of_kind(RecordKind::Members, one.columns).layout.place(column)
            };
            let cell = rows[newest].row.get(place(&rows[newest])).clone();
            for at in (0..rows.len()).filter(|&at| !versions[at].void) {
                if let Some(place) = place(&rows[at]) {
                    rows[at].row.set(place, cell.clone());
                }
            }
        }
    }

    /// Of each period the row that holds, or would where it was not taken back, and those that take it back.
    fn periods(&self) -> Vec<Counts<'f>> {
        let mut alike: BTreeMap<_, Vec<(PeriodVersion, Counts<'f>)>> = BTreeMap::new();
        for one in self.rows(RecordKind::Enrolments) {
            let header = self.headers.of_kind(RecordKind::Enrolments, one.columns);
            let Ok(period) = header.layout.enrolment(&one.row) else { continue };
            let (revision, void) =
                (header.places.revision(&one.row), header.places.is_void(&one.row));
            let version = PeriodVersion { period, revision, void, run: Some(one.run.number()) };
            let id = header.member_id(&one.row).into_owned();
            alike.entry((id, period_key(&period))).or_default().push((version, one));
        }
        let mut all = Vec::new();
        for rows in alike.into_values() {
            let versions: Vec<PeriodVersion> = rows.iter().map(|(version, _)| *version).collect();
            let counts = judge_period(&versions).into_iter().map(counts);
            all.extend(counting(rows.into_iter().map(|(_, one)| one), counts));
        }
        all
    }

    /// The same of the bills of all members, with rows that wait for a bill which they take back.
    fn bills(&self) -> Vec<Counts<'f>> {
        let mut alike: BTreeMap<String, Vec<(BillVersion, Counts<'f>)>> = BTreeMap::new();
        for brought in self.brought() {
            for bill in self.merge.bills_in(brought) {
                let version = bill.version(self.merge);
                let KnownBill { key, row, .. } = bill;
                let one = Counts { row, columns: brought.columns, run: brought.run };
                alike.entry(key).or_default().push((version, one));
            }
        }
        let mut all = Vec::new();
        for mut rows in alike.into_values() {
            rows.sort_by_key(|(version, _)| version.run);
            let versions: Vec<BillVersion> =
                rows.iter().map(|(version, _)| version.clone()).collect();
            let counts = self.counting_bills(&versions);
            all.extend(counting(rows.into_iter().map(|(_, one)| one), counts.into_iter()));
        }
        all
    }

    /// Which of the rows of one bill count: those that do now, and would if they all came in one night. A row
    /// that takes back what no longer holds would be refused then, and nothing comes of it now.
    fn counting_bills(&self, versions: &[BillVersion]) -> Vec<bool> {
        use BillVerdict::{Holds, TakenBack, TakesBack, Waits};
        let revisions = self.book.vocabulary.revisions;
        let counts =
            |verdict: &BillVerdict| matches!(verdict, Holds | TakenBack | TakesBack | Waits);
        let now: Vec<bool> = judge_bill(versions, revisions).iter().map(counts).collect();
        let at: Vec<usize> = (0..versions.len()).filter(|&at| now[at]).collect();
        let again: Vec<BillVersion> =
            at.iter().map(|&at| BillVersion { run: None, ..versions[at].clone() }).collect();
        let mut all = vec![false; versions.len()];
        for (at, verdict) in at.into_iter().zip(judge_bill(&again, revisions)) {
            all[at] = counts(&verdict);
        }
        all
    }

    /// A file of rows: by member, then by day, then by number.
    fn file(&self, kind: RecordKind, rows: Vec<Counts>) -> Vec<u8> {
        let names = self.names(kind);
        let header = names.iter().map(String::as_str);
        let is_declared = names.iter().any(|name| name == KNOWN_ON);
        let more = (!is_declared).then_some(KNOWN_ON);
        let mut out = Vec::new();
        exact_row(&mut out, header.chain(more));
        let mut found: HashMap<ColumnsId, Cells> = HashMap::new();
        let mut lines: Vec<([String; 3], Vec<u8>)> = Vec::with_capacity(rows.len());
        for one in &rows {
            let cells =
                found.entry(one.columns).or_insert_with(|| self.cells(kind, &names, one.columns));
            let mut line = Vec::new();
            let ids = self.book.vocabulary.member_ids;
            cells.write(&one.row, (self.currency, ids), &mut line);
            if !is_declared {
                line.push(b',');
                line.extend(self.days.get(&one.run).map_or("", String::as_str).as_bytes());
            }
            line.push(b'\n');
            let mut order = cells.order.map(|place| one.row.show(place).into_owned());
            order[0] = ids.fold(&order[0]).into_owned();
            lines.push((order, line));
        }
        lines.sort_unstable();
        lines.iter().for_each(|(_, line)| out.extend(line));
        out
    }

    /// Where the cells of rows lie that were kept under some columns.
    fn cells(&self, kind: RecordKind, names: &[String], columns: ColumnsId) -> Cells {
        let is_count = |field: &&Field| matches!(field.kind, FieldKind::Count { .. });
        let counts = self.book.vocabulary.fields.iter().filter(is_count);
        let counts = counts.map(|field| field.name.as_str()).chain(["revision", "units"]);
        Cells::find(kind, names, &self.known.columns[&columns], &counts.collect::<Vec<_>>())
    }

    /// The columns of a file: those that the rules know, then others that came beside them, by name.
    fn names(&self, kind: RecordKind) -> Vec<String> {
        let mut known: Vec<String> = Vec::new();
        for name in kind.columns(&self.book.vocabulary) {
            // Amounts that every bill has are among all amounts too.
            if !known.iter().any(|other| other == name) {
                known.push(name.to_owned());
            }
        }
        let kept =
            self.known.columns.values().flat_map(|columns| Columns::names(line(kind, columns)));
        let others: BTreeSet<String> =
            kept.filter(|name| name != KNOWN_ON && !known.contains(name)).collect();
        known.into_iter().chain(others).collect()
    }

    fn manual_facts(&self, ledger: &Ledger) -> Result<Vec<u8>, NightError> {
        let ids = self.book.vocabulary.member_ids;
        let fold = |id: &mut String| *id = ids.fold(id).into_owned();
        let mut facts: Vec<Fact> =
            ledger.manual_facts(None)?.into_iter().map(|one| one.fact).collect();
        facts.retain_mut(|fact| {
            fold(&mut fact.member_id);
            let ManualFact::SamePerson { other } = &mut fact.what else { return true };
            fold(other);
            // Two spellings of one id are one without a word.
            *other != fact.member_id
        });
        let is_amount = |name: &str, day| {
            let place = accumulator_place(self.book, name, day)?;
            Ok(self.book.accumulators()[place as usize].quantity == Quantity::Amount)
        };
        ManualFactsFile::write(&facts, self.currency, is_amount)
    }
}

/// Whether a row counts that others may take the place of.
fn counts(verdict: RowVerdict) -> bool {
    use RowVerdict::{Holds, TakenBack, TakesBack};
    matches!(verdict, Holds | TakenBack | TakesBack)
}

/// Rows of which each counts or does not.
fn counting<'r, 'f: 'r>(
    rows: impl Iterator<Item = Counts<'f>> + 'r,
    counts: impl Iterator<Item = bool> + 'r,
) -> impl Iterator<Item = Counts<'f>> + 'r {
    rows.zip(counts).filter_map(|(one, counts)| counts.then_some(one))
}

/// The header that rows of a file are kept under.
fn line(kind: RecordKind, columns: &Columns) -> &str {
    match kind {
        RecordKind::Members => &columns.members,
        RecordKind::Enrolments => &columns.enrolments,
        RecordKind::Bills => &columns.bills,
    }
}

/// Where the cells of a row lie that are written.
struct Cells {
    /// Of each column its place, and whether its numbers are counts; others are amounts.
    all: Vec<(Option<usize>, bool)>,
    /// Where it says that it takes back a bill.
    takes_back: Option<usize>,
    /// What rows are put in order by.
    order: [Option<usize>; 3],
}

impl Cells {
    /// `counts` are the columns whose numbers are no amounts.
    fn find(kind: RecordKind, names: &[String], kept: &Columns, counts: &[&str]) -> Cells {
        let kept = Columns::names(line(kind, kept));
        let at = |name: &str| kept.iter().position(|known| known == name);
        let (day, number) = match kind {
            RecordKind::Bills => ("settled_on", "bill_id"),
            RecordKind::Enrolments => ("start", "plan"),
            RecordKind::Members => ("valid_from", ""),
        };
        Cells {
            all: names.iter().map(|name| (at(name), counts.contains(&name.as_str()))).collect(),
            takes_back: at("takes_back").filter(|_| kind == RecordKind::Bills),
            order: [at("member_id"), at(day), at(number)],
        }
    }

    /// Writes the cells of a row. The amounts of one that takes back a bill are kept as those of the bill, and
    /// stand in a file with a minus sign.
    fn write(&self, row: &KeptRow, (currency, ids): (Currency, MemberIds), out: &mut Vec<u8>) {
        let sign = if row.show(self.takes_back).is_empty() { 1 } else { -1 };
        for (number, (place, is_count)) in self.all.iter().enumerate() {
            if number > 0 {
                out.push(b',');
            }
            match row.get(*place) {
                Cell::Empty => {}
                Cell::Text(text) if number == 0 && text.starts_with(MARK) => in_quotes(text, out),
                Cell::Text(id) if *place == self.order[0] => exact_cell(out, &ids.fold(id)),
                Cell::Text(text) => exact_cell(out, text),
                Cell::Number(count) if *is_count => out.extend(count.to_string().as_bytes()),
                Cell::Number(minor) => amount(currency, Money::from_minor(sign * minor), out),
            }
        }
    }
}

fn in_quotes(text: &str, out: &mut Vec<u8>) {
    out.extend(format!("\"{}\"", text.replace('"', "\"\"")).as_bytes());
}
