//! The bench on which one benefit is tried: which facts, amounts and shapes of bills there are to try, and under which
//! of them it pays most.

use std::collections::BTreeMap;

use super::places::Places;
use super::trial::{Cells, ONE_BILL, SHAPES, Shape, Trial};
use super::written::Written;
use crate::adjudication::Reason;
use crate::claim::{Column, ENROLLED_ON, FieldKind, NUMBER_MOST, Owner, PAID_ON, Vocabulary};
use crate::date::Day;
use crate::explanation::{Explanation, Working};
use crate::money::Money;
use crate::scheme::{Benefit, Book, Denial, Edition, EnrolsOn, Plan};

/// The most edges of a benefit that are tried.
const MOST_EDGES: usize = 40;
/// More of each is not tried one by one.
const MOST_VALUES: usize = 12;

/// One benefit of one edition, and what there is to try of it.
pub(super) struct Bench<'b> {
    pub book: &'b Book,
    pub edition: &'b Edition,
    pub benefit: &'b Benefit,
    /// Amounts that stand in its rules, ascending.
    pub edges: Vec<Money>,
    /// An amount above all of them.
    pub huge: Money,
    /// Facts that its rules ask for, with what each may be.
    facts: Vec<Tried>,
    /// Columns that its payment depends on.
    columns: Vec<Column>,
    /// Numbers and days of the year in its rules and in those of its plan.
    pub written: Written,
}

/// How an amount is spread over the columns of a bill.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spread {
    /// All of it in the total, and in no other column.
    InTotal,
    /// As much in this column of the benefit, and as much again beside it.
    Beside(Column),
    /// As much in every column of the benefit, and as much again beside them.
    BesideAll,
    /// All of it in this column, which is the whole bill.
    Alone(Column),
}

/// Whose column a fact is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Member,
    Bill,
    Period,
}

/// A date of the scheme's own: who was hired then has served long enough.
const LONG_AGO: &str = "1990-01-01";

/// A fact by name, with the values that are tried.
type Tried = (Whose, String, Vec<String>);

/// How well a trial does: what the benefit is paid, and whether it is open for the bills at all.
type Score = (Money, i64);

