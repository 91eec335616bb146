//! An office with a ledger in a folder of its own: rows of facts, dealt onto nights.

#![allow(dead_code, reason = "each part of the tests uses a part of it")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use huzhu::batch::{self, Job};
use huzhu::date::Day;
use huzhu::intake::Inputs;
use huzhu::ledger::{Access, Ledger, Name, Signed};
use huzhu::nightly::{self, Night, Report, Rules};
use huzhu::payment::{self, Order, ReleaseChecks, ReleaseOutcome};
use huzhu::progress::Progress;
use huzhu::scheme::{Book, Source, Window};
use huzhu::words::{Lang, Sentence};
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

pub const MEMBERS: &str = "member_id,birth_date,sex,org_code,hardship";
pub const ENROLMENTS: &str = "member_id,plan,start,end,units,enrolled_on,revision,status";
pub const BILLS: &str = "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,\
    settled_on,diagnosis,total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,\
    assistance_paid,other_paid,stay_id,revision,status,residual_1,residual_2,residual_3";

/// A column of periods that only some rules declare.
pub const PRE_EXISTING: &str = "pre_existing";

/// All that was paid too much is set off: what scenes say of corrections, where they say nothing else.
pub const STRICT: &str =
    "\n[scheme.corrections]\norder_of_bills = \"recovers\"\nrevisions = \"replace\"\n";

/// The files of rules, as they are compiled and as a ledger keeps them.
pub struct Terms {
    pub book: Book,
    pub rules: Rules,
    pub sources: Vec<Source>,
}

impl Terms {
    /// A folder of `rules/`.
    pub fn of(name: &str) -> Terms {
        Terms::read(&home("rules").join(name))
    }

    /// The only edition of the city benchmark, with this in the place of that. It has no titles of names: a change may
    /// take a name away, and its title would be a mistake.
    pub fn city(changes: &[(&str, &str)]) -> Terms {
        let mut sources = Source::read(&home("rules/city")).expect("rules are there");
        for source in &mut sources {
            let (before, titles) = source.text.split_once("[titles]\n").expect("names have titles");
            let (_, after) = titles.split_once("\n\n").expect("plans follow");
            source.text = format!("{before}{after}");
        }
        for (that, this) in changes {
            let edition = sources.iter_mut().find(|source| source.text.contains(that));
            let edition = edition.expect("the text that is replaced is there");
            edition.text = edition.text.replace(that, this);
        }
        Terms::from(sources)
    }

    pub fn read(folder: &Path) -> Terms {
        Terms::from(Source::read(folder).expect("rules are there"))
    }

    pub fn from(mut sources: Vec<Source>) -> Terms {
        for source in sources.iter_mut().filter(|one| !one.text.contains("[scheme.corrections]")) {
            source.text += STRICT;
        }
        let rules = Rules::of(&sources);
        let book = Book::compile(sources.clone());
        let book = book.unwrap_or_else(|why| panic!("{}", why.render(Lang::English)));
        Terms { book, rules, sources }
    }

    /// The city benchmark with these lines in `[scheme.corrections]`.
    pub fn corrected(lines: &str) -> Terms {
        let corrections = format!("\n[scheme.corrections]\n{lines}\n[parameters]");
        Terms::city(&[("\n[parameters]", &corrections)])
    }

    /// Whether anything adds up over a household.
    pub fn asks_household(&self) -> bool {
        let mut all = self.book.accumulators().iter();
        all.any(|one| matches!(one.window(), Window::Household(_)))
            || self.sources.iter().any(|source| source.text.contains("household_members"))
    }

    /// The rules in a folder of their own, for a command.
    pub fn write(&self, folder: &Path) {
        fs::create_dir_all(folder).unwrap();
        for source in &self.sources {
            fs::write(folder.join(source.path.file_name().unwrap()), &source.text).unwrap();
        }
    }
}

pub fn home(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Rows of the three files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub members: Vec<String>,
    pub enrolments: Vec<String>,
    pub bills: Vec<String>,
}

