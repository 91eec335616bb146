//! Coming in by name and password: links, locks, sessions, and what does not let in.

use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

use super::visitor::{ANNA, Browser, Office, PASSWORD, Window, clock};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

#[test]
fn a_password_is_set_once_by_a_link_that_looking_at_does_not_spend() {
    let office = Office::new();
    let link = office.user("Li Na", "supervisor", &["--everyone"]);
    let window = office.window_by(clock);
    for _ in 0..2 {
        assert!(
            window.request(&format!("GET {link}"), "", "").text().contains("a password for Li Na")
        );
    }
    let sets = |one: &str, other: &str| {
        window.stranger(&link).fills(&link, &[("password", one), ("again", other)])
    };
    assert_eq!(sets(PASSWORD, "Kranich 2027!").status, 422, "not the same");
    assert_eq!(sets("short", "short").status, 422);
    assert_eq!(sets(PASSWORD, PASSWORD).status, 303);
    assert_eq!(window.request(&format!("GET {link}"), "", "").status, 404, "spent");
    // The name is one name in whatever width and case it is typed.
    let browser = window.logs_in(" ｌｉ　NA", PASSWORD);
    assert_eq!(browser.gets("/").status, 200);
    assert_eq!(window.tries("Li Na", "Kranich 2027!").status, 401);
    let came = ["Li Na", "serve log-in", ""].map(str::to_owned);
    assert!(office.looks(&[]).contains(&came), "under the name that the user has");
    // A new link leaves the old password, until it is used; then whoever was in is out.
    let again = office.users(&["link", "city.ledger", "Li Na"], &[]);
    let again = format!("/password/{}", again.trim().rsplit('/').next().unwrap());
    assert_eq!(browser.gets("/").status, 200);
    let boxes = [("password", "Reiher 2026!"), ("again", "Reiher 2026!")];
    assert_eq!(window.stranger(&again).fills(&again, &boxes).status, 303);
    assert_eq!(browser.gets("/").status, 401);
    assert_eq!(window.tries("Li Na", PASSWORD).status, 401);
    window.logs_in("Li Na", "Reiher 2026!");
}

#[test]
fn a_link_holds_for_a_day() {
    static LATER: AtomicI64 = AtomicI64::new(0);
    let office = Office::new();
    let link = office.user("Li", "supervisor", &["--everyone"]);
    let window = office.window_by(|| clock() + LATER.load(Relaxed));
    let status = || window.request(&format!("GET {link}"), "", "").status;
    LATER.store(23 * HOUR, Relaxed);
    assert_eq!(status(), 200);
    LATER.store(24 * HOUR + MINUTE, Relaxed);
    assert_eq!(status(), 404);
}

#[test]
fn nobody_learns_whether_there_is_a_user_of_a_name() {
    let office = Office::new();
    let link = office.user("Li", "supervisor", &["--everyone"]);
    office.user("Chen", "clerk", &["--part", "9900.01"]);
    let window = office.window_by(clock);
    window.first("Li", &link);
    let text = |name: &str| {
        let answer = window.tries(name, "Kranich 2027!");
        (answer.status, answer.text().replace(name, "NAME"))
    };
    let wrong = text("Li");
    assert_eq!(wrong.0, 401);
    assert!(wrong.1.contains("name or password is wrong"), "{}", wrong.1);
    assert_eq!(text("Zhao"), wrong, "nobody is called so");
    assert_eq!(text("Chen"), wrong, "who has set no password yet");
    // What was typed as a name may be a password: the log does not have it.
    assert_eq!(window.tries("my secret", "x").status, 401);
    let file = std::fs::read(office.path("city.ledger.access")).unwrap();
    assert!(!String::from_utf8_lossy(&file).to_lowercase().contains("my secret"));
    let by: Vec<[String; 3]> = office.looks(&[]);
    let refused = by.iter().filter(|[_, command, _]| command == "serve log-in refused");
    let by: Vec<&str> = refused.map(|[by, ..]| by.as_str()).collect();
    assert_eq!(by, ["Li", "?", "Chen", "?"]);
}

#[test]
fn five_failures_lock_a_name_for_minutes_that_grow_also_one_that_nobody_has() {
    static LATER: AtomicI64 = AtomicI64::new(0);
    let office = Office::new();
    let link = office.user("Li", "supervisor", &["--everyone"]);
    let window = office.window_by(|| clock() + LATER.load(Relaxed));
    window.first("Li", &link);
    for name in ["Li", "Zhao"] {
        let status = |password: &str| window.tries(name, password).status;
        assert_eq!((0..5).map(|_| status("wrong")).collect::<Vec<_>>(), [401; 5], "{name}");
        assert_eq!((status(PASSWORD), status("wrong")), (429, 429), "{name}: the right one too");
        let said = window.tries(name, PASSWORD).text();
        assert!(said.contains("locked for 1 minutes"), "{said}");
        LATER.fetch_add(MINUTE + 1, Relaxed);
        assert_eq!((status("wrong"), status("wrong")), (401, 429), "{name}: one more try");
        LATER.fetch_add(MINUTE + 1, Relaxed);
        assert_eq!(status("wrong"), 429, "{name}: two minutes now");
        LATER.fetch_add(MINUTE + 1, Relaxed);
        assert_eq!(status(PASSWORD), if name == "Li" { 303 } else { 401 });
    }
    // Who came in begins anew.
    assert_eq!((0..4).map(|_| window.tries("Li", "wrong").status).collect::<Vec<_>>(), [401; 4]);
    window.logs_in("Li", PASSWORD);
    // A new password unlocks.
    (0..5).for_each(|_| drop(window.tries("Li", "wrong")));
    assert_eq!(window.tries("Li", PASSWORD).status, 429);
    let again = office.users(&["link", "city.ledger", "Li"], &[]);
    window.first("Li", &format!("/password/{}", again.trim().rsplit('/').next().unwrap()));
}

