//! The recipes of `docs/schedulers.md`: their command lines are run as they stand there, with folders of the
//! test in the place of the office's, and end as the page says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// An office with a ledger; three of its rows are rejected.
struct Office {
    folder: TempDir,
}

const BILLS: &str = "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,\
    diagnosis,total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,assistance_paid,\
    other_paid,residual_1,residual_2,residual_3\n";

fn home(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

impl Office {
    fn new() -> Office {
        let office = Office { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(office.path("in")).unwrap();
        let write =
            |name: &str, text: String| fs::write(office.path("in").join(name), text).unwrap();
        write(
            "members.csv",
            "member_id,birth_date,sex,org_code,hardship\nA,1980-01-01,M,99.01,no\n".into(),
        );
        write(
            "enrolments.csv",
            "member_id,plan,start,end,units,enrolled_on\nA,city,2023-01-01,2024-12-31,1,2022-12-01\n".into(),
        );
        let bill = |(id, total): &(&str, &str)| {
            format!(
                "{id},A,inpatient,H1,1,2024-03-01,2024-03-02,2024-03-02,I10,{total},0,0,0,0,0,0,0,,,\n"
            )
        };
        let bills = [("B1", "1000.00"), ("B2", "x"), ("B3", "-1"), ("B4", "y")];
        write("bills.csv", BILLS.to_owned() + &bills.iter().map(bill).collect::<String>());
        let made = Command::new(env!("CARGO_BIN_EXE_huzhu"))
            .args(["ledger", "new"])
            .arg(office.path("office.ledger"))
            .output();
        assert!(made.unwrap().status.success());
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs a recipe where the office's settings are; the exit code and what is told.
    fn run(&self, recipe: &[String]) -> (i32, String) {
        let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
        let output = huzhu.args(recipe).current_dir(self.folder.path()).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        (output.status.code().expect("it ends by itself"), told)
    }

    /// The settings of the page, with the rules of the test, and one folder for all days.
    fn settle(&self) {
        let page = fs::read_to_string(home("docs/schedulers.md")).unwrap();
        let settings = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
        let city = home("rules/city").display().to_string();
        let settings = settings
            .replace("rules/weihai", &city)
            .replace("weihai.ledger", "office.ledger")
            .replace("in/{date}", "in");
        fs::write(self.path("huzhu.toml"), settings).unwrap();
    }
}

/// The arguments of every `huzhu night` of the page, without what the shell makes of the rest.
fn recipes() -> Vec<Vec<String>> {
    let page = fs::read_to_string(home("docs/schedulers.md")).unwrap();
    let commands = page.lines().filter(|line| line.contains(">>"));
    let commands = commands.filter_map(|line| line.strip_prefix("huzhu "));
    let is_ours = |word: &&str| !["\"$@\"", "%*"].contains(word);
    let words = |line: &str| {
        let words = line.split_whitespace().take_while(|word| !word.starts_with(">>"));
        words.filter(is_ours).map(str::to_owned).collect()
    };
    commands.map(words).collect()
}

/// The recipe with other numbers of accepted rows.
fn accepting(recipe: &[String], rows: &str) -> Vec<String> {
    recipe.iter().cloned().chain(["--accept-rejects", rows].map(str::to_owned)).collect()
}

#[test]
fn every_recipe_runs_and_ends_as_the_page_says() {
    let recipes = recipes();
    assert_eq!(recipes.len(), 2, "one for a shell and one for Windows");
    for recipe in &recipes {
        let office = Office::new();
        office.settle();
        let (code, told) = office.run(recipe);
        assert_eq!(code, 0, "{told}");
        assert!(told.contains("未通过校验 3 行，未超过 `--accept-rejects` 允许的 50 行"), "{told}");
        assert!(told.contains("未通过校验：3 行"), "rejected rows are told all the same: {told}");
        // More than are accepted: posted too.
        let (code, told) = office.run(&accepting(recipe, "2"));
        assert_eq!(code, 3, "{told}");
        assert!(told.contains("未通过校验 3 行，超过 `--accept-rejects` 允许的 2 行"), "{told}");
        assert_eq!(office.run(&accepting(recipe, "3")).0, 0);
        // Wrong use; files that are not there: nothing is posted.
        assert_eq!(office.run(&accepting(recipe, "many")).0, 2);
        fs::remove_file(office.path("in/bills.csv")).unwrap();
        assert_eq!(office.run(recipe).0, 1);
    }
}

#[test]
fn a_batch_without_a_ledger_accepts_rejected_rows_as_a_night_does() {
    let office = Office::new();
    let rules = home("rules/city").display().to_string();
    let batch = ["batch", "--rules", &rules, "--data", "in", "--out", "out"].map(str::to_owned);
    for (rows, code) in [("0", 3), ("2", 3), ("3", 0), ("50", 0)] {
        assert_eq!(office.run(&accepting(&batch, rows)).0, code, "{rows}");
    }
}

#[test]
fn the_screen_tells_the_most_frequent_reason_first_and_blocked_rows_apart() {
    let office = Office::new();
    office.settle();
    let bills = fs::read_to_string(office.path("in/bills.csv")).unwrap();
    fs::write(
        office.path("in/bills.csv"),
        bills.clone() + &bills.lines().nth(1).unwrap().replace("B1,A", "C1,C"),
    )
    .unwrap();
    let members = fs::read_to_string(office.path("in/members.csv")).unwrap();
    fs::write(office.path("in/members.csv"), members + "C,1980-13-01,M,99.01,no\n").unwrap();
    let mut recipe = accepting(&recipes()[0], "0");
    let (_, chinese) = office.run(&recipe);
    assert!(chinese.contains("  金额有误（bad_amount）：2\n"), "{chinese}");
    recipe.extend(["--lang", "en"].map(str::to_owned));
    let (code, told) = office.run(&recipe);
    assert_eq!(code, 3);
    let rejected: Vec<&str> = told
        .lines()
        .skip_while(|line| !line.contains("rejected: 5 rows"))
        .skip(1)
        .take(4)
        .collect();
    assert_eq!(
        rejected,
        [
            "  bad_amount: 2",
            "  bad_date: 1",
            "  negative_amount: 1",
            "  right in themselves, but blocked by a rejected row of their member: 1",
        ],
        "{told}"
    );
}

/// The script of the page with folders of the test, and what it leaves in its log.
#[cfg(unix)]
#[test]
fn the_script_of_the_page_runs_as_it_stands() {
    let office = Office::new();
    office.settle();
    let page = fs::read_to_string(home("docs/schedulers.md")).unwrap();
    let script = page.split("```sh\n").nth(1).unwrap().split("```").next().unwrap();
    let script = script
        .replace("cd /data", &format!("cd '{}'", office.folder.path().display()))
        .replace("huzhu night", &format!("{} night", env!("CARGO_BIN_EXE_huzhu")));
    fs::write(office.path("night.sh"), script).unwrap();
    let night = |more: &[&str]| {
        let mut shell = Command::new("sh");
        let ended = shell.arg(office.path("night.sh")).args(more).output().unwrap();
        assert!(ended.stdout.is_empty() && ended.stderr.is_empty(), "all is kept: {ended:?}");
        let said = fs::read_to_string(office.path("night.txt")).unwrap();
        let log = fs::read_to_string(office.path("huzhu.log")).unwrap();
        (ended.status.code().unwrap(), said, log)
    };
    let (code, said, log) = night(&["--posted-on", "2026-03-01"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("批次 1 已入账") && log.contains(" end exit=0 posted=yes run=1 "),
        "{log}"
    );
    assert!(office.path("out/2026-03-01-1/payments.csv").exists());
    // A night that was missed, whose folder is not there.
    let (code, said, log) = night(&["--data", "in/2026-03-01"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("2026-03-01") && log.contains(" end exit=1 posted=no "), "{log}");
}
