//! The duties in force, which the newest row of the ledger has, and how an office sets others.

use std::path::Path;

use super::duties_file::read_duties;
use super::duty::Duties;
use super::error::PaymentError;
use crate::date::Day;
use crate::ledger::{About, ActKind, Deed, Ledger, LedgerError, Name, Signed};
use crate::scheme::Source;
use crate::words::{Sentence, duties as words};

/// The duties in force, and who set them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutiesInForce {
    /// What they are.
    pub duties: Duties,
    /// Who set them, on which day and why, and who agreed.
    pub signed: Signed,
}

/// A row of the ledger: text of the file, day, author, reason, account, and who agreed.
type Row = (String, Day, [String; 4]);

/// The duties in force; nothing where none were ever set.
///
/// # Errors
///
/// When the ledger cannot be read.
pub fn duties_in_force(ledger: &Ledger) -> Result<Option<DutiesInForce>, PaymentError> {
    let sql = "SELECT body, happened_on, author, reason, login, second FROM duties \
               ORDER BY no DESC LIMIT 1";
    let rows: Vec<Row> = ledger.rows(sql, (), |row| {
        let text = |at: usize| row.get::<_, String>(at);
        Ok((text(0)?, row.get(1)?, [text(2)?, text(3)?, text(4)?, text(5)?]))
    })?;
    let Some((text, on, [by, reason, login, second])) = rows.into_iter().next() else {
        return Ok(None);
    };
    let source = Source { path: ledger.path().to_owned(), text };
    let damaged = |_| LedgerError::damaged(ledger.path(), "duties");
    let duties = read_duties(source, ledger.kept_in()?.1).map_err(damaged)?;
    let second = Some(Name::kept(&second)).filter(|second| !second.is_empty());
    let signed = Signed { by: Name::kept(&by), on, reason, login, second };
    Ok(Some(DutiesInForce { duties, signed }))
}

/// Sets the duties that a text has; whether they are other than those in force. The first ones need one name;
/// after that, what loosens them needs a second one.
///
/// # Errors
///
/// When there is no reason, or no second name where one is needed; or the ledger cannot be written.
pub fn set_duties(
    ledger: &mut Ledger,
    duties: &Duties,
    signed: Signed,
) -> Result<bool, PaymentError> {
    let signed = signed.with_reason()?;
    ledger.is_open(signed.on)?;
    ledger.act(&signed, |ledger| {
        let before = duties_in_force(ledger)?.map(|known| known.duties);
        if before.as_ref() == Some(duties) {
            return Ok((false, None));
        }
        let loosens = before.as_ref().map(|before| what_loosens(ledger, before, duties));
        let what = loosens.transpose()?.unwrap_or_default();
        if !what.is_empty() && signed.second.is_none() {
            return Err(PaymentError::LoosensAlone { what });
        }
        let sql = "INSERT INTO duties(body, happened_on, author, reason, login, second) \
                   VALUES(?1, ?2, ?3, ?4, ?5, ?6)";
        let Signed { by, on, reason, login, second } = &signed;
        let second = second.as_deref().unwrap_or_default();
        let text = written(ledger, duties)?;
        ledger.run(sql, (text, on, by, reason, login, second))?;
        let before = before.map(|before| in_codes(ledger, &before)).transpose()?;
        let deed = Deed::new(ActKind::Duties, About::Ledger, name_of(ledger.path()));
        let deed = deed.changing(before.unwrap_or_default(), in_codes(ledger, duties)?);
        Ok((true, Some(deed)))
    })
}

/// What of duties others ask for no more.
fn what_loosens(
    ledger: &Ledger,
    before: &Duties,
    after: &Duties,
) -> Result<Vec<Sentence>, LedgerError> {
    let mut what: Vec<Sentence> =
        before.left_out(after).map(|duty| words::leaves_distinct(duty.code())).collect();
    if let Some((above, names, now)) = before.first_loosened(after) {
        what.push(words::fewer_names(ledger.show(above)?, names, now));
    }
    what.extend(before.forgets_sooner(after).map(words::forgets_sooner));
    Ok(what)
}

/// Duties as a file has them.
fn written(ledger: &Ledger, duties: &Duties) -> Result<String, LedgerError> {
    let mut text = String::new();
    if !duties.distinct.is_empty() {
        let codes: Vec<String> =
            duties.distinct.iter().map(|duty| format!("\"{}\"", duty.code())).collect();
        text += &format!("distinct = [{}]\n", codes.join(", "));
    }
    for step in &duties.approvals {
        let above = ledger.show(step.above)?;
        text += &format!("\n[[approval]]\nabove = \"{above}\"\nnames = {}\n", step.names);
    }
    if let Some(years) = duties.retention {
        text += &format!("\n[retention]\npersonal_data = \"{years} years\"\n");
    }
    Ok(text)
}

/// Duties in codes and amounts: `prepare release; 3000.00: 2`.
fn in_codes(ledger: &Ledger, duties: &Duties) -> Result<String, LedgerError> {
    let codes: Vec<&str> = duties.distinct.iter().map(|duty| duty.code()).collect();
    let mut parts = vec![codes.join(" ")];
    for step in &duties.approvals {
        parts.push(format!("{}: {}", ledger.show(step.above)?, step.names));
    }
    parts.extend(duties.retention.map(|years| format!("retention {years}")));
    parts.retain(|part| !part.is_empty());
    Ok(if parts.is_empty() { "-".to_owned() } else { parts.join("; ") })
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
