//! `huzhu ledger override | opening | same-person`: what people say that is in no file.

use clap::{Arg, Command};

use super::arguments::{by, file, named, on, place_text, reason, second};
use super::asked::{Asked, Done};
use crate::access::Whose;
use crate::cli::Exit;
use crate::cli::arguments::{amount as parse_amount, day};
use crate::cli::error::{ArgumentError, CommandError};
use crate::cli::looks;
use crate::date::Day;
use crate::intake::mask;
use crate::ledger::{Access, Decided, Ledger, LedgerError, Name, Person};
use crate::manual_facts::{ManualFact, accumulator_place};
use crate::money::Money;
use crate::nightly::{NightError, Weighed, decided_now, openings_beside, readjudicate, weigh};
use crate::scheme::Quantity;
use crate::words::{Lang, Sentence, acts, ledger as words};

fn command(name: &'static str, about: Sentence, own: Vec<Arg>, lang: Lang) -> Command {
    let command = Command::new(name).about(about.text(lang).to_owned()).arg(file(lang)).args(own);
    command.args([by(lang), reason(lang).required(true), on(lang)])
}

pub(super) fn an_override(lang: Lang) -> Command {
    let own = vec![
        place_text("bill", "BILL_ID", words::say_bill(), lang),
        place_text("benefit", "BENEFIT", words::say_benefit(), lang),
        place_text("amount", "AMOUNT", words::say_amount(), lang),
        second(lang),
    ];
    command("override", words::about_override(), own, lang)
}

pub(super) fn opening(lang: Lang) -> Command {
    let own = vec![
        place_text("member", "MEMBER_ID", words::say_member(), lang),
        place_text("accumulator", "ACCUMULATOR", words::say_accumulator(), lang),
        place_text("value", "VALUE", words::say_value(), lang),
        named("day", "DATE", words::say_day(), lang).value_parser(day).required(true),
        named("cut-over", "DATE", words::say_cut_over(), lang).value_parser(day).required(true),
    ];
    command("opening", words::about_opening(), own, lang)
}

pub(super) fn same_person(lang: Lang) -> Command {
    let own = vec![
        place_text("member", "MEMBER_ID", words::say_member(), lang),
        place_text("other", "OTHER_ID", words::say_other(), lang),
        second(lang),
    ];
    command("same-person", words::about_same_person(), own, lang)
}

/// A fact that is about to be kept.
pub(super) struct Said {
    /// Whose it is.
    member: String,
    saying: ManualFact,
    /// What its author has to see.
    told: Vec<Sentence>,
    /// Why a second person has to agree; nothing where none has to.
    needs_second: Vec<Sentence>,
}

impl Said {
    /// A fact of which its author has to see this, and that needs no second person.
    pub(super) fn telling(member: &str, saying: ManualFact, told: Vec<Sentence>) -> Said {
        Said { told, ..Said::plain(member, saying) }
    }

    /// A fact that speaks for itself.
    fn plain(member: &str, saying: ManualFact) -> Said {
        Said { member: member.to_owned(), saying, told: Vec::new(), needs_second: Vec::new() }
    }
}

/// Keeps a fact, once what it speaks of is known.
pub(super) fn run(asked: &Asked, read: fn(&Asked, &Ledger) -> Result<Said, CommandError>) -> Done {
    let mut ledger = asked.open(Access::Write)?;
    let act = asked.signed(&ledger)?;
    let Said { member, saying, told, needs_second } = read(asked, &ledger)?;
    let is_refused = act.second.is_none() && !needs_second.is_empty();
    if is_refused {
        // What is shown leaves no act behind.
        let command = format!("ledger {}", saying.kind().replace('_', "-"));
        let by = asked.matches.get_one::<Name>("by");
        looks::log_as(&ledger, asked.matches, (&command, by), Whose::Of(vec![member.clone()]))?;
    }
    told.iter().for_each(|line| asked.tell(line));
    if is_refused {
        return Err(CommandError::Refused(needs_second));
    }
    let adds_up = adds_up(&ledger, &member, &saying)?;
    let waits = matches!(saying, ManualFact::Opening { .. }) && !is_known(&ledger, &member)?;
    ledger.add_fact(&member, &saying, act)?;
    let kept = if waits { words::said_and_waits } else { words::said };
    asked.tell(&kept(mask(&member)));
    adds_up.iter().for_each(|line| asked.tell(line));
    Ok(Exit::Done)
}

