//! What every request and every answer has to have.

use std::net::{IpAddr, SocketAddr};

use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::response::Response;

/// What the name of the cookie begins with; browsers send one to every port of a computer, so the port follows.
const COOKIE: &str = "window";
/// Nothing is fetched, run, framed or sent elsewhere, even if something could be smuggled into a page.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// The same for a sheet of paper, which carries its looks in itself.
pub(super) const POLICY_OF_SHEETS: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

/// Whether a request means this computer by name, so that no page of another site reaches the window by a name that it
/// makes point here.
pub(super) fn is_for_this_computer(headers: &HeaderMap, local: SocketAddr) -> bool {
    let mut hosts = headers.get_all(header::HOST).into_iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let named = host.to_str().unwrap_or_default();
    let own = match local.ip() {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    };
    let port = local.port();
    // A browser leaves out the usual port.
    let is_named = |name: &str| named == format!("{name}:{port}") || (port == 80 && named == name);
    ["127.0.0.1", "localhost", "[::1]", &own].into_iter().any(is_named)
}

/// Whether a form was sent from a page of the window. A browser names the origin of what it sends.
pub(super) fn is_from_here(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let host = text(header::HOST).unwrap_or_default();
    text(header::ORIGIN).is_none_or(|origin| origin == format!("http://{host}"))
}

/// The key of the session that a request names.
pub(super) fn session_key(headers: &HeaderMap, port: u16) -> Option<String> {
    let own = format!("{COOKIE}{port}");
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|one| one.to_str().ok());
    let mut pairs =
        cookies.flat_map(|all| all.split(';')).filter_map(|one| one.trim().split_once('='));
    pairs.find(|(name, _)| *name == own).map(|(_, key)| key.to_owned())
}

/// The key of the API that a request names.
pub(super) fn api_key(headers: &HeaderMap) -> Option<&str> {
    let (scheme, key) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(key)
}

/// A cookie that lets a browser in, for this site alone, and out of the reach of any script.
pub(super) fn cookie(key: &str, port: u16) -> String {
    format!("{COOKIE}{port}={key}; Path=/; HttpOnly; SameSite=Strict")
}

/// The same, taken away.
pub(super) fn no_cookie(port: u16) -> String {
    format!("{COOKIE}{port}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0")
}

/// An answer with all that every answer has.
pub(super) fn sealed(mut response: Response) -> Response {
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in fixed {
        // A sheet of paper carries its looks in itself, and says so.
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
