//! All that the handlers share, and the questions that they put to it: away from where connections are waited for.

use std::net::SocketAddr;
use std::sync::Arc;

use super::key::Key;
use super::session::Sessions;
use crate::date::Day;
use crate::ledger::{Look, Name, Whose};
use crate::window::{Counter, Visit, WindowError};

/// Who sits at the window, and what day it is there.
#[derive(Clone, Debug)]
pub struct Who {
    /// The name for the log of looks.
    pub by: Name,
    /// The account of the operating system.
    pub account: String,
    /// The day in the time zone of the office.
    pub today: fn() -> Day,
    /// The moment, for the log of looks.
    pub now: fn() -> String,
}

/// All that the handlers share.
pub(super) struct Desk {
    pub counter: Counter,
    pub who: Who,
    pub sessions: Sessions,
    /// The key of the API; nothing where there is none, and the API is closed.
    pub api_key: Option<Key>,
    /// Where it listens.
    pub local: SocketAddr,
    /// The language of pages for those who are not let in.
    pub lang: crate::words::Lang,
    /// Tells who opened the window the link by which the next browser is let in.
    pub tell_link: Box<dyn Fn(&str) + Send + Sync>,
}

/// The desk as every handler has it.
pub(super) type Shared = Arc<Desk>;

impl Desk {
    /// All that is known of a member, after the look is logged.
    pub fn visit(&self, id: &str, command: &'static str) -> Result<Visit, WindowError> {
        let visit = self.counter.visit(id)?;
        let Who { by, account, now, .. } = &self.who;
        let whose = Whose::Of(vec![visit.member_id.clone()]);
        let (by, account) = (by.clone(), account.clone());
        visit.ledger.log_look(Look {
            at: now(),
            by,
            account,
            command,
            whose,
            reason: String::new(),
        })?;
        Ok(visit)
    }

    /// The link by which a browser is let in.
    pub fn link(&self) -> String {
        format!("http://{}/enter/{}", self.local, self.sessions.link())
    }
}

/// Works where waiting for a disk holds up nobody else.
pub(super) async fn away<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, WindowError> + Send + 'static,
) -> Result<T, WindowError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|why| WindowError::System { why: std::io::Error::other(why) })?
}
