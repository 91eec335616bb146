//! What another program wrote into a ledger: commands say a sentence, whatever stands in any column, and
//! none of them stops with a panic. Also at both ends of the calendar.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use rusqlite::Connection;
use tempfile::TempDir;

const HUZHU: &str = env!("CARGO_BIN_EXE_huzhu");
const ANNA: &str = "990000198001010018";
const BEN: &str = "990000198001010026";
const COLUMNS: [(&str, &str); 3] = [
    ("members", "member_id,birth_date,sex,org_code,hardship"),
    ("enrolments", "member_id,plan,start,end,units,enrolled_on,revision,status"),
    (
        "bills",
        "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,diagnosis,\
         total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,assistance_paid,\
         other_paid,stay_id,revision,status",
    ),
];

/// An office to which all has happened: nights, payees, a release, a return, what people say, a closed month.
struct Office {
    folder: TempDir,
}

impl Office {
    fn new() -> Office {
        let office = Office { folder: tempfile::tempdir().unwrap() };
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/city/1.toml");
        let rules = fs::read_to_string(rules).unwrap();
        fs::write(office.path("rules.toml"), &rules).unwrap();
        let other = rules.replace("year_deductible = \"600\"", "year_deductible = \"700\"");
        fs::write(office.path("other.toml"), other).unwrap();
        office.write(
            "payees.csv",
            &format!("member_id,kind,payee,account\n{ANNA},member,N,6222\n{BEN},member,N,6223\n"),
        );
        office.write(
            "bill.toml",
            &format!(
                "[bill]\nmember_id = \"{ANNA}\"\ncategory = \"inpatient\"\nhospital_level = \"1\"\n\
                 admission = \"2024-03-05\"\ndischarge = \"2024-03-06\"\ntotal = \"900.00\"\n"
            ),
        );
        office.does("ledger new ledger");
        office.rows(&["A1"], "");
        office.does("batch --rules rules.toml --data . --out out --ledger ledger --posted-on 2024-04-10 --by Z");
        office.rows(&["A1", "A2"], "void");
        office.does("batch --rules rules.toml --data . --out out --ledger ledger --posted-on 2024-05-10 --by Z");
        office.does("ledger payees ledger payees.csv --by Wu");
        office.does("ledger approve ledger 1 --by Sun");
        office.does("ledger release ledger 1 --by Q --out one --reason x");
        office.sent_back(1);
        office.does("ledger returned ledger back.csv --by Q");
        office.does(&format!("ledger same-person ledger {ANNA} {BEN} --by Z --reason x"));
        office.does("ledger override ledger A2 reimbursement 10 --by Z --reason x");
        office.does("ledger disallow ledger A2 --column in_scope --amount 1 --by Z --reason x");
        office.does("batch --rules rules.toml --data . --out out --ledger ledger --posted-on 2024-06-10 --by Z");
        office.does("ledger hold ledger --bill A2 --code suspicion --owner Sun --until 2999-12-31 --by Z --reason x");
        office.does("ledger lock ledger 2024-04 --by Z --reason x");
        office.write(
            "duties.toml",
            "distinct = [\"prepare\"]\n[[approval]]\nabove = \"99999999\"\nnames = 2\n",
        );
        office.does("ledger duties ledger --set duties.toml --by Sun --reason x");
        office.does(&format!("ledger opening ledger {ANNA} reimbursement.deductible 5 --day 2024-01-05 --cut-over 2023-12-31 --by Z --reason x"));
        fs::remove_file(office.path("one")).unwrap();
        fs::remove_file(office.path("one.json")).unwrap();
        fs::remove_dir_all(office.path("out")).unwrap();
        office.sent_back(2);
        office
    }

    /// The bank sends a payment back.
    fn sent_back(&self, no: i64) {
        let sql = "SELECT id FROM payment WHERE no = ?1";
        let id: String = self.sql(|db| db.query_row(sql, [no], |row| row.get(0)).unwrap());
        self.write("back.csv", &format!("payment_id,reason\n{id},closed\n"));
    }

