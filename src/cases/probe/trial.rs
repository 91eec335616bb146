//! A trial: one member with some bills, made up to see what rules do with them. It can be written as a case, so that
//! what a warning shows can be put into a file of cases.

use std::collections::BTreeMap;

use crate::cases::case::Person;
use crate::cases::expect::Expect;
use crate::cases::{self, Case};
use crate::claim::{Bill, ENROLLED_ON, Enrolment, PAID_ON, RecordKind, RowReader};
use crate::date::Day;
use crate::explanation::Explanation;
use crate::money::{Currency, Money};
use crate::scheme::Book;

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
    /// The last day of an earlier period of the same plan, which is a year long.
    pub earlier: Option<Day>,
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

/// An enrolment period of a trial, with what it says besides its days and units.
#[derive(Clone)]
struct TrialPeriod {
    plan: String,
    units: u32,
    /// The first and the last.
    days: (Day, Day),
    own: Cells,
}

impl Trial {
    /// The last day of the last bill.
    pub fn last_day(&self) -> Day {
        self.admission + (self.shape.bills - 1) * self.shape.apart + self.shape.nights
    }

    /// Decides and explains it; nothing where no such bill can be, as its payers bear more than its total.
    pub fn run(&self, book: &Book) -> Option<(Case, Vec<Explanation>)> {
        let case = self.case(book)?;
        let explanations = cases::explain(book, &case).into_iter().next()?;
        Some((case, explanations))
    }

    /// The case that its text is read as, without the text: hundreds are tried of each benefit.
    fn case(&self, book: &Book) -> Option<Case> {
        let periods = self.periods().into_iter();
        let numbers = 0..u32::try_from(self.shape.bills).expect("a shape has a few bills");
        let person = Person {
            member: read(book, RecordKind::Members, &self.member, |reader, row| {
                reader.member(row).ok()
            })?,
            later: Vec::new(),
            enrolments: periods.map(|of| enrolment(book, &of)).collect::<Option<Vec<_>>>()?,
            bills: self.bills(book)?,
            openings: Vec::new(),
            overrides: Vec::new(),
            disallowances: Vec::new(),
            ids: numbers.clone().map(|number| (number + 1).to_string()).collect(),
            expects: numbers.map(|_| Expect::default()).collect(),
            nights: Vec::new(),
        };
        let (id, total) = ("trial".to_owned(), Expect::default());
        Some(Case { id, place: 0, person, relatives: Vec::new(), total, nights: Vec::new() })
    }

    /// The period that is tried, an earlier one of its plan, and one of another plan that must be held too.
    fn periods(&self) -> Vec<TrialPeriod> {
        let days = (self.from, self.to);
        let own = TrialPeriod {
            plan: self.plan.clone(),
            units: self.units,
            days,
            own: self.period.clone(),
        };
        let earlier = self.earlier.map(|end| TrialPeriod {
            days: (end - 364, end),
            own: self.period_before(end - 364),
            ..own.clone()
        });
        let other = self.other.as_ref().map(|(plan, own)| TrialPeriod {
            plan: plan.clone(),
            units: 1,
            days,
            own: own.clone(),
        });
        std::iter::once(own).chain(earlier).chain(other).collect()
    }

    /// All bills, which differ in their days alone.
    fn bills(&self, book: &Book) -> Option<Vec<Bill>> {
        let currency = book.vocabulary.currency;
        let mut cells = self.facts.clone();
        cells.extend(self.amounts.iter().map(|(name, paid)| (name.clone(), currency.show(*paid))));
        let dates = |cells: &mut Cells, (admission, discharge): (Day, Day)| {
            cells.insert("admission".to_owned(), admission.to_string());
            cells.insert("discharge".to_owned(), discharge.to_string());
            cells.insert("settled_on".to_owned(), discharge.to_string());
        };
        dates(&mut cells, self.days(0));
        let header = cells.keys().map(String::as_str);
        let reader = RowReader::of_checked(header, RecordKind::Bills, &book.vocabulary);
        let bill = |number: i32| {
            dates(&mut cells, self.days(number));
            let row: Vec<&str> = cells.values().map(String::as_str).collect();
            let number = u32::try_from(number).ok()?;
            let stay = if self.shape.is_one_stay { 0 } else { Bill::alone(number) };
            reader.numbered_bill(row.as_slice(), number, stay).ok()
        };
        (0..self.shape.bills).map(bill).collect()
    }