/// Whether a file of members has named a member, under whatever id of the person.
fn is_known(ledger: &Ledger, member: &str) -> Result<bool, LedgerError> {
    let same = ledger.same_people()?;
    let main = same.iter().find(|(other, _)| other == member).map_or(member, |(_, main)| main);
    let others = same.iter().filter(|(_, id)| id == main).map(|(other, _)| other.as_str());
    let mut ids: Vec<&str> = others.chain([member, main]).collect();
    ids.sort_unstable();
    let known = ledger.known(&ids, &[])?.members;
    Ok(known.iter().any(|latest| !latest.content.person.is_empty()))
}

/// That an opening adds to others of its window, and what they come to.
fn adds_up(
    ledger: &Ledger,
    member: &str,
    saying: &ManualFact,
) -> Result<Option<Sentence>, NightError> {
    let ManualFact::Opening { accumulator, day, value, .. } = saying else { return Ok(None) };
    let book = readjudicate::rules_of_member(ledger, member)?;
    let place = accumulator_place(&book, accumulator, *day)?;
    let manual_facts = ledger.manual_facts(Some(member))?.into_iter().map(|one| one.fact.what);
    let manual_facts: Vec<ManualFact> = manual_facts.collect();
    let others = openings_beside(ledger, &book, member, (place, *day), &manual_facts)?;
    if others.is_empty() {
        return Ok(None);
    }
    let all = value + others.iter().map(|(_, value)| value).sum::<i64>();
    let all = match book.accumulators()[place as usize].quantity {
        Quantity::Amount => ledger.show(Money::from_minor(all))?,
        _ => all.to_string(),
    };
    let days: Vec<String> = others.iter().map(|(day, _)| day.to_string()).collect();
    Ok(Some(words::openings_add_up(accumulator, days.join(", "), all)))
}

fn text<'a>(asked: &'a Asked, name: &str) -> &'a str {
    asked.text(name).expect("required by the command")
}

pub(super) fn overridden(asked: &Asked, ledger: &Ledger) -> Result<Said, CommandError> {
    let (bill, benefit) = (text(asked, "bill"), text(asked, "benefit"));
    let found = decided_now(ledger, bill)?;
    let book = readjudicate::rules_of_member(ledger, &found.latest.content.member_id)?;
    let amount = parse_amount(text(asked, "amount"), book.vocabulary.currency)?;
    let weighed = weigh(ledger, &book, (bill, benefit), amount)?;
    let saying =
        ManualFact::Override { bill_id: bill.to_owned(), benefit: benefit.to_owned(), amount };
    let (told, needs_second) = told_of(ledger, bill, benefit, &weighed)?;
    Ok(Said { member: weighed.member_id, saying, told, needs_second })
}

/// What an override does to money, and why a second person has to agree to it.
fn told_of(
    ledger: &Ledger,
    bill: &str,
    benefit: &str,
    weighed: &Weighed,
) -> Result<(Vec<Sentence>, Vec<Sentence>), LedgerError> {
    let show = |amount: Money| ledger.show(amount);
    let (rules, amount) = (show(weighed.rules)?, show(weighed.by_hand)?);
    let difference = show(weighed.by_hand - weighed.rules)?;
    let mut told = vec![acts::override_gives(bill, benefit, &rules, &amount, difference)];
    let left = weighed.left.map(show).transpose()?;
    told.push(left.as_ref().map_or_else(acts::override_beside, acts::override_left));
    match weighed.pays {
        None => told.push(acts::override_without_cover(benefit)),
        Some(pays) if pays < weighed.by_hand => {
            told.push(acts::override_above_bill(&amount, show(pays)?));
        }
        Some(_) => {}
    }
    let (before, after) = (show(weighed.before)?, show(weighed.after)?);
    told.push(acts::override_sums(before, after, ledger.show(weighed.paid)?));
    let second = match left {
        _ if !weighed.needs_second() => Vec::new(),
        Some(left) => vec![acts::override_needs_second(amount, rules, left)],
        None => vec![acts::override_beside_needs_second(amount, rules)],
    };
    Ok((told, second))
}

