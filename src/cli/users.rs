//! `huzhu users list | add | change | remove | link | key | unkey | restrict | unrestrict FILE`: who may see what at
//! the window.

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command};
use serde_json::json;

use super::Exit;
use super::account::account;
use super::arguments::format;
use super::ledger::arguments::{named, place, place_text};
use super::ledger::asked::{Asked, Done};
use super::terminal::say;
use super::today::{moment, now};
use crate::access::{
    AccessError, AccessFile, Author, Key, NewUser, Part, Program, Restricted, Role, User,
};
use crate::ledger::{Access, Ledger, Name};
use crate::words::{Lang, Sentence, access as words};

/// Where the window opens if nothing else was ever asked for.
const USUAL: &str = "http://127.0.0.1:7480";

pub(super) fn command(lang: Lang) -> Command {
    let command = |name: &'static str, about: Sentence| {
        let command = Command::new(name).about(about.text(lang).to_owned());
        command.arg(place("file", "FILE", words::arg_ledger(), lang))
    };
    let of_user = |name, about| {
        let user = place_text("name", "NAME", words::arg_user(), lang);
        command(name, about).arg(user.value_parser(Name::new)).args(signed(lang))
    };
    let of_program = |name, about| {
        let program = place_text("name", "NAME", words::arg_program(), lang);
        command(name, about).arg(program.value_parser(Name::new)).args(signed(lang))
    };
    let of_member = |name, about| {
        let member = place_text("member", "MEMBER", words::arg_member(), lang);
        command(name, about).arg(member).args(signed(lang))
    };
    Command::new("users")
        .about(words::about_users().text(lang).to_owned())
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommands([
            command("list", words::about_list()).arg(format(lang)),
            of_user("add", words::about_add()).args(rights(lang)).group(part()),
            of_user("change", words::about_change()).args(rights(lang)).group(part()),
            of_user("remove", words::about_remove()),
            of_user("link", words::about_link()),
            of_program("key", words::about_key()).args(seen(lang)).group(part()),
            of_program("unkey", words::about_unkey()),
            of_member("restrict", words::about_restrict()),
            of_member("unrestrict", words::about_unrestrict()),
        ])
}

/// Who changes something, and why.
fn signed(lang: Lang) -> [Arg; 2] {
    use super::ledger::arguments::reason;
    let by = named("by", "NAME", words::arg_by(), lang).value_parser(Name::new).required(true);
    [by, reason(lang).required(true).help(words::arg_reason().text(lang).to_owned())]
}

/// The members that somebody may see.
fn seen(lang: Lang) -> [Arg; 2] {
    let code = clap::builder::NonEmptyStringValueParser::new();
    let everyone = Arg::new("everyone").long("everyone").action(ArgAction::SetTrue);
    [
        named("part", "CODE", words::arg_part(), lang).value_parser(code),
        everyone.help(words::arg_everyone().text(lang).to_owned()),
    ]
}

fn part() -> ArgGroup {
    ArgGroup::new("seen").args(["part", "everyone"]).required(true)
}

/// What a user may do.
fn rights(lang: Lang) -> Vec<Arg> {
    let role = named("role", "ROLE", words::arg_role(), lang).required(true);
    let own = named("own", "MEMBER", words::arg_own(), lang).action(ArgAction::Append);
    let role = role.value_parser(Role::ALL.map(Role::code));
    [role, own].into_iter().chain(seen(lang)).collect()
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let (name, matches) = matches.subcommand().expect("a command is required");
    done(name, &Asked { matches, lang }).unwrap_or_else(|why| {
        why.sentences().iter().for_each(|why| say(why, lang));
        Exit::Failed
    })
}

