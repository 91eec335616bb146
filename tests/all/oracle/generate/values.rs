//! Values as TOML: amounts, rates, counts, formulas, and what they name.

use super::super::fraction::{Fraction, ten_to};
use super::beyond;
use super::page::{CHANGES_ON, LAST_MONTHS, Page, Place, WINDOWS, quoted};
use super::rules::{Amount, Count, Rate, Split, Term};

/// Facts, with some of their values and the rest.
pub const FACTS: [(&str, &str, &str); 19] = [
    ("hospital_level", "1,2", "3,none"),
    ("category", "inpatient,emergency", "outpatient_chronic,event,maternity,closing"),
    ("cause", "accident", "illness,maternity,other"),
    ("sex", "M", "F"),
    ("hardship", "yes", "no"),
    ("in_network", "yes", "no"),
    ("referral", "no", "yes"),
    ("model_worker", "yes", "no"),
    ("pre_existing", "yes", "no"),
    ("site", "local", "elsewhere"),
    ("diagnosis", "cancers", "none"),
    ("years_enrolled", "1", "2+"),
    ("days_covered", "1-30,366+", "31-365"),
    ("age", "0-39", "40+"),
    ("turns", "0-39", "40+"),
    ("nights", "0-3", "4+"),
    ("units", "1", "2+"),
    ("household_members", "1", "2+"),
    ("ordinal", "1", "2+"),
];

/// Facts that are numbers.
const NUMBERS: [&str; 8] = [
    "nights",
    "age",
    "visits",
    "days_covered",
    "years_enrolled",
    "units",
    "household_members",
    "ordinal",
];

/// How many of the names are those that rules mostly use.
pub const USUAL_NAMES: usize = 8;

const NAMES: [&str; 17] = [
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
    "of_class_b",
    "critical_paid",
    "enterprise_paid",
    "large_amount_paid",
    "hospital_borne",
];

