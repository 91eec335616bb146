//! The sheet that a member is handed on a bill (核定通知书), from a ledger.

use super::disallow::disallowed_because;
use super::error::NightError;
use super::readjudicate::{self, Found};
use super::recall::Recall;
use super::receipt_code::ReceiptCode;
use super::sheet_changes;
use crate::explanation::notice::{self, Beside, Notice};
use crate::ledger::{ClaimState, ClaimStatus, LedgerError, Signed, bill_hash};
use crate::words::Lang;

/// One sheet, and its number.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The number, by which an office finds it again.
    pub number: String,
    /// The sheet, to stand in a page: see [`notice_page`].
    pub html: String,
}

/// Why there is no sheet.
#[derive(Debug)]
pub enum NoSheet {
    /// The ledger cannot be read, or has no such bill.
    Night(NightError),
    /// No decision holds on the bill now.
    Undecided {
        /// What became of it.
        status: Box<ClaimStatus>,
        /// Whether one held before.
        was_decided: bool,
    },
}

impl From<NightError> for NoSheet {
    fn from(why: NightError) -> NoSheet {
        NoSheet::Night(why)
    }
}

impl From<LedgerError> for NoSheet {
    fn from(why: LedgerError) -> NoSheet {
        NoSheet::Night(why.into())
    }
}

/// The sheet of a bill as it is decided now.
///
/// # Errors
///
/// When no decision holds on the bill now, or the ledger cannot be read.
pub fn notice_sheet(recall: &Recall, bill: &str, lang: Lang) -> Result<Sheet, NoSheet> {
    let ledger = recall.ledger();
    let fate = ledger.claim_status(bill_hash(bill), bill, None)?;
    let unknown = || NightError::UnknownBill { bill: bill.to_owned() };
    let fate = fate.ok_or_else(unknown)?;
    if fate.state != ClaimState::Decided {
        let was_decided = readjudicate::find(ledger, bill, None).is_ok();
        return Err(NoSheet::Undecided { status: Box::new(fate), was_decided });
    }
    let found = readjudicate::find(ledger, bill, None)?;
    let (first, _) = sheet_changes::since(ledger, &found, bill)?;
    let number = format!("{}-{bill}", first.run);
    let html = html(recall, (&found, &first), (bill, &number), &fate, lang)?;
    Ok(Sheet { number, html })
}

fn html(
    recall: &Recall,
    (found, first): (&Found, &Found),
    (bill_id, number): (&str, &str),
    fate: &ClaimStatus,
    lang: Lang,
) -> Result<String, NightError> {
    let (ledger, member_id) = (recall.ledger(), &found.latest.content.member_id);
    let person = ledger.person(member_id)?.unwrap_or_default();
    recall.on_what_was_known(found, |book, intake| {
        readjudicate::check(found, book, intake)?;
        let preview = readjudicate::preview(found, book, intake, bill_id)?;
        let because = disallowed_because(ledger, (book, found), bill_id, &preview.explanation)?;
        let reason = |signed: Option<Signed>| signed.map_or_else(String::new, |one| one.reason);
        let reasons = &because.into_iter().map(reason).collect::<Vec<_>>();
        let unit = &readjudicate::unit_on(found, intake, preview.explanation.bill.basis);
        let code = &ReceiptCode::of(recall, first, bill_id)?.to_string();
        let beside = Beside {
            number,
            code,
            decided_on: &first.posted_on,
            name: &person.name,
            unit,
            hospital: &fate.hospital,
            reasons,
        };
        let (explanation, deadlines) = (&preview.explanation, &preview.deadlines[..]);
        let notice = Notice { bill_id, member_id, explanation, deadlines, beside };
        let mut html = Vec::new();
        notice::write(&mut html, book, &notice, lang).expect("memory can be written to");
        Ok(String::from_utf8(html).expect("a notice is text"))
    })
}

/// A file of notices: any number of [`Sheet::html`].
pub fn notice_page(notices: &[&str], lang: Lang) -> String {
    let mut page = Vec::new();
    notice::begin(&mut page, lang).expect("memory can be written to");
    notices.iter().for_each(|html| page.extend(html.as_bytes()));
    notice::end(&mut page, notices.len() as u64, lang).expect("memory can be written to");
    String::from_utf8(page).expect("notices are text")
}
