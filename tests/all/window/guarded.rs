//! Who is let in, and what is refused.

use serde_json::json;

use super::visitor::{ANNA, Office};

#[test]
fn the_link_holds_once_and_a_browser_that_left_is_out() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    assert_eq!(
        window.request(&format!("GET {}", window.link), "", "").status,
        401,
        "a second time"
    );
    assert_eq!(browser.gets("/").status, 200);
    assert_eq!(browser.gets("/leave").status, 401);
    assert_eq!(browser.gets("/").status, 401);
    for path in ["/", "/member/1", "/member/1/bill/0", "/member/1/notice/0", "/nothing"] {
        let stranger = window.request(&format!("GET {path}"), "", "");
        assert_eq!(stranger.status, 401, "{path}");
        assert!(!stranger.body.contains("990"), "{path}");
    }
    let guessed = format!("Cookie: window={}\r\n", "0".repeat(64));
    assert_eq!(window.request("GET /", &guessed, "").status, 401);
}

#[test]
fn forms_of_others_and_names_that_point_here_get_nothing() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    let page = browser.finds(ANNA);
    for key in ["", "0", &"0".repeat(64)] {
        assert_eq!(browser.fills_with(&page, key, &[("total", "1")]).status, 403, "{key}");
        assert_eq!(browser.fills_with("/member", key, &[("member_id", ANNA)]).status, 403, "{key}");
    }
    let of_another = format!(
        "Cookie: {}\r\nOrigin: http://evil.example\r\nContent-Type: application/x-www-form-urlencoded\r\n",
        browser.cookie
    );
    let body = format!("form_key={}&member_id={ANNA}", browser.form_key);
    assert_eq!(window.request("POST /member", &of_another, &body).status, 403);
    for host in ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1.evil.example:7480", ""]
    {
        let request = format!(
            "GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nCookie: {}\r\n\r\n",
            browser.cookie
        );
        assert_eq!(window.sends(&request).status, 421, "{host}");
    }
}

#[test]
fn another_sessions_members_are_not_reached_by_number() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    assert_eq!(browser.finds(ANNA), "/member/1");
    for path in [
        "/member/2",
        "/member/0",
        "/member/4294967295",
        "/member/1/bill/7",
        "/member/1/notice/7",
        "/../etc/passwd",
    ] {
        assert_eq!(browser.gets(path).status, 404, "{path}");
    }
    assert_eq!(browser.gets("/member/1/bill/0").status, 200);
    assert_eq!(browser.gets("/member/-1").status, 400);
}

#[test]
fn nothing_that_is_typed_or_known_becomes_a_part_of_the_page() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    let page = browser.finds(ANNA);
    let evil = "\"><script>alert(1)</script>";
    for name in [
        "category",
        "admission",
        "total",
        "diagnosis",
        "hospital_id",
        "no_such_box",
        "rest_is_zero",
    ] {
        let answer = browser.fills(&page, &[(name, evil)]);
        assert!(!answer.body.contains("<script"), "{name}: {}", answer.body);
    }
    let shown = browser.gets(&page);
    assert!(shown.body.contains("Anna&lt;b&gt;"), "{}", shown.body);
    let found = browser.fills("/member", &[("member_id", evil)]);
    assert!(found.status == 422 && !found.body.contains("<script"), "{}", found.body);
    for answer in [shown, found] {
        let policy = &answer.headers["content-security-policy"];
        assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{policy}");
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    }
}

#[test]
fn the_api_is_closed_without_its_key_and_bounded_in_what_it_takes() {
    let office = Office::new();
    let window = office.window();
    let body = json!({ "member_id": ANNA }).to_string();
    let json_of = "Content-Type: application/json\r\n";
    for key in [
        "",
        "Authorization: Bearer \r\n",
        "Authorization: Bearer 00\r\n",
        "Authorization: Basic eDp5\r\n",
    ] {
        let refused = window.request("POST /api/v1/cover", &format!("{key}{json_of}"), &body);
        assert_eq!(refused.status, 401, "{key}");
        assert!(!refused.body.contains("periods"));
    }
    let key = format!("Authorization: Bearer {}\r\n", window.key);
    assert_eq!(window.request("POST /api/v1/cover", &key, &body).status, 415);
    let sent = |body: &str| window.request("POST /api/v1/cover", &format!("{key}{json_of}"), body);
    assert_eq!(sent(&body).status, 200);
    for wrong in ["", "{", "[]", "{\"member_id\": 1}", "{\"member_id\":\"M\",\"more\":1}"] {
        let refused = sent(wrong);
        assert_eq!(refused.status, 400, "{wrong}");
        assert_eq!(refused.headers["content-type"], "application/problem+json");
    }
    assert_eq!(sent(&json!({ "member_id": ANNA, "day": "today" }).to_string()).status, 422);
    assert_eq!(sent(&format!("\"{}\"", "x".repeat(100_000))).status, 413);
    // Its description is no secret.
    let described = window.request("GET /api/v1/openapi.json", "", "");
    assert_eq!((described.status, &described.json()["openapi"]), (200, &json!("3.1.0")));
}

#[test]
fn every_look_is_logged_before_anything_is_shown_and_the_ledger_is_as_it_was() {
    let office = Office::new();
    let before = std::fs::read(office.path("city.ledger")).unwrap();
    let window = office.window();
    let browser = window.browser();
    let page = browser.finds(ANNA);
    browser.fills(&page, &[("category", "inpatient")]);
    window.api("history", &json!({ "member_id": ANNA }));
    assert_eq!(std::fs::read(office.path("city.ledger")).unwrap(), before);
    let looks = office.does(&["ledger", "looks", "city.ledger", "--member", ANNA, "--by", "Wu"]);
    assert_eq!(looks.matches("serve").count(), 3, "{looks}");
}

#[test]
fn a_ledger_that_is_gone_is_said_on_a_page_and_comes_back_without_a_new_start() {
    let office = Office::new();
    let window = office.window();
    let browser = window.browser();
    let page = browser.finds(ANNA);
    let (here, away) = (office.path("city.ledger"), office.path("away"));
    std::fs::rename(&here, &away).unwrap();
    let gone = browser.gets(&page);
    assert_eq!(gone.status, 503);
    assert!(gone.text().contains("the ledger gives no answer"), "{}", gone.text());
    std::fs::rename(&away, &here).unwrap();
    assert_eq!(browser.gets(&page).status, 200);
}

#[test]
fn other_computers_and_keys_that_others_may_read_are_refused() {
    use std::os::unix::fs::PermissionsExt;
    let office = Office::new();
    let serves = |more: &[&str]| {
        let mut huzhu = std::process::Command::new(env!("CARGO_BIN_EXE_huzhu"));
        huzhu.current_dir(office.path("")).args([
            "--lang",
            "en",
            "serve",
            "--ledger",
            "city.ledger",
        ]);
        let output = huzhu.args(more).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for address in ["0.0.0.0:0", "192.0.2.1:80", "[::]:0"] {
        let (code, said) = serves(&["--listen", address]);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("can be reached from other computers"), "{said}");
    }
    office.write("open.key", &"0".repeat(64));
    let mode = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(office.path("open.key"), mode).unwrap();
    let (code, said) = serves(&["--listen", "127.0.0.1:0", "--api-key", "open.key"]);
    assert!(code == Some(1) && said.contains("the key in open.key cannot be used"), "{said}");
    let window = office.window();
    let mode = std::fs::metadata(office.path("key")).unwrap().permissions().mode();
    assert_eq!((mode & 0o777, window.key.len()), (0o600, 64));
}