    /// One that is a copy: an office is made once.
    fn again() -> Office {
        static MADE: OnceLock<Office> = OnceLock::new();
        let (made, folder) = (MADE.get_or_init(Office::new), tempfile::tempdir().unwrap());
        for entry in fs::read_dir(made.folder.path()).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
        }
        Office { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn sql<T>(&self, act: impl FnOnce(&Connection) -> T) -> T {
        act(&Connection::open(self.path("ledger")).unwrap())
    }

    /// The three files, with bills of Anna and one of Ben.
    fn rows(&self, bills: &[&str], status: &str) {
        for (name, header) in COLUMNS {
            let mut text = header.to_owned() + "\n";
            match name {
                "members" => [ANNA, BEN]
                    .iter()
                    .for_each(|id| text += &format!("{id},1980-01-01,F,9900.01,no\n")),
                "enrolments" => [ANNA, BEN].iter().for_each(|id| {
                    text += &format!("{id},city,2024-01-01,2024-12-31,1,2023-12-01,,\n");
                }),
                _ => {
                    let bill = |id: &str, member: &str, status: &str| {
                        format!(
                            "{id},{member},inpatient,H1,1,2024-03-01,2024-03-02,2024-04-01,I10,5000.00,0.00,\
                         0.00,0.00,0.00,0.00,0.00,0.00,,,{status}\n"
                        )
                    };
                    bills.iter().for_each(|id| text += &bill(id, ANNA, ""));
                    text += &bill("B1", BEN, "");
                    text += &bill("B2", BEN, status);
                    text += &bill("C1", "990000198001010034", "");
                }
            }
            fs::write(self.path(&format!("{name}.csv")), text).unwrap();
        }
    }

    fn run(&self, words: &str) -> Output {
        let mut command = Command::new("timeout");
        command.arg("20").arg(HUZHU).args(["--lang", "en"]).args(words.split(' '));
        command.current_dir(self.folder.path()).stdin(Stdio::null()).output().unwrap()
    }

    fn does(&self, words: &str) {
        let output = self.run(words);
        assert!(output.status.success(), "{words}: {}", told(&output));
    }
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What may be asked of a ledger.
fn commands() -> Vec<String> {
    let acts = "--by Q --reason x";
    let mut all: Vec<String> = [
        "ledger runs ledger",
        "ledger runs ledger --format json",
        "ledger verify ledger",
        "ledger verify ledger --again",
        "ledger as-of ledger 2024-05-31",
        "ledger payments ledger",
        "ledger payments ledger --format json",
        "ledger duties ledger",
        "ledger acts ledger",
        "ledger roll-forward ledger",
        "ledger roll-forward ledger --month 2024-05",
        "ledger export ledger --to journal --entries entries",
        "ledger backup ledger copy",
        "ledger said ledger",
        "ledger impact ledger --rules other.toml",
        "ledger payees ledger payees.csv --by Q",
        "ledger returned ledger back.csv --by Q",
        "explain A1 --ledger ledger",
        "explain A2 --ledger ledger --diff",
        "explain B1 --ledger ledger",
        "notice A1 B1 --ledger ledger",
        "notice --run 2 --ledger ledger",
        "preview --bill bill.toml --ledger ledger",
        "replay --baseline rules.toml --ledger ledger --out replayed",
        "batch --rules rules.toml --data . --out out --ledger ledger --posted-on 2024-06-11 --by Z",
        "batch --rules other.toml --data . --out out --ledger ledger --posted-on 9999-12-31 --by Z",
    ]
    .map(str::to_owned)
    .into();
    all.extend([
        format!("ledger balance ledger {ANNA}"),
        format!("ledger balance ledger {BEN} --format json"),
        format!("notice --member {BEN} --ledger ledger"),
        format!("ledger as-of ledger 2024-05-31 --member {ANNA}"),
        format!("ledger release ledger 1 {acts} --out bank"),
        "ledger release ledger 2 --by Q --out bank".to_owned(),
        format!("ledger approve ledger 1 {acts}"),
        format!("ledger hold ledger --member {ANNA} {acts}"),
        format!("ledger unhold ledger --bill A1 {acts}"),
        format!("ledger take-back ledger 3 {acts}"),
        format!("ledger restore ledger restored --nothing-sent {acts}"),
        format!("ledger lock ledger 2024-05 {acts}"),
        format!("ledger unlock ledger 2024-04 {acts}"),
        "ledger holds ledger".to_owned(),
        format!("ledger override ledger A1 reimbursement 5 {acts}"),
        format!("ledger allow ledger A2 --column in_scope {acts}"),
        format!("ledger same-person ledger {ANNA} 990000198001010034 {acts}"),
        format!("ledger opening ledger {BEN} reimbursement.deductible 5 --day 2024-01-05 --cut-over 2023-12-31 {acts}"),
    ]);
    all
}

/// Every column of every table of a ledger.
fn columns(office: &Office) -> Vec<(String, String)> {
    office.sql(|db| {
        let sql = "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c \
                   WHERE t.type = 'table' ORDER BY 1, c.cid";
        let mut statement = db.prepare(sql).unwrap();
        let rows = statement.query_map((), |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    })
}

/// What may stand in any of them.
const VALUES: [&str; 16] = [
    "1",
    "'9223372036854775807'",
    "NULL",
    "''",
    "'x'",
    "-1",
    "0",
    "77",
    "9223372036854775807",
    "-9223372036854775808",
    "1.5",
    "'9999-12-31'",
    "'0001-01-01'",
    "x'fffe'",
    "'[[\"due\",\"A1\",\"city\",\"reimbursement\",\"1\",9223372036854775807,\"2024-04-10\",\"x\"]]'",
    "'{}'",
];

/// One change in so many is made, unless `EACH` asks for all: no divisor of how many values there are, so that each
/// value is tried in some column.
const SAMPLED: usize = 3;

/// Which rows: all, the first, the last.
const ROWS: [&str; 3] =
    ["1", "rowid = (SELECT min(rowid) FROM {})", "rowid = (SELECT max(rowid) FROM {})"];

/// Runs commands after each of these changes, and returns how many were run; a panic is told with both.
fn panics(
    changes: &[String],
    commands_of: impl Fn(usize) -> Vec<String> + Sync,
) -> (usize, BTreeMap<String, Vec<String>>) {
    let (next, count) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let found = std::sync::Mutex::new(BTreeMap::<String, Vec<String>>::new());
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(change) = changes.get(at) else { break };
                    for command in commands_of(at) {
                        let office = Office::again();
                        // What the database itself does not take, nobody can write.
                        if office.sql(|db| db.execute_batch(change)).is_err() {
                            break;
                        }
                        let output = office.run(&command);
                        count.fetch_add(1, Ordering::Relaxed);
                        let told = told(&output);
                        if !matches!(output.status.code(), Some(0..=3)) || told.contains("panicked")
                        {
                            let place = told.lines().find(|line| line.contains("panicked"));
                            let place = place.map_or(told.clone(), |line| {
                                line.split("panicked").nth(1).unwrap().to_owned()
                            });
                            let why = told
                                .lines()
                                .skip_while(|line| !line.contains("panicked"))
                                .nth(1)
                                .unwrap_or_default();
                            let mut found = found.lock().unwrap();
                            found
                                .entry(format!("{place} {why}"))
                                .or_default()
                                .push(format!("{change}; {command}"));
                        }
                    }
                }
            });
        }
    });
    (count.into_inner(), found.into_inner().unwrap())
}

