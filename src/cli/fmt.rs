//! `huzhu fmt RULES`: lays rule files and cases out alike; `--check` only says which are not.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};

use super::Exit;
use super::arguments::rules;
use super::rules::refuse;
use super::terminal::{print, say, tell};
use crate::authoring::{AuthoringError, Laid, lay_out, toml_below};
use crate::words::{Lang, authoring};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("fmt")
        .about(authoring::about_fmt().text(lang).to_owned())
        .arg(rules(lang).num_args(1..))
        .arg(
            Arg::new("check")
                .long("check")
                .action(ArgAction::SetTrue)
                .help(authoring::fmt_check().text(lang).to_owned()),
        )
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let paths = matches.get_many::<PathBuf>("rules").expect("required by the command");
    let (mut files, mut is_right) = (Vec::new(), true);
    for path in paths {
        match toml_below(path) {
            Ok(sources) => files.extend(sources),
            Err(why) => return refuse(&why, lang),
        }
    }
    let mut others = Vec::new();
    for file in files {
        match lay_out(file) {
            Ok(laid) if laid.is_right() => {}
            Ok(laid) => others.push(laid),
            Err(why) => {
                complain(&why, lang);
                is_right = false;
            }
        }
    }
    let check = matches.get_flag("check");
    let exit = if check { listed(&others, lang) } else { written(&others, lang) };
    if is_right { exit } else { Exit::Misused }
}

/// Lists the files that are laid out otherwise.
fn listed(files: &[Laid], lang: Lang) -> Exit {
    let all: String = files.iter().map(|file| format!("{}\n", file.path.display())).collect();
    if !print(&all, lang) {
        return Exit::Failed;
    }
    if files.is_empty() {
        return Exit::Done;
    }
    say(&authoring::fmt_others(files.len()), lang);
    Exit::Misused
}

/// Writes the files that are laid out otherwise, and says which.
fn written(files: &[Laid], lang: Lang) -> Exit {
    for file in files {
        if let Err(why) = file.write() {
            complain(&why, lang);
            return Exit::Failed;
        }
        if !print(&format!("{}\n", file.path.display()), lang) {
            return Exit::Failed;
        }
    }
    Exit::Done
}

/// Why a file is left as it is.
fn complain(why: &AuthoringError, lang: Lang) {
    match why {
        AuthoringError::NotToml(file) => tell(&file.render(lang)),
        why => say(&why.sentence(), lang),
    }
}
