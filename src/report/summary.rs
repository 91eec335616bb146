//! The answer in a few lines, as the program prints it.

use super::{
    Bilingual, Figure, Report, ScenarioFund, ScenarioReport, Solved, SolvedAt, SweepReport,
};
use crate::words::{Lang, Sentence, replay as words};

/// The answer in a few lines; alarms, which the reader must know before, come first.
pub fn summary(report: &Report) -> Vec<Sentence> {
    let alarms = report.alarms.iter().map(|alarm| after(&words::read_first(), alarm));
    let mut lines: Vec<Sentence> = alarms.collect();
    lines.push(words::sum_history(report.members, report.bills));
    let baseline = &report.baseline;
    lines.push(words::sum_baseline(&baseline.name, &baseline.total, report.currency));
    lines.extend(fund(report, baseline));
    report.scenarios.iter().for_each(|side| lines.extend(scenario(report, side)));
    report.solved.iter().for_each(|one| lines.extend(solved(one)));
    lines.extend(report.sweep.as_ref().map(sweep));
    lines.extend(report.warnings.iter().map(|warning| after(&words::mind(), warning)));
    lines
}

fn sweep(swept: &SweepReport) -> Sentence {
    words::sum_sweep(swept.points.len(), &swept.terms)
}

fn after(head: &Sentence, what: &Bilingual) -> Sentence {
    Sentence::new(
        format!("{}: {}", head.text(Lang::English), what.en),
        format!("{}：{}", head.text(Lang::Chinese), what.zh),
    )
}

fn scenario(report: &Report, side: &ScenarioReport) -> Vec<Sentence> {
    let mut lines = vec![words::sum_scenario(&side.name, &side.total, report.currency)];
    if let Some(one) = &side.difference {
        let (share, least) = (one.share.as_deref().unwrap_or("-"), report.question.least_members);
        if !one.is_of_few(least) {
            lines.push(words::sum_difference(&one.total, share));
        }
        lines.push(match one.has_few(least) {
            true => words::sum_few(members(one.gainers, least), members(one.losers, least)),
            false => words::sum_members(one.gainers, &one.gains, one.losers, &one.losses),
        });
    }
    lines.extend(fund(report, side));
    lines
}

/// How many members, or that they are fewer than may be shown.
fn members(count: u64, least: u64) -> String {
    if (1..least).contains(&count) { format!("<{least}") } else { count.to_string() }
}

fn fund(report: &Report, side: &ScenarioReport) -> Option<Sentence> {
    let fund: &ScenarioFund = report.fund_of(side)?;
    let balance = &fund.months.last()?.balance;
    let ratio = fund.loss_ratio.as_deref().unwrap_or("-");
    Some(words::sum_fund(&fund.contributions, ratio, balance))
}

fn solved(one: &Solved) -> Vec<Sentence> {
    let target = match one.figure {
        Figure::Total => words::of_total(&one.target),
        Figure::LossRatio => words::of_loss_ratio(&one.target),
        Figure::Above => words::of_above(&one.target),
    };
    let by = |at: &SolvedAt| words::met_by(&at.level, &at.figure);
    let found = match (&one.below, &one.above) {
        (Some(below), Some(above)) if below != above => {
            words::met_between(&below.level, &below.figure, &above.level, &above.figure)
        }
        (Some(at), _) | (None, Some(at)) => by(at),
        (None, None) => words::met_by_none(),
    };
    let note = one.note.as_ref().map(|note| Sentence::new(note.en.clone(), note.zh.clone()));
    let text = |lang| {
        let (target, found) = (target.text(lang), found.text(lang));
        words::sum_solved(&one.address, target, found).text(lang).to_owned()
    };
    let line = Sentence::new(text(Lang::English), text(Lang::Chinese));
    std::iter::once(line).chain(note).collect()
}
