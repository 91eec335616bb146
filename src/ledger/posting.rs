//! Postings: what is known of a member after a run, what was decided on it, and how money moved.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::EntriesError;
use crate::claim::write_number;
use crate::date::Day;
use crate::manual_facts::ManualFact;
use crate::manual_facts::json::day;
use crate::money::{Money, amount_of};
use crate::words::{Sentence, ledger as words};

/// The content of a posting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// The member.
    pub member_id: String,
    /// Rows of the member that came with it, as a JSON list of rows of values under the posting's
    /// columns; empty where none did.
    pub person: String,
    /// Rows of enrolments that came with it.
    pub periods: String,
    /// Rows of bills that came with it; also of a bill that has gone to another member.
    pub bills: String,
    /// The manual facts of the member, one JSON object a line.
    pub manual_facts: String,
    /// What is decided on it all: see [`Decided`].
    pub decisions: String,
    /// What all benefits pay.
    pub entitled: Money,
    /// What was prepared for the bank and neither withdrawn nor repaid, from the start: what members have of it,
    /// and what is in hand.
    pub paid: Money,
    /// What was paid too much and is written off.
    pub written_off: Money,
    /// What was prepared for the bank and withdrawn before it left, from the start.
    pub withdrawn: Money,
    /// What the member paid back, from the start.
    pub repaid: Money,
}

impl Content {
    /// Whether there is no fact, no decision and no payment.
    pub fn is_empty(&self) -> bool {
        let texts = [&self.manual_facts, &self.decisions];
        let sums = [self.entitled, self.paid, self.written_off];
        texts.iter().all(|text| text.is_empty()) && sums == [Money::ZERO; 3]
    }

    /// Whether a manual fact of the member joins another id.
    pub fn joins(&self, other: &str) -> bool {
        let line = ManualFact::SamePerson { other: other.to_owned() }.line();
        self.manual_facts.contains(&line)
    }

    /// The same, and no rows of facts: nothing came.
    #[must_use]
    pub fn without_rows(self) -> Content {
        let nothing = String::new;
        Content { person: nothing(), periods: nothing(), bills: nothing(), ..self }
    }

    /// What was ever prepared for the bank under this id, whatever became of it.
    pub(crate) fn prepared(&self) -> Money {
        self.paid + self.withdrawn + self.repaid
    }

    /// What is still to be offset against the next payment.
    pub fn owed(&self) -> Money {
        self.paid - self.written_off - self.entitled
    }
}

/// How the reason of a repayment begins that has a receipt; its number stands behind.
pub(crate) const RECEIPT: &str = "receipt:";

/// How the reason begins of entries that reverse a repayment or a waiver; the number of its run stands behind.
pub(crate) const REVERSED: &str = "reversed:";

/// The reason of entries that take what is of one id of a person to another.
pub(crate) const SAME_PERSON: &str = "same_person";

/// Why money moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moved {
    /// A benefit of a bill is due, or more of it.
    Accrual,
    /// A benefit of a bill is not due, or less of it.
    Reversal,
    /// Prepared for the bank.
    Paid,
    /// Prepared, and no longer due before it left.
    Withdrawn,
    /// Less is due than was paid: to be offset against the next payment.
    Recoverable,
    /// What was paid under an id that turned out to be the same person's: it goes from one to the other.
    Joined,
    /// What was to be offset was, against what became due.
    Offset,
    /// Less is due than was paid, and it is written off.
    WriteOff,
    /// The member paid back what was paid too much.
    Repaid,
}