impl<'b> Bench<'b> {
    /// Nothing where the benefit is not written in the file.
    pub fn new(
        book: &'b Book,
        edition: &'b Edition,
        benefit: &'b Benefit,
        places: &Places,
    ) -> Option<Bench<'b>> {
        let (entries, _) = places.benefit(benefit.id())?;
        let texts = places.texts(entries);
        let currency = book.vocabulary.currency;
        let amounts = texts.iter().filter_map(|text| currency.parse(text).ok());
        let mut edges: Vec<Money> = amounts.filter(|amount| *amount > Money::ZERO).collect();
        edges.sort_unstable();
        edges.dedup();
        edges.truncate(MOST_EDGES);
        let most = edges.last().copied().unwrap_or(Money::ZERO);
        let least = currency.parse("1000000").unwrap_or(most);
        let huge = most.minor().saturating_mul(20).clamp(least.minor(), Money::MOST.minor() / 100);
        let facts = facts(book, edition, benefit, &texts);
        let columns = edition.depends_on(benefit);
        let huge = Money::from_minor(huge);
        let of_plan = places.texts_of_plan(edition.plan_of(benefit).id());
        let written = Written::of(texts.into_iter().chain(of_plan));
        Some(Bench { book, edition, benefit, edges, huge, facts, columns, written })
    }

    /// A bill of so much with nothing out of the ordinary.
    pub fn plain(&self, amount: Money) -> Option<Trial> {
        let (first, last) = (self.edition.from(), self.edition.to());
        let admission = if last - first > 60 { first + 20 } else { first };
        let until = if last - first > 364 { first + 364 } else { last };
        let plan = self.edition.plan_of(self.benefit);
        let from = Day::FIRST.max(first - 400);
        let mut trial = Trial {
            member: Cells::from([
                ("birth_date".to_owned(), "1980-01-01".to_owned()),
                ("hardship".to_owned(), "no".to_owned()),
                ("sex".to_owned(), "M".to_owned()),
            ]),
            plan: plan.id().to_owned(),
            period: self.period_of(plan, from),
            other: plan.requires().map(|other| (other.id.clone(), self.asked_of(&other.id, from))),
            earlier: None,
            from,
            to: until,
            admission,
            units: 1,
            facts: Cells::from([("hospital_level".to_owned(), "2".to_owned())]),
            amounts: BTreeMap::new(),
            shape: ONE_BILL,
        };
        self.fill_fields(&mut trial)?;
        for (whose, name, values) in &self.facts {
            if matches!(name.as_str(), "category" | "diagnosis") {
                set(&mut trial, *whose, name, values.first()?);
            }
        }
        let bill = self.edition.bills_for(self.benefit, &self.book.vocabulary, admission);
        trial.facts.extend(bill.into_iter().next().map(|bill| bill.cells).unwrap_or_default());
        self.pay(&mut trial, Spread::InTotal, amount);
        Some(trial)
    }

    /// Gives the scheme's own fields their default, or else their first value.
    fn fill_fields(&self, trial: &mut Trial) -> Option<()> {
        for field in &self.book.vocabulary.fields {
            let value = match &field.kind {
                FieldKind::Word { values, default, .. } => {
                    values.get(default.map_or(0, usize::from))?.clone()
                }
                FieldKind::Date { default, .. } => {
                    default.map_or(LONG_AGO.to_owned(), |day| day.to_string())
                }
                _ => continue,
            };
            match field.owner {
                Owner::Bill => trial.facts.insert(field.name.clone(), value),
                Owner::Member => trial.member.insert(field.name.clone(), value),
                Owner::Enrolment => {
                    if let Some((_, other)) = &mut trial.other {
                        other.insert(field.name.clone(), value.clone());
                    }
                    trial.period.insert(field.name.clone(), value)
                }
            };
        }
        Some(())
    }

    /// What the period of a plan says of receipts and enrolling, where that is asked: all is done in time.
    fn asked_of(&self, plan: &str, from: Day) -> Cells {
        let words = &self.book.vocabulary;
        let mut cells = Cells::new();
        if words.asks_receipts_of(plan) {
            cells.insert(PAID_ON.to_owned(), (from - 1).to_string());
        }
        if words.asks_enrolled_on_of(plan) {
            cells.insert(ENROLLED_ON.to_owned(), from.to_string());
        }
        cells
    }

    /// The trial with its period enrolled and paid for in time, and what else the period says as it is.
    pub fn enrolled_in_time(&self, mut trial: Trial) -> Trial {
        let plan = self.edition.plan_of(self.benefit);
        trial.period.extend(self.period_of(plan, trial.from));
        trial
    }

    /// The same of the plan that is tried, enrolled on a day on which one may.
    fn period_of(&self, plan: &Plan, from: Day) -> Cells {
        let mut cells = self.asked_of(plan.id(), from);
        let day = match plan.a_day_to_enrol(from) {
            EnrolsOn::AnyDay => return cells,
            EnrolsOn::Day(day) => day.to_string(),
            EnrolsOn::DateOfMember => LONG_AGO.to_owned(),
        };
        cells.insert(ENROLLED_ON.to_owned(), day);
        cells
    }

    /// Every way of spreading an amount over the columns of the benefit.
    fn spreads(&self) -> impl Iterator<Item = Spread> {
        let beside = self.columns.iter().map(|column| Spread::Beside(*column));
        let alone = self.columns.iter().map(|column| Spread::Alone(*column));
        [Spread::InTotal].into_iter().chain(beside).chain([Spread::BesideAll]).chain(alone)
    }

    /// Spreads an amount over the columns of the bills of a trial.
    fn pay(&self, trial: &mut Trial, spread: Spread, amount: Money) {
        trial.amounts.clear();
        for field in self.book.vocabulary.fields.iter().filter(|field| field.is_amount()) {
            trial.amounts.insert(field.name.clone(), Money::ZERO);
        }
        let columns: &[Column] = match &spread {
            Spread::InTotal => &[],
            Spread::Beside(column) | Spread::Alone(column) => std::slice::from_ref(column),
            Spread::BesideAll => &self.columns,
        };
        let mut parts = Money::ZERO;
        for column in columns {
            let column = match *column {
                Column::Total | Column::InScope => continue,
                Column::FundsPaid => Column::PoolPaid,
                column => column,
            };
            let name = self.book.vocabulary.column_name(column);
            trial.amounts.insert(name.to_owned(), amount);
            if column.name().is_some() {
                parts += amount;
            }
        }
        let is_whole = matches!(spread, Spread::Alone(_)) && parts > Money::ZERO;
        let total = if is_whole { parts } else { amount + parts };
        trial.amounts.insert("total".to_owned(), total);
    }

    /// The trial of a huge bill under the facts by which the benefit pays most: each fact is turned in its turn, as
    /// long as that pays more.
    pub fn best(&self) -> Option<Trial> {
        let mut best = self.plain(self.huge)?;
        let mut score = self.score(&best);
        for _ in 0..3 {
            let before = score;
            for (_, turned) in self.turned(&best) {
                let with = self.score(&turned);
                if with > score {
                    (best, score) = (turned, with);
                }
            }
            if score == before {
                break;
            }
        }
        Some(best)
    }

    /// The trial with one fact, the spread of amounts or the number of nights turned to each other value.
    pub fn turned(&self, trial: &Trial) -> Vec<(String, Trial)> {
        let mut all = Vec::new();
        for spread in self.spreads() {
            let mut other = trial.clone();
            self.pay(&mut other, spread, self.huge);
            all.push(("amounts".to_owned(), other));
        }
        for (whose, name, values) in &self.facts {
            for value in values {
                let mut other = trial.clone();
                set(&mut other, *whose, name, value);
                all.push((name.clone(), other));
            }
        }
        for shape in [ONE_BILL, Shape { nights: 300, ..ONE_BILL }, Shape { nights: 1, ..ONE_BILL }]
        {
            all.push(("nights".to_owned(), Trial { shape, ..trial.clone() }));
        }
        all.retain(|(_, other)| other != trial);
        all
    }

    /// The trial in every shape that fits between the days of its edition and its period.
    pub fn shaped(&self, trial: &Trial) -> Vec<Trial> {
        let shapes = SHAPES.into_iter().map(|shape| Trial { shape, ..trial.clone() });
        let last = self.edition.to().min(trial.to);
        shapes.filter(|trial| trial.shape == ONE_BILL || trial.last_day() <= last).collect()
    }

    /// The trial as it is, with all of the amount in the total alone, and with half of a bill paid by the pooled fund:
    /// so an edge is met whether rules measure what is billed or what is left.
    pub fn spread(&self, trial: &Trial) -> Vec<Trial> {
        let mut all = vec![Trial { shape: ONE_BILL, ..trial.clone() }];
        let is_pool = |column: &&Column| matches!(**column, Column::PoolPaid | Column::FundsPaid);
        let pool = self.columns.iter().find(is_pool).map(|pool| Spread::Beside(*pool));
        for spread in [Spread::InTotal].into_iter().chain(pool) {
            let mut other = Trial { shape: ONE_BILL, ..trial.clone() };
            self.pay(&mut other, spread, self.huge);
            if !all.contains(&other) {
                all.push(other);
            }
        }
        all
    }

    /// The same bill of another amount, spread as it is.
    pub fn of_amount(&self, trial: &Trial, amount: Money) -> Trial {
        let mut other = trial.clone();
        for paid in other.amounts.values_mut() {
            // What was spread was one or more whole parts of the huge amount.
            let parts = paid.minor() / self.huge.minor().max(1);
            *paid = Money::from_minor(parts * amount.minor());
        }
        other
    }

    fn score(&self, trial: &Trial) -> Score {
        let Some((_, explanations)) = trial.run(self.book) else { return (Money::ZERO, i64::MIN) };
        let paid = self.workings(&explanations).map(|working| working.paid).sum();
        let shut = explanations.iter().flat_map(|one| &one.decisions).flat_map(|one| &one.reasons);
        // Each fact that is not as asked counts, so that turning one of several is a step forward.
        let shut = shut.map(|reason| match reason {
            Reason::Denied(Denial::NotEntitled(unmet)) => unmet.len() as i64,
            Reason::Denied(_) => 1,
            Reason::Excluded { benefit, .. } | Reason::Waiting { benefit, .. } => {
                i64::from(*benefit == self.benefit.number())
            }
            Reason::Flag(_) | Reason::Adjustment { .. } => 0,
        });
        (paid, -shut.sum::<i64>())
    }

    /// How the benefit was worked out on each bill.
    pub fn workings<'e>(
        &self,
        explanations: &'e [Explanation],
    ) -> impl Iterator<Item = &'e Working> + use<'e> {
        let number = self.benefit.number();
        let all = explanations.iter().flat_map(|one| &one.workings);
        all.filter(move |working| working.number == number)
    }
}

