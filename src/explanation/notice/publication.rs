//! Publication lists (公示名单) as pages to be hung up: units, masked names and ids, what for, and how much.

use std::io::{self, Write};

use maud::{Markup, html};

use super::page::{END, amounts_in, head, id, marked};
use crate::explanation::Formatter;
use crate::money::Money;
use crate::scheme::Book;
use crate::words::{Lang, Sentence, notices, publication as words};

/// What a list shows.
#[derive(Clone, Copy, Debug)]
pub struct PublicationSheet<'p> {
    /// What it is of: a month, or a run with its day.
    pub of: &'p Sentence,
    /// The people, in their order.
    pub rows: &'p [SheetRow],
    /// What became less for others by corrections; below zero.
    pub corrections: Money,
}

/// A person on a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    /// The unit.
    pub unit: String,
    /// The name, masked.
    pub name: String,
    /// The id, masked.
    pub member_id: String,
    /// What it is for.
    pub items: Sentence,
    /// How much became due.
    pub amount: Money,
}

/// Writes a list, on as many pages as it takes; each page has the heads of its columns.
///
/// Every text is escaped, and no clock is looked at: the days of publication are left blank.
///
/// # Errors
///
/// When it cannot be written.
pub fn write_publication(
    out: &mut impl Write,
    book: &Book,
    sheet: &PublicationSheet,
    lang: Lang,
) -> io::Result<()> {
    let page = Page { formatter: Formatter { book, lang }, sheet }.whole().into_string();
    writeln!(out, "{}{page}\n{END}", head(&words::title(), lang))
}

struct Page<'p> {
    formatter: Formatter<'p>,
    sheet: &'p PublicationSheet<'p>,
}

impl Page<'_> {
    fn whole(&self) -> Markup {
        let code = self.formatter.book.vocabulary.currency.code();
        html! {
            article.notice {
                p.scheme { (self.say(&self.formatter.book.title)) }
                h1 { (self.say(&words::title())) }
                p.number { (self.say(self.sheet.of)) }
                p { span.unit { (self.say(&amounts_in(code))) } (self.say(&words::opening())) }
                (self.table())
                p.objection { (self.say(&words::objection())) }
                p.number { (self.say(&notices::stamp())) "　　　　" (self.say(&notices::date_blank())) }
            }
        }
    }

    fn say(&self, sentence: &Sentence) -> Markup {
        marked(sentence.text(self.formatter.lang))
    }

    fn table(&self) -> Markup {
        let heads =
            [words::serial(), notices::unit(), notices::name(), notices::member(), words::items()];
        html! {
            table.publication {
                thead {
                    tr {
                        @for head in &heads { th { (self.say(head)) } }
                        th.amount { (self.say(&notices::amount())) }
                    }
                }
                tbody {
                    @for (at, row) in self.sheet.rows.iter().enumerate() { (self.row(at + 1, row)) }
                    (self.sums())
                }
            }
        }
    }

    fn row(&self, serial: usize, row: &SheetRow) -> Markup {
        let SheetRow { unit, name, member_id, items, amount } = row;
        html! {
            tr {
                td { (serial) }
                @for cell in [unit, name, member_id] { td { (id(cell)) } }
                td { (self.say(items)) }
                td.amount { (self.formatter.money(*amount)) }
            }
        }
    }

    /// What is on the list, and where corrections took something back, what is left.
    fn sums(&self) -> Markup {
        let sum: Money = self.sheet.rows.iter().map(|row| row.amount).sum();
        let corrections = self.sheet.corrections;
        html! {
            (self.sum(&words::sum(self.sheet.rows.len()), sum))
            @if corrections != Money::ZERO {
                (self.sum(&words::corrections(), corrections))
                (self.sum(&words::total(), sum + corrections))
            }
        }
    }

    fn sum(&self, what: &Sentence, amount: Money) -> Markup {
        html! {
            tr.sum {
                th colspan="5" { (self.say(what)) }
                td.amount { (self.formatter.money(amount)) }
            }
        }
    }
}
