//! The rows of decisions on an intake.

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use arrow_select::concat::concat_batches;

use super::decisions::{DecisionRows, schema};
use super::fault::TableFault;
use super::table::Table;
use crate::adjudication::Decision;
use crate::batch::{Sink, decide_all};
use crate::intake::{Intake, IntakeError, LoadedMember};
use crate::progress::Progress;
use crate::scheme::Book;

/// Decides all bills of an intake: the rows of decisions, and what is wrong with rows that cannot be used.
pub(super) fn decide_rows(
    book: &Book,
    intake: &Intake,
    progress: &dyn Progress,
) -> Result<(Table, Vec<TableFault>), IntakeError> {
    let schema = schema(book);
    let add = |rows: &mut DecisionRows, record: &LoadedMember, decided: &[Decision]| {
        decided.iter().for_each(|decision| rows.add(book, record, decision));
    };
    let sink = Sink { begin: || DecisionRows::new(book), add };
    let (shares, rejects) = decide_all(book, intake, progress, sink)?;
    let batches: Vec<RecordBatch> =
        shares.into_iter().filter_map(|share| share.finish(&schema)).collect();
    let faults = rejects.into_iter().map(TableFault::of_row).collect();
    Ok((Table::new(schema.clone(), together(&schema, &batches)), faults))
}

/// What is wrong with rows that cannot be used: it is known once all are decided.
pub(super) fn faults_of_rows(
    book: &Book,
    intake: &Intake,
    progress: &dyn Progress,
) -> Result<Vec<TableFault>, IntakeError> {
    let sink = Sink { begin: || (), add: |(): &mut (), _: &LoadedMember, _: &[Decision]| () };
    let (_, rejects) = decide_all(book, intake, progress, sink)?;
    Ok(rejects.into_iter().map(TableFault::of_row).collect())
}

/// Rows of a batch at most: readers work batch by batch, and offsets of texts have 32 bits.
const ROWS: usize = 1 << 17;

/// Small batches as fewer.
fn together(schema: &SchemaRef, batches: &[RecordBatch]) -> Vec<RecordBatch> {
    let (mut whole, mut from, mut rows) = (Vec::new(), 0, 0);
    let join = |some: &[RecordBatch]| {
        concat_batches(schema, some).expect("batches of one schema are one behind the other")
    };
    for (at, batch) in batches.iter().enumerate() {
        rows += batch.num_rows();
        if rows >= ROWS || at + 1 == batches.len() {
            whole.push(join(batches.get(from..=at).unwrap_or_default()));
            (from, rows) = (at + 1, 0);
        }
    }
    whole
}
