//! The pages: each request is checked, answered away from the network, and sealed.

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::desk::{Desk, Shared, away};
use super::guard::{self, session_key};
use super::programs;
use super::session::Session;
use crate::intake::mask;
use crate::nightly::{NoSheet, notice_page, notice_sheet};
use crate::preview::{self, Preview, PreviewError};
use crate::window::cover::cover;
use crate::window::history::history;
use crate::window::page::{self, MemberPage, Reader};
use crate::window::sheet::{self, BoxFault, Filled};
use crate::window::{Visit, WindowError};
use crate::words::{Lang, Sentence, window as words};

/// Pairs of a form, in its order.
pub(super) type Pairs = Vec<(String, String)>;

/// The looks of all pages.
pub(super) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], page::STYLE).into_response()
}

/// Lets in the browser that has the link.
pub(super) async fn enter(
    State(desk): State<Shared>,
    method: Method,
    Path(link): Path<String>,
) -> Response {
    if method != Method::GET {
        return not_let_in(&desk); // What only asks for the head of a page spends no link.
    }
    match desk.sessions.enter(&link) {
        Ok(Some(key)) => {
            (desk.tell_link)(&desk.link());
            with_cookie(
                Redirect::to("/").into_response(),
                &guard::cookie(key.text(), desk.local.port()),
            )
        }
        Ok(None) => not_let_in(&desk),
        Err(why) => no_answer(&desk, None, &why),
    }
}

/// Ends the session of a browser.
pub(super) async fn leave(
    State(desk): State<Shared>,
    headers: HeaderMap,
    sent: Result<Form<Pairs>, FormRejection>,
) -> Response {
    let Some((key, session)) = let_in(&desk, &headers) else { return not_let_in(&desk) };
    if !sent.is_ok_and(|Form(pairs)| is_ours(&session, &headers, &pairs)) {
        return refused(&session);
    }
    desk.sessions.leave(&key);
    let lines = [words::left(), words::no_session_help()];
    let gone = said(StatusCode::OK, Reader { lang: session.lang, form_key: "" }, &lines);
    with_cookie(gone, &guard::no_cookie(desk.local.port()))
}

/// Gives the pages another language.
pub(super) async fn speak(
    State(desk): State<Shared>,
    Path(lang): Path<String>,
    headers: HeaderMap,
) -> Response {
    let lang = if lang == "zh" { Lang::Chinese } else { Lang::English };
    let Some((key, _)) = let_in(&desk, &headers) else { return not_let_in(&desk) };
    desk.sessions.speak(&key, lang);
    let back = headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    let back = back.and_then(|text| text.parse::<Uri>().ok());
    let back = back.map(|uri| uri.path().to_owned()).filter(|path| is_a_page(path));
    Redirect::to(back.as_deref().unwrap_or("/")).into_response()
}

/// Whether a path is of a member's page, to which a reader may be sent back.
fn is_a_page(path: &str) -> bool {
    let rest = path.strip_prefix("/member/").unwrap_or_default();
    let is_part = |part: &str| matches!(part, "bill" | "notice") || is_number(part);
    !rest.is_empty() && rest.split('/').all(is_part)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|one| one.is_ascii_digit())
}

/// The first page.
pub(super) async fn find(State(desk): State<Shared>, headers: HeaderMap) -> Response {
    let Some((_, session)) = let_in(&desk, &headers) else { return not_let_in(&desk) };
    Html(page::find(reader(&session), "", &[])).into_response()
}

