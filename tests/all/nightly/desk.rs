//! An office whose commands are run by name in a folder of its own, so that two of them can be held against
//! each other: one that is disturbed, and its twin, which is not.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use proptest::test_runner::Config as ProptestConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;

use super::office::{Facts, Terms};

/// All that a ledger says, without the numbers of rows and the names of accounts: a command that was run
/// twice may have added an empty run, and said twice what one says.
const SAID: [(&str, &str); 13] = [
    (
        "posting",
        "SELECT m.id, row_number() OVER (PARTITION BY p.member ORDER BY p.no), person, periods, bills, \
         said, decisions, entitled, paid, stood, withdrawn, entries FROM posting p \
         JOIN member m ON m.no = p.member ORDER BY 1, 2",
    ),
    ("bill", "SELECT b.hash, m.id FROM bill b JOIN member m ON m.no = b.member ORDER BY 1, 2"),
    (
        "payment",
        "SELECT y.id, m.id, y.amount, y.before, o.id, y.in_hand FROM payment y \
         JOIN member m ON m.no = y.member LEFT JOIN payment o ON o.no = y.part_of ORDER BY 1",
    ),
    (
        "transfer",
        "SELECT y.id, row_number() OVER (PARTITION BY y.no ORDER BY t.no), t.kind, t.amount, r.file, \
         e.kind, e.name, e.account, t.file, t.happened_on, t.author, t.reason FROM transfer t \
         JOIN payment y ON y.no = t.payment LEFT JOIN release r ON r.no = t.release \
         LEFT JOIN payee e ON e.no = t.payee ORDER BY 1, 2",
    ),
    (
        "release",
        "SELECT file, payments, total, happened_on, author, reason FROM release ORDER BY no",
    ),
    (
        "payee",
        "SELECT member_id, kind, name, account, payee_id, bank, branch, share, happened_on, author FROM payee \
     ORDER BY no",
    ),
    (
        "fact",
        "SELECT DISTINCT kind, member_id, body, happened_on, author, reason, second FROM fact ORDER BY 1, 2, 3",
    ),
    ("month", "SELECT month, kind, happened_on, author, reason FROM month ORDER BY no"),
    ("hold", "SELECT kind, what, id, happened_on, author, reason FROM hold ORDER BY no"),
    ("scheme", "SELECT id, currency, decimals FROM scheme"),
    ("rules", "SELECT hash, files FROM rules ORDER BY 1"),
    (
        "run",
        "SELECT r.posted_on, r.prepared_by, u.hash FROM run r JOIN rules u ON u.no = r.rules \
         WHERE r.no IN (SELECT run FROM posting) ORDER BY r.no",
    ),
    ("last day", "SELECT max(posted_on) FROM run WHERE no NOT IN (SELECT run FROM taken_back)"),
];

/// Lines of a table each, in an order that does not depend on how often a command was run.
pub type Said = Vec<String>;

/// A folder with rules, data and a ledger.
pub struct Desk {
    pub folder: TempDir,
}

impl Desk {
    /// The city benchmark, and a new ledger.
    pub fn new() -> Desk {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        Terms::of("city").write(&desk.path("rules"));
        desk.does(&["ledger", "new", "ledger"]);
        desk
    }

