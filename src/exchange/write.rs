//! decisions.csv, payments.csv and rejects.csv.

use std::cmp::Ordering;
use std::io::{self, Write};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::intake::Dossier;
use super::reject::Reject;
use super::totals::decimal;
use crate::adjudication::Decision;
use crate::claim::Bill;
use crate::money::Money;
use crate::scheme::Book;
use crate::words::Lang;

/// Puts decisions of one member in the order of decisions.csv: by settlement date, bill id, plan.
pub(crate) fn in_order_of_rows(
    book: &Book,
    dossier: &Dossier,
    bill_ids: &[Arc<str>],
    decisions: &mut [Decision],
) {
    let plan =
        |decision: &Decision| decision.plan.map(|plan| &book.vocabulary.plans[plan as usize]);
    decisions.sort_by(|a, b| {
        let (one, other) = (&dossier.bills[a.bill], &dossier.bills[b.bill]);
        by_settlement(one, other, bill_ids).then_with(|| plan(a).cmp(&plan(b)))
    });
}

/// The order of rows that tell of bills.
pub(crate) fn by_settlement(one: &Bill, other: &Bill, bill_ids: &[Arc<str>]) -> Ordering {
    let id = |bill: &Bill| &bill_ids[bill.id as usize];
    one.settled_on.cmp(&other.settled_on).then_with(|| id(one).cmp(id(other)))
}

/// decisions.csv, row by row.
#[derive(Debug)]
pub struct Decisions<'b, W: Write> {
    book: &'b Book,
    csv: csv::Writer<W>,
}

impl<'b, W: Write> Decisions<'b, W> {
    /// Begins with the header: a column for each benefit of the book.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn new(book: &'b Book, out: W) -> io::Result<Decisions<'b, W>> {
        let mut csv = csv::Writer::from_writer(out);
        let head = ["bill_id", "member_id", "plan", "status", "reasons", "payable"].into_iter();
        csv.write_record(head.chain(book.benefits.iter().map(String::as_str)))?;
        Ok(Decisions { book, csv })
    }

    /// Writes one decision. A benefit that is not eligible pays nothing, and says so.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn write(
        &mut self,
        dossier: &Dossier,
        bill_ids: &[Arc<str>],
        decision: &Decision,
    ) -> io::Result<()> {
        let vocabulary = &self.book.vocabulary;
        let bill = &dossier.bills[decision.bill];
        let plan = decision.plan.map_or("", |plan| &vocabulary.plans[plan as usize]);
        let codes = decision.reasons.iter().flat_map(|reason| reason.codes(self.book));
        let mut paid = vec![Money::ZERO; self.book.benefits.len()];
        for (benefit, amount) in &decision.benefits {
            paid[*benefit as usize] = *amount;
        }
        self.csv.write_field(&*bill_ids[bill.id as usize])?;
        self.csv.write_field(&*dossier.id)?;
        self.csv.write_field(plan)?;
        self.csv.write_field(decision.status.code())?;
        self.csv.write_field(codes.collect::<Vec<_>>().join(";"))?;
        for amount in [decision.payable].into_iter().chain(paid) {
            self.csv.write_field(vocabulary.currency.show(amount))?;
        }
        Ok(self.csv.write_record(None::<&[u8]>)?)
    }

    /// Ends the rows and gives the output back.
    ///
    /// # Errors
    ///
    /// When the rest cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.csv.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// What a member is to get now: a row of payments.csv.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The same for the same decisions, so that a bank can tell a payment sent twice.
    pub id: String,
    /// The member.
    pub member_id: Arc<str>,
    /// Minor units, above zero.
    pub amount: i128,
}

impl Payment {
    /// Hexadecimal digits of an id.
    const ID_DIGITS: usize = 20;

    /// What the decisions on one member's bills, in the order of rows, come to.
    pub fn of(
        book: &Book,
        dossier: &Dossier,
        bill_ids: &[Arc<str>],
        decisions: &[Decision],
    ) -> Option<Payment> {
        let amount = decisions.iter().map(|decision| i128::from(decision.payable.minor())).sum();
        if amount <= 0 {
            return None;
        }
        let mut hash = Sha256::new();
        let mut say = |text: &[u8]| {
            // The length keeps `ab`, `c` from being `a`, `bc`.
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        };
        say(book.id.as_bytes());
        say(dossier.id.as_bytes());
        for decision in decisions {
            let plan = decision.plan.map_or("", |plan| &book.vocabulary.plans[plan as usize]);
            say(bill_ids[dossier.bills[decision.bill].id as usize].as_bytes());
            say(plan.as_bytes());
            say(&decision.payable.minor().to_le_bytes());
        }
        let mut id = super::hex(&hash.finalize());
        id.truncate(Payment::ID_DIGITS);
        Some(Payment { id, member_id: dossier.id.clone(), amount })
    }
}

/// payments.csv, row by row.
#[derive(Debug)]
pub struct Payments<'b, W: Write> {
    book: &'b Book,
    csv: csv::Writer<W>,
}

impl<'b, W: Write> Payments<'b, W> {
    /// Begins with the header.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn new(book: &'b Book, out: W) -> io::Result<Payments<'b, W>> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(["payment_id", "member_id", "kind", "amount"])?;
        Ok(Payments { book, csv })
    }

    /// Writes one payment.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn write(&mut self, payment: &Payment) -> io::Result<()> {
        let amount = decimal(self.book.vocabulary.currency, payment.amount);
        Ok(self.csv.write_record([&payment.id, &*payment.member_id, "payment", &amount])?)
    }

    /// Ends the rows and gives the output back.
    ///
    /// # Errors
    ///
    /// When the rest cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.csv.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// Writes rejects.csv, one row a fault.
///
/// # Errors
///
/// When it cannot be written.
pub fn write_rejects<W: Write>(out: W, rejects: &[Reject], lang: Lang) -> io::Result<W> {
    let mut csv = csv::Writer::from_writer(out);
    csv.write_record(["file", "line", "column", "value", "code", "sentence"])?;
    for reject in rejects {
        let (line, sentence) = (reject.line.to_string(), reject.sentence.text(lang));
        csv.write_record([
            &reject.file,
            &line,
            &reject.column,
            &reject.value,
            reject.code,
            sentence,
        ])?;
    }
    csv.into_inner().map_err(csv::IntoInnerError::into_error)
}
