//! The pages: each request is checked, answered away from the network, and sealed.

use std::sync::Arc;

use axum::extract::{Form, FromRequest, FromRequestParts, Path, Request, State};
use axum::http::header::{self, HeaderMap};
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::desk::{Shared, away};
use super::guard::POLICY_OF_SHEETS;
use super::programs;
use super::session::Session;
use crate::access::Refusal;
use crate::ledger::LedgerError;
use crate::nightly::{NightError, NoSheet, Recall, notice_page, notice_sheet};
use crate::preview::PreviewError;
use crate::window::WindowError;
use crate::window::history::history;
use crate::window::page::{self, Reader};
use crate::window::sheet::BoxFault;
use crate::words::{Lang, Sentence, log_in, window as words};

/// Pairs of a form, in its order.
pub(super) type Pairs = Vec<(String, String)>;

/// A form from a page of a session, with that session: what another site made a browser send reaches no handler.
pub(super) struct OurForm {
    pub session: Session,
    /// What was filled in, with the key of the form.
    pub pairs: Pairs,
}

impl FromRequest<Shared> for OurForm {
    /// The page that says why it is not taken.
    type Rejection = Response;

    async fn from_request(request: Request, desk: &Shared) -> Result<OurForm, Response> {
        let (ours, request) = OurRequest::of(request, desk).await?;
        let sent = Form::<Pairs>::from_request(request, desk).await;
        let Form(pairs) = sent.map_err(|why| ours.no_form(why.status()))?;
        ours.with(pairs).map_err(|page| *page)
    }
}

/// A request of a session, of which no form is read yet.
pub(super) struct OurRequest {
    session: Session,
    is_from_here: bool,
}

impl OurRequest {
    pub async fn of(request: Request, desk: &Shared) -> Result<(OurRequest, Request), Response> {
        let (mut parts, body) = request.into_parts();
        let session = Session::from_request_parts(&mut parts, desk).await?;
        let is_from_here = desk.guard.is_from_here(&parts.headers);
        Ok((OurRequest { session, is_from_here }, Request::from_parts(parts, body)))
    }

    /// The form that was read of it, where a page of the session has sent it; else the page that says so.
    pub fn with(self, pairs: Pairs) -> Result<OurForm, Box<Response>> {
        let OurRequest { session, is_from_here } = self;
        match is_from_here && session.form_key.is(text_of(&pairs, "form_key")) {
            true => Ok(OurForm { session, pairs }),
            false => Err(Box::new(refused(&session))),
        }
    }

    /// A form that is longer than any sheet, or no form.
    pub fn no_form(&self, status: StatusCode) -> Response {
        let (status, why) = match status {
            StatusCode::PAYLOAD_TOO_LARGE => (status, words::too_big()),
            _ => (StatusCode::FORBIDDEN, words::not_from_here()),
        };
        said(status, reader(&self.session), &[why])
    }
}

/// The looks of all pages.
pub(super) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], page::STYLE).into_response()
}

/// Ends the session of a browser.
pub(super) async fn leave(
    State(desk): State<Shared>,
    OurForm { session, .. }: OurForm,
) -> Response {
    let (worker, key) = (Arc::clone(&desk), session.key.clone());
    desk.sessions.forget(&session.key);
    if let Err(why) = away(move || Ok(worker.file()?.end_session(&key)?)).await {
        return no_answer(reader(&session), &why);
    }
    let stranger = Reader { lang: session.lang, form_key: "", viewer: None };
    let mut gone = said(StatusCode::OK, stranger, &[words::left()]);
    gone.headers_mut().insert(header::SET_COOKIE, desk.guard.no_cookie());
    gone
}

