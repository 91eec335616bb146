//! The log of looks, for who audits.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::desk::{Desk, Shared, away};
use super::pages::{OurForm, no_answer, not_of_role, reader};
use super::session::Session;
use crate::access::{Look, Search, Whose};
use crate::date::Day;
use crate::ledger::{Ledger, Name};
use crate::window::WindowError;
use crate::window::page::looks::{self as page, BEFORE, CHECK, LooksPage};
use crate::window::sheet::{BoxFault, Filled};
use crate::words::{log_in as words, window};

/// The most looks on a page.
const MOST: usize = 200;

/// The newest looks.
pub(super) async fn newest(State(desk): State<Shared>, session: Session) -> Response {
    answered(desk, session, Filled::new()).await
}

/// The looks that are asked for. An id of a member comes in a form, so that no address has it.
pub(super) async fn search(
    State(desk): State<Shared>,
    OurForm { session, pairs }: OurForm,
) -> Response {
    let filled = pairs.into_iter().filter(|(name, _)| name != "form_key");
    answered(desk, session, filled.collect()).await
}

async fn answered(desk: Shared, session: Session, filled: Filled) -> Response {
    if !session.viewer.sees_looks() {
        return not_of_role(&session);
    }
    let (worker, whose) = (Arc::clone(&desk), session.clone());
    match away(move || looked(&worker, &whose, &filled)).await {
        Ok((status, page)) => (status, Html(page)).into_response(),
        Err(why) => no_answer(reader(&session), &why),
    }
}

fn looked(
    desk: &Desk,
    session: &Session,
    filled: &Filled,
) -> Result<(StatusCode, String), WindowError> {
    let ((ledger, _), file) = (desk.counter.open()?, desk.file()?);
    let (search, faults) = read(&ledger, filled);
    let member = filled.get("member").map(|id| ledger.known_as(id).unwrap_or_else(|_| id.clone()));
    let whose = member.filter(|id| !id.is_empty()).map_or(Whose::NOBODYS, |id| Whose::Of(vec![id]));
    file.log(&ledger, Look::new(desk.author(&session.viewer), "serve looks", whose))?;
    let looks = file.looks(&search, MOST)?;
    let (checked, since) = desk.looks.of(&file, filled.contains_key(CHECK), (desk.who.now)())?;
    let shown = looks.found.iter().flat_map(|(_, look)| look.whose.iter().flatten());
    let masked = ledger.masked_by_words(&shown.cloned().collect())?;
    let page = LooksPage {
        filled,
        faults: &faults,
        looks: &looks,
        checked: &checked,
        since: &since,
        masked: &masked,
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page::looks(reader(session), &page)))
}

/// What is asked for, and what is wrong with it: a box that is wrong finds nothing.
fn read(ledger: &Ledger, filled: &Filled) -> (Search, Vec<BoxFault>) {
    let text =
        |name: &str| filled.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    let mut faults = Vec::new();
    let words = text("member").map(|id| ledger.words_of_person(id).unwrap_or_default());
    if words.as_ref().is_some_and(Vec::is_empty) {
        faults.push(fault("member", words::no_such_member()));
    }
    let mut day = |name: &'static str| {
        let day = text(name).map(Day::parse)?;
        if day.is_none() {
            faults.push(fault(name, window::bad_day()));
        }
        day
    };
    let (from, to) = (day("from"), day("to"));
    let before = text(BEFORE).and_then(|no| no.parse().ok());
    (Search { words, by: text("by").map(Name::kept), from, to, before }, faults)
}

fn fault(column: &str, message: crate::words::Sentence) -> BoxFault {
    BoxFault { column: column.to_owned(), message, help: None }
}
