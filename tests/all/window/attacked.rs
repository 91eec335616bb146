//! What somebody might try from this computer, and gets nothing by: harmless probes of our own guards.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

use super::visitor::{ANNA, Answer, Office, Window, clock};

/// What would be more than text if a page, a header, a query or a path took it as it is.
const SMUGGLED: [&str; 13] = [
    "\"><script>alert(1)</script>",
    "'><img src=x onerror=alert(1)>",
    "\" autofocus onfocus=\"alert(1)",
    "</select></form><form action=//evil.example>",
    "<!-- ",
    "]]>",
    "&lt;b&gt;&#60;b&#62;",
    "javascript:alert(1)",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "' OR 1=1; DROP TABLE bills --",
    "../../../../etc/passwd",
    "a\r\nSet-Cookie: window=1\r\n\r\n<b>",
    "\"\"\"\n[bill]\ntotal = \"1\"",
];

/// The tags of a page with the names of their attributes, and nothing of what was typed.
fn tags(answer: &Answer) -> Vec<String> {
    let tag = |part: &str| {
        let (tag, _) = part.split_once('>').expect("each tag ends");
        tag.split('"').step_by(2).map(str::trim).collect::<Vec<_>>().join(" ")
    };
    answer.body.split('<').skip(1).map(tag).collect()
}

/// The names of the boxes in which something is typed.
fn boxes(body: &str) -> Vec<&str> {
    let inputs = body.split("<input ").skip(1).filter_map(|part| part.split_once('>'));
    let typed = inputs.filter(|(tag, _)| tag.contains("type=\"text\""));
    typed.filter_map(|(tag, _)| tag.split(" name=\"").nth(1)?.split('"').next()).collect()
}

fn escaped(text: &str) -> String {
    [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;")]
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// With something smuggled in all boxes a page has the tags that it has with an innocent word in them.
#[test]
fn whatever_is_typed_into_the_boxes_stays_text() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    let page = browser.finds(ANNA);
    let empty = browser.gets(&page);
    let names = boxes(&empty.body);
    assert!(names.len() > 15 && names.contains(&"diagnosis"), "{names:?}");
    let all = |text| names.iter().map(|name| (*name, text)).collect::<Vec<_>>();
    let innocent = tags(&browser.fills(&page, &all("x")));
    for evil in SMUGGLED {
        let answer = browser.fills(&page, &all(evil));
        assert_eq!(tags(&answer), innocent, "{evil:?}");
        let kept = format!("value=\"{}\"", escaped(evil));
        assert_eq!(answer.body.matches(&kept).count(), names.len(), "{kept}");
        assert!(!answer.headers.contains_key("set-cookie"), "{evil:?}");
        let found = browser.fills("/member", &[("member_id", evil)]);
        assert!(found.status == 422 && !found.headers.contains_key("location"), "{evil:?}");
        let named = browser.fills(&page, &[(evil, "x")]);
        assert_eq!(tags(&named), tags(&browser.fills(&page, &[("y", "x")])), "{evil:?}");
    }
}

#[test]
fn whatever_is_typed_to_come_in_stays_text() {
    let office = Office::new();
    office.user("Li", "supervisor", &["--everyone"]);
    let window = office.window_by(clock);
    let innocent = tags(&window.tries("x", "x"));
    for evil in SMUGGLED {
        let answer = window.tries(evil, evil);
        assert_eq!((answer.status, tags(&answer)), (401, innocent.clone()), "{evil:?}");
    }
}

/// The API says what was sent only as JSON, and finds nobody by it.
#[test]
fn whatever_is_sent_to_the_api_finds_nothing() {
    let office = Office::new();
    let window = office.window();
    for evil in SMUGGLED {
        for asked in [
            ("cover", json!({ "member_id": evil })),
            ("explain", json!({ "member_id": ANNA, "bill_id": evil })),
            ("notice", json!({ "member_id": ANNA, "bill_id": evil })),
            ("preview", json!({ "member_id": ANNA, "bill": { evil: evil } })),
        ] {
            let answer = window.api(asked.0, &asked.1);
            assert!(matches!(answer.status, 404 | 422), "{asked:?}: {}", answer.body);
            assert_eq!(answer.headers["content-type"], "application/problem+json");
            assert!(answer.json()["errors"].as_array().is_some_and(|all| !all.is_empty()));
        }
    }
}

/// A page of another site can send these without anybody's asking for it.
#[test]
fn forms_that_no_page_of_the_window_sends_are_refused() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    let (cookie, key) = (&browser.cookie, &browser.form_key);
    let body = format!("form_key={key}&member_id={ANNA}");
    let usual = "application/x-www-form-urlencoded";
    let sends = |kind: &str, origin: &str| {
        let headers = format!("Cookie: {cookie}\r\nContent-Type: {kind}\r\nOrigin: {origin}\r\n");
        window.request("POST /member", &headers, &body).status
    };
    let here = format!("http://{}", window.host);
    assert_eq!(sends(usual, &here), 303);
    for kind in ["text/plain", "multipart/form-data; boundary=x", "application/json"] {
        assert_eq!(sends(kind, &here), 403, "{kind}");
    }
    for origin in ["null", "https://127.0.0.1", "http://127.0.0.1:1", "http://evil.example"] {
        assert_eq!(sends(usual, origin), 403, "{origin}");
    }
    // The key stands in the form, once: not behind a wrong one, and not in the address.
    let behind = [("form_key", key.as_str()), ("member_id", ANNA)];
    assert_eq!(browser.fills_with("/member", "0", &behind).status, 403);
    let in_address = format!("/member?form_key={key}");
    assert_eq!(browser.fills_with(&in_address, "", &[("member_id", ANNA)]).status, 403);
    // What was sent before is sent again, after the browser left.
    assert_eq!(browser.fills("/leave", &[]).status, 200);
    assert_eq!(browser.fills("/member", &[("member_id", ANNA)]).status, 401);
}

