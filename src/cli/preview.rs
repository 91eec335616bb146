use clap::{ArgMatches, Command};
use super::Exit;
use crate::words::Lang;
pub(super) fn command(_: Lang) -> Command { Command::new("preview") }
pub(super) fn run(_: &ArgMatches, _: Lang) -> Exit { Exit::Failed }
