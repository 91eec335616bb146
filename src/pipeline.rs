//! Members in parallel, results in order: the one loop under a batch, a night and a replay.
//!
//! Members are cut into shares. Whichever thread of the pool is free takes the next share; one consumer
//! gets the results in the order of the members, whatever order they were finished in. So outputs are the
//! same for any number of threads, and no worker waits for a disk or a database: only when
//! [`SHARES_WAITING`] finished shares wait for the consumer do workers pause. A pipeline ends early when
//! the [`Progress`] asks it to stop, or when the consumer returns: no further share is begun then.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, SyncSender};
use std::thread::{self, ScopedJoinHandle};

use rayon::prelude::*;

use crate::progress::Progress;

/// Members of one share: so many that handing a share over costs nothing beside deciding it.
pub(crate) const MEMBERS_A_SHARE: usize = 256;
/// Finished shares that may wait for the consumer.
const SHARES_WAITING: usize = 32;

/// How members are cut into shares, and what is done with each.
#[derive(Clone, Copy)]
pub(crate) struct Pipeline<'p, N, F> {
    /// Members of one share.
    pub share: usize,
    /// Asked before each share whether to stop.
    pub progress: &'p dyn Progress,
    /// Makes what a thread keeps from share to share.
    pub worker: N,
    /// Makes the result of one share.
    pub work: F,
}

/// Why a pipeline ended before the last member.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ended<E> {
    /// The progress asked it to stop.
    Stopped,
    /// The consumer failed.
    Failed(E),
}

impl<N, F> Pipeline<'_, N, F> {
    /// Works on `members` in the current pool, and consumes the results on a thread of its own.
    pub fn run<T, W, R, A, E>(
        self,
        members: &[T],
        consume: impl FnOnce(Results<R>) -> Result<A, E> + Send,
    ) -> Result<A, Ended<E>>
    where
        N: Fn() -> W + Send + Sync,
        F: Fn(&mut W, &[T]) -> R + Send + Sync,
        T: Sync,
        R: Send,
        A: Send,
        E: Send,
    {
        let (sender, finished) = mpsc::sync_channel(SHARES_WAITING);
        let stopped = AtomicBool::new(false);
        let consumed = thread::scope(|scope| {
            let consumer = scope.spawn(move || consume(InOrder::of(finished.into_iter())));
            self.produce(members, sender, &stopped);
            join(consumer)
        });
        ended(stopped, consumed)
    }

    /// The same for a consumer that must stay on the calling thread, as one that writes to a database:
    /// the work goes to `pool`, of which the calling thread is none.
    pub fn run_beside<T, W, R, A, E>(
        self,
        pool: &rayon::ThreadPool,
        members: &[T],
        consume: impl FnOnce(Results<R>) -> Result<A, E>,
    ) -> Result<A, Ended<E>>
    where
        N: Fn() -> W + Send + Sync,
        F: Fn(&mut W, &[T]) -> R + Send + Sync,
        T: Sync,
        R: Send,
    {
        debug_assert!(pool.current_thread_index().is_none(), "a worker would wait for itself");
        let (sender, finished) = mpsc::sync_channel(SHARES_WAITING);
        let stopped = AtomicBool::new(false);
        let consumed = pool.in_place_scope(|scope| {
            scope.spawn(|_| self.produce(members, sender, &stopped));
            consume(InOrder::of(finished.into_iter()))
        });
        ended(stopped, consumed)
    }

    fn produce<T, W, R>(self, members: &[T], sender: SyncSender<(usize, R)>, stopped: &AtomicBool)
    where
        N: Fn() -> W + Send + Sync,
        F: Fn(&mut W, &[T]) -> R + Send + Sync,
        T: Sync,
        R: Send,
    {
        let Pipeline { share, progress, worker, work } = self;
        let shares = members.chunks(share).enumerate();
        // `None` ends nothing but the loop: it tells the other workers to begin no further share.
        let _: Option<()> =
            shares.par_bridge().try_for_each_init(worker, |worker, (number, share)| {
                stopped.fetch_or(progress.stops(), Ordering::Relaxed);
                if stopped.load(Ordering::Relaxed) {
                    return None;
                }
                // A consumer that has returned takes no more.
                sender.send((number, work(worker, share))).ok()
            });
    }
}

