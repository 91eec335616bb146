//! What is shown with a reason alone: a restricted member, and a whole id.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::desk::{Shared, away};
use super::pages::{OurForm, Pairs, no_answer, no_page, not_of_role, reader, text_of};
use super::session::{Asked, Session};
use crate::intake::mask;
use crate::ledger::reason_of;
use crate::window::page::reason as page;
use crate::words::log_in as words;

/// Asks why a restricted member is looked at.
pub(super) async fn ask_reason(session: Session, Path(number): Path<String>) -> Response {
    asks(&session, (&number, "reason"), StatusCode::OK)
}

/// Goes on to a restricted member, with the reason.
pub(super) async fn give_reason(
    State(desk): State<Shared>,
    Path(number): Path<String>,
    OurForm { session, pairs }: OurForm,
) -> Response {
    let Some(asked) = session.member(&number) else { return no_page(&session) };
    let Some(reason) = reason(&pairs) else {
        return asks(&session, (&number, "reason"), StatusCode::UNPROCESSABLE_ENTITY);
    };
    desk.sessions.because(&session.key, asked.number, &reason);
    Redirect::to(&format!("/member/{}", asked.number)).into_response()
}

/// Asks why the whole id is looked at.
pub(super) async fn ask_id(session: Session, Path(number): Path<String>) -> Response {
    if !session.viewer.sees_names() {
        return not_of_role(&session);
    }
    asks(&session, (&number, "id"), StatusCode::OK)
}

/// The whole id, once the reason is logged.
pub(super) async fn show_id(
    State(desk): State<Shared>,
    Path(number): Path<String>,
    OurForm { session, pairs }: OurForm,
) -> Response {
    if !session.viewer.sees_names() {
        return not_of_role(&session);
    }
    let Some(asked) = session.member(&number) else { return no_page(&session) };
    let Some(reason) = reason(&pairs) else {
        return asks(&session, (&number, "id"), StatusCode::UNPROCESSABLE_ENTITY);
    };
    let (worker, whose) = (Arc::clone(&desk), session.clone());
    let number = asked.number;
    let visit = away(move || worker.visit(&whose, "serve id", &Asked { reason, ..asked })).await;
    match visit {
        Ok(visit) => Html(page::id(reader(&session), number, &visit.member_id)).into_response(),
        Err(why) => no_answer(reader(&session), &why),
    }
}

fn asks(session: &Session, (number, what): (&str, &str), status: StatusCode) -> Response {
    let Some(asked) = session.member(number) else { return no_page(session) };
    let wrong = (status != StatusCode::OK).then(words::no_reason);
    let masked = mask(&asked.id);
    let page = page::ask(reader(session), (asked.number, what), (&masked, wrong.as_ref()));
    (status, Html(page)).into_response()
}

/// The reason in a form; nothing where none is written.
fn reason(pairs: &Pairs) -> Option<String> {
    reason_of(text_of(pairs, "reason")).ok().filter(|reason| !reason.is_empty())
}