/// Gives the pages another language.
pub(super) async fn speak(
    State(desk): State<Shared>,
    session: Session,
    Path(lang): Path<String>,
    headers: HeaderMap,
) -> Response {
    let lang = if lang == "zh" { Lang::Chinese } else { Lang::English };
    desk.sessions.speak(&session.key, lang);
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
pub(super) async fn find(session: Session) -> Response {
    Html(page::find(reader(&session), &page::Sought::default(), &[])).into_response()
}

/// Looks for a member, and goes on to the page of the member under a number: no address has an id in it.
pub(super) async fn found(
    State(desk): State<Shared>,
    OurForm { session, pairs }: OurForm,
) -> Response {
    let id = text_of(&pairs, "member_id").trim().to_owned();
    let (worker, viewer, asked) = (Arc::clone(&desk), session.viewer.clone(), id.clone());
    let visit = away(move || worker.visit_as(&viewer, ("serve", ""), &asked)).await;
    let number = |id: &str| desk.sessions.remember(&session.key, id);
    match visit.map(|visit| visit.member_id) {
        Ok(id) => Redirect::to(&format!("/member/{}", number(&id))).into_response(),
        Err(WindowError::Refused { why: Refusal::NeedsReason }) => {
            Redirect::to(&format!("/member/{}/reason", number(&id))).into_response()
        }
        Err(WindowError::Member(why)) => {
            let (message, help) = match why {
                _ if id.is_empty() => (words::no_id(), None),
                PreviewError::NotInLedger | PreviewError::UnknownMember => {
                    (words::not_found(), Some(words::not_found_help()))
                }
                PreviewError::BlockedMember | PreviewError::MemberWaits => (why.sentence(), None),
            };
            let fault = BoxFault { column: "member_id".to_owned(), message, help };
            let sought = page::Sought { id: &id, ..page::Sought::default() };
            let page = page::find(reader(&session), &sought, &[fault]);
            (StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response()
        }
        Err(why) => no_answer(reader(&session), &why),
    }
}

/// How one of the bills so far is worked out.
pub(super) async fn bill(
    State(desk): State<Shared>,
    session: Session,
    Path((number, at)): Path<(String, String)>,
) -> Response {
    let Some(asked) = session.member(&number) else { return no_page(&session) };
    let (worker, whose) = (Arc::clone(&desk), session.clone());
    let page = away(move || {
        let visit = worker.visit(&whose, "serve bill", &asked)?;
        let lines = history(&visit)?;
        let book = &visit.terms.book;
        let at = at.parse().unwrap_or(usize::MAX);
        Ok(lines.get(at).map(|line| page::bill(reader(&whose), book, asked.number, line)))
    });
    match page.await {
        Ok(Some(page)) => Html(page).into_response(),
        Ok(None) => no_page(&session),
        Err(why) => no_answer(reader(&session), &why),
    }
}

/// The sheet that the member takes home, to be printed.
pub(super) async fn sheet(
    State(desk): State<Shared>,
    session: Session,
    Path((number, at)): Path<(String, String)>,
) -> Response {
    if !session.viewer.sees_names() {
        return not_of_role(&session);
    }
    let Some(asked) = session.member(&number) else { return no_page(&session) };
    let at = at.parse().unwrap_or(usize::MAX);
    let (worker, whose, lang) = (Arc::clone(&desk), session.clone(), session.lang);
    let sheet = away(move || {
        let visit = worker.visit(&whose, "serve notice", &asked)?;
        let lines = history(&visit)?;
        let Some(line) = lines.get(at) else { return Ok(None) };
        match notice_sheet(&Recall::of(&visit.ledger), &line.bill_id, lang) {
            Ok(sheet) => Ok(Some(notice_page(&[&sheet.html], lang))),
            Err(NoSheet::Undecided { .. }) => Ok(None),
            Err(NoSheet::Night(why)) => Err(why.into()),
        }
    });
    match sheet.await {
        Ok(Some(sheet)) => {
            ([(header::CONTENT_SECURITY_POLICY, POLICY_OF_SHEETS)], Html(sheet)).into_response()
        }
        Ok(None) => no_page(&session),
        Err(why) => no_answer(reader(&session), &why),
    }
}

/// Where there is no page.
pub(super) async fn nowhere(session: Result<Session, Response>, address: Uri) -> Response {
    match session {
        _ if address.path().starts_with("/api/") => programs::nowhere(),
        Ok(session) => no_page(&session),
        Err(stranger) => stranger,
    }
}

/// What a form has in a box; nothing where it lacks the box.
pub(super) fn text_of<'p>(pairs: &'p Pairs, name: &str) -> &'p str {
    pairs.iter().find(|(known, _)| known == name).map_or("", |(_, text)| text)
}

pub(super) fn reader(session: &Session) -> Reader<'_> {
    let (lang, form_key) = (session.lang, session.form_key.text());
    Reader { lang, form_key, viewer: Some(&session.viewer) }
}

/// A page that only says something.
pub(super) fn said(status: StatusCode, reader: Reader, lines: &[Sentence]) -> Response {
    let (title, rest) = lines.split_first().expect("something is said");
    (status, Html(page::plain(reader, title, rest))).into_response()
}

fn refused(session: &Session) -> Response {
    said(StatusCode::FORBIDDEN, reader(session), &[words::not_from_here()])
}

/// What others are there for.
pub(super) fn not_of_role(session: &Session) -> Response {
    said(StatusCode::FORBIDDEN, reader(session), &[log_in::not_of_role()])
}

pub(super) fn no_page(session: &Session) -> Response {
    said(StatusCode::NOT_FOUND, reader(session), &[words::no_page()])
}

/// Why there is no page: the member is not for who asks, or the ledger is locked, gone, newer or damaged.
pub(super) fn no_answer(reader: Reader, why: &WindowError) -> Response {
    let title = (!matches!(why, WindowError::Refused { .. })).then(words::no_answer);
    let whys = match why {
        // Who sits at a window makes no ledger in its place.
        WindowError::Night(NightError::Ledger(LedgerError::Missing { path })) => {
            vec![words::ledger_gone(path.display())]
        }
        _ => why.sentences(),
    };
    let lines: Vec<Sentence> = title.into_iter().chain(whys).collect();
    said(status_of(why), reader, &lines)
}

/// Whether the fault is with who asks, or here.
pub(super) fn status_of(why: &WindowError) -> StatusCode {
    match why {
        WindowError::Refused { .. } => StatusCode::FORBIDDEN,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    }
}
