//! A trial: one member with some bills, made up to see what rules do with them. It is written as a case, and read as
//! any other, so that what a warning shows can be put into a file of cases.

use std::collections::BTreeMap;

use crate::cases::{self, Case};
use crate::date::Day;
use crate::explanation::Explanation;
use crate::money::{Currency, Money};
use crate::scheme::{Book, Source};

/// Columns or facts by name, each with its text.
pub(super) type Cells = BTreeMap<String, String>;

/// How many bills there are, and how they lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub bills: i32,
    pub nights: i32,
    /// Days from one admission to the next.
    pub apart: i32,
    /// Whether all are of one stay.
    pub is_one_stay: bool,
}

/// One bill of ten nights; others follow where something adds up over days, a stay, a month or longer.
pub(super) const ONE_BILL: Shape = Shape { bills: 1, nights: 10, apart: 0, is_one_stay: false };
pub(super) const SHAPES: [Shape; 7] = [
    ONE_BILL,
    Shape { nights: 300, ..ONE_BILL },
    Shape { bills: 2, nights: 2, apart: 3, is_one_stay: false },
    Shape { bills: 12, nights: 1, apart: 2, is_one_stay: false },
    Shape { bills: 12, nights: 25, apart: 26, is_one_stay: false },
    Shape { bills: 40, nights: 1, apart: 2, is_one_stay: false },
    Shape { bills: 8, nights: 2, apart: 2, is_one_stay: true },
];

/// What a trial is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trial {
    pub member: Cells,
    pub plan: String,
    /// What the enrolment period says besides its days and units.
    pub period: Cells,
    /// Another plan that must be held too, with what its period says.
    pub other: Option<(String, Cells)>,
    /// The enrolment period, and the first admission.
    pub from: Day,
    pub to: Day,
    pub admission: Day,
    pub units: u32,
    /// Facts that every bill has.
    pub facts: Cells,
    /// Amounts that every bill has.
    pub amounts: BTreeMap<String, Money>,
    pub shape: Shape,
}

impl Trial {
    /// The last day of the last bill.
    pub fn last_day(&self) -> Day {
        self.admission + (self.shape.bills - 1) * self.shape.apart + self.shape.nights
    }

    /// Decides and explains it; nothing where no such bill can be, as its payers bear more than its total.
    pub fn run(&self, book: &Book) -> Option<(Case, Vec<Explanation>)> {
        let text = self.text(book.vocabulary.currency, |_| "{ payable = \"0\" }".to_owned());
        let read = cases::read(book, Source { path: "trial.toml".into(), text });
        let case = read.ok()?.pop()?;
        let explanations = cases::explain(book, &case).into_iter().next()?;
        Some((case, explanations))
    }

    /// The case with what the rules decide as what is expected.
    pub fn as_decided(&self, book: &Book, explanations: &[Explanation]) -> String {
        let currency = book.vocabulary.currency;
        self.text(currency, |number| {
            let is_it = |one: &&Explanation| one.bill.id as i32 == number;
            let paid = explanations.iter().find(is_it).map_or(Money::ZERO, Explanation::payable);
            format!("{{ payable = \"{}\" }}", currency.show(paid))
        })
    }

    /// The case, with what is expected of the bill of a number.
    fn text(&self, currency: Currency, expect: impl Fn(i32) -> String) -> String {
        let cells = |cells: &Cells| -> String {
            cells.iter().map(|(name, text)| format!("{name} = \"{text}\", ")).collect()
        };
        let amounts: Cells =
            self.amounts.iter().map(|(name, paid)| (name.clone(), currency.show(*paid))).collect();
        let period = |plan: &str, units: u32, own: &Cells| {
            let own: String =
                own.iter().map(|(name, text)| format!(", {name} = \"{text}\"")).collect();
            let Trial { from, to, .. } = self;
            format!(
                "{{ plan = \"{plan}\", start = \"{from}\", end = \"{to}\", units = {units}{own} }}"
            )
        };
        let other = self.other.iter().map(|(plan, own)| period(plan, 1, own));
        let periods: Vec<String> =
            std::iter::once(period(&self.plan, self.units, &self.period)).chain(other).collect();
        let mut text = format!(
            "[[case]]\nid = \"trial\"\nmember = {{ {} }}\n\
             enrolment = [{}]\nbill = [\n",
            cells(&self.member).trim_end_matches(", "),
            periods.join(", ")
        );
        for number in 0..self.shape.bills {
            let admission = self.admission + number * self.shape.apart;
            let stay = if self.shape.is_one_stay { "stay_id = \"S\", " } else { "" };
            text += &format!(
                "  {{ {}{stay}admission = \"{admission}\", discharge = \"{}\", {}expect = {} }},\n",
                cells(&self.facts),
                admission + self.shape.nights,
                cells(&amounts),
                expect(number)
            );
        }
        text + "]\n"
    }
}
