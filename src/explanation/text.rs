//! The text of an explanation: what a person reads on a screen.

use super::reading_order::in_reading_order;
use super::{Explanation, Formatter, Working};
use crate::adjudication::{Decision, Reason};
use crate::claim::{Bill, Column};
use crate::money::Money;
use crate::scheme::{Book, Edition};
use crate::text_table::TextTable;
use crate::words::{Lang, Sentence, decisions};

impl Explanation {
    /// The whole explanation, step by step, as text in one language: what is payable, the decision under each
    /// plan held with the working of its benefits, and who bears the bill. It names no member.
    ///
    /// ```
    /// use std::path::Path;
    ///
    /// use huzhu::claim::{MemberRecord, RecordText};
    /// use huzhu::explanation::explain_bill;
    /// use huzhu::scheme::Book;
    /// use huzhu::words::Lang;
    ///
    /// let book = Book::load(Path::new("rules/pinghu")).unwrap();
    /// let text = RecordText {
    ///     members: "member_id,birth_date,sex,hardship\nM1,1980-05-01,F,no",
    ///     enrolments: "member_id,plan,start,end,units,enrolled_on\nM1,medical,2022-01-01,2022-12-31,1,2022-01-01",
    ///     bills: "bill_id,category,hospital_level,admission,discharge,settled_on,total,pool_paid\n\
    ///             B1,inpatient,2,2022-03-01,2022-03-09,2022-03-09,8232.97,3000.00",
    /// };
    /// let record = MemberRecord::read(&book, text).unwrap();
    /// let explanation = explain_bill(&book, &record, "B1").unwrap();
    /// assert!(explanation.text(&book, Lang::English).contains("payable on this bill: 2,616.49"));
    /// assert!(explanation.text(&book, Lang::Chinese).contains("本单应付互助金：2,616.49"));
    /// ```
    pub fn text(&self, book: &Book, lang: Lang) -> String {
        let formatter = Formatter { book, lang };
        let edition = self.edition.map(|number| &book.editions[number]);
        let mut out = String::new();
        if let Some(edition) = edition {
            let (scheme, edition) = (formatter.say(&book.title), formatter.say(&edition.title));
            out += &formatter.line(0, &decisions::preview_edition(scheme, edition));
        }
        out += &formatter.line(0, &decisions::preview_settled(self.bill.settled_on));
        if let Some((began, ended)) = self.bill.longer_stay() {
            out += &formatter.line(0, &decisions::preview_stay(began, ended));
        }
        for disallowed in formatter.disallowed(self) {
            out += &formatter.line(0, &disallowed);
        }
        let payable = formatter.money(self.payable());
        out += &formatter.line(0, &decisions::preview_payable(payable));
        for decision in &self.decisions {
            out += &format!("\n{}", self.decision(&formatter, decision, edition));
        }
        out + &formatter.unmodelled_lines(self) + &formatter.balance(self)
    }

    fn decision(
        &self,
        formatter: &Formatter,
        decision: &Decision,
        edition: Option<&Edition>,
    ) -> String {
        let status = formatter.status(decision);
        let plan = decision
            .plan
            .and_then(|number| edition?.plans.iter().find(|plan| plan.number == number));
        let head = match plan {
            Some(plan) => decisions::preview_plan(formatter.say(&plan.title), status, &plan.clause),
            None => decisions::preview_no_plan(status),
        };
        let mut out = formatter.line(0, &head) + &formatter.reasons(decision);
        let Some(edition) = edition else { return out };
        for working in in_reading_order(&self.workings, edition) {
            if decision.plan == Some(edition.benefits[working.place].plan) {
                out += &formatter.working(working, edition, &self.bill);
            }
        }
        out
    }
}

