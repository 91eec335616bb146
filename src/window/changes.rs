//! What would change the answer (哪些情况会改变结果): neighbours of the bill that was asked about, decided by the same
//! function: those that pay more first, each kind by how much money it moves.

use super::sheet::{self, BoxKind, Filled, SheetBox, boxes};
use crate::adjudication::Reason;
use crate::date::Day;
use crate::explanation::Formatter;
use crate::money::Money;
use crate::preview::{self, Answer, Growth, Pace, Past, Preview};
use crate::scheme::{Book, Denial};
use crate::words::{Lang, Sentence, changes as words};

/// One thing that would change what is paid on a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What would be otherwise.
    pub what: Otherwise,
    /// What is paid on the bill as it is.
    pub before: Money,
    /// What would be paid; of more of an amount, with the next part of it.
    pub after: Money,
}

/// What would be otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Otherwise {
    /// More of an amount.
    More(Growth),
    /// The stay begins so many days later; earlier where they are below zero.
    Stay {
        /// The first day of it.
        from: Day,
        /// So much later.
        days: i32,
    },
    /// It is filed no later than on this day.
    FiledBy(Day),
    /// One of some words stands in a box, each with what people call it.
    Word {
        /// The box.
        column: String,
        /// What the sheet calls it.
        title: Sentence,
        /// Words that all pay the same.
        words: Vec<(String, Sentence)>,
    },
    /// So many units are held.
    Units(u32),
}

/// What would change what is paid on a bill that was filled in: what pays more, the most first, then what pays less,
/// likewise, but for fewer units and words that pay nothing; `filled` is what `preview` was read from, on top of
/// `past`. Nothing while amounts are missing: they come first.
///
/// ```
/// # use std::path::Path;
/// # use huzhu::claim::{EnrolmentForm, MemberForm};
/// # use huzhu::date::Day;
/// # use huzhu::money::Money;
/// # use huzhu::preview::{Past, preview};
/// # use huzhu::scheme::Book;
/// use huzhu::window::{Filled, changes, read};
///
/// # let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// # let day = |text| Day::parse(text).unwrap();
/// # let member = MemberForm::new(day("1980-05-01"), "F", false).read(&book).unwrap();
/// # let period = EnrolmentForm::new("medical", day("2022-01-01"), day("2022-12-31")).read(&book).unwrap();
/// # let past = Past::new(member, vec![period]);
/// let bill = ["category=inpatient", "hospital_level=2", "admission=2022-03-01", "discharge=2022-03-09",
///     "total=8232.97", "pool_paid=3000", "out_of_catalogue=0", "class_b_prepay=0", "deductible=0",
///     "critical_paid=0", "assistance_paid=0", "other_paid=0"];
/// let filled: Filled = bill.iter().map(|one| one.split_once('=').unwrap())
///     .map(|(column, text)| (column.to_owned(), text.to_owned())).collect();
/// let (past, query) = read(&book, &filled, &past).unwrap();
/// let all = changes(&filled, &past, &preview(&book, &past, &query));
/// assert_eq!(all[0].after - all[0].before, Money::from_minor(50_000)); // Each further 1,000.00 pays half of it.
/// ```
pub fn changes(filled: &Filled, past: &Past, preview: &Preview) -> Vec<Change> {
    if preview.answer != Answer::Exact {
        return Vec::new();
    }
    let asked = Asked { filled, past, preview, before: preview.explanation.payable() };
    let mut all = asked.growth();
    all.extend(asked.days());
    all.extend(boxes(preview.book).iter().flat_map(|one| asked.words(one)));
    all.extend(asked.units());
    all.retain(Change::is_told);
    all.sort_by_key(|change| (change.moves() < 0, std::cmp::Reverse(change.moves().abs())));
    all
}

/// A bill that was asked about.
struct Asked<'a> {
    filled: &'a Filled,
    past: &'a Past,
    preview: &'a Preview<'a>,
    before: Money,
}