impl Moved {
    const ALL: [Moved; 9] = [
        Moved::Accrual,
        Moved::Reversal,
        Moved::Paid,
        Moved::Withdrawn,
        Moved::Recoverable,
        Moved::Joined,
        Moved::Offset,
        Moved::WriteOff,
        Moved::Repaid,
    ];

    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Moved::Accrual => "due",
            Moved::Reversal => "reversal",
            Moved::Paid => "paid",
            Moved::Withdrawn => "withdrawn",
            Moved::Recoverable => "recovery",
            Moved::Joined => "joined",
            Moved::Offset => "set_off",
            Moved::WriteOff => "stood",
            Moved::Repaid => "repaid",
        }
    }

    /// What a person calls it.
    pub fn words(self) -> Sentence {
        match self {
            Moved::Accrual => words::due(),
            Moved::Reversal => words::reversal(),
            Moved::Paid => words::paid(),
            Moved::Withdrawn => words::withdrawn(),
            Moved::Recoverable => words::recovery(),
            Moved::Joined => words::joined(),
            Moved::Offset => words::set_off(),
            Moved::WriteOff => words::stood(),
            Moved::Repaid => words::repaid(),
        }
    }

    /// The kind that has a code.
    pub fn of(code: &str) -> Option<Moved> {
        Moved::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One movement of money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Why.
    pub kind: Moved,
    /// The bill; empty where it is of the member as a whole.
    pub bill_id: String,
    /// The plan; empty likewise.
    pub plan: String,
    /// The benefit; empty likewise.
    pub benefit: String,
    /// The edition that served the bill.
    pub edition: String,
    /// Below zero for what is reversed, withdrawn or repaid.
    pub amount: Money,
    /// When the bill was settled; the day of posting for what is of the member as a whole.
    pub event_on: Day,
    /// A stable code of why, with the fact that moved it: `late_bill:B7`.
    pub reason: String,
}

/// An entry as it is written: kind, bill, plan, benefit, edition, amount, event, reason.
#[derive(Serialize, Deserialize)]
struct Written<T>(T, T, T, T, T, i64, #[serde(with = "day")] Day, T);

impl Entry {
    /// The code of why, without the fact that moved it, which may name a bill. A receipt keeps the office's own number:
    /// it is booked once, whatever is disposed of; and what was reversed names its run.
    pub(crate) fn cause(&self) -> &str {
        match self.reason.split_once(':') {
            Some((code, _))
                if ![RECEIPT, REVERSED].iter().any(|kept| self.reason.starts_with(kept)) =>
            {
                code
            }
            _ => &self.reason,
        }
    }

    /// Writes the entries of a posting: a list of lists, as JSON.
    pub fn write(entries: &[Entry]) -> String {
        fn written(entry: &Entry) -> Written<&str> {
            let Entry { kind, bill_id, plan, benefit, edition, amount, event_on, reason } = entry;
            Written(
                kind.code(),
                &**bill_id,
                &**plan,
                &**benefit,
                &**edition,
                amount.minor(),
                *event_on,
                &**reason,
            )
        }
        let rows: Vec<Written<&str>> = entries.iter().map(written).collect();
        serde_json::to_string(&rows).expect("texts and numbers can be written")
    }

    /// Reads the entries of a posting.
    ///
    /// # Errors
    ///
    /// When they are not of that form, or one is of a kind that this program does not know.
    pub fn read(text: &str) -> Result<Vec<Entry>, EntriesError> {
        let written: Vec<Written<String>> =
            serde_json::from_str(text).map_err(|_| EntriesError::Unreadable)?;
        let entry = |row: Written<String>| {
            let Written(code, bill_id, plan, benefit, edition, minor, event_on, reason) = row;
            let kind = Moved::of(&code).ok_or(EntriesError::UnknownKind { code })?;
            let amount = Money::from_minor(minor);
            let amount = amount_of(minor).ok_or(EntriesError::NotAnAmount { amount })?;
            Ok(Entry { kind, bill_id, plan, benefit, edition, amount, event_on, reason })
        };
        written.into_iter().map(entry).collect()
    }
}

/// What was decided on one bill under one plan, as posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The bill.
    pub bill_id: String,
    /// The plan; empty where none has cover.
    pub plan: String,
    /// `paid`, `nil` or `denied`.
    pub status: String,
    /// Codes, as in decisions.csv.
    pub reasons: String,
    /// When the bill was settled.
    pub settled_on: Day,
    /// The edition that served it; empty where none did.
    pub edition: String,
    /// What each benefit pays that pays anything, in rule order.
    pub benefits: Vec<(String, Money)>,
}

impl Decided {
    /// What all benefits pay.
    pub fn payable(&self) -> Money {
        self.benefits.iter().map(|(_, amount)| *amount).sum()
    }

