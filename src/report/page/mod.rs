//! The committee's report: what other rules would have paid, who gains, who loses and what it costs,
//! as one page of HTML that can be read at a glance, opens from disk and prints on A4.
//!
//! The answer comes first, then what it rests on. No script, no network, no fonts but the machine's own;
//! the same report gives the same bytes.

mod adequacy;
mod answer;
mod completion;
mod experience;
mod groups;
mod levels;
mod measured;
mod names;
mod pictures;
mod stress;
mod tables;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use maud::{DOCTYPE, Markup, PreEscaped, html};

use self::names::Names;
use crate::report::figures::{Figures, count, grouped};
use crate::report::{Bilingual, Change, Report, RuleValueRow, ScenarioReport};
use crate::words::{Lang, Sentence, report as words};

const STYLE: &str = include_str!("style.css");

/// Even if something is smuggled into a page, it does not run, and nothing is fetched.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The report as a page of HTML, in one language.
///
/// Amounts in tables are those of the report, digit by digit. Every text is escaped: names may hold
/// anything.
pub fn page(report: &Report, lang: Lang) -> String {
    let figures = Figures { lang, currency: report.currency };
    let renamed = report.clone().renamed(&names_of_unnamed(report, lang));
    let page = Page { report: &renamed, figures, names: Names::of(&renamed, lang) };
    let language = if lang == Lang::Chinese { "zh-CN" } else { "en" };
    let head = page.head().into_string();
    let body = page.whole().into_string();
    let html = format!(
        "{}\n<html lang=\"{language}\">{head}\n<body>\n{body}\n</body></html>\n",
        DOCTYPE.0
    );
    // Control characters are not XML.
    html.replace(|c: char| c.is_control() && c != '\n', "\u{fffd}")
}

/// Names of the scenarios that were given none; of none where two would be called the same.
fn names_of_unnamed(report: &Report, lang: Lang) -> BTreeMap<String, String> {
    let names = Names::of(report, lang);
    let found = report.scenarios.iter().map(|one| Some((one.name.clone(), names.of_unnamed(one)?)));
    let rules = report.by_scenario().map(|one| Some((one.name.clone(), names.of_rules(one)?)));
    let found: BTreeMap<String, String> = found.chain(rules).flatten().collect();
    let shown = |one: &ScenarioReport| found.get(&one.name).unwrap_or(&one.name).clone();
    let all: BTreeSet<String> = report.by_scenario().map(shown).collect();
    if all.len() == report.scenarios.len() + 1 { found } else { BTreeMap::new() }
}

/// A report in one language.
struct Page<'r> {
    report: &'r Report,
    figures: Figures,
    names: Names<'r>,
}

