//! The committee's report: what other rules would have paid, who gains, who loses and what it costs,
//! as one page of HTML that can be read at a glance, opens from disk and prints on A4.
//!
//! The answer comes first, then what it rests on. No script, no network, no fonts but the machine's own;
//! the same report gives the same bytes.

mod names;
mod pictures;
mod tables;
#[cfg(test)]
mod tests;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use self::names::Names;
use super::figures::{self, Figures, count, grouped};
use super::report::{Difference, Range, Report, SideReport, TermRow, Titled};
use crate::words::{Lang, Sentence, report as words};

const STYLE: &str = include_str!("style.css");

/// Even if something could be smuggled into a page, it would not run, and nothing would be fetched.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The report as a page of HTML, in one language.
///
/// Amounts in tables are those of the report, digit by digit. Every text is escaped: names may hold
/// anything.
pub fn page(report: &Report, lang: Lang) -> String {
    let figures = Figures { lang, currency: report.currency };
    let page = Page { report, figures, names: Names::of(report, lang) };
    let language = if lang == Lang::Chinese { "zh-CN" } else { "en" };
    let head = page.head().into_string();
    let body = page.whole().into_string();
    let html = format!(
        "{}\n<html lang=\"{language}\">{head}\n<body>\n{body}\n</body></html>\n",
        DOCTYPE.0
    );
    // What cannot be seen is no text, and no XML either.
    html.replace(|c: char| c.is_control() && c != '\n', "\u{fffd}")
}

/// A report that is being told in one language.
struct Page<'r> {
    report: &'r Report,
    figures: Figures,
    names: Names<'r>,
}