/// A bill in short: what of it the tests vary.
#[derive(Clone, Debug)]
pub struct Bill<'a> {
    pub id: &'a str,
    pub member: &'a str,
    pub admission: &'a str,
    pub settled_on: &'a str,
    pub total: &'a str,
    pub stay: &'a str,
    pub revision: &'a str,
    pub status: &'a str,
}

impl<'a> Bill<'a> {
    /// A day in hospital on 1 March, or earlier where it was settled then, of which nobody has paid anything; with a stay, the whole month.
    pub fn new(id: &'a str, member: &'a str, settled_on: &'a str, total: &'a str) -> Bill<'a> {
        let admission = if settled_on < "2024-03-01" { settled_on } else { "2024-03-01" };
        Bill { id, member, admission, settled_on, total, stay: "", revision: "", status: "" }
    }

    pub fn void(self) -> Bill<'a> {
        Bill { status: "void", ..self }
    }

    pub fn revision(self, revision: &'a str) -> Bill<'a> {
        Bill { revision, ..self }
    }

    pub fn row(&self) -> String {
        let Bill { id, member, admission, settled_on, total, stay, revision, status } = self;
        let discharge = admission[..8].to_owned() + "28";
        let discharge = if stay.is_empty() { (*admission).to_owned() } else { discharge };
        format!(
            "{id},{member},inpatient,H1,1,{admission},{discharge},{settled_on},I10,{total},0.00,0.00,\
             0.00,0.00,0.00,0.00,0.00,{stay},{revision},{status},,,"
        )
    }
}

impl Facts {
    /// Members who are enrolled under the city benchmark all of 2024 and the year before.
    pub fn of(members: &[&str]) -> Facts {
        members.iter().fold(Facts::default(), |facts, id| facts.member(id).enrolled(id))
    }

    pub fn member(self, id: &str) -> Facts {
        self.member_row(format!("{id},1980-01-01,M,99.01,no"))
    }

    pub fn member_row(mut self, row: impl Into<String>) -> Facts {
        self.members.push(row.into());
        self
    }

    pub fn enrolled(self, id: &str) -> Facts {
        self.enrolment(format!("{id},city,2023-01-01,2024-12-31,1,2022-12-01,,"))
    }

    pub fn enrolment(mut self, row: impl Into<String>) -> Facts {
        self.enrolments.push(row.into());
        self
    }

    pub fn bill(self, bill: Bill) -> Facts {
        self.bill_row(bill.row())
    }

    pub fn bill_row(mut self, row: impl Into<String>) -> Facts {
        self.bills.push(row.into());
        self
    }

    pub fn and(mut self, other: &Facts) -> Facts {
        self.members.extend(other.members.iter().cloned());
        self.enrolments.extend(other.enrolments.iter().cloned());
        self.bills.extend(other.bills.iter().cloned());
        self
    }

    pub fn write(&self, folder: &Path) {
        self.write_for(folder, false);
    }

    /// The same for rules that may ask for households.
    pub fn write_for(&self, folder: &Path, asks_household: bool) {
        fs::create_dir_all(folder).unwrap();
        // Some rows may say from which day they hold, and of which household the member is.
        let more = ["valid_from", "household_id", "hired_on"];
        let width = MEMBERS.split(',').count();
        let further = |row: &String| row.split(',').count() - width;
        let most = self.members.iter().map(further).max().unwrap_or(0);
        let most = if asks_household { most.max(2) } else { most };
        let padded = |row: &String| row.clone() + &",".repeat(most - further(row));
        let members: Vec<String> = self.members.iter().map(padded).collect();
        let header: Vec<&str> = [MEMBERS].into_iter().chain(more[..most].iter().copied()).collect();
        let header = header.join(",");
        // Rows of periods may say when the contribution came in; then all do. Where there are none, the file could.
        let width = ENROLMENTS.split(',').count();
        let further = |row: &String| row.split(',').count() - width;
        let more = ["paid_on", PRE_EXISTING];
        let most = self.enrolments.iter().map(further).min().unwrap_or(1);
        let columns: Vec<&str> =
            [ENROLMENTS].into_iter().chain(more[..most].iter().copied()).collect();
        let periods = columns.join(",");
        for (name, head, rows) in [
            ("members.csv", &*header, &members),
            ("enrolments.csv", &*periods, &self.enrolments),
            ("bills.csv", BILLS, &self.bills),
        ] {
            let rows: String = rows.iter().map(|row| format!("{row}\n")).collect();
            fs::write(folder.join(name), format!("{head}\n{rows}")).unwrap();
        }
    }
}

