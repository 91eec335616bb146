//! All that the handlers share, and the questions that they put to it: away from where connections are waited for.

use std::sync::Arc;

use super::guard::Guard;
use super::log_check::LogCheck;
use super::session::{Asked, Session, Sessions};
use crate::access::{
    AccessFile, Author, Key, Look, LookQueue, Part, Passwords, Refusal, Role, Seen, Viewer, Whose,
};
use crate::date::Day;
use crate::ledger::{Ledger, Lent, Name, Standby};
use crate::window::find::{MOST_SHOWN, Namesake};
use crate::window::{Counter, Visit, WindowError};

/// Who opened the window, and what time it is there.
#[derive(Clone, Debug)]
pub struct Who {
    /// The name for the log of looks, until there are users.
    pub by: Name,
    /// The account of the operating system.
    pub account: String,
    /// The day in the time zone of the office.
    pub today: fn() -> Day,
    /// The moment, for the log of looks.
    pub now: fn() -> String,
    /// The same in seconds since 1970, for how long sessions, links and locks hold.
    pub clock: fn() -> i64,
}

/// All that the handlers share.
pub(super) struct Desk {
    pub counter: Counter,
    /// The file beside the ledger, open for the next questions.
    pub files: Standby<AccessFile>,
    pub who: Who,
    pub sessions: Sessions,
    pub passwords: Passwords,
    pub looks: LogCheck,
    pub on_their_way: LookQueue,
    pub guard: Guard,
    /// The language of pages for those who are not let in.
    pub lang: crate::words::Lang,
    /// Tells who opened the window the link by which the next browser is let in.
    pub tell_link: Box<dyn Fn(&str) + Send + Sync>,
}

/// The desk as every handler has it.
pub(super) type Shared = Arc<Desk>;

impl Desk {
    /// The file beside the ledger, which was made when the window opened.
    pub fn file(&self) -> Result<Lent<AccessFile>, WindowError> {
        Ok(AccessFile::existing(self.counter.ledger(), &self.files)?)
    }

    /// Whose session a key is of. Where there are users, who opened the window is let in no longer.
    pub fn session(&self, key: Key) -> Result<Option<Session>, WindowError> {
        let file = self.file()?;
        let viewer = match file.session(&key, (self.who.clock)())? {
            None => None,
            Some(Some(name)) => file.user(&name)?.map(Viewer::from),
            Some(None) => (!self.needs_users(&file)?).then(|| self.opener()),
        };
        Ok(viewer.map(|viewer| self.sessions.with(key, viewer)))
    }

    /// Whether users alone are let in: there are some, or other computers reach the window.
    pub fn needs_users(&self, file: &AccessFile) -> Result<bool, WindowError> {
        Ok(self.guard.public.is_some() || file.has_users()?)
    }

    /// Who opened the window sees what a supervisor of everyone sees.
    fn opener(&self) -> Viewer {
        Viewer::new(self.who.by.clone(), Role::Supervisor, Part::Everyone)
    }

    /// Lets in who has the link that was told last; the key of the new session.
    pub fn enter(&self, link: &str) -> Result<Option<Key>, WindowError> {
        let file = self.file()?;
        if self.needs_users(&file)? || !self.sessions.spend(link)? {
            return Ok(None);
        }
        Ok(Some(file.begin_session(None, (self.who.clock)())?))
    }

    /// Who asks by a key of the API.
    pub fn program(&self, key: &Key) -> Result<Option<Viewer>, WindowError> {
        let file = self.file()?;
        let viewer = file.program(key)?;
        Ok(viewer.map(|program| Viewer::new(program.name, Role::Clerk, program.part)))
    }

    /// All that is known of a member, after the look is logged.
    pub fn visit(
        &self,
        session: &Session,
        command: &str,
        asked: &Asked,
    ) -> Result<Visit, WindowError> {
        self.visit_as(&session.viewer, (command, &asked.reason), &asked.id)
    }

