//! `huzhu ledger pairs FILE`: ids that are likely one person and are not joined.

use std::borrow::Cow;

use clap::Command;
use serde_json::{Value, json};

use super::arguments::{file, full_ids};
use super::asked::{Asked, Done};
use crate::access::Whose;
use crate::cli::arguments::format;
use crate::cli::lines::{beside, indented};
use crate::cli::looks;
use crate::intake::mask;
use crate::ledger::{Access, Alike, Pair};
use crate::words::{Lang, Sentence, acts as words};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("pairs")
        .about(words::about_pairs().text(lang).to_owned())
        .arg(file(lang))
        .arg(full_ids(lang))
        .args(looks::looker(lang))
        .arg(format(lang))
}

pub(super) fn run(asked: &Asked) -> Done {
    let ledger = asked.open(Access::Read)?;
    let pairs = ledger.likely_pairs()?;
    if asked.matches.get_flag("full-ids") {
        looks::log(&ledger, asked.matches, "ledger pairs", Whose::All)?;
    }
    if asked.as_json() {
        let rows: Vec<Value> = pairs.iter().map(|pair| row(asked, pair)).collect();
        return Ok(asked.print_json(&json!({ "format": "huzhu-pairs/1", "pairs": rows })));
    }
    if pairs.is_empty() {
        return Ok(asked.print_lines(&[words::no_pairs()]));
    }
    let mut lines = vec![words::pairs_found(pairs.len())];
    pairs.iter().for_each(|pair| lines.extend(told(asked, pair)));
    if !asked.matches.get_flag("full-ids") {
        lines.push(words::pairs_masked());
    }
    Ok(asked.print_lines(&lines))
}

fn row(asked: &Asked, pair: &Pair) -> Value {
    let why: Vec<&str> = pair.why.iter().map(|alike| alike.code()).collect();
    let [member, other] = shown(asked, pair);
    json!({ "member": member, "other": other, "why": why, "joins": pair.joins })
}

/// What is printed of a pair.
fn told(asked: &Asked, pair: &Pair) -> Vec<Sentence> {
    let [member, other] = shown(asked, pair);
    let why = pair.why.iter().copied().map(Alike::words);
    let why = why.reduce(|one, next| beside(&one, &next)).expect("a pair is alike in something");
    let line = words::pair(member, other, why);
    let then = match asked.matches.get_flag("full-ids") {
        _ if !pair.joins => Some(words::pair_of_mains()),
        true => Some(words::pair_joins(joining(asked, pair))),
        false => None,
    };
    let then = then.map(|then| indented(&indented(&then)));
    [indented(&line)].into_iter().chain(then).collect()
}

fn shown(asked: &Asked, pair: &Pair) -> [String; 2] {
    let whole = asked.matches.get_flag("full-ids");
    [&pair.member, &pair.other].map(|id| if whole { id.clone() } else { mask(id) })
}

/// The ledger and both ids, as the command that joins them takes them.
fn joining(asked: &Asked, pair: &Pair) -> String {
    let file = asked.path("file").to_string_lossy();
    let words = [&*file, &pair.member, &pair.other].map(word).join(" ");
    // What follows `--` is no option, however it begins.
    let is_like_option =
        [&*file, &pair.member, &pair.other].iter().any(|text| text.starts_with('-'));
    if is_like_option { format!("-- {words}") } else { words }
}

/// A word as a shell takes it for what it is: ids are what others wrote.
fn word(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:".contains(c);
    match !text.is_empty() && text.chars().all(is_plain) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(format!("'{}'", text.replace('\'', r"'\''"))),
    }
}
