//! Who is not let in: by the link of who opened the window, or by name and password, which a link sets.

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, FromRequestParts, Path, State};
use axum::http::header::{self, HeaderMap};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::desk::{Desk, Shared, away};
use super::pages::{Pairs, said, text_of};
use super::session::Session;
use crate::access::{AccessError, Key, LogIn};
use crate::ledger::Name;
use crate::window::WindowError;
use crate::window::page::{Reader, log_in as page};
use crate::words::{Sentence, log_in as words, window};

/// What a form may send.
type Sent = Result<Form<Pairs>, FormRejection>;

impl FromRequestParts<Shared> for Session {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, desk: &Shared) -> Result<Session, Response> {
        let Some(key) = desk.guard.key(&parts.headers) else {
            return Err(not_let_in(desk, &parts.headers).await);
        };
        let worker = Arc::clone(desk);
        match away(move || worker.session(key)).await {
            Ok(Some(session)) => Ok(session),
            Ok(None) => Err(not_let_in(desk, &parts.headers).await),
            Err(why) => Err(no_answer(desk, &why)),
        }
    }
}

/// What who is not let in gets to see.
pub(super) async fn not_let_in(desk: &Shared, headers: &HeaderMap) -> Response {
    let worker = Arc::clone(desk);
    let needs_users = away(move || {
        let file = worker.file()?;
        worker.needs_users(&file)
    });
    match needs_users.await {
        Ok(true) => asks(desk, headers, (StatusCode::UNAUTHORIZED, ""), None),
        Ok(false) => {
            let lines = [window::no_session(), window::no_session_help()];
            said(StatusCode::UNAUTHORIZED, stranger(desk, ""), &lines)
        }
        Err(why) => no_answer(desk, &why),
    }
}

/// The page that asks for name and password.
fn asks(
    desk: &Desk,
    headers: &HeaderMap,
    (status, name): (StatusCode, &str),
    wrong: Option<Sentence>,
) -> Response {
    for_browser(desk, headers, |reader| (status, page::ask(reader, name, wrong.as_ref())))
}

/// A page with a form, which only the browser can send that it is for: that has a cookie, by which nobody is let in.
fn for_browser(
    desk: &Desk,
    headers: &HeaderMap,
    reads: impl FnOnce(Reader) -> (StatusCode, String),
) -> Response {
    let with_form = |key: &Key| {
        let (status, page) = reads(stranger(desk, key.of("form").text()));
        (status, Html(page)).into_response()
    };
    match (desk.guard.key(headers), Key::new()) {
        (Some(key), _) => with_form(&key),
        (None, Ok(key)) => with_cookie(desk, with_form(&key), &key),
        (None, Err(why)) => no_answer(desk, &why.into()),
    }
}

