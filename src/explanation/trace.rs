//! The trace: one [`Explanation`] as JSON, for programs. Versioned; [`FORMAT`] changes with it.
//!
//! Amounts and rates are strings of plain decimals: JSON numbers would be read as binary fractions.
//! Numbers stand only where something is counted: days, times, units.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::{Explanation, LimitUse, Working};
use crate::adjudication::{Decision, Step, StepKind};
use crate::claim::{Bill, Column, Disallowance, Fact, FactValues, Vocabulary};
use crate::date::Day;
use crate::money::{Currency, Exact, Mode, Money, Product, Rounding, Scale};
use crate::scheme::{Book, Chooser, Edition, Gate, Granted, Kind, Slice};
use crate::words::{Lang, Sentence};

/// The name and version of the format.
pub const FORMAT: &str = "huzhu-trace/1";

/// Everything that was decided on one bill, and how. It balances as the explanation does: the bill
/// under `balance`, each benefit from the first `in` of its `steps` to `paid`.
///
/// ```
/// # use std::path::Path;
/// # use huzhu::claim::{MemberRecord, RecordText};
/// # use huzhu::scheme::Book;
/// # let book = Book::load(Path::new("rules/pinghu")).unwrap();
/// # let record = MemberRecord::read(&book, RecordText {
/// #     members: "birth_date,sex,hardship\n1980-05-01,F,no",
/// #     enrolments: "plan,start,end,units,enrolled_on\nmedical,2022-01-01,2022-12-31,1,2022-01-01",
/// #     bills: "bill_id,category,hospital_level,admission,discharge,settled_on,total,pool_paid\n\
/// #             B1,inpatient,2,2022-03-01,2022-03-09,2022-03-09,8232.97,3000.00\n\
/// #             B2,inpatient,2,2023-03-01,2023-03-09,2023-03-09,900.00,0.00",
/// # }).unwrap();
/// use huzhu::explanation::{explain_bill, trace};
///
/// let json = trace(&book, &explain_bill(&book, &record, "B1").unwrap(), "B1");
/// assert_eq!(json["format"], "huzhu-trace/1");
/// assert_eq!(json["benefits"][0]["steps"][0]["step"], "base");
/// ```
pub fn trace(book: &Book, explanation: &Explanation, bill_id: &str) -> Value {
    let tracer = Tracer { book, currency: book.vocabulary.currency };
    let edition = explanation.edition.map(|number| &book.editions[number]);
    let decisions = explanation.decisions.iter().map(|decision| tracer.decision(decision, edition));
    let workings =
        explanation.workings.iter().filter_map(|w| tracer.working(w, explanation, edition?));
    let mut trace = json!({
        "format": FORMAT,
        "engine": env!("CARGO_PKG_VERSION"),
        "scheme": book.id,
        "currency": book.vocabulary.currency.code(),
        "bill_id": bill_id,
        "edition": edition.map(|edition| json!({ "id": edition.id, "title": both(&edition.title) })),
        "dates": dates(&explanation.bill),
        "amounts": tracer.amounts(&explanation.bill),
        "payable": tracer.money(explanation.payable()),
        "decisions": decisions.collect::<Vec<_>>(),
        "benefits": workings.collect::<Vec<_>>(),
        "balance": tracer.balance(explanation),
    });
    if !explanation.disallowed.is_empty() {
        let disallowed = explanation.disallowed.iter().map(|one| tracer.disallowed(one));
        trace["disallowed"] = disallowed.collect();
    }
    if let Some(edition) = edition.filter(|_| !explanation.unmodelled.is_empty()) {
        let clauses = explanation.unmodelled.iter().map(|at| &edition.unmodelled[*at]);
        let clauses = clauses.map(|one| json!({ "clause": one.clause, "what": both(&one.what) }));
        trace["unmodelled"] = clauses.collect();
    }
    trace
}

/// A sentence in both languages, as the trace has it.
pub fn both(sentence: &Sentence) -> Value {
    json!({ "en": sentence.text(Lang::English), "zh": sentence.text(Lang::Chinese) })
}

/// How much of a limit is used up, as the trace has it.
pub(crate) fn use_of_limit(book: &Book, limit: &LimitUse) -> Value {
    Tracer { book, currency: book.vocabulary.currency }.limit(limit)
}

struct Tracer<'b> {
    book: &'b Book,
    currency: Currency,
}

