//! Members, enrolments and bills of a scheme office, read into one dossier a member.
//!
//! Every row is counted once: it is used, rejected, a duplicate, superseded or void. Members are
//! read first, then enrolments, then bills, so that a bill meets all that is known of its member.
//! What cannot be used of a member's own or enrolment rows blocks the member's bills: they are
//! rejected, not denied, since nobody can say that the member is not covered.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use csv::StringRecord;

use super::reject::Reject;
use super::revision::{Key, Revision, Verdict, verdicts};
use super::table::{Kind, Table, breaks_off};
use super::totals::InputCounts;
use crate::claim::door::Fault;
use crate::claim::{Bill, Enrolment, History, MOST_BILLS, MOST_PERIODS, Member, Vocabulary};
use crate::words::{self, Sentence};

/// Where the three files are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inputs {
    /// Who is enrolled.
    pub members: PathBuf,
    /// In what, and when.
    pub enrolments: PathBuf,
    /// What hospitals billed.
    pub bills: PathBuf,
}

impl Inputs {
    /// The files under their usual names in one folder.
    pub fn in_folder(folder: &Path) -> Inputs {
        let file = |name: &str| folder.join(name);
        Inputs {
            members: file("members.csv"),
            enrolments: file("enrolments.csv"),
            bills: file("bills.csv"),
        }
    }
}

/// All that is known of one member: the facts of a [`History`], in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    /// The id of the member.
    pub id: Arc<str>,
    /// Who it is.
    pub member: Member,
    /// The enrolment periods, by (plan, start, end, units).
    pub enrolments: Vec<Enrolment>,
    /// The bills, by (order date, id as bytes).
    pub bills: Vec<Bill>,
}

impl Dossier {
    /// What the member's bills are decided on.
    pub fn history(&self) -> History<'_> {
        History::sorted(&self.member, &self.enrolments, &self.bills)
    }
}

/// What was read, and what was not usable.
#[derive(Clone, Debug)]
pub struct Intake {
    /// One a member whose rows are all usable, by id as bytes.
    pub dossiers: Vec<Dossier>,
    /// Ids of bills, by the number a [`Bill`] has.
    pub bill_ids: Vec<Arc<str>>,
    /// Ids of stays, by the number a [`Bill`] has that may share its stay.
    pub stay_ids: Vec<String>,
    /// Ids of members of whom a row is rejected, so that nothing can be decided for them; by id.
    pub blocked: Vec<Arc<str>>,
    /// Faults, by file, line and column as found.
    pub rejects: Vec<Reject>,
    /// What became of the rows of members, enrolments and bills.
    pub counts: [InputCounts; 3],
}

impl Intake {
    /// The dossier of a member.
    pub fn dossier(&self, id: &str) -> Option<&Dossier> {
        let found = self.dossiers.binary_search_by(|dossier| (*dossier.id).cmp(id));
        found.ok().map(|place| &self.dossiers[place])
    }

    /// Whether a row of this member is rejected, so that nothing can be decided.
    pub fn is_blocked(&self, id: &str) -> bool {
        self.blocked.binary_search_by(|blocked| (**blocked).cmp(id)).is_ok()
    }
}

/// Reads the three files.
///
/// # Errors
///
/// When a file cannot be used as a whole: everything that is wrong with all three.
pub fn read(inputs: &Inputs, vocabulary: &Vocabulary) -> Result<Intake, Vec<Sentence>> {
    let open = |path, kind| Table::open(path, kind, vocabulary);
    let members = open(&inputs.members, Kind::Members);
    let enrolments = open(&inputs.enrolments, Kind::Enrolments);
    let bills = open(&inputs.bills, Kind::Bills);
    let (members, enrolments, bills) = match (members, enrolments, bills) {
        (Ok(members), Ok(enrolments), Ok(bills)) => (members, enrolments, bills),
        (members, enrolments, bills) => {
            let all = [members.err(), enrolments.err(), bills.err()];
            return Err(all.into_iter().flatten().flatten().collect());
        }
    };
    let mut office = Office::new([&members, &enrolments, &bills]);
    office.read_members(&members);
    office.read_enrolments(&enrolments);
    office.read_bills(&bills);
    Ok(office.close())
}

