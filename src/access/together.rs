//! Looks that wait for the disk together are logged together: to be sure of one takes several waits for it, and of many
//! no more. While a night writes, a wait takes ten times as long.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::error::AccessError;
use super::file::AccessFile;
use super::looks::{Logged, Look};
use crate::ledger::Ledger;

/// Looks of one program on their way to the log.
#[derive(Debug, Default)]
pub struct LookQueue {
    /// Those that nobody writes yet.
    waiting: Mutex<Vec<Arc<Ticket>>>,
    /// Whose turn it is to write.
    turn: Mutex<()>,
}

/// A look in the queue.
#[derive(Debug)]
struct Ticket {
    look: Logged,
    is_logged: OnceLock<()>,
}

impl LookQueue {
    /// Logs a look, as [`AccessFile::log`] does. Whoever has its turn writes down what all have that wait by then;
    /// where that fails each of them tries for itself.
    ///
    /// # Errors
    ///
    /// When it cannot be logged.
    pub fn log(&self, file: &AccessFile, ledger: &Ledger, look: Look) -> Result<(), AccessError> {
        let own = self.waits(Logged::unsealed(ledger, look)?);
        self.written(file, &own).map_err(|why| why.as_not_logged(ledger))
    }

    fn waits(&self, look: Logged) -> Arc<Ticket> {
        let own = Arc::new(Ticket { look, is_logged: OnceLock::new() });
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&own));
        own
    }

    /// Makes sure that a look is written, by this caller or by the one that had the turn.
    fn written(&self, file: &AccessFile, own: &Arc<Ticket>) -> Result<(), AccessError> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if own.is_logged.get().is_some() {
            return Ok(());
        }
        let mut all =
            std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        if !all.iter().any(|one| Arc::ptr_eq(one, own)) {
            all.push(Arc::clone(own)); // Somebody took it along and failed.
        }
        file.add(all.iter().map(|one| one.look.clone()))?;
        for one in all {
            one.is_logged.get_or_init(|| ());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;
    use crate::access::{Author, CheckedLooks, Search, Whose};
    use crate::ledger::Name;

    #[test]
    fn of_looks_that_wait_together_each_is_logged_once_and_the_chain_is_whole() {
        const EACH: usize = 10;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("city.ledger");
        Ledger::create(&path).unwrap();
        AccessFile::open(&Ledger::open(&path, crate::ledger::Access::Read).unwrap()).unwrap();
        let (queue, all_at_once) = (LookQueue::default(), Barrier::new(6));
        let clerk = |name: &str| {
            let ledger = Ledger::open(&path, crate::ledger::Access::Read).unwrap();
            let file = AccessFile::open(&ledger).unwrap();
            all_at_once.wait();
            for number in 0..EACH {
                let author = Author::new("2026-03-02T09:14:05+08:00", Name::kept(name), "desk3");
                let look = Look::new(author, format!("look {number}"), Whose::NOBODYS);
                queue.log(&file, &ledger, look).unwrap();
            }
        };
        std::thread::scope(|scope| {
            for name in ["Li", "Wu", "Chen", "Cai", "Bo", "An"] {
                let clerk = &clerk;
                scope.spawn(move || clerk(name));
            }
        });
        let file = AccessFile::open(&Ledger::open(&path, crate::ledger::Access::Read).unwrap());
        let file = file.unwrap();
        let checked = file.check_looks(CheckedLooks::default()).unwrap();
        assert_eq!((checked.count, checked.faults), (6 * EACH, vec![]));
        let mut of_li = file.looks(&Search { by: Some(Name::kept("Li")), ..Search::default() }, 99);
        let of_li = std::mem::take(&mut of_li.as_mut().unwrap().found);
        let numbers: Vec<String> = of_li.into_iter().map(|(_, look)| look.command).collect();
        assert_eq!(numbers, (0..EACH).map(|number| format!("look {number}")).collect::<Vec<_>>());
    }

    #[test]
    fn who_was_taken_along_by_one_who_failed_is_logged_all_the_same() {
        let [broken, sound] = ["broken", "sound"]
            .map(|name| AccessFile::in_memory(std::path::PathBuf::from(name)).unwrap());
        broken.batch("DROP TABLE look").unwrap();
        let look = |by: &str| Logged {
            at: "2026-03-02T09:14:05+08:00".to_owned(),
            by: by.to_owned(),
            account: "desk3".to_owned(),
            command: "serve".to_owned(),
            whose: Some(Vec::new()),
            reason: String::new(),
            seal: String::new(),
        };
        let queue = LookQueue::default();
        let (fails, goes_on) = (queue.waits(look("Li")), queue.waits(look("Wu")));
        assert!(queue.written(&broken, &fails).is_err());
        queue.written(&sound, &goes_on).unwrap();
        queue.written(&sound, &goes_on).unwrap(); // Once.
        let by: Vec<String> = (sound.looks(&Search::default(), 9).unwrap().found.into_iter())
            .map(|(_, look)| look.by)
            .collect();
        assert_eq!(by, ["Wu"]);
    }
}
