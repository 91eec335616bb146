//! Who may see whom: a clerk, a supervisor, an auditor and a program, over the same members.

use serde_json::json;

use super::visitor::{
    ANNA, ANNA_ON_AN_OLD_CARD, Answer, BELA, Browser, CARL, Office, PASSWORD, Window, clock,
};

/// An office with a supervisor, a clerk of Anna's town and an auditor.
fn staffed() -> (Office, [String; 3]) {
    let office = Office::new();
    let li = office.user("Li", "supervisor", &["--everyone"]);
    let chen = office.user("Chen", "clerk", &["--part", "9900.01"]);
    let shen = office.user("Shen", "auditor", &["--everyone"]);
    (office, [li, chen, shen])
}

fn comes<'w>(window: &'w Window, links: &[String; 3]) -> [Browser<'w>; 3] {
    ["Li", "Chen", "Shen"].map(|name| {
        let at = ["Li", "Chen", "Shen"].iter().position(|known| *known == name).unwrap();
        window.first(name, &links[at])
    })
}

fn asks(browser: &Browser, id: &str) -> (u16, String) {
    let answer = browser.fills("/member", &[("member_id", id)]);
    (answer.status, answer.text())
}

#[test]
fn a_clerk_sees_the_members_of_a_town_and_is_told_that_others_are_elsewhere() {
    let (office, links) = staffed();
    let window = office.window_by(clock);
    let [li, chen, _] = comes(&window, &links);
    assert_eq!((asks(&chen, ANNA).0, asks(&chen, CARL).0), (303, 303), "the town and a unit of it");
    let (status, said) = asks(&chen, BELA);
    assert_eq!(status, 403);
    assert!(
        said.contains("another office looks after this member") && !said.contains("Bela"),
        "{said}"
    );
    // No number leads there, also not one that another session has.
    assert!(li.finds(BELA) == "/member/1" && chen.gets("/member/3").status == 404);
    assert_eq!(asks(&chen, "990000198001010039").0, 422, "whom nobody knows");
    let at_bela = office.looks(&["--member", BELA]);
    let told = |by: &str, command: &str| [by.to_owned(), command.to_owned(), String::new()];
    assert_eq!(at_bela, [told("Chen", "serve refused: other office"), told("Li", "serve")]);
    let sought = office.looks(&["--by", "Chen"]);
    assert_eq!(sought.last().unwrap()[1], "serve unknown");
}

#[test]
fn by_name_are_found_those_alone_whom_one_may_see_without_a_reason() {
    let (office, links) = staffed();
    office.users(&["restrict", "city.ledger", CARL], &[]);
    let window = office.window_by(clock);
    let [li, chen, shen] = comes(&window, &links);
    let seeks = |browser: &Browser, name: &str| browser.fills("/find", &[("name", name)]).status;
    assert_eq!((seeks(&chen, "Anna<b>"), seeks(&li, "Bela")), (200, 200));
    assert_eq!(seeks(&chen, "Bela"), 422, "of another town, as if there were no such name");
    assert_eq!(
        (seeks(&chen, "Carl"), seeks(&li, "Carl")),
        (422, 422),
        "restricted: by the id, with a reason"
    );
    assert_eq!(seeks(&shen, "Anna<b>"), 403, "an auditor sees no names");
    let at_bela = office.looks(&["--member", BELA]);
    assert_eq!(at_bela, [["Li", "serve find", ""].map(str::to_owned)]);
}

#[test]
fn a_program_sees_what_a_clerk_of_its_part_sees() {
    let office = Office::new();
    let key = office.program("hospital", &["--part", "9900.01"]);
    let window = office.window_by(clock);
    let asks =
        |key: &str, id: &str| window.api_by(key, "cover", &json!({ "member_id": id })).status;
    assert_eq!((asks(&key, ANNA), asks(&key, BELA)), (200, 403));
    assert_eq!((asks(&office.key, ANNA), asks(&office.key, BELA)), (200, 200));
    office.users(&["restrict", "city.ledger", ANNA], &[]);
    assert_eq!((asks(&key, ANNA), asks(&office.key, ANNA)), (403, 403));
    office.users(&["unkey", "city.ledger", "hospital"], &[]);
    assert_eq!(asks(&key, CARL), 401);
    let by = office.looks(&["--member", BELA]);
    assert_eq!(by.iter().map(|[by, ..]| by.as_str()).collect::<Vec<_>>(), ["hospital", "tests"]);
    let file = std::fs::read(office.path("city.ledger.access")).unwrap();
    assert!(!String::from_utf8_lossy(&file).contains(&office.key), "its hash alone is kept");
}