impl Asked<'_> {
    fn change(&self, what: Otherwise, after: Money) -> Change {
        Change { what, before: self.before, after }
    }

    fn growth(&self) -> Vec<Change> {
        let all = preview::growth(self.preview, self.past).into_iter();
        let change = |growth: Growth| {
            let after = self.before + growth.at_once + growth.each.pays;
            self.change(Otherwise::More(growth), after)
        };
        all.map(change).collect()
    }

    /// What is paid where some boxes are filled in otherwise; nothing where no such bill can be.
    fn paid(&self, others: &[(&str, String)], past: &Past) -> Option<Money> {
        let mut filled = self.filled.clone();
        for (column, text) in others {
            filled.insert((*column).to_owned(), text.clone());
        }
        let (past, query) = sheet::read(self.preview.book, &filled, past).ok()?;
        Some(preview::on_top(self.preview.book, &past, (query.bill, &query.id)).payable())
    }

    /// Days that something was too early or too late by.
    fn days(&self) -> Vec<Change> {
        let decisions = self.preview.explanation.decisions.iter();
        let denials = decisions.flat_map(|one| &one.reasons).filter_map(|reason| match reason {
            Reason::Denied(denial) | Reason::Waiting { denial, .. } => Some(denial),
            _ => None,
        });
        let mut all: Vec<Change> = Vec::new();
        for change in denials.flat_map(|denial| self.otherwise_dated(denial)) {
            if !all.iter().any(|known| known.what == change.what) {
                all.push(change);
            }
        }
        all
    }

    fn otherwise_dated(&self, denial: &Denial) -> Vec<Change> {
        let moved: Vec<i32> = match denial {
            Denial::WaitingPeriod { short, .. } => vec![*short],
            Denial::NoCover { ended, starts, basis } => {
                ended.iter().chain(starts).map(|day| *day - *basis).collect()
            }
            Denial::BeforeReceipt { day, paid_on, .. } => vec![*paid_on + 1 - *day],
            Denial::FiledLate { deadline, .. } => {
                let paid = self.paid(&[("submitted_on", deadline.to_string())], self.past);
                let change = |paid| self.change(Otherwise::FiledBy(*deadline), paid);
                return paid.map(change).into_iter().collect();
            }
            _ => Vec::new(),
        };
        moved.into_iter().filter_map(|days| self.moved(days)).collect()
    }

    /// The whole bill so many days later.
    fn moved(&self, days: i32) -> Option<Change> {
        let bill = &self.preview.query.bill;
        let mut dates = vec![
            ("admission", bill.admission),
            ("discharge", bill.discharge),
            ("settled_on", bill.settled_on),
            ("submitted_on", bill.submitted_on),
        ];
        if self.filled.get("diagnosed_on").is_some_and(|text| !text.trim().is_empty()) {
            dates.push(("diagnosed_on", bill.basis));
        }
        let dates: Vec<(&str, String)> =
            dates.into_iter().map(|(name, day)| (name, (day + days).to_string())).collect();
        let paid = self.paid(&dates, self.past)?;
        Some(self.change(Otherwise::Stay { from: bill.admission + days, days }, paid))
    }

    /// Each other word of a box; words that pay the same together.
    fn words(&self, one: &SheetBox) -> Vec<Change> {
        let BoxKind::Choice(words) = &one.kind else { return Vec::new() };
        let now = self.filled.get(&one.column).map_or("", |text| text.trim());
        let mut by_paid: Vec<(Money, Vec<(String, Sentence)>)> = Vec::new();
        for word in words.iter().filter(|(word, _)| word != now) {
            let Some(paid) = self.paid(&[(&one.column, word.0.clone())], self.past) else {
                continue;
            };
            match by_paid.iter_mut().find(|(known, _)| *known == paid) {
                Some((_, words)) => words.push(word.clone()),
                None => by_paid.push((paid, vec![word.clone()])),
            }
        }
        let change = |(paid, words): (Money, Vec<(String, Sentence)>)| {
            let (column, title) = (one.column.clone(), one.title.clone());
            self.change(Otherwise::Word { column, title, words }, paid)
        };
        by_paid.into_iter().map(change).collect()
    }

    /// One unit more, and one less, of the periods that serve the day, as far as their plans let.
    fn units(&self) -> Vec<Change> {
        let day = self.preview.explanation.bill.basis;
        let plans = self.preview.edition().map_or(&[][..], |edition| &edition.plans);
        let held = plans.iter().filter_map(|plan| {
            let mut periods = self.past.enrolments().iter();
            let period = periods.find(|one| one.plan() == plan.number && plan.covers(one, day))?;
            Some((plan, period, plan.units?))
        });
        let mut all = Vec::new();
        for (plan, period, most) in held {
            for units in [period.units() + 1, period.units().saturating_sub(1)] {
                if (1..=most).contains(&units) {
                    let past = self.past.clone().with_units(plan.number, day, units);
                    let paid = self.paid(&[], &past);
                    all.extend(paid.map(|paid| self.change(Otherwise::Units(units), paid)));
                }
            }
        }
        all
    }
}

