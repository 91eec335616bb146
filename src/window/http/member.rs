//! The page of a member: what is asked for, and all that stands on it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::desk::{Desk, Shared, away};
use super::dropped::{OurFormWithFile, Settlement};
use super::pages::{OurForm, Pairs, no_answer, no_page, reader};
use super::session::Session;
use crate::intake::mask;
use crate::preview::Past;
use crate::window::answered::{Answered, answer};
use crate::window::cover::cover;
use crate::window::history::history;
use crate::window::page::{self, DROPPED, MemberPage, PASTED, SPEAK};
use crate::window::pasted::{Pasted, pasted};
use crate::window::sheet::{self, BoxFault, Filled};
use crate::window::what_if::{IF, WhatIf, compare};
use crate::window::{Terms, Visit, WindowError};
use crate::words::{Lang, pasted as words, what_if};

/// What the page of a member is asked for.
#[derive(Clone, Copy, Default)]
enum Asks {
    /// Nothing yet.
    #[default]
    Nothing,
    /// The answer to what was filled in.
    Answer,
    /// The page as it is, in another language: what was typed may be half of a bill.
    Language(Lang),
    /// What a settlement says, in the place of what was filled in.
    FillIn,
}

/// What was sent from the page of a member.
#[derive(Default)]
struct Sent {
    asks: Asks,
    filled: Filled,
    settlement: Settlement,
}

impl Sent {
    fn of(pairs: Pairs) -> Sent {
        let mut filled: Filled = pairs.into_iter().filter(|(name, _)| name != "form_key").collect();
        let asks = match filled.remove(SPEAK) {
            Some(lang) if lang == "zh" => Asks::Language(Lang::Chinese),
            Some(_) => Asks::Language(Lang::English),
            None => Asks::Answer,
        };
        let pasted = filled.remove(PASTED).unwrap_or_default();
        filled.remove(DROPPED); // What fills nothing in sends a file's name alone.
        Sent { asks, filled, settlement: Settlement { pasted, file: None } }
    }

    fn with_settlement(pairs: Pairs, file: Option<Vec<u8>>) -> Sent {
        let Sent { filled, settlement, .. } = Sent::of(pairs);
        Sent { asks: Asks::FillIn, filled, settlement: Settlement { file, ..settlement } }
    }
}

/// The page of a member, with nothing filled in.
pub(super) async fn member(
    State(desk): State<Shared>,
    session: Session,
    Path(number): Path<String>,
) -> Response {
    answered(desk, session, &number, Sent::default()).await
}

/// The page of a member with the answer to a bill.
pub(super) async fn ask(
    State(desk): State<Shared>,
    Path(number): Path<String>,
    OurForm { session, pairs }: OurForm,
) -> Response {
    answered(desk, session, &number, Sent::of(pairs)).await
}

/// The page of a member with the boxes filled in from a settlement.
pub(super) async fn fill_in(
    State(desk): State<Shared>,
    Path(number): Path<String>,
    OurFormWithFile { form: OurForm { session, pairs }, file }: OurFormWithFile,
) -> Response {
    answered(desk, session, &number, Sent::with_settlement(pairs, file)).await
}

async fn answered(desk: Shared, mut session: Session, number: &str, sent: Sent) -> Response {
    let Some(asked) = session.member(number) else { return no_page(&session) };
    if let Asks::Language(lang) = sent.asks {
        desk.sessions.speak(&session.key, lang);
        session.lang = lang;
    }
    let (worker, whose) = (Arc::clone(&desk), session.clone());
    let page = away(move || {
        let visit = worker.visit(&whose, "serve", &asked)?;
        member_page(&worker, &whose, (asked.number, &visit), &sent)
    });
    match page.await {
        Ok((status, page)) => (status, Html(page)).into_response(),
        Err(why) => no_answer(reader(&session), &why),
    }
}

/// What was worked out for the page.
#[derive(Default)]
struct Worked<'w> {
    filled: Filled,
    otherwise: Filled,
    answered: Option<Answered<'w>>,
    /// What stands in the box for a settlement.
    kept: &'w str,
    pasted: Option<Pasted>,
    faults: Vec<BoxFault>,
}