impl<'r> Page<'r> {
    fn head(&self) -> Markup {
        html! {
            head {
                // Written with its end, so that the file is XML, too.
                (PreEscaped(r#"<meta charset="utf-8"/>"#))
                (PreEscaped(format!(r#"<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>"#)))
                title { (self.titled(&self.report.title)) " · " (self.say(&words::title())) }
                style { (PreEscaped(STYLE)) (PreEscaped(self.margins())) }
            }
        }
    }

    /// What stands at the foot of each printed sheet: the title, who signs and when, and the number of the page.
    fn margins(&self) -> String {
        let asked = &self.report.question;
        let title = self.titled(&self.report.title).to_owned();
        let dated = asked.dated.map(|day| day.to_string());
        let signed = [asked.author.clone(), dated].into_iter().flatten().collect::<Vec<_>>();
        format!(
            "@page {{ @bottom-left {{ content: \"{}\"; }} @bottom-center {{ content: \"{}\"; }} \
             @bottom-right {{ content: counter(page) \" / \" counter(pages); }} }}",
            in_css(&title),
            in_css(&signed.join(" · ")),
        )
    }

    /// The answer first, then what it rests on.
    fn whole(&self) -> Markup {
        html! {
            main {
                (self.question())
                (self.warnings())
                (self.glance())
                (self.side_by_side())
                (self.spread())
                (self.cost())
                (self.who())
                (self.burden())
                (self.fund())
                (self.experience())
                (self.measured())
                (self.credibility())
                (self.completion())
                (self.adequacy())
                (self.stress())
                (self.provisions())
                (self.sweep())
                (self.solved())
                (self.method())
                (self.sources())
            }
        }
    }

    fn say(&self, sentence: &Sentence) -> Markup {
        marked(sentence.text(self.figures.lang))
    }

    /// A sentence as it stands in a picture or a column's head.
    fn text(&self, sentence: &Sentence) -> String {
        self.figures.say(sentence)
    }

    fn titled(&self, title: &'r Bilingual) -> &'r str {
        title.text(self.figures.lang)
    }

    /// A title, which may have words in backticks.
    fn titled_in(&self, title: &Bilingual) -> Markup {
        marked(title.text(self.figures.lang))
    }

    fn heading(&self, heading: &Sentence) -> Markup {
        html! { h2 { (self.say(heading)) } }
    }

    /// The baseline, then the scenarios.
    fn sides(&self) -> impl Iterator<Item = &'r ScenarioReport> + use<'r> {
        std::iter::once(&self.report.baseline).chain(&self.report.scenarios)
    }

    fn heads(&self, heads: &[Sentence]) -> Vec<Markup> {
        heads.iter().map(|head| self.say(head)).collect()
    }

    /// A table of figures, the first column of which is of words. Wide ones are set smaller.
    fn table(&self, heads: &[Markup], rows: Markup) -> Markup {
        let class = if heads.len() > 7 { "many" } else { "few" };
        html! {
            table class=(class) {
                thead {
                    tr {
                        @for (at, head) in heads.iter().enumerate() {
                            @if at == 0 { th { (head) } } @else { th.figure { (head) } }
                        }
                    }
                }
                tbody { (rows) }
            }
        }
    }

    /// The values of rules in which scenarios differ.
    fn side_by_side(&self) -> Markup {
        let names = self.sides().map(|side| name(&side.name));
        let heads: Vec<_> = std::iter::once(self.say(&words::value())).chain(names).collect();
        let terms = &self.report.terms;
        html! {
            @if !self.report.scenarios.is_empty() {
                (self.heading(&words::side_by_side()))
                @if terms.is_empty() {
                    p { (self.say(&words::no_terms())) }
                } @else {
                    p.quiet { (self.say(&words::differs())) }
                    (self.table(&heads, html! { @for row in terms { (self.term(row)) } }))
                }
            }
        }
    }

    fn term(&self, row: &RuleValueRow) -> Markup {
        let first = row.values.first();
        let part = self.names.of_part(&row.address);
        html! {
            tr {
                th { (self.address(&row.address)) }
                @for value in &row.values {
                    @let shown = value.as_ref().map_or_else(dash, |value| match part {
                        Some(part) => part.to_owned(),
                        None => grouped(&self.names.of_value(&row.address, value)),
                    });
                    @if Some(value) == first {
                        td.figure { (shown) }
                    } @else {
                        td.figure.differs { "◆\u{a0}" (shown) }
                    }
                }
            }
        }
    }

    /// Where a value stands: what people call it, if that is known, and the rule path. In Chinese the path stands only
    /// where there is no name: for who reads no English it is noise.
    fn address(&self, address: &str) -> Markup {
        html! {
            @match self.names.of_address(address) {
                Some(name) if self.figures.lang == Lang::Chinese => (name),
                Some(name) => { (name) " " code { (address) } },
                None => code { (address) },
            }
        }
    }

    fn method(&self) -> Markup {
        let asked = &self.report.question;
        let mut method = vec![words::same_engine(), words::whole_histories()];
        if asked.from.is_some() || asked.to.is_some() {
            method.push(words::days_beside());
        }
        method.push(match self.report.question.growth {
            Some(_) => words::as_it_was_grown(),
            None => words::as_it_was(),
        });
        method.push(match asked.replicates {
            0 => words::no_draws(),
            draws => words::draws(count(draws as u64)),
        });
        method.extend([
            words::small_cells(asked.least_members),
            words::reads_only(),
            words::exact(),
        ]);
        html! {
            (self.heading(&words::method()))
            ul { @for sentence in &method { li { (self.say(sentence)) } } }
        }
    }

    /// What a reader needs to make the same report again.
    fn sources(&self) -> Markup {
        let heads = [words::file(), words::of_what(), words::fingerprint()];
        html! {
            (self.heading(&words::sources()))
            table.few {
                thead { tr { @for head in &heads { th { (self.say(head)) } } } }
                tbody {
                    @for input in &self.report.inputs {
                        tr {
                            td { bdi { (input.file) } }
                            td.words { (self.say(&words::read_from())) }
                            td.hash { (input.sha256) }
                        }
                    }
                    @for side in self.sides() { (self.rules(side)) }
                }
            }
            p.quiet { (self.say(&words::engine(self.report.engine, self.report.question.seed))) }
        }
    }

    fn rules(&self, side: &ScenarioReport) -> Markup {
        let shown = |change: &Change, value: &Option<String>| {
            value.as_ref().map_or_else(dash, |value| self.names.of_value(&change.address, value))
        };
        html! {
            @for rules in &side.rules {
                tr {
                    td { bdi { (rules.file) } }
                    td.words { (self.say(&words::rules_of(&side.name))) }
                    td.hash { (rules.sha256) }
                }
            }
            @if !side.changes.is_empty() {
                tr {
                    td {}
                    td colspan="2" {
                        (self.say(&words::changes_of(&side.name)))
                        ul {
                            @for change in &side.changes {
                                li {
                                    (self.address(&change.address))
                                    (self.say(&words::changed(shown(change, &change.was), shown(change, &change.is))))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A name, which may hold anything: kept apart from the direction of the text around it.
fn name(name: &str) -> Markup {
    html! { bdi { (name) } }
}

/// A text within quotes of a style: what is no letter or digit stands as its number, so that nothing ends the quotes.
fn in_css(text: &str) -> String {
    let shown = |letter: char| match letter.is_alphanumeric() {
        true => letter.to_string(),
        false if letter.is_control() => String::new(),
        false => format!("\\{:x} ", u32::from(letter)),
    };
    text.chars().map(shown).collect()
}

/// Where there is no figure.
fn dash() -> String {
    "—".to_owned()
}

/// A sentence, in which words in backticks are shown as such.
fn marked(text: &str) -> Markup {
    html! {
        @for (at, part) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { bdi { (part) } } } @else { (part) }
        }
    }
}