#[test]
fn a_key_that_was_planted_lets_nobody_in_and_forms_of_others_do_nothing() {
    let office = Office::new();
    let link = office.user("Li", "supervisor", &["--everyone"]);
    let window = office.window_by(clock);
    let li = window.first("Li", &link);
    // The browser had a key before; who planted it is no session afterwards.
    let before = window.stranger("/");
    let planted = before.cookie.clone();
    let boxes = [("name", "Li"), ("password", PASSWORD)];
    let answer = before.fills("/log-in", &boxes);
    assert_eq!(answer.status, 303);
    assert_ne!(answer.headers["set-cookie"].split(';').next().unwrap(), planted);
    assert_eq!(before.gets("/").status, 401);
    // A form without its cookie, with another's, or from another site.
    let sends = |cookie: &str, form_key: &str| {
        let cookie = cookie.to_owned();
        let browser = Browser { window: &window, cookie, form_key: String::new() };
        browser.fills_with("/log-in", form_key, &boxes).status
    };
    let other = window.stranger("/");
    assert_eq!(sends("", &before.form_key), 403);
    assert_eq!(sends(&other.cookie, &before.form_key), 403);
    assert_eq!(sends(&other.cookie, ""), 403);
    assert_eq!(sends(&other.cookie, &other.form_key), 303);
    let headers = format!(
        "Cookie: {}\r\nOrigin: http://evil.example\r\nContent-Type: application/x-www-form-urlencoded\r\n",
        other.cookie
    );
    let body = format!("form_key={}&name=Li&password=Kranich%202026!", other.form_key);
    assert_eq!(window.request("POST /log-in", &headers, &body).status, 403);
    // A form of one session does nothing in another, and nothing after it has left.
    let second = window.logs_in("Li", PASSWORD);
    assert_eq!(second.fills_with("/member", &li.form_key, &[("member_id", ANNA)]).status, 403);
    assert_eq!(second.fills("/leave", &[]).status, 200);
    assert_eq!(second.fills("/member", &[("member_id", ANNA)]).status, 401);
    assert_eq!(li.gets("/").status, 200, "another session of the same user");
}

#[test]
fn sessions_end_when_idle_at_the_end_of_the_day_and_with_what_a_user_may() {
    static LATER: AtomicI64 = AtomicI64::new(0);
    let office = Office::new();
    let link = office.user("Li", "supervisor", &["--everyone"]);
    let window = office.window_by(|| clock() + LATER.load(Relaxed));
    let is_in = |browser: &Browser| browser.gets("/").status == 200;
    let li = window.first("Li", &link);
    LATER.fetch_add(29 * MINUTE, Relaxed);
    assert!(is_in(&li));
    LATER.fetch_add(29 * MINUTE, Relaxed);
    assert!(is_in(&li), "half an hour since it was used, not since it began");
    LATER.fetch_add(31 * MINUTE, Relaxed);
    assert!(!is_in(&li));
    let li = window.logs_in("Li", PASSWORD);
    for _ in 0..24 {
        LATER.fetch_add(29 * MINUTE, Relaxed);
        assert!(is_in(&li));
    }
    LATER.fetch_add(29 * MINUTE, Relaxed);
    assert!(!is_in(&li), "twelve hours, however much it is used");
    // Another part, another session.
    let chen = office.user("Chen", "clerk", &["--part", "9900.01"]);
    // The link was made by the clock of the computer, a day ago by that of the window.
    LATER.store(0, Relaxed);
    let chen = window.first("Chen", &chen);
    assert!(is_in(&chen));
    office.users(&["change", "city.ledger", "Chen", "--role", "clerk"], &["--part", "9900.02"]);
    assert!(!is_in(&chen));
    let chen = window.logs_in("Chen", PASSWORD);
    office.users(&["remove", "city.ledger", "Chen"], &[]);
    assert!(!is_in(&chen));
    assert_eq!(window.tries("Chen", PASSWORD).status, 401);
}

#[test]
fn the_first_user_ends_the_time_of_who_opened_the_window() {
    let office = Office::new();
    let window = office.window_by(clock);
    let opener = window.browser();
    assert_eq!(opener.gets("/").status, 200);
    let refused = office.refuses_user("Chen", "clerk");
    assert!(refused.contains("the first user is one"), "{refused}");
    let link = office.user("Li", "supervisor", &["--everyone"]);
    assert_eq!(opener.gets("/").status, 401);
    window.first("Li", &link);
    drop(window);
    let window = office.window_by(clock);
    assert_eq!(window.link, "/enter/", "no link is told");
    // The session of a user outlives the program.
    let li = window.logs_in("Li", PASSWORD);
    let cookie = li.cookie.clone();
    let port = window.address.port();
    drop(window);
    let window = office.window_by(clock);
    let cookie = cookie.replace(&port.to_string(), &window.address.port().to_string());
    let li = Browser { window: &window, cookie, form_key: String::new() };
    assert_eq!(li.gets("/").status, 200);
}

/// Cookies are sent to every port of a computer.
#[test]
fn two_windows_of_one_computer_do_not_take_each_others_sessions() {
    let office = Office::new();
    let link = office.user("Li", "supervisor", &["--everyone"]);
    let (one, other) = (office.window_by(clock), office.window_by(clock));
    let li = one.first("Li", &link);
    let name = |window: &Window| format!("window{}=", window.address.port());
    assert!(li.cookie.starts_with(&name(&one)));
    let there = Browser { window: &other, cookie: li.cookie.clone(), form_key: String::new() };
    assert_eq!(there.gets("/").status, 401);
}
