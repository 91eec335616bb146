//! All bills of tables, decided.

use super::fault::{TableFault, TablesError};
use super::rows::{decide_rows, faults_of_rows};
use super::table::{Table, Tables};
use crate::intake::Intake;
use crate::progress::Progress;
use crate::scheme::Book;

/// What the bills of tables come to.
#[derive(Clone, Debug)]
pub struct Decided {
    /// A row for each bill and plan held, with the columns and in the order of decisions.csv.
    pub decisions: Table,
    /// Every fault of every row that could not be used. Of a member with such a row, no bill is decided.
    pub faults: Vec<TableFault>,
}

/// Decides all bills of tables, as `huzhu batch` does those of files.
///
/// ```
/// use std::sync::Arc;
///
/// use arrow_array::{ArrayRef, Decimal128Array, RecordBatch, StringArray};
/// use huzhu::office_files::Imports;
/// use huzhu::scheme::Book;
/// use huzhu::tables::{Table, Tables, TablesError, decide};
///
/// /// A table of texts of one row.
/// fn table(header: &str, row: &str) -> RecordBatch {
///     let text = |cell| Arc::new(StringArray::from(vec![cell])) as ArrayRef;
///     RecordBatch::try_from_iter(header.split(',').zip(row.split(',').map(text))).unwrap()
/// }
/// let of = |rows: RecordBatch| Table::new(rows.schema(), vec![rows]);
///
/// let book = Book::load("rules/pinghu".as_ref()).unwrap();
/// let bills = "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,diagnosis,\
///     total,out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,assistance_paid,other_paid";
/// let bill = "B1,M1,inpatient,H1,2,2022-03-01,2022-03-09,2022-03-09,,8232.97,0,0,0,3000.00,0,0,0";
/// let mut tables = Tables {
///     members: of(table("member_id,birth_date,sex,org_code,hardship", "M1,1980-05-01,F,99.01,no")),
///     enrolments: of(table(
///         "member_id,plan,start,end,units,enrolled_on",
///         "M1,medical,2022-01-01,2022-12-31,1,2022-01-01",
///     )),
///     bills: of(table(bills, bill)),
///     lines: None,
///     imports: Imports::default(),
/// };
/// let decided = decide(&book, &tables, &()).unwrap();
/// let [rows] = decided.decisions.batches() else { unreachable!("there is one bill") };
/// let payable = rows["payable"].as_any().downcast_ref::<Decimal128Array>().unwrap();
/// assert_eq!(payable.value_as_string(0), "2616.49");
///
/// tables.bills = of(table(&bills.replace("total", "totl"), bill));
/// let Err(TablesError::Faults(faults)) = decide(&book, &tables, &()) else {
///     unreachable!("a column is misspelt")
/// };
/// assert_eq!((faults[0].column.as_str(), faults[0].code), ("totl", "misspelt_column"));
/// ```
///
/// # Errors
///
/// Everything that is wrong with the columns, with what is wrong in rows besides; or when the progress stops the run.
pub fn decide(
    book: &Book,
    tables: &Tables,
    progress: &dyn Progress,
) -> Result<Decided, TablesError> {
    let intake = tables.read(book, progress)?;
    let (decisions, faults) =
        decide_rows(book, &intake, progress).map_err(TablesError::of_intake)?;
    Ok(Decided { decisions, faults })
}

/// Every fault of every row of tables that were [read](Tables::read), for who must use all rows or none.
///
/// # Errors
///
/// When the progress stops the run.
pub fn faults(
    book: &Book,
    intake: &Intake,
    progress: &dyn Progress,
) -> Result<Vec<TableFault>, TablesError> {
    faults_of_rows(book, intake, progress).map_err(TablesError::of_intake)
}