#[test]
fn nobody_looks_at_their_own_file_under_any_of_their_ids() {
    let office = Office::new();
    let li = office.user("Li", "supervisor", &["--everyone", "--own", ANNA_ON_AN_OLD_CARD]);
    let window = office.window_by(clock);
    let li = window.first("Li", &li);
    for id in [ANNA, ANNA_ON_AN_OLD_CARD] {
        let (status, said) = asks(&li, id);
        assert!(status == 403 && said.contains("ask a colleague"), "{id}: {said}");
    }
    assert_eq!(asks(&li, CARL).0, 303);
    // A change that does not speak of it opens it to no one.
    office.users(&["change", "city.ledger", "Li", "--role", "supervisor"], &["--everyone"]);
    assert_eq!(asks(&window.logs_in("Li", PASSWORD), ANNA).0, 403);
}

#[test]
fn a_restricted_member_is_for_supervisors_with_a_reason() {
    let (office, links) = staffed();
    office.users(&["restrict", "city.ledger", ANNA], &[]);
    office.users(&["restrict", "city.ledger", BELA], &[]);
    let window = office.window_by(clock);
    let [li, chen, shen] = comes(&window, &links);
    for browser in [&chen, &shen] {
        let (status, said) = asks(browser, ANNA);
        assert!(status == 403 && said.contains("a supervisor looks after this member"), "{said}");
    }
    // To who may not see a member of another town, nothing more is said of it.
    assert!(asks(&chen, BELA).1.contains("another office looks after this member"));
    let asked = li.fills("/member", &[("member_id", ANNA)]);
    assert_eq!(asked.headers["location"], "/member/1/reason");
    assert_eq!(li.gets("/member/1").status, 403, "not without a reason");
    assert_eq!(li.gets("/member/1/notice/0").status, 403);
    assert_eq!(li.fills("/member/1/reason", &[("reason", " ")]).status, 422);
    assert_eq!(li.fills("/member/1/reason", &[("reason", "an appeal")]).status, 303);
    assert_eq!(li.gets("/member/1").status, 200);
    let last = office.looks(&["--member", ANNA]).pop().unwrap();
    assert_eq!(last, ["Li", "serve", "an appeal"].map(str::to_owned));
    office.users(&["unrestrict", "city.ledger", ANNA_ON_AN_OLD_CARD], &[]);
    assert_eq!(asks(&chen, ANNA).0, 303);
}

#[test]
fn a_whole_id_is_shown_with_a_reason_that_is_logged() {
    let (office, links) = staffed();
    let window = office.window_by(clock);
    let [_, chen, _] = comes(&window, &links);
    let page = chen.finds(ANNA);
    let at = format!("{page}/id");
    for answer in [chen.gets(&page), chen.gets(&at), chen.fills(&at, &[("reason", "")])] {
        assert!(!answer.body.contains(ANNA), "{}", answer.text());
    }
    assert_eq!(chen.fills_with(&at, "", &[("reason", "x")]).status, 403);
    let shown = chen.fills(&at, &[("reason", "to telephone")]);
    assert!(shown.status == 200 && shown.body.contains(ANNA));
    let last = office.looks(&["--member", ANNA]).pop().unwrap();
    assert_eq!(last, ["Chen", "serve id", "to telephone"].map(str::to_owned));
}