/// Ids by number, and numbers by id.
#[derive(Default)]
struct Ids {
    all: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Ids {
    fn find(&self, id: &str) -> Option<u32> {
        self.numbers.get(id).copied()
    }

    /// The number of an id, a new one where it is new.
    fn number(&mut self, id: &str) -> u32 {
        if let Some(number) = self.find(id) {
            return number;
        }
        // Rows are fewer than numbers: larger files are refused.
        let number = self.all.len() as u32;
        let id: Arc<str> = id.into();
        self.all.push(id.clone());
        self.numbers.insert(id, number);
        number
    }
}

/// What has been read of one member so far; numbers beside facts are lines.
#[derive(Default)]
struct Person {
    member: Option<Member>,
    blocked: bool,
    enrolments: Vec<(Enrolment, u64)>,
    bills: Vec<(Bill, u64)>,
}

/// Everything read so far.
struct Office {
    member_ids: Ids,
    people: Vec<Person>,
    bill_ids: Ids,
    /// Numbers of stays, by member and id.
    stays: HashMap<(u32, String), u32>,
    stay_ids: Vec<String>,
    rejects: Vec<Reject>,
    counts: [InputCounts; 3],
}

impl Office {
    fn new(tables: [&Table; 3]) -> Office {
        Office {
            member_ids: Ids::default(),
            people: Vec::new(),
            bill_ids: Ids::default(),
            stays: HashMap::new(),
            stay_ids: Vec::new(),
            rejects: Vec::new(),
            counts: tables.map(InputCounts::new),
        }
    }

    fn count(&mut self, kind: Kind) -> &mut InputCounts {
        &mut self.counts[kind as usize]
    }

    fn reject(&mut self, kind: Kind, line: u64, faults: Vec<Fault>) {
        self.count(kind).rejected += 1;
        let file = self.count(kind).file.clone();
        let rejects = faults.into_iter().map(|fault| Reject::new(kind, &file, line, fault));
        self.rejects.extend(rejects);
    }

    /// The member of that id, who may be new.
    fn person(&mut self, id: &str) -> &mut Person {
        let number = self.member_ids.number(id) as usize;
        if number >= self.people.len() {
            self.people.resize_with(number + 1, Person::default);
        }
        &mut self.people[number]
    }

    fn read_members(&mut self, table: &Table) {
        let mut ids = Ids::default();
        let verdicts = verdicts(&keys(table, "member_id", &mut ids));
        let mut rows = table.rows();
        for verdict in verdicts {
            let Some((line, row)) = rows.next() else { break };
            match self.settled(table, verdict, line, row, "member_id") {
                Some(()) => {}
                None => self.read_member(table, line, row),
            }
        }
    }

    fn read_member(&mut self, table: &Table, line: u64, row: &StringRecord) {
        let id = table.layout.text(row, "member_id");
        let member = match unusable(table, row) {
            Some(fault) => Err(vec![fault]),
            None => with_id(table.layout.member(row), "member_id", id),
        };
        match member {
            Ok(member) => {
                self.person(id).member = Some(member);
                self.count(Kind::Members).used += 1;
            }
            Err(faults) => {
                self.reject(Kind::Members, line, faults);
                if !id.is_empty() {
                    self.person(id).blocked = true;
                }
            }
        }
    }

    /// Deals with a row that does not hold; nothing where it does.
    fn settled(
        &mut self,
        table: &Table,
        verdict: Verdict,
        line: u64,
        row: &StringRecord,
        id: &'static str,
    ) -> Option<()> {
        match verdict {
            Verdict::Holds => return None,
            Verdict::Duplicate => self.count(table.kind).duplicates += 1,
            Verdict::Superseded => self.count(table.kind).superseded += 1,
            Verdict::Conflict => {
                let text = table.layout.text(row, id);
                let sentence = match table.kind {
                    Kind::Members => words::data::member_conflict(),
                    _ => words::data::id_conflict(),
                };
                let mut faults = vec![fault(id, text, "id_conflict", sentence)];
                faults.extend(bad_revision(table, row));
                self.reject(table.kind, line, faults);
                if table.kind == Kind::Members {
                    self.person(text).blocked = true;
                }
            }
        }
        Some(())
    }

    fn read_enrolments(&mut self, table: &Table) {
        let mut seen = HashSet::new();
        let mut rows = table.rows();
        while let Some((line, row)) = rows.next() {
            if let Some(fault) = unusable(table, row) {
                self.reject(Kind::Enrolments, line, vec![fault]);
                self.block_all(row);
            } else if seen.insert(table.content(row)) {
                self.read_enrolment(table, line, row);
            } else {
                self.count(Kind::Enrolments).duplicates += 1;
            }
        }
        self.refuse_too_many_periods();
    }