/// The facts that the texts of a benefit ask for, each with some values.
fn facts(book: &Book, edition: &Edition, benefit: &Benefit, texts: &[&str]) -> Vec<Tried> {
    let of_plan = edition.plan_of(benefit).asks_of_holder(&book.vocabulary);
    let asks = |name: &str| texts.contains(&name) || of_plan.contains(&name);
    let words = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
    let mut facts = kinds_of_bills(&book.vocabulary, edition, benefit);
    let usual: [(Whose, &str, &[&str]); 6] = [
        (Whose::Bill, "hospital_level", &["1", "2", "3", "none"]),
        (Whose::Bill, "cause", &["illness", "accident", "maternity", "other"]),
        (Whose::Bill, "in_network", &["yes", "no"]),
        (Whose::Bill, "referral", &["yes", "no"]),
        (Whose::Member, "sex", &["M", "F"]),
        (Whose::Member, "hardship", &["no", "yes"]),
    ];
    for (whose, name, values) in usual.into_iter().filter(|(_, name, _)| asks(name)) {
        facts.push((whose, name.to_owned(), words(values)));
    }
    for field in &book.vocabulary.fields {
        let values = match &field.kind {
            FieldKind::Word { values, .. } if asks(&field.name) => {
                values.iter().take(MOST_VALUES).cloned().collect()
            }
            // In a formula it may be asked for within a longer text.
            FieldKind::Count { .. } => counts(texts),
            _ => continue,
        };
        let whose = match field.owner {
            Owner::Bill => Whose::Bill,
            Owner::Member => Whose::Member,
            Owner::Enrolment => Whose::Period,
        };
        facts.push((whose, field.name.clone(), values));
    }
    let births =
        [44, 30, 17, 3, 55, 65, 75].map(|age| edition.from().years_before(age).to_string());
    facts.push((Whose::Member, "birth_date".to_owned(), births.to_vec()));
    if let Some(most) = edition.plan_of(benefit).units() {
        facts.push((Whose::Period, "units".to_owned(), vec!["1".to_owned(), most.to_string()]));
    }
    facts
}