/// An auditor's story: Chen had no call from Bela, and looked for her.
#[test]
fn an_auditor_finds_who_looked_at_whom_and_sees_no_name() {
    let (office, links) = staffed();
    let window = office.window_by(clock);
    let [li, chen, shen] = comes(&window, &links);
    asks(&chen, BELA);
    let page = chen.finds(ANNA);
    chen.gets(&page);
    li.finds(ANNA);
    let all = shen.gets("/looks");
    assert!(all.text().contains("the log is whole"), "{}", all.text());
    assert!(all.body.contains("990***25") && all.body.contains("990***12"), "{}", all.text());
    let in_words = ["the page of a member", "nothing: a member of another office"];
    assert!(in_words.iter().all(|words| all.text().contains(words)), "{}", all.text());
    assert!(!all.body.contains(BELA) && !all.body.contains("Bela"));
    let found = |boxes: &[(&str, &str)]| {
        let text = shen.fills("/looks", boxes).text();
        (text.matches(" Li ").count(), text.matches(" Chen ").count())
    };
    assert_eq!(found(&[("member", BELA)]), (0, 1));
    assert_eq!(found(&[("member", ANNA_ON_AN_OLD_CARD), ("by", "chen")]), (0, 2));
    assert_eq!(found(&[("from", "2024-06-02"), ("to", "2024-06-30")]), (0, 0));
    let wrong = shen.fills("/looks", &[("from", "June")]);
    assert!(wrong.status == 422 && wrong.body.contains("id=\"from-fault\""));
    assert_eq!(shen.fills_with("/looks", "", &[]).status, 403);
    // What was asked of the log is in the log.
    let asked = office.looks(&["--by", "Shen", "--member", BELA]);
    assert_eq!(asked.iter().filter(|[_, command, _]| command == "serve looks").count(), 1);
    // An auditor sees what was paid, and not to whom.
    let page = shen.finds(ANNA);
    let shown = shen.gets(&page);
    assert!(shown.status == 200 && !shown.body.contains("Anna"), "{}", shown.text());
    let refused = [format!("{page}/notice/0"), format!("{page}/id")];
    assert_eq!(refused.map(|path| shen.gets(&path).status), [403, 403]);
    // The others see no log.
    assert_eq!((li.gets("/looks").status, chen.gets("/looks").status), (403, 403));
    // What was done to users stands there in words, with roles and parts.
    let all = shen.gets("/looks").text();
    for said in [
        "made the user Li: supervisor, all members",
        "made the user Chen: clerk, members of 9900.01",
        "made a key for the program tests: all members",
    ] {
        assert!(all.contains(said), "{said}: {all}");
    }
    assert!(!all.contains("users add"), "{all}");
}

/// What is new is checked with each page, and all of the log at first and whenever it is asked for.
#[test]
fn a_line_that_was_changed_is_found_at_once_where_it_is_new_and_else_when_all_is_checked() {
    let (office, links) = staffed();
    let window = office.window_by(clock);
    let [li, _, shen] = comes(&window, &links);
    li.finds(ANNA);
    let file = rusqlite::Connection::open(office.path("city.ledger.access")).unwrap();
    let newest =
        || file.query_row("SELECT max(no) FROM look", (), |row| row.get::<_, i64>(0)).unwrap();
    let change = |no: i64| file.execute("UPDATE look SET by = 'Bo' WHERE no = ?1", [no]).unwrap();
    let says = |answer: Answer, lines: &str| {
        let said = match lines {
            "" => "the log is whole".to_owned(),
            lines => format!("the log was changed at lines {lines} all of it was checked"),
        };
        assert!(answer.text().contains(&said), "{said}: {}", answer.text());
    };
    let all = [("check", "all")];
    says(shen.gets("/looks"), "");
    change(2);
    says(shen.gets("/looks"), "");
    says(shen.fills("/looks", &all), "2");
    li.finds(ANNA);
    let new = newest();
    change(new);
    says(shen.gets("/looks"), &format!("2, {new}"));
    // Another log in its place is checked from its first line.
    file.execute("DELETE FROM look WHERE no > 1", ()).unwrap();
    says(shen.gets("/looks"), "");
}

#[test]
fn older_looks_stand_on_further_pages_each_once() {
    let (office, links) = staffed();
    let window = office.window_by(clock);
    let [li, _, shen] = comes(&window, &links);
    (0..210).for_each(|_| drop(li.finds(ANNA)));
    let by_li = [("by", "Li")];
    let count = |page: &Answer| page.body.matches("<bdi>Li</bdi>").count();
    let older = |page: &Answer| {
        let (_, rest) = page.body.split_once("name=\"before\" value=\"")?;
        Some(rest.split('"').next().unwrap().to_owned())
    };
    let first = shen.fills("/looks", &by_li);
    assert_eq!(count(&first), 200);
    let before = older(&first).unwrap();
    let second = shen.fills("/looks", &[by_li[0], ("before", &before)]);
    assert_eq!((count(&second), older(&second)), (office.looks(&["--by", "Li"]).len() - 200, None));
    assert!(second.text().contains("the log is whole"), "{}", second.text());
}

