//! The answers for programs. Amounts are strings of plain decimals, sentences are in both languages, ids are masked.

use serde::Deserialize;
use serde_json::{Value, json};

use super::cover::{Cover, Period, Standing};
use super::history::HistoryLine;
use super::sheet::{BoxFault, Filled};
use crate::date::Day;
use crate::explanation::trace::{both, trace, use_of_limit};
use crate::nightly::{Sheet, notice_page};
use crate::scheme::Book;
use crate::words::{Lang, Sentence};

/// Who is asked about.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfMember {
    /// The id, in any spelling.
    pub member_id: String,
}

/// Who is asked about, and on which day.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnDay {
    /// The id, in any spelling.
    pub member_id: String,
    /// The day; today where it is left out.
    pub day: Option<String>,
}

/// A bill that is asked about.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfBill {
    /// The id of the member, in any spelling.
    pub member_id: String,
    /// Texts by column of bills.csv.
    pub bill: Filled,
}

/// A bill of a member that is asked about, as the ledger knows it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfPastBill {
    /// The id of the member, in any spelling.
    pub member_id: String,
    /// The id of the bill.
    pub bill_id: String,
}

/// The sheet of a bill that is asked for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfNotice {
    /// The id of the member, in any spelling.
    pub member_id: String,
    /// The id of the bill.
    pub bill_id: String,
    /// The language of the sheet; that of the window where it is left out.
    pub lang: Option<SheetLang>,
}

/// A language of sheets.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SheetLang {
    /// Chinese.
    Zh,
    /// English.
    En,
}

impl SheetLang {
    /// The same as pages have it.
    pub fn lang(self) -> Lang {
        match self {
            SheetLang::Zh => Lang::Chinese,
            SheetLang::En => Lang::English,
        }
    }
}

/// What a member has on a day.
pub fn cover(book: &Book, cover: &Cover) -> Value {
    let mut all = limits(book, cover);
    all["periods"] = cover.periods.iter().map(|one| period(book, one)).collect();
    all["reasons"] = cover.reasons.iter().map(both).collect();
    all
}

/// What is left of each limit on a day.
pub fn limits(book: &Book, cover: &Cover) -> Value {
    let limits = cover.limits.iter().map(|one| {
        let mut limit = use_of_limit(book, &one.limit);
        limit["benefit"] = json!(book.benefits[one.benefit as usize]);
        limit
    });
    json!({
        "scheme": book.id,
        "currency": book.vocabulary.currency.code(),
        "day": cover.day.to_string(),
        "limits": limits.collect::<Vec<_>>(),
    })
}

/// A bill so far: the trace of how it is decided on all that is known now, and what was posted.
pub fn explained(book: &Book, line: &HistoryLine) -> Value {
    let mut whole = trace(book, &line.explanation, &line.bill_id);
    whole["posted"] = json!(line.posted.map(|amount| book.vocabulary.currency.show(amount)));
    whole
}

/// A sheet to take home, as a whole page of HTML.
pub fn notice(sheet: &Sheet, lang: Lang) -> Value {
    json!({ "number": sheet.number, "html": notice_page(&[&sheet.html], lang) })
}

fn period(book: &Book, one: &Period) -> Value {
    let standing = match one.standing {
        Standing::InForce => "in_force",
        Standing::ToCome => "to_come",
        Standing::Over => "over",
        Standing::NotPaidFor => "not_paid_for",
        Standing::EnrolledTooLate => "enrolled_too_late",
    };
    let never_covers = matches!(one.standing, Standing::NotPaidFor | Standing::EnrolledTooLate);
    let from = (!never_covers).then(|| one.cover_from.to_string());
    json!({
        "plan": book.vocabulary.plans[one.plan as usize],
        "start": one.enrolment.start().to_string(),
        "end": one.enrolment.end().to_string(),
        "cover_from": from,
        "units": one.enrolment.units(),
        "standing": standing,
    })
}

/// The bills of a member.
pub fn history(book: &Book, lines: &[HistoryLine]) -> Value {
    let money = |amount| book.vocabulary.currency.show(amount);
    let line = |line: &HistoryLine| {
        let bill = &line.explanation.bill;
        let decisions = line.explanation.decisions.iter().map(|one| {
            let codes: Vec<String> =
                one.reasons.iter().flat_map(|reason| reason.codes(book)).collect();
            json!({ "status": one.status.code(), "payable": money(one.payable), "reasons": codes })
        });
        json!({
            "bill_id": line.bill_id,
            "admission": bill.admission.to_string(),
            "discharge": bill.discharge.to_string(),
            "settled_on": bill.settled_on.to_string(),
            "total": money(bill.amount(crate::claim::Column::Total)),
            "payable": money(line.explanation.payable()),
            "posted": line.posted.map(money),
            "decisions": decisions.collect::<Vec<_>>(),
        })
    };
    json!({ "bills": lines.iter().map(line).collect::<Vec<_>>() })
}

/// What is wrong with a request (RFC 9457), with each field that is wrong.
pub fn problem(status: u16, why: &Sentence, faults: &[BoxFault]) -> Value {
    let fault = |fault: &BoxFault| {
        json!({
            "field": fault.column,
            "message": both(&fault.message),
            "help": fault.help.as_ref().map(both),
        })
    };
    json!({
        "type": "about:blank",
        "status": status,
        "title": why.text(Lang::English),
        "detail": both(why),
        "errors": faults.iter().map(fault).collect::<Vec<_>>(),
    })
}

/// The day that a text means.
pub fn day(text: &str) -> Option<Day> {
    Day::parse(text.trim())
}