/// Parts of explanations, as lines of text.
impl Formatter<'_> {
    /// A line behind a margin.
    pub fn line(&self, margin: usize, sentence: &Sentence) -> String {
        format!("{}{}\n", " ".repeat(margin), self.say(sentence))
    }

    /// How a decision ends, with what is paid.
    pub fn status(&self, decision: &Decision) -> String {
        let status = self.say(&decision.status.words());
        let payable = self.money(decision.payable);
        if decision.payable > Money::ZERO { format!("{status} {payable}") } else { status }
    }

    /// The reasons of a decision, but for those of its benefits, which stand beside their workings.
    pub fn reasons(&self, decision: &Decision) -> String {
        let reasons =
            decision.reasons.iter().filter(|reason| !matches!(reason, Reason::Adjustment { .. }));
        let sentences = reasons.flat_map(|reason| reason.sentences(self.book));
        sentences.map(|why| self.line(2, &decisions::preview_reason(self.say(&why)))).collect()
    }

    /// How one benefit of an edition was worked out on a bill.
    pub fn working(&self, working: &Working, edition: &Edition, bill: &Bill) -> String {
        let benefit = &edition.benefits[working.place];
        let head = decisions::preview_benefit(self.say(&benefit.title), &benefit.clause);
        let mut out = format!("\n{}", self.line(2, &head));
        if let Some(inputs) = self.inputs(benefit, bill) {
            out += &self.line(4, &inputs);
        }
        for why in working.outcome.sentences() {
            out += &self.line(4, &decisions::preview_reason(self.say(&why)));
        }
        out += &self.steps(working).lines(4);
        if !working.limits.is_empty() {
            out += &self.limits(working).lines(4);
        }
        out
    }

    /// A column of steps: what comes in, what is taken, what goes on.
    fn steps(&self, working: &Working) -> TextTable {
        let mut table = TextTable::default();
        if working.steps.is_empty() {
            return table;
        }
        let heads = [decisions::column_in(), decisions::column_taken(), decisions::column_on()];
        table.row("", heads.iter().map(|head| self.say(head)));
        for (at, step) in working.steps.iter().enumerate() {
            let show = |product| self.product(product, step.scale);
            let (before, taken) = match at {
                0 => (String::new(), String::new()),
                _ => (show(step.before), show(step.taken())),
            };
            table.row(self.say(&self.step(step)), [before, taken, show(step.after)]);
            self.below(working, step).iter().for_each(|line| table.note(self.say(line)));
        }
        let blank = String::new;
        table.row(self.say(&decisions::step_paid()), [blank(), blank(), self.money(working.paid)]);
        table
    }

    /// How much of each limit is used up, and what is left.
    fn limits(&self, working: &Working) -> TextTable {
        let mut table = TextTable::default();
        let heads = [
            decisions::limit_most(),
            decisions::limit_before(),
            decisions::limit_this(),
            decisions::limit_left(),
        ];
        let title = self.say(&decisions::preview_limits());
        table.row(title, heads.iter().map(|head| self.say(head)));
        for used in &working.limits {
            table.row(self.say(&self.limit(used)), self.use_of_limit(used));
        }
        table
    }

    /// The clauses that are not modelled and may matter for the bill, below a line of their own.
    pub fn unmodelled_lines(&self, explanation: &Explanation) -> String {
        let clauses = self.unmodelled(explanation);
        if clauses.is_empty() {
            return String::new();
        }
        let lines: String = clauses.iter().map(|clause| self.line(2, clause)).collect();
        format!("\n{}{lines}", self.line(0, &decisions::preview_unmodelled()))
    }

    /// billed = each payer + each benefit charged to the bill + what is left with the member.
    pub fn balance(&self, explanation: &Explanation) -> String {
        let mut table = TextTable::default();
        let billed = explanation.bill.amount(Column::Total);
        table.row(self.say(&decisions::balance_billed()), [self.money(billed)]);
        for (column, amount) in explanation.payers() {
            table.row(self.column(column), [self.money(amount)]);
        }
        for working in explanation.workings.iter().filter(|w| w.charged > Money::ZERO) {
            table.row(self.title(working.number), [self.money(working.charged)]);
        }
        let left = self.money(explanation.member_bears);
        table.row(self.say(&decisions::balance_member()), [left]);
        let head = self.line(0, &decisions::preview_balance());
        format!("\n{head}{}{}", table.lines(2), self.beside_the_bill(explanation))
    }

    /// What is paid and not charged to the bill.
    fn beside_the_bill(&self, explanation: &Explanation) -> String {
        let mut table = TextTable::default();
        for working in explanation.workings.iter().filter(|working| working.paid > working.charged)
        {
            let amount = self.money(working.paid - working.charged);
            table.row(self.title(working.number), [amount]);
        }
        match table.is_empty() {
            true => String::new(),
            false => self.line(0, &decisions::preview_beside()) + &table.lines(2),
        }
    }
}