/// Looks for a member, and goes on to the page of the member under a number: no address has an id in it.
pub(super) async fn found(
    State(desk): State<Shared>,
    headers: HeaderMap,
    sent: Result<Form<Pairs>, FormRejection>,
) -> Response {
    let Some((key, session)) = let_in(&desk, &headers) else { return not_let_in(&desk) };
    let pairs = match sent {
        Ok(Form(pairs)) => pairs,
        Err(why) => return no_form(&session, &why),
    };
    if !is_ours(&session, &headers, &pairs) {
        return refused(&session);
    }
    let id = pairs.iter().find(|(name, _)| name == "member_id").map_or("", |(_, id)| id.trim());
    let id = id.to_owned();
    let (worker, asked) = (Arc::clone(&desk), id.clone());
    let visit = away(move || worker.visit(&asked, "serve").map(|visit| visit.member_id)).await;
    match visit {
        Ok(member_id) => match desk.sessions.remember(&key, &member_id) {
            Some(number) => Redirect::to(&format!("/member/{number}")).into_response(),
            None => not_let_in(&desk),
        },
        Err(WindowError::Member(why)) => {
            let (message, help) = match why {
                _ if id.is_empty() => (words::no_id(), None),
                PreviewError::NotInLedger | PreviewError::UnknownMember => {
                    (words::not_found(), Some(words::not_found_help()))
                }
                PreviewError::BlockedMember | PreviewError::MemberWaits => (why.sentence(), None),
            };
            let fault = BoxFault { column: "member_id".to_owned(), message, help };
            let page = page::find(reader(&session), &id, &[fault]);
            (StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response()
        }
        Err(why) => no_answer(&desk, Some(&session), &why),
    }
}

/// The page of a member, with nothing filled in.
pub(super) async fn member(
    State(desk): State<Shared>,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Response {
    answered(desk, number, headers, None).await
}

/// The page of a member with the answer to a bill.
pub(super) async fn ask(
    State(desk): State<Shared>,
    Path(number): Path<String>,
    headers: HeaderMap,
    sent: Result<Form<Pairs>, FormRejection>,
) -> Response {
    match (sent, let_in(&desk, &headers)) {
        (Ok(Form(pairs)), _) => answered(desk, number, headers, Some(pairs)).await,
        (Err(why), Some((_, session))) => no_form(&session, &why),
        (Err(_), None) => not_let_in(&desk),
    }
}

async fn answered(
    desk: Shared,
    number: String,
    headers: HeaderMap,
    pairs: Option<Pairs>,
) -> Response {
    let Some((_, session)) = let_in(&desk, &headers) else { return not_let_in(&desk) };
    if pairs.as_ref().is_some_and(|pairs| !is_ours(&session, &headers, pairs)) {
        return refused(&session);
    }
    let Some((number, id)) = member_behind(&session, &number) else { return no_page(&session) };
    let (worker, whose) = (Arc::clone(&desk), session.clone());
    let filled = pairs.map(|pairs| pairs.into_iter().filter(|(name, _)| name != "form_key"));
    let filled: Option<Filled> = filled.map(Iterator::collect);
    let page = away(move || {
        let visit = worker.visit(&id, "serve")?;
        member_page(&worker, reader(&whose), (number, &visit), filled)
    });
    match page.await {
        Ok((status, page)) => (status, Html(page)).into_response(),
        Err(why) => no_answer(&desk, Some(&session), &why),
    }
}

fn member_page(
    desk: &Desk,
    reader: Reader,
    (number, visit): (u32, &Visit),
    filled: Option<Filled>,
) -> Result<(StatusCode, String), WindowError> {
    let book = &visit.terms.book;
    let person = visit.ledger.person(&visit.ledger.main_id(&visit.member_id)?)?.unwrap_or_default();
    let zeros = |filled: &Filled| sheet::with_zeros(book, filled.clone());
    let asked = filled.as_ref().map(|filled| sheet::read(book, &zeros(filled), &visit.past));
    let (preview, faults): (Option<Preview>, Vec<BoxFault>) = match asked {
        None => (None, Vec::new()),
        Some(Ok((past, query))) => (Some(preview::preview(book, &past, &query)), Vec::new()),
        Some(Err(faults)) => (None, faults),
    };
    let asked_on = preview.as_ref().map(|preview| preview.explanation.bill.basis);
    let day = asked_on.unwrap_or_else(desk.who.today);
    let page = MemberPage {
        book,
        masked: &mask(&visit.member_id),
        name: &person.name,
        unit: &person.unit,
        number,
        cover: &match &preview {
            Some(preview) => cover(book, &visit.past, day).found_by(&preview.explanation),
            None => cover(book, &visit.past, day),
        },
        history: &history(visit)?,
        filled: &filled.unwrap_or_default(),
        faults: &faults,
        answer: preview.as_ref(),
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page::member(reader, &page)))
}

/// How one of the bills so far is worked out.
pub(super) async fn bill(
    State(desk): State<Shared>,
    Path((number, at)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some((_, session)) = let_in(&desk, &headers) else { return not_let_in(&desk) };
    let Some((number, id)) = member_behind(&session, &number) else { return no_page(&session) };
    let (worker, whose) = (Arc::clone(&desk), session.clone());
    let page = away(move || {
        let visit = worker.visit(&id, "serve")?;
        let lines = history(&visit)?;
        let book = &visit.terms.book;
        let at = at.parse().unwrap_or(usize::MAX);
        Ok(lines.get(at).map(|line| page::bill(reader(&whose), book, number, line)))
    });
    match page.await {
        Ok(Some(page)) => Html(page).into_response(),
        Ok(None) => no_page(&session),
        Err(why) => no_answer(&desk, Some(&session), &why),
    }
}

/// The sheet that the member takes home, to be printed.
pub(super) async fn sheet(
    State(desk): State<Shared>,
    Path((number, at)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let Some((_, session)) = let_in(&desk, &headers) else { return not_let_in(&desk) };
    let Some((_, id)) = member_behind(&session, &number) else { return no_page(&session) };
    let at = at.parse().unwrap_or(usize::MAX);
    let (worker, lang) = (Arc::clone(&desk), session.lang);
    let sheet = away(move || {
        let visit = worker.visit(&id, "serve")?;
        let lines = history(&visit)?;
        let Some(line) = lines.get(at) else { return Ok(None) };
        match notice_sheet(&visit.ledger, &line.bill_id, lang) {
            Ok(sheet) => Ok(Some(notice_page(&[&sheet.html], lang))),
            Err(NoSheet::Undecided { .. }) => Ok(None),
            Err(NoSheet::Night(why)) => Err(why.into()),
        }
    });
    match sheet.await {
        Ok(Some(sheet)) => {
            ([(header::CONTENT_SECURITY_POLICY, guard::POLICY_OF_SHEETS)], Html(sheet))
                .into_response()
        }
        Ok(None) => no_page(&session),
        Err(why) => no_answer(&desk, Some(&session), &why),
    }
}

/// Where there is no page.
pub(super) async fn nowhere(
    State(desk): State<Shared>,
    address: Uri,
    headers: HeaderMap,
) -> Response {
    if address.path().starts_with("/api/") {
        return programs::nowhere();
    }
    match let_in(&desk, &headers) {
        Some((_, session)) => no_page(&session),
        None => not_let_in(&desk),
    }
}

fn let_in(desk: &Desk, headers: &HeaderMap) -> Option<(String, Session)> {
    let key = session_key(headers, desk.local.port())?;
    let session = desk.sessions.of(&key)?;
    Some((key, session))
}

/// The member behind a number of an address, with that number.
fn member_behind(session: &Session, number: &str) -> Option<(u32, String)> {
    let number = number.parse().ok()?;
    Some((number, session.member(number)?.to_owned()))
}

fn is_ours(session: &Session, headers: &HeaderMap, pairs: &Pairs) -> bool {
    let sent = pairs.iter().find(|(name, _)| name == "form_key");
    guard::is_from_here(headers) && sent.is_some_and(|(_, key)| session.form_key.is(key))
}

fn reader(session: &Session) -> Reader<'_> {
    Reader { lang: session.lang, form_key: session.form_key.text() }
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    let cookie = HeaderValue::from_str(cookie).expect("a key is hexadecimal digits");
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    response
}

/// A page that only says something.
fn said(status: StatusCode, reader: Reader, lines: &[Sentence]) -> Response {
    let (title, rest) = lines.split_first().expect("something is said");
    (status, Html(page::plain(reader, title, rest))).into_response()
}

fn not_let_in(desk: &Desk) -> Response {
    let reader = Reader { lang: desk.lang, form_key: "" };
    said(StatusCode::UNAUTHORIZED, reader, &[words::no_session(), words::no_session_help()])
}

fn refused(session: &Session) -> Response {
    said(StatusCode::FORBIDDEN, reader(session), &[words::not_from_here()])
}

/// A form that is longer than any sheet, or no form.
fn no_form(session: &Session, why: &FormRejection) -> Response {
    let (status, why) = match why.status() {
        StatusCode::PAYLOAD_TOO_LARGE => (StatusCode::PAYLOAD_TOO_LARGE, words::too_big()),
        _ => (StatusCode::FORBIDDEN, words::not_from_here()),
    };
    said(status, reader(session), &[why])
}

fn no_page(session: &Session) -> Response {
    said(StatusCode::NOT_FOUND, reader(session), &[words::no_page()])
}

/// The ledger is locked, gone, newer or damaged: a page that says which.
fn no_answer(desk: &Desk, session: Option<&Session>, why: &WindowError) -> Response {
    let reader = session.map_or(Reader { lang: desk.lang, form_key: "" }, reader);
    let lines: Vec<Sentence> = std::iter::once(words::no_answer()).chain(why.sentences()).collect();
    said(StatusCode::SERVICE_UNAVAILABLE, reader, &lines)
}
