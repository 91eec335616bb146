//! `huzhu ledger export FILE --to FILE.journal`: for accountants and actuaries; `--facts DIR`: all that the ledger
//! knows, so that another ledger or a replay can read it.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Arg, ArgAction, Command};

use super::arguments::{at_run, file, named};
use super::asked::{Asked, Done};
use crate::access::Whose;
use crate::accounting::{self, Journal, RECEIPTS};
use crate::cli::Exit;
use crate::cli::error::CommandError;
use crate::cli::looks;
use crate::ledger::{Access, Ledger, Month, is_free, write_together};
use crate::nightly::{FACT_FILES, FactFiles, fact_files};
use crate::output::{ProtectedFiles, make_folder};
use crate::statistics::{self, UNITS};
use crate::words::{Lang, ledger as words};

pub(super) fn command(lang: Lang) -> Command {
    let to = |name, value, help| {
        named(name, value, help, lang).value_parser(clap::value_parser!(PathBuf))
    };
    let month = named("month", "YYYY-MM", words::arg_export_month(), lang);
    Command::new("export")
        .about(words::about_export().text(lang).to_owned())
        .arg(file(lang))
        .arg(at_run(lang))
        .arg(to("to", "FILE.journal", words::arg_journal()).required_unless_present("facts"))
        .arg(to("entries", "FILE.csv", words::arg_entries()).requires("to"))
        .arg(month.requires("to").value_parser(Month::from_str))
        .arg(
            Arg::new("full-ids")
                .long("full-ids")
                .action(ArgAction::SetTrue)
                .requires("to")
                .help(words::arg_full_ids().text(lang).to_owned()),
        )
        .arg(to("facts", "DIR", words::arg_facts()))
        .args(looks::looker(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let path = |name| asked.matches.get_one::<PathBuf>(name).map(PathBuf::as_path);
    let (to, entries, facts) = (path("to"), path("entries"), path("facts"));
    are_apart(asked, to, entries, facts)?;
    let ledger = asked.open(Access::Read)?;
    looks::log(&ledger, asked.matches, "ledger export", Whose::All)?;
    // What can go wrong is found before anything is written.
    let files = facts.map(|folder| files_in(&ledger, folder)).transpose()?;
    if let Some(to) = to {
        let full_ids = asked.matches.get_flag("full-ids");
        let month = asked.matches.get_one::<Month>("month").copied();
        accounting::export(&ledger, &Journal { to, entries, full_ids, month })?;
        asked.tell(&words::exported(to.display()));
    }
    if let Some((folder, (files, own_rules))) = facts.zip(files) {
        write_facts(folder, &files)?;
        asked.tell(&words::facts_exported(folder.display()));
        if own_rules > 0 {
            asked.tell(&words::facts_without_rules(own_rules));
        }
    }
    Ok(Exit::Done)
}

/// Makes sure that no output takes the place of another, or of the ledger.
fn are_apart(
    asked: &Asked,
    to: Option<&Path>,
    entries: Option<&Path>,
    facts: Option<&Path>,
) -> Result<(), CommandError> {
    let facts = facts.into_iter().flat_map(|folder| names().map(|name| folder.join(name)));
    let outputs = to.into_iter().chain(entries).map(Path::to_owned).chain(facts);
    let mut before: Vec<PathBuf> = Vec::new();
    for output in outputs {
        asked.kept().spares(&output)?;
        for other in &before {
            let is_other = ProtectedFiles::default().and([other]).spares(&output);
            is_other.map_err(|_| CommandError::SameOutput {
                one: other.clone(),
                other: output.clone(),
            })?;
        }
        before.push(output);
    }
    Ok(())
}

/// Files, each with its place.
type Files = Vec<(PathBuf, Vec<u8>)>;

/// All that the ledger knows, once there is room for it in a folder; and how many members have rules of their own.
fn files_in(ledger: &Ledger, folder: &Path) -> Result<(Files, usize), CommandError> {
    if folder.exists() && !folder.is_dir() {
        return Err(CommandError::NotAFolder { path: folder.to_owned() });
    }
    if folder.is_dir() {
        names().try_for_each(|name| is_free(&folder.join(name)))?;
    }
    let FactFiles { files, own_rules } = fact_files(ledger)?;
    let receipts = accounting::receipts_file(ledger)?.map(|bytes| (RECEIPTS, bytes));
    let units = statistics::units_file(ledger)?.map(|bytes| (UNITS, bytes));
    // The file of members comes last: an export that is cut off is never read as one without manual facts.
    let all = receipts.into_iter().chain(units).chain(files);
    Ok((all.map(|(name, bytes)| (folder.join(name), bytes)).collect(), own_rules))
}

/// The names of all files of facts that an export may leave.
fn names() -> impl Iterator<Item = &'static str> {
    [RECEIPTS, UNITS].into_iter().chain(FACT_FILES)
}

/// Writes all of them or none, in a folder that is made where it is missing.
fn write_facts(folder: &Path, files: &Files) -> Result<(), CommandError> {
    let failed = |why| CommandError::FolderNotWritable { path: folder.to_owned(), why };
    // What is still empty when this ends is removed again.
    let _made = make_folder(folder).map_err(failed)?;
    Ok(write_together(files)?)
}
