//! The users, for who looks after them: the same acts as `huzhu users`, in a browser.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::desk::{Desk, Shared, away};
use super::pages::{OurForm, no_answer, not_of_role, reader};
use super::session::Session;
use crate::access::{AccessError, AccessFile, Key, NewUser, Part, Role};
use crate::ledger::{Name, reason_of};
use crate::window::WindowError;
use crate::window::page::users::{self as page, UsersPage};
use crate::window::sheet::{BoxFault, Filled};
use crate::words::{Sentence, access as words, log_in};

/// All users.
pub(super) async fn list(State(desk): State<Shared>, session: Session) -> Response {
    answered(desk, session, None).await
}

/// All users, after one of them was changed.
pub(super) async fn change(
    State(desk): State<Shared>,
    OurForm { session, pairs }: OurForm,
) -> Response {
    let filled = pairs.into_iter().filter(|(name, _)| name != "form_key");
    answered(desk, session, Some(filled.collect())).await
}

async fn answered(desk: Shared, session: Session, filled: Option<Filled>) -> Response {
    if !session.viewer.keeps_users() {
        return not_of_role(&session);
    }
    let (worker, whose) = (Arc::clone(&desk), session.clone());
    match away(move || changed(&worker, &whose, filled)).await {
        Ok((status, page)) => (status, Html(page)).into_response(),
        Err(why) => no_answer(reader(&session), &why),
    }
}

fn changed(
    desk: &Desk,
    session: &Session,
    filled: Option<Filled>,
) -> Result<(StatusCode, String), WindowError> {
    let (file, now) = (desk.file()?, (desk.who.clock)());
    let done = filled.as_ref().map_or(Ok(None), |filled| acts(desk, session, &file, filled));
    let (link, faults) = match done {
        Ok(link) => (link, Vec::new()),
        Err(Wrong::Box(fault)) => (None, vec![fault]),
        Err(Wrong::Window(why)) => return Err(why),
    };
    let nothing = Filled::new();
    let filled = filled.unwrap_or_default();
    let link = link.map(|key| format!("{}/password/{}", desk.guard.origin(), key.text()));
    let name = filled.get("name").map_or("", String::as_str);
    let mut users = file.users()?;
    users.retain(|user| session.viewer.part.covers(&user.part));
    let page = UsersPage {
        users: &users,
        now,
        filled: if faults.is_empty() { &nothing } else { &filled },
        faults: &faults,
        link: link.as_ref().map(|link| (name, link.as_str())),
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page::users(reader(session), &page)))
}

/// Why a user is not changed.
enum Wrong {
    /// A box is wrong.
    Box(BoxFault),
    /// There is no answer.
    Window(WindowError),
}

impl<E: Into<WindowError>> From<E> for Wrong {
    fn from(why: E) -> Wrong {
        match why.into() {
            WindowError::Access(
                why @ (AccessError::Taken { .. }
                | AccessError::Unknown { .. }
                | AccessError::LastSupervisor),
            ) => Wrong::of("name", why.sentence()),
            why => Wrong::Window(why),
        }
    }
}

impl Wrong {
    fn of(column: &str, message: Sentence) -> Wrong {
        Wrong::Box(BoxFault { column: column.to_owned(), message, help: None })
    }
}

/// Does what a form asks for; the key of the link where one was made.
fn acts(
    desk: &Desk,
    session: &Session,
    file: &AccessFile,
    filled: &Filled,
) -> Result<Option<Key>, Wrong> {
    let text = |name: &str| filled.get(name).map_or("", |text| text.trim());
    let name = Name::new(text("name")).map_err(|why| Wrong::of("name", why.sentence()))?;
    let reason = reason_of(text("reason")).map_err(|why| Wrong::of("reason", why.sentence()))?;
    if reason.is_empty() {
        return Err(Wrong::of("reason", log_in::no_reason()));
    }
    let (author, now) = (desk.author(&session.viewer), (desk.who.clock)());
    let known = file.user(&name)?;
    if known.is_some_and(|user| !session.viewer.keeps(&user.name, &user.part)) {
        return Err(Wrong::of("name", words::not_yours()));
    }
    let user = |name| user(desk, session, name, text);
    match text("act") {
        "add" => Ok(Some(file.add_user(&user(name)?, &author, &reason, now)?)),
        "link" => Ok(Some(file.new_link(&name, &author, &reason, now)?)),
        "change" => {
            file.change_user(&user(name)?, &author, &reason)?;
            Ok(None)
        }
        "remove" => {
            file.remove_user(&name, &author, &reason)?;
            Ok(None)
        }
        _ => Err(Wrong::of("act", words::no_such_act())),
    }
}

/// The user that a form says: of a part that lies in that of who makes it.
fn user<'t>(
    desk: &Desk,
    session: &Session,
    name: Name,
    text: impl Fn(&str) -> &'t str,
) -> Result<NewUser, Wrong> {
    let role = Role::of(text("role")).ok_or_else(|| Wrong::of("role", words::no_such_act()))?;
    if text("part").is_empty() {
        return Err(Wrong::of("part", words::no_part()));
    }
    let part = Part::of(text("part"));
    if !session.viewer.part.covers(&part) {
        return Err(Wrong::of("part", words::not_yours()));
    }
    let own = match text("own") {
        "" => Vec::new(),
        id => {
            let (ledger, _) = desk.counter.open()?;
            if ledger.words_of_person(id).unwrap_or_default().is_empty() {
                return Err(Wrong::of("own", log_in::no_such_member()));
            }
            desk.file()?.own_words(&ledger, id)?
        }
    };
    Ok(NewUser { name, role, part, own })
}