/// The first start: who opened the window makes the first user in the browser.
#[test]
fn the_first_user_is_made_in_the_browser_and_a_supervisor_looks_after_those_of_a_part() {
    let office = Office::new();
    let window = office.window_by(clock);
    let opener = window.browser();
    let fills = |browser: &Browser, boxes: &[&str; 5]| {
        let names = ["act", "name", "role", "part", "reason"];
        let boxes: Vec<(&str, &str)> = names.into_iter().zip(boxes.iter().copied()).collect();
        browser.fills("/users", &boxes)
    };
    let link_of = |page: &str| {
        let (_, path) = page.split_once("/password/").unwrap();
        format!("/password/{}", &path[..64])
    };
    assert_eq!(fills(&opener, &["add", "Li", "clerk", "*", "first"]).status, 422);
    assert_eq!(fills(&opener, &["add", "Li", "supervisor", "*", ""]).status, 422, "no reason");
    let made = fills(&opener, &["add", "Li", "supervisor", "*", "first"]);
    let li = window.first("Li", &link_of(&made.body));
    assert_eq!(opener.gets("/users").status, 401, "users alone from now on");
    let made = fills(&li, &["add", "Wang", "supervisor", "9900.01", "head of the town"]);
    let wang = window.first("Wang", &link_of(&made.body));
    let made = fills(&wang, &["add", "Chen", "clerk", "9900.01.7", "new"]);
    let chen = window.first("Chen", &link_of(&made.body));
    assert_eq!((asks(&chen, CARL).0, asks(&chen, ANNA).0), (303, 403));
    // No user beyond the part, no right beyond it, and not oneself.
    for boxes in [
        ["add", "Zhao", "clerk", "*", "x"],
        ["add", "Zhao", "clerk", "9900", "x"],
        ["change", "Chen", "clerk", "9900.02", "x"],
        ["change", "Li", "clerk", "9900.01", "x"],
        ["remove", "Li", "", "", "x"],
        ["link", "Wang", "", "", "x"],
        ["link", "Zhao", "", "", "x"],
        ["raise", "Chen", "", "", "x"],
        ["add", "Chen", "clerk", "9900.01", "x"],
    ] {
        let answer = fills(&wang, &boxes);
        assert_eq!(answer.status, 422, "{boxes:?}: {}", answer.text());
    }
    let listed = wang.gets("/users").text();
    assert!(listed.contains("Chen") && !listed.contains(" Li "), "{listed}");
    assert_eq!(fills(&wang, &["change", "Chen", "clerk", "9900.01", "more"]).status, 200);
    assert_eq!(fills(&wang, &["remove", "Chen", "", "", "left"]).status, 200);
    assert_eq!(chen.gets("/").status, 401);
    assert_eq!(window.tries("Chen", "Kranich 2026!").status, 401);
    let shen = office.user("Shen", "auditor", &["--everyone"]);
    let shen = window.first("Shen", &shen);
    assert_eq!(
        (shen.gets("/users").status, fills(&shen, &["remove", "Li", "", "", "x"]).status),
        (403, 403)
    );
    let changes = office.looks(&["--by", "wang"]);
    let changes: Vec<&str> = changes.iter().map(|[_, command, _]| command.as_str()).collect();
    let told = [
        "users add Chen: clerk 9900.01.7",
        "users change Chen: clerk 9900.01",
        "users remove Chen",
    ];
    assert!(told.iter().all(|told| changes.contains(told)), "{changes:?}");
}

/// In another ledger another word stands for a restricted member, who would be shown.
#[test]
fn no_member_of_another_ledger_is_shown_where_members_are_restricted() {
    let office = Office::new();
    let other = Office::under(|rules| rules);
    let li = office.user("Li", "supervisor", &["--everyone"]);
    office.users(&["restrict", "city.ledger", ANNA], &[]);
    let window = office.window_by(clock);
    let li = window.first("Li", &li);
    assert_eq!(asks(&li, CARL).0, 303);
    std::fs::copy(other.path("city.ledger"), office.path("city.ledger")).unwrap();
    let (status, said) = asks(&li, CARL);
    assert!(status == 503 && said.contains("of another ledger"), "{said}");
    let key = office.key.clone();
    assert_eq!(window.api_by(&key, "cover", &json!({ "member_id": ANNA })).status, 503);
}