/// Lets in the browser that has the link.
pub(super) async fn enter(
    State(desk): State<Shared>,
    method: Method,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Response {
    if method != Method::GET {
        return not_let_in(&desk, &headers).await; // What only asks for the head of a page spends no link.
    }
    let worker = Arc::clone(&desk);
    match away(move || worker.enter(&link)).await {
        Ok(Some(key)) => {
            (desk.tell_link)(&desk.link());
            with_cookie(&desk, Redirect::to("/").into_response(), &key)
        }
        Ok(None) => not_let_in(&desk, &headers).await,
        Err(why) => no_answer(&desk, &why),
    }
}

/// Lets in who knows the password, under a new key: one that the browser had before is worth nothing.
pub(super) async fn log_in(State(desk): State<Shared>, headers: HeaderMap, sent: Sent) -> Response {
    let Some(pairs) = from_stranger(&desk, &headers, sent) else {
        return asks(&desk, &headers, (StatusCode::FORBIDDEN, ""), Some(window::not_from_here()));
    };
    let (name, password) = (text_of(&pairs, "name"), text_of(&pairs, "password"));
    let Ok(user) = Name::new(name) else {
        return asks(&desk, &headers, (StatusCode::UNAUTHORIZED, ""), Some(words::wrong()));
    };
    let (worker, password) = (Arc::clone(&desk), password.to_owned());
    let done = away(move || {
        let (file, who) = (worker.file()?, &worker.who);
        let now = ((who.now)(), who.account.as_str(), (who.clock)());
        Ok(file.log_in((&user, &password), &worker.passwords, now)?)
    });
    match done.await {
        Ok(LogIn::LetIn(key)) => with_cookie(&desk, Redirect::to("/").into_response(), &key),
        Ok(LogIn::Wrong) => {
            asks(&desk, &headers, (StatusCode::UNAUTHORIZED, name), Some(words::wrong()))
        }
        Ok(LogIn::Locked(minutes)) => {
            let why = words::locked(minutes);
            asks(&desk, &headers, (StatusCode::TOO_MANY_REQUESTS, name), Some(why))
        }
        Err(why) => no_answer(&desk, &why),
    }
}

/// The page on which a user sets a password. To look at it spends no link.
pub(super) async fn password(
    State(desk): State<Shared>,
    Path(link): Path<String>,
    headers: HeaderMap,
) -> Response {
    let worker = Arc::clone(&desk);
    let name = away(move || Ok(worker.file()?.of_link(&link, (worker.who.clock)())?.name));
    match name.await {
        Ok(name) => sets(&desk, &headers, (StatusCode::OK, &name), None),
        Err(why) => refused(&desk, why),
    }
}

/// Sets the password of a user.
pub(super) async fn set_password(
    State(desk): State<Shared>,
    Path(link): Path<String>,
    headers: HeaderMap,
    sent: Sent,
) -> Response {
    let Some(pairs) = from_stranger(&desk, &headers, sent) else {
        let reader = stranger(&desk, "");
        return said(StatusCode::FORBIDDEN, reader, &[window::not_from_here()]);
    };
    let (worker, link_sent) = (Arc::clone(&desk), link.clone());
    let done = away(move || {
        let (file, who) = (worker.file()?, &worker.who);
        let user = file.of_link(&link_sent, (who.clock)())?;
        let (one, other) = (text_of(&pairs, "password"), text_of(&pairs, "again"));
        if one != other {
            return Ok((user.name, Some(words::not_the_same())));
        }
        let now = ((who.now)(), who.account.as_str(), (who.clock)());
        match file.set_password(&link_sent, one, &worker.passwords, now) {
            Ok(user) => Ok((user.name, None)),
            Err(why @ AccessError::WeakPassword { .. }) => Ok((user.name, Some(why.sentence()))),
            Err(why) => Err(why.into()),
        }
    });
    match done.await {
        Ok((_, None)) => Redirect::to("/").into_response(),
        Ok((name, wrong)) => {
            sets(&desk, &headers, (StatusCode::UNPROCESSABLE_ENTITY, &name), wrong.as_ref())
        }
        Err(why) => refused(&desk, why),
    }
}

/// The page that asks for a new password, twice.
fn sets(
    desk: &Desk,
    headers: &HeaderMap,
    (status, name): (StatusCode, &Name),
    wrong: Option<&Sentence>,
) -> Response {
    for_browser(desk, headers, |reader| (status, page::set(reader, name, wrong)))
}

/// The pairs of a form that comes from a page for the browser that sends it.
fn from_stranger(desk: &Desk, headers: &HeaderMap, sent: Sent) -> Option<Pairs> {
    let Form(pairs) = sent.ok()?;
    let form_key = desk.guard.key(headers)?.of("form");
    let is_ours = desk.guard.is_from_here(headers) && form_key.is(text_of(&pairs, "form_key"));
    is_ours.then_some(pairs)
}

fn stranger<'r>(desk: &Desk, form_key: &'r str) -> Reader<'r> {
    Reader { lang: desk.lang, form_key, viewer: None }
}

fn with_cookie(desk: &Desk, mut response: Response, key: &Key) -> Response {
    response.headers_mut().insert(header::SET_COOKIE, desk.guard.cookie(key));
    response
}

/// A link that does not hold, or what else stands against it.
fn refused(desk: &Desk, why: WindowError) -> Response {
    match why {
        WindowError::Access(why @ AccessError::NoLink) => {
            said(StatusCode::NOT_FOUND, stranger(desk, ""), &[why.sentence()])
        }
        why => no_answer(desk, &why),
    }
}

/// That there is no answer; why is not said to strangers.
pub(super) fn no_answer(desk: &Desk, why: &WindowError) -> Response {
    let status = super::pages::status_of(why);
    said(status, stranger(desk, ""), &[window::no_answer()])
}
