//! What the answer rests on, section by section: a chart to see it, and a table to look it up.

use std::collections::BTreeSet;

use maud::{Markup, html};
use rust_decimal::Decimal;

use super::super::figures::{self, count, decimal, edge, grouped, less};
use super::super::report::{
    BurdenReport, BurdenSide, Difference, Dimension, FundReport, FundSide, GroupRow, GroupSide,
    Provision, Solved, SolvedAt, SweepPoint, SweepReport, Titled,
};
use super::{Page, marked, titled};
use crate::words::{Sentence, report as words};

/// Rows of a table of units and the like; what is beyond them stands in one row.
const MOST_ROWS: usize = 15;

/// Dimensions that are short, or in an order that tells something. Of these, one member can also be in
/// several groups: rows put together would not say of how many members they are.
const WHOLE: [&str; 5] = ["year", "benefit", "hospital_level", "category", "age"];

/// Shades of a table of totals.
const HEATS: i64 = 5;

impl<'r> Page<'r> {
    fn heads(&self, heads: &[Sentence]) -> Vec<String> {
        heads.iter().map(|head| self.text(head)).collect()
    }

    pub(super) fn spread(&self) -> Markup {
        let scenarios = &self.report.scenarios;
        let moved: Vec<_> = scenarios
            .iter()
            .filter_map(|side| Some((&*side.name, side.difference.as_ref()?)))
            .filter(|(_, difference)| !difference.percentiles.is_empty())
            .collect();
        html! {
            @if !scenarios.is_empty() {
                (self.heading(&words::spread()))
                p.quiet { (self.say(&words::spread_note())) }
                @for scenario in scenarios { (self.spread_picture(scenario)) }
                @if let Some((_, first)) = moved.first() { (self.percentiles(&moved, first)) }
            }
        }
    }

    fn percentiles(&self, moved: &[(&str, &Difference)], first: &Difference) -> Markup {
        let numbers = first.percentiles.iter().map(|percentile| percentile.of_hundred);
        let heads = numbers.map(|number| self.text(&words::of_hundred(number)));
        let heads: Vec<_> = std::iter::once(self.text(&words::terms())).chain(heads).collect();
        html! {
            p.quiet { (self.say(&words::percentiles())) }
            (self.table(&heads, html! {
                @for (name, difference) in moved {
                    tr {
                        th { bdi { (name) } }
                        @for percentile in &difference.percentiles {
                            td.figure { (self.figures.signed(&percentile.difference)) }
                        }
                    }
                }
            }))
        }
    }

    pub(super) fn cost(&self) -> Markup {
        let years = self.report.groups.iter().find(|dimension| dimension.by == "year");
        html! {
            @if let Some(years) = years {
                (self.heading(&words::cost()))
                (self.cost_picture(years))
                (self.groups(years))
            }
        }
    }

    pub(super) fn who(&self) -> Markup {
        let others = self.report.groups.iter().filter(|dimension| dimension.by != "year");
        html! {
            (self.heading(&words::who()))
            p.quiet { (self.say(&words::who_note(self.report.question.least_members))) }
            @for dimension in others {
                h3 { (self.titled(&dimension.title)) }
                (self.groups(dimension))
            }
        }
    }

    /// What every set of terms pays on each group: side by side for two, below each other for more.
    fn groups(&self, dimension: &Dimension) -> Markup {
        let rows = self.cut(dimension);
        let sum = self.sum();
        html! {
            @if rows.len() < dimension.rows.len() {
                p.quiet { (self.say(&words::cut(MOST_ROWS))) }
            }
            @match self.report.scenarios.as_slice() {
                [] => (self.groups_alone(&rows)),
                [_] => (self.groups_beside(&rows, &sum)),
                _ => (self.groups_below(&rows, &sum)),
            }
        }
    }