impl Tracer<'_> {
    fn money(&self, amount: Money) -> String {
        self.currency.show(amount)
    }

    fn exact(&self, amount: Exact) -> String {
        self.currency.show_exact(amount)
    }

    /// The amounts that the bill has, by the names of their columns.
    fn amounts(&self, bill: &Bill) -> Value {
        let usual = Column::in_files().map(|(column, name)| (column, name.to_owned()));
        let fields = self.book.vocabulary.fields.iter();
        let own = fields.filter_map(|field| Some((field.amount_column()?, field.name.clone())));
        let mut amounts = Map::new();
        for (column, name) in usual.chain(own) {
            if bill.has(column) || column == Column::InScope {
                amounts.insert(name, json!(self.money(bill.amount(column))));
            }
        }
        Value::Object(amounts)
    }

    /// What was disallowed of the bill: its `amounts` are as adjusted.
    fn disallowed(&self, one: &Disallowance) -> Value {
        json!({
            "column": column_name(one.column(), &self.book.vocabulary),
            "amount": self.money(one.amount()),
            "moved": self.money(one.moved()),
        })
    }

    fn decision(&self, decision: &Decision, edition: Option<&Edition>) -> Value {
        let plan = decision
            .plan
            .and_then(|number| edition?.plans.iter().find(|plan| plan.number == number));
        let reasons = decision.reasons.iter().flat_map(|reason| {
            let sentences = reason.sentences(self.book);
            let coded = reason.codes(self.book).into_iter().zip(sentences);
            coded
                .map(|(code, why)| json!({ "code": code, "sentence": both(&why) }))
                .collect::<Vec<_>>()
        });
        json!({
            "plan": plan.map(|plan| &plan.id),
            "title": plan.map(|plan| both(&plan.title)),
            "clause": plan.map(|plan| &plan.clause),
            "status": decision.status.code(),
            "payable": self.money(decision.payable),
            "reasons": reasons.collect::<Vec<_>>(),
        })
    }

    fn working(&self, working: &Working, whole: &Explanation, edition: &Edition) -> Option<Value> {
        let benefit = edition.benefits.get(working.place)?;
        // Of the scheme's own amounts only those that the bill has say anything.
        let used = |column: &Column| column.name().is_some() || whole.bill.has(*column);
        let inputs = benefit.asks_for().into_iter().filter(used).map(|column| {
            (
                column_name(column, &self.book.vocabulary),
                json!(self.money(whole.bill.amount(column))),
            )
        });
        let counts = benefit.counts(&whole.bill).into_iter();
        let counts = counts
            .map(|(fact, number)| (self.book.vocabulary.fact_name(fact).to_owned(), json!(number)));
        Some(json!({
            "benefit": benefit.id,
            "plan": self.book.vocabulary.plans[benefit.plan as usize],
            "title": both(&benefit.title),
            "clause": benefit.clause,
            "against_bill": benefit.against_bill.name(),
            "inputs": inputs.chain(counts).collect::<Map<_, _>>(),
            "steps": working.steps.iter().map(|step| self.step(working, step)).collect::<Vec<_>>(),
            "outcome": working.outcome.codes().collect::<Vec<_>>(),
            "limits": working.limits.iter().map(|limit| self.limit(limit)).collect::<Vec<_>>(),
            "paid": self.money(working.paid),
            "charged": self.money(working.charged),
        }))
    }

    fn step(&self, working: &Working, step: &Step) -> Value {
        let mut detail = self.detail(&step.kind);
        let show = |product| self.currency.show_product(product, step.scale);
        detail["step"] = json!(step.kind.code());
        detail["in"] = json!(show(step.before));
        detail["taken"] = json!(show(step.taken()));
        detail["out"] = json!(show(step.after));
        let choosers = working.chosen_by(&step.kind);
        if !choosers.is_empty() {
            detail["chosen_by"] = choosers.iter().map(|chooser| self.chooser(*chooser)).collect();
        }
        detail
    }

    /// A fact with what it was, in the words of files, or an amount.
    fn chooser(&self, chooser: Chooser) -> Value {
        let (fact, number) = match chooser {
            Chooser::Amount(amount) => return json!({ "amount": self.exact(amount) }),
            Chooser::Fact(Fact::BasisDay, number) => {
                let day = Day::FIRST + i32::try_from(number).unwrap_or_default();
                return json!({ "fact": "basis", "value": day.to_string() });
            }
            Chooser::Fact(fact, number) => (fact, number),
        };
        let vocabulary = &self.book.vocabulary;
        let value = match vocabulary.values(fact) {
            FactValues::Words(words) => {
                json!(usize::try_from(number).ok().and_then(|at| words.get(at)))
            }
            FactValues::From(_) => json!(number),
        };
        json!({ "fact": vocabulary.fact_name(fact), "value": value })
    }

    /// What a step looked at.
    fn detail(&self, what: &StepKind) -> Value {
        match what {
            StepKind::Base { value } => json!({ "value": self.exact(*value) }),
            StepKind::Days { granted, per_day } => self.days(*granted, *per_day),
            StepKind::Counted { most, before } => self.used("most", *most, *before),
            StepKind::Threshold(gate) => self.gate(gate),
            StepKind::Deductible { amount, before } => self.used("amount", *amount, *before),
            StepKind::Rate { rate, decimals } => json!({ "rate": number(*rate, *decimals) }),
            StepKind::Bands { slices, scale, position } => self.bands(slices, *scale, *position),
            StepKind::Factor { factor, decimals } => {
                json!({ "factor": number(*factor, *decimals) })
            }
            StepKind::Units(units) => json!({ "units": units }),
            StepKind::Rounding { rounding, running_before } => {
                self.rounding(*rounding, *running_before)
            }
            StepKind::Minimum(least) => json!({ "least": self.money(*least) }),
            StepKind::Limit { id } => json!({ "limit": id }),
            StepKind::BillLeft(left) => json!({ "left": self.money(*left) }),
            StepKind::Sum | StepKind::Override | StepKind::NotPaid => json!({}),
        }
    }

    fn days(&self, granted: Granted, per_day: Exact) -> Value {
        json!({
            "stayed": granted.stayed,
            "payable": granted.payable,
            "granted": granted.granted,
            "per_day": self.exact(per_day),
        })
    }

    /// The whole of something, and how much of it was used before.
    fn used(&self, whole: &str, amount: Exact, before: Exact) -> Value {
        json!({ whole: self.exact(amount), "before": self.exact(before) })
    }

    fn bands(&self, slices: &[Slice], scale: Scale, position: Exact) -> Value {
        let slices = slices.iter().map(|slice| self.slice(slice, scale));
        json!({ "position": self.exact(position), "slices": slices.collect::<Vec<_>>() })
    }

    fn gate(&self, gate: &Gate) -> Value {
        json!({
            "measured": self.exact(gate.measured),
            "edge": self.exact(gate.edge),
            "inclusive": gate.inclusive,
            "open": gate.met,
            "short": self.exact((gate.edge - gate.measured).or_zero()),
        })
    }

    fn slice(&self, slice: &Slice, scale: Scale) -> Value {
        json!({
            "band": slice.band + 1,
            "from": self.exact(slice.from),
            "to": self.exact(slice.to),
            "unpaid": self.currency.show_product(slice.unpaid, scale),
            "rate": scale.decimal(slice.rate).to_string(),
            "pays": self.currency.show_product(slice.pays, scale),
        })
    }

    fn rounding(&self, rounding: Rounding, running_before: Option<Product>) -> Value {
        let finest = Scale::new(Scale::MOST);
        let before = running_before.map(|sum| self.currency.show_product(sum, finest));
        let mode = match rounding.mode {
            Mode::HalfUp => "half_up",
            Mode::HalfEven => "half_even",
            Mode::HalfDown => "half_down",
            Mode::Up => "up",
            Mode::Down => "down",
        };
        let unit = self.money(Money::from_minor(rounding.unit));
        json!({ "to": unit, "mode": mode, "running_before": before })
    }

    /// Days, times and stays are numbers, money is text.
    fn limit(&self, limit: &LimitUse) -> Value {
        let show = |value: i64| match limit.kind {
            Kind::Amount => json!(self.money(Money::from_minor(value))),
            Kind::Days | Kind::Times | Kind::Stays => json!(value),
        };
        let kind = match limit.kind {
            Kind::Amount => "amount",
            Kind::Days => "days",
            Kind::Times => "times",
            Kind::Stays => "stays",
        };
        json!({
            "limit": limit.id,
            "in": kind,
            "window": limit.window.name(),
            "most": show(limit.most),
            "before": show(limit.before),
            "after": show(limit.after),
            "left": show(limit.left()),
        })
    }

    /// billed = each payer + each benefit charged to the bill + what is left with the member.
    fn balance(&self, explanation: &Explanation) -> Value {
        let payers = explanation.payers().map(|(column, amount)| {
            json!({ "column": column_name(column, &self.book.vocabulary), "amount": self.money(amount) })
        });
        let part = |working: &Working, amount: Money| json!({ "benefit": self.book.benefits[working.number as usize], "amount": self.money(amount) });
        let workings = || explanation.workings.iter();
        let charged = workings().filter(|w| w.charged != Money::ZERO).map(|w| part(w, w.charged));
        let beside =
            workings().filter(|w| w.paid != w.charged).map(|w| part(w, w.paid - w.charged));
        json!({
            "billed": self.money(explanation.bill.amount(Column::Total)),
            "payers": payers.collect::<Vec<_>>(),
            "benefits": charged.collect::<Vec<_>>(),
            "member_bears": self.money(explanation.member_bears),
            "beside_the_bill": beside.collect::<Vec<_>>(),
        })
    }
}

fn dates(bill: &Bill) -> Value {
    let mut dates = json!({
        "admission": bill.admission.to_string(),
        "discharge": bill.discharge.to_string(),
        "settled_on": bill.settled_on.to_string(),
        "submitted_on": bill.submitted_on.to_string(),
        "basis": bill.basis.to_string(),
    });
    if let Some((began, ended)) = bill.longer_stay() {
        dates["stay"] = json!({ "began": began.to_string(), "ended": ended.to_string() });
    }
    dates
}

/// The name of a column in files.
fn column_name(column: Column, vocabulary: &Vocabulary) -> String {
    vocabulary.column_name(column).to_owned()
}

/// A number in whole units of its last decimal.
fn number(whole: i64, decimals: u32) -> String {
    Decimal::new(whole, decimals).normalize().to_string()
}
