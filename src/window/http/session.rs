//! Who is let in: the browser that opened the link, until it leaves or nobody has used it for half an hour.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::key::Key;
use crate::window::WindowError;
use crate::words::Lang;

/// How long a browser is let in without a request.
const IDLE: Duration = Duration::from_secs(30 * 60);
/// The most browsers at a time; the one that was idle longest has to leave.
const MOST: usize = 8;
/// The most members that a browser can go back to.
const MEMBERS: usize = 200;

/// A browser that is let in.
#[derive(Clone)]
pub(super) struct Session {
    key: Key,
    /// What every form of its pages carries: a form of another site does not know it.
    pub form_key: Key,
    /// The language of its pages.
    pub lang: Lang,
    /// Ids of the members that it asked about, by numbers that stand in addresses in their place.
    members: Vec<(u32, String)>,
    used: Instant,
}

impl Session {
    /// The id behind a number of an address.
    pub fn member(&self, number: u32) -> Option<&str> {
        self.members.iter().find(|(known, _)| *known == number).map(|(_, id)| id.as_str())
    }
}

/// All browsers that are let in, and the link by which the next one is.
pub(super) struct Sessions {
    all: Mutex<Vec<Session>>,
    link: Mutex<Key>,
    lang: Lang,
}

impl Sessions {
    /// None yet.
    pub fn new(lang: Lang) -> Result<Sessions, WindowError> {
        Ok(Sessions { all: Mutex::default(), link: Mutex::new(Key::new()?), lang })
    }

    /// What the link ends with now.
    pub fn link(&self) -> String {
        held(&self.link).text().to_owned()
    }

    /// Lets in whoever has the link, which then is another; the key of the new session.
    pub fn enter(&self, link: &str) -> Result<Option<Key>, WindowError> {
        let mut now = held(&self.link);
        if !now.is(link) {
            return Ok(None);
        }
        let (next, key, form_key) = (Key::new()?, Key::new()?, Key::new()?);
        *now = next;
        let mut all = held(&self.all);
        all.retain(|session| session.used.elapsed() < IDLE);
        if all.len() >= MOST {
            let oldest = all.iter().enumerate().min_by_key(|(_, session)| session.used);
            let oldest = oldest.map_or(0, |(at, _)| at);
            all.remove(oldest);
        }
        let members = Vec::new();
        let (lang, used) = (self.lang, Instant::now());
        all.push(Session { key: key.clone(), form_key, lang, members, used });
        Ok(Some(key))
    }

    /// The session with a key, which is used now.
    pub fn of(&self, key: &str) -> Option<Session> {
        self.with(key, |session| session.clone())
    }

    /// Remembers a member that a session asks about, by a number.
    pub fn remember(&self, key: &str, member: &str) -> Option<u32> {
        self.with(key, |session| {
            if let Some((number, _)) = session.members.iter().find(|(_, id)| id == member) {
                return *number;
            }
            let number = session.members.last().map_or(1, |(last, _)| last + 1);
            session.members.push((number, member.to_owned()));
            if session.members.len() > MEMBERS {
                session.members.remove(0);
            }
            number
        })
    }

    /// Gives the pages of a session another language.
    pub fn speak(&self, key: &str, lang: Lang) {
        self.with(key, |session| session.lang = lang);
    }

    /// Ends a session.
    pub fn leave(&self, key: &str) {
        held(&self.all).retain(|session| !session.key.is(key));
    }

    fn with<T>(&self, key: &str, work: impl FnOnce(&mut Session) -> T) -> Option<T> {
        let mut all = held(&self.all);
        all.retain(|session| session.used.elapsed() < IDLE);
        let session = all.iter_mut().find(|session| session.key.is(key))?;
        session.used = Instant::now();
        Some(work(session))
    }
}

/// What a lock holds, also where a thread ended while it had it: each change is whole by itself.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
