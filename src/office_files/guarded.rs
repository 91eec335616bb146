//! What decodes Parquet and Arrow panics on some broken files, where it should fail: such a panic is a broken file, and
//! nobody needs to read of it.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

thread_local! {
    /// Whether a panic of this thread is told by whoever catches it.
    static CAUGHT: Cell<bool> = const { Cell::new(false) };
}

/// What a decoder gives; nothing where it panics. What it held is not to be used any more then.
pub(super) fn guarded<T>(decode: impl FnOnce() -> T) -> Option<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let usual = take_hook();
        set_hook(Box::new(move |panic| {
            if !CAUGHT.get() {
                usual(panic);
            }
        }));
    });
    CAUGHT.set(true);
    let decoded = catch_unwind(AssertUnwindSafe(decode));
    CAUGHT.set(false);
    decoded.ok()
}
