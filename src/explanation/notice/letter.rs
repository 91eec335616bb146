//! Letters (抵扣告知书): what a member owes, of which bills, what happens to it, and how to object. One page of A4, as
//! a notice is.

use std::io::{self, Write};

use maud::{Markup, html};

use super::fit;
use super::page::{END, amounts_in, head, id, marked, signatures};
use crate::date::Day;
use crate::explanation::Formatter;
use crate::money::Money;
use crate::scheme::Book;
use crate::words::{Lang, Sentence, capitals, notices, owed};

/// What a letter shows.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'l> {
    /// Its number, by which an office finds it again.
    pub number: &'l str,
    /// The day that it is of.
    pub on: Day,
    /// The id of the member, masked.
    pub member_id: &'l str,
    /// The name of the member; blank where it is not known.
    pub name: &'l str,
    /// The unit of the member; likewise.
    pub unit: &'l str,
    /// All that is owed.
    pub owed: Money,
    /// What it is made of, the oldest first.
    pub parts: &'l [LetterPart],
    /// From which day on it is offset.
    pub offset_from: Day,
    /// The last day to object.
    pub object_by: Day,
}

/// What was found on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterPart {
    /// The day.
    pub found_on: Day,
    /// What of it is owed still.
    pub left: Money,
    /// What of it was offset, repaid and written off before.
    pub settled: [Money; 3],
    /// The bills that moved.
    pub bills: Vec<LetterBill>,
}

/// A bill of which something else is paid than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterBill {
    /// Its id.
    pub bill_id: String,
    /// What it paid.
    pub before: Money,
    /// What it pays.
    pub now: Money,
    /// What moved it.
    pub cause: Sentence,
}

/// Bills that a letter lists where not all fit on one sheet.
const BRIEF: usize = 12;

/// Writes a file of one letter, on one page: of bills that do not fit, it says how many there are.
///
/// Every text is escaped, and no clock is looked at.
///
/// # Errors
///
/// When it cannot be written.
pub fn write_letter(
    out: &mut impl Write,
    book: &Book,
    letter: &Letter,
    lang: Lang,
) -> io::Result<()> {
    let formatter = Formatter { book, lang };
    let sheet = |most| Sheet { formatter, letter, most }.whole().into_string();
    let whole = fit::on_one_sheet(sheet(usize::MAX), || sheet(BRIEF));
    writeln!(out, "{}{whole}\n{END}", head(&owed::letter_title(), lang))
}

struct Sheet<'l> {
    formatter: Formatter<'l>,
    letter: &'l Letter<'l>,
    /// How many bills are listed.
    most: usize,
}

impl Sheet<'_> {
    fn whole(&self) -> Markup {
        let Letter { parts, offset_from, object_by, .. } = self.letter;
        let bills: usize = parts.iter().map(|part| part.bills.len()).sum();
        let say = |sentence: &Sentence| self.say(sentence);
        html! {
            article.notice {
                (self.letterhead())
                (self.facts())
                (self.sum())
                @for part in *parts { (self.part(part)) }
                @if bills > self.most { p { (say(&owed::letter_bills_left_out(bills - self.most))) } }
                section.end {
                    p { (say(&owed::letter_set_off(offset_from))) }
                    p { (say(&owed::letter_repay())) }
                    p.objection { (say(&owed::letter_object(object_by))) }
                    (signatures(self.formatter.lang))
                }
            }
        }
    }

    fn say(&self, sentence: &Sentence) -> Markup {
        marked(sentence.text(self.formatter.lang))
    }

    fn letterhead(&self) -> Markup {
        html! {
            p.scheme { (self.say(&self.formatter.book.title)) }
            h1 { (self.say(&owed::letter_title())) }
            p.number { (self.say(&notices::number())) " " (id(self.letter.number)) }
        }
    }

    fn facts(&self) -> Markup {
        let Letter { member_id, name, unit, on, .. } = self.letter;
        let day = on.to_string();
        let rows = [
            [(notices::member(), *member_id), (owed::letter_date(), &*day)],
            [(notices::name(), *name), (notices::unit(), *unit)],
        ];
        html! {
            table.facts {
                tbody {
                    @for row in &rows {
                        tr {
                            @for (head, value) in row { th { (self.say(head)) } td { (id(value)) } }
                        }
                    }
                }
            }
        }
    }

    /// What is owed in all.
    fn sum(&self) -> Markup {
        let code = self.formatter.book.vocabulary.currency.code();
        let sum = self.letter.owed;
        let in_capitals = notices::capitals_of_yuan(capitals(sum.minor()));
        html! {
            p { span.unit { (self.say(&amounts_in(code))) } (self.say(&owed::letter_opening())) }
            table.result {
                tbody {
                    tr.sum {
                        th { (self.say(&owed::letter_owed())) }
                        td.amount { (self.formatter.money(sum)) }
                    }
                    @if code == "CNY" {
                        tr.capitals {
                            th { (self.say(&notices::in_capitals())) }
                            td { (self.say(&in_capitals)) }
                        }
                    }
                }
            }
        }
    }

    fn part(&self, part: &LetterPart) -> Markup {
        let left = self.formatter.money(part.left);
        html! {
            h2 { (self.say(&owed::letter_part(part.found_on, left))) }
            @for line in self.settled(part) { p { (self.say(&line)) } }
            @if !part.bills.is_empty() {
                table.balance {
                    thead {
                        tr {
                            th { (self.say(&owed::letter_bill())) }
                            @for head in [owed::letter_before(), owed::letter_now(), owed::letter_difference()] {
                                th.amount { (self.say(&head)) }
                            }
                            th { (self.say(&owed::letter_cause())) }
                        }
                    }
                    tbody { @for bill in part.bills.iter().take(self.most) { (self.bill(bill)) } }
                }
            }
        }
    }

    /// What of a part was settled before, so that it adds up.
    fn settled(&self, part: &LetterPart) -> Vec<Sentence> {
        let says = [owed::letter_offset, owed::letter_repaid, owed::letter_written_off];
        let all = says.into_iter().zip(part.settled).filter(|(_, amount)| *amount > Money::ZERO);
        all.map(|(says, amount)| says(self.formatter.money(amount))).collect()
    }

    fn bill(&self, bill: &LetterBill) -> Markup {
        let money = |amount| self.formatter.money(amount);
        html! {
            tr {
                td { (id(&bill.bill_id)) }
                td.amount { (money(bill.before)) }
                td.amount { (money(bill.now)) }
                td.amount { (money(bill.now - bill.before)) }
                td { (self.say(&bill.cause)) }
            }
        }
    }
}