impl Change {
    /// Whether it is of use to somebody. Of what pays less that is a word which still pays something: it may be the
    /// right one. That another kind of stay is not paid at all, or one unit less pays less, is known beforehand.
    fn is_told(&self) -> bool {
        let may_be_right = match self.what {
            Otherwise::Word { .. } => self.after > Money::ZERO,
            Otherwise::Units(_) => false,
            Otherwise::More(_) | Otherwise::Stay { .. } | Otherwise::FiledBy(_) => true,
        };
        self.moves() > 0 || (self.moves() < 0 && may_be_right)
    }

    /// How much more it pays, in minor units.
    fn moves(&self) -> i64 {
        (self.after - self.before).minor()
    }

    /// What would be otherwise, and what is paid then, as a person reads it.
    pub fn sentence(&self, book: &Book) -> Sentence {
        let money = |amount| Formatter { book, lang: Lang::English }.money(amount);
        let pays = money(self.after);
        let difference = difference(book, self.after - self.before);
        match &self.what {
            Otherwise::More(growth) => growth_sentence(book, growth),
            Otherwise::Stay { from, days } if *days < 0 => {
                words::stay_earlier(-days, from, pays, difference)
            }
            Otherwise::Stay { from, days } => words::stay_later(days, from, pays, difference),
            Otherwise::FiledBy(day) => words::filed_by(day, pays, difference),
            Otherwise::Word { title, words: all, .. } => {
                let titles = all.iter().map(|(_, title)| title.clone());
                let titles = titles.reduce(words::or);
                words::were_it(title, titles.unwrap_or_default(), pays, difference)
            }
            Otherwise::Units(units) => words::with_units(units, pays, difference),
        }
    }
}

/// So much more, or less.
fn difference(book: &Book, amount: Money) -> Sentence {
    let money = |amount| Formatter { book, lang: Lang::English }.money(amount);
    match amount < Money::ZERO {
        true => words::less(money(Money::ZERO - amount)),
        false => words::more(money(amount)),
    }
}

fn growth_sentence(book: &Book, growth: &Growth) -> Sentence {
    let Growth { column, now, from, at_once, each, then } = growth;
    let money = |amount| Formatter { book, lang: Lang::English }.money(amount);
    let title = book.vocabulary.column_title(*column).cloned().unwrap_or_else(words::cost);
    let (at, ahead) = (money(*from), money(*from - *now));
    let pace = |pace: &Pace| (money(pace.more), difference(book, pace.pays));
    let (more, pays) = pace(each);
    let is_whole_stretch = then.is_some_and(|(end, _)| end - *from == each.more);
    let first = match is_whole_stretch {
        true => words::once_further(&title, more, pays),
        false => words::each_further(&title, more, pays),
    };
    let whole = match then {
        None => first,
        Some((end, beyond)) => {
            let so_far = words::up_to(first, money(*end));
            match beyond.pays == Money::ZERO {
                true => words::then_nothing(so_far),
                false => {
                    let (more, pays) = pace(beyond);
                    words::then_each(so_far, more, pays)
                }
            }
        }
    };
    match (*at_once == Money::ZERO, from == now) {
        (false, _) => {
            words::then(words::at_once(&title, at, ahead, difference(book, *at_once)), whole)
        }
        (true, true) => whole,
        (true, false) => words::only_above(at, ahead, whole),
    }
}
