//! Looking for a member by name and unit. Whoever is shown was looked at, and a search that finds nobody is logged too.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::desk::{Shared, away};
use super::pages::{OurForm, no_answer, not_of_role, reader, text_of};
use super::session::Session;
use crate::window::find::{MOST_SHOWN, Namesake};
use crate::window::page::{self, NAME, Sought, UNIT};
use crate::window::sheet::BoxFault;
use crate::words::{Sentence, find as words};

/// Members of a name, or why none are shown.
pub(super) async fn by_name(
    State(desk): State<Shared>,
    OurForm { session, pairs }: OurForm,
) -> Response {
    if !session.viewer.sees_names() {
        return not_of_role(&session);
    }
    let sought = [NAME, UNIT].map(|name| text_of(&pairs, name).trim().to_owned());
    let [name, unit] = sought.clone();
    if name.is_empty() {
        return not_found(&session, &sought, words::no_name(), None);
    }
    let (worker, viewer) = (Arc::clone(&desk), session.viewer.clone());
    match away(move || worker.find(&viewer, (&name, &unit))).await {
        Err(why) => no_answer(reader(&session), &why),
        Ok(None) => {
            let help = words::too_many_help();
            not_found(&session, &sought, words::too_many(MOST_SHOWN), Some(help))
        }
        Ok(Some(all)) if all.is_empty() => {
            not_found(&session, &sought, words::nobody(), Some(words::nobody_help()))
        }
        Ok(Some(all)) => {
            let number = |id: &str| desk.sessions.remember(&session.key, id);
            let numbered = |one: Namesake| (number(&one.member_id), one);
            let all: Vec<(u32, Namesake)> = all.into_iter().map(numbered).collect();
            Html(page::namesakes(reader(&session), &all)).into_response()
        }
    }
}

fn not_found(
    session: &Session,
    [name, unit]: &[String; 2],
    message: Sentence,
    help: Option<Sentence>,
) -> Response {
    let fault = BoxFault { column: NAME.to_owned(), message, help };
    let sought = Sought { name, unit, ..Sought::default() };
    let page = page::find(reader(session), &sought, &[fault]);
    (StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response()
}
