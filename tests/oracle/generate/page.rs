//! A tree of rules as TOML, in the words of the manual.

use super::super::fraction::{Fraction, ten_to};
use super::rules::{
    Age, Alternatives, Amount, Bands, Benefit, Cost, Count, Limit, Most, Pays, Plan, Rate, Rules,
    Second, Shared, Split, Term, Threshold, Unpaid, When,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const WINDOWS: [&str; 6] = ["bill", "cover", "stay", "month", "year", "lifetime"];
const DATES: [&str; 3] = ["admission", "discharge", "settlement"];
const CURRENCIES: [(&str, usize); 3] = [("CNY", 2), ("JPY", 0), ("KWD", 3)];
const CATEGORIES: [&str; 5] =
    ["inpatient", "outpatient_chronic", "emergency", "event", "maternity"];
const FIRST_DAY: &str = "2023-01-20";
/// The last day of the first edition and the first day of the second.
const CHANGES: [(&str, &str); 4] = [
    ("2023-12-31", "2024-01-01"),
    ("2024-02-29", "2024-03-01"),
    ("2023-06-30", "2023-07-01"),
    ("2024-12-31", "2025-01-01"),
];

/// Facts, with some of their values and the rest.
pub const FACTS: [(&str, &str, &str); 14] = [
    ("hospital_level", "1,2", "3,none"),
    ("category", "inpatient,emergency", "outpatient_chronic,event,maternity"),
    ("cause", "accident", "illness,maternity,other"),
    ("sex", "M", "F"),
    ("hardship", "yes", "no"),
    ("in_network", "yes", "no"),
    ("referral", "no", "yes"),
    ("model_worker", "yes", "no"),
    ("site", "local", "elsewhere"),
    ("years_enrolled", "1", "2+"),
    ("age", "0-39", "40+"),
    ("nights", "0-3", "4+"),
    ("units", "1", "2+"),
    ("ordinal", "1", "2+"),
];

/// How many of the names are those that rules mostly use.
pub const USUAL_NAMES: usize = 8;

const NAMES: [&str; 16] = [
    "in_scope",
    "total",
    "self_paid",
    "after_pool",
    "pool_paid",
    "funds_paid",
    "deductible",
    "account_paid",
    "extra",
    "out_of_catalogue",
    "class_b_prepay",
    "over_limit",
    "critical_paid",
    "enterprise_paid",
    "large_amount_paid",
    "hospital_borne",
];

/// What stands at a place in the file, and so may be named or asked there.
#[derive(Clone, Default)]
struct Place {
    /// Benefits above, which the bill has been decided for.
    above: Vec<String>,
    has_units: bool,
    /// Whether the bill is being decided; totals and thresholds come before.
    deciding: bool,
    /// Whether a single benefit asks; nothing else can ask for the ordinal of the stay.
    benefit: bool,
}

/// One edition being written.
struct Page<'a> {
    rules: &'a Rules,
    decimals: usize,
    /// How the numbers of this edition differ from those of the tree.
    percent: i64,
    lower_rates_by: i64,
    number_of_benefits: usize,
    body: String,
    /// What the body names, by its table and its name.
    words: BTreeMap<(&'static str, String), String>,
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
        match &self.second {
            None => vec![self.page(None).edition("1", FIRST_DAY, None)],
            Some(second) => {
                let (last, first) = CHANGES[second.from];
                vec![
                    self.page(None).edition("1", FIRST_DAY, Some(last)),
                    self.page(Some(second)).edition("2", first, None),
                ]
            }
        }
    }

    fn page(&self, second: Option<&Second>) -> Page<'_> {
        let all = self.benefits.len();
        let spare = all > self.number_of_plans();
        let without_last = spare && second.is_some_and(|second| second.without_last);
        Page {
            rules: self,
            decimals: self.decimals(),
            percent: second.map_or(100, |second| second.percent),
            lower_rates_by: second.map_or(0, |second| second.lower_rates_by),
            number_of_benefits: all - usize::from(without_last),
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

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

fn title(text: &str) -> String {
    format!("{{ zh = \"{text}\", en = \"{text}\" }}")
}

impl Page<'_> {
    fn edition(mut self, id: &str, from: &str, to: Option<&str>) -> String {
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
        format!("{}{}{}", self.head(id, from, to), self.named_things(), self.body)
    }

    fn head(&self, id: &str, from: &str, to: Option<&str>) -> String {
        let Rules { currency, basis, order, .. } = self.rules;
        let to = to.map_or(String::new(), |to| format!("to = \"{to}\"\n"));
        format!(
            "[scheme]\nid = \"generated\"\ntitle = {}\ncurrency = \"{}\"\nbasis = \"{}\"\n\
             order = \"{}\"\ncategories = [\"maternity\"]\n\n\
             [edition]\nid = \"{id}\"\ntitle = {}\nfrom = \"{from}\"\n{to}\
             source = \"https://example.org/terms\"\n\n",
            title("generated"),
            CURRENCIES[*currency].0,
            DATES[*basis],
            DATES[*order],
            title(id),
        )
    }

    /// The tables of names that the rest uses, each written once.
    fn named_things(&self) -> String {
        let mut text = String::new();
        for table in ["fields", "lists", "parameters", "amounts", "totals", "schedules"] {
            let entries = self.words.iter().filter(|((of, _), _)| *of == table);
            let entries: Vec<String> =
                entries.map(|((_, name), value)| format!("{name} = {value}\n")).collect();
            if !entries.is_empty() {
                let _ = writeln!(text, "[{table}]\n{}", entries.concat());
            }
        }
        text
    }

    fn line(&mut self, key: &str, value: impl AsRef<str>) {
        let _ = writeln!(self.body, "{key} = {}", value.as_ref());
    }

    fn header(&mut self, header: &str) {
        let _ = writeln!(self.body, "\n{header}");
    }

    fn define(&mut self, table: &'static str, name: &str, value: String) {
        self.words.insert((table, name.to_owned()), value);
    }

    /// A name for a new entry of the table.
    fn fresh(&self, table: &'static str, letter: &str) -> String {
        let number = self.words.keys().filter(|(of, _)| *of == table).count();
        format!("{letter}{}", number + 1)
    }

    // Values.

    /// An amount of this edition, which is never zero where the tree has more.
    fn money(&self, minor: i64) -> String {
        self.decimal((minor * self.percent / 100).max(minor.min(1)))
    }

    fn decimal(&self, minor: i64) -> String {
        let text = Fraction::new(minor.into(), ten_to(self.decimals)).decimal(self.decimals);
        // Both ways of writing a whole amount.
        let shorter = minor / 500 % 2 == 0 && i128::from(minor) % ten_to(self.decimals) == 0;
        text.split('.').next().filter(|_| shorter).map_or(text.clone(), str::to_owned)
    }

    fn amount(&mut self, amount: &Amount, place: &Place) -> String {
        match amount {
            // Bare as often as in quotes.
            Amount::Plain(minor) if minor % 3 == 0 => self.money(*minor),
            Amount::Plain(minor) => quoted(&self.money(*minor)),
            Amount::Parameter(minor) => {
                let value = quoted(&self.money(*minor));
                self.parameter(value)
            }
            Amount::By(split, one, other) => {
                let [one, other] = [one, other].map(|minor| quoted(&self.money(*minor)));
                self.by_fact(split, &one, &other, place, true)
            }
            Amount::Formula(term) => quoted(&self.formula(term, place)),
        }
    }

    fn parameter(&mut self, value: String) -> String {
        let name = self.fresh("parameters", "p");
        self.define("parameters", &name, value);
        quoted(&name)
    }

    fn rate(&mut self, rate: &Rate, place: &Place) -> String {
        match rate {
            Rate::Plain(thousandths) => self.share(*thousandths),
            Rate::Parameter(thousandths) => {
                let value = self.share(*thousandths);
                self.parameter(value)
            }
            Rate::By(split, one, other) => {
                let [one, other] = [one, other].map(|thousandths| self.share(*thousandths));
                self.by_fact(split, &one, &other, place, false)
            }
        }
    }

    /// A rate in one of the three ways to write it.
    fn share(&self, thousandths: i64) -> String {
        let thousandths = (thousandths - self.lower_rates_by).max(0);
        let decimal = format!("{}.{:03}", thousandths / 1000, thousandths % 1000);
        match thousandths % 3 {
            0 => decimal,
            1 => quoted(&decimal),
            _ => quoted(&percentage(thousandths)),
        }
    }

    fn count(&mut self, count: &Count, place: &Place) -> String {
        match count {
            Count::Plain(number) => number.to_string(),
            Count::Parameter(number) => self.parameter(number.to_string()),
            Count::By(split, one, other) => {
                self.by_fact(split, &one.to_string(), &other.to_string(), place, false)
            }
        }
    }

    /// A value by a fact: a table on the spot, or the name of a schedule.
    fn by_fact(
        &mut self,
        split: &Split,
        one: &str,
        other: &str,
        place: &Place,
        may_be_named: bool,
    ) -> String {
        let table = self.schedule(split, one, other, place);
        if split.named && may_be_named {
            let name = self.fresh("schedules", "s");
            self.define("schedules", &name, table);
            quoted(&name)
        } else {
            table
        }
    }

    fn schedule(&mut self, split: &Split, one: &str, other: &str, place: &Place) -> String {
        let (fact, some, rest) = self.fact(split, place);
        let choices = if fact == "ordinal" {
            let counts = if split.all_stays { "all_stays" } else { "covered_stays" };
            format!("counts = \"{counts}\", window = \"{}\", ", WINDOWS[split.window])
        } else {
            String::new()
        };
        let cells = match (split.rows, split.otherwise) {
            (false, false) => format!("is = {{ \"{some}\" = {one}, \"{rest}\" = {other} }}"),
            (false, true) => format!("is = {{ \"{some}\" = {one} }}, otherwise = {other}"),
            (true, _) => return self.rows(split, (fact, some, rest), (one, other), &choices),
        };
        format!("{{ by = \"{fact}\", {choices}{cells} }}")
    }

    /// Rows by two facts: for women the fact does not matter.
    fn rows(
        &self,
        split: &Split,
        (fact, some, rest): (&str, &str, &str),
        (one, other): (&str, &str),
        choices: &str,
    ) -> String {
        let second = if fact == "sex" { "hardship" } else { "sex" };
        let (any, only) = if fact == "sex" { ("yes", "no") } else { ("F", "M") };
        let first_rows = format!(
            "{{ {second} = \"{any}\", is = {other} }}, \
             {{ {second} = \"{only}\", {fact} = \"{some}\", is = {one} }}"
        );
        let rows = if split.otherwise {
            format!("rows = [{first_rows}], otherwise = {other}")
        } else {
            let last = format!("{{ {second} = \"{only}\", {fact} = \"{rest}\", is = {other} }}");
            format!("rows = [{first_rows}, {last}]")
        };
        format!("{{ by = [\"{second}\", \"{fact}\"], {choices}{rows} }}")
    }

    /// The fact that the split asks, or another where that one cannot be asked.
    fn fact(&mut self, split: &Split, place: &Place) -> (&'static str, &'static str, &'static str) {
        let (fact, some, rest) = match FACTS[split.fact] {
            ("ordinal", ..) if !place.benefit => FACTS[0],
            ("units", ..) if !place.has_units => FACTS[4],
            fact => fact,
        };
        match fact {
            "model_worker" => {
                let field = "{ type = \"flag\", of = \"member\", default = \"no\" }";
                self.define("fields", fact, field.to_owned());
            }
            "site" => {
                let field = "{ type = \"category\", of = \"bill\", \
                             values = [\"local\", \"elsewhere\"], default = \"local\" }";
                self.define("fields", fact, field.to_owned());
            }
            _ => {}
        }
        (fact, some, rest)
    }

    // Formulas.

    fn formula(&mut self, term: &Term, place: &Place) -> String {
        match term {
            Term::Name(number) => self.name(*number, place),
            Term::Amount(minor) => self.money(*minor),
            Term::Schedule(split, one, other) => {
                let amount = Amount::By(Split { named: true, ..*split }, *one, *other);
                self.amount(&amount, place).trim_matches('"').to_owned()
            }
            Term::Plus(left, right) => {
                format!("{} + {}", self.formula(left, place), self.part(right, place))
            }
            Term::Minus(left, right) => {
                format!("{} - {}", self.formula(left, place), self.part(right, place))
            }
            Term::Share(thousandths, whole) => {
                let rate = percentage(*thousandths);
                format!("{rate} of {}", self.part(whole, place))
            }
            Term::Least(parts) => self.call("min", parts, place),
            Term::Most(parts) => self.call("max", parts, place),
        }
    }

    fn call(&mut self, name: &str, parts: &[Term], place: &Place) -> String {
        let mut parts: Vec<String> = parts.iter().map(|part| self.formula(part, place)).collect();
        if parts.len() == 1 {
            // One alone needs no `min`; zero is the usual other one.
            parts.insert(0, "0".to_owned());
        }
        format!("{name}({})", parts.join(", "))
    }

    /// A term that binds tighter than the sign before it.
    fn part(&mut self, term: &Term, place: &Place) -> String {
        let formula = self.formula(term, place);
        match term {
            Term::Plus(..) | Term::Minus(..) | Term::Share(..) => format!("({formula})"),
            _ => formula,
        }
    }

    /// One of the names that this place allows, of which the usual ones come first.
    fn name(&mut self, number: usize, place: &Place) -> String {
        let mut names: Vec<String> = NAMES.map(str::to_owned).into();
        if place.deciding {
            names.extend(["bill_left", "whole_total"].map(str::to_owned));
            names.extend(place.above.iter().map(|id| format!("paid.{id}")));
            // What depends on other benefits and bills is worth as much as the bill itself.
            names.swap(6, NAMES.len());
            names.swap(7, NAMES.len() + 1);
        }
        let name = names[number % names.len()].clone();
        self.define_name(&name);
        name
    }

    fn define_name(&mut self, name: &str) {
        if self.words.keys().any(|(_, known)| known == name) {
            return;
        }
        match name {
            "self_paid" => self.define("amounts", name, quoted("total - funds_paid")),
            "after_pool" => self.define("amounts", name, quoted("max(0, in_scope - pool_paid)")),
            "extra" => {
                let default = self.money(1234);
                let field =
                    format!("{{ type = \"amount\", of = \"bill\", default = \"{default}\" }}");
                self.define("fields", name, field);
            }
            "whole_total" => {
                let total = &self.rules.year_total;
                let place = Place { benefit: true, ..Place::default() };
                let of = self.formula(&total.of, &place);
                let window = WINDOWS[total.window];
                let table = format!("{{ of = \"{of}\", window = \"{window}\" }}");
                self.define("totals", name, table);
            }
            _ => {}
        }
    }

    // Plans.

    fn plan(&mut self, id: &str, plan: &Plan) {
        let place = Place { has_units: plan.units.is_some(), ..Place::default() };
        self.header("[[plan]]");
        self.line("id", quoted(id));
        self.line("title", title(id));
        self.line("clause", quoted("art. 2"));
        self.line("renewal_gap", plan.renewal_gap.to_string());
        if let Some(most) = plan.units {
            self.line("units", format!("{{ most = {most} }}"));
        }
        if let Some((days, on_renewal)) = &plan.waiting {
            let days = self.count(days, &place);
            let on_renewal = ["waived", "credited", "served_again"][*on_renewal];
            self.line("waiting", format!("{{ days = {days}, on_renewal = \"{on_renewal}\" }}"));
        }
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

    fn age(&mut self, age: &Age, place: &Place) {
        let on = ["period_start", "enrolled_on", "basis"][age.on];
        let mut parts = vec![format!("on = \"{on}\"")];
        parts.extend(age.from.map(|from| format!("from = {from}")));
        if let Some(to) = &age.to {
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
            benefit: true,
        };
        self.header("[[benefit]]");
        self.line("id", quoted(&benefit_id(number)));
        self.line("plan", quoted(self.rules.plans()[plan]));
        self.line("title", title(&benefit_id(number)));
        self.line("clause", quoted("art. 5"));
        self.line("categories", list(benefit.categories.iter().map(|one| CATEGORIES[*one])));
        self.line("against_bill", quoted(["within", "beside", "may_exceed"][benefit.against_bill]));
        if place.has_units {
            self.line("per_unit", benefit.per_unit.to_string());
        }
        self.when(&benefit.when, &place);
        self.plain_terms(benefit, &place);
        if let Some(threshold) = &benefit.threshold {
            self.threshold(threshold, carries_over(&benefit.pays), &place);
        }
        self.tables_of_pays(&benefit.pays, &place);
        self.limits(number, benefit, &place);
    }

    fn when(&mut self, all: &[When], place: &Place) {
        let mut conditions: BTreeMap<&str, String> = BTreeMap::new();
        for when in all {
            if conditions.contains_key("diagnosis") && !matches!(when, When::Fact { .. }) {
                continue;
            }
            let (fact, pattern) = match when {
                When::List => {
                    self.define("lists", "cancers", list(["C16*", "C22.0", "C50"]));
                    ("diagnosis", quoted("cancers"))
                }
                When::Codes => ("diagnosis", list(["J18", "C*"])),
                When::Fact { split, first } => {
                    let (fact, some, rest) =
                        self.fact(split, &Place { benefit: false, ..place.clone() });
                    (fact, quoted(if *first { some } else { rest }))
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
    fn plain_terms(&mut self, benefit: &Benefit, place: &Place) {
        if let Pays::Rate(cost, _) | Pays::Bands(cost, _) = &benefit.pays {
            let base = quoted(&self.formula(&cost.base, place));
            self.line("base", base);
        }
        if let Pays::Rate(_, rate) = &benefit.pays {
            let rate = self.rate(rate, place);
            self.line("rate", rate);
        }
        if let Pays::Sum(sum) = &benefit.pays {
            let sum = self.amount(sum, place);
            self.line("sum", sum);
        }
        if let Some(factor) = &benefit.factor {
            let factor = self.rate(factor, place);
            self.line("factor", factor);
        }
        if let Some((step, mode)) = benefit.round {
            // Steps do not change with the edition's other numbers.
            let step = self.decimal(step);
            let mode = ["half_up", "half_even", "up", "down"][mode];
            self.line("round", format!("{{ to = \"{step}\", mode = \"{mode}\" }}"));
        }
        if let Some(minimum) = &benefit.minimum {
            let minimum = self.amount(minimum, place);
            self.line("minimum", minimum);
        }
    }

    fn threshold(&mut self, threshold: &Threshold, carries_over: bool, place: &Place) {
        let early = Place { deciding: false, ..place.clone() };
        let of = self.formula(&threshold.of, &early);
        let amount = self.amount(&threshold.amount, place);
        let window = WINDOWS[threshold.window];
        self.header("[benefit.threshold]");
        self.line("of", quoted(&of));
        self.line(if threshold.above { "above" } else { "at_least" }, amount);
        self.line("window", quoted(window));
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
                self.cost(cost, place);
                self.bands(bands, cost.deductible.is_some(), place);
            }
            Pays::Days { count, pays, from_day, once } => {
                let pays = self.amount(pays, place);
                let from_day = from_day.as_ref().map(|day| self.count(day, place));
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
                self.line("window", quoted(WINDOWS[*window]));
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
                self.line("window", quoted(WINDOWS[window]));
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

    // Limits and alternatives.

    fn limits(&mut self, number: usize, benefit: &Benefit, place: &Place) {
        let mut windows = BTreeSet::new();
        let has_days = matches!(benefit.pays, Pays::Days { .. });
        for (place_in_list, limit) in benefit.limits.iter().enumerate() {
            if has_days || !matches!(limit.most, Most::Days(_)) {
                // The usual id says the window, so a second limit for it needs one of its own.
                let repeated = !windows.insert(limit.window);
                let id = format!("{}_limit_{place_in_list}", benefit_id(number));
                self.limit(limit, repeated.then_some(id), place);
            }
        }
    }

    fn limit(&mut self, limit: &Limit, id: Option<String>, place: &Place) {
        let (key, value) = match &limit.most {
            Most::Amount(amount) => ("amount", self.amount(amount, place)),
            Most::Days(days) => ("days", self.count(days, place)),
            Most::Times(times) => ("times", self.count(times, place)),
        };
        self.header("[[benefit.limit]]");
        if let Some(id) = id {
            self.line("id", quoted(&id));
        }
        self.line(key, value);
        self.line("window", quoted(WINDOWS[limit.window]));
        if place.has_units {
            self.line("per_unit", (limit.per_unit && key == "amount").to_string());
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
        let amount = self.amount(&shared.amount, &place);
        self.header("[[limit]]");
        self.line("id", quoted("shared"));
        self.line("clause", quoted("art. 9"));
        self.line("amount", amount);
        self.line("window", quoted(WINDOWS[shared.window]));
        self.line("benefits", list(two.map(benefit_id)));
        if has_units {
            self.line("per_unit", shared.per_unit.to_string());
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
        self.line("window", quoted(WINDOWS[alternatives.window]));
        self.line("take", quoted(take));
    }
}

fn percentage(thousandths: i64) -> String {
    match (thousandths / 10, thousandths % 10) {
        (whole, 0) => format!("{whole}%"),
        (whole, part) => format!("{whole}.{part}%"),
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