fn done(command: &str, asked: &Asked) -> Done {
    let ledger = asked.open(Access::Read)?;
    if command == "list" {
        return list(asked, &AccessFile::read(&ledger)?);
    }
    let file = AccessFile::open(&ledger)?;
    let (author, reason) = (author(asked), asked.text("reason").unwrap_or_default());
    match command {
        "add" => {
            let link = file.add_user(&user(asked, &ledger, &file)?, &author, reason, moment())?;
            return print_link(asked, &file, &link);
        }
        "link" => {
            let link = file.new_link(name(asked), &author, reason, moment())?;
            return print_link(asked, &file, &link);
        }
        "key" => {
            let key = file.add_program((name(asked), &seen_by(asked)), &author, reason)?;
            asked.tell(&words::key_printed(name(asked)));
            return Ok(asked.print_word(key.text()));
        }
        "change" => file.change_user(&user(asked, &ledger, &file)?, &author, reason)?,
        "remove" => file.remove_user(name(asked), &author, reason)?,
        "unkey" => file.remove_program(name(asked), &author, reason)?,
        "restrict" | "unrestrict" => {
            let member = asked.text("member").expect("required by the command");
            file.restrict((&ledger, member, command == "restrict"), &author, reason)?;
        }
        _ => unreachable!("the command has no other"),
    }
    asked.tell(&words::done());
    Ok(Exit::Done)
}

fn author(asked: &Asked) -> Author {
    let by: &Name = asked.matches.get_one("by").expect("required by the command");
    Author::new(now(), by.clone(), account())
}

fn name<'a>(asked: &Asked<'a>) -> &'a Name {
    asked.matches.get_one("name").expect("required by the command")
}

fn seen_by(asked: &Asked) -> Part {
    asked.text("part").map_or(Part::Everyone, |code| Part::Below(code.to_owned()))
}

fn user(asked: &Asked, ledger: &Ledger, file: &AccessFile) -> Result<NewUser, AccessError> {
    let role = asked.text("role").and_then(Role::of).expect("the command takes no other");
    let own = asked.matches.get_many::<String>("own").into_iter().flatten();
    let own = own.map(|id| file.own_words(ledger, id)).collect::<Result<Vec<_>, _>>()?.concat();
    Ok(NewUser { name: name(asked).clone(), role, part: seen_by(asked), own })
}

fn print_link(asked: &Asked, file: &AccessFile, link: &Key) -> Done {
    let address = file.address()?.unwrap_or_else(|| USUAL.to_owned());
    asked.tell(&words::link_printed(name(asked)));
    Ok(asked.print_word(&format!("{address}/password/{}", link.text())))
}

fn list(asked: &Asked, file: &AccessFile) -> Done {
    let (users, programs, restricted) = (file.users()?, file.programs()?, file.restricted()?);
    if asked.as_json() {
        return Ok(asked.print_json(&json!({
            "format": "huzhu-users/1",
            "users": users.iter().map(|user| json!({
                "name": user.name, "role": user.role.code(), "part": user.part.to_string(),
                "has_password": user.has_password, "made": user.made, "made_by": user.made_by,
            })).collect::<Vec<_>>(),
            "programs": programs.iter().map(|one| json!({
                "name": one.name, "part": one.part.to_string(), "made": one.made, "made_by": one.made_by,
            })).collect::<Vec<_>>(),
            "restricted": restricted.iter().map(|one| json!({
                "member": one.masked, "made": one.made, "made_by": one.made_by,
            })).collect::<Vec<_>>(),
        })));
    }
    let mut lines: Vec<Sentence> = users.iter().map(user_line).collect();
    if lines.is_empty() {
        lines.push(words::nobody_yet());
    }
    lines.extend(programs.iter().map(program_line));
    lines.extend(restricted.iter().map(restricted_line));
    Ok(asked.print_lines(&lines))
}

fn user_line(user: &User) -> Sentence {
    let (role, part, state) = (user.role.title(), user.part.title(), user.state(moment()));
    words::user_line(&user.name, role, part, state, &user.made, &user.made_by)
}

fn program_line(one: &Program) -> Sentence {
    words::program_line(&one.name, one.part.title(), &one.made, &one.made_by)
}

fn restricted_line(one: &Restricted) -> Sentence {
    words::restricted_line(&one.masked, &one.made, &one.made_by)
}