pub(super) fn opened(asked: &Asked, ledger: &Ledger) -> Result<Said, CommandError> {
    let date = |name| *asked.matches.get_one::<Day>(name).expect("required by the command");
    let (member, name) = (&*asked.member(ledger, "member")?, text(asked, "accumulator"));
    let (day, cut_over) = (date("day"), date("cut-over"));
    let book = readjudicate::rules_of_member(ledger, member)?;
    let place = accumulator_place(&book, name, day).map_err(NightError::from)?;
    if let Some(periods) = readjudicate::periods_without(ledger, &book, member, place, day)? {
        return Err(CommandError::OpeningWithoutPeriod { day, periods });
    }
    let value = text(asked, "value");
    let not_a_number = || ArgumentError::NotANumber { text: value.to_owned() };
    let value = match book.accumulators()[place as usize].quantity {
        Quantity::Amount => parse_amount(value, book.vocabulary.currency)?.minor(),
        _ => value.parse::<u32>().map_err(|_| not_a_number())?.into(),
    };
    let settled = ledger.known(&[member], &[])?.members;
    let by_then = settled.iter().flat_map(|latest| Decided::read(&latest.content.decisions));
    let by_then = by_then.flatten().filter(|decided| decided.settled_on <= cut_over);
    match by_then.count() {
        0 => {}
        bills => return Err(CommandError::OpeningTooLate { bills }),
    }
    let saying = ManualFact::Opening { accumulator: name.to_owned(), day, value, cut_over };
    Ok(Said::plain(member, saying))
}

pub(super) fn joined(asked: &Asked, ledger: &Ledger) -> Result<Said, CommandError> {
    let (member, other) = (asked.member(ledger, "member")?, asked.member(ledger, "other")?);
    let (member, other) = (&*member, &*other);
    if member == other {
        return Err(CommandError::SameId);
    }
    if ledger.known(&[member], &[])?.members.is_empty() {
        let (member_id, ledger) = (member.to_owned(), ledger.path().to_owned());
        return Err(CommandError::UnknownMember { member_id, ledger });
    }
    let same = ledger.same_people()?;
    for id in [member, other] {
        if same.iter().any(|(known, main)| known == id || (id == other && main == id)) {
            return Err(CommandError::ChainOfIds { id: id.to_owned() });
        }
    }
    let (one, two) = (ledger.person(member)?, ledger.person(other)?);
    let told = [(member, &one), (other, &two)].map(|(id, person)| described(id, person.as_ref()));
    let mut needs_second = match (&one, &two) {
        (Some(one), Some(two)) => apart(one, two),
        (None, _) => vec![acts::other_unknown(mask(member))],
        (_, None) => vec![acts::other_unknown(mask(other))],
    };
    if !needs_second.is_empty() {
        needs_second.push(acts::join_needs_second());
    }
    let saying = ManualFact::SamePerson { other: other.to_owned() };
    Ok(Said { told: told.to_vec(), needs_second, ..Said::plain(member, saying) })
}

/// Who an id is, for the author of a statement that two are one person.
fn described(id: &str, person: Option<&Person>) -> Sentence {
    let Some(Person { birth, sex, unit, .. }) = person else {
        return acts::person_unknown(mask(id));
    };
    let [birth, unit] = [birth, unit].map(|text| written(text));
    let sex = if sex.is_empty() { acts::not_written() } else { acts::sex(sex) };
    acts::person(mask(id), birth, sex, unit)
}

/// A text, or that there is none.
fn written(text: &str) -> Sentence {
    if text.is_empty() {
        acts::not_written()
    } else {
        Sentence::new(text.to_owned(), text.to_owned())
    }
}

/// What of two people differs, or is not written, that no person changes.
fn apart(one: &Person, two: &Person) -> Vec<Sentence> {
    let birth = match (one.birth.as_str(), two.birth.as_str()) {
        ("", _) | (_, "") => Some(acts::birth_missing()),
        (one, two) => (one != two).then(|| acts::birth_differs(one, two)),
    };
    let sex = match (one.sex.as_str(), two.sex.as_str()) {
        ("", _) | (_, "") => Some(acts::sex_missing()),
        (one, two) => (one != two).then(|| acts::sex_differs(acts::sex(one), acts::sex(two))),
    };
    birth.into_iter().chain(sex).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_one_without_a_word_only_where_all_is_written_and_the_same() {
        let person = |birth: &str, sex: &str| {
            let (birth, sex, unit) = (birth.to_owned(), sex.to_owned(), String::new());
            Person { birth, sex, unit, ..Person::default() }
        };
        let one = person("1980-01-01", "M");
        assert_eq!(apart(&one, &one), []);
        assert_eq!(apart(&one, &person("", "M")), [acts::birth_missing()]);
        assert_eq!(apart(&person("", ""), &person("", "")).len(), 2);
        let other = person("2002-06-07", "F");
        let told = described("A", Some(&person("", "F")));
        assert_eq!(told.text(Lang::English), "A***: born not written, sex F, unit not written");
        assert_eq!(told.text(Lang::Chinese), "A***：出生 未填，性别 女，单位 未填");
        let birth = acts::birth_differs("1980-01-01", "2002-06-07");
        assert_eq!(apart(&one, &other), [birth, acts::sex_differs(acts::sex("M"), acts::sex("F"))]);
    }
}
