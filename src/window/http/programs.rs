//! The API: JSON in, JSON out, and a problem (RFC 9457) where there is no answer.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::desk::{Desk, Shared, away};
use super::guard::api_key;
use crate::access::Viewer;
use crate::nightly::{NoSheet, Recall, notice_sheet};
use crate::preview;
use crate::scheme::Book;
use crate::window::api::{self, OfBill, OfMember, OfNotice, OfPastBill, OnDay, SheetLang};
use crate::window::cover::{Cover, cover};
use crate::window::history::{HistoryLine, history};
use crate::window::sheet::{self, BoxFault};
use crate::window::{Visit, WindowError, openapi};
use crate::words::{Sentence, window as words};

/// The body of a request, or that it is longer than any question.
type Sent = Result<Bytes, BytesRejection>;

/// Why there is no answer.
struct Problem {
    status: StatusCode,
    why: Sentence,
    faults: Vec<BoxFault>,
}

impl Problem {
    fn new(status: StatusCode, why: Sentence) -> Problem {
        Problem { status, why, faults: Vec::new() }
    }

    /// One field that cannot be used.
    fn of_field(field: &str, why: Sentence, help: Option<Sentence>) -> Problem {
        let faults = vec![BoxFault { column: field.to_owned(), message: why.clone(), help }];
        Problem { status: StatusCode::UNPROCESSABLE_ENTITY, why, faults }
    }

    /// There is no such bill, or not yet what is asked about it.
    fn no_bill(why: Sentence) -> Problem {
        Problem { status: StatusCode::NOT_FOUND, ..Problem::of_field("bill_id", why, None) }
    }
}

/// Where the API has nothing.
pub(super) fn nowhere() -> Response {
    Problem::new(StatusCode::NOT_FOUND, words::no_page()).into_response()
}

impl From<WindowError> for Problem {
    fn from(why: WindowError) -> Problem {
        match &why {
            WindowError::Member(member) => {
                let problem =
                    Problem::of_field("member_id", member.sentence(), Some(member.help()));
                Problem { status: StatusCode::NOT_FOUND, ..problem }
            }
            WindowError::Refused { why } => Problem::new(StatusCode::FORBIDDEN, why.sentence()),
            _ => {
                let sentence = why.sentences().into_iter().next().unwrap_or_else(words::no_answer);
                Problem::new(StatusCode::SERVICE_UNAVAILABLE, sentence)
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = api::problem(self.status.as_u16(), &self.why, &self.faults).to_string();
        let kind = [(header::CONTENT_TYPE, "application/problem+json")];
        let mut response = (self.status, kind, body).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            let asks = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, asks);
        }
        response
    }
}

/// The description of the API, for whoever asks.
pub(super) async fn description() -> Response {
    json(&openapi())
}

/// What a member has on a day.
pub(super) async fn of_cover(
    State(desk): State<Shared>,
    headers: HeaderMap,
    body: Sent,
) -> Response {
    answered(desk, &headers, body, |desk, program, asked| on_day(desk, program, &asked, api::cover))
        .await
}

/// What is left of each limit on a day.
pub(super) async fn of_limits(
    State(desk): State<Shared>,
    headers: HeaderMap,
    body: Sent,
) -> Response {
    answered(desk, &headers, body, |desk, program, asked| {
        on_day(desk, program, &asked, api::limits)
    })
    .await
}

fn on_day(
    desk: &Desk,
    program: &Viewer,
    asked: &OnDay,
    show: fn(&Book, &Cover) -> Value,
) -> Result<Value, Problem> {
    let day = match &asked.day {
        None => (desk.who.today)(),
        Some(text) => {
            api::day(text).ok_or_else(|| Problem::of_field("day", words::bad_day(), None))?
        }
    };
    let visit = desk.visit_as(program, ("serve api", ""), &asked.member_id)?;
    let book = &visit.terms.book;
    Ok(show(book, &cover(book, &visit.past, day)))
}

