//! What was decided on a bill under a plan: an ExplanationOfBenefit and a ClaimResponse.

use super::codes::{
    called, concept, identifier, known_as, named, of_step, own, resource, standard,
};
use super::decided::{Benefit, DecidedOnBill, Decision, Step};
use super::decimal::Decimal;
use super::naming::resource_id;
use super::resources::{
    AddItem, Adjudication, Answer, ClaimResponse, Coding, ExplanationOfBenefit, Insurance, Money,
    Payment, Period, Total,
};
use crate::words::{Lang, Sentence, fhir as words};

/// What a bill and its person are called, and when the resources are made.
pub(super) struct Called<'c> {
    pub bill: &'c str,
    pub person: &'c str,
    pub created: &'c str,
}

/// A decision on a bill as resources.
pub(super) struct OneDecision<'d> {
    pub bill: &'d DecidedOnBill,
    pub decision: &'d Decision,
    /// The number of the decision on the bill, from 1.
    pub number: usize,
    pub called: Called<'d>,
}

impl OneDecision<'_> {
    fn id(&self) -> String {
        resource_id(&[self.called.bill, &self.number.to_string()])
    }

    /// The ClaimResponse; nothing where an amount is none.
    pub fn response(&self) -> Option<ClaimResponse> {
        let request = known_as("bill", self.called.bill);
        Some(ClaimResponse { answer: self.answer("ClaimResponse")?, request })
    }

    /// The ExplanationOfBenefit; nothing where an amount is none.
    pub fn explanation(&self) -> Option<ExplanationOfBenefit> {
        let mut answer = self.answer("ExplanationOfBenefit")?;
        for insurance in &mut answer.insurance {
            insurance.sequence = None;
        }
        let dates = &self.bill.dates;
        Some(ExplanationOfBenefit {
            billable_period: Period {
                start: dates.admission.clone(),
                end: dates.discharge.clone(),
            },
            provider: named(&both(&words::hospital_not_said())),
            claim: known_as("bill", self.called.bill),
            claim_response: resource("ClaimResponse", &answer.id),
            answer,
        })
    }

    fn answer(&self, resource_type: &'static str) -> Option<Answer> {
        let (bill, decision) = (self.bill, self.decision);
        let of_plan = |benefit: &&Benefit| Some(&benefit.plan) == decision.plan.as_ref();
        let items = bill.benefits.iter().filter(of_plan).map(|benefit| self.item(benefit));
        let title = decision.title.as_ref().map(|title| title.text());
        Some(Answer {
            resource_type,
            id: self.id(),
            identifier: vec![identifier("decision", &self.id())],
            status: "active",
            kind: called([standard("claim-type", "institutional")], &both(&words::kind_of_claim())),
            purpose: "claim",
            patient: known_as("person", self.called.person),
            created: self.called.created.to_owned(),
            insurer: named(&bill.scheme),
            outcome: "complete",
            disposition: [decision.status.clone()]
                .into_iter()
                .chain(title)
                .collect::<Vec<_>>()
                .join(": "),
            insurance: vec![self.insurance()],
            add_item: items.collect::<Option<_>>()?,
            adjudication: decision
                .reasons
                .iter()
                .map(|reason| Adjudication {
                    category: concept([own("decision-status", &decision.status)]),
                    reason: Some(called([own("reason", &reason.code)], &reason.sentence.text())),
                    amount: None,
                    value: None,
                })
                .collect(),
            total: self.totals()?,
            payment: Payment {
                kind: concept([standard("ex-paymenttype", "complete")]),
                amount: self.money(&decision.payable)?,
            },
        })
    }

    fn insurance(&self) -> Insurance {
        let coverage = match &self.decision.plan {
            Some(plan) => resource("Coverage", &resource_id(&[self.called.person, plan])),
            None => named(&both(&words::no_cover())),
        };
        Insurance { sequence: Some(1), focal: true, coverage }
    }

    /// What was billed, what is in scope, what each payer and the scheme pay, and what is left with the member.
    fn totals(&self) -> Option<Vec<Total>> {
        let balance = &self.bill.balance;
        let eligible = self.bill.amounts.get("in_scope");
        let eligible = eligible.map(|amount| (standard("adjudication", "eligible"), amount));
        let payers = balance.payers.iter().map(|one| (own("payer", &one.column), &one.amount));
        let all = [(standard("adjudication", "submitted"), &balance.billed)]
            .into_iter()
            .chain(eligible)
            .chain(payers)
            .chain([
                (standard("adjudication", "benefit"), &self.decision.payable),
                (own("total", "member_bears"), &balance.member_bears),
            ]);
        let total = |(category, amount): (Coding, &String)| {
            Some(Total { category: concept([category]), amount: self.money(amount)? })
        };
        all.map(total).collect()
    }

    /// A benefit with its steps: what it begins with, less what each step takes, is what it pays.
    fn item(&self, benefit: &Benefit) -> Option<AddItem> {
        let steps = benefit.steps.iter().enumerate();
        let steps = steps.map(|(at, step)| self.step(benefit, step, at == 0));
        let mut adjudication = steps.collect::<Option<Vec<_>>>()?;
        let reasons = benefit.outcome.iter().map(|code| own("reason", code));
        adjudication.push(Adjudication {
            category: concept([standard("adjudication", "benefit")]),
            reason: Some(called(reasons, &benefit.clause)),
            amount: Some(self.money(&benefit.paid)?),
            value: None,
        });
        let product_or_service = called([own("benefit", &benefit.benefit)], &benefit.title.text());
        Some(AddItem { product_or_service, adjudication })
    }

    fn step(&self, benefit: &Benefit, step: &Step, is_first: bool) -> Option<Adjudication> {
        let coding = [own("step", &step.step)].into_iter().chain(of_step(&step.step));
        let amount = if is_first { &step.out } else { &step.taken };
        let value = step.rate.as_ref().or(step.factor.as_ref());
        Some(Adjudication {
            category: concept(coding),
            reason: Some(called([], &benefit.clause)),
            amount: Some(self.money(amount)?),
            value: value.and_then(|text| Decimal::of(text)),
        })
    }

    fn money(&self, amount: &str) -> Option<Money> {
        Some(Money { value: Decimal::of(amount)?, currency: self.bill.currency.clone() })
    }
}

fn both(sentence: &Sentence) -> String {
    format!("{} {}", sentence.text(Lang::Chinese), sentence.text(Lang::English))
}