#[test]
fn what_is_too_long_too_deep_or_too_many_is_refused_and_the_window_goes_on() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    let page = browser.finds(ANNA);
    assert_eq!(browser.fills(&page, &[("diagnosis", &"x".repeat(70_000))]).status, 413);
    let many: Vec<(&str, &str)> = vec![("a", "b"); 5_000];
    assert_eq!(browser.fills(&page, &many).status, 422);
    let key = format!("Authorization: Bearer {}\r\nContent-Type: application/json\r\n", window.key);
    for deep in ["[".repeat(50_000), "{\"a\":".repeat(10_000)] {
        assert_eq!(window.request("POST /api/v1/cover", &key, &deep).status, 400);
    }
    let numbers = format!("{{\"member_id\": {}}}", "9".repeat(50_000));
    assert_eq!(window.request("POST /api/v1/cover", &key, &numbers).status, 400);
    // A head or a line that never ends is cut off, and so is a body that is said to be longer than it may be.
    let host = &window.host;
    for request in [
        format!("GET /{} HTTP/1.1\r\nHost: {host}\r\n\r\n", "x".repeat(100_000)),
        format!("GET / HTTP/1.1\r\nHost: {host}\r\nX: {}\r\n\r\n", "x".repeat(100_000)),
        format!("GET / HTTP/1.1\r\nHost: {host}\r\n{}\r\n", "X: y\r\n".repeat(1_000)),
        format!(
            "POST /member HTTP/1.1\r\nHost: {host}\r\nCookie: {}\r\nContent-Length: 99999999999\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\nform_key=",
            browser.cookie
        ),
    ] {
        let status = status_of(&window, &request);
        assert!(matches!(status, None | Some(400..=499)), "{status:?}: {}", &request[..60]);
    }
    assert_eq!(browser.gets("/").status, 200);
}