/// Numbers of a field that counts: those at which the patterns of the rules begin and end, and a few others.
fn counts(texts: &[&str]) -> Vec<String> {
    let is_other = |c: char| !c.is_ascii_digit();
    let ends =
        texts.iter().flat_map(|text| text.split(is_other)).filter_map(|end| end.parse().ok());
    let named = ends.filter(|end: &i64| *end <= NUMBER_MOST);
    let mut counts: Vec<i64> = [0, 1, 10].into_iter().chain(named).collect();
    counts.sort_unstable();
    counts.dedup();
    counts.into_iter().take(MOST_VALUES).map(|count| count.to_string()).collect()
}

/// Categories that a benefit is open for, and diagnoses where it asks for them.
fn kinds_of_bills(vocabulary: &Vocabulary, edition: &Edition, benefit: &Benefit) -> Vec<Tried> {
    let categories = vocabulary.categories.iter().enumerate();
    let categories = categories.filter(|(at, _)| benefit.conditions.holds_for_category(*at));
    let categories = categories.map(|(_, category)| category.clone()).collect();
    let mut kinds = vec![(Whose::Bill, "category".to_owned(), categories)];
    if edition.asks_diagnosis {
        let codes = vocabulary.lists.iter().filter_map(|(_, codes)| codes.first());
        let codes = codes.map(|code| code.trim_end_matches('*').to_owned());
        let mut codes: Vec<String> = codes.take(MOST_VALUES).collect();
        codes.push(String::new()); // On no list.
        kinds.push((Whose::Bill, "diagnosis".to_owned(), codes));
    }
    kinds
}

fn set(trial: &mut Trial, whose: Whose, name: &str, value: &str) {
    let cells = match whose {
        Whose::Member => &mut trial.member,
        Whose::Bill => &mut trial.facts,
        Whose::Period if name == "units" => {
            trial.units = value.parse().unwrap_or(1);
            return;
        }
        Whose::Period => &mut trial.period,
    };
    cells.insert(name.to_owned(), value.to_owned());
}
