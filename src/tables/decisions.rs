//! Decisions as a table: the columns of decisions.csv.

use std::sync::Arc;

use arrow_array::builder::{Decimal128Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};

use crate::adjudication::Decision;
use crate::intake::LoadedMember;
use crate::money::Money;
use crate::scheme::Book;

/// Digits of an amount: what all benefits pay on one bill has no more.
const DIGITS: u8 = 18;

/// The columns of decisions under a book.
pub(super) fn schema(book: &Book) -> SchemaRef {
    let text = |name: &str, is_null| Field::new(name, DataType::Utf8, is_null);
    let money = |name: &str| Field::new(name, amounts(book), false);
    let mut fields = vec![text("bill_id", false), text("member_id", false), text("plan", true)];
    fields.extend([text("status", false), text("reasons", false), money("payable")]);
    fields.extend(book.benefits.iter().map(|benefit| money(benefit)));
    Arc::new(Schema::new(fields))
}

fn amounts(book: &Book) -> DataType {
    DataType::Decimal128(DIGITS, book.vocabulary.currency.decimals() as i8)
}

/// Columns of decisions that grow row by row.
pub(super) struct DecisionRows {
    bill_id: StringBuilder,
    member_id: StringBuilder,
    plan: StringBuilder,
    status: StringBuilder,
    reasons: StringBuilder,
    payable: Decimal128Builder,
    benefits: Vec<Decimal128Builder>,
    /// What the benefits of one row pay, by place in the book.
    paid: Vec<Money>,
    text: String,
}

impl DecisionRows {
    /// No rows.
    pub fn new(book: &Book) -> DecisionRows {
        let money = || Decimal128Builder::new().with_data_type(amounts(book));
        DecisionRows {
            bill_id: StringBuilder::new(),
            member_id: StringBuilder::new(),
            plan: StringBuilder::new(),
            status: StringBuilder::new(),
            reasons: StringBuilder::new(),
            payable: money(),
            benefits: book.benefits.iter().map(|_| money()).collect(),
            paid: vec![Money::ZERO; book.benefits.len()],
            text: String::new(),
        }
    }

    /// Adds the row of a decision. A benefit that is not eligible pays 0.
    pub fn add(&mut self, book: &Book, record: &LoadedMember, decision: &Decision) {
        let bill = record.bills.get(decision.bill).expect("a decision is of a bill of its member");
        self.bill_id.append_value(record.bill_id(bill));
        self.member_id.append_value(record.id);
        let plan = decision.plan.and_then(|plan| book.vocabulary.plans.get(plan as usize));
        self.plan.append_option(plan);
        self.status.append_value(decision.status.code());
        self.add_reasons(book, decision);
        self.payable.append_value(decision.payable.minor().into());
        self.paid.fill(Money::ZERO);
        for &(number, paid) in &decision.benefits {
            self.paid.get_mut(number as usize).into_iter().for_each(|cell| *cell = paid);
        }
        for (column, paid) in self.benefits.iter_mut().zip(&self.paid) {
            column.append_value(paid.minor().into());
        }
    }

    fn add_reasons(&mut self, book: &Book, decision: &Decision) {
        let text = &mut self.text;
        text.clear();
        for reason in &decision.reasons {
            reason.each_code(book, |benefit, code| {
                if !text.is_empty() {
                    text.push(';');
                }
                if let Some(benefit) = benefit {
                    text.push_str(benefit);
                    text.push(':');
                }
                text.push_str(code);
            });
        }
        self.reasons.append_value(&self.text);
    }

    /// The rows as a batch; nothing where there is none.
    pub fn finish(mut self, schema: &SchemaRef) -> Option<RecordBatch> {
        let texts = [self.bill_id, self.member_id, self.plan, self.status, self.reasons];
        let texts = texts.into_iter().map(|mut column| Arc::new(column.finish()) as ArrayRef);
        let amounts = std::iter::once(self.payable).chain(self.benefits.drain(..));
        let amounts = amounts.map(|mut column| Arc::new(column.finish()) as ArrayRef);
        let columns = texts.chain(amounts).collect();
        let batch = RecordBatch::try_new(schema.clone(), columns);
        Some(batch.expect("the columns are those of the schema")).filter(|rows| rows.num_rows() > 0)
    }
}
