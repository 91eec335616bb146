//! The office's own files: whatever form a table comes in, it is read as our own CSV is, or refused with its place.

mod columnar;
mod exports;
mod forms;
mod maps;
mod offices;
mod old_workbooks;
mod open_documents;
mod pages;
mod workbooks;

use std::path::{Path, PathBuf};

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

/// Why a file of an office is refused as a whole.
pub fn refused(inputs: &Inputs) -> OfficeFileError {
    let mut all = known(inputs).expect_err("it is refused");
    assert_eq!(all.len(), 1, "{all:?}");
    match all.pop() {
        Some(FileError::Office(why)) => why,
        other => panic!("{other:?}"),
    }
}
