//! What a run tells of rows that are rejected and of flags, and how it ends for them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Exit;
use super::lines::indented;
use crate::intake::{BLOCKED, InputCounts};
use crate::office_files::FileNote;
use crate::words::{self, Sentence, program};

/// The exit of a run with this many rejected rows.
pub(super) fn exit(rejected: u64, accepted: Option<u64>) -> Exit {
    if rejected <= accepted.unwrap_or(0) { Exit::Done } else { Exit::Rejected }
}

/// Whether `--accept-rejects` allows this many rejected rows; nothing without it, or without such rows.
pub(super) fn accepted(rejected: u64, accepted: Option<u64>) -> Option<Sentence> {
    let most = accepted.filter(|_| rejected > 0)?;
    Some(match rejected <= most {
        true => program::batch_accepted(rejected, most),
        false => program::batch_not_accepted(rejected, most),
    })
}

/// Flags on rows of members, which count as they are, by code; nothing where there are none.
pub(super) fn flagged_members(by_code: &BTreeMap<&'static str, u64>) -> Vec<Sentence> {
    let all: u64 = by_code.values().sum();
    let head = (all > 0).then(|| program::batch_members_flagged(all));
    let counted = |(code, count): (&&'static str, &u64)| {
        indented(&program::batch_rejected_for(words::codes(code), count))
    };
    head.into_iter().chain(by_code.iter().map(counted)).collect()
}

/// Decided bills with flags, by flag; nothing where there are none.
pub(super) fn flagged(flags: &BTreeMap<&'static str, u64>) -> Vec<Sentence> {
    if flags.is_empty() {
        return Vec::new();
    }
    let counted = flags
        .iter()
        .map(|(code, count)| indented(&program::batch_rejected_for(words::codes(code), count)));
    [program::batch_flagged()].into_iter().chain(counted).collect()
}

/// Rejected rows by code, the most frequent first, and last the rows that are right but blocked; nothing where
/// there are none.
pub(super) fn rejected(rows: u64, by_code: &BTreeMap<&'static str, u64>) -> Vec<Sentence> {
    if rows == 0 {
        return Vec::new();
    }
    let mut codes: Vec<(&str, u64)> = by_code.iter().map(|(code, count)| (*code, *count)).collect();
    codes.retain(|(code, _)| *code != BLOCKED);
    codes.sort_by_key(|(_, count)| Reverse(*count));
    let counted = codes
        .into_iter()
        .map(|(code, count)| indented(&program::batch_rejected_for(words::codes(code), count)));
    let blocked = by_code.get(BLOCKED).map(|count| indented(&program::batch_blocked(count)));
    [program::batch_rejected(rows)].into_iter().chain(counted).chain(blocked).collect()
}

/// What is told of the office's own files: of one that holds several kinds of record, what is the same once.
pub(super) fn notes(inputs: &[InputCounts]) -> Vec<Sentence> {
    let all = inputs.iter().flat_map(|input| &input.notes).map(FileNote::sentence);
    let mut told = Vec::new();
    for note in all {
        if !told.contains(&note) {
            told.push(note);
        }
    }
    told
}