    /// The same for who asks, by which command and why. A search that finds nobody, or whom they may not see, is logged
    /// too.
    pub fn visit_as(
        &self,
        viewer: &Viewer,
        (command, reason): (&str, &str),
        id: &str,
    ) -> Result<Visit, WindowError> {
        let visit = self.counter.visit(id);
        if let Err(WindowError::Member(_)) = &visit {
            let ((ledger, _), file) = (self.counter.open()?, self.file()?);
            let id = ledger.known_as(id).unwrap_or_else(|_| id.trim().to_owned());
            self.log(viewer, (&ledger, &file), ("serve unknown", ""), vec![id])?;
        }
        let visit = visit?;
        let file = self.file()?;
        let at: (&Ledger, &AccessFile) = (&visit.ledger, &file);
        match refusal(viewer, at, &visit.member_id, reason)? {
            None => {
                self.log(viewer, at, (command, reason), vec![visit.member_id.clone()])?;
                Ok(visit)
            }
            Some(why) => {
                let told = format!("serve refused: {}", why.code());
                self.log(viewer, at, (&told, reason), vec![visit.member_id.clone()])?;
                Err(WindowError::Refused { why })
            }
        }
    }

    /// Members of a name in a unit whom who asks may see without a reason, after the look at them is logged; also where
    /// there are none. Nothing where there are more than can be shown.
    pub fn find(
        &self,
        viewer: &Viewer,
        (name, unit): (&str, &str),
    ) -> Result<Option<Vec<Namesake>>, WindowError> {
        let ((ledger, found), file) = (self.counter.find(name, unit)?, self.file()?);
        let at: (&Ledger, &AccessFile) = (&ledger, &file);
        let mut shown = Vec::new();
        for one in found.iter().flatten() {
            if refusal(viewer, at, &one.member_id, "")?.is_none() {
                shown.push(one.clone());
            }
            if shown.len() > MOST_SHOWN {
                break;
            }
        }
        let are_all = found.is_some() && shown.len() <= MOST_SHOWN;
        let ids = shown.iter().filter(|_| are_all).map(|one| one.member_id.clone()).collect();
        self.log(viewer, at, ("serve find", ""), ids)?;
        Ok(are_all.then_some(shown))
    }

    fn log(
        &self,
        viewer: &Viewer,
        (ledger, file): (&Ledger, &AccessFile),
        (command, reason): (&str, &str),
        member_ids: Vec<String>,
    ) -> Result<(), WindowError> {
        let look = Look::new(self.author(viewer), command, Whose::Of(member_ids));
        Ok(self.on_their_way.log(file, ledger, look.because(reason))?)
    }

    /// Who does something now.
    pub fn author(&self, viewer: &Viewer) -> Author {
        Author::new((self.who.now)(), viewer.name.clone(), self.who.account.clone())
    }

    /// The link by which a browser is let in.
    pub fn link(&self) -> String {
        format!("{}/enter/{}", self.guard.origin(), self.sessions.link())
    }
}

/// Why a member is not shown to who asks.
fn refusal(
    viewer: &Viewer,
    (ledger, file): (&Ledger, &AccessFile),
    member_id: &str,
    reason: &str,
) -> Result<Option<Refusal>, WindowError> {
    let person = ledger.person(&ledger.main_id(member_id)?)?.unwrap_or_default();
    let words = ledger.words_of_person(member_id)?;
    file.belongs_to(ledger)?;
    Ok(viewer.refused(Seen {
        org_code: &person.unit,
        words: &words,
        is_restricted: file.is_restricted(&words)?,
        has_reason: !reason.is_empty(),
    }))
}

/// Works where waiting for a disk holds up nobody else.
pub(super) async fn away<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, WindowError> + Send + 'static,
) -> Result<T, WindowError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|why| WindowError::System { why: std::io::Error::other(why) })?
}
