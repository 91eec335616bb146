//! `huzhu new NAME`: a folder with a first rule file, its cases and a few rows of data.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};

use super::Exit;
use super::terminal::{print, say, tell_line};
use crate::authoring::{AuthoringError, Started, begin};
use crate::words::{Lang, authoring};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("new").about(authoring::about_new().text(lang).to_owned()).arg(
        Arg::new("name")
            .value_name("DIR")
            .required(true)
            .value_parser(clap::value_parser!(PathBuf))
            .help(authoring::new_name().text(lang).to_owned()),
    )
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let folder = matches.get_one::<PathBuf>("name").expect("required by the command");
    match begin(folder, lang) {
        Ok(Started { files }) => {
            let all: String = files.iter().map(|file| format!("{}\n", file.display())).collect();
            let is_printed = print(&all, lang);
            tell_line(&authoring::new_next(folder.display()), lang);
            if is_printed { Exit::Done } else { Exit::Failed }
        }
        Err(why) => {
            say(&why.sentence(), lang);
            match why {
                AuthoringError::InTheWay { .. } | AuthoringError::NoName { .. } => Exit::Misused,
                _ => Exit::Failed,
            }
        }
    }
}