    /// The first and the last day of a bill.
    fn days(&self, number: i32) -> (Day, Day) {
        let admission = self.admission + number * self.shape.apart;
        (admission, admission + self.shape.nights)
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

    /// What the earlier period says: as the period, enrolled and paid for as long before it starts.
    fn period_before(&self, start: Day) -> Cells {
        let by = self.from - start;
        let earlier = |name: &String, text: &String| {
            let day = Day::parse(text).filter(|_| [ENROLLED_ON, PAID_ON].contains(&name.as_str()));
            (name.clone(), day.map_or_else(|| text.clone(), |day| (day - by).to_string()))
        };
        self.period.iter().map(|(name, text)| earlier(name, text)).collect()
    }

    /// The case, with what is expected of the bill of a number.
    fn text(&self, currency: Currency, expect: impl Fn(i32) -> String) -> String {
        let cells = |cells: &Cells| -> String {
            cells.iter().map(|(name, text)| format!("{name} = \"{text}\", ")).collect()
        };
        let amounts: Cells =
            self.amounts.iter().map(|(name, paid)| (name.clone(), currency.show(*paid))).collect();
        let period = |TrialPeriod { plan, units, days: (from, to), own }: TrialPeriod| {
            let own: String =
                own.iter().map(|(name, text)| format!(", {name} = \"{text}\"")).collect();
            format!(
                "{{ plan = \"{plan}\", start = \"{from}\", end = \"{to}\", units = {units}{own} }}"
            )
        };
        let periods: Vec<String> = self.periods().into_iter().map(period).collect();
        let mut text = format!(
            "[[case]]\nid = \"trial\"\nmember = {{ {} }}\n\
             enrolment = [{}]\nbill = [\n",
            cells(&self.member).trim_end_matches(", "),
            periods.join(", ")
        );
        for number in 0..self.shape.bills {
            let (admission, discharge) = self.days(number);
            let stay = if self.shape.is_one_stay { "stay_id = \"S\", " } else { "" };
            text += &format!(
                "  {{ {}{stay}admission = \"{admission}\", discharge = \"{discharge}\", {}expect = {} }},\n",
                cells(&self.facts),
                cells(&amounts),
                expect(number)
            );
        }
        text + "]\n"
    }
}

fn enrolment(book: &Book, period: &TrialPeriod) -> Option<Enrolment> {
    let TrialPeriod { plan, units, days: (from, to), own } = period;
    let mut cells = Cells::from([
        ("plan".to_owned(), plan.clone()),
        ("start".to_owned(), from.to_string()),
        ("end".to_owned(), to.to_string()),
        ("units".to_owned(), units.to_string()),
        (ENROLLED_ON.to_owned(), from.to_string()),
    ]);
    cells.extend(own.clone());
    read(book, RecordKind::Enrolments, &cells, |reader, row| reader.enrolment(row).ok())
}

/// What a row of these cells says.
fn read<T>(
    book: &Book,
    kind: RecordKind,
    cells: &Cells,
    read: impl FnOnce(&RowReader, &[&str]) -> Option<T>,
) -> Option<T> {
    let reader = RowReader::of_checked(cells.keys().map(String::as_str), kind, &book.vocabulary);
    read(&reader, &cells.values().map(String::as_str).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::cases::probe::bench::Bench;
    use crate::cases::probe::places::Places;
    use crate::scheme::Source;

    /// What the rules decide on the text of a trial.
    fn of_text(book: &Book, trial: &Trial) -> Option<Vec<Explanation>> {
        let text = trial.text(book.vocabulary.currency, |_| "{ payable = \"0\" }".to_owned());
        let read = cases::read(book, Source { path: "trial.toml".into(), text });
        cases::explain(book, &read.ok()?.pop()?).into_iter().next()
    }

    #[test]
    fn a_trial_is_decided_as_its_text_is_in_every_shape_and_under_every_fact() {
        let mut seen = (0, 0);
        for scheme in ["weihai", "hangzhou", "city"] {
            let path = Path::new("rules").join(scheme);
            let (book, sources) = (Book::load(&path).unwrap(), Source::read(&path).unwrap());
            for source in &sources {
                let Some(places) = Places::of(&source.text) else { continue };
                let mut editions = book.editions.iter();
                let edition = editions.find(|one| places.edition() == Some(one.id())).unwrap();
                for benefit in &edition.benefits {
                    let bench = Bench::new(&book, edition, benefit, &places).unwrap();
                    let plain = bench.plain(bench.huge).unwrap();
                    let turned = bench.turned(&plain).into_iter();
                    let shaped = turned.flat_map(|(_, turned)| bench.shaped(&turned));
                    let in_time = bench.in_time(&plain).into_iter().step_by(37);
                    for trial in shaped.chain(in_time) {
                        let decided = trial.run(&book).map(|(_, decided)| decided);
                        let expected = of_text(&book, &trial);
                        assert_eq!(format!("{decided:?}"), format!("{expected:?}"));
                        let count = if decided.is_some() { &mut seen.0 } else { &mut seen.1 };
                        *count += 1;
                    }
                }
            }
        }
        assert!(seen.0 > 500 && seen.1 > 0, "decided and refused: {seen:?}");
    }
}
