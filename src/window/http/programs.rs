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
use crate::preview;
use crate::window::api::{self, OfBill, OfMember};
use crate::window::cover::cover;
use crate::window::history::history;
use crate::window::sheet::{self, BoxFault};
use crate::window::{WindowError, openapi};
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
    answered(desk, &headers, body, |desk, asked: OfMember| {
        let day = match &asked.day {
            None => (desk.who.today)(),
            Some(text) => {
                api::day(text).ok_or_else(|| Problem::of_field("day", words::bad_day(), None))?
            }
        };
        let visit = desk.visit(&asked.member_id, "serve api")?;
        let book = &visit.terms.book;
        Ok(api::cover(book, &cover(book, &visit.past, day)))
    })
    .await
}

/// The bills of a member.
pub(super) async fn of_history(
    State(desk): State<Shared>,
    headers: HeaderMap,
    body: Sent,
) -> Response {
    answered(desk, &headers, body, |desk, asked: OfMember| {
        let visit = desk.visit(&asked.member_id, "serve api")?;
        Ok(api::history(&visit.terms.book, &history(&visit)?))
    })
    .await
}

/// What a bill would be paid.
pub(super) async fn of_preview(
    State(desk): State<Shared>,
    headers: HeaderMap,
    body: Sent,
) -> Response {
    answered(desk, &headers, body, |desk, asked: OfBill| {
        let visit = desk.visit(&asked.member_id, "serve api")?;
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
    answer: fn(&Desk, A) -> Result<Value, Problem>,
) -> Response {
    let asked = match asked::<A>(&desk, headers, body) {
        Ok(asked) => asked,
        Err(problem) => return problem.into_response(),
    };
    let worker = Arc::clone(&desk);
    match away(move || Ok(answer(&worker, asked))).await {
        Ok(Ok(answer)) => json(&answer),
        Ok(Err(problem)) => problem.into_response(),
        Err(why) => Problem::from(why).into_response(),
    }
}

/// The question, where whoever asks has the key.
fn asked<A: DeserializeOwned>(desk: &Desk, headers: &HeaderMap, body: Sent) -> Result<A, Problem> {
    let is_known =
        desk.api_key.as_ref().zip(api_key(headers)).is_some_and(|(key, sent)| key.is(sent));
    if !is_known {
        return Err(Problem::new(StatusCode::UNAUTHORIZED, words::needs_key()));
    }
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