/// A member's balance, in minor units.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    pub entitled: i64,
    pub paid: i64,
    pub stood: i64,
    /// What is posted of each bill and plan: the line but for when it was settled and the edition.
    pub decided: Vec<String>,
}

pub struct Office {
    pub folder: TempDir,
    pub terms: Terms,
    pub threads: Option<usize>,
    pub adopt: Option<String>,
    pub adopt_only: Option<PathBuf>,
    /// Whether nothing of a night is posted.
    pub rehearses: bool,
    /// Whether the bank has all that was prepared before the next night.
    pub releases: bool,
}

impl Office {
    pub fn new(rules: &str) -> Office {
        Office::under(Terms::of(rules))
    }

    pub fn under(terms: Terms) -> Office {
        let folder = tempfile::tempdir().unwrap();
        Ledger::create(&folder.path().join("ledger")).unwrap();
        Office {
            folder,
            terms,
            threads: Some(1),
            adopt: None,
            adopt_only: None,
            rehearses: false,
            releases: true,
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn out(&self, name: &str) -> String {
        fs::read_to_string(self.path("out").join(name)).unwrap()
    }

    /// The rows of an output below its header.
    pub fn rows(&self, name: &str) -> Vec<String> {
        self.out(name).lines().skip(1).map(str::to_owned).collect()
    }

    /// Columns of the rows of an output.
    pub fn cells(&self, name: &str, columns: &[usize]) -> Vec<String> {
        let rows = self.rows(name).into_iter().map(|row| {
            let cells: Vec<&str> = row.split(',').collect();
            columns.iter().map(|&at| cells[at]).collect::<Vec<_>>().join(" ")
        });
        rows.collect()
    }

    pub fn try_night(&self, day: &str, facts: &Facts) -> Result<Report, Vec<Sentence>> {
        facts.write_for(&self.path("data"), self.terms.asks_household());
        self.try_again(day)
    }

    /// A night on the files that are there.
    pub fn try_again(&self, day: &str) -> Result<Report, Vec<Sentence>> {
        self.try_watched(day, &())
    }

    pub fn try_watched(&self, day: &str, watch: &dyn Progress) -> Result<Report, Vec<Sentence>> {
        self.try_as_of(day, None, watch)
    }

    /// A night on the files that are there, for a day that has to have come today.
    pub fn try_night_on(&self, day: &str, today: Option<Day>) -> Result<Report, Vec<Sentence>> {
        self.try_as_of(day, today, &())
    }

    fn try_as_of(
        &self,
        day: &str,
        today: Option<Day>,
        watch: &dyn Progress,
    ) -> Result<Report, Vec<Sentence>> {
        nightly::run(&Night {
            book: &self.terms.book,
            rules: &self.terms.rules,
            inputs: &Inputs::in_folder(&self.path("data")),
            ledger: &self.path("ledger"),
            out: &self.path("out"),
            run: None,
            posted_on: Day::parse(day).expect("a day"),
            today,
            by: &Name::new("somebody").unwrap(),
            login: "somebody",
            adopt: self.adopt.as_deref(),
            adopt_only: self.adopt_only.as_deref(),
            rehearse: self.rehearses,
            threads: self.threads,
            lang: Lang::English,
            watch,
        })
        .map_err(|why| why.sentences())
    }

    pub fn night(&self, day: &str, facts: &Facts) -> Report {
        let mut ran = self.try_night(day, facts);
        // A program that another test is starting holds the locks of this process until it runs.
        for _ in 0..100 {
            match &ran {
                Err(why) if told(why).contains("another run writes to") => {
                    std::thread::sleep(std::time::Duration::from_millis(10));
                    ran = self.try_again(day);
                }
                _ => break,
            }
        }
        let report = ran.unwrap_or_else(|why| panic!("{}", told(&why)));
        if self.releases {
            self.release_all(day);
        }
        self.cash_is_accounted_for();
        report
    }

    /// Everybody has a payee, and all that is prepared goes to the bank.
    pub fn release_all(&self, day: &str) {
        self.everybody_has_a_payee();
        let mut ledger = Ledger::open(&self.path("ledger"), Access::Write).unwrap();
        let run = ledger.next_run().unwrap().before();
        let out = self.path("bank.csv");
        let act = Signed::new(Some("Li"), Day::parse(day).unwrap(), Some("a test")).unwrap();
        let order = Order {
            act,
            second_person: false,
            checks: ReleaseChecks::default(),
            resend: Default::default(),
            bank: None,
            again: false,
            out: &out,
        };
        if let ReleaseOutcome::Released(_) = payment::release(&mut ledger, run, &order).unwrap() {
            fs::remove_file(&out).unwrap();
            fs::remove_file(self.path("bank.csv.json")).unwrap();
        }
    }

    pub fn everybody_has_a_payee(&self) {
        let db = Connection::open(self.path("ledger")).unwrap();
        let sql = "SELECT id FROM known_member WHERE id NOT IN (SELECT member_id FROM payee)";
        let ids: Vec<String> = {
            let mut statement = db.prepare(sql).unwrap();
            statement.query_map((), |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        };
        drop(db);
        let row = |id: &String| format!("{id},member,Somebody,6222 0001\n");
        let rows: String = ids.iter().map(row).collect();
        let path = self.path("payees.csv");
        fs::write(&path, format!("member_id,kind,payee,account\n{rows}")).unwrap();
        let mut ledger = Ledger::open(&self.path("ledger"), Access::Write).unwrap();
        let act = Signed::new(Some("Wu"), Day::parse("2020-01-01").unwrap(), None).unwrap();
        payment::read_payees(&mut ledger, &path, &act).unwrap();
        fs::remove_file(path).unwrap();
    }

    /// What a night that fails says; nothing of it is in the ledger.
    pub fn refuses(&self, day: &str, facts: &Facts) -> String {
        let before = self.dump();
        let why = self.try_night(day, facts).expect_err("the night is refused");
        assert_eq!(self.dump(), before, "nothing is posted");
        told(&why)
    }

    pub fn ledger(&self) -> Connection {
        let path = self.path("ledger");
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
    }

    /// What the ledger says of each member.
    pub fn balances(&self) -> BTreeMap<String, Balance> {
        let db = self.ledger();
        let sql = "SELECT m.id, p.entitled, p.paid, p.stood, p.decisions FROM member m \
                   JOIN posting p ON p.no = m.posting";
        let mut query = db.prepare(sql).unwrap();
        let rows = query.query_map((), |row| {
            let decided: String = row.get(4)?;
            let decided = decided.lines().map(str::to_owned).collect();
            let balance =
                Balance { entitled: row.get(1)?, paid: row.get(2)?, stood: row.get(3)?, decided };
            Ok((row.get(0)?, balance))
        });
        rows.unwrap().map(Result::unwrap).collect()
    }

    /// What a member is entitled to, was paid, and has still to be set off.
    pub fn balance(&self, member: &str) -> [i64; 3] {
        let balance = self.balances().remove(member).unwrap_or_default();
        [balance.entitled, balance.paid, balance.paid - balance.stood - balance.entitled]
    }

    /// Sums of a query that gives pairs of an id and a sum.
    pub fn sums(&self, sql: &str) -> BTreeMap<String, i64> {
        let db = self.ledger();
        let mut query = db.prepare(sql).unwrap();
        let rows = query.query_map((), |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// Payments, entries and balances agree: what is paid is what one is entitled to, what stands and
    /// what is still to be set off, and the last is never below zero.
    pub fn cash_is_accounted_for(&self) {
        let ledger = Ledger::open(&self.path("ledger"), Access::Read).unwrap();
        let mut faults = Vec::new();
        ledger.verify(&mut |why| faults.push(why)).unwrap();
        // To decide everybody anew takes as long as the nights did: it is done after one run of five.
        if ledger.last_run().unwrap().is_some_and(|run| run.no.number() % 5 == 0) {
            nightly::again(&ledger, &(), &mut |why| faults.push(why)).unwrap();
        }
        assert!(faults.is_empty(), "{}", told(&faults));
        let payments = self.sums(
            "SELECT m.id, sum(y.amount) FROM payment_in_force y JOIN member m ON m.no = y.member \
             WHERE y.part_of IS NULL GROUP BY 1",
        );
        let of_kind = |kinds: &str| {
            self.sums(&format!(
                "SELECT m.id, sum(CASE e.kind WHEN 'set_off' THEN -e.amount ELSE e.amount END) \
                 FROM entry e JOIN posting p ON p.no = e.posting JOIN member m ON m.no = p.member \
                 WHERE e.kind IN ({kinds}) GROUP BY 1"
            ))
        };
        let due = of_kind("'due', 'reversal'");
        let (paid, stood) = (of_kind("'paid'"), of_kind("'stood'"));
        let (joined, withdrawn) = (of_kind("'joined'"), of_kind("'withdrawn'"));
        let repaid = of_kind("'repaid'");
        let waived = self.sums(
            "SELECT m.id, sum(e.amount) FROM entry e JOIN posting p ON p.no = e.posting \
             JOIN member m ON m.no = p.member WHERE e.reason = 'waived' GROUP BY 1",
        );
        let owed = of_kind("'recovery', 'set_off', 'repaid'");
        for (id, balance) in self.balances() {
            let sum = |sums: &BTreeMap<String, i64>| sums.get(&id).copied().unwrap_or(0);
            assert_eq!(sum(&paid), sum(&payments), "{id}: payments");
            let came = sum(&paid) + sum(&withdrawn) + sum(&joined) + sum(&repaid);
            assert_eq!(balance.paid, came, "{id}: entries of what is paid");
            assert_eq!(balance.stood, sum(&stood), "{id}: entries of what stands");
            assert_eq!(balance.entitled, sum(&due), "{id}: entries of what is due");
            // What goes from one id of a person to another comes to nothing in all.
            assert_eq!(joined.values().sum::<i64>(), 0);
            let left = balance.paid - balance.stood - balance.entitled;
            assert!(left >= 0, "{id}: {balance:?}");
            if self.terms.book.corrections().stands_below.minor() == 0 {
                assert_eq!(
                    left,
                    sum(&owed) - sum(&waived),
                    "{id}: entries of what is to be set off"
                );
            }
        }
    }

    /// The rules in a folder.
    pub fn rules(&self) -> PathBuf {
        self.terms.write(&self.path("rules"));
        self.path("rules")
    }

    /// The command for a night on the files that are there, with one thread.
    pub fn command(&self, rules: &Path, day: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        self.arguments(&mut command, rules, day);
        command
    }

    pub fn arguments(&self, command: &mut Command, rules: &Path, day: &str) {
        command.arg("batch").arg("--rules").arg(rules).arg("--data").arg(self.path("data"));
        command.arg("--ledger").arg(self.path("ledger")).arg("--out").arg(self.path("out"));
        command.args(["--posted-on", day, "--by", "somebody", "--threads", "1", "--lang", "en"]);
    }

    /// `huzhu ledger COMMAND` of Li, to which Wang agrees where a second person may have to; what it says
    /// where it fails.
    pub fn say(&self, command: &str, rest: &[&str]) -> Result<(), String> {
        let second = ["override", "same-person"].contains(&command).then_some(["--second", "Wang"]);
        let second = second.as_ref().map_or(&[][..], |second| second);
        self.say_alone(command, &[rest, second].concat()).map(drop)
    }

    /// `huzhu ledger COMMAND` of Li alone: what it says, and whether it succeeds.
    pub fn say_alone(&self, command: &str, rest: &[&str]) -> Result<String, String> {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.args(["--lang", "en", "ledger", command]).arg(self.path("ledger")).args(rest);
        let output = huzhu.args(["--by", "Li"]).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        if output.status.success() { Ok(said) } else { Err(said) }
    }

    /// All that is in the ledger, table by table; nothing where there is none.
    pub fn dump(&self) -> Vec<String> {
        self.dump_without(&[])
    }

    /// The same without what is random, and the seals of that: so that two ledgers can be held to each other.
    pub fn dump_unsalted(&self) -> Vec<String> {
        self.dump_without(&["salt", "seal", "key"])
    }

    fn dump_without(&self, columns: &[&str]) -> Vec<String> {
        if !self.path("ledger").exists() {
            return Vec::new();
        }
        let db = self.ledger();
        let mut names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
        let names: Vec<String> =
            names.query_map((), |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let mut lines = Vec::new();
        for name in names {
            let mut all = db.prepare(&format!("SELECT * FROM {name} ORDER BY 1, 2")).unwrap();
            let names = all.column_names().map(|name| !columns.contains(&name));
            let places: Vec<usize> =
                names.enumerate().filter(|(_, is_kept)| *is_kept).map(|(at, _)| at).collect();
            let mut rows = all.query(()).unwrap();
            while let Some(row) = rows.next().unwrap() {
                let cells = places.iter().map(|at| format!("{:?}", row.get_ref(*at).unwrap()));
                lines.push(format!("{name}: {}", cells.collect::<Vec<_>>().join(" ")));
            }
        }
        lines
    }

    /// How many rows a table of the ledger has.
    pub fn count(&self, table: &str) -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        self.ledger().query_row(&sql, (), |row| row.get(0)).unwrap()
    }
}

/// What one run without a ledger decides on some facts: of each member what all benefits pay, in minor
/// units, and bill by bill `bill,plan,status,reasons,payable`.
pub fn at_once(terms: &Terms, facts: &Facts) -> BTreeMap<String, (i64, Vec<String>)> {
    let folder = tempfile::tempdir().unwrap();
    facts.write_for(folder.path(), terms.asks_household());
    at_once_in(terms, folder.path())
}

/// The same of the files of a folder.
pub fn at_once_in(terms: &Terms, folder: &Path) -> BTreeMap<String, (i64, Vec<String>)> {
    let report = batch::run(&Job {
        book: &terms.book,
        rules: &[],
        inputs: &Inputs::in_folder(folder),
        out: &folder.join("out"),
        threads: Some(1),
        explains: false,
        notices: huzhu::explanation::notice::Wanted::None,
        reports: huzhu::output::reports::Options::default(),
        lang: Lang::English,
        watch: &(),
    });
    report.unwrap_or_else(|why| panic!("{}", told(&why.sentences())));
    let mut all: BTreeMap<String, (i64, Vec<String>)> = BTreeMap::new();
    let decisions = fs::read_to_string(folder.join("out/decisions.csv")).unwrap();
    for row in decisions.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let of_member = all.entry(cells[1].to_owned()).or_default();
        of_member.0 += minor(cells[5]);
        of_member.1.push(format!(
            "{},{},{},{},{}",
            cells[0],
            cells[2],
            cells[3],
            cells[4],
            minor(cells[5])
        ));
    }
    all
}

impl Balance {
    /// What is posted, as [`at_once`] tells it.
    pub fn told(&self) -> (i64, Vec<String>) {
        let line = |line: &String| {
            let cells: Vec<&str> = line.split(',').collect();
            let benefits = cells[6].split(';').filter(|one| !one.is_empty());
            let paid: i64 =
                benefits.map(|one| one.split_once('=').unwrap().1.parse::<i64>().unwrap()).sum();
            format!("{},{},{},{},{paid}", cells[0], cells[1], cells[2], cells[3])
        };
        (self.entitled, self.decided.iter().map(line).collect())
    }
}

/// Minor units of a decimal with two places.
pub fn minor(text: &str) -> i64 {
    text.replace('.', "").parse().unwrap()
}

pub fn told(why: &[Sentence]) -> String {
    why.iter().map(|why| format!("{}\n", why.text(Lang::English))).collect()
}

/// Numbers that look like chance and are the same in every run.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// A number below `sides`.
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}
