//! What every request and every answer has to have.

use std::net::{IpAddr, SocketAddr};

use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::response::Response;

use crate::access::Key;

/// Nothing is fetched, run, framed or sent elsewhere, even if something could be smuggled into a page.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";
/// Browsers come by TLS alone from now on, for a year.
const TLS_ALONE: &str = "max-age=31536000";

/// The same for a sheet of paper, which carries its looks in itself.
pub(super) const POLICY_OF_SHEETS: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

/// By what name the window is reached: what requests have to name, and what cookies hold for.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    /// Where it listens.
    pub local: SocketAddr,
    /// The name under which other computers reach it, by TLS alone; nothing where they do not.
    pub public: Option<String>,
}

impl Guard {
    /// What addresses of the window begin with.
    pub fn origin(&self) -> String {
        match &self.public {
            Some(host) => format!("https://{host}"),
            None => format!("http://{}", self.local),
        }
    }

    /// Whether a request means the window by name, so that no page of another site reaches it by a name that it makes
    /// point here.
    pub fn is_meant(&self, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(header::HOST).into_iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
        let named = host.to_str().unwrap_or_default().to_ascii_lowercase();
        match &self.public {
            Some(host) => named == *host || named.strip_suffix(":443") == Some(host),
            None => self.is_this_computer(&named),
        }
    }

    fn is_this_computer(&self, named: &str) -> bool {
        let own = match self.local.ip() {
            IpAddr::V4(ip) => ip.to_string(),
            IpAddr::V6(ip) => format!("[{ip}]"),
        };
        let port = self.local.port();
        // A browser leaves out the usual port.
        let is_named =
            |name: &str| named == format!("{name}:{port}") || (port == 80 && named == name);
        ["127.0.0.1", "localhost", "[::1]", &own].into_iter().any(is_named)
    }

    /// Whether a form was sent from a page of the window. A browser names the origin of what it sends.
    pub fn is_from_here(&self, headers: &HeaderMap) -> bool {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let own = match &self.public {
            Some(host) => format!("https://{host}"),
            None => format!("http://{}", text(header::HOST).unwrap_or_default()),
        };
        text(header::ORIGIN).is_none_or(|origin| origin == own)
    }

    /// The key that a request's cookie has, be it of a session or not.
    pub fn key(&self, headers: &HeaderMap) -> Option<Key> {
        let own = self.cookie_name();
        let cookies =
            headers.get_all(header::COOKIE).into_iter().filter_map(|one| one.to_str().ok());
        let mut pairs =
            cookies.flat_map(|all| all.split(';')).filter_map(|one| one.trim().split_once('='));
        pairs.find(|(name, _)| *name == own).and_then(|(_, key)| Key::sent(key))
    }

    /// The name of the cookie. Browsers send one to every port of a computer, so the port is in it; one that begins
    /// with `__Host-` they take by TLS alone, and from no other name.
    fn cookie_name(&self) -> String {
        match &self.public {
            Some(_) => "__Host-window".to_owned(),
            None => format!("window{}", self.local.port()),
        }
    }

    /// A cookie for this site alone, out of the reach of any script.
    pub fn cookie(&self, key: &Key) -> HeaderValue {
        self.cookie_of(key.text(), "")
    }

    /// The same, taken away.
    pub fn no_cookie(&self) -> HeaderValue {
        self.cookie_of("", "; Max-Age=0")
    }

    fn cookie_of(&self, key: &str, end: &str) -> HeaderValue {
        let secure = if self.public.is_some() { "; Secure" } else { "" };
        let name = self.cookie_name();
        let cookie = format!("{name}={key}; Path=/; HttpOnly; SameSite=Strict{secure}{end}");
        HeaderValue::from_str(&cookie).expect("a key is hexadecimal digits")
    }

    /// An answer with all that every answer has.
    pub fn sealed(&self, mut response: Response) -> Response {
        let fixed = [
            (header::CONTENT_SECURITY_POLICY, POLICY),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "same-origin"),
            (header::CACHE_CONTROL, "no-store"),
            (header::X_FRAME_OPTIONS, "DENY"),
        ];
        let by_tls = self.public.iter().map(|_| (header::STRICT_TRANSPORT_SECURITY, TLS_ALONE));
        for (name, value) in fixed.into_iter().chain(by_tls) {
            // A sheet of paper carries its looks in itself, and says so.
            response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
        }
        response
    }
}

/// The key of the API that a request names.
pub(super) fn api_key(headers: &HeaderMap) -> Option<Key> {
    let (scheme, key) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") { Key::sent(key.trim()) } else { None }
}
