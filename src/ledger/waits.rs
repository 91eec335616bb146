//! How who reads or writes a file waits for another who is about to be done.

use std::thread::sleep;
use std::time::Duration;

use rusqlite::Connection;

/// How long a program waits for another.
pub(crate) const WAITS: Duration = Duration::from_secs(5);

/// Tries again after so long.
const STEP: Duration = Duration::from_millis(1);

/// Tries again in even steps. SQLite itself sleeps longer and longer, up to 0.1 s, so that of several questions at a
/// window those that came later go first and one waited for 0.7 s (its busy handler, as of rusqlite 0.43).
pub(crate) fn waits_evenly(db: &mut Connection) -> rusqlite::Result<()> {
    db.busy_handler(Some(|tries: i32| {
        sleep(STEP);
        STEP * tries.unsigned_abs() < WAITS
    }))
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn whoever_waits_goes_on_within_a_moment_however_long_it_has_waited() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        let [writer, mut reader] = [(); 2].map(|()| Connection::open(&path).expect("a file"));
        waits_evenly(&mut reader).unwrap();
        writer.execute_batch("CREATE TABLE t(a); BEGIN EXCLUSIVE").unwrap();
        let told = std::thread::spawn(move || {
            reader.execute_batch("SELECT * FROM t").unwrap();
            Instant::now()
        });
        sleep(Duration::from_millis(600)); // By now SQLite would sleep for 0.1 s at a time.
        writer.execute_batch("COMMIT").unwrap();
        let free = Instant::now();
        let waited = told.join().unwrap().saturating_duration_since(free);
        assert!(waited < Duration::from_millis(50), "{waited:?}");
    }
}
