//! The log of nights: a line when one begins, one for each phase, one when it ends. A night that was killed has begun
//! and not ended, which the next one says.
//!
//! ```text
//! # huzhu-log/1
//! 2026-11-30 22:30:00+08:00 [4711] begin posted_on=2026-11-30 ledger="/data/weihai.ledger" huzhu=0.1.0
//! 2026-11-30 22:30:00+08:00 [4711] load seconds=0.021 bytes=1234567
//! 2026-11-30 22:30:05+08:00 [4711] end exit=0 posted=yes run=17 seconds=5.204
//! ```
//!
//! Each line has its moment in local time, of a phase that of its beginning, and the process. It is appended in one
//! piece, so that two nights at once leave whole lines. Nothing in it names a person.

use std::fmt::Display;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

use jiff::ZonedDateTime;

use crate::cli::Exit;
use crate::cli::error::CommandError;
use crate::cli::progress::ProgressLine;
use crate::ledger::RunId;
use crate::progress::{Phase, Progress};
use crate::words::{Sentence, night as words};

/// What a log begins with: nothing is appended to another file.
const HEAD: &str = "# huzhu-log/1\n";

/// The log of one night.
pub(super) struct NightLog {
    path: PathBuf,
    /// What other nights left, before this one began.
    earlier: String,
    begun: Instant,
    state: Mutex<State>,
}

struct State {
    file: File,
    /// The phase at hand.
    phase: Option<AtHand>,
    /// The run that was posted.
    run: Option<RunId>,
    /// Why a line could not be written, the first time.
    failed: Option<io::Error>,
}

/// A phase that has begun.
struct AtHand {
    phase: Phase,
    at: String,
    begun: Instant,
    counts: String,
}

impl NightLog {
    /// Begins the log of a night, in a file for its owner alone.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or written, or is no log of nights.
    pub fn begin(path: &Path, said: &str) -> Result<NightLog, CommandError> {
        let failed = |why| CommandError::LogNotWritable { path: path.to_owned(), why };
        let another = || CommandError::NotALog { path: path.to_owned() };
        // A device has no end to read to.
        if path.exists() && !path.is_file() {
            return Err(another());
        }
        let earlier = match fs::read(path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(why) if why.kind() == io::ErrorKind::NotFound => String::new(),
            Err(why) => return Err(failed(why)),
        };
        if !earlier.is_empty() && !earlier.starts_with(HEAD) {
            return Err(another());
        }
        let file = open(path).and_then(|file| begun_in(file, said)).map_err(failed)?;
        let state = State { file, phase: None, run: None, failed: None };
        let (path, begun) = (path.to_owned(), Instant::now());
        Ok(NightLog { path, earlier, begun, state: Mutex::new(state) })
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Writes the last line, and returns why the log is not whole, if it is not.
    pub fn end(&self, exit: Exit) -> Option<CommandError> {
        let mut state = self.state();
        state.close_phase();
        let posted = match state.run {
            Some(run) => format!("posted=yes run={run}"),
            None => "posted=no".to_owned(),
        };
        let code = exit.code();
        let line = format!("{} end exit={code} {posted} {}\n", stamp(), seconds(self.begun));
        state.append(&line);
        let why = state.failed.take()?;
        Some(CommandError::LogNotWritable { path: self.path.clone(), why })
    }

    /// Says which nights before this one began and did not end, once. A night that has the ledger asks: no other
    /// has it.
    fn tell_unfinished(&self) -> Vec<Sentence> {
        let mut told = Vec::new();
        for (at, process) in unfinished(&self.earlier) {
            let line = format!("{} unfinished began=\"{at}\" process={process}\n", stamp());
            self.state().append(&line);
            told.push(words::unfinished(at));
        }
        told
    }
}

impl State {
    /// Appends a line in one piece, and puts it on the disk.
    fn append(&mut self, line: &str) {
        let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data());
        if let (Err(why), None) = (written, &self.failed) {
            self.failed = Some(why);
        }
    }

    /// Writes the line of the phase at hand, which has ended.
    fn close_phase(&mut self) {
        if let Some(AtHand { phase, at, begun, counts }) = self.phase.take() {
            self.append(&format!("{at} {} {}{counts}\n", name(phase), seconds(begun)));
        }
    }
}

/// Opens a log to append to it; a new one is its owner's alone.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A log in which a night has begun. Of two that make it at once, one gives it its head.
fn begun_in(mut file: File, said: &str) -> io::Result<File> {
    // A drive without locks does without.
    let locked = file.lock();
    let head = if file.metadata()?.len() == 0 { HEAD } else { "" };
    file.write_all(format!("{head}{} begin {said}\n", stamp()).as_bytes())?;
    file.sync_data()?;
    if locked.is_ok() {
        file.unlock()?;
    }
    Ok(file)
}