    /// A folder that holds what another does.
    pub fn like(other: &Desk) -> Desk {
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        copy(other.folder.path(), desk.folder.path());
        desk
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        command.current_dir(self.folder.path()).args(["--lang", "en"]).args(arguments);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// A command that succeeds.
    pub fn does(&self, arguments: &[&str]) {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", told(&output));
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub fn facts(&self, facts: &Facts) {
        facts.write(&self.path("data"));
    }

    pub fn db(&self) -> Connection {
        Connection::open_with_flags(self.path("ledger"), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
    }

    /// What the ledger says.
    pub fn said(&self) -> Said {
        said(&self.path("ledger"))
    }

    /// Every row of the ledger with its number: what changes when anything is committed.
    pub fn rows(&self) -> Said {
        let db = self.db();
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1";
        let mut names = db.prepare(sql).unwrap();
        let names: Vec<String> =
            names.query_map((), |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let queries = names.iter().map(|name| (name.as_str(), format!("SELECT * FROM {name}")));
        queries.flat_map(|(name, sql)| lines(&db, name, &sql)).collect()
    }

    /// One value of a query.
    pub fn one<T: rusqlite::types::FromSql>(&self, sql: &str) -> T {
        self.db().query_row(sql, (), |row| row.get(0)).unwrap()
    }

    /// Holds that the ledger is whole.
    pub fn is_whole(&self, when: &str) {
        let output = self.run(&["ledger", "verify", "ledger", "--again"]);
        assert!(output.status.success(), "{when}: {}", told(&output));
    }

    /// Names of files that no command leaves, in the folder and in those of outputs.
    pub fn left(&self) -> Vec<String> {
        let is_ours = |name: &String| name.starts_with(".huzhu") || name.ends_with("-journal");
        let here = self.path("");
        let names = [here.clone(), here.join("out")].into_iter().flat_map(|folder| names(&folder));
        names.filter(is_ours).collect()
    }

    /// The files that banks were given: their rows, and what stands beside them but for the run.
    pub fn bank(&self) -> BTreeMap<String, String> {
        let is_bank = |name: &String| name.starts_with("bank-");
        let names = names(&self.path("")).into_iter().filter(is_bank);
        let text = |name: &String| {
            let text = fs::read_to_string(self.path(name)).unwrap();
            // The seal is of all that was done, and one desk did more until it was through.
            let names = ["\"run\"", "\"seal\""];
            let is_run = |line: &&str| names.iter().any(|name| line.trim_start().starts_with(name));
            text.lines().filter(|line| !is_run(line)).map(|line| format!("{line}\n")).collect()
        };
        names.map(|name| (name.clone(), text(&name))).collect()
    }

    /// Holds that no bank was given a payment more often than it sent it back and once.
    pub fn nothing_is_paid_twice(&self, when: &str) {
        let mut sent: BTreeMap<String, i64> = BTreeMap::new();
        for (_, text) in self.bank().iter().filter(|(name, _)| name.ends_with(".csv")) {
            for row in text.lines().skip(1) {
                *sent.entry(row.split(',').next().unwrap().to_owned()).or_default() += 1;
            }
        }
        for (id, times) in sent {
            let sql = format!(
                "SELECT count(*) FROM transfer t JOIN payment p ON p.no = t.payment \
                 WHERE p.id = '{id}' AND t.kind = 'returned'"
            );
            assert!(times <= 1 + self.one::<i64>(&sql), "{when}: {id} was sent {times} times");
        }
    }
}

/// What a ledger says.
pub fn said(ledger: &Path) -> Said {
    let db = Connection::open_with_flags(ledger, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    SAID.iter().flat_map(|(name, sql)| lines(&db, name, sql)).collect()
}

fn lines(db: &Connection, name: &str, sql: &str) -> Vec<String> {
    let mut query = db.prepare(sql).unwrap();
    let width = query.column_count();
    let names: Vec<String> = query.column_names().map(str::to_owned).collect();
    let mut rows = query.query(()).unwrap();
    let mut lines = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        let cell = |at: usize| match row.get_ref(at).unwrap() {
            ValueRef::Text(text) if names[at] == "said" => once(&String::from_utf8_lossy(text)),
            ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
            other => format!("{other:?}"),
        };
        let cells: Vec<String> = (0..width).map(cell).collect();
        lines.push(format!("{name}: {}", cells.join(" | ")));
    }
    lines
}

/// Facts by hand, of which one that was said twice in a row is one.
fn once(said: &str) -> String {
    let mut lines: Vec<&str> = said.lines().collect();
    lines.dedup();
    lines.concat()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().map(Result::unwrap);
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let place = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).unwrap();
        }
    }
}

/// What a command says to whoever ran it.
pub fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A number from the environment, or the usual one.
pub fn asked(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().expect("a number"))
}

/// So many examples of a property about nights, each of which is many runs of the program; `HUZHU_NIGHTS=60` looks
/// further.
pub fn examples(usual: u32) -> ProptestConfig {
    let cases = asked("HUZHU_NIGHTS", u64::from(usual));
    let cases = u32::try_from(cases).expect("a number of examples");
    ProptestConfig { cases, ..ProptestConfig::default() }
}

/// The first lines in which two lists differ.
pub fn difference(one: &[String], other: &[String]) -> String {
    let only = |a: &[String], b: &[String]| {
        a.iter().filter(|line| !b.contains(line)).take(5).cloned().collect::<Vec<_>>().join("\n  ")
    };
    format!("only here:\n  {}\nonly there:\n  {}", only(one, other), only(other, one))
}