    fn read_enrolment(&mut self, table: &Table, line: u64, row: &StringRecord) {
        let id = table.layout.text(row, "member_id");
        let known = self.member_ids.find(id);
        let mut enrolment = with_id(table.layout.enrolment(row), "member_id", id);
        if known.is_none() && !id.is_empty() {
            enrolment = with_fault(enrolment, unknown_member(id));
        }
        match (enrolment, known) {
            (Ok(enrolment), Some(number)) => {
                self.people[number as usize].enrolments.push((enrolment, line));
                self.count(Kind::Enrolments).used += 1;
            }
            (enrolment, known) => {
                self.reject(Kind::Enrolments, line, enrolment.err().unwrap_or_default());
                if let Some(number) = known {
                    self.people[number as usize].blocked = true;
                }
            }
        }
    }

    /// Blocks every member whose id stands anywhere in a row whose cells cannot be told apart; one
    /// cell may hold several rows.
    fn block_all(&mut self, row: &StringRecord) {
        for part in row.iter().flat_map(|cell| cell.split([',', '"', '\n', '\r'])) {
            if let Some(number) = self.member_ids.find(part.trim()) {
                self.people[number as usize].blocked = true;
            }
        }
    }

    fn refuse_too_many_periods(&mut self) {
        for number in 0..self.people.len() {
            if self.people[number].enrolments.len() <= MOST_PERIODS {
                continue;
            }
            self.people[number].blocked = true;
            let periods = std::mem::take(&mut self.people[number].enrolments);
            let sentence = words::data::too_many_periods(MOST_PERIODS);
            let lines = periods.iter().map(|period| period.1);
            self.refuse(Kind::Enrolments, number, lines, "too_many_periods", &sentence);
        }
    }

    /// Rejects rows of one member that were taken for usable.
    fn refuse(
        &mut self,
        kind: Kind,
        number: usize,
        lines: impl Iterator<Item = u64>,
        code: &'static str,
        sentence: &Sentence,
    ) {
        let id = self.member_ids.all[number].clone();
        for line in lines {
            self.count(kind).used -= 1;
            self.reject(kind, line, vec![fault("member_id", &id, code, sentence.clone())]);
        }
    }

    fn read_bills(&mut self, table: &Table) {
        let verdicts = verdicts(&keys(table, "bill_id", &mut self.bill_ids));
        let mut rows = table.rows();
        for verdict in verdicts {
            let Some((line, row)) = rows.next() else { break };
            let void = table.layout.text(row, "status") == "void" && table.fits(row);
            match self.settled(table, verdict, line, row, "bill_id") {
                Some(()) => {}
                None if void && !table.layout.text(row, "bill_id").is_empty() => {
                    self.count(Kind::Bills).void += 1;
                }
                None => self.read_bill(table, line, row),
            }
        }
    }

    fn read_bill(&mut self, table: &Table, line: u64, row: &StringRecord) {
        if let Some(fault) = unusable(table, row) {
            return self.reject(Kind::Bills, line, vec![fault]);
        }
        let member_id = table.layout.text(row, "member_id");
        let member = self.member_ids.find(member_id);
        let bill_id = table.layout.text(row, "bill_id");
        let id = self.bill_ids.find(bill_id).unwrap_or_default();
        let stay = self.stay(member, table.layout.text(row, "stay_id"), id);
        let bill = with_id(table.layout.bill(row, id, stay), "bill_id", bill_id);
        let mut bill = with_id(bill, "member_id", member_id);
        if member.is_none() && !member_id.is_empty() {
            bill = with_fault(bill, unknown_member(member_id));
        }
        for fault in bad_revision(table, row).into_iter().chain(bad_status(table, row)) {
            bill = with_fault(bill, fault);
        }
        let person = member.map(|number| &mut self.people[number as usize]);
        match (bill, person) {
            (Ok(bill), Some(person)) if !person.blocked => {
                person.bills.push((bill, line));
                self.count(Kind::Bills).used += 1;
            }
            (bill, _) => {
                let sentence = words::data::blocked_by_reject();
                let blocked = || vec![fault("member_id", member_id, "blocked_by_reject", sentence)];
                self.reject(Kind::Bills, line, bill.err().unwrap_or_else(blocked));
            }
        }
    }

    /// The number of a stay: one for all bills of a member with the same `stay_id`.
    fn stay(&mut self, member: Option<u32>, stay_id: &str, bill: u32) -> u32 {
        let Some(member) = member.filter(|_| !stay_id.is_empty()) else { return Bill::alone(bill) };
        let next = self.stay_ids.len() as u32;
        let stay = *self.stays.entry((member, stay_id.to_owned())).or_insert(next);
        if stay == next {
            self.stay_ids.push(stay_id.to_owned());
        }
        stay
    }