/// A change of every column to every value.
fn changes() -> Vec<String> {
    let mut changes = Vec::new();
    for (table, column) in columns(&Office::again()) {
        for (at, value) in VALUES.iter().enumerate() {
            let rows = ROWS[at % ROWS.len()].replace("{}", &table);
            let rows = if table == "bill" { "1".to_owned() } else { rows };
            changes.push(format!("UPDATE {table} SET {column} = {value} WHERE {rows}"));
        }
    }
    changes
}

#[test]
fn no_command_panics_whatever_stands_in_a_column() {
    let (commands, mut changes) = (commands(), changes());
    let each: Option<usize> = std::env::var("EACH").ok().and_then(|text| text.parse().ok());
    let one_in = if each.is_none() { SAMPLED } else { 1 };
    changes = changes.into_iter().step_by(one_in).collect();
    let each = each.unwrap_or(1);
    let (ran, found) = panics(&changes, |at| {
        (0..each).map(|turn| commands[(at * 5 + turn * 11) % commands.len()].clone()).collect()
    });
    for (place, how) in &found {
        println!("{} times {place}\n    {}", how.len(), how[0]);
    }
    assert!(found.is_empty(), "{} places", found.len());
    assert!(ran > 800 / one_in, "{ran}");
}

#[test]
fn no_command_panics_at_either_end_of_the_calendar() {
    let days =
        ["9999-12-31", "9999-12-01", "9999-11-30", "1900-01-01", "0001-01-01", "10000-01-01", ""];
    let change = |day: &str| {
        let dates = ["transfer", "release", "fact", "payee"]
            .map(|table| format!("UPDATE {table} SET happened_on = '{day}'; "));
        let last = "WHERE no = (SELECT max(no) FROM run)";
        [
            format!("UPDATE run SET posted_on = '{day}'; DELETE FROM month"),
            format!("UPDATE run SET posted_on = '{day}' {last}"),
            format!("{}UPDATE month SET month = '{}'", dates.concat(), day.get(..7).unwrap_or(day)),
        ]
    };
    let changes: Vec<String> = days.iter().flat_map(|day| change(day)).collect();
    let (ran, found) =
        panics(&changes, |at| commands().into_iter().skip(at % 2).step_by(2).collect());
    assert!(found.is_empty(), "{found:?}");
    assert!(ran > 250, "{ran}");
}