    /// The rows of a dimension, the smallest of many put together.
    fn cut(&self, dimension: &Dimension) -> Vec<GroupRow> {
        let mut rows = dimension.rows.clone();
        if WHOLE.contains(&&*dimension.by) || rows.len() <= MOST_ROWS + 1 {
            return rows;
        }
        rows.sort_by_key(|row| {
            std::cmp::Reverse(row.sides.first().map(|side| decimal(&side.payable)))
        });
        let rest = rows.split_off(MOST_ROWS);
        rows.push(together(&rest));
        rows
    }

    /// All groups together. Members can be in several: how many there are stands at a glance.
    fn sum(&self) -> GroupRow {
        let sides = self.sides().map(|side| GroupSide {
            payable: side.total.clone(),
            bills: side.bills_with_benefit,
            members: side.members_with_benefit,
        });
        GroupRow {
            value: String::new(),
            title: both(&words::sum()),
            bills: self.report.bills,
            members: self.report.members,
            sides: sides.collect(),
        }
    }

    fn groups_alone(&self, rows: &[GroupRow]) -> Markup {
        let heads = [
            words::group(),
            words::members(),
            words::bills(),
            words::total(),
            words::with_benefit(),
        ];
        let sum = self.sum();
        self.table(
            &self.heads(&heads),
            html! {
                @for (row, class) in all_and_sum(rows, &sum) {
                    tr class=(class) {
                        th { bdi { (self.titled_row(row)) } }
                        td.figure { (count(row.members)) }
                        td.figure { (count(row.bills)) }
                        @for side in &row.sides {
                            td.figure { (self.figures.money(&side.payable)) }
                            td.figure { (count(side.members)) }
                        }
                    }
                }
            },
        )
    }

    fn groups_beside(&self, rows: &[GroupRow], sum: &GroupRow) -> Markup {
        let mut heads = self.heads(&[words::group(), words::members()]);
        heads.extend(self.sides().map(|side| side.name.clone()));
        heads.extend(self.heads(&[words::difference(), words::share(), words::with_benefit()]));
        self.table(&heads, html! {
            @for (row, class) in all_and_sum(rows, sum) {
                tr class=(class) {
                    th { bdi { (self.titled_row(row)) } }
                    td.figure { (count(row.members)) }
                    @for side in &row.sides { td.figure { (self.figures.money(&side.payable)) } }
                    @if let [base, side] = row.sides.as_slice() {
                        (self.difference(base, side))
                        td.figure { (count(base.members)) " → " (count(side.members)) }
                    }
                }
            }
        })
    }

    fn groups_below(&self, rows: &[GroupRow], sum: &GroupRow) -> Markup {
        let heads = [
            words::group(),
            words::members(),
            words::terms(),
            words::total(),
            words::difference(),
            words::share(),
            words::with_benefit(),
        ];
        self.table(&self.heads(&heads), html! {
            @for (row, class) in all_and_sum(rows, sum) {
                @for (at, (terms, side)) in self.sides().zip(&row.sides).enumerate() {
                    tr class=(if at == 0 { format!("{class} first") } else { class.to_owned() }) {
                        @if at == 0 {
                            th rowspan=(row.sides.len()) { bdi { (self.titled_row(row)) } }
                            td.figure rowspan=(row.sides.len()) { (count(row.members)) }
                        }
                        td.figure { bdi { (terms.name) } }
                        td.figure { (self.figures.money(&side.payable)) }
                        @if at == 0 { td {} td {} } @else { (self.difference(&row.sides[0], side)) }
                        td.figure { (count(side.members)) }
                    }
                }
            }
        })
    }

