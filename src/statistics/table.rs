//! statistics.csv: the figures of a period, each beside that of the period it is compared with (同比).
//!
//! What is known of the members who were helped is left out where they are too few: a figure of so few would reveal
//! what each of them got.

use super::figures::Figures;
use super::period::Period;
use crate::csv_cells::cell;
use crate::money::{Currency, MoneySum, signed_percent};
use crate::words::{Lang, Sentence, statistics as words};

const HEADER: &[u8] = b"plan,figure,title,value,compared,change,change_rate\n";

/// How a table is written.
#[derive(Clone, Copy)]
pub(super) struct Style {
    pub lang: Lang,
    pub currency: Currency,
    /// The fewest members who were helped of whom anything is shown.
    pub least_members: u64,
}

/// A period with its figures.
pub(super) type Summed<'f> = (&'f Period, &'f Figures);

/// Figures, and whether those of members who were helped are left out.
pub(super) type Shown<'f> = (&'f Figures, bool);

/// What a figure is.
#[derive(Clone, PartialEq, Eq)]
enum Value {
    Count(u64),
    Amount(MoneySum),
    Text(String),
    Nothing,
}

/// A figure: its code, what people call it, whether it is of members who were helped, and how it is found.
struct Figure(&'static str, fn() -> Sentence, bool, fn(&Figures) -> Value);

fn amount(sum: Option<MoneySum>) -> Value {
    sum.map_or(Value::Nothing, Value::Amount)
}

/// All figures, in the order in which unions publish them.
const FIGURES: [Figure; 14] = [
    Figure("units_insured", words::units_insured, false, |one| Value::Count(one.units_insured)),
    Figure("members_insured", words::members_insured, false, |one| {
        Value::Count(one.members_insured)
    }),
    Figure("contributions", words::contributions, false, |one| amount(one.contributions)),
    Figure("persons_helped", words::persons_helped, true, |one| Value::Count(one.persons_helped)),
    Figure("times_helped", words::times_helped, true, |one| Value::Count(one.times_helped)),
    Figure("amount_helped", words::amount_helped, true, |one| Value::Amount(one.amount_helped)),
    Figure("per_person", words::per_person, true, |one| amount(one.per_person())),
    Figure("per_time", words::per_time, true, |one| amount(one.per_time())),
    Figure("largest_single", words::largest_single, true, |one| Value::Amount(one.largest_single)),
    Figure("amount_lowered", words::amount_lowered, true, |one| Value::Amount(one.amount_lowered)),
    Figure("due", words::due, true, |one| Value::Amount(one.due)),
    Figure("reversed", words::reversed, true, |one| Value::Amount(one.reversed)),
    Figure("posted", words::posted, true, |one| Value::Amount(one.posted())),
    Figure("share_of_contributions", words::share_of_contributions, true, share),
];

/// A figure, where it is not left out.
fn value_of(Figure(_, _, is_of_members, find): &Figure, (figures, hides): Shown) -> Value {
    if *is_of_members && hides { Value::Nothing } else { find(figures) }
}

/// The share that what was posted has of contributions.
fn share(one: &Figures) -> Value {
    let share = one.contributions.and_then(|all| signed_percent(one.posted(), all));
    share.map_or(Value::Nothing, Value::Text)
}

impl Style {
    /// Begins the table: the period, and its figures of all plans.
    pub fn head(self, this: Summed, compared: Option<Summed>) -> Vec<u8> {
        let mut out = HEADER.to_vec();
        let of = |text: fn(&Period) -> String| {
            [text(this.0), compared.map(|(period, _)| text(period)).unwrap_or_default()]
        };
        self.texts("period", words::period(), of(Period::to_string), &mut out);
        self.texts("from", words::from(), of(|period| period.first().to_string()), &mut out);
        self.texts("to", words::to(), of(|period| period.last().to_string()), &mut out);
        let basis = words::basis_posted();
        self.texts(
            "basis",
            words::basis(),
            [basis.text(self.lang).to_owned(), String::new()],
            &mut out,
        );
        let shown = |figures| (figures, self.hides(figures));
        self.figures("", shown(this.1), compared.map(|(_, figures)| shown(figures)), &mut out);
        out
    }

    /// Writes the figures of a plan.
    pub fn figures(self, plan: &str, this: Shown, compared: Option<Shown>, out: &mut Vec<u8>) {
        for figure in &FIGURES {
            let value = value_of(figure, this);
            let before = compared.map_or(Value::Nothing, |before| value_of(figure, before));
            self.row((plan, figure), &value, &before, out);
        }
    }

    /// Ends the table with the newest seal of the ledger.
    pub fn seal(self, seal: &str, out: &mut Vec<u8>) {
        self.texts("seal", words::seal(), [seal.to_owned(), String::new()], out);
    }

    /// Whether so few members were helped that nothing of them is shown.
    pub fn hides(self, figures: &Figures) -> bool {
        let is_few = |count: u64| (1..self.least_members).contains(&count);
        is_few(figures.persons_helped) || is_few(figures.persons_lowered)
    }

    fn texts(self, code: &str, title: Sentence, values: [String; 2], out: &mut Vec<u8>) {
        let [value, compared] = &values;
        self.cells(["", code, title.text(self.lang), value, compared, "", ""], out);
    }

    fn row(
        self,
        (plan, Figure(code, title, ..)): (&str, &Figure),
        value: &Value,
        before: &Value,
        out: &mut Vec<u8>,
    ) {
        let (change, rate) = match (value, before) {
            (Value::Count(now), Value::Count(before)) => {
                let [now, before] = [*now, *before].map(|n| MoneySum::from_minor(n.into()));
                ((now - before).minor().to_string(), signed_percent(now - before, before))
            }
            (Value::Amount(now), Value::Amount(before)) => {
                let change = *now - *before;
                (change.show(self.currency), signed_percent(change, *before))
            }
            _ => (String::new(), None),
        };
        let (value, before) = (self.show(value), self.show(before));
        let (title, rate) = (title(), rate.unwrap_or_default());
        self.cells([plan, code, title.text(self.lang), &value, &before, &change, &rate], out);
    }

    fn show(self, value: &Value) -> String {
        match value {
            Value::Count(count) => count.to_string(),
            Value::Amount(amount) => amount.show(self.currency),
            Value::Text(text) => text.clone(),
            Value::Nothing => String::new(),
        }
    }

    fn cells(self, cells: [&str; 7], out: &mut Vec<u8>) {
        for (at, text) in cells.into_iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            cell(out, text);
        }
        out.push(b'\n');
    }
}