#[test]
fn the_last_month_of_the_calendar_is_closed_and_opened_again() {
    let office = Office::again();
    office.sql(|db| {
        db.execute_batch("UPDATE run SET posted_on = '9999-12-31'; DELETE FROM month").unwrap();
    });
    let rolled = office.run("ledger roll-forward ledger");
    assert!(
        String::from_utf8_lossy(&rolled.stdout).starts_with("9999-12, in CNY"),
        "{}",
        told(&rolled)
    );
    office.does("ledger lock ledger 9999-12 --by Z --reason x");
    // Of a ledger that was changed beside the program nothing is released, whatever the day.
    let refused = told(&office.run("ledger release ledger 2 --by Q --reason x --out bank"));
    assert!(refused.contains("is not whole: nothing leaves of it"), "{refused}");
    let night = "batch --rules rules.toml --data . --out out --ledger ledger --by Z";
    let refused = told(&office.run(night));
    assert!(refused.contains("the last month of the calendar"), "{refused}");
    office.does("ledger unlock ledger 9999-12 --by Z --reason x");
    let refused = told(&office.run(night));
    assert!(refused.contains("9999-12-31"), "{refused}");
    office.does("ledger lock ledger 9999-12 --by Z --reason x");
}

#[test]
fn verify_names_what_this_program_does_not_write() {
    for (change, line) in [
        ("UPDATE run SET posted_on = 'May' WHERE no = 2", "row 2 of `run`: `posted_on` is `May`"),
        ("UPDATE release SET happened_on = 5", "row 1 of `release`: `happened_on` is `5`"),
        ("UPDATE transfer SET kind = 'lost' WHERE no = 1", "row 1 of `transfer`: `kind` is `lost`"),
        ("UPDATE month SET month = '2024-13'", "row 1 of `month`: `month` is `2024-13`"),
        ("UPDATE month SET kind = 'ajar'", "row 1 of `month`: `kind` is `ajar`"),
        ("UPDATE fact SET kind = 'rumour' WHERE no = 2", "row 2 of `fact`: `kind` is `rumour`"),
        ("UPDATE posting SET said = 'x' WHERE no = 1", "its manual facts cannot be read"),
    ] {
        let office = Office::again();
        office.sql(|db| db.execute_batch(change).unwrap());
        let output = office.run("ledger verify ledger");
        let told = told(&output);
        assert!(output.status.code() == Some(1) && told.contains(line), "{change}: {told}");
    }
    Office::again().does("ledger verify ledger");
}
