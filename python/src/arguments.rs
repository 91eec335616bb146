//! Sentences of the program that name its flags, said of the arguments that a caller from Python has.

use huzhu::report::Bilingual;
use huzhu::words::{Lang, Sentence};

/// How the value of an argument is written.
#[derive(Clone, Copy)]
enum Written {
    Text,
    Number,
}

use Written::{Number, Text};

/// Each flag of `huzhu replay` that has a value, or that a sentence may name, with the argument of `huzhu.replay`.
const ARGUMENTS: [(&str, &str, Written); 22] = [
    ("--above", "above", Text),
    ("--author", "author", Text),
    ("--bootstrap", "draws", Number),
    ("--dated", "dated", Text),
    ("--from", "first_day", Text),
    ("--grow", "grow", Text),
    ("--grow-bills", "grow_bills", Text),
    ("--grow-to", "grow_to", Number),
    ("--least-members", "least_members", Number),
    ("--more-bills", "more_bills", Text),
    ("--only", "only", Text),
    ("--opening", "opening", Text),
    ("--over", "over", Text),
    ("--question", "question", Text),
    ("--sample", "sample", Text),
    ("--seed", "seed", Number),
    ("--solve", "solve", Text),
    ("--stress", "stress", Text),
    ("--sweep", "sweep", Text),
    ("--to", "last_day", Text),
    ("--unit", "unit", Text),
    ("--valued-on", "valued_on", Text),
];

/// How scenarios get a name: on the command line, and from Python.
const NAMED: [(&str, &str); 2] =
    [("NAME=RULES", "{\"NAME\": rules}"), ("名称=规则路径", "{\"名称\": rules}")];

/// A sentence in which a flag between backticks stands as the argument: `--least-members 1` as `least_members=1`.
pub fn said(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(at, part)| match at % 2 {
        0 => part.to_owned(),
        _ => argument(part).unwrap_or_else(|| part.to_owned()),
    });
    parts.collect::<Vec<_>>().join("`")
}

/// The same in one of its languages.
pub fn text(sentence: &Sentence, lang: Lang) -> String {
    said(sentence.text(lang))
}

/// The same in both languages of a report.
pub fn in_both(text: &mut Bilingual) {
    *text = Bilingual { en: said(&text.en), zh: said(&text.zh) };
}

fn argument(code: &str) -> Option<String> {
    if let Some((_, name)) = NAMED.iter().find(|(known, _)| *known == code) {
        return Some((*name).to_owned());
    }
    let (flag, value) = match code.split_once([' ', '=']) {
        Some((flag, value)) => (flag, Some(value)),
        None => (code, None),
    };
    let (_, name, written) = ARGUMENTS.iter().find(|(known, ..)| *known == flag)?;
    Some(match (value, written) {
        (None, _) => (*name).to_owned(),
        (Some(value), Number) => format!("{name}={value}"),
        (Some(value), Text) => format!("{name}=\"{value}\""),
    })
}
