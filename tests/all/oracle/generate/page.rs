//! A tree of rules as TOML, in the words of the manual.

use super::beyond;
use super::rules::{
    Age, Alternatives, Amount, Bands, Benefit, Cost, Count, Holder, Limit, Most, Pays, Plan, Rules,
    Second, Shared, Threshold, Unpaid, When,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

pub const WINDOWS: [&str; 13] = [
    "bill",
    "cover",
    "stay",
    "month",
    "year",
    "lifetime",
    // Those that a file declares.
    "home_month",
    "family_year",
    "home",
    "period_year",
    "near_stays",
    "near_covered_stays",
    "last_months",
];
/// What declared windows are, in their order.
const DECLARED: [&str; 7] = [
    "{ of = \"household\", each = \"month\" }",
    "{ of = \"household\", each = \"year\" }",
    "{ of = \"household\", each = \"lifetime\" }",
    "{ years_of = \"cover\" }",
    "{ apart = 10, apart_from = \"day_after_discharge\", counts = \"every_stay\", categories = \
     [\"inpatient\", \"outpatient_chronic\", \"emergency\", \"event\", \"maternity\", \"closing\"] }",
    "{ apart = 60, apart_from = \"discharge\", counts = \"covered_stays\", categories = \
     [\"inpatient\", \"outpatient_chronic\", \"emergency\", \"event\", \"maternity\", \"closing\"] }",
    "{ months_back = 3 }",
];
const UNDECLARED: usize = 6;
const DATES: [&str; 4] = ["admission", "discharge", "settlement", "diagnosed"];
/// The day on which values that change by date do.
pub const CHANGES_ON: &str = "2024-01-15";
/// What a plan may ask of whom it covers.
const ASKED: [(&str, &str); 5] = [
    ("pre_existing", "no"),
    ("model_worker", "yes"),
    ("sex", "F"),
    ("age", "40+"),
    ("site", "local"),
];
/// When one may enrol.
const WAYS: [&str; 5] = [
    "{ opens = \"10-20\", closes = \"12-20\", years_before = 1 }",
    "{ opens = \"12-01\", closes = \"01-15\", years_before = 0, waiting = { days = 40, on_renewal = \"waived\" } }",
    "{ since = \"hired_on\", days = 30 }",
    "{ since = \"hired_on\", months = 2, waiting = { days = 10, on_renewal = \"served_again\" } }",
    "{ opens = \"02-29\", closes = \"06-30\", years_before = 0, waiting = { days = 60, on_renewal = \"credited\" } }",
];
/// When cover begins.
const BEGINS: [Option<&str>; 3] = [None, Some("day_after_receipt"), Some("day_of_enrolment")];
const CURRENCIES: [(&str, usize); 3] = [("CNY", 2), ("JPY", 0), ("KWD", 3)];
const CATEGORIES: [&str; 6] =
    ["inpatient", "outpatient_chronic", "emergency", "event", "maternity", "closing"];
/// What is decided last, by its place.
const CLOSING: usize = 5;
/// The window in which months are looked back on, where bills are ordered by their basis.
pub const LAST_MONTHS: usize = 12;
const FIRST_DAY: &str = "2023-01-20";
/// The last day of the first edition and the first day of the second.
const CHANGES: [(&str, &str); 4] = [
    ("2023-12-31", "2024-01-01"),
    ("2024-02-29", "2024-03-01"),
    ("2023-06-30", "2023-07-01"),
    ("2024-12-31", "2025-01-01"),
];

/// What stands at a place in the file, and so may be named or asked there.
#[derive(Clone, Default)]
pub struct Place {
    /// Benefits above, which the bill has been decided for.
    pub above: Vec<String>,
    pub has_units: bool,
    /// Whether the bill is being decided; totals and what a threshold sums over a window come before.
    pub deciding: bool,
    /// Whether totals are known, as they are in what a threshold asks for.
    pub totals: bool,
    /// A benefit above, where all is decided that it decides.
    pub decided: Option<String>,
    /// Whether the value is paid, or a share of it; it must not be without bounds.
    pub is_base: bool,
    /// Whether a single benefit asks; nothing else can ask for the ordinal of the stay.
    pub benefit: bool,
}

/// One edition being written.
pub struct Page<'a> {
    pub rules: &'a Rules,
    pub decimals: usize,
    /// How the numbers of this edition differ from those of the tree.
    pub percent: i64,
    pub lower_rates_by: i64,
    /// The first day of the edition, and the last, where it has one.
    pub from: &'static str,
    pub to: Option<&'static str>,
    number_of_benefits: usize,
    /// Whether this edition begins cover otherwise than the tree says.
    turns_cover: bool,
    /// How many shares the formula being written stands in.
    pub shares_around: usize,
    body: String,
    /// What the body names, by its table and its name.
    pub words: BTreeMap<(&'static str, String), String>,
}

impl Rules {
    pub fn decimals(&self) -> usize {
        CURRENCIES[self.currency].1
    }

    /// The ids of the plans: those that a benefit names.
    pub fn plans(&self) -> Vec<&'static str> {
        ["plan_a", "plan_b"].into_iter().take(self.number_of_plans()).collect()
    }

    fn number_of_plans(&self) -> usize {
        self.plans.len().min(self.benefits.len())
    }

    /// Every plan has a benefit: the first ones of the list each take one, the others choose.
    fn plan_of(&self, benefit: usize) -> usize {
        let plans = self.number_of_plans();
        if benefit < plans { benefit } else { self.benefits[benefit].plan % plans }
    }

    pub fn editions(&self) -> Vec<String> {
        let first = self.page(None, (FIRST_DAY, None)).edition("1");
        if first.contains("months_back") && self.bases != [self.order; 2] {
            return Rules { bases: [self.order; 2], ..self.clone() }.editions();
        }
        match &self.second {
            None => vec![self.page(None, (FIRST_DAY, None)).edition("1")],
            Some(second) => {
                let (last, first) = CHANGES[second.from];
                vec![
                    self.page(None, (FIRST_DAY, Some(last))).edition("1"),
                    self.page(Some(second), (first, None)).edition("2"),
                ]
            }
        }
    }

    fn page(
        &self,
        second: Option<&Second>,
        (from, to): (&'static str, Option<&'static str>),
    ) -> Page<'_> {
        let all = self.benefits.len();
        let spare = all > self.number_of_plans();
        let without_last = spare && second.is_some_and(|second| second.without_last);
        Page {
            rules: self,
            decimals: self.decimals(),
            percent: second.map_or(100, |second| second.percent),
            lower_rates_by: second.map_or(0, |second| second.lower_rates_by),
            from,
            to,
            number_of_benefits: all - usize::from(without_last),
            turns_cover: second.is_some_and(|second| second.turns_cover),
            shares_around: 0,
            body: String::new(),
            words: BTreeMap::new(),
        }
    }
}

