//! `huzhu generate --members N --bills M --seed S --out DIR`: an invented city.

use std::path::PathBuf;

use clap::builder::ValueParser;
use clap::{Arg, ArgMatches, Command, value_parser};

use super::Exit;
use super::arguments::{as_json, format};
use super::terminal::{print, say, tell_line};
use crate::generate::{City, MOST_BILLS, MOST_MEMBERS, Plan, RowOrder, generate};
use crate::money::Rate;
use crate::words::{Lang, Sentence, program};

/// How rows lie: enrolments by member, or as a city's lie.
const ORDERS: [&str; 2] = ["members", "city"];

pub(super) fn command(lang: Lang) -> Command {
    let flag = |name: &'static str, value: &'static str, parser: ValueParser, help: Sentence| {
        Arg::new(name)
            .long(name)
            .value_name(value)
            .value_parser(parser)
            .help(help.text(lang).to_owned())
    };
    let members = value_parser!(u32).range(1..=MOST_MEMBERS.into());
    let bills = value_parser!(u32).range(..=i64::from(MOST_BILLS));
    let rate = |text: &str| text.parse::<Rate>();
    let plan = |text: &str| text.parse::<Plan>().map_err(|why| why.sentence());
    Command::new("generate")
        .about(program::about_generate().text(lang).to_owned())
        .arg(flag("members", "N", members.into(), program::generate_members()).required(true))
        .arg(flag("bills", "M", bills.into(), program::generate_bills()).required(true))
        .arg(flag("seed", "S", value_parser!(u64).into(), program::generate_seed()).required(true))
        .arg(flag("out", "DIR", value_parser!(PathBuf), program::generate_out()).required(true))
        .arg(flag("dirty", "SHARE", ValueParser::new(rate), program::generate_dirty()))
        .arg(
            flag("plan", "PLAN", ValueParser::new(plan), program::generate_plans())
                .value_delimiter(',')
                .default_value("city:3")
                .hide_default_value(true),
        )
        .arg(flag("order", "ORDER", ORDERS.into(), program::generate_order()))
        .arg(format(lang))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let number = |name| *matches.get_one::<u32>(name).expect("required by the command");
    let city = City {
        members: number("members"),
        bills: number("bills"),
        seed: *matches.get_one("seed").expect("required by the command"),
        plans: matches.get_many("plan").expect("it has a default").cloned().collect(),
        dirty: matches.get_one("dirty").copied(),
        order: match matches.get_one::<String>("order").map(String::as_str) {
            Some("city") => RowOrder::City,
            _ => RowOrder::Members,
        },
    };
    let out = matches.get_one::<PathBuf>("out").expect("required by the command");
    let written = match generate(&city, out) {
        Ok(written) => written,
        Err(why) if why.is_misuse() => {
            say(&why.sentence(), lang);
            return Exit::Misused;
        }
        Err(why) => {
            say(&why.sentence(), lang);
            say(&program::nothing_kept(), lang);
            return Exit::Failed;
        }
    };
    let (members, enrolments, bills) = (written.members, written.enrolments, written.bills);
    let sentence = program::generate_written(members, enrolments, bills, out.display());
    tell_line(&sentence, lang);
    if as_json(matches) {
        let counts = serde_json::to_string_pretty(&written).expect("counts are numbers");
        // The files are in place, whether or not this can be printed.
        print(&(counts + "\n"), lang);
    }
    Exit::Done
}