    fn titled_row<'t>(&self, row: &'t GroupRow) -> &'t str {
        let title = titled(&row.title, self.figures.lang);
        if title.is_empty() { &row.value } else { title }
    }

    fn difference(&self, base: &GroupSide, side: &GroupSide) -> Markup {
        let difference = less(&side.payable, &base.payable);
        let share = self.figures.share_of(decimal(&difference), decimal(&base.payable));
        html! {
            td.figure { (self.figures.signed(&difference)) }
            td.figure { (share.unwrap_or_else(|| "—".to_owned())) }
        }
    }

    pub(super) fn burden_name(&self, side: &BurdenSide) -> String {
        side.name.clone().unwrap_or_else(|| self.text(&words::without()))
    }

    pub(super) fn burden(&self) -> Markup {
        let burden = &self.report.burden;
        html! {
            @if burden.years > 0 {
                (self.heading(&words::burden()))
                p.quiet { (self.say(&words::burden_note(count(burden.years)))) }
                (self.burden_picture(burden))
                (self.burden_table(burden))
            }
        }
    }

    fn burden_table(&self, burden: &BurdenReport) -> Markup {
        let sides = &burden.sides;
        let names = sides.iter().map(|side| self.burden_name(side));
        let heads: Vec<_> = std::iter::once(self.text(&words::left_with())).chain(names).collect();
        let above = words::years_above(grouped(&self.report.question.above));
        let none = || "—".to_owned();
        self.table(&heads, html! {
            (self.across(&words::left_in_all(), sides, |side| self.figures.money(&side.own)))
            (self.across(&words::left_share(), sides, |side| side.share.clone().unwrap_or_else(none)))
            (self.across(&above, sides, |side| count(side.above)))
            @if let Some(first) = sides.first() {
                @for (at, band) in first.bands.iter().enumerate() {
                    (self.across(&words::band_years(self.band(band.from, band.to)), sides, |side| {
                        side.bands.get(at).map_or_else(none, |band| count(band.years))
                    }))
                }
            }
        })
    }

    fn across(
        &self,
        what: &Sentence,
        sides: &[BurdenSide],
        shown: impl Fn(&BurdenSide) -> String,
    ) -> Markup {
        html! {
            tr {
                th { (self.say(what)) }
                @for side in sides { td.figure { (shown(side)) } }
            }
        }
    }

    fn band(&self, from: i64, to: Option<i64>) -> String {
        self.text(&match to {
            Some(to) => words::band_of(edge(from), edge(to)),
            None => words::at_least_amount(edge(from)),
        })
    }

    pub(super) fn fund(&self) -> Markup {
        html! {
            @if let Some(fund) = &self.report.fund {
                (self.heading(&words::fund()))
                p.quiet { (self.say(&words::fund_note())) }
                (self.fund_picture(fund))
                (self.fund_table(fund))
            }
        }
    }

    fn fund_table(&self, fund: &FundReport) -> Markup {
        let last = fund.sides.first().and_then(|side| side.months.last());
        let month = last.map_or("—", |month| &month.month);
        let heads = [
            words::terms(),
            words::contributions(),
            words::payments(),
            words::loss_ratio(),
            words::balance_end(month),
            words::balance_lowest(),
        ];
        self.table(
            &self.heads(&heads),
            html! { @for side in &fund.sides { (self.fund_row(side)) } },
        )
    }

    fn fund_row(&self, side: &FundSide) -> Markup {
        let months = &side.months;
        let lowest = months.iter().min_by_key(|month| decimal(&month.balance));
        let none = || "—".to_owned();
        html! {
            tr {
                th { bdi { (side.name) } }
                td.figure { (self.figures.money(&side.contributions)) }
                td.figure { (self.figures.money(&figures::sum(months.iter().map(|month| &*month.paid)))) }
                td.figure { (side.loss_ratio.clone().unwrap_or_else(none)) }
                td.figure { (months.last().map_or_else(none, |month| self.figures.signed(&month.balance))) }
                td.figure {
                    @if let Some(month) = lowest {
                        (self.figures.signed(&month.balance))
                        small { (month.month) }
                    }
                }
            }
        }
    }

    pub(super) fn provisions(&self) -> Markup {
        let all = &self.report.provisions;
        let terms: BTreeSet<&str> = all.iter().map(|provision| &*provision.terms).collect();
        // In the order in which sides come.
        let mut terms: Vec<_> = terms.into_iter().collect();
        terms.sort_by_key(|terms| self.sides().position(|side| side.name == *terms));
        html! {
            @if !all.is_empty() {
                (self.heading(&words::provisions()))
                p.quiet { (self.say(&words::provisions_note())) }
                @for terms in terms { (self.provisions_of(terms)) }
            }
        }
    }

    fn provisions_of(&self, terms: &str) -> Markup {
        let all = self.report.provisions.iter();
        let mut rows: Vec<_> = all.filter(|provision| provision.terms == terms).collect();
        let size = |effect: &Option<String>| effect.as_deref().map(|effect| decimal(effect).abs());
        rows.sort_by_key(|provision| std::cmp::Reverse(size(&provision.effect)));
        let heads = self.heads(&[words::provision(), words::effect(), words::share()]);
        html! {
            (self.provisions_picture(terms, &rows))
            (self.table(&heads, html! { @for provision in &rows { (self.provision(provision)) } }))
        }
    }

    fn provision(&self, provision: &Provision) -> Markup {
        let of_terms = self.sides().find(|side| side.name == provision.terms);
        let share =
            |effect: &str| self.figures.share_of(decimal(effect), decimal(&of_terms?.total));
        html! {
            tr {
                th { (self.titled_in(&provision.title)) " " code { (provision.address) } }
                @match &provision.effect {
                    Some(effect) => {
                        td.figure { (self.figures.signed(effect)) }
                        td.figure { (share(effect).unwrap_or_default()) }
                    },
                    None => { td.figure colspan="2" { (self.say(&words::cannot_be_without())) } },
                }
            }
        }
    }

    fn titled_in(&self, title: &Titled) -> Markup {
        marked(titled(title, self.figures.lang))
    }

    pub(super) fn sweep(&self) -> Markup {
        html! {
            @if let Some(sweep) = &self.report.sweep {
                (self.heading(&words::sweep()))
                p.quiet {
                    (self.say(&words::sweep_note(&sweep.terms)))
                    "; " (self.say(&words::baseline_pays(self.figures.money(&self.report.baseline.total))))
                    "; " (self.say(&words::as_baseline()))
                }
                @match sweep.addresses.as_slice() {
                    [one] => {
                        (self.sweep_picture(sweep, &self.plain_address(one)))
                        (self.levels(sweep))
                    },
                    [down, across] => (self.heat(sweep, down, across)),
                    _ => (self.levels(sweep)),
                }
            }
        }
    }

    /// An address in a picture or the head of a column.
    fn plain_address(&self, address: &str) -> String {
        match self.names.of_address(address) {
            Some(name) => format!("{name} ({address})"),
            None => address.to_owned(),
        }
    }

    fn levels(&self, sweep: &SweepReport) -> Markup {
        let mut heads: Vec<_> =
            sweep.addresses.iter().map(|address| self.plain_address(address)).collect();
        let above = words::years_more(grouped(&self.report.question.above));
        heads.extend(self.heads(&[
            words::total(),
            words::difference(),
            words::with_benefit(),
            words::bills_with_benefit(),
            above,
        ]));
        self.table(
            &heads,
            html! {
                @for point in &sweep.points {
                    tr {
                        @for (at, level) in point.levels.iter().enumerate() {
                            @if at == 0 { th { (grouped(level)) (as_baseline(point)) } }
                            @else { td.figure { (grouped(level)) } }
                        }
                        td.figure { (self.figures.money(&point.total)) }
                        td.figure { (self.figures.signed(&point.difference)) }
                        td.figure { (count(point.members_with_benefit)) }
                        td.figure { (count(point.bills_with_benefit)) }
                        td.figure { (count(point.above)) }
                    }
                }
            },
        )
    }

    /// Totals of two values: the one down, the other across, the larger the darker.
    fn heat(&self, sweep: &SweepReport, down: &str, across: &str) -> Markup {
        let first = sweep.points.first().map(|point| &point.levels[0]);
        let width = sweep.points.iter().take_while(|point| Some(&point.levels[0]) == first).count();
        let totals = || sweep.points.iter().map(|point| decimal(&point.total));
        let ends = (totals().min().unwrap_or_default(), totals().max().unwrap_or_default());
        let (down, across) = (self.plain_address(down), self.plain_address(across));
        let levels = sweep.points.iter().take(width).map(|point| grouped(&point.levels[1]));
        let heads: Vec<_> = std::iter::once(String::new()).chain(levels).collect();
        html! {
            p { (self.say(&words::sweep_table(down, across))) }
            (self.table(&heads, html! {
                @for row in sweep.points.chunks(width.max(1)) {
                    tr {
                        th { (grouped(&row[0].levels[0])) }
                        @for point in row { (self.warm(point, ends)) }
                    }
                }
            }))
        }
    }

    fn warm(&self, point: &SweepPoint, (least, most): (Decimal, Decimal)) -> Markup {
        let part = (decimal(&point.total) - least) * Decimal::from(HEATS);
        let heat = part.checked_div(most - least).unwrap_or_default().floor();
        let heat = heat.min(Decimal::from(HEATS - 1));
        html! {
            td class=(format!("figure heat{heat}")) {
                (self.figures.money(&point.total)) (as_baseline(point))
                small { (self.figures.signed(&point.difference)) }
            }
        }
    }

    pub(super) fn solved(&self) -> Markup {
        let heads = [words::value(), words::target(), words::at_or_below(), words::at_or_above()];
        html! {
            @if !self.report.solved.is_empty() {
                (self.heading(&words::solved()))
                (self.table(&self.heads(&heads), html! {
                    @for solved in &self.report.solved { (self.solved_row(solved)) }
                }))
            }
        }
    }

    fn solved_row(&self, solved: &Solved) -> Markup {
        let target = grouped(&solved.target);
        let target = match &*solved.figure {
            "total" => words::target_total(target),
            "loss_ratio" => words::target_loss_ratio(target),
            _ => words::target_above(target, grouped(&self.report.question.above)),
        };
        html! {
            tr {
                th { (self.address(&solved.address)) }
                td.figure { (self.say(&target)) }
                td.figure { (self.met(solved.below.as_ref())) }
                td.figure { (self.met(solved.above.as_ref())) }
            }
            @if let Some(note) = &solved.note { tr { td {} td colspan="3" { (self.titled_in(note)) } } }
        }
    }

    fn met(&self, at: Option<&SolvedAt>) -> Markup {
        match at {
            Some(at) => self.say(&words::level_gives(grouped(&at.level), grouped(&at.figure))),
            None => html! { "—" },
        }
    }
}

