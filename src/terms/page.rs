//! The sheet as a page of HTML that prints on A4: no script, no network, no fonts but the machine's own.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::section::{Item, Section};
use super::sheet::Terms;
use crate::words::{Lang, Sentence, terms};

const STYLE: &str = include_str!("style.css");

/// Even if something could be smuggled into a page, it would not run, and nothing would be fetched.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

impl Terms<'_> {
    /// A page of all these sheets, each beginning on paper of its own.
    pub fn html(all: &[Terms]) -> String {
        let lang = all.first().map_or(Lang::English, |sheet| sheet.formatter.lang);
        let language = if lang == Lang::Chinese { "zh-CN" } else { "en" };
        let page = html! {
            (DOCTYPE)
            html lang=(language) {
                head {
                    (PreEscaped(r#"<meta charset="utf-8"/>"#))
                    (PreEscaped(format!(r#"<meta http-equiv="Content-Security-Policy" content="{POLICY}"/>"#)))
                    title { (terms::title().text(lang)) }
                    style { (PreEscaped(STYLE)) }
                }
                body { @for sheet in all { (sheet.sheet()) } }
            }
        };
        page.into_string() + "\n"
    }

    fn sheet(&self) -> Markup {
        html! {
            article.terms {
                p.scheme { (self.title()) }
                h1 { (self.say(&terms::title())) }
                table.facts {
                    tbody {
                        @for (name, value) in self.head() { tr { th { (name) } td { (value) } } }
                    }
                }
                p { (self.say(&terms::purpose())) }
                @for section in &self.sections { (self.section(section)) }
                @if !self.edition.notes.is_empty() {
                    h2 { (self.say(&terms::notes())) }
                    ul { @for note in &self.edition.notes { li { (note) } } }
                }
                (self.table_of_values())
                (self.signatures())
            }
        }
    }

    fn section(&self, section: &Section) -> Markup {
        html! {
            h2 { (section.heading) }
            @if let Some(clause) = &section.clause { p.clause { (self.say(&terms::clause(clause))) } }
            ol { @for item in &section.items { li { (self.item(item)) } } }
        }
    }

    fn item(&self, item: &Item) -> Markup {
        let Item { name, text, lines, tables, values: _ } = item;
        html! {
            (self.say(&terms::item(name, text)))
            @if !lines.is_empty() { ul { @for line in lines { li { (line) } } } }
            @for table in tables {
                table {
                    caption { (self.say(&terms::table_number(table.number))) }
                    thead { tr { th { (table.by) } th { (self.say(&terms::value())) } } }
                    tbody { @for (when, value) in &table.rows { tr { td { (when) } td { (value) } } } }
                }
            }
        }
    }

    fn table_of_values(&self) -> Markup {
        let heads =
            [terms::value_clause(), terms::value_of(), terms::value(), terms::value_checked()];
        html! {
            h2 { (self.say(&terms::values())) }
            table.values {
                thead { tr { @for head in &heads { th { (self.say(head)) } } } }
                tbody {
                    @for row in self.values() { tr { @for cell in &row { td { (cell) } } td.checked { "□" } } }
                }
            }
        }
    }

    fn signatures(&self) -> Markup {
        let line = |name: Sentence| {
            html! {
                tr {
                    th { (self.say(&name)) }
                    td {}
                    th.date { (self.say(&terms::date())) }
                    td.date { (self.say(&terms::date_blank())) }
                }
            }
        };
        html! { table.sign { tbody { (line(terms::checked_by())) (line(terms::approved_by())) } } }
    }
}