fn ended<A, E>(stopped: AtomicBool, consumed: Result<A, E>) -> Result<A, Ended<E>> {
    if stopped.into_inner() { Err(Ended::Stopped) } else { consumed.map_err(Ended::Failed) }
}

/// The result of a thread; if it panicked, this one does too.
pub(crate) fn join<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Results of shares, in the order of the members.
pub(crate) type Results<R> = InOrder<R, mpsc::IntoIter<(usize, R)>>;

/// Numbered items in their order, in whatever order they come: early ones wait.
pub(crate) struct InOrder<T, I> {
    coming: I,
    early: BTreeMap<usize, T>,
    next: usize,
}

impl<T, I: Iterator<Item = (usize, T)>> InOrder<T, I> {
    fn of(coming: I) -> Self {
        InOrder { coming, early: BTreeMap::new(), next: 0 }
    }
}

impl<T, I: Iterator<Item = (usize, T)>> Iterator for InOrder<T, I> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        loop {
            if let Some(item) = self.early.remove(&self.next) {
                self.next += 1;
                return Some(item);
            }
            let (number, item) = self.coming.next()?;
            self.early.insert(number, item);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::sync::atomic::AtomicU64;

    use super::*;

    /// A progress that asks to stop once so much is done.
    struct StopsAfter(u64, AtomicU64);

    impl Progress for StopsAfter {
        fn done(&self, amount: u64) {
            self.1.fetch_add(amount, Ordering::Relaxed);
        }

        fn stops(&self) -> bool {
            self.1.load(Ordering::Relaxed) >= self.0
        }
    }

    fn pool(threads: usize) -> rayon::ThreadPool {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
    }

    #[test]
    fn results_come_in_order_however_they_are_finished() {
        let coming = [(1, 'b'), (3, 'd'), (0, 'a'), (2, 'c'), (4, 'e')];
        assert_eq!(InOrder::of(coming.into_iter()).collect::<String>(), "abcde");
        // One that never comes, of a run that is stopped, holds up those behind it.
        let coming = [(0, 'a'), (2, 'c'), (3, 'd')];
        assert_eq!(InOrder::of(coming.into_iter()).collect::<String>(), "a");
    }

    #[test]
    fn every_member_is_worked_on_once_and_results_are_in_order_for_any_number_of_threads() {
        let members: Vec<u32> = (0..1_000).collect();
        let work = |(): &mut (), share: &[u32]| share.to_vec();
        let pipeline = Pipeline { share: 7, progress: &(), worker: || (), work };
        let gather = |shares: Results<Vec<u32>>| Ok::<_, Infallible>(shares.flatten().collect());
        for threads in [1, 2, 5] {
            let pool = pool(threads);
            let within: Result<Vec<u32>, _> = pool.install(|| pipeline.run(&members, gather));
            let beside: Result<Vec<u32>, _> = pipeline.run_beside(&pool, &members, gather);
            assert_eq!((within, beside), (Ok(members.clone()), Ok(members.clone())));
        }
    }

    #[test]
    fn a_pipeline_ends_when_it_is_stopped_and_when_its_consumer_fails() {
        let members = vec![(); 10_000];
        for threads in [1, 3] {
            let pool = pool(threads);
            let progress = StopsAfter(40, AtomicU64::new(0));
            let work = |(): &mut (), share: &[()]| progress.done(share.len() as u64);
            let pipeline = Pipeline { share: 10, progress: &progress, worker: || (), work };
            let all = |shares: Results<()>| Ok::<_, Infallible>(shares.count());
            assert_eq!(pipeline.run_beside(&pool, &members, all), Err(Ended::Stopped));
            let done = progress.1.load(Ordering::Relaxed);
            assert!(done < 40 + 10 * threads as u64, "{done}");
            let work = |(): &mut (), _: &[()]| ();
            let pipeline = Pipeline { share: 10, progress: &(), worker: || (), work };
            let fails = |mut shares: Results<()>| shares.nth(3).map_or(Ok(()), |()| Err("full"));
            let failed = pool.install(|| pipeline.run(&members, fails));
            assert_eq!(failed, Err(Ended::Failed("full")));
        }
    }
}