impl<'w> Worked<'w> {
    fn of(visit: &'w Visit, sent: &'w Sent) -> Worked<'w> {
        let (filled, otherwise) = WhatIf::apart(sent.filled.clone());
        let typed = Worked { filled, otherwise, kept: sent.settlement.kept(), ..Worked::default() };
        match sent.asks {
            Asks::Nothing => typed,
            Asks::Answer => typed.answered(visit),
            // What is half of a bill yet is not wrong.
            Asks::Language(_) => Worked { faults: Vec::new(), ..typed.answered(visit) },
            Asks::FillIn => match filled_in(visit, &sent.settlement) {
                Ok(read) => {
                    Worked { filled: read.filled.clone(), pasted: Some(read), ..Worked::default() }
                }
                Err(fault) => Worked { faults: vec![fault], ..typed },
            },
        }
    }

    fn answered(self, visit: &'w Visit) -> Worked<'w> {
        let book = &visit.terms.book;
        match answer(book, &sheet::with_zeros(book, self.filled.clone()), &visit.past) {
            Ok(answered) => Worked { answered: Some(answered), ..self },
            Err(faults) => Worked { faults, ..self },
        }
    }
}

/// What a settlement says of a bill of a member.
fn filled_in(visit: &Visit, settlement: &Settlement) -> Result<Pasted, BoxFault> {
    let read = pasted(&visit.terms.book, settlement.text()?, &visit.member_id);
    let mut read = read.map_err(|why| settlement.fault(why.sentence()))?;
    read.notes.extend(settlement.leaves_text_out().then(words::file_was_read));
    Ok(read)
}

fn member_page(
    desk: &Desk,
    session: &Session,
    (number, visit): (u32, &Visit),
    sent: &Sent,
) -> Result<(StatusCode, String), WindowError> {
    let book = &visit.terms.book;
    let person = visit.ledger.person(&visit.ledger.main_id(&visit.member_id)?)?.unwrap_or_default();
    let worked = Worked::of(visit, sent);
    let draft = match WhatIf::read(&worked.otherwise) {
        Ok(Some(WhatIf { is_draft: true, .. })) => desk.counter.under_draft(visit)?,
        _ => None,
    };
    let compared = compared(visit, &worked, draft.as_ref());
    let (compared, if_faults) = match compared {
        Ok(compared) => (compared, Vec::new()),
        Err(faults) => (None, faults),
    };
    let explanation = worked.answered.as_ref().map(|answered| &answered.preview.explanation);
    let day = explanation.map_or_else(desk.who.today, |explanation| explanation.bill.basis);
    let cover = cover(book, &visit.past, day);
    let page = MemberPage {
        book,
        masked: &mask(&visit.member_id),
        name: if session.viewer.sees_names() { &person.name } else { "" },
        unit: &person.unit,
        number,
        cover: &match explanation {
            Some(explanation) => cover.found_by(explanation),
            None => cover,
        },
        history: &history(visit)?,
        filled: &worked.filled,
        faults: &worked.faults,
        answered: worked.answered.as_ref(),
        otherwise: &worked.otherwise,
        if_faults: &if_faults,
        compared: compared.as_ref(),
        has_draft: desk.counter.has_draft(),
        settlement: worked.kept,
        pasted: worked.pasted.as_ref(),
    };
    let is_right = worked.faults.is_empty() && if_faults.is_empty();
    let status = if is_right { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page::member(reader(session), &page)))
}

/// The same bill otherwise, where that was asked for and the bill has an answer.
fn compared<'c>(
    visit: &'c Visit,
    worked: &Worked<'c>,
    draft: Option<&'c (Arc<Terms>, Past)>,
) -> Result<Option<crate::window::Compared<'c>>, Vec<BoxFault>> {
    let Some(what_if) = WhatIf::read(&worked.otherwise)? else { return Ok(None) };
    let Some(answered) = &worked.answered else { return Ok(None) };
    let other = match (what_if.is_draft, draft) {
        (false, _) => (&visit.terms.book, &answered.past),
        (true, Some((terms, past))) => (&terms.book, past),
        (true, None) => {
            let column = crate::window::what_if::DRAFT.to_owned();
            return Err(vec![BoxFault {
                column,
                message: what_if::draft_is_not_for(),
                help: None,
            }]);
        }
    };
    let filled = sheet::with_zeros(&visit.terms.book, worked.filled.clone());
    let compared = compare(other, &filled, &answered.preview, &what_if);
    let of_the_form = |fault: BoxFault| {
        let column = format!("{IF}{}", fault.column);
        BoxFault { column, ..fault }
    };
    let placed = |faults: Vec<BoxFault>| faults.into_iter().map(of_the_form).collect();
    compared.map(Some).map_err(placed)
}
