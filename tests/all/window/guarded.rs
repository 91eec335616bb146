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
    assert_eq!(browser.fills_with("/leave", "", &[]).status, 403, "a page of another site");
    assert_eq!(browser.fills("/leave", &[]).status, 200);
    assert_eq!(browser.gets("/").status, 401);
    for path in ["/", "/member/1", "/member/1/bill/0", "/member/1/notice/0", "/nothing"] {
        let stranger = window.request(&format!("GET {path}"), "", "");
        assert_eq!(stranger.status, 401, "{path}");
        assert!(!stranger.body.contains("990"), "{path}");
    }
    let name = browser.cookie.split('=').next().unwrap();
    let guessed = format!("Cookie: {name}={}\r\n", "0".repeat(64));
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
    assert_eq!(browser.gets("/member/-1").status, 404);
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
    let looks = office.looks(&["--member", ANNA]);
    let told = |by: &str, command: &str| [by.to_owned(), command.to_owned(), String::new()];
    assert_eq!(looks, [told("Wu", "serve"), told("Wu", "serve"), told("tests", "serve api")]);
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
    assert!(!gone.text().contains("ledger new"), "a clerk makes no other: {}", gone.text());
    std::fs::rename(&away, &here).unwrap();
    assert_eq!(browser.gets(&page).status, 200);
}

#[test]
fn what_asks_for_a_head_spends_no_link_and_nobody_is_sent_elsewhere() {
    let office = Office::new();
    let window = office.window();
    let head = window.request(&format!("HEAD {}", window.link), "", "");
    assert_eq!(head.status, 401);
    let browser = window.browser();
    let page = browser.finds(ANNA);
    let host = &window.host;
    let here = format!("http://{host}{page}");
    for (referer, back) in [
        (here.as_str(), page.as_str()),
        ("http://127.0.0.1//evil.example/", "/"),
        ("http://127.0.0.1/\\\\evil.example", "/"),
        ("http://evil.example/enter/1", "/"),
        ("http://127.0.0.1/leave", "/"),
        ("http://127.0.0.1/member//evil.example", "/"),
    ] {
        let headers = format!("Cookie: {}\r\nReferer: {referer}\r\n", browser.cookie);
        let sent = window.request("GET /speak/zh", &headers, "");
        assert_eq!(sent.headers["location"], back, "{referer}");
    }
}

#[test]
fn the_api_swallows_no_key_that_it_does_not_know() {
    let office = Office::new();
    let window = office.window();
    let bill = |more: (&str, &str)| {
        let mut bill = json!({
            "category": "inpatient", "hospital_level": "3", "admission": "2024-05-02", "discharge": "2024-05-06",
            "total": "8000", "pool_paid": "3000", "out_of_catalogue": "0", "class_b_prepay": "0", "deductible": "0",
            "critical_paid": "0", "assistance_paid": "0", "other_paid": "0",
        });
        bill[more.0] = json!(more.1);
        window.api("preview", &json!({ "member_id": ANNA, "bill": bill }))
    };
    assert_eq!(bill(("total", "8000")).status, 200);
    for more in [("colour", "1"), ("member_id", ANNA), ("rest_is_zero", "no"), ("bill_id", "A1")] {
        let refused = bill(more);
        assert_eq!(refused.status, 422, "{more:?}: {}", refused.body);
        assert_eq!(refused.json()["errors"][0]["field"], more.0);
    }
}

/// Another ledger in the place of the one that was served is asked by its own rules, though its runs have the same numbers.
#[test]
fn a_ledger_that_takes_the_place_of_another_is_asked_by_its_own_rules() {
    let office = Office::new();
    let other = Office::under(|rules| {
        rules.replace("year_deductible = \"500\"", "year_deductible = \"4000\"")
    });
    let window = office.window();
    let asked = json!({ "member_id": ANNA });
    let history = || window.api("history", &asked).json()["bills"][0]["payable"].clone();
    let before = history();
    std::fs::copy(other.path("city.ledger"), office.path("city.ledger")).unwrap();
    assert_ne!(history(), before, "5,000 above 4,000 is paid less than above 500");
}
