//! Which file stands at a place, among others that had its name.

use std::fs::Metadata;

/// What tells a file from others that had its name. Where the system says nothing of it all are one: there a file that
/// is open cannot be replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FileId {
    device: u64,
    number: u64,
}

impl FileId {
    /// That of a file.
    #[cfg(unix)]
    pub fn of(metadata: &Metadata) -> FileId {
        use std::os::unix::fs::MetadataExt;
        FileId { device: metadata.dev(), number: metadata.ino() }
    }

    /// That of a file.
    #[cfg(not(unix))]
    pub fn of(_: &Metadata) -> FileId {
        FileId::default()
    }
}
