//! Files and folders that only their owner may read: outputs name illnesses, and what banks should pay.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Folders that were made for this run, from the innermost out; removed again while they are empty.
#[derive(Debug, Default)]
pub(crate) struct Made(Vec<PathBuf>);

impl Made {
    /// They stay, whatever becomes of them.
    pub(super) fn keep(mut self) {
        self.0.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for folder in &self.0 {
            // A folder that holds something by now is to stay.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// A folder that is locked until this is dropped. It is unlocked, not only closed: a program that is just being
/// started has inherited the open file, and would keep the lock until it runs.
#[derive(Debug)]
pub(super) struct Held(pub(super) File);

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

/// What comes of locking a folder.
pub(super) enum Lock {
    /// It is ours until this is dropped.
    Taken(Held),
    /// The drive has no locks, as some network drives.
    Unsupported,
    /// Another run has it.
    OfAnother,
}

/// Locks a folder until the run ends, however it ends.
#[cfg(unix)]
pub(super) fn lock(folder: &Path) -> io::Result<Lock> {
    let file = File::open(folder)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock::Taken(Held(file))),
        Err(fs::TryLockError::WouldBlock) => Ok(Lock::OfAnother),
        Err(fs::TryLockError::Error(why)) if why.kind() == io::ErrorKind::Unsupported => {
            Ok(Lock::Unsupported)
        }
        Err(fs::TryLockError::Error(why)) => Err(why),
    }
}

/// Folders cannot be locked here.
#[cfg(not(unix))]
pub(super) fn lock(_: &Path) -> io::Result<Lock> {
    Ok(Lock::Unsupported)
}

/// Makes the folder within another that an output belongs in, for its owner alone. The other is not
/// made: if it was removed, what was in it is gone too. A link is no such folder: it leads elsewhere.
pub(super) fn make_folder_of(name: &str, within: &Path) -> io::Result<()> {
    let Some((folder, _)) = name.split_once('/') else { return Ok(()) };
    let folder = within.join(folder);
    match make_private(&folder) {
        Err(why) if why.kind() != io::ErrorKind::AlreadyExists => Err(why),
        Err(_) if folder.is_symlink() => Err(io::ErrorKind::NotADirectory.into()),
        _ => Ok(()),
    }
}

/// Makes a folder that is its owner's alone, whatever is usual for new folders.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    // What is usual may take rights away from its owner, too.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Makes a folder and those above it that are missing, each for its owner alone.
pub(crate) fn make_folder(folder: &Path) -> io::Result<Made> {
    let above = folder.ancestors().filter(|above| !above.as_os_str().is_empty());
    let missing: Vec<PathBuf> =
        above.take_while(|above| !above.exists()).map(Path::to_owned).collect();
    let mut made = Made::default();
    for folder in missing.iter().rev() {
        make_private(folder)?;
        made.0.insert(0, folder.clone());
    }
    Ok(made)
}

/// How hidden folders are made: for their owner alone.
pub(super) fn private<'n>() -> tempfile::Builder<'n, 'n> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o700));
    }
    builder
}

/// How outputs are created: for their owner alone.
pub(super) fn owner_only() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}
