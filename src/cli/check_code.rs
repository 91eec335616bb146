//! `huzhu explain BILL_ID --ledger FILE --check CODE`: which decision the code on a sheet of paper is of.

use serde_json::json;

use super::Exit;
use super::error::CommandError;
use super::terminal::{one_line, print};
use crate::ledger::Ledger;
use crate::nightly::readjudicate::Found;
use crate::nightly::{Checked, CodePart, ReceiptCode, Repeats, check_code};
use crate::words::{Lang, Sentence, ledger as words};

/// Says which decision on a bill has a code, or what is other in the nearest one.
pub(super) fn check(
    ledger: &Ledger,
    (bill, code): (&str, &str),
    as_json: bool,
    lang: Lang,
) -> Result<Exit, CommandError> {
    let unread = || CommandError::NoReceiptCode { text: code.to_owned() };
    let code = ReceiptCode::read(code).ok_or_else(unread)?;
    let checked = check_code(ledger, bill, &code)?;
    let text = match as_json {
        true => json(&checked),
        false => lines(ledger, (bill, &code), &checked, lang)?,
    };
    let is_so = matches!(checked, Checked::Fits { .. });
    Ok(if print(&text, lang) && is_so { Exit::Done } else { Exit::Failed })
}

fn lines(
    ledger: &Ledger,
    (bill, code): (&str, &ReceiptCode),
    checked: &Checked,
    lang: Lang,
) -> Result<String, CommandError> {
    let lines = match checked {
        Checked::Fits { found, payable, repeats, is_newest } => {
            let Found { run, posted_on, .. } = &**found;
            let mut lines = vec![
                words::code_fits(code, bill, run, posted_on, ledger.show(*payable)?),
                match repeats {
                    Repeats::Same => words::code_repeated(),
                    Repeats::OtherEngine => words::code_of_other_engine(&found.engine),
                },
            ];
            lines.extend((!is_newest).then(|| words::code_is_old(bill)));
            lines
        }
        Checked::Differs { nearest, payable, parts } => {
            let Found { run, posted_on, .. } = &**nearest;
            let mut lines = vec![words::code_does_not_fit(code, bill)];
            if parts.len() < CodePart::ALL.len() {
                let pays = ledger.show(*payable)?;
                lines.push(words::code_nearest(run, posted_on, pays, names(parts)));
            }
            lines
        }
    };
    Ok(lines.iter().map(|line| one_line(line, lang)).collect())
}

fn json(checked: &Checked) -> String {
    let (found, payable) = match checked {
        Checked::Fits { found, payable, .. } => (found, payable),
        Checked::Differs { nearest, payable, .. } => (nearest, payable),
    };
    let mut answer =
        json!({ "run": found.run, "posted_on": found.posted_on, "payable": payable.minor() });
    match checked {
        Checked::Fits { repeats, is_newest, .. } => {
            answer["fits"] = true.into();
            answer["is_newest"] = (*is_newest).into();
            answer["repeated"] = (*repeats == Repeats::Same).into();
        }
        Checked::Differs { parts, .. } => {
            answer["fits"] = false.into();
            answer["differs"] = parts.iter().map(|part| part.code()).collect::<Vec<_>>().into();
        }
    }
    serde_json::to_string_pretty(&answer).expect("an answer is text") + "\n"
}

/// The names of parts.
fn names(parts: &[CodePart]) -> Sentence {
    let name = |part: &CodePart| match part {
        CodePart::Rules => words::code_part_rules(),
        CodePart::Facts => words::code_part_facts(),
        CodePart::Decision => words::code_part_decision(),
    };
    Sentence::list(&parts.iter().map(name).collect::<Vec<_>>())
}