impl<'r> Page<'r> {
    fn head(&self) -> Markup {
        html! {
            head {
                // Written with its end, so that the file is XML too.
                (PreEscaped(r#"<meta charset="utf-8"/>"#))
                (PreEscaped(format!(r#"<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>"#)))
                title { (self.titled(&self.report.title)) " · " (self.say(&words::title())) }
                style { (PreEscaped(STYLE)) }
            }
        }
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

    fn titled(&self, title: &'r Titled) -> &'r str {
        titled(title, self.figures.lang)
    }

    fn heading(&self, heading: &Sentence) -> Markup {
        html! { h2 { (self.say(heading)) } }
    }

    /// The terms that are compared with, then the others.
    fn sides(&self) -> impl Iterator<Item = &'r SideReport> + use<'r> {
        std::iter::once(&self.report.baseline).chain(&self.report.scenarios)
    }

    /// A table of figures, the first column of which is of words. Wide ones are set smaller.
    fn table(&self, heads: &[String], rows: Markup) -> Markup {
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

    fn question(&self) -> Markup {
        let asked = &self.report.question;
        html! {
            p.scheme { (self.titled(&self.report.title)) }
            h1 { (self.say(&words::title())) }
            p.question {
                @match &asked.question {
                    Some(question) => bdi { (question) },
                    None => (self.say(&words::asked_nothing())),
                }
            }
            p.quiet { (self.say(&self.joined(&self.scope()))) }
            @for scenario in &self.report.scenarios { (self.answer(scenario)) }
            @if self.report.scenarios.is_empty() { (self.only_baseline()) }
        }
    }

    /// Sentences one after another.
    fn joined(&self, sentences: &[Sentence]) -> Sentence {
        let joined = |lang, between: &str| {
            let texts: Vec<_> = sentences.iter().map(|sentence| sentence.text(lang)).collect();
            texts.join(between)
        };
        Sentence::new(joined(Lang::English, "; "), joined(Lang::Chinese, "；"))
    }

    /// Whose bills are counted, and which of them.
    fn scope(&self) -> Vec<Sentence> {
        let asked = &self.report.question;
        let mut scope = vec![
            words::scope(count(self.report.members), count(self.report.bills)),
            match (&asked.from, &asked.to) {
                (None, None) => words::all_days(),
                (Some(from), Some(to)) => words::days(from, to),
                (Some(from), None) => words::days_from(from),
                (None, Some(to)) => words::days_to(to),
            },
        ];
        scope.extend(asked.unit.as_ref().map(words::unit));
        scope.extend(asked.named.map(|members| words::named(count(members as u64))));
        scope.extend(
            asked
                .sample
                .as_ref()
                .map(|share| words::sample(format!("{}%", share.trim_end_matches('%')))),
        );
        scope
    }

    /// What one scenario comes to, in one figure and one sentence.
    fn answer(&self, scenario: &SideReport) -> Markup {
        let Some(difference) = &scenario.difference else { return html! {} };
        let share = difference.share.as_ref().map(|share| self.figures.signed_share(share));
        html! {
            section.answer {
                p.big {
                    (self.big(&difference.total))
                    @if let Some(share) = &share { " " small { (share) } }
                }
                p { (self.say(&self.joined(&self.found(scenario, difference, share.as_ref())))) }
            }
        }
    }

    /// The figure that people take home.
    fn big(&self, difference: &str) -> String {
        let shown = self.figures.signed_brief(difference);
        let is_exact = self.figures.rough(difference).is_none();
        if is_exact { format!("{shown} {}", self.figures.unit()) } else { shown }
    }

    fn found(
        &self,
        scenario: &SideReport,
        difference: &Difference,
        share: Option<&String>,
    ) -> [Sentence; 3] {
        let (name, base) = (&scenario.name, &self.report.baseline.name);
        let told = |amount: &str| self.figures.told(amount);
        let share = self.text(&share.map(words::and_share).unwrap_or_default());
        let paid = match difference.total.strip_prefix('-') {
            Some(less) => words::pays_less(name, told(less), base, share),
            None if figures::decimal(&difference.total).is_zero() => words::pays_same(name, base),
            None => words::pays_more(name, told(&difference.total), base, share),
        };
        let gain = match difference.gainers {
            0 => words::nobody_gains(),
            1 => words::one_gains(told(&difference.gains)),
            members => words::gain(count(members), told(&difference.gains)),
        };
        let lose = match difference.losers {
            0 => words::nobody_loses(),
            1 => words::one_loses(told(&difference.losses)),
            members => words::lose(count(members), told(&difference.losses)),
        };
        [paid, gain, lose]
    }

    fn only_baseline(&self) -> Markup {
        let baseline = &self.report.baseline;
        let total = self.figures.told(&baseline.total);
        html! {
            section.answer { p { (self.say(&words::only_baseline(&baseline.name, total))) } }
        }
    }

    fn warnings(&self) -> Markup {
        let warnings = &self.report.warnings;
        html! {
            @if !warnings.is_empty() {
                section.warnings {
                    p { "⚠ " (self.say(&words::warnings())) }
                    ul { @for warning in warnings { li { (marked(self.titled(warning))) } } }
                }
            }
        }
    }

    /// The headline figures of every set of terms.
    fn glance(&self) -> Markup {
        let is_compared = !self.report.scenarios.is_empty();
        let mut heads = vec![words::terms(), words::total()];
        if is_compared {
            heads.extend([
                words::difference(),
                words::gainers(),
                words::losers(),
                words::unmoved(),
            ]);
        }
        heads.extend([words::with_benefit(), words::bills_with_benefit()]);
        let heads: Vec<_> = heads.iter().map(|head| self.text(head)).collect();
        html! {
            (self.heading(&words::glance()))
            p.quiet { (self.say(&words::amounts_in(self.figures.unit()))) }
            (self.table(&heads, html! {
                @for side in self.sides() { (self.headline(side, is_compared)) }
            }))
        }
    }

    fn headline(&self, side: &SideReport, is_compared: bool) -> Markup {
        html! {
            tr {
                th { (self.side_name(side, is_compared)) }
                td.figure { (self.figures.money(&side.total)) (self.interval(side.interval.as_ref())) }
                @if is_compared { (self.compared(side.difference.as_ref())) }
                td.figure { (count(side.members_with_benefit)) }
                td.figure { (count(side.bills_with_benefit)) }
            }
        }
    }

    fn side_name(&self, side: &SideReport, is_compared: bool) -> Markup {
        let name = match side.difference.is_none() && is_compared {
            true => self.text(&words::present(&side.name)),
            false => side.name.clone(),
        };
        html! { bdi { (name) } }
    }

    fn compared(&self, difference: Option<&Difference>) -> Markup {
        let Some(difference) = difference else {
            return html! { @for _ in 0..4 { td.figure { "—" } } };
        };
        let share = difference.share.as_ref().map(|share| self.figures.signed_share(share));
        html! {
            td.figure {
                (self.figures.signed(&difference.total))
                @if let Some(share) = share { small { (share) } }
                (self.signed_interval(difference.interval.as_ref()))
            }
            td.figure {
                (count(difference.gainers))
                small { (self.figures.signed(&difference.gains)) }
            }
            td.figure {
                (count(difference.losers))
                small { (self.figures.signed(&negative(&difference.losses))) }
            }
            td.figure { (count(difference.unmoved)) }
        }
    }

    fn interval(&self, interval: Option<&Range>) -> Markup {
        self.between(interval, |end| self.figures.money(end))
    }

    fn signed_interval(&self, interval: Option<&Range>) -> Markup {
        self.between(interval, |end| self.figures.signed(end))
    }

    fn between(&self, interval: Option<&Range>, shown: impl Fn(&str) -> String) -> Markup {
        html! {
            @if let Some(Range { low, high }) = interval {
                small { (self.say(&words::interval())) }
                small { (self.say(&words::range(shown(low), shown(high)))) }
            }
        }
    }

    /// The values of rules in which terms differ.
    fn side_by_side(&self) -> Markup {
        let heads = std::iter::once(self.text(&words::value()));
        let heads: Vec<_> = heads.chain(self.sides().map(|side| side.name.clone())).collect();
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

    fn term(&self, row: &TermRow) -> Markup {
        let first = row.values.first();
        html! {
            tr {
                th { (self.address(&row.address)) }
                @for value in &row.values {
                    @let shown = value.as_deref().map_or("—".to_owned(), grouped);
                    @if Some(value) == first {
                        td.figure { (shown) }
                    } @else {
                        td.figure.differs { "◆ " (shown) }
                    }
                }
            }
        }
    }

    /// Where a value stands: what people call it, if that is known, and always the place itself.
    fn address(&self, address: &str) -> Markup {
        html! {
            @match self.names.of_address(address) {
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
        method.push(words::as_it_was());
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

    /// What anybody needs to find the same again.
    fn sources(&self) -> Markup {
        let heads = [words::file(), words::rows_used(), words::fingerprint()];
        html! {
            (self.heading(&words::sources()))
            table.few {
                thead { tr { @for head in &heads { th { (self.say(head)) } } } }
                tbody {
                    @for input in &self.report.inputs {
                        tr {
                            td { bdi { (input.file) } }
                            td.words { (self.say(&words::rows(count(input.rows), count(input.used), count(input.rejected)))) }
                            td.hash { (input.sha256) }
                        }
                    }
                    @for side in self.sides() { (self.rules(side)) }
                }
            }
            p.quiet { (self.say(&words::engine(self.report.engine, self.report.question.seed))) }
        }
    }

    fn rules(&self, side: &SideReport) -> Markup {
        let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "—".to_owned());
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
                                li { (self.say(&words::changed(&change.address, shown(&change.was), shown(&change.is)))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn titled(title: &Titled, lang: Lang) -> &str {
    match lang {
        Lang::English => &title.en,
        Lang::Chinese => &title.zh,
    }
}

/// What is lost, as less than nothing; nothing lost stays nothing.
fn negative(amount: &str) -> String {
    if figures::decimal(amount).is_zero() { amount.to_owned() } else { format!("-{amount}") }
}

/// A sentence, in which words in backticks are shown as such.
fn marked(text: &str) -> Markup {
    html! {
        @for (at, part) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { bdi { (part) } } } @else { (part) }
        }
    }
}
