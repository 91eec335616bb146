//! The progress of a run on a terminal, and the signals that stop it.

#![expect(clippy::float_arithmetic, reason = "how far a bar is; no amount is made from it")]

use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Once, OnceLock};
use std::time::{Duration, Instant};

use indicatif::{
    FormattedDuration, HumanCount, ProgressBar, ProgressFinish, ProgressState, ProgressStyle,
};

use super::terminal::{say, tell_line};
use crate::progress::{Phase, Progress};
use crate::words::{Lang, Sentence, program};

/// One line on stderr, where that is a terminal; gone when this is dropped.
pub(super) struct ProgressLine {
    line: ProgressBar,
    lang: Lang,
    /// Whether the line shows that the run waits.
    waited: AtomicBool,
}

/// When the run was first asked to stop.
static ASKED: OnceLock<Instant> = OnceLock::new();

impl ProgressLine {
    /// From here on Ctrl-C asks the run to stop, and so do a terminal that is closed and a machine
    /// that shuts down.
    pub fn begin(lang: Lang) -> ProgressLine {
        static LISTENS: Once = Once::new();
        LISTENS.call_once(listen);
        let line = ProgressBar::no_length().with_finish(ProgressFinish::AndClear);
        ProgressLine { line, lang, waited: AtomicBool::new(false) }
    }
}

/// Listens to the signals that ask a run to stop. A signal that is already ignored stays so: under `nohup`
/// the run is to go on when the terminal closes, and a non-interactive shell has its background jobs ignore
/// Ctrl-C, but not SIGTERM. A signal without a listener kills the run, and the next run removes its leftovers.
#[cfg(target_os = "linux")]
fn listen() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let heard = [SIGINT, SIGTERM, SIGHUP].into_iter();
    let heard = heard.filter(|&signal| !is_ignored(signal, &status));
    if let Ok(mut signals) = signal_hook::iterator::Signals::new(heard) {
        std::thread::spawn(move || signals.forever().for_each(|_| ask()));
    }
}

/// Whether the parent has the program ignore a signal: `/proc/self/status` has the mask in hexadecimal, with
/// signal 1 as its lowest bit.
#[cfg(target_os = "linux")]
fn is_ignored(signal: i32, status: &str) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}

/// Listens to Ctrl-C, to a window that closes and to a machine that shuts down; to none of them where one is
/// already ignored.
#[cfg(not(target_os = "linux"))]
fn listen() {
    let _ = ctrlc::try_set_handler(ask);
}

/// Asks the run to stop; a second request ends the process, which may be waiting for a file that never comes.
/// A supervisor may send two signals at once and mean one.
fn ask() {
    const TOGETHER: Duration = Duration::from_secs(1);
    const KILLED: i32 = 130;
    if ASKED.get_or_init(Instant::now).elapsed() > TOGETHER {
        std::process::exit(KILLED);
    }
}

impl Progress for ProgressLine {
    fn begin(&self, phase: Phase, total: u64) {
        if self.line.is_hidden() {
            return;
        }
        let lang = self.lang;
        let draw = move |state: &ProgressState, out: &mut dyn Write| {
            // The line is drawn again soon.
            let _ = out.write_str(&match ASKED.get() {
                None => status(phase, state.fraction(), state.per_sec(), state.eta(), lang),
                Some(_) => program::progress_stopping().text(lang).to_owned(),
            });
        };
        let style = ProgressStyle::with_template("{bar:20} {status}").expect("it is a template");
        self.line.set_style(style.with_key("status", draw));
        self.line.reset();
        self.line.set_length(total);
        self.line.enable_steady_tick(Duration::from_millis(200));
    }

    fn done(&self, amount: u64) {
        self.line.inc(amount);
    }

    fn waits(&self, why: &Sentence) {
        if !self.waited.swap(true, Ordering::Relaxed) {
            self.line.suspend(|| say(why, self.lang));
        }
    }

    fn tells(&self, what: &Sentence) {
        self.line.suspend(|| tell_line(what, self.lang));
    }

    fn stops(&self) -> bool {
        ASKED.get().is_some()
    }
}

/// The current phase and, once it has begun, its share, rate and time left.
fn status(phase: Phase, share: f32, rate: f64, left: Duration, lang: Lang) -> String {
    const MEGABYTE: f64 = 1e6;
    let doing = match phase {
        Phase::Load => program::progress_load(),
        Phase::Read => program::progress_read(),
        Phase::Known => program::progress_known(),
        Phase::Decide => program::progress_decide(),
        Phase::Post => program::progress_post(),
        Phase::Publish => program::progress_publish(),
    };
    let doing = doing.text(lang);
    if matches!(phase, Phase::Known | Phase::Post | Phase::Publish) || share == 0.0 {
        return doing.to_owned();
    }
    let rate = match phase {
        Phase::Decide => program::progress_bills(HumanCount(rate as u64)),
        _ => program::progress_megabytes(HumanCount((rate / MEGABYTE) as u64)),
    };
    let (share, left) = ((share * 100.0) as u32, FormattedDuration(left));
    program::progress(doing, share, rate.text(lang), left).text(lang).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_what_is_done_how_much_how_fast_and_how_long() {
        let status = |phase, share, rate, lang| {
            super::status(phase, share, rate, Duration::from_secs(75), lang)
        };
        assert_eq!(
            status(Phase::Decide, 0.421, 123_456.7, Lang::English),
            "deciding bills: 42 %, 123,456 bills a second, 00:01:15 left"
        );
        assert_eq!(
            status(Phase::Read, 1.0, 98e6, Lang::Chinese),
            "正在解析数据：100%，每秒 98 MB，还需 00:01:15"
        );
        assert_eq!(status(Phase::Load, 0.0, 0.0, Lang::English), "loading files");
        assert_eq!(status(Phase::Publish, 1.0, 0.0, Lang::Chinese), "正在将结果放入输出文件夹");
    }
}
