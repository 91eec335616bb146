//! The usual office: what its files hold, what is known of them, and what a night decides.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use huzhu::intake::{FileError, Inputs, IntakeError, read};
use huzhu::office_files::OfficeFileError;
use huzhu::scheme::Book;
use tempfile::TempDir;

/// The three files of an office in one folder.
pub struct Office {
    pub folder: TempDir,
}

pub const MEMBERS: &str = "member_id,birth_date,sex,org_code,hardship,name\n\
    990000198001010018,1980-01-01,M,99.01,no,张三\n\
    99000019800101008X,1980-01-01,F,99.01,yes,李四\n";
pub const ENROLMENTS: &str = "member_id,plan,start,end,units,enrolled_on\n\
    990000198001010018,city,2023-01-01,2024-12-31,1,2022-12-01\n\
    99000019800101008X,city,2023-01-01,2024-12-31,2,2022-12-05\n";

/// Bills of the two members, of amounts that are no whole yuan.
pub fn bills() -> String {
    let header = "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,diagnosis,\
                  total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,assistance_paid,other_paid\n";
    let row = |number: u32| {
        let id = ["990000198001010018", "99000019800101008X"][number as usize % 2];
        let (level, day) = (["1", "2", "3", "none"][number as usize % 4], number % 20 + 1);
        let total = format!("{}.{:02}", 1234 + 1111 * number, 7 * number % 100);
        format!(
            "B{number},{id},inpatient,H{},{level},2024-06-{day:02},2024-06-{:02},2024-06-{:02},I10,{total},12.30,0.00,\
             500.00,{}.05,0.00,0.00,0.00\n",
            number % 3,
            day + 3,
            day + 4,
            600 + 300 * number
        )
    };
    (0..12).map(row).fold(header.to_owned(), |text, row| text + &row)
}

impl Office {
    pub fn usual() -> Office {
        let office = Office { folder: tempfile::tempdir().unwrap() };
        office.write("members.csv", MEMBERS.as_bytes());
        office.write("enrolments.csv", ENROLMENTS.as_bytes());
        office.write("bills.csv", bills().as_bytes());
        office
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub fn inputs(&self) -> Inputs {
        Inputs::in_folder(self.folder.path())
    }
}

pub fn book() -> Book {
    Book::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/city")).unwrap()
}

/// Everything that is known of every member, as it was read; and how many rows were counted twice.
pub fn known(inputs: &Inputs) -> Result<Vec<String>, Vec<FileError>> {
    let book = book();
    let intake = match read(inputs, book.vocabulary(), &()) {
        Ok(intake) => intake,
        Err(IntakeError::Files(why)) => return Err(why),
        Err(why) => panic!("{why}"),
    };
    let mut all: Vec<String> = intake
        .listed()
        .map(|member| {
            let record = intake.records().load(member);
            assert!(record.row_errors().is_empty(), "{:?}", record.row_errors());
            let ids: Vec<&str> = record.bills().iter().map(|bill| record.bill_id(bill)).collect();
            let unit = intake.unit(intake.unit_of(member));
            format!("{} {unit} {ids:?} {:?}", record.id(), record.history())
        })
        .collect();
    all.sort();
    Ok(all)
}

/// All for which a file of an office is refused as a whole.
pub fn all_refused(inputs: &Inputs) -> Vec<OfficeFileError> {
    let all = known(inputs).expect_err("it is refused");
    let of_office = |why| match why {
        FileError::Office(why) => why,
        other => panic!("{other:?}"),
    };
    all.into_iter().map(of_office).collect()
}

/// Why a file of an office is refused as a whole, for one reason.
pub fn refused(inputs: &Inputs) -> OfficeFileError {
    let mut all = all_refused(inputs);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

pub fn run(office: &Office, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    command
        .args(["--lang", "en"])
        .args(arguments)
        .current_dir(office.folder.path())
        .output()
        .unwrap()
}

pub fn does(office: &Office, arguments: &[&str]) -> String {
    let output = run(office, arguments);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {told}");
    String::from_utf8_lossy(&output.stdout).into_owned() + &told
}

/// The settings of an office, with what it says about its files and its bank.
pub fn settings(office: &Office, more: &str) {
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/city");
    let text = format!(
        "rules = {rules:?}\nledger = \"city.ledger\"\nout = \"out/{{run}}\"\nby = \"night\"\n\
         data = {{ folder = \".\" }}\n{more}"
    );
    office.write("huzhu.toml", text.as_bytes());
}

/// What a batch says of rows that it rejects.
pub fn rejects(office: &Office) -> String {
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/city");
    let mut command = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    let command =
        command.args(["--lang", "en", "batch", "--rules", rules, "--data", ".", "--out", "out"]);
    let output = command.current_dir(office.folder.path()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    std::fs::read_to_string(office.path("out/rejects.csv")).unwrap_or(told)
}

/// Maps each file, and runs a night: what it decided, and what it told.
pub fn night(office: &Office, import: &str, files: &[(&str, &str)]) -> (String, String) {
    settings(office, import);
    let rules = concat!(env!("CARGO_MANIFEST_DIR"), "/rules/city");
    for (file, kind) in files {
        let mut map = vec!["map", file, "--rules", rules];
        if import.contains("[import") {
            map.extend(["--import", "huzhu.toml"]);
        }
        let shown = does(office, &map);
        assert!(shown.contains(&format!("\nenough for {kind}.csv")), "{file}: {shown}");
    }
    does(office, &["ledger", "new", "city.ledger"]);
    let told = does(office, &["night", "--config", "huzhu.toml"]);
    (std::fs::read_to_string(office.path("out/1/decisions.csv")).unwrap(), told)
}

/// An office whose file of ours is replaced by one of its own.
pub fn office_with(own: &str, file: &str, bytes: &[u8]) -> Office {
    let office = Office::usual();
    std::fs::remove_file(office.path(own)).unwrap();
    office.write(file, bytes);
    office
}

/// What a night decides of our own files.
pub fn own() -> String {
    let own = night(
        &Office::usual(),
        "",
        &[("members.csv", "members"), ("enrolments.csv", "enrolments"), ("bills.csv", "bills")],
    );
    assert_eq!(own.0.lines().count(), 13);
    own.0
}
