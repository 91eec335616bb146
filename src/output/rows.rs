//! Rows of decisions.csv, flags.csv and payments.csv.

use sha2::{Digest, Sha256};

use crate::adjudication::Decision;
use crate::csv_cells::{amount, cell, row};
use crate::fingerprint::hex;
use crate::intake::LoadedMember;
use crate::money::{Currency, Money, MoneySum};
use crate::scheme::{Book, FLAGS};

/// The header of decisions.csv: a column for each benefit of the book.
pub fn decisions_header(book: &Book, out: &mut Vec<u8>) {
    let head = ["bill_id", "member_id", "plan", "status", "reasons", "payable"].into_iter();
    row(out, head.chain(book.benefits.iter().map(String::as_str)));
}

/// Writes the row of one decision. A benefit that is not eligible pays `0.00`.
pub fn write_decision(book: &Book, record: &LoadedMember, decision: &Decision, out: &mut Vec<u8>) {
    let vocabulary = &book.vocabulary;
    let bill = &record.bills[decision.bill];
    cell(out, record.bill_id(bill));
    out.push(b',');
    cell(out, record.id);
    out.push(b',');
    out.extend(decision.plan.map_or("", |plan| &vocabulary.plans[plan as usize]).as_bytes());
    out.push(b',');
    out.extend(decision.status.code().as_bytes());
    out.push(b',');
    write_reasons(book, decision, out);
    out.push(b',');
    amount(vocabulary.currency, decision.payable, out);
    for benefit in 0..book.benefits.len() {
        let here = decision.benefits.iter().find(|(number, _)| *number as usize == benefit);
        out.push(b',');
        amount(vocabulary.currency, here.map_or(Money::ZERO, |&(_, amount)| amount), out);
    }
    out.push(b'\n');
}

/// Writes the codes of the reasons of a decision.
pub(crate) fn write_reasons(book: &Book, decision: &Decision, out: &mut Vec<u8>) {
    let from = out.len();
    for reason in &decision.reasons {
        reason.each_code(book, |benefit, code| {
            if out.len() > from {
                out.push(b';');
            }
            if let Some(benefit) = benefit {
                out.extend(benefit.as_bytes());
                out.push(b':');
            }
            out.extend(code.as_bytes());
        });
    }
}

/// Begins flags.csv.
pub(crate) fn flags_header(out: &mut Vec<u8>) {
    row(out, ["member_id", "bill_id", "flag"]);
}

/// The flags among the codes of reasons of one bill, each once, in their order, written as rows of flags.csv.
pub(crate) fn write_flags<'c>(
    member_id: &str,
    bill_id: &str,
    codes: impl Iterator<Item = &'c str>,
    out: &mut Vec<u8>,
) -> Vec<&'static str> {
    let mut flags: Vec<&'static str> = Vec::new(); // Of nearly all bills none.
    for flag in codes.filter_map(|code| FLAGS.into_iter().find(|flag| *flag == code)) {
        if !flags.contains(&flag) {
            flags.push(flag);
        }
    }
    flags.iter().for_each(|flag| row(out, [member_id, bill_id, flag]));
    flags
}

/// What is due to a member now: a row of payments.csv.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment<'i> {
    /// The same for the same decisions, so that a bank sees when a payment is sent twice.
    pub id: String,
    /// The member.
    pub member_id: &'i str,
    /// What it comes to, above zero.
    pub amount: MoneySum,
}

impl<'i> Payment<'i> {
    /// Hexadecimal digits of an id.
    const ID_DIGITS: usize = 20;

    /// What the decisions on one member's bills, in the order of rows, come to.
    pub fn of(
        book: &Book,
        record: &LoadedMember<'i>,
        decisions: &[Decision],
    ) -> Option<Payment<'i>> {
        let amount: MoneySum = decisions.iter().map(|decision| decision.payable).sum();
        if amount <= MoneySum::ZERO {
            return None;
        }
        let mut content = Vec::with_capacity(64 * (decisions.len() + 1));
        let mut add = |text: &[u8]| {
            // The length keeps `ab`, `c` from being `a`, `bc`.
            content.extend((text.len() as u64).to_le_bytes());
            content.extend(text);
        };
        add(book.id.as_bytes());
        add(record.id.as_bytes());
        for decision in decisions {
            let plan = decision.plan.map_or("", |plan| &book.vocabulary.plans[plan as usize]);
            add(record.bill_id(&record.bills[decision.bill]).as_bytes());
            add(plan.as_bytes());
            add(&decision.payable.minor().to_le_bytes());
        }
        let id = hex(&Sha256::digest(&content)[..Payment::ID_DIGITS / 2]);
        Some(Payment { id, member_id: record.id, amount })
    }

    /// The header of payments.csv.
    pub fn header(out: &mut Vec<u8>) {
        row(out, ["payment_id", "member_id", "kind", "amount"]);
    }

    /// Writes the row of the payment.
    pub fn write(&self, currency: Currency, out: &mut Vec<u8>) {
        for text in [&self.id, self.member_id, "payment"] {
            cell(out, text);
            out.push(b',');
        }
        match self.amount.as_money() {
            Some(money) => amount(currency, money, out),
            None => out.extend(self.amount.show(currency).as_bytes()),
        }
        out.push(b'\n');
    }
}
