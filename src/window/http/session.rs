//! Who is let in, as handlers know it. Keys, users and how long a session lasts are in the file beside the ledger; here
//! is what no file keeps: the language, and the members that were asked about.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::access::{AccessError, Key, Viewer};
use crate::words::Lang;

/// The most sessions that are remembered; the one that was used least lately is forgotten.
const MOST: usize = 1000;
/// The most members that a browser can go back to.
const MEMBERS: usize = 200;

/// A member that was asked about.
#[derive(Clone)]
pub(super) struct Asked {
    /// The number that stands in addresses.
    pub number: u32,
    /// The id.
    pub id: String,
    /// Why, where a reason was asked for.
    pub reason: String,
}

/// A browser that is let in.
#[derive(Clone)]
pub(super) struct Session {
    pub key: Key,
    /// What every form of its pages carries: a form of another site does not know it.
    pub form_key: Key,
    /// Who sits there.
    pub viewer: Viewer,
    /// The language of its pages.
    pub lang: Lang,
    members: Vec<Asked>,
}

impl Session {
    /// The member behind a number of an address.
    pub fn member(&self, number: &str) -> Option<Asked> {
        let number: u32 = number.parse().ok()?;
        self.members.iter().find(|one| one.number == number).cloned()
    }
}

/// What is remembered of a session while the window is open.
struct Remembered {
    lang: Lang,
    members: Vec<Asked>,
    used: u64,
}

/// What is remembered of all sessions, and the link by which who opened the window lets a browser in.
pub(super) struct Sessions {
    all: Mutex<(HashMap<String, Remembered>, u64)>,
    link: Mutex<Key>,
    lang: Lang,
}

impl Sessions {
    /// None yet.
    pub fn new(lang: Lang) -> Result<Sessions, AccessError> {
        Ok(Sessions { all: Mutex::default(), link: Mutex::new(Key::new()?), lang })
    }

    /// What the link ends with now.
    pub fn link(&self) -> String {
        held(&self.link).text().to_owned()
    }

    /// Whether a text is what the link ends with, which then is another.
    pub fn spend(&self, link: &str) -> Result<bool, AccessError> {
        let mut now = held(&self.link);
        let is_right = now.is(link);
        if is_right {
            *now = Key::new()?;
        }
        Ok(is_right)
    }

    /// A session as handlers know it.
    pub fn with(&self, key: Key, viewer: Viewer) -> Session {
        let (lang, members) = self.of(&key, |one| (one.lang, one.members.clone()));
        Session { form_key: key.of("form"), key, viewer, lang, members }
    }

    /// Remembers a member that a session asks about, by a number.
    pub fn remember(&self, key: &Key, member: &str) -> u32 {
        self.of(key, |one| {
            if let Some(known) = one.members.iter().find(|known| known.id == member) {
                return known.number;
            }
            let number = one.members.last().map_or(1, |last| last.number + 1);
            one.members.push(Asked { number, id: member.to_owned(), reason: String::new() });
            if one.members.len() > MEMBERS {
                one.members.remove(0);
            }
            number
        })
    }

    /// Remembers why a member is looked at.
    pub fn because(&self, key: &Key, number: u32, reason: &str) {
        self.of(key, |one| {
            let asked = one.members.iter_mut().filter(|known| known.number == number);
            asked.for_each(|known| reason.clone_into(&mut known.reason));
        });
    }

    /// Gives the pages of a session another language.
    pub fn speak(&self, key: &Key, lang: Lang) {
        self.of(key, |one| one.lang = lang);
    }

    /// Forgets a session.
    pub fn forget(&self, key: &Key) {
        held(&self.all).0.remove(&key.hash());
    }

    fn of<T>(&self, key: &Key, work: impl FnOnce(&mut Remembered) -> T) -> T {
        let (all, uses) = &mut *held(&self.all);
        *uses += 1;
        if all.len() >= MOST {
            let oldest = all.iter().min_by_key(|(_, one)| one.used).map(|(key, _)| key.clone());
            oldest.iter().for_each(|key| drop(all.remove(key)));
        }
        let new = || Remembered { lang: self.lang, members: Vec::new(), used: 0 };
        let one = all.entry(key.hash()).or_insert_with(new);
        one.used = *uses;
        work(one)
    }
}

/// What a lock holds, also where a thread ended while it had it: each change is whole by itself.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
