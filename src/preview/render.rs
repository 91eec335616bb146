//! A preview as a person at the window reads it.

use super::range::Answer;
use super::{OtherChange, Preview};
use crate::adjudication::Decision;
use crate::claim::{Column, FUNDS};
use crate::explanation::{Formatter, LimitUse, Working, in_reading_order};
use crate::intake::mask;
use crate::money::Money;
use crate::scheme::{Plan, Window};
use crate::text_table::TextTable;
use crate::words::{Lang, Sentence, decisions};

/// The whole preview, step by step. Names of members are never in it, and of ids only a part.
pub fn render(preview: &Preview, lang: Lang) -> String {
    render_under(&decisions::preview_of(&preview.query.id), preview, lang)
}

/// The same under another first line: a bill that is decided already is no preview.
pub fn render_under(head: &Sentence, preview: &Preview, lang: Lang) -> String {
    let page = Page { preview, formatter: Formatter { book: preview.book, lang } };
    let mut out = page.line(0, head);
    out += &page.head();
    out += &page.answer();
    for decision in &preview.explanation.decisions {
        out.push('\n');
        out += &page.decision(decision);
    }
    out += &page.not_held();
    out += &page.formatter.unmodelled_lines(&preview.explanation);
    if page.is_exact() {
        out += &page.balance();
        out += &page.others();
    } else {
        out += &format!("\n{}\n", page.say(&decisions::preview_others_later()));
    }
    out
}

struct Page<'p> {
    preview: &'p Preview<'p>,
    formatter: Formatter<'p>,
}