/// The status that comes, or nothing where the connection is cut off.
fn status_of(window: &Window, request: &str) -> Option<u16> {
    let mut stream = TcpStream::connect(&window.host).unwrap();
    let _ = stream.write_all(request.as_bytes()); // It may be cut off while it is written.
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).split(' ').nth(1)?.parse().ok()
}

#[test]
fn tricks_with_paths_hosts_and_heads_get_nothing() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    browser.finds(ANNA);
    let (host, cookie) = (&window.host, format!("Cookie: {}\r\n", browser.cookie));
    for path in [
        "//evil.example/",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/member/1/../2",
        "/member/1%2fbill%2f0",
        "/member/1/bill/0/..",
        "/member/1;x=1",
        "/member/\u{ff11}",
        "/style.css/..%2f..%2fkey",
        "/api/v1/../../key",
        "/speak/..%2fmember",
    ] {
        let answer = window.sends(format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{cookie}\r\n"
        ));
        let elsewhere = answer
            .headers
            .get("location")
            .is_some_and(|to| !to.starts_with("/") || to.starts_with("//"));
        assert!(matches!(answer.status, 303 | 400 | 404) && !elsewhere, "{path}: {answer:?}");
        assert!(!answer.body.contains("Anna"), "{path}");
    }
    let of = |head: &str| status_of(&window, &format!("{head}Connection: close\r\n{cookie}\r\n"));
    let refused = |head: String| {
        let status = of(&head);
        assert!(matches!(status, None | Some(400..=499)), "{status:?}: {head}");
    };
    refused("GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n".to_owned());
    refused(format!("GET / HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\n"));
    refused(format!("GET / HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: {host}\r\n"));
    refused(format!("GET / HTTP/1.1\r\nHost: wu@{host}\r\n"));
    refused(format!("GET / HTTP/1.1\r\nHost: {host}.\r\n"));
    refused("GET / HTTP/1.1\r\n".to_owned());
    refused("GET / HTTP/1.0\r\n".to_owned());
    // Two lengths, or a length and chunks: who stands between would read another request than the window.
    let twice = "Content-Length: 5\r\nContent-Length: 6\r\n";
    refused(format!("POST /member HTTP/1.1\r\nHost: {host}\r\n{twice}"));
    for method in ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "POST"] {
        refused(format!("{method} /style.css HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n"));
    }
    // A verb in a head is none.
    let answer =
        window.request("POST /member/1", &format!("{cookie}X-HTTP-Method-Override: GET\r\n"), "");
    assert_eq!(answer.status, 403);
}

/// More connections than there is room for, none of which says anything: they are cut off, and who asks then is answered.
#[test]
fn clients_that_keep_still_keep_nobody_out_for_long() {
    let office = Office::new();
    let window = office.window();
    let said = "GET / HTTP/1.1\r\nHost: ";
    let still: Vec<TcpStream> = (0..300)
        .map(|at| {
            let mut stream = TcpStream::connect(&window.host).unwrap();
            stream.write_all(&said.as_bytes()[..at % said.len()]).unwrap();
            stream
        })
        .collect();
    // They are cut off after ten seconds; a window that waits for them longer is a failure, and ends the wait.
    let mut asks = TcpStream::connect(&window.host).unwrap();
    asks.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    write!(asks, "GET /style.css HTTP/1.1\r\nHost: {}\r\n\r\n", window.host).unwrap();
    let mut answer = String::new();
    asks.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    drop(still);
}

#[test]
fn a_wrong_key_of_the_api_gets_the_same_answer_whatever_is_asked() {
    let office = Office::new();
    let window = office.window();
    let asked = |body: &Value| {
        let headers = format!(
            "Authorization: Bearer {}\r\nContent-Type: application/json\r\n",
            "0".repeat(64)
        );
        let answer = window.request("POST /api/v1/cover", &headers, body.to_string());
        (answer.status, answer.body)
    };
    let known = asked(&json!({ "member_id": ANNA }));
    assert_eq!(known.0, 401);
    assert_eq!(known, asked(&json!({ "member_id": "990000198001010039" })));
    assert_eq!(known, asked(&json!("?")));
}