    /// What was decided but for money: `denied no_cover (2024)`.
    pub fn judgement(&self) -> String {
        let edition = format!("({})", self.edition);
        let edition = if self.edition.is_empty() { "" } else { &edition };
        let parts = [&self.status, &self.reasons, edition];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" ")
    }

    /// Writes the line of a posting: `bill,plan,status,reasons,settled_on,edition,benefit=minor;...`.
    pub fn write(&self, out: &mut Vec<u8>) {
        let Decided { bill_id, plan, status, reasons, settled_on, edition, .. } = self;
        let settled_on = settled_on.to_string();
        for text in [bill_id, plan, status, reasons, &settled_on, edition] {
            crate::csv_cells::exact_cell(out, text);
            out.push(b',');
        }
        for (at, (benefit, amount)) in self.benefits.iter().enumerate() {
            out.extend(if at == 0 { &b""[..] } else { b";" });
            out.extend(benefit.as_bytes());
            out.push(b'=');
            write_number(amount.minor(), out);
        }
        out.push(b'\n');
    }

    /// Reads the lines of a posting; nothing where one is not of that form.
    pub fn read(text: &str) -> Option<Vec<Decided>> {
        if !text.contains('"') {
            // As nearly all are: a city has hundreds of thousands.
            return text.lines().map(|line| Decided::of(&mut line.split(','))).collect();
        }
        let mut csv = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        csv.records().map(|record| Decided::of(&mut record.ok()?.iter())).collect()
    }

    fn of<'c>(cells: &mut impl Iterator<Item = &'c str>) -> Option<Decided> {
        let mut text = || cells.next().map(str::to_owned);
        let benefit = |text: &str| {
            let (benefit, amount) = text.split_once('=')?;
            Some((benefit.to_owned(), amount_of(amount.parse().ok()?)?))
        };
        Some(Decided {
            bill_id: text()?,
            plan: text()?,
            status: text()?,
            reasons: text()?,
            settled_on: Day::parse(&text()?)?,
            edition: text()?,
            benefits: {
                let benefits = text()?;
                let benefits = benefits.split(';').filter(|text| !text.is_empty());
                benefits.map(benefit).collect::<Option<_>>()?
            },
        })
    }
}

/// A number for the id of a bill that is the same tomorrow.
pub(crate) fn bill_hash(id: &str) -> i64 {
    let hash = Sha256::digest(id.as_bytes());
    i64::from_le_bytes(hash[..8].try_into().expect("a hash is longer"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_decided_is_read_as_it_was_written() {
        let paid = Decided {
            bill_id: "B,1".to_owned(),
            plan: "medical".to_owned(),
            status: "paid".to_owned(),
            reasons: "medical:above_limit;overlapping_stay".to_owned(),
            settled_on: Day::parse("2024-01-02").unwrap(),
            edition: "2024".to_owned(),
            benefits: vec![
                ("medical".to_owned(), Money::from_minor(12_345)),
                ("daily".to_owned(), Money::from_minor(600)),
            ],
        };
        let denied = Decided {
            status: "denied".to_owned(),
            plan: String::new(),
            benefits: Vec::new(),
            ..paid.clone()
        };
        let mut lines = Vec::new();
        paid.write(&mut lines);
        denied.write(&mut lines);
        let text = String::from_utf8(lines).unwrap();
        assert_eq!(
            text.lines().next().unwrap(),
            "\"B,1\",medical,paid,medical:above_limit;overlapping_stay,2024-01-02,2024,medical=12345;daily=600"
        );
        assert_eq!(Decided::read(&text), Some(vec![paid, denied]));
        assert_eq!(Decided::read("B1,medical\n"), None);
    }

    #[test]
    fn how_money_moved_is_read_as_it_was_written() {
        let due = Entry {
            kind: Moved::Accrual,
            bill_id: "B\"1\"".to_owned(),
            plan: "medical".to_owned(),
            benefit: "daily".to_owned(),
            edition: "2024".to_owned(),
            amount: Money::from_minor(600),
            event_on: Day::parse("2024-01-02").unwrap(),
            reason: "bill:B\"1\"".to_owned(),
        };
        let text = Entry::write(std::slice::from_ref(&due));
        assert_eq!(
            text,
            r#"[["due","B\"1\"","medical","daily","2024",600,"2024-01-02","bill:B\"1\""]]"#
        );
        assert_eq!(Entry::read(&text), Ok(vec![due]));
        let unknown = |code: &str| EntriesError::UnknownKind { code: code.to_owned() };
        assert_eq!(Entry::read(&text.replace("due", "gift")), Err(unknown("gift")));
        assert_eq!(Entry::read(&text[1..]), Err(EntriesError::Unreadable));
    }
}
