//! Reads `duties.toml`: which duties one person may not hold, and how many names payments need.
//!
//! ```toml
//! distinct = ["prepare", "payees", "override", "release"]
//!
//! [[approval]]
//! above = "3000.00"
//! names = 2
//!
//! [retention]
//! personal_data = "30 years" # after the last that was done about a person
//! ```

use super::duty::{ApprovalStep, Duties, Duty};
use crate::diagnostic::{Diagnostics, Reviewed};
use crate::money::{Currency, Money};
use crate::scheme::{Read, Reader, Reports, Source, Span, nearest, quoted_list, read_text};
use crate::words::{self, duties as say};

/// More names than an office has people who approve.
const MOST_NAMES: usize = 9;

/// Longer than an office keeps personal data.
const MOST_YEARS: u16 = 100;

/// Reads the duties of a file.
///
/// # Errors
///
/// Every mistake of the file, with its line and what to do.
pub fn read_duties(source: Source, currency: Currency) -> Result<Duties, Box<Reviewed>> {
    let mut file = Reviewed::new(&source.path, source.text);
    let read = read_text(&file.text, &mut file.found, |reader| {
        let distinct = reader.optional_texts("distinct");
        let distinct = distinct.and_then(|texts| distinct_duties(reader, texts));
        let steps = reader.tables("approval", |reader| step(reader, currency));
        let steps = steps.into_iter().collect::<Read<Vec<_>>>();
        let approvals = steps.map(|steps| in_order(reader, steps));
        let retention = reader.table("retention", years);
        Ok(Duties { distinct: distinct?, approvals: approvals?, retention: retention? })
    });
    match read {
        Ok(duties) if file.found.is_empty() => Ok(duties),
        _ => Err(Box::new(file)),
    }
}

/// The duties that texts name, each once.
fn distinct_duties(
    reader: &mut Reader<Diagnostics>,
    texts: Vec<(String, Span)>,
) -> Read<Vec<Duty>> {
    let codes = || Duty::ALL.into_iter().map(Duty::code);
    let mut read = Ok(Vec::new());
    for (text, span) in texts {
        let known = Duty::ALL.into_iter().find(|duty| duty.code() == text);
        let wrong = match (known, &mut read) {
            (Some(duty), Ok(duties)) if !duties.contains(&duty) => {
                duties.push(duty);
                continue;
            }
            (Some(_), Err(_)) => continue,
            (Some(_), Ok(_)) => reader.error(span, words::rules::id_twice(text)),
            (None, _) => {
                let help = nearest(&text, codes()).map(words::rules::did_you_mean);
                let message = words::rules::not_one_of(&text, quoted_list(codes()));
                reader.advise(span, message, help)
            }
        };
        read = Err(wrong);
    }
    read
}

/// A step, with its place.
fn step(reader: &mut Reader<Diagnostics>, currency: Currency) -> Read<(ApprovalStep, Span)> {
    let like = format!("\"{}\"", currency.show(Money::from_minor(300_000)));
    let above = reader.required_like("above", &like).and_then(|node| {
        let text = reader.scalar(&node, "above")?;
        match currency.parse(text) {
            Ok(above) if above >= Money::ZERO => Ok(above),
            Ok(_) => Err(reader.error(node.span.clone(), say::above_below_zero(text))),
            Err(why) => Err(reader.error(node.span.clone(), why.sentence())),
        }
    });
    let names = reader.required_like("names", "2").and_then(|node| {
        let text = reader.scalar(&node, "names")?;
        let names = text.parse().ok().filter(|names| (1..=MOST_NAMES).contains(names));
        let wrong = || say::not_so_many_names(text, MOST_NAMES);
        names.ok_or_else(|| reader.error(node.span.clone(), wrong()))
    });
    Ok((ApprovalStep { above: above?, names: names? }, reader.span()))
}

/// How many years personal data is kept.
fn years(reader: &mut Reader<Diagnostics>) -> Read<u16> {
    let node = reader.required_like("personal_data", "\"30 years\"")?;
    let text = reader.scalar(&node, "personal_data")?;
    let years = text.strip_suffix(" years").and_then(|years| years.trim().parse().ok());
    let years = years.filter(|years| (1..=MOST_YEARS).contains(years));
    years.ok_or_else(|| reader.error(node.span.clone(), say::not_so_many_years(text, MOST_YEARS)))
}

/// Steps from the lowest amount on. One that asks for no more names than one below it asks for nothing.
fn in_order(
    reader: &mut Reader<Diagnostics>,
    mut steps: Vec<(ApprovalStep, Span)>,
) -> Vec<ApprovalStep> {
    steps.sort_by_key(|(step, span)| (step.above, span.start));
    let mut most = 0;
    for (step, span) in &steps {
        if step.names <= most {
            reader.error(span.clone(), say::step_is_idle(most));
        }
        most = most.max(step.names);
    }
    steps.into_iter().map(|(step, _)| step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Duties, Vec<String>> {
        let source = Source { path: "duties.toml".into(), text: text.to_owned() };
        let shown = |one: &crate::diagnostic::Finding| {
            let help = one.help.as_ref().map_or_else(String::new, |help| format!("; {help}"));
            format!("{}: {}{help}", one.line, one.message)
        };
        read_duties(source, Currency::CNY)
            .map_err(|file| file.findings().iter().map(shown).collect())
    }

    #[test]
    fn duties_are_read_whatever_the_order_of_their_steps() {
        let text = "distinct = [\"prepare\", \"release\"]\n[[approval]]\nabove = \"3000.00\"\nnames = 2\n\
                    [[approval]]\nabove = \"0.00\"\nnames = 1\n";
        let duties = read(text).unwrap();
        assert_eq!(duties.distinct, [Duty::Prepare, Duty::Release]);
        let step = |minor, names| ApprovalStep { above: Money::from_minor(minor), names };
        assert_eq!(duties.approvals, [step(0, 1), step(300_000, 2)]);
        assert_eq!(read(""), Ok(Duties::default()));
        let kept = |text| read(text).unwrap().retention;
        assert_eq!(kept("[retention]\npersonal_data = \"30 years\"\n"), Some(30));
    }

    #[test]
    fn all_mistakes_are_reported_at_once_each_with_its_line_and_remedy() {
        let text = "distinct = [\"prepare\", \"payee\", \"prepare\"]\nsecond = true\n\
                    [[approval]]\nabove = 3000.005\nnames = 0\n[[approval]]\nnames = 2\nname = 2\n";
        assert_eq!(
            read(text).unwrap_err(),
            [
                "1: `payee` is not known here; write one of `prepare` `payees` `override` `approve` \
                 `release`; did you mean `payees`?",
                "2: unknown key `second`; known here: `distinct` `approval` `retention`",
                "4: `3000.005` has more decimals than the currency, which has 2; \
                 write it like `5000.00`",
                "5: `names` is `0`; write a whole number from 1 to 9",
                "6: missing `above`; write `above = \"3000.00\"`",
                "8: unknown key `name`; did you mean `names`?",
            ]
        );
        let never = "[retention]\npersonal_data = \"0 years\"\n";
        let why = "2: `personal_data` is `0 years`; write `\"30 years\"`, with a whole number from 1 to 100";
        assert_eq!(read(never).unwrap_err(), [why]);
        let idle =
            "[[approval]]\nabove = \"0\"\nnames = 2\n[[approval]]\nabove = \"100\"\nnames = 2\n";
        let why = "4: a step with a lower `above` already needs 2 names; write more `names`, or leave \
                   this step out";
        assert_eq!(read(idle).unwrap_err(), [why]);
    }
}
