//! The page of a member: what is asked for, and all that stands on it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::desk::{Desk, Shared, away};
use super::pages::{OurForm, Pairs, no_answer, no_page, reader};
use super::session::Session;
use crate::intake::mask;
use crate::preview::Past;
use crate::window::answered::{Answered, answer};
use crate::window::cover::cover;
use crate::window::history::history;
use crate::window::page::{self, MemberPage, PASTED, SPEAK};
use crate::window::pasted::{Pasted, pasted};
use crate::window::sheet::{self, BoxFault, Filled};
use crate::window::what_if::{IF, WhatIf, compare};
use crate::window::{Terms, Visit, WindowError};
use crate::words::{Lang, what_if as words};

/// What is asked for with the page of a member.
#[derive(Default)]
pub(super) enum Sent {
    /// Nothing yet.
    #[default]
    Nothing,
    /// The answer to what was filled in.
    Answer(Filled),
    /// The page as it is, in another language: what was typed may be half of a bill.
    OtherLanguage(Filled),
    /// What a settlement that was pasted says.
    Pasted(String),
}

impl Sent {
    fn of(pairs: Pairs) -> (Sent, Option<Lang>) {
        let spoken = pairs.iter().find(|(name, _)| name == SPEAK).map(|(_, lang)| lang.clone());
        let sheet = pairs.into_iter().filter(|(name, _)| name != "form_key" && name != SPEAK);
        let mut sheet: Filled = sheet.collect();
        let sent = match (sheet.remove(PASTED), &spoken) {
            (Some(text), _) => Sent::Pasted(text),
            (None, Some(_)) => Sent::OtherLanguage(sheet),
            (None, None) => Sent::Answer(sheet),
        };
        let lang = spoken.map(|lang| if lang == "zh" { Lang::Chinese } else { Lang::English });
        (sent, lang)
    }
}

/// The page of a member, with nothing filled in.
pub(super) async fn member(
    State(desk): State<Shared>,
    session: Session,
    Path(number): Path<String>,
) -> Response {
    answered(desk, session, &number, None).await
}

/// The page of a member with the answer to a bill.
pub(super) async fn ask(
    State(desk): State<Shared>,
    Path(number): Path<String>,
    OurForm { session, pairs }: OurForm,
) -> Response {
    answered(desk, session, &number, Some(pairs)).await
}

async fn answered(
    desk: Shared,
    mut session: Session,
    number: &str,
    pairs: Option<Pairs>,
) -> Response {
    let Some(asked) = session.member(number) else { return no_page(&session) };
    let (sent, lang) = pairs.map(Sent::of).unwrap_or_default();
    if let Some(lang) = lang {
        desk.sessions.speak(&session.key, lang);
        session.lang = lang;
    }
    let (worker, whose) = (Arc::clone(&desk), session.clone());
    let page = away(move || {
        let visit = worker.visit(&whose, "serve", &asked)?;
        member_page(&worker, &whose, (asked.number, &visit), sent)
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
    pasted: Option<Pasted>,
    faults: Vec<BoxFault>,
}

impl<'w> Worked<'w> {
    fn of(visit: &'w Visit, sent: Sent) -> Worked<'w> {
        let book = &visit.terms.book;
        let (filled, is_half) = match sent {
            Sent::Nothing => return Worked::default(),
            Sent::Pasted(text) => return Worked::of_pasted(visit, &text),
            Sent::Answer(filled) => (filled, false),
            Sent::OtherLanguage(filled) => (filled, true),
        };
        let (filled, otherwise) = WhatIf::apart(filled);
        let answer = answer(book, &sheet::with_zeros(book, filled.clone()), &visit.past);
        let (answered, faults) = match answer {
            Ok(answered) => (Some(answered), Vec::new()),
            Err(_) if is_half => (None, Vec::new()),
            Err(faults) => (None, faults),
        };
        Worked { filled, otherwise, answered, faults, pasted: None }
    }

    fn of_pasted(visit: &Visit, text: &str) -> Worked<'w> {
        match pasted(&visit.terms.book, text, &visit.member_id) {
            Ok(read) => {
                Worked { filled: read.filled.clone(), pasted: Some(read), ..Worked::default() }
            }
            Err(why) => {
                let column = PASTED.to_owned();
                let fault = BoxFault { column, message: why.sentence(), help: None };
                Worked { faults: vec![fault], ..Worked::default() }
            }
        }
    }
}

fn member_page(
    desk: &Desk,
    session: &Session,
    (number, visit): (u32, &Visit),
    sent: Sent,
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
            return Err(vec![BoxFault { column, message: words::draft_is_not_for(), help: None }]);
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
