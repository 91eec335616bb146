//! `huzhu schema`: the schema of a rule file, for editors.

use clap::{ArgMatches, Command};

use super::Exit;
use super::terminal::print;
use crate::scheme::schema::rule_file;
use crate::words::{Lang, authoring};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("schema").about(authoring::about_schema().text(lang).to_owned())
}

pub(super) fn run(_: &ArgMatches, lang: Lang) -> Exit {
    let schema = serde_json::to_string_pretty(&rule_file(lang)).expect("a schema is text");
    if print(&(schema + "\n"), lang) { Exit::Done } else { Exit::Failed }
}