/// The nights of a log that began and did not end, and of which no later one said so: when, and by which process.
fn unfinished(log: &str) -> Vec<(&str, &str)> {
    const STAMP: usize = "2026-11-30 22:30:00+08:00".len();
    let mut open: Vec<(&str, &str)> = Vec::new();
    for line in log.lines() {
        let Some((at, rest)) = line.split_at_checked(STAMP) else { continue };
        let rest = rest.strip_prefix(" [").and_then(|rest| rest.split_once("] "));
        let Some((process, event)) = rest else { continue };
        match event.split(' ').next() {
            Some("begin") => open.push((at, process)),
            Some("end") => {
                let last = open.iter().rposition(|(_, began)| *began == process);
                last.map(|at| open.remove(at));
            }
            Some("unfinished") => {
                let is_said = |(at, process): &(&str, &str)| {
                    event == format!("unfinished began=\"{at}\" process={process}")
                };
                open.retain(|one| !is_said(one));
            }
            _ => {}
        }
    }
    open
}

/// The moment, where the office is, and this process.
fn stamp() -> String {
    let now = ZonedDateTime::now().strftime("%Y-%m-%d %H:%M:%S%:z").to_string();
    format!("{now} [{}]", std::process::id())
}

fn seconds(since: Instant) -> String {
    let passed = since.elapsed();
    format!("seconds={}.{:03}", passed.as_secs(), passed.subsec_millis())
}

fn name(phase: Phase) -> &'static str {
    match phase {
        Phase::Load => "load",
        Phase::Read => "read",
        Phase::Known => "known",
        Phase::Decide => "decide",
        Phase::Post => "post",
        Phase::Publish => "publish",
    }
}

/// Who looks on: the terminal, and the log where there is one.
pub(super) struct Watch<'w> {
    pub line: &'w ProgressLine,
    pub log: Option<&'w NightLog>,
}

impl Watch<'_> {
    /// The run is posted.
    pub fn posted(&self, run: RunId) {
        if let Some(log) = self.log {
            log.state().run = Some(run);
        }
    }
}

impl Progress for Watch<'_> {
    fn begin(&self, phase: Phase, total: u64) {
        if let Some(log) = self.log {
            if phase == Phase::Load {
                log.tell_unfinished().iter().for_each(|why| self.line.tells(why));
            }
            let mut state = log.state();
            state.close_phase();
            let counts = match phase {
                Phase::Load | Phase::Read => format!(" bytes={total}"),
                Phase::Decide => format!(" bills={total}"),
                Phase::Known | Phase::Post | Phase::Publish => String::new(),
            };
            state.phase = Some(AtHand { phase, at: stamp(), begun: Instant::now(), counts });
        }
        self.line.begin(phase, total);
    }

    fn done(&self, amount: u64) {
        self.line.done(amount);
    }

    fn counted(&self, what: &'static str, count: &dyn Display) {
        let mut state = self.log.map(NightLog::state);
        if let Some(at_hand) = state.as_mut().and_then(|state| state.phase.as_mut()) {
            at_hand.counts += &format!(" {what}={count}");
        }
    }

    fn waits(&self, why: &Sentence) {
        self.line.waits(why);
    }

    fn tells(&self, notice: &Sentence) {
        self.line.tells(notice);
    }

    /// A log that cannot be written stops the night: nothing of it is posted.
    fn stops(&self) -> bool {
        let is_broken = |log: &NightLog| log.state().failed.is_some();
        self.line.stops() || self.log.is_some_and(is_broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    const LOG: &str = "# huzhu-log/1\n\
        2026-11-28 22:30:00+08:00 [7] begin x\n\
        2026-11-28 22:30:09+08:00 [7] end exit=0 posted=yes run=1 seconds=9.000\n\
        2026-11-29 22:30:00+08:00 [7] begin x\n\
        2026-11-29 22:30:01+08:00 [7] load seconds=0.001 bytes=3\n\
        2026-11-29 22:31:00+08:00 [8] begin x\n\
        half a line\n";

    /// Nothing of a night is posted whose log breaks on the way.
    #[test]
    fn a_log_that_breaks_stops_the_night_and_is_told_at_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("huzhu.log");
        let log = NightLog::begin(&path, "x").unwrap();
        let line = ProgressLine::begin(Lang::English);
        let watch = Watch { line: &line, log: Some(&log) };
        watch.begin(Phase::Read, 7);
        assert!(!watch.stops());
        // As a full disk would: a file that is open to be read takes no line.
        log.state().file = File::open(&path).unwrap();
        watch.begin(Phase::Decide, 1);
        assert!(watch.stops());
        assert!(log.end(Exit::Failed).unwrap().to_string().contains("cannot be written"));
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert_eq!(lines, 2, "the head, and that the night began");
    }

    #[test]
    fn a_night_that_began_and_did_not_end_is_told_once() {
        let [one, other] = [("2026-11-29 22:30:00+08:00", "7"), ("2026-11-29 22:31:00+08:00", "8")];
        assert_eq!(unfinished(LOG), [one, other]);
        // A process has the number of an earlier one, as in a container: its end is its own.
        let next = LOG.to_owned() + "2026-11-30 22:30:00+08:00 [7] begin x\n";
        let ended = next.clone() + "2026-11-30 22:30:02+08:00 [7] end exit=1\n";
        assert_eq!(unfinished(&ended), [one, other]);
        let said = ended
            + "2026-12-01 22:30:02+08:00 [9] unfinished began=\"2026-11-29 22:30:00+08:00\" process=7\n";
        assert_eq!(unfinished(&said), [other]);
        assert_eq!(unfinished("互助"), []);
    }
}