/// The bills of a member.
pub(super) async fn of_history(
    State(desk): State<Shared>,
    headers: HeaderMap,
    body: Sent,
) -> Response {
    answered(desk, &headers, body, |desk, program, asked: OfMember| {
        let visit = desk.visit_as(program, ("serve api", ""), &asked.member_id)?;
        Ok(api::history(&visit.terms.book, &history(&visit)?))
    })
    .await
}

/// How a bill so far is decided, and why.
pub(super) async fn of_explain(
    State(desk): State<Shared>,
    headers: HeaderMap,
    body: Sent,
) -> Response {
    answered(desk, &headers, body, |desk, program, asked: OfPastBill| {
        let visit = desk.visit_as(program, ("serve api", ""), &asked.member_id)?;
        let line = past_bill(&visit, &asked.bill_id)?;
        Ok(api::explained(&visit.terms.book, &line))
    })
    .await
}

/// The sheet of a bill, for the member to take home.
pub(super) async fn of_notice(
    State(desk): State<Shared>,
    headers: HeaderMap,
    body: Sent,
) -> Response {
    answered(desk, &headers, body, |desk, program, asked: OfNotice| {
        let visit = desk.visit_as(program, ("serve api", ""), &asked.member_id)?;
        let line = past_bill(&visit, &asked.bill_id)?;
        let lang = asked.lang.map_or(desk.lang, SheetLang::lang);
        match notice_sheet(&Recall::of(&visit.ledger), &line.bill_id, lang) {
            Ok(sheet) => Ok(api::notice(&sheet, lang)),
            Err(NoSheet::Undecided { .. }) => Err(Problem::no_bill(words::no_sheet())),
            Err(NoSheet::Night(why)) => Err(WindowError::from(why).into()),
        }
    })
    .await
}

/// A bill of the member who is asked about: no other is shown.
fn past_bill(visit: &Visit, bill_id: &str) -> Result<HistoryLine, Problem> {
    let found = history(visit)?.into_iter().find(|line| line.bill_id == bill_id);
    found.ok_or_else(|| Problem::no_bill(words::no_such_bill()))
}

/// What a bill would be paid.
pub(super) async fn of_preview(
    State(desk): State<Shared>,
    headers: HeaderMap,
    body: Sent,
) -> Response {
    answered(desk, &headers, body, |desk, program, asked: OfBill| {
        let visit = desk.visit_as(program, ("serve api", ""), &asked.member_id)?;
        let book = &visit.terms.book;
        let read = sheet::read(book, &asked.bill, &visit.past);
        let (past, query) = read.map_err(|faults| Problem {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            why: words::there_is_a_problem(),
            faults,
        })?;
        let preview = preview::preview(book, &past, &query);
        Ok(preview::json(&preview, &visit.terms.rules.files))
    })
    .await
}

async fn answered<A: DeserializeOwned + Send + 'static>(
    desk: Shared,
    headers: &HeaderMap,
    body: Sent,
    answer: fn(&Desk, &Viewer, A) -> Result<Value, Problem>,
) -> Response {
    let (key, asked) = (api_key(headers), asked::<A>(headers, body));
    let worker = Arc::clone(&desk);
    let answered = away(move || {
        // Who has no key learns nothing of what was sent.
        let program = key.map(|key| worker.program(&key)).transpose()?.flatten();
        Ok(program.ok_or_else(no_key).and_then(|program| answer(&worker, &program, asked?)))
    });
    match answered.await {
        Ok(Ok(answer)) => json(&answer),
        Ok(Err(problem)) => problem.into_response(),
        Err(why) => Problem::from(why).into_response(),
    }
}

fn no_key() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, words::needs_key())
}

/// The question.
fn asked<A: DeserializeOwned>(headers: &HeaderMap, body: Sent) -> Result<A, Problem> {
    let kind =
        headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        let why = words::not_called_json();
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, why));
    }
    let body = body.map_err(|_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, words::too_big()))?;
    // What is wrong is said by place: what was sent may be personal.
    let place = |why: serde_json::Error| format!("{}:{}", why.line(), why.column());
    serde_json::from_slice(&body)
        .map_err(|why| Problem::new(StatusCode::BAD_REQUEST, words::not_json(place(why))))
}

fn json(value: &Value) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}
