//! The account that the operating system runs the program under. The environment is never read: anyone can set it.

/// The name of the account that the program runs as; where it has none, its number, as `uid:1000`.
pub(super) fn account() -> String {
    account_name().unwrap_or_else(number)
}

/// The name of the account; nothing where it has none, as in a container.
pub(super) fn account_name() -> Option<String> {
    whoami::username().ok().filter(|name| !name.is_empty())
}

#[cfg(unix)]
fn number() -> String {
    format!("uid:{}", rustix::process::geteuid().as_raw())
}

#[cfg(not(unix))]
fn number() -> String {
    String::new()
}
