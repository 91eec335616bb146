//! A preview as a person at the window reads it.

use rust_decimal::Decimal;

use super::range::Answer;
use super::table::{Grid, grouped};
use super::{Change, Preview};
use crate::adjudication::{Decision, LimitUse, Reason, Step, What, Working};
use crate::claim::{Column, FUNDS};
use crate::exchange::mask;
use crate::money::{Exact, Mode, Money, Product, Rounding, Scale};
use crate::scheme::{Benefit, Edition, Gate, Granted, Kind, Plan, Slice, Window};
use crate::words::{Lang, Sentence, decisions};

/// The whole preview, step by step. Names of members are never in it, and of ids only a part.
pub fn render(preview: &Preview, lang: Lang) -> String {
    let page = Page { preview, lang };
    let mut out = page.head();
    out += &page.answer();
    for decision in &preview.explanation.decisions {
        out.push('\n');
        out += &page.decision(decision);
    }
    out += &page.not_held();
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
    lang: Lang,
}

impl Page<'_> {
    fn say(&self, sentence: &Sentence) -> String {
        sentence.text(self.lang).to_owned()
    }

    fn line(&self, margin: usize, sentence: &Sentence) -> String {
        format!("{}{}\n", " ".repeat(margin), sentence.text(self.lang))
    }

    fn money(&self, amount: Money) -> String {
        grouped(&self.preview.book.vocabulary.currency.show(amount))
    }

    fn signed(&self, amount: Money) -> String {
        let sign = if amount > Money::ZERO { "+" } else { "" };
        format!("{sign}{}", self.money(amount))
    }

    fn exact(&self, amount: Exact) -> String {
        grouped(&self.preview.book.vocabulary.currency.show_exact(amount))
    }

    fn product(&self, amount: Product, scale: Scale) -> String {
        grouped(&self.preview.book.vocabulary.currency.show_product(amount, scale))
    }

    fn column(&self, column: Column) -> String {
        let vocabulary = &self.preview.book.vocabulary;
        match (column.words(), self.lang) {
            (Some((_, english, _)), Lang::English) => english.to_owned(),
            (Some((.., chinese)), Lang::Chinese) => chinese.to_owned(),
            (None, lang) => match vocabulary.column_title(column) {
                Some(title) => title.text(lang).to_owned(),
                None => vocabulary.column_name(column).to_owned(),
            },
        }
    }

    fn columns(&self, columns: &[Column]) -> String {
        let between = if self.lang == Lang::Chinese { "、" } else { ", " };
        columns.iter().map(|column| self.column(*column)).collect::<Vec<_>>().join(between)
    }

    fn is_exact(&self) -> bool {
        self.preview.answer == Answer::Exact
    }

    fn head(&self) -> String {
        let asked = &self.preview.asked;
        let mut out = self.line(0, &decisions::preview_of(&asked.id));
        if let Some(member) = &asked.member_id {
            out += &self.line(0, &decisions::preview_member(mask(member)));
        }
        if let Some(edition) = self.preview.edition() {
            let (scheme, edition) = (self.say(&self.preview.book.title), self.say(&edition.title));
            out += &self.line(0, &decisions::preview_edition(scheme, edition));
        }
        let day = asked.bill.settled_on;
        out += &self.line(
            0,
            &match asked.settled_assumed {
                true => decisions::preview_settled_assumed(day),
                false => decisions::preview_settled(day),
            },
        );
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
        let idle: Vec<Column> = self.preview.asked.unknown.clone();
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
        for reason in &decision.reasons {
            // What befell a benefit is told beside its working.
            if !matches!(reason, Reason::Outcome { .. }) {
                for why in reason.sentences(self.preview.book) {
                    out += &self.line(2, &decisions::preview_reason(self.say(&why)));
                }
            }
        }
        out + &self.workings(decision)
    }

    fn status(&self, decision: &Decision) -> String {
        if !self.is_exact() && !decision.benefits.is_empty() {
            return self.say(&decisions::preview_undecided());
        }
        let status = self.say(&decision.status.words());
        let payable = self.money(decision.payable);
        if decision.payable > Money::ZERO { format!("{status} {payable}") } else { status }
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
        let workings = self.preview.explanation.workings.iter().filter(mine);
        workings.map(|working| self.working(working, edition)).collect()
    }

    fn working(&self, working: &Working, edition: &Edition) -> String {
        let benefit = &edition.benefits[working.place];
        let head = decisions::preview_benefit(self.say(&benefit.title), &benefit.clause);
        let mut out = format!("\n{}", self.line(2, &head));
        out += &self.inputs(benefit);
        for why in working.outcome.sentences() {
            out += &self.line(4, &decisions::preview_reason(self.say(&why)));
        }
        out += &self.steps(working).lines(4);
        if !working.limits.is_empty() {
            out += &self.limits(working).lines(4);
        }
        out
    }

    fn inputs(&self, benefit: &Benefit) -> String {
        let bill = &self.preview.asked.bill;
        // Of the scheme's own amounts only those that the bill has say anything.
        let used = |column: &Column| column.words().is_some() || bill.has(*column);
        let amounts: Vec<String> = (benefit.asks_for().into_iter().filter(used))
            .map(|column| format!("{} {}", self.column(column), self.money(bill.amount(column))))
            .collect();
        if amounts.is_empty() {
            return String::new();
        }
        let between = if self.lang == Lang::Chinese { "，" } else { "; " };
        self.line(4, &decisions::preview_inputs(amounts.join(between)))
    }

    /// A column of steps: what comes in, what is taken, what goes on.
    fn steps(&self, working: &Working) -> Grid {
        let mut grid = Grid::default();
        if working.steps.is_empty() {
            return grid;
        }
        let heads = [decisions::column_in(), decisions::column_taken(), decisions::column_on()];
        grid.row("", heads.iter().map(|head| self.say(head)));
        for (at, step) in working.steps.iter().enumerate() {
            let show = |product| self.product(product, step.scale);
            let (before, taken) = match at {
                0 => (String::new(), String::new()),
                _ => (show(step.before), show(step.taken())),
            };
            grid.row(self.say(&self.step(step)), [before, taken, show(step.after)]);
            if let What::Bands { slices, scale, .. } = &step.what {
                slices.iter().for_each(|slice| grid.note(self.say(&self.slice(slice, *scale))));
            }
        }
        let blank = String::new;
        grid.row(self.say(&decisions::step_paid()), [blank(), blank(), self.money(working.paid)]);
        grid
    }

    fn step(&self, step: &Step) -> Sentence {
        match &step.what {
            What::Base { value } if *value < Exact::ZERO => {
                decisions::step_base_negative(self.exact(*value))
            }
            What::Base { .. } => decisions::step_base(),
            What::Days { granted, per_day } => self.days(*granted, *per_day),
            What::Sum => decisions::step_sum(),
            What::Counted { most, before } => {
                decisions::step_counted(self.exact(*most), self.exact(*before))
            }
            What::Threshold(gate) => self.gate(gate),
            What::Deductible { amount, before } => {
                decisions::step_deductible(self.exact(*amount), self.exact(*before))
            }
            What::Rate { rate, decimals } => {
                decisions::step_rate(percent(Decimal::new(*rate, *decimals)))
            }
            What::Bands { position, .. } if *position == Exact::ZERO => decisions::step_bands(),
            What::Bands { position, .. } => decisions::step_bands_from(self.exact(*position)),
            What::Factor { factor, decimals } => {
                decisions::step_factor(Decimal::new(*factor, *decimals).normalize())
            }
            What::Units(units) => decisions::step_units(units),
            What::Rounding { rounding, .. } => self.rounding(*rounding),
            What::Minimum(least) => decisions::step_minimum(self.money(*least)),
            What::Limit { id } => decisions::step_limit(id),
            What::BillLeft(left) => decisions::step_bill_left(self.money(*left)),
        }
    }

    fn days(&self, granted: Granted, per_day: Exact) -> Sentence {
        let (days, per_day) = (granted.granted, self.exact(per_day));
        if granted.payable == granted.stayed && days == granted.payable {
            return decisions::step_days(days, per_day);
        }
        decisions::step_days_of(days, per_day, granted.payable, granted.stayed)
    }

    fn gate(&self, gate: &Gate) -> Sentence {
        let (edge, measured) = (self.exact(gate.edge), self.exact(gate.measured));
        if gate.open {
            return decisions::step_threshold_open(edge, measured);
        }
        if gate.edge == gate.measured {
            return decisions::step_threshold_not_above(edge);
        }
        let short = self.exact(gate.edge - gate.measured);
        decisions::step_threshold_short(edge, measured, short)
    }

    fn slice(&self, slice: &Slice, scale: Scale) -> Sentence {
        let (band, rate) = (slice.band + 1, percent(scale.decimal(slice.rate)));
        let (unpaid, pays) = (self.product(slice.unpaid, scale), self.product(slice.pays, scale));
        if slice.from == slice.to {
            return decisions::step_slice_given(band, unpaid, rate, pays);
        }
        let (from, to) = (self.exact(slice.from), self.exact(slice.to));
        decisions::step_slice(band, from, to, unpaid, rate, pays)
    }

    fn rounding(&self, rounding: Rounding) -> Sentence {
        let mode = match rounding.mode {
            Mode::HalfUp => decisions::mode_half_up(),
            Mode::HalfEven => decisions::mode_half_even(),
            Mode::Up => decisions::mode_up(),
            Mode::Down => decisions::mode_down(),
        };
        decisions::step_rounding(self.money(Money::from_minor(rounding.unit)), self.say(&mode))
    }

    /// How much of each limit is used up, and what is left.
    fn limits(&self, working: &Working) -> Grid {
        let mut grid = Grid::default();
        let heads = [
            decisions::limit_most(),
            decisions::limit_before(),
            decisions::limit_this(),
            decisions::limit_left(),
        ];
        let title = self.say(&decisions::preview_limits());
        grid.row(title, heads.iter().map(|head| self.say(head)));
        for used in &working.limits {
            let label = decisions::limit_name(&used.id, self.say(&window(used.window)));
            let amounts = [used.most, used.before, used.after - used.before, used.left()];
            grid.row(self.say(&label), amounts.map(|amount| self.of_limit(used.kind, amount)));
        }
        grid
    }

    fn of_limit(&self, kind: Kind, amount: i64) -> String {
        match kind {
            Kind::Amount => self.money(Money::from_minor(amount)),
            Kind::Days => self.say(&decisions::limit_days(amount)),
            Kind::Times => self.say(&decisions::limit_times(amount)),
        }
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
            return String::new(); // That nothing is held is told already.
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
        if payers.into_iter().any(|column| self.preview.asked.is_unknown(column)) {
            return format!("\n{}", self.line(0, &decisions::preview_no_balance()));
        }
        let mut grid = Grid::default();
        let billed = explanation.bill.amount(Column::Total);
        grid.row(self.say(&decisions::balance_billed()), [self.money(billed)]);
        for (column, amount) in explanation.payers() {
            grid.row(self.column(column), [self.money(amount)]);
        }
        for working in explanation.workings.iter().filter(|w| w.charged > Money::ZERO) {
            grid.row(self.title(working.number), [self.money(working.charged)]);
        }
        let left = self.money(explanation.member_bears);
        grid.row(self.say(&decisions::balance_member()), [left]);
        let head = self.line(0, &decisions::preview_balance());
        format!("\n{head}{}{}", grid.lines(2), self.beside())
    }

    /// What is paid and not charged to the bill.
    fn beside(&self) -> String {
        let mut grid = Grid::default();
        let workings = self.preview.explanation.workings.iter();
        for working in workings.filter(|working| working.paid > working.charged) {
            grid.row(self.title(working.number), [self.money(working.paid - working.charged)]);
        }
        match grid.is_empty() {
            true => String::new(),
            false => self.line(0, &decisions::preview_beside()) + &grid.lines(2),
        }
    }

    fn title(&self, benefit: u8) -> String {
        self.say(self.preview.book.benefit_title(benefit as usize))
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
                let title = self.title(working.number);
                out += &self.line(2, &decisions::others_used_up(&used.id, title));
            }
        }
        out
    }

    fn changes(&self, changes: &[Change]) -> Grid {
        let mut grid = Grid::default();
        let heads =
            [decisions::column_before(), decisions::column_after(), decisions::column_change()];
        grid.row("", heads.iter().map(|head| self.say(head)));
        let cells = |before: Money, after: Money| {
            [self.money(before), self.money(after), self.signed(after - before)]
        };
        for change in changes {
            let bill = &self.preview.ids[change.bill as usize];
            let label = decisions::other_change(bill, self.title(change.benefit));
            grid.row(self.say(&label), cells(change.before, change.after));
            for why in &change.gone {
                grid.note(self.say(&decisions::other_opened(self.say(why))));
            }
            for why in &change.come {
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

fn window(window: Window) -> Sentence {
    match window {
        Window::Bill => decisions::window_bill(),
        Window::Stay => decisions::window_stay(),
        Window::Month => decisions::window_month(),
        Window::Year => decisions::window_year(),
        Window::Cover => decisions::window_cover(),
        Window::Lifetime => decisions::window_lifetime(),
    }
}

/// A proportion as a percentage.
fn percent(proportion: Decimal) -> String {
    format!("{}%", (proportion * Decimal::ONE_HUNDRED).normalize())
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