    fn refuse_too_many_bills(&mut self) {
        for number in 0..self.people.len() {
            if self.people[number].bills.len() > MOST_BILLS {
                let bills = std::mem::take(&mut self.people[number].bills);
                let sentence = words::data::too_many_bills(MOST_BILLS);
                let lines = bills.iter().map(|bill| bill.1);
                self.refuse(Kind::Bills, number, lines, "too_many_bills", &sentence);
            }
        }
    }

    /// # Panics
    ///
    /// If a row is not accounted for: that is a bug.
    fn close(mut self) -> Intake {
        self.refuse_too_many_bills();
        self.counts.iter().for_each(InputCounts::reconcile);
        let Office { member_ids, people, bill_ids, stay_ids, mut rejects, counts, .. } = self;
        let bill_ids = bill_ids.all;
        let (mut dossiers, mut blocked) = (Vec::new(), Vec::new());
        for (id, person) in member_ids.all.into_iter().zip(people) {
            match person.member.filter(|_| !person.blocked) {
                None => blocked.push(id),
                Some(member) => {
                    let enrolments = person.enrolments.into_iter().map(|period| period.0).collect();
                    let bills = person.bills.into_iter().map(|bill| bill.0).collect();
                    dossiers.push(in_order(Dossier { id, member, enrolments, bills }, &bill_ids));
                }
            }
        }
        dossiers.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        blocked.sort_unstable();
        rejects.sort_by_key(|reject| (reject.kind, reject.line));
        Intake { dossiers, bill_ids, stay_ids, blocked, rejects, counts }
    }
}

/// Puts enrolments and bills in the order a history has them.
fn in_order(mut dossier: Dossier, bill_ids: &[Arc<str>]) -> Dossier {
    let Dossier { member, enrolments, bills, .. } = &mut dossier;
    History::new(member, enrolments, bills, |id| bill_ids[id as usize].as_bytes());
    dossier
}

/// What decides between the rows of a file that have one id.
fn keys(table: &Table, id: &str, ids: &mut Ids) -> Vec<Key> {
    let mut keys = Vec::with_capacity(table.count as usize);
    let mut rows = table.rows();
    while let Some((_, row)) = rows.next() {
        let text = table.layout.text(row, id);
        let usable = table.fits(row) && !text.is_empty();
        keys.push(Key {
            id: usable.then(|| ids.number(text)),
            content: table.content(row),
            revision: revision(table, row),
        });
    }
    keys
}

fn revision(table: &Table, row: &StringRecord) -> Revision {
    match table.kind {
        Kind::Bills => Revision::read(table.layout.text(row, "revision")),
        Kind::Members | Kind::Enrolments => Revision::None,
    }
}

fn bad_revision(table: &Table, row: &StringRecord) -> Option<Fault> {
    let text = table.layout.text(row, "revision");
    let bad = revision(table, row) == Revision::Unknown;
    bad.then(|| fault("revision", text, "bad_revision", words::data::bad_revision(text)))
}

fn bad_status(table: &Table, row: &StringRecord) -> Option<Fault> {
    let text = table.layout.text(row, "status");
    let known = ["", "final", "void"].contains(&text);
    let sentence = words::data::unknown_word(text, "`final` `void`");
    (!known).then(|| fault("status", text, "unknown_word", sentence))
}

/// Why the cells of a row cannot be told apart.
fn unusable(table: &Table, row: &StringRecord) -> Option<Fault> {
    if row.iter().all(|cell| cell.trim().is_empty()) {
        return Some(fault("", "", "empty_row", words::data::empty_row()));
    }
    if breaks_off(row) {
        return Some(fault("", "", "line_break", words::data::line_break()));
    }
    let sentence = || words::data::wrong_cells(row.len(), table.width());
    (!table.fits(row)).then(|| fault("", "", "wrong_cells", sentence()))
}

fn unknown_member(id: &str) -> Fault {
    fault("member_id", id, "unknown_member", words::data::unknown_member())
}

/// A record whose id must not be empty.
fn with_id<T>(record: Result<T, Vec<Fault>>, column: &str, id: &str) -> Result<T, Vec<Fault>> {
    match id {
        "" => with_fault(
            record,
            fault(column, "", "missing_value", words::data::missing_value(column)),
        ),
        _ => record,
    }
}

fn with_fault<T>(record: Result<T, Vec<Fault>>, fault: Fault) -> Result<T, Vec<Fault>> {
    let mut faults = record.err().unwrap_or_default();
    faults.push(fault);
    Err(faults)
}

fn fault(column: &str, value: &str, code: &'static str, sentence: Sentence) -> Fault {
    Fault { column: column.to_owned(), value: value.to_owned(), code, sentence }
}
