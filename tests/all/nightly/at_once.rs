//! Whoever writes to a ledger at the same moment, by whatever name: one goes on, the others are told, and
//! nothing is posted or paid twice.

use std::fs::{self, File};
use std::os::fd::AsRawFd;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Barrier;
use std::thread;

use huzhu::accounting::{self, Journal};
use huzhu::date::Day;
use huzhu::intake::Inputs;
use huzhu::ledger::{Access, Ledger, Name, Signed};
use huzhu::nightly::{self, Night};
use huzhu::payment::{self, Order, ReleaseChecks, ReleaseOutcome, Restore};
use huzhu::words::Lang;

use super::desk::{Desk, told};
use super::office::{Bill, Facts, Office};

const DAY: &str = "2024-06-01";

/// Rounds of everybody at once.
const ROUNDS: usize = 12;

/// An office whose ledger has many names, and what keeps them.
struct Named {
    office: Office,
    names: Vec<PathBuf>,
    _folder: File,
}

/// By its path, by links to it and to its folder, and through an open folder.
fn named() -> Named {
    let office = Office::new("city");
    office.rules();
    let at = |name| office.path(name);
    symlink(at("ledger"), at("link")).unwrap();
    symlink(at("link"), at("link to a link")).unwrap();
    symlink(at(""), at("here")).unwrap();
    let folder = File::open(at("")).unwrap();
    let by_number = format!("/proc/self/fd/{}/ledger", folder.as_raw_fd());
    let names = ["ledger", "link", "link to a link", "here/ledger", "here/link", "here/./ledger"];
    let mut names: Vec<PathBuf> = names.map(at).into();
    if Path::new(&by_number).exists() {
        names.push(by_number.into());
    }
    Named { office, names, _folder: folder }
}

fn day() -> Day {
    Day::parse(DAY).unwrap()
}

fn act() -> Signed {
    Signed::new(Some("Li"), day(), Some("a test")).unwrap()
}

/// What somebody came to: done, or refused with a sentence.
type Came = Result<(), String>;

fn night(office: &Office, ledger: &Path, out: &Path) -> Came {
    let ran = nightly::run(&Night {
        book: &office.terms.book,
        rules: &office.terms.rules,
        inputs: &Inputs::in_folder(&office.path("data")),
        ledger,
        out,
        run: None,
        posted_on: day(),
        today: None,
        by: &Name::new("Zhao").unwrap(),
        login: "zhao",
        adopt: None,
        adopt_only: None,
        rehearse: false,
        threads: Some(1),
        lang: Lang::English,
        watch: &(),
    });
    ran.map(drop).map_err(|why| super::office::told(&why.sentences()))
}

fn release(ledger: &Path, run: i64, out: &Path) -> Came {
    let mut ledger = Ledger::open(ledger, Access::Write).map_err(|why| why.to_string())?;
    let mut release = |again| {
        let (checks, resend) = (ReleaseChecks::default(), Default::default());
        let order =
            Order { act: act(), second_person: false, checks, resend, again, bank: None, out };
        match payment::release(&mut ledger, run.into(), &order) {
            Ok(ReleaseOutcome::Released(_) | ReleaseOutcome::Nothing) => Ok(()),
            Err(why) => Err(super::office::told(&why.reasons)),
        }
    };
    // Whoever comes second asks for the file that the first has written.
    match release(false) {
        Err(why) if why.contains("`--again`") || why.contains("can leave now") => release(true),
        came => came,
    }
}

fn returned(ledger: &Path, csv: &Path) -> Came {
    let mut ledger = Ledger::open(ledger, Access::Write).map_err(|why| why.to_string())?;
    payment::read_returns(&mut ledger, csv, &act(), false)
        .map(drop)
        .map_err(|why| super::office::told(&why))
}

/// Holds that somebody who was not let in was told so.
fn is_told(came: &Came) {
    let expected = ["another command is writing to", "another program reads or writes"];
    if let Err(why) = came {
        assert!(expected.iter().any(|text| why.contains(text)), "{why}");
    }
}

/// A night of bills of two people, who have an account.
fn tonight(office: &Office, round: usize) {
    let (one, other) = (format!("A{round}"), format!("B{round}"));
    let (first, second) = (format!("M{round}"), format!("N{round}"));
    let facts = Facts::of(&[&one, &other])
        .bill(Bill::new(&first, &one, "2024-05-01", "1000.00"))
        .bill(Bill::new(&second, &other, "2024-05-01", "1500.00"));
    facts.write(&office.path("data"));
}