impl Page<'_> {
    fn say(&self, sentence: &Sentence) -> String {
        self.formatter.say(sentence)
    }

    fn line(&self, margin: usize, sentence: &Sentence) -> String {
        self.formatter.line(margin, sentence)
    }

    fn money(&self, amount: Money) -> String {
        self.formatter.money(amount)
    }

    fn signed(&self, amount: Money) -> String {
        let sign = if amount > Money::ZERO { "+" } else { "" };
        format!("{sign}{}", self.money(amount))
    }

    fn columns(&self, columns: &[Column]) -> String {
        let between = if self.formatter.lang == Lang::Chinese { "、" } else { ", " };
        columns
            .iter()
            .map(|column| self.formatter.column(*column))
            .collect::<Vec<_>>()
            .join(between)
    }

    fn is_exact(&self) -> bool {
        self.preview.answer == Answer::Exact
    }

    fn head(&self) -> String {
        let query = &self.preview.query;
        let mut out = String::new();
        if let Some(member) = &query.member_id {
            out += &self.line(0, &decisions::preview_member(mask(member)));
        }
        if let Some(edition) = self.preview.edition() {
            let (scheme, edition) = (self.say(&self.preview.book.title), self.say(&edition.title));
            out += &self.line(0, &decisions::preview_edition(scheme, edition));
        }
        let day = query.bill.settled_on;
        out += &self.line(
            0,
            &match query.settled_assumed {
                true => decisions::preview_settled_assumed(day),
                false => decisions::preview_settled(day),
            },
        );
        if let Some((began, ended)) = self.preview.explanation.bill.longer_stay() {
            out += &self.line(0, &decisions::preview_stay(began, ended));
        }
        let disallowed = self.formatter.disallowed(&self.preview.explanation);
        for (at, disallowed) in disallowed.iter().enumerate() {
            out += &self.line(0, disallowed);
            if let Some(Some(by)) = self.preview.disallowed_by.get(at) {
                out += &self.line(2, by);
            }
        }
        if !self.preview.zeros.is_empty() {
            out += &self.line(0, &decisions::preview_zeros(self.columns(&self.preview.zeros)));
        }
        out
    }

    fn answer(&self) -> String {
        let payable = self.preview.explanation.payable();
        let (sentence, look_for) = match &self.preview.answer {
            Answer::Exact => (decisions::preview_payable(self.money(payable)), &[][..]),
            Answer::Range { least, most, look_for } => {
                let (least, most) = (self.money(*least), self.money(*most));
                (decisions::preview_range(least, most), &look_for[..])
            }
            Answer::TotalFirst { look_for } => (decisions::preview_total_first(), &look_for[..]),
        };
        let mut out = format!("\n{}", self.line(0, &sentence));
        if !look_for.is_empty() {
            out += &self.look_for(look_for);
        }
        let idle: Vec<Column> = self.preview.query.unknown.clone();
        let idle: Vec<Column> = idle.into_iter().filter(|c| !look_for.contains(c)).collect();
        if !idle.is_empty() {
            out += &self.line(0, &decisions::preview_unknown_idle(self.columns(&idle)));
        }
        out
    }

    /// The missing amounts that matter, by the words on the paper sheet.
    fn look_for(&self, columns: &[Column]) -> String {
        let mut out = self.line(0, &decisions::preview_look_for());
        for &column in columns {
            let vocabulary = &self.preview.book.vocabulary;
            let own = vocabulary.column_name(column);
            let sheet = match vocabulary.column_title(column) {
                Some(title) => decisions::sheet_titled(own, title),
                None => on_the_sheet(column, own),
            };
            out += &self.line(2, &sheet);
        }
        let outside = [Column::OutOfCatalogue, Column::ClassBPrepay];
        if outside.iter().all(|column| columns.contains(column)) {
            out += &self.line(2, &decisions::preview_in_scope_instead());
        }
        out
    }

    fn decision(&self, decision: &Decision) -> String {
        let status = self.status(decision);
        let plan = decision.plan.and_then(|number| {
            self.preview.edition()?.plans.iter().find(|plan| plan.number == number)
        });
        let mut out = match plan {
            Some(plan) => {
                let title = self.say(&plan.title);
                let head = decisions::preview_plan(title, status, &plan.clause);
                self.line(0, &head) + &self.deadline(plan)
            }
            None => self.line(0, &decisions::preview_no_plan(status)),
        };
        out += &self.formatter.reasons(decision);
        out + &self.workings(decision)
    }

    fn status(&self, decision: &Decision) -> String {
        if !self.is_exact() && !decision.benefits.is_empty() {
            return self.say(&decisions::preview_undecided());
        }
        self.formatter.status(decision)
    }

    fn deadline(&self, plan: &Plan) -> String {
        let known = self.preview.deadlines.iter().find(|(number, _)| *number == plan.number);
        match known {
            Some((_, Some(day))) => self.line(2, &decisions::preview_deadline(day)),
            Some((_, None)) => self.line(2, &decisions::preview_no_deadline()),
            None => String::new(),
        }
    }

    fn workings(&self, decision: &Decision) -> String {
        let Some(edition) = self.preview.edition().filter(|_| self.is_exact()) else {
            return String::new();
        };
        let mine = |working: &&Working| decision.plan == Some(edition.benefits[working.place].plan);
        let workings = in_reading_order(&self.preview.explanation.workings, edition);
        let workings = workings.into_iter().filter(mine);
        workings
            .map(|working| self.formatter.working(working, edition, &self.preview.query.bill))
            .collect()
    }

    /// Plans of the edition that the member does not hold.
    fn not_held(&self) -> String {
        let held = |plan: &Plan| {
            self.preview
                .explanation
                .decisions
                .iter()
                .any(|decision| decision.plan == Some(plan.number))
        };
        let plans = self.preview.edition().map_or(&[][..], |edition| &edition.plans);
        if !plans.iter().any(held) {
            return String::new(); // The decision has said that no plan is held.
        }
        let others = plans.iter().filter(|plan| !held(plan));
        others
            .map(|plan| {
                format!("\n{}", self.line(0, &decisions::preview_not_held(self.say(&plan.title))))
            })
            .collect()
    }

    /// billed = each payer + each benefit charged to the bill + what is left with the member.
    fn balance(&self) -> String {
        let explanation = &self.preview.explanation;
        let payers = FUNDS.into_iter().chain([Column::Total, Column::HospitalBorne]);
        if payers.into_iter().any(|column| self.preview.query.is_unknown(column)) {
            return format!("\n{}", self.line(0, &decisions::preview_no_balance()));
        }
        self.formatter.balance(explanation)
    }

    /// What the bill opens, lowers or uses up.
    fn others(&self) -> String {
        let mut out = format!("\n{}", self.line(0, &decisions::preview_others()));
        let changes = &self.preview.others;
        if changes.is_empty() {
            out += &self.line(2, &decisions::preview_no_others());
        } else {
            out += &self.changes(changes).lines(2);
        }
        for working in &self.preview.explanation.workings {
            for used in working.limits.iter().filter(|used| is_used_up(used)) {
                let title = self.formatter.title(working.number);
                let used_up = match self.formatter.is_shared(&used.id) {
                    true => decisions::others_shared_used_up(&used.id),
                    false => decisions::others_used_up(&used.id, title),
                };
                out += &self.line(2, &used_up);
            }
        }
        out
    }

    fn changes(&self, changes: &[OtherChange]) -> TextTable {
        let mut grid = TextTable::default();
        let heads =
            [decisions::column_before(), decisions::column_after(), decisions::column_change()];
        grid.row("", heads.iter().map(|head| self.say(head)));
        let cells = |before: Money, after: Money| {
            [self.money(before), self.money(after), self.signed(after - before)]
        };
        for change in changes {
            let bill = &self.preview.ids[change.bill as usize];
            let label = decisions::other_change(bill, self.formatter.title(change.benefit));
            grid.row(self.say(&label), cells(change.before, change.after));
            for why in &change.no_longer {
                grid.note(self.say(&decisions::other_opened(self.say(why))));
            }
            for why in &change.now {
                grid.note(self.say(&decisions::other_closed(self.say(why))));
            }
        }
        let (without, with) = self.preview.totals;
        grid.row(self.say(&decisions::others_sum()), cells(without, with));
        grid
    }
}

/// Whether the bill at hand is the one that uses a limit up.
fn is_used_up(used: &LimitUse) -> bool {
    used.window != Window::Bill && used.before < used.most && used.after >= used.most
}

/// What an amount is called on the paper sheet.
pub(super) fn on_the_sheet(column: Column, own: &str) -> Sentence {
    match column {
        Column::Total => decisions::sheet_total(),
        Column::OutOfCatalogue => decisions::sheet_out_of_catalogue(),
        Column::OverLimit => decisions::sheet_over_limit(),
        Column::ClassBPrepay => decisions::sheet_class_b_prepay(),
        Column::InScope => decisions::sheet_in_scope(),
        Column::Deductible => decisions::sheet_deductible(),
        Column::PoolPaid => decisions::sheet_pool_paid(),
        Column::CriticalPaid => decisions::sheet_critical_paid(),
        Column::AssistancePaid => decisions::sheet_assistance_paid(),
        Column::OtherPaid => decisions::sheet_other_paid(),
        Column::CivilServantPaid => decisions::sheet_civil_servant_paid(),
        Column::LargeAmountPaid => decisions::sheet_large_amount_paid(),
        Column::EnterprisePaid => decisions::sheet_enterprise_paid(),
        Column::AccountPaid => decisions::sheet_account_paid(),
        Column::HospitalBorne => decisions::sheet_hospital_borne(),
        _ => decisions::sheet_own(own),
    }
}
