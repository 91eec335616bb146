//! `huzhu ledger impact FILE --rules NEW`: what other rules would change of what was decided.

use std::path::PathBuf;

use clap::Command;
use serde_json::json;

use super::arguments::{file, named};
use super::asked::Asked;
use crate::access::Whose;
use crate::cli::Exit;
use crate::cli::arguments::{format, rules};
use crate::cli::error::CommandError;
use crate::cli::looks;
use crate::cli::progress::ProgressLine;
use crate::cli::rules::refuse;
use crate::cli::terminal::say;
use crate::csv_cells::row;
use crate::ledger::{Access, is_free_for_list, write_list};
use crate::money::Currency;
use crate::nightly::{self, Impact, Readjudicated, Rules};
use crate::scheme::{Book, BookError, Source};
use crate::words::{Lang, ledger as words};

pub(super) fn command(lang: Lang) -> Command {
    Command::new("impact")
        .about(words::about_impact().text(lang).to_owned())
        .arg(file(lang))
        .arg(rules(lang).long("rules"))
        .arg(
            named("out", "FILE", words::impact_out(), lang)
                .value_parser(clap::value_parser!(PathBuf)),
        )
        .args(looks::looker(lang).map(|arg| arg.requires("out")))
        .arg(format(lang))
}

pub(super) fn run(asked: &Asked) -> Exit {
    let kept = asked.kept().and_rules(asked.path("rules"));
    let out = asked.matches.get_one::<PathBuf>("out");
    if let Err(why) = out.map_or(Ok(()), |out| kept.spares(out)) {
        say(&why.sentence(), asked.lang);
        return Exit::Failed;
    }
    let (book, rules) = match compiled(asked) {
        Ok(read) => read,
        Err(why) => return refuse(&why, asked.lang),
    };
    match found(asked, &book) {
        Ok(impact) => tell(asked, &book, &rules, &impact),
        Err(why) => {
            why.sentences().iter().for_each(|why| say(why, asked.lang));
            Exit::Failed
        }
    }
}

fn compiled(asked: &Asked) -> Result<(Book, Rules), BookError> {
    let sources = Source::read(asked.path("rules"))?;
    let rules = Rules::of(&sources);
    Ok((Book::compile(sources)?, rules))
}

fn found(asked: &Asked, book: &Book) -> Result<Impact, CommandError> {
    let ledger = asked.open(Access::Read)?;
    let out = asked.matches.get_one::<PathBuf>("out");
    out.map_or(Ok(()), |out| is_free_for_list(out, &header()))?;
    let progress = ProgressLine::begin(asked.lang);
    let impact = nightly::impact(&ledger, book, &progress)?;
    drop(progress);
    if let Some(out) = out {
        looks::log(&ledger, asked.matches, "ledger impact", Whose::All)?;
        let list = list(&impact, book.vocabulary.currency);
        write_list(out, &list)?;
    }
    Ok(impact)
}

fn header() -> Vec<u8> {
    let mut out = Vec::new();
    let money = ["member_id", "bill_id", "plan", "benefit", "old", "new", "difference"];
    row(&mut out, money.into_iter().chain(["old_reasons", "new_reasons", "own_rules"]));
    out
}

/// Bill by bill what would change, as CSV: money benefit by benefit, then decisions that would pay the
/// same. `own_rules` names those that a member goes on under until these are adopted for the member.
fn list(impact: &Impact, currency: Currency) -> Vec<u8> {
    let mut out = header();
    for moved in &impact.members {
        let (member, own) =
            (&*moved.member_id, moved.own_rules.as_deref().map_or("", Rules::short));
        for change in &moved.changes {
            let [old, new, by] = [change.old, change.new, change.new - change.old]
                .map(|amount| currency.show(amount));
            let (bill, plan, benefit) = (&change.bill_id, &change.plan, &change.benefit);
            row(&mut out, [member, bill, plan, benefit, &old, &new, &by, "", "", own]);
        }
        for Readjudicated { bill_id, plan, old, new } in &moved.reasons {
            row(&mut out, [member, bill_id, plan, "", "", "", "", old, new, own]);
        }
    }
    out
}

fn tell(asked: &Asked, book: &Book, rules: &Rules, impact: &Impact) -> Exit {
    let [(up, more), (down, less)] = impact.up_and_down();
    let show = |amount| book.vocabulary.currency.show(amount);
    let (left_out, changing) = (impact.left_out, impact.left_out_changing());
    if asked.as_json() {
        return asked.print_json(&json!({
            "rules": rules.name(),
            "members_looked_at": impact.looked_at,
            "members": impact.members.len(),
            "more": { "members": up, "amount": show(more) },
            "less": { "members": down, "amount": show(less) },
            "reasons_only": impact.reasons_only(),
            "left_out": { "members": left_out, "changing": changing },
        }));
    }
    let mut lines = vec![
        words::impact_found(impact.looked_at, impact.members.len()),
        words::impact_up(up, show(more)),
        words::impact_down(down, show(less)),
        words::impact_reasons(impact.reasons_only()),
    ];
    lines.extend((left_out > 0).then(|| words::left_out(left_out, changing)));
    let nothing = impact.members.is_empty() && left_out == 0;
    lines.push(if nothing { words::impact_nothing() } else { words::impact_name(rules.name()) });
    asked.print_lines(&lines)
}
