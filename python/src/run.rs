//! Work beside the interpreter: without its lock, on threads of its own, and ended by Ctrl-C.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use huzhu::progress::Progress;
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

/// How often a signal is looked for.
const LOOK: Duration = Duration::from_millis(50);

/// Stops when it is told to: between shares of members.
struct Stop<'s>(&'s AtomicBool);

impl Progress for Stop<'_> {
    fn stops(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Does some work on so many threads, or as many as there are processors, while the interpreter goes on. Its own threads
/// are gone afterwards, so that a process may fork.
pub fn run<T: Send>(
    py: Python<'_>,
    threads: Option<usize>,
    work: impl FnOnce(&dyn Progress) -> T + Send,
) -> PyResult<T> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
    let pool = pool.map_err(|why| PyRuntimeError::new_err(why.to_string()))?;
    let stop = AtomicBool::new(false);
    py.detach(|| {
        thread::scope(|scope| {
            let (done, finished) = mpsc::channel();
            let worker = scope.spawn(|| {
                let done = done; // Dropped with the work, be it by a panic.
                let made = pool.install(|| work(&Stop(&stop)));
                drop(done);
                made
            });
            let mut interrupted: PyResult<()> = Ok(());
            while finished.recv_timeout(LOOK) == Err::<(), _>(RecvTimeoutError::Timeout) {
                if interrupted.is_ok() {
                    interrupted = Python::attach(|py| py.check_signals());
                    stop.store(interrupted.is_err(), Ordering::Relaxed);
                }
            }
            let made = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            interrupted.map(|()| made)
        })
    })
}