impl Page<'_> {
    /// An amount of this edition, which is never zero where the tree has more.
    pub fn money(&self, minor: i64) -> String {
        self.decimal((minor * self.percent / 100).max(minor.min(1)))
    }

    pub fn decimal(&self, minor: i64) -> String {
        let text = Fraction::new(minor.into(), ten_to(self.decimals)).decimal(self.decimals);
        // Both ways of writing a whole amount.
        let shorter = minor / 500 % 2 == 0 && i128::from(minor) % ten_to(self.decimals) == 0;
        text.split('.').next().filter(|_| shorter).map_or(text.clone(), str::to_owned)
    }

    pub fn amount(&mut self, amount: &Amount, place: &Place) -> String {
        match amount {
            // Bare as often as in quotes.
            Amount::Plain(minor) if minor % 3 == 0 => self.money(*minor),
            Amount::Plain(minor) => quoted(&self.money(*minor)),
            Amount::Parameter(minor) => {
                let value = quoted(&self.money(*minor));
                let later = (minor % 3 != 0).then(|| quoted(&self.money(minor + 500)));
                self.parameter_by_date(value, later)
            }
            Amount::By(split, one, other) => {
                let [one, other] = [one, other].map(|minor| quoted(&self.money(*minor)));
                if split.by_amount {
                    return self.by_amount(split, &one, &other, true);
                }
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

    /// A parameter, perhaps with another value from a day on: the same day in every edition.
    fn parameter_by_date(&mut self, value: String, later: Option<String>) -> String {
        let (from, to) = (self.from, self.to.unwrap_or("9999-12-31"));
        match later {
            Some(later) if from < CHANGES_ON && CHANGES_ON <= to => {
                let first = format!("{{ from = \"{from}\", is = {value} }}");
                let then = format!("{{ from = \"{CHANGES_ON}\", is = {later} }}");
                self.parameter(format!("[{first}, {then}]"))
            }
            Some(later) if CHANGES_ON <= from => self.parameter(later),
            _ => self.parameter(value),
        }
    }

    /// Lists of diagnoses, which are the same in every edition.
    pub fn define_lists(&mut self) {
        let list = match self.rules.lists_change {
            true => {
                "[{ from = \"2023-01-01\", codes = [\"C16*\", \"C22.0\", \"C50\"] }, \
                 { from = \"2024-01-15\", codes = [\"C16*\", \"D05\"] }]"
            }
            false => "[\"C16*\", \"C22.0\", \"C50\"]",
        };
        self.define("lists", "cancers", list.to_owned());
        self.define("lists", "others", "[\"C50\", \"J18\"]".to_owned());
    }

    pub fn rate(&mut self, rate: &Rate, place: &Place) -> String {
        match rate {
            Rate::Plain(thousandths) => self.share(*thousandths),
            Rate::Parameter(thousandths) => {
                let value = self.share(*thousandths);
                let later = (thousandths % 3 == 2).then(|| self.share(700));
                self.parameter_by_date(value, later)
            }
            Rate::Moved(split, base, more) => self.moved(split, *base, *more, place),
            Rate::By(split, one, other) => {
                let [one, other] = [one, other].map(|thousandths| self.share(*thousandths));
                if split.by_amount {
                    return self.by_amount(split, &one, &other, false);
                }
                self.by_fact(split, &one, &other, place, false)
            }
        }
    }

    /// A rate in one of the three ways to write it.
    fn share(&self, thousandths: i64) -> String {
        let thousandths = (thousandths - self.lower_rates_by).max(0);
        let decimals = format!("{:03}", thousandths % 1000);
        let decimals = decimals.trim_end_matches('0');
        let decimal =
            format!("{}.{}", thousandths / 1000, if decimals.is_empty() { "0" } else { decimals });
        match thousandths % 3 {
            0 => decimal,
            1 => quoted(&decimal),
            _ => quoted(&percentage(thousandths)),
        }
    }

    pub fn count(&mut self, count: &Count, place: &Place) -> String {
        match count {
            Count::Plain(number) => number.to_string(),
            Count::Parameter(number) => self.parameter(number.to_string()),
            Count::By(split, one, other) => {
                self.by_fact(split, &one.to_string(), &other.to_string(), place, false)
            }
        }
    }

    /// A value by the total of the bill or by a fact, as the split says, without a name.
    fn by_amount_or_fact(&mut self, split: &Split, values: &[String; 2], place: &Place) -> String {
        let [one, other] = values;
        if split.by_amount {
            return self.by_amount(split, one, other, false);
        }
        self.by_fact(split, one, other, place, false)
    }

    /// A value by the total of the bill, in two steps.
    fn by_amount(&mut self, split: &Split, one: &str, other: &str, may_be_named: bool) -> String {
        let edge = if split.all_stays { "belongs_above" } else { "belongs_below" };
        let to = quoted(&self.money([200_000, 1_000_000][usize::from(split.otherwise)]));
        let steps = format!("[{{ to = {to}, is = {one} }}, {{ is = {other} }}]");
        let table = format!("{{ by = \"total\", edge = \"{edge}\", steps = {steps} }}");
        if !(split.named && may_be_named) {
            return table;
        }
        let name = self.fresh("schedules", "s");
        self.define("schedules", &name, table);
        quoted(&name)
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
        let choices = if fact == "diagnosis" && split.all_stays {
            "first_of = [\"others\", \"cancers\"], ".to_owned()
        } else if fact == "ordinal" {
            let counts = counts(split);
            // Within one bill there is only one stay.
            let window = WINDOWS[split.window.max(1)];
            self.declare(split.window.max(1));
            format!("counts = \"{counts}\", window = \"{window}\", ")
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
    pub fn fact(
        &mut self,
        split: &Split,
        place: &Place,
    ) -> (&'static str, &'static str, &'static str) {
        let (fact, some, rest) = match FACTS[split.fact] {
            ("ordinal", ..) if !place.benefit => FACTS[0],
            ("units", ..) if !place.has_units => FACTS[4],
            fact => fact,
        };
        // Which of two lists counts is said beside it.
        if fact == "diagnosis" {
            self.define_lists();
            let rest = if split.all_stays { "others,none" } else { rest };
            return (fact, some, rest);
        }
        self.declare_field(fact);
        (fact, some, rest)
    }

    // Formulas.

    pub fn formula(&mut self, term: &Term, place: &Place) -> String {
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
            // Below zero whatever the bill says is no amount.
            Term::Minus(left, right) if left.is_constant() && right.is_constant() => {
                format!("{} + {}", self.formula(left, place), self.part(right, place))
            }
            Term::Minus(left, right) => {
                format!("{} - {}", self.formula(left, place), self.part(right, place))
            }
            Term::Share(thousandths, whole) => {
                self.share_of(&percentage(*thousandths), whole, place)
            }
            Term::NamedShare(split, one, other, whole) => {
                if self.shares_around == 2 {
                    return self.part(whole, place);
                }
                let rate = Rate::By(Split { named: false, ..*split }, *one, *other);
                let table = self.rate(&rate, place);
                let name = self.fresh("schedules", "s");
                self.define("schedules", &name, table);
                self.share_of(&name, whole, place)
            }
            Term::Times(split, one) => {
                let number = self.number(split, one.is_constant(), place);
                format!("{} times {number}", self.part(one, place))
            }
            Term::Quotient(of, by, to, mode) => {
                let around = std::mem::replace(&mut self.shares_around, 1);
                let of = quoted(&self.formula(of, place));
                self.shares_around = around;
                let by = self.rate(by, place);
                let to = quoted(&self.decimal([1, 10, 100][*to]));
                let mode = ["half_up", "half_even", "up", "down"][*mode];
                let round = format!("{{ to = {to}, mode = \"{mode}\" }}");
                let name = self.fresh("amounts", "q");
                self.define(
                    "amounts",
                    &name,
                    format!("{{ divide = {of}, by = {by}, round = {round} }}"),
                );
                name
            }
            Term::OneOf(split, one, other) => {
                let formulas = [one, other].map(|term| quoted(&self.formula(term, place)));
                let table = self.by_amount_or_fact(split, &formulas, place);
                let name = self.fresh("schedules", "s");
                self.define("schedules", &name, table);
                name
            }
            Term::Least(parts) => self.call("min", parts, place),
            Term::Most(parts) => self.call("max", parts, place),
        }
    }

    /// A number that the split chooses; one of few where what it multiplies has no bound of its own.
    fn number(&mut self, split: &Split, may_be_many: bool, place: &Place) -> String {
        let fact = match NUMBERS[split.fact % NUMBERS.len()] {
            "ordinal" if !place.benefit => "nights",
            "units" if !place.has_units => "visits",
            fact => fact,
        };
        if fact == "visits" {
            let field = "{ type = \"count\", of = \"bill\", default = 2 }";
            self.define("fields", fact, field.to_owned());
        }
        if may_be_many && fact != "ordinal" && !split.named {
            return fact.to_owned();
        }
        let mut parts = vec![format!("of = \"{fact}\"")];
        if fact == "ordinal" {
            let counts = counts(split);
            let window = WINDOWS[split.window.max(1)];
            self.declare(split.window.max(1));
            parts.push(format!("counts = \"{counts}\", window = \"{window}\""));
        }
        if split.otherwise {
            parts.push("less = 1".to_owned());
        }
        parts.push(format!("at_most = {}", if split.rows { 1 } else { 2 }));
        let name = self.fresh("numbers", "n");
        self.define("numbers", &name, format!("{{ {} }}", parts.join(", ")));
        name
    }

    /// A rate that a number moves, between nothing and the whole.
    fn moved(&mut self, split: &Split, thousandths: i64, more: i64, place: &Place) -> String {
        let number = match split.named {
            true => self.number(split, false, place),
            false => "age".to_owned(),
        };
        let (base, more) = (percentage(thousandths), percentage(more));
        let formula = match split.rows {
            true => format!("min(100%, {base} + {more} times {number})"),
            false => format!("max(0%, {base} - {more} times {number})"),
        };
        if !split.all_stays {
            return quoted(&formula);
        }
        let name = self.fresh("schedules", "s");
        self.define("schedules", &name, quoted(&formula));
        quoted(&name)
    }

    /// A share of a term. One of a share of a share would be finer than the engine keeps, and is
    /// refused; a total may be a share itself, and counts as one.
    fn share_of(&mut self, rate: &str, whole: &Term, place: &Place) -> String {
        if self.shares_around == 2 {
            return self.part(whole, place);
        }
        self.shares_around += 1;
        let whole = self.part(whole, place);
        self.shares_around -= 1;
        format!("{rate} of {whole}")
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
            Term::Plus(..)
            | Term::Minus(..)
            | Term::Share(..)
            | Term::NamedShare(..)
            | Term::Times(..) => {
                format!("({formula})")
            }
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
            if let Some(decided) = &place.decided {
                names[..3].fill(format!("finished_{decided}"));
            }
        } else if place.totals {
            names.push("whole_total".to_owned());
            names.swap(7, NAMES.len());
        }
        let name = match names[number % names.len()].as_str() {
            // A share of ten thousand bills together is more than the engine will count.
            "whole_total" if place.is_base && !beyond::TOTALS_IN_BASES => "total".to_owned(),
            "whole_total" if self.shares_around == 2 => "total".to_owned(),
            name if name.starts_with("finished_") && self.shares_around > 0 => "total".to_owned(),
            name => name.to_owned(),
        };
        self.define_name(&name);
        if name.starts_with("finished_") && place.is_base {
            return format!("min({}, {name})", self.money(200_000));
        }
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
                // Fields are the same in every edition.
                let default = self.decimal(1234);
                let field =
                    format!("{{ type = \"amount\", of = \"bill\", default = \"{default}\" }}");
                self.define("fields", name, field);
            }
            "of_class_b" => {
                let most = self.decimal(12_500);
                let field = format!(
                    "{{ type = \"amount\", of = \"lines\", classes = [\"B\"], \
                     each_day_at_most = \"{most}\" }}"
                );
                self.define("fields", name, field);
            }
            "whole_total" => {
                let total = &self.rules.year_total;
                let place = Place { benefit: beyond::ORDINALS_IN_SUMS, ..Place::default() };
                let around = std::mem::replace(&mut self.shares_around, 1);
                let of = self.formula(&total.of, &place);
                self.shares_around = around;
                let window = match WINDOWS[total.window] {
                    "bill" if !beyond::TOTALS_OF_A_BILL => "year",
                    window => window,
                };
                let table = format!("{{ of = \"{of}\", window = \"{window}\" }}");
                self.declare(total.window);
                self.define("totals", name, table);
            }
            name => {
                if let Some(over) = name.strip_prefix("finished_") {
                    let window = match WINDOWS[self.rules.year_total.window] {
                        "bill" | "stay" => "cover",
                        window => window,
                    };
                    let place = self.rules.year_total.window;
                    if window == WINDOWS[place] {
                        self.declare(place);
                    }
                    let of = format!("max(0, total - funds_paid - paid.{over})");
                    let table =
                        format!("{{ of = \"{of}\", over = \"{over}\", window = \"{window}\" }}");
                    self.define("totals", name, table);
                }
            }
        }
    }
}

/// What an ordinal counts.
fn counts(split: &Split) -> &'static str {
    match split.all_stays {
        _ if split.window == LAST_MONTHS && split.named => "paid_months",
        true => "all_stays",
        false => "covered_stays",
    }
}

fn percentage(thousandths: i64) -> String {
    match (thousandths / 10, thousandths % 10) {
        (whole, 0) => format!("{whole}%"),
        (whole, part) => format!("{whole}.{part}%"),
    }
}