/// One value of a query, if there is one.
fn one<T: rusqlite::types::FromSql>(office: &Office, sql: &str) -> Option<T> {
    office.ledger().query_row(sql, (), |row| row.get(0)).ok()
}

/// Holds that nothing was prepared or sent more often than once, or than the bank sent it back.
fn nothing_is_paid_twice(office: &Office, prepared: i64) {
    let count = one(office, "SELECT count(*) FROM payment WHERE part_of IS NULL");
    assert_eq!(count, Some(prepared), "prepared once");
    let twice = "SELECT payment FROM transfer GROUP BY 1 \
                 HAVING sum(kind = 'released') > 1 + sum(kind = 'returned')";
    assert_eq!(one::<i64>(office, twice), None, "sent once");
    office.cash_is_accounted_for();
}

#[test]
fn of_six_threads_that_write_at_once_under_different_names_each_does_its_work_once() {
    let Named { office, names, _folder } = named();
    tonight(&office, 0);
    night(&office, &names[0], &office.path("out")).unwrap();
    let mut refused = 0;
    for round in 1..=ROUNDS {
        office.everybody_has_a_payee();
        // What was prepared is released, and a payment that was sent before comes back.
        let run = one(&office, "SELECT max(run) FROM payment").unwrap();
        let back = "SELECT y.id FROM payment y JOIN transfer t ON t.payment = y.no \
                    WHERE y.no NOT IN (SELECT payment FROM transfer WHERE kind = 'returned') \
                    ORDER BY t.no DESC LIMIT 1";
        let row = one::<String>(&office, back).map(|id| format!("{id},round {round}\n"));
        let csv = office.path("returned.csv");
        fs::write(&csv, format!("payment_id,reason\n{}", row.clone().unwrap_or_default())).unwrap();
        tonight(&office, round);
        let name = |number: usize| &names[(round + number) % names.len()];
        let bank = |number: usize| office.path(&format!("bank-{round}-{number}.csv"));
        let work = |number: usize| match number / 2 {
            0 => night(&office, name(number), &office.path(&format!("out{number}"))),
            1 => release(name(number), run, &bank(number)),
            _ if row.is_none() => Ok(()),
            _ => returned(name(number), &csv),
        };
        let came = at_once(6, &work);
        came.iter().for_each(is_told);
        refused += came.iter().filter(|came| came.is_err()).count();
        assert!(came.iter().any(Result::is_ok), "{round}: somebody goes on");
        // Whoever was refused tries again, one after the other.
        for number in (0..6).filter(|number| came[*number].is_err()) {
            work(number).unwrap();
        }
        assert!(fs::read(bank(2)).unwrap() == fs::read(bank(3)).unwrap(), "{round}");
        nothing_is_paid_twice(&office, 2 * (round as i64 + 1));
    }
    assert!(refused > 0, "they met");
}

