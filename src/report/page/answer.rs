//! The question, the answer and the headline figures: what a committee reads if it reads one page.

use maud::{Markup, html};

use super::{Page, dash, marked, name};
use crate::report::figures::{self, count};
use crate::report::{Difference, ExperienceRow, Range, Report, ScenarioReport};
use crate::words::{Lang, Sentence, report as words};

/// More answers than these are set smaller, so that all stand on the first page.
const MOST_LARGE: usize = 3;

impl Page<'_> {
    pub(super) fn question(&self) -> Markup {
        let asked = &self.report.question;
        html! {
            p.scheme { (self.titled(&self.report.title)) }
            h1 { (self.say(&words::title())) }
            p.question {
                @match &asked.question {
                    Some(question) => bdi { (question) },
                    None => (self.say(&words::asked_nothing())),
                }
            }
            @if let Some(signed) = self.signed() { p.quiet { (signed) } }
            p.quiet { (self.say(&self.joined(&self.scope()))) }
            (self.alarms())
            div class=(if self.report.scenarios.len() > MOST_LARGE { "answers small" } else { "answers" }) {
                @for scenario in &self.report.scenarios { (self.answer(scenario)) }
            }
            (self.other_answers())
        }
    }

    /// Who presents the report, and of which day it is.
    fn signed(&self) -> Option<String> {
        let asked = &self.report.question;
        let author = asked.author.as_ref().map(|author| self.text(&words::signed_by(author)));
        let dated = asked.dated.map(|day| day.to_string());
        let all: Vec<String> = author.into_iter().chain(dated).collect();
        (!all.is_empty()).then(|| all.join(" · "))
    }

    /// What must be known before any figure is read.
    fn alarms(&self) -> Markup {
        html! {
            @for alarm in &self.report.alarms {
                section.alarm { p { "⚠ " span { (marked(self.titled(alarm))) } } }
            }
        }
    }

    /// Sentences one after another.
    pub(super) fn joined(&self, sentences: &[Sentence]) -> Sentence {
        let joined = |lang, between: &str| {
            let texts: Vec<_> = sentences.iter().map(|sentence| sentence.text(lang)).collect();
            texts.join(between)
        };
        Sentence::new(joined(Lang::English, "; "), joined(Lang::Chinese, "；"))
    }

    /// Whose bills are counted, and which of them.
    fn scope(&self) -> Vec<Sentence> {
        let asked = &self.report.question;
        let mut scope = vec![
            words::scope(count(self.report.members), count(self.report.bills)),
            match (&asked.from, &asked.to) {
                (None, None) => words::all_days(),
                (Some(from), Some(to)) => words::days(from, to),
                (Some(from), None) => words::days_from(from),
                (None, Some(to)) => words::days_to(to),
            },
        ];
        scope.extend(asked.valued_on.map(words::valued_on));
        scope.extend(asked.unit.as_ref().map(words::unit));
        scope.extend(asked.named.map(|members| words::named(count(members as u64))));
        scope.extend(asked.sample.as_ref().map(|share| words::sample(self.figures.share(share))));
        scope
    }

    /// What one scenario comes to, in one figure and one sentence.
    fn answer(&self, scenario: &ScenarioReport) -> Markup {
        let Some(difference) = &scenario.difference else { return html! {} };
        let share = difference.share.as_ref().map(|share| self.figures.signed_share(share));
        html! {
            section.answer {
                p.quiet { bdi { (scenario.name) } }
                @if difference.is_of_few(self.least()) {
                    p { (self.say(&words::few_moved(self.least()))) }
                } @else {
                    p.big { (self.big_difference(scenario, difference)) }
                    @if let Some(years) = self.yearly_then(scenario) { p { (self.say(&years)) } }
                    p { (self.say(&self.joined(&self.found(scenario, difference, share.as_ref())))) }
                }
                @if let Some(heavy) = self.heavy(scenario) { p { (self.say(&heavy)) } }
                @if let Some(fund) = self.fund_moves(scenario) { p { (self.say(&fund)) } }
                @if let Some(Range { low, high }) = self.shown_interval(difference) {
                    p.quiet { (self.say(&words::sure(self.figures.signed(low), self.figures.signed(high)))) }
                }
            }
        }
    }

    /// The difference as readers will remember it: of a year, where all years were made alike by growth.
    fn big_difference(&self, scenario: &ScenarioReport, difference: &Difference) -> Markup {
        let yearly = [&self.report.baseline, scenario].map(|side| self.yearly(side));
        let [before, after] = yearly.map(|yearly| yearly.map(|(paid, _)| paid));
        if let Some((before, after)) = before.zip(after) {
            let more = self.big(&figures::less(&after, &before));
            let (more, base) = (self.text(&words::big_a_year(more)), figures::decimal(&before));
            let share = self.figures.share_of(figures::decimal(&after) - base, base);
            return html! { (more) @if let Some(share) = share { " " small { (share) } } };
        }
        let share = difference.share.as_ref().map(|share| self.figures.signed_share(share));
        html! {
            (self.big(&difference.total))
            @if let Some(share) = &share { " " small { (share) } }
        }
    }

    /// What is paid a year, on average over the finished years in which members are covered, and how many these are;
    /// where growth is asked for.
    fn yearly(&self, side: &ScenarioReport) -> Option<(String, usize)> {
        self.report.question.growth.as_ref()?;
        let is_year = |row: &&ExperienceRow| {
            let is_all = row.key.plan.is_empty() && row.key.is_of_all_members();
            row.terms == side.name
                && is_all
                && row.is_finished
                && row.people_days > 0
                && row.key.year.parse::<i32>().is_ok()
        };
        let rows: Vec<_> = self.report.experience.rows.iter().filter(is_year).collect();
        let paid = figures::sum(rows.iter().map(|row| &*row.paid));
        let mean = figures::decimal(&paid).checked_div(rows.len().into())?;
        Some((figures::rounded(mean), rows.len()))
    }

    fn yearly_then(&self, scenario: &ScenarioReport) -> Option<Sentence> {
        let (before, years) = self.yearly(&self.report.baseline)?;
        let (after, _) = self.yearly(scenario)?;
        let [before, after] = [before, after].map(|amount| self.figures.with_exact(&amount));
        Some(words::paid_a_year_then(before, after, years))
    }

    /// The figure that readers will remember.
    fn big(&self, difference: &str) -> String {
        let shown = self.figures.signed_brief(difference);
        let is_exact = self.figures.rough(difference).is_none();
        if is_exact { format!("{shown} {}", self.figures.unit()) } else { shown }
    }

    fn found(
        &self,
        scenario: &ScenarioReport,
        difference: &Difference,
        share: Option<&String>,
    ) -> [Sentence; 3] {
        let (name, base) = (&scenario.name, &self.report.baseline.name);
        let exact = |amount: &str| self.figures.with_exact(amount);
        let share = self.text(&share.map(words::and_share).unwrap_or_default());
        let paid = match difference.total.strip_prefix('-') {
            Some(less) => words::pays_less(name, exact(less), base, share),
            None if figures::decimal(&difference.total).is_zero() => words::pays_same(name, base),
            None => words::pays_more(name, exact(&difference.total), base, share),
        };
        let least = self.least();
        let is_shown = !difference.has_few(least);
        let gain = match difference.gainers {
            0 => words::nobody_gains(),
            few if few < least => words::few_gain(least),
            members if !is_shown => words::gain_untold(count(members)),
            1 => words::one_gains(exact(&difference.gains)),
            members => words::gain(count(members), exact(&difference.gains)),
        };
        let lose = match difference.losers {
            0 => words::nobody_loses(),
            few if few < least => words::few_lose(least),
            members if !is_shown => words::lose_untold(count(members)),
            1 => words::one_loses(exact(&difference.losses)),
            members => words::lose(count(members), exact(&difference.losses)),
        };
        [paid, gain, lose]
    }

    /// Nothing is shown of fewer members.
    fn least(&self) -> u64 {
        self.report.question.least_members
    }

    /// Where a difference may be, unless it is of a few.
    fn shown_interval<'d>(&self, difference: &'d Difference) -> Option<&'d Range> {
        difference.interval.as_ref().filter(|_| !difference.is_of_few(self.least()))
    }

    /// In how many years members are left with much, before and after.
    fn heavy(&self, scenario: &ScenarioReport) -> Option<Sentence> {
        let years = |side: &ScenarioReport| {
            let sides = &self.report.burden.sides;
            let found = sides.iter().find(|burden| burden.name.as_ref() == Some(&side.name));
            found.map(|burden| count(burden.above))
        };
        let (before, after) = (years(&self.report.baseline)?, years(scenario)?);
        Some(words::heavy_years(self.above(), before, after))
    }

    /// Contributions, the loss ratio and the balance of the fund, before and after.
    fn fund_moves(&self, scenario: &ScenarioReport) -> Option<Sentence> {
        let (before, after) =
            (self.report.fund_of(&self.report.baseline)?, self.report.fund_of(scenario)?);
        let [from, to] = [before, after].map(|fund| fund.months.last());
        let (from, to) = (from?, to?);
        let [was, is] = [before, after].map(|fund| self.ratio(fund.loss_ratio.as_deref()));
        Some(words::fund_moves(
            self.then_and_now(&before.contributions, &after.contributions),
            arrow(&was, &is),
            &to.month,
            self.then_and_now(&from.balance, &to.balance),
        ))
    }

    /// The same of a baseline without scenarios.
    fn fund_stands(&self) -> Option<Sentence> {
        let fund = self.report.fund_of(&self.report.baseline)?;
        let last = fund.months.last()?;
        let brief = |amount: &str| self.figures.brief(amount);
        let (contributions, balance) = (brief(&fund.contributions), brief(&last.balance));
        Some(words::fund_moves(
            contributions,
            self.ratio(fund.loss_ratio.as_deref()),
            &last.month,
            balance,
        ))
    }

    pub(super) fn ratio(&self, share: Option<&str>) -> String {
        share.map_or_else(dash, |share| self.figures.share(share))
    }

    /// Two amounts, rounded; exact where rounding would make them look the same.
    fn then_and_now(&self, before: &str, after: &str) -> String {
        let brief = [before, after].map(|amount| self.figures.brief(amount));
        match brief[0] == brief[1] && before != after {
            true => arrow(&self.figures.money(before), &self.figures.money(after)),
            false => arrow(&brief[0], &brief[1]),
        }
    }

    /// The amount above which what a member is left with counts as much.
    pub(super) fn above(&self) -> String {
        figures::grouped(self.report.question.above.trim_end_matches(".00"))
    }

    /// The answers to all else that was asked: levels that meet a target, what levels pay, what provisions hold back,
    /// what a stress does; of the baseline what it pays, where nothing is compared with it.
    fn other_answers(&self) -> Markup {
        let Report { solved, sweep, stress, provisions, scenarios, .. } = self.report;
        let is_asked = !solved.is_empty() || sweep.is_some();
        html! {
            @if is_asked || stress.is_some() || !provisions.is_empty() {
                div class="answers small" {
                    @for solved in solved { (self.solved_answer(solved)) }
                    @if let Some(sweep) = sweep { (self.sweep_answer(sweep)) }
                    @for side in self.sides() { (self.side_answer(side)) }
                }
            }
            @if scenarios.is_empty() { (self.only_baseline(!is_asked)) }
        }
    }

    /// Of one scenario, the provision that holds back most, and the worst of what stresses do.
    fn side_answer(&self, side: &ScenarioReport) -> Markup {
        let found = self.most_held_back(side).into_iter().chain(self.worst(side));
        let found: Vec<Sentence> = found.collect();
        html! {
            @if !found.is_empty() {
                section.answer { @for one in &found { p { (self.say(one)) } } }
            }
        }
    }

    fn only_baseline(&self, is_alone: bool) -> Markup {
        let baseline = &self.report.baseline;
        let total = self.figures.with_exact(&baseline.total);
        let yearly = self.yearly(baseline).map(|(paid, years)| {
            words::paid_a_year(&baseline.name, self.figures.with_exact(&paid), years)
        });
        let sentence = match is_alone {
            true => words::only_baseline(&baseline.name, total),
            false => words::as_it_stands(&baseline.name, total),
        };
        html! {
            section.answer {
                @if let Some(yearly) = yearly { p { (self.say(&yearly)) } }
                p { (self.say(&sentence)) }
                @if let Some(fund) = self.fund_stands() { p { (self.say(&fund)) } }
            }
        }
    }

    pub(super) fn warnings(&self) -> Markup {
        let warnings = &self.report.warnings;
        html! {
            @if !warnings.is_empty() {
                section.warnings {
                    p { "⚠ " span { (self.say(&words::warnings())) } }
                    ul { @for warning in warnings { li { (marked(self.titled(warning))) } } }
                }
            }
        }
    }

    /// The headline figures of every scenario.
    pub(super) fn glance(&self) -> Markup {
        let is_compared = !self.report.scenarios.is_empty();
        let mut heads = vec![words::terms(), words::total()];
        if is_compared {
            heads.extend([
                words::difference(),
                words::gainers(),
                words::losers(),
                words::unmoved(),
            ]);
        }
        heads.extend([words::with_benefit(), words::bills_with_benefit()]);
        let unit = self.figures.unit();
        let mut notes = vec![match is_compared {
            true => words::amounts_in(unit),
            false => words::only_amounts_in(unit),
        }];
        notes.extend(self.report.baseline.interval.as_ref().map(|_| words::interval_below()));
        html! {
            (self.heading(&words::glance()))
            p.quiet { (self.say(&self.joined(&notes))) }
            (self.table(&self.heads(&heads), html! {
                @for side in self.sides() { (self.headline(side, is_compared)) }
            }))
        }
    }

    fn headline(&self, side: &ScenarioReport, is_compared: bool) -> Markup {
        html! {
            tr {
                th { (self.side_name(side, is_compared)) }
                td.figure { (self.figures.money(&side.total)) (self.interval(side.interval.as_ref())) }
                @if is_compared { (self.compared(side.difference.as_ref())) }
                td.figure { (count(side.members_with_benefit)) }
                td.figure { (count(side.bills_with_benefit)) }
            }
        }
    }

    fn side_name(&self, side: &ScenarioReport, is_compared: bool) -> Markup {
        match side.difference.is_none() && is_compared {
            true => name(&self.text(&words::present(&side.name))),
            false => name(&side.name),
        }
    }

    fn compared(&self, difference: Option<&Difference>) -> Markup {
        let Some(difference) = difference else {
            return html! { @for _ in 0..4 { td.figure { "—" } } };
        };
        let least = self.least();
        let share = difference.share.as_ref().map(|share| self.figures.signed_share(share));
        let moved = |members: u64, amount: String| match members {
            0 => (count(members), Some(amount)),
            few if few < least => (self.text(&words::fewer_than(least)), None),
            _ => (count(members), Some(amount).filter(|_| !difference.has_few(least))),
        };
        let gains = moved(difference.gainers, self.figures.signed(&difference.gains));
        let losses = moved(difference.losers, self.figures.signed(&negative(&difference.losses)));
        html! {
            td.figure {
                @if difference.is_of_few(least) { "—" } @else {
                    (self.figures.signed(&difference.total))
                    @if let Some(share) = share { small { (share) } }
                    (self.signed_interval(difference.interval.as_ref()))
                }
            }
            @for (members, amount) in [gains, losses] {
                td.figure {
                    (members)
                    @if let Some(amount) = amount { small { (amount) } }
                }
            }
            td.figure { (count(difference.unmoved)) }
        }
    }

    fn interval(&self, interval: Option<&Range>) -> Markup {
        self.between(interval, |end| self.figures.money(end))
    }

    fn signed_interval(&self, interval: Option<&Range>) -> Markup {
        self.between(interval, |end| self.figures.signed(end))
    }

    fn between(&self, interval: Option<&Range>, shown: impl Fn(&str) -> String) -> Markup {
        html! {
            @if let Some(Range { low, high }) = interval {
                small { (shown(low)) "\u{a0}–" }
                small { (shown(high)) }
            }
        }
    }
}

/// A figure before and after; one that stays the same is written once.
fn arrow(before: &str, after: &str) -> String {
    if before == after { after.to_owned() } else { format!("{before} → {after}") }
}

/// A loss with a minus sign; no loss stays zero.
fn negative(amount: &str) -> String {
    if figures::decimal(amount).is_zero() { amount.to_owned() } else { format!("-{amount}") }
}