/// Told in the table by a mark, for who looks for where they stand today.
fn as_baseline(point: &SweepPoint) -> &'static str {
    if decimal(&point.difference).is_zero() { " ●" } else { "" }
}

fn all_and_sum<'g>(
    rows: &'g [GroupRow],
    sum: &'g GroupRow,
) -> impl Iterator<Item = (&'g GroupRow, &'static str)> {
    rows.iter().map(|row| (row, "group")).chain([(sum, "sum")])
}

/// Groups of which each member is in one, as one.
fn together(rows: &[GroupRow]) -> GroupRow {
    let sides = rows.first().map_or(0, |row| row.sides.len());
    let side = |at: usize| {
        let sides = || rows.iter().map(move |row| &row.sides[at]);
        GroupSide {
            payable: figures::sum(sides().map(|side| &*side.payable)),
            bills: sides().map(|side| side.bills).sum(),
            members: sides().map(|side| side.members).sum(),
        }
    };
    GroupRow {
        value: String::new(),
        title: both(&words::others(rows.len())),
        bills: rows.iter().map(|row| row.bills).sum(),
        members: rows.iter().map(|row| row.members).sum(),
        sides: (0..sides).map(side).collect(),
    }
}

fn both(sentence: &Sentence) -> Titled {
    use crate::words::Lang;
    let text = |lang| sentence.text(lang).to_owned();
    Titled { en: text(Lang::English), zh: text(Lang::Chinese) }
}