/// So many threads that begin at one moment.
fn at_once(count: usize, work: &(dyn Fn(usize) -> Came + Sync)) -> Vec<Came> {
    let begin = &Barrier::new(count);
    thread::scope(|scope| {
        let one = |number| {
            scope.spawn(move || {
                begin.wait();
                work(number)
            })
        };
        let threads: Vec<_> = (0..count).map(one).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

/// A night with the program, of a ledger by some name.
fn program(office: &Office, ledger: &Path, out: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    command.args(["--lang", "en", "batch", "--rules"]).arg(office.path("rules"));
    command.arg("--data").arg(office.path("data")).arg("--ledger").arg(ledger);
    command.arg("--out").arg(office.path(out)).args(["--posted-on", DAY, "--by", "Zhao"]);
    command.args(["--threads", "1"]);
    command
}

#[test]
fn whoever_holds_a_ledger_holds_it_whatever_else_its_process_does_with_the_file() {
    let Named { office, names, _folder } = named();
    tonight(&office, 0);
    night(&office, &names[0], &office.path("out")).unwrap();
    let ledger = office.path("ledger");
    let holder = Ledger::open(&ledger, Access::Write).unwrap();
    // A lock of SQLite goes when any descriptor of the file is closed by its process: nothing here has one
    // of its own. Another process is asked each time, since this one would know by itself.
    let is_held = |after: &str| {
        let output = program(&office, &names[1], "elsewhere").output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{after}: {}", told(&output));
        assert!(
            told(&output).contains("another command is writing to"),
            "{after}: {}",
            told(&output)
        );
    };
    is_held("it was opened");
    let inside =
        |work: &(dyn Fn() + Sync)| thread::scope(|scope| scope.spawn(work).join().unwrap());
    let reader = || Ledger::open(&names[2], Access::Read).unwrap();
    inside(&|| drop(reader()));
    is_held("it was opened to read, and closed");
    inside(&|| assert_eq!(reader().verify(&mut |why| panic!("{why}")).unwrap().faults, 0));
    is_held("it was verified");
    inside(&|| reader().back_up(&office.path("copy")).unwrap());
    is_held("it was copied");
    let (journal, entries) = (office.path("journal"), office.path("entries.csv"));
    inside(&|| {
        let what = Journal { to: &journal, entries: Some(&entries), full_ids: false, month: None };
        accounting::export(&reader(), &what).unwrap();
    });
    is_held("it was exported");
    let (by, to) = (Name::new("Li").unwrap(), office.path("restored"));
    let restore = |to: &Path| {
        let order = Restore {
            backup: &ledger,
            to,
            sent: &[],
            returned: &[],
            bank: None,
            by: &by,
            reason: "a test",
            login: "li",
        };
        payment::restore(&order)
    };
    inside(&|| drop(restore(&to).unwrap()));
    is_held("it was restored elsewhere");
    assert!(restore(&ledger).is_err(), "over itself it cannot be");
    is_held("somebody tried to replace it");
    for name in &names {
        assert!(Ledger::open(name, Access::Write).is_err(), "{}", name.display());
    }
    is_held("threads were refused");
    drop(holder);
    assert!(program(&office, &names[1], "elsewhere").status().unwrap().success());
}

#[test]
fn of_two_programs_that_write_at_once_under_different_names_each_posts_once() {
    let Named { office, names, _folder } = named();
    let mut refused = 0;
    for round in 0..ROUNDS {
        tonight(&office, round);
        let run = |number: usize| {
            let name = &names[(round + number) % 6];
            let output = program(&office, name, &format!("out{number}")).output().unwrap();
            if output.status.success() { Ok(()) } else { Err(told(&output)) }
        };
        let came = at_once(2, &run);
        came.iter().for_each(is_told);
        refused += came.iter().filter(|came| came.is_err()).count();
        assert!(came.iter().any(Result::is_ok), "{round}: {came:?}");
        nothing_is_paid_twice(&office, 2 * (round as i64 + 1));
    }
    assert!(refused > 0, "they met");
}

/// What is mounted, until this is dropped.
struct Mounted(PathBuf);

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

/// Shows a file or folder at another place too.
fn mount(what: &Path, at: &Path) -> Mounted {
    let done = Command::new("mount").arg("--bind").arg(what).arg(at).status().unwrap();
    assert!(done.success(), "folders and files can be mounted");
    Mounted(at.to_owned())
}

#[test]
#[ignore = "mounts, as root: .ci/run does"]
fn a_ledger_in_a_mounted_folder_is_one_and_one_that_is_mounted_itself_is_refused() {
    let office = Office::new("city");
    office.rules();
    let elsewhere = Desk::new();
    fs::create_dir(elsewhere.path("mounted")).unwrap();
    let _folder = mount(&office.path(""), &elsewhere.path("mounted"));
    let names = [office.path("ledger"), elsewhere.path("mounted/ledger")];
    let mut refused = 0;
    for round in 0..ROUNDS {
        tonight(&office, round);
        let run = |number: usize| {
            let out = format!("out{number}");
            let output = program(&office, &names[number], &out).output().unwrap();
            if output.status.success() { Ok(()) } else { Err(told(&output)) }
        };
        let came = at_once(2, &run);
        came.iter().for_each(is_told);
        refused += came.iter().filter(|came| came.is_err()).count();
        nothing_is_paid_twice(&office, 2 * (round as i64 + 1));
    }
    assert!(refused > 0, "they met");
    // Mounted alone it has no journal beside it: what a killed run left half written would not be found.
    let alone = elsewhere.path("alone");
    fs::write(&alone, "").unwrap();
    let _file = mount(&names[0], &alone);
    for access in [Access::Read, Access::Write] {
        let why = Ledger::open(&alone, access).unwrap_err().to_string();
        assert!(why.contains("mount its folder"), "{why}");
    }
    let runs = office.count("run");
    let output = program(&office, &alone, "out0").output().unwrap();
    assert!(told(&output).contains("mount its folder"), "{}", told(&output));
    assert_eq!(office.count("run"), runs);
}