fn benefit_id(benefit: usize) -> String {
    format!("b{}", benefit + 1)
}

fn list(texts: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let quoted: Vec<String> =
        texts.into_iter().map(|text| format!("\"{}\"", text.as_ref())).collect();
    format!("[{}]", quoted.join(", "))
}

pub fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

fn title(text: &str) -> String {
    format!("{{ zh = \"{text}\", en = \"{text}\" }}")
}

impl Page<'_> {
    fn edition(mut self, id: &str) -> String {
        let rules = self.rules;
        for (plan, terms) in rules.plans().into_iter().zip(&rules.plans) {
            self.plan(plan, terms);
        }
        for benefit in 0..self.number_of_benefits {
            self.benefit(benefit);
        }
        if let Some(shared) = &rules.shared {
            self.shared(shared);
        }
        if let Some(alternatives) = &rules.alternatives {
            self.alternatives(alternatives);
        }
        format!("{}{}{}", self.head(id), self.named_things(), self.body)
    }

    fn head(&self, id: &str) -> String {
        let Rules { currency, bases, order, stay_gap, .. } = self.rules;
        let (from, to) = (self.from, self.to);
        let basis = match bases.map(|basis| DATES[basis]) {
            [one, other] if one == other => quoted(one),
            [one, other] => format!("{{ inpatient = \"{one}\", otherwise = \"{other}\" }}"),
        };
        let stay_gap = stay_gap.map_or(String::new(), |days| format!("stay_gap = {days}\n"));
        let to = to.map_or(String::new(), |to| format!("to = \"{to}\"\n"));
        format!(
            "[scheme]\nid = \"generated\"\ntitle = {}\ncurrency = \"{}\"\nbasis = {basis}\n\
             order = \"{}\"\n{stay_gap}categories = [\"maternity\", \"closing\"]\n\
             decided_last = [\"closing\"]\n\
             line_classes = [\"A\", \"B\"]\n\n\
             [edition]\nid = \"{id}\"\ntitle = {}\nfrom = \"{from}\"\n{to}\
             source = \"https://example.org/terms\"\n\n",
            title("generated"),
            CURRENCIES[*currency].0,
            DATES[*order],
            title(id),
        )
    }

    /// The tables of names that the rest uses, each written once.
    fn named_things(&self) -> String {
        let mut text = String::new();
        for table in [
            "windows",
            "fields",
            "lists",
            "parameters",
            "amounts",
            "totals",
            "numbers",
            "schedules",
        ] {
            let entries = self.words.iter().filter(|((of, _), _)| *of == table);
            let entries: Vec<String> =
                entries.map(|((_, name), value)| format!("{name} = {value}\n")).collect();
            if !entries.is_empty() {
                let _ = writeln!(text, "[{table}]\n{}", entries.concat());
            }
        }
        text
    }

    pub fn line(&mut self, key: &str, value: impl AsRef<str>) {
        let _ = writeln!(self.body, "{key} = {}", value.as_ref());
    }

    fn header(&mut self, header: &str) {
        let _ = writeln!(self.body, "\n{header}");
    }

    pub fn define(&mut self, table: &'static str, name: &str, value: String) {
        self.words.insert((table, name.to_owned()), value);
    }

    /// A name for a new entry of the table.
    pub fn fresh(&self, table: &'static str, letter: &str) -> String {
        let number = self.words.keys().filter(|(of, _)| *of == table).count();
        format!("{letter}{}", number + 1)
    }

    // Plans.

    fn plan(&mut self, id: &str, plan: &Plan) {
        let place = Place { has_units: plan.units.is_some(), ..Place::default() };
        self.header("[[plan]]");
        self.line("id", quoted(id));
        self.line("title", title(id));
        self.line("clause", quoted("art. 2"));
        self.line("renewal_gap", plan.renewal_gap.to_string());
        let days = if plan.days_across { "across_renewals" } else { "each_period" };
        self.line("days_covered", quoted(days));
        self.holder(id, &plan.holder);
        let begins = BEGINS[(plan.begins + usize::from(self.turns_cover)) % BEGINS.len()];
        if let Some(begins) = begins {
            self.line("cover_begins", quoted(begins));
        }
        if let Some(most) = plan.units {
            self.line("units", format!("{{ most = {most} }}"));
        }
        self.waiting(plan.waiting.as_ref(), &place);
        if let Some(age) = &plan.age {
            self.age(age, &place);
        }
        if let Some((days, after)) = plan.filing {
            self.line("filing", filing(days, after));
        }
        if let Some((days, denied)) = plan.run_off {
            let beyond = if denied { "denied" } else { "days_not_counted" };
            self.line("run_off", format!("{{ days = {days}, beyond = \"{beyond}\" }}"));
        }
    }

    /// The waiting period of a plan or of a benefit.
    fn waiting(&mut self, waiting: Option<&(Count, usize)>, place: &Place) {
        let Some((days, on_renewal)) = waiting else { return };
        let days = self.count(days, place);
        let on_renewal = ["waived", "credited", "served_again"][*on_renewal];
        self.line("waiting", format!("{{ days = {days}, on_renewal = \"{on_renewal}\" }}"));
    }

    /// Who may hold the plan.
    fn holder(&mut self, id: &str, holder: &Holder) {
        if let Some(at) = holder.when {
            let (fact, pattern) = ASKED[at];
            self.declare_field(fact);
            self.line("when", format!("{{ {fact} = \"{pattern}\" }}"));
        }
        if let Some((months, on)) = holder.service {
            self.declare_field("hired_on");
            let on = ["period_start", "enrolled_on", "basis"][on];
            let service = format!("{{ since = \"hired_on\", months = {months}, on = \"{on}\" }}");
            self.line("service", service);
        }
        let other = self.rules.plans().into_iter().find(|other| *other != id);
        if let (Some(on), Some(other)) = (holder.requires, other) {
            let on = ["period_start", "basis"][on];
            self.line("requires", format!("{{ plan = \"{other}\", on = \"{on}\" }}"));
        }
        if !holder.ways.is_empty() && !self.turns_cover {
            self.declare_field("hired_on");
            let ways: Vec<&str> = holder.ways.iter().map(|way| WAYS[*way]).collect();
            self.line("enrol", format!("[{}]", ways.join(", ")));
        }
    }

    /// Declares a fact or date of the scheme's own; others are those of every scheme.
    pub fn declare_field(&mut self, name: &str) {
        let field = match name {
            "model_worker" => "{ type = \"flag\", of = \"member\", default = \"no\" }",
            "pre_existing" => "{ type = \"flag\", of = \"enrolment\", default = \"no\" }",
            "hired_on" => "{ type = \"date\", of = \"member\", default = \"2020-01-01\" }",
            "site" => {
                "{ type = \"category\", of = \"bill\", \
                  values = [\"local\", \"elsewhere\"], default = \"local\" }"
            }
            _ => return,
        };
        self.define("fields", name, field.to_owned());
    }

    fn age(&mut self, age: &Age, place: &Place) {
        let on = ["period_start", "enrolled_on", "basis"][age.on];
        let mut parts = vec![format!("on = \"{on}\"")];
        parts.extend(age.from.map(|from| format!("from = {from}")));
        let usual = (!beyond::AGE_WITHOUT_AN_OLDEST).then_some(&Count::Plain(60));
        if let Some(to) = age.to.as_ref().or(usual) {
            let older = if age.renewal_only { "renewal_only" } else { "refused" };
            parts.push(format!("to = {}, older = \"{older}\"", self.count(to, place)));
        }
        self.line("age", format!("{{ {} }}", parts.join(", ")));
    }

    // Benefits.

    fn benefit(&mut self, number: usize) {
        let benefit = &self.rules.benefits[number];
        let plan = self.rules.plan_of(number);
        let place = Place {
            above: (0..number).map(benefit_id).collect(),
            has_units: self.rules.plans[plan].units.is_some(),
            deciding: true,
            totals: true,
            benefit: true,
            decided: self.decided_before(number),
            is_base: false,
        };
        self.header("[[benefit]]");
        self.line("id", quoted(&benefit_id(number)));
        self.line("plan", quoted(self.rules.plans()[plan]));
        self.line("title", title(&benefit_id(number)));
        self.line("clause", quoted("art. 5"));
        self.line("categories", list(benefit.categories.iter().map(|one| CATEGORIES[*one])));
        if self.is_computed(number) {
            self.line("pays_out", "false");
        } else {
            let against_bill = ["within", "beside", "may_exceed"][benefit.against_bill];
            self.line("against_bill", quoted(against_bill));
        }
        if place.has_units {
            let fixed = match &benefit.pays {
                Pays::Days { .. } => true,
                Pays::Sum(sum) => !matches!(sum, Amount::Formula(_)),
                Pays::Rate(..) | Pays::Bands(..) => false,
            };
            let may = fixed || beyond::SHARES_PER_UNIT;
            self.line("per_unit", (benefit.per_unit && may).to_string());
        }
        self.when(&benefit.when, &place);
        let early = Place { has_units: place.has_units, ..Place::default() };
        self.waiting(benefit.waiting.as_ref(), &early);
        let asks_for = number.checked_sub(1).filter(|above| self.is_computed(*above));
        self.plain_terms(benefit, &place, asks_for.map(benefit_id));
        if let Some(threshold) = &benefit.threshold {
            self.threshold(threshold, carries_over(&benefit.pays), &place);
        }
        self.tables_of_pays(&benefit.pays, &place);
        self.limits(number, benefit, &place);
    }

    /// Whether a benefit is only computed: the next one asks for it, and it stands in no list.
    fn is_computed(&self, number: usize) -> bool {
        let benefits = &self.rules.benefits;
        let next = benefits.get(number + 1).filter(|_| number + 1 < self.number_of_benefits);
        let can_ask =
            next.is_some_and(|next| matches!(next.pays, Pays::Rate(..) | Pays::Bands(..)));
        let is_listed = (self.rules.shared.is_some() || self.rules.alternatives.is_some())
            && self.two_of_a_plan().is_some_and(|two| two.contains(&number));
        let plan = self.rules.plan_of(number);
        let pays = |other: usize| {
            other != number && self.rules.plan_of(other) == plan && !benefits[other].computed
        };
        let has_other = (0..self.number_of_benefits).any(pays);
        benefits[number].computed && can_ask && has_other && !is_listed
    }

    /// A benefit above that is decided when one is that is decided last, if that is.
    fn decided_before(&self, number: usize) -> Option<String> {
        let benefits = &self.rules.benefits;
        if benefits[number].categories != [CLOSING] {
            return None;
        }
        let (plan, above) = (self.rules.plan_of(number), &benefits[..number]);
        let is_before = |(at, benefit): &(usize, &Benefit)| {
            self.rules.plan_of(*at) == plan && !benefit.categories.contains(&CLOSING)
        };
        let mut before = above.iter().enumerate().filter(is_before);
        before.next().map(|(at, _)| benefit_id(at))
    }

    fn when(&mut self, all: &[When], place: &Place) {
        let mut conditions: BTreeMap<&str, String> = BTreeMap::new();
        for when in all {
            if conditions.contains_key("diagnosis") && !matches!(when, When::Fact { .. }) {
                continue;
            }
            let (fact, pattern) = match when {
                When::List => {
                    self.define_lists();
                    ("diagnosis", quoted("cancers"))
                }
                When::Codes if !beyond::CODES_WITHOUT_A_LIST => continue,
                When::Codes => ("diagnosis", quoted("J18,C*")),
                When::Fact { split, first, all_but } => {
                    let (fact, some, rest) =
                        self.fact(split, &Place { benefit: false, ..place.clone() });
                    match fact {
                        "diagnosis" if !first => ("not_diagnosis", quoted(some)),
                        "diagnosis" => ("diagnosis", quoted(some)),
                        fact if *all_but => {
                            let other = quoted(if *first { rest } else { some });
                            (fact, format!("{{ not = {other} }}"))
                        }
                        fact => (fact, quoted(if *first { some } else { rest })),
                    }
                }
            };
            // The categories of the benefit say this already.
            if fact != "category" {
                conditions.insert(fact, pattern);
            }
        }
        if !conditions.is_empty() {
            let conditions = conditions.iter().map(|(fact, pattern)| format!("{fact} = {pattern}"));
            let conditions: Vec<String> = conditions.collect();
            self.line("when", format!("{{ {} }}", conditions.join(", ")));
        }
    }

    /// The keys of a benefit that have no table of their own.
    /// `computed` is a benefit that the base asks for.
    fn plain_terms(&mut self, benefit: &Benefit, place: &Place, computed: Option<String>) {
        let base_place = Place { is_base: true, ..place.clone() };
        if let Pays::Rate(cost, _) | Pays::Bands(cost, _) = &benefit.pays {
            let base = self.formula(&cost.base, &base_place);
            let base = match computed {
                Some(computed) => format!("max(0, {base} - paid.{computed})"),
                None => base,
            };
            self.line("base", quoted(&base));
        }
        if let Pays::Rate(_, rate) = &benefit.pays {
            let rate = self.rate(rate, place);
            self.line("rate", rate);
        }
        if let Pays::Sum(sum) = &benefit.pays {
            let sum = self.amount(sum, &base_place);
            self.line("sum", sum);
        }
        if let Some(factor) = &benefit.factor {
            let factor = self.rate(factor, place);
            self.line("factor", factor);
        }
        if let Some((step, mode)) = benefit.round {
            // Steps do not change with the edition's other numbers.
            let step = self.decimal(step);
            let mode = ["half_up", "half_even", "up", "down", "half_down"][mode];
            self.line("round", format!("{{ to = \"{step}\", mode = \"{mode}\" }}"));
        }
        if let Some(minimum) = &benefit.minimum {
            let minimum = self.amount(minimum, place);
            self.line("minimum", minimum);
        }
    }

    fn threshold(&mut self, threshold: &Threshold, carries_over: bool, place: &Place) {
        let window = WINDOWS[threshold.window];
        // What a window sums is known before its bills are decided; on one bill all is known.
        let on_one_bill = window == "bill";
        let benefit = on_one_bill || beyond::ORDINALS_IN_SUMS;
        let early = Place { deciding: on_one_bill, totals: on_one_bill, benefit, ..place.clone() };
        let of = self.formula(&threshold.of, &early);
        let amount = self.amount(&threshold.amount, &Place { totals: true, ..early });
        self.header("[benefit.threshold]");
        self.line("of", quoted(&of));
        self.line(if threshold.above { "above" } else { "at_least" }, amount);
        self.window(threshold.window);
        if window != "bill" {
            let opens = ["from_the_bill_that_reaches_it", "every_bill"];
            self.line("opens", quoted(opens[usize::from(threshold.every_bill)]));
        }
        if carries_over {
            let unpaid_bills = if threshold.count { "count" } else { "do_not_count" };
            self.line("unpaid_bills", quoted(unpaid_bills));
        }
    }

    fn tables_of_pays(&mut self, pays: &Pays, place: &Place) {
        match pays {
            Pays::Rate(cost, _) => self.cost(cost, place),
            Pays::Bands(cost, bands) => {
                self.cost(&cost.counting_at_least(bands.edge_below_the_top() + 100), place);
                self.bands(bands, cost.deductible.is_some(), place);
            }
            Pays::Days { count, pays, from_day, once } => {
                let pays = self.amount(pays, place);
                let from_day = from_day.as_ref().map(|day| match day {
                    Count::By(_, one, _) if !beyond::FROM_DAY_BY_FACT => one.to_string(),
                    _ => self.count(day, place),
                });
                self.header("[benefit.days]");
                self.line("count", quoted(["nights", "nights_at_least_1", "both_ends"][*count]));
                self.line("pays", pays);
                self.line("shared_days", quoted(if *once { "once" } else { "each_bill" }));
                if let Some(from_day) = from_day {
                    self.line("from_day", from_day);
                }
            }
            Pays::Sum(_) => {}
        }
    }

    fn cost(&mut self, cost: &Cost, place: &Place) {
        let tables =
            [("counted", "most", &cost.counted), ("deductible", "amount", &cost.deductible)];
        for (table, key, terms) in tables {
            if let Some((amount, window)) = terms {
                let amount = self.amount(amount, place);
                self.header(&format!("[benefit.{table}]"));
                self.line(key, amount);
                self.window(*window);
            }
        }
    }

    fn bands(&mut self, bands: &Bands, has_deductible: bool, place: &Place) {
        let rates = self.rates(bands, place);
        self.header("[benefit.bands]");
        match bands.window {
            None => self.line("position", quoted("each_bill")),
            Some(window) => {
                self.line("position", quoted("cumulative"));
                self.window(window);
                let rounding = ["each_bill", "running_total"][usize::from(bands.running_total)];
                self.line("rounding", quoted(rounding));
            }
        }
        if has_deductible {
            let from = if bands.above_deductible { "above_deductible" } else { "gross" };
            self.line("from", quoted(from));
        }
        self.line("rates", rates);
        if let Some(unpaid) = &bands.unpaid {
            self.unpaid(unpaid, bands.rates.len(), place);
        }
    }

    fn rates(&mut self, bands: &Bands, place: &Place) -> String {
        let number = bands.rates.len();
        let mut lower = 0;
        let mut cells = Vec::new();
        for (place_in_list, (width, rate)) in bands.widths.iter().zip(&bands.rates).enumerate() {
            let mut parts = Vec::new();
            if bands.repeat_edges {
                parts.push(format!("from = \"{}\"", self.money(lower)));
            }
            lower += width;
            if !bands.open_top || place_in_list + 1 < number {
                parts.push(format!("to = \"{}\"", self.money(lower)));
            }
            parts.push(format!("pays = {}", self.rate(rate, place)));
            cells.push(format!("{{ {} }}", parts.join(", ")));
        }
        format!("[{}]", cells.join(", "))
    }

    fn unpaid(&mut self, unpaid: &Unpaid, bands: usize, place: &Place) {
        let mut edge = 0;
        let mut cells = Vec::new();
        for (number, rate) in unpaid.rates.iter().enumerate() {
            let to = unpaid.widths.get(number).map_or(String::new(), |width| {
                edge += width;
                format!("to = \"{}\", ", self.money(edge))
            });
            cells.push(format!("{{ {to}primary_pays = {} }}", self.rate(rate, place)));
        }
        let at_most = unpaid.at_most.as_ref().map(|term| self.formula(term, place));
        self.header("[benefit.bands.unpaid]");
        self.line("model", format!("[{}]", cells.join(", ")));
        if let Some(at_most) = at_most {
            self.line("at_most", quoted(&at_most));
        }
        if unpaid.columns {
            let columns: Vec<String> = (1..=bands).map(|band| format!("unpaid_{band}")).collect();
            for column in &columns {
                let field = "{ type = \"amount\", of = \"bill\" }";
                self.define("fields", column, field.to_owned());
            }
            self.line("columns", list(columns));
        }
    }

    fn window(&mut self, window: usize) {
        self.line("window", quoted(WINDOWS[window]));
        self.declare(window);
    }

    /// Declares a window that the six which every edition has are not among.
    pub fn declare(&mut self, window: usize) {
        if let Some(place) = window.checked_sub(UNDECLARED) {
            self.define("windows", WINDOWS[window], DECLARED[place].to_owned());
        }
    }

    // Limits and alternatives.

    fn limits(&mut self, number: usize, benefit: &Benefit, place: &Place) {
        let mut windows = BTreeSet::new();
        let has_days = matches!(benefit.pays, Pays::Days { .. });
        for (place_in_list, limit) in benefit.limits.iter().enumerate() {
            if has_days || !matches!(limit.most, Most::Days(_)) {
                // The usual id says the window, so a second limit for it needs one of its own.
                let is_in_stays = matches!(limit.most, Most::Stays(_));
                let key = if is_in_stays { "stays" } else { "" };
                let repeated = !windows.insert(window_of(key, limit.window));
                let id = format!("{}_limit_{place_in_list}", benefit_id(number));
                self.limit(limit, repeated.then_some(id), place);
            }
        }
    }

    fn limit(&mut self, limit: &Limit, id: Option<String>, place: &Place) {
        let (key, value) = self.most(&limit.most, place);
        self.header("[[benefit.limit]]");
        if let Some(id) = id {
            self.line("id", quoted(&id));
        }
        self.line(key, value);
        self.window(window_of(key, limit.window));
        if place.has_units {
            self.line("per_unit", (limit.per_unit && key == "amount").to_string());
        }
    }

    fn most(&mut self, most: &Most, place: &Place) -> (&'static str, String) {
        match most {
            Most::Amount(amount) => ("amount", self.amount(amount, place)),
            Most::Days(days) => ("days", self.count(days, place)),
            Most::Times(times) => ("times", self.count(times, place)),
            Most::Stays(stays) => ("stays", self.count(stays, place)),
        }
    }

    /// The first two benefits, still there, that belong to one plan.
    fn two_of_a_plan(&self) -> Option<[usize; 2]> {
        let all = 0..self.number_of_benefits;
        let pairs = all.clone().flat_map(|one| all.clone().map(move |other| [one, other]));
        let plan = |benefit| self.rules.plan_of(benefit);
        pairs.filter(|[one, other]| one < other).find(|[one, other]| plan(*one) == plan(*other))
    }

    fn shared(&mut self, shared: &Shared) {
        let Some(two) = self.two_of_a_plan() else { return };
        let has_units = self.rules.plans[self.rules.plan_of(two[0])].units.is_some();
        let place = Place { has_units, ..Place::default() };
        let by_day =
            |benefit: usize| matches!(self.rules.benefits[benefit].pays, Pays::Days { .. });
        let (key, value) = match &shared.most {
            // Only what is paid by the day is limited in days.
            Most::Days(days) if !two.into_iter().all(by_day) => ("times", self.count(days, &place)),
            most => self.most(most, &place),
        };
        self.header("[[limit]]");
        self.line("id", quoted("shared"));
        self.line("clause", quoted("art. 9"));
        self.line(key, value);
        self.window(window_of(key, shared.window));
        self.line("benefits", list(two.map(benefit_id)));
        if has_units {
            self.line("per_unit", (shared.per_unit && key == "amount").to_string());
        }
    }

    fn alternatives(&mut self, alternatives: &Alternatives) {
        let Some(mut two) = self.two_of_a_plan() else { return };
        if alternatives.reversed {
            two.reverse();
        }
        let take = if alternatives.first_listed { "first_listed" } else { "larger" };
        self.header("[[alternatives]]");
        self.line("clause", quoted("art. 6"));
        self.line("benefits", list(two.map(benefit_id)));
        // Months that are looked back on overlap.
        self.window(if alternatives.window == LAST_MONTHS { 4 } else { alternatives.window });
        self.line("take", quoted(take));
    }
}

/// The window of a limit; that of one in stays has several.
fn window_of(key: &str, window: usize) -> usize {
    match WINDOWS[window] {
        "bill" | "stay" if key == "stays" => {
            WINDOWS.iter().position(|name| *name == "cover").expect("it is one of them")
        }
        _ => window,
    }
}

fn filing(days: i64, after: usize) -> String {
    match ["discharge", "settlement", "period_end"].get(after) {
        Some(after) => format!("{{ days = {days}, after = \"{after}\" }}"),
        None => "{ until = \"03-31\", years_after = 1 }".to_owned(),
    }
}

/// Whether a bill that a closed threshold leaves unpaid could use anything up.
fn carries_over(pays: &Pays) -> bool {
    let beyond_a_bill = |window: usize| WINDOWS[window] != "bill";
    let (cost, bands) = match pays {
        Pays::Rate(cost, _) => (cost, None),
        Pays::Bands(cost, bands) => (cost, bands.window),
        _ => return false,
    };
    let windows =
        [&cost.counted, &cost.deductible].into_iter().flatten().map(|(_, window)| *window);
    windows.chain(bands).any(beyond_a_bill)
}
