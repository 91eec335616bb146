//! The values that rules ask for: facts, schedules, amounts, rates, counts, totals.

use super::calendar::{
    Period, Span, Stay, Whose, Window, age_reached_in_the_month, days_between, whole_years,
};
use super::claim::{COLUMNS, Claim, date};
use super::formula::{Formula, Names, share};
use super::fraction::Fraction;
use super::node::Node;
use super::pattern::{codes, is_code, is_in_range, pattern_text, pieces};
use super::{Bill, cover, lines};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What is known while a bill is being decided, and not before.
#[derive(Clone, Debug)]
pub struct Deciding {
    pub bill_left: Fraction,
    pub paid: BTreeMap<String, Fraction>,
    /// What benefits pay on the bills that were decided before, with the bill and the benefit.
    pub earlier: Vec<(String, String, Fraction)>,
}

/// Where a value is asked for: a bill as one plan sees it, and perhaps one benefit of that plan.
#[derive(Clone, Copy)]
pub struct At<'a> {
    pub claim: &'a Claim<'a>,
    pub bill: &'a Bill,
    pub plan: &'a Node,
    pub period: Period,
    pub benefit: Option<&'a Node>,
    pub deciding: Option<&'a Deciding>,
}

/// Whether a benefit is paid, and not only computed.
pub fn is_paid_out(benefit: &Node) -> bool {
    !matches!(benefit.get("pays_out"), Some(Node::Flag(false)))
}

/// Whether values hold from a day on each.
fn is_by_date(node: &Node) -> bool {
    matches!(node, Node::List(all) if matches!(all.first(), Some(Node::Table(_))))
}

enum Fact {
    Text(String),
    Number(i64),
}

impl<'a> At<'a> {
    fn edition(&self) -> &'a Node {
        self.claim.edition_of(self.bill).expect("a plan sees only bills that an edition contains")
    }

    pub fn benefit_id(&self) -> &'a str {
        self.benefit.expect("only a benefit asks this").text("id")
    }

    pub fn window(&self, kind: &str) -> Window {
        let member = self.claim.member_on(self.bill);
        let Some(declared) = self.claim.declared_window(kind) else {
            return Window { whose: Whose::Member(member.member_id), span: self.span(kind) };
        };
        if declared.has("years_of", "cover") {
            return Window { whose: Whose::Member(member.member_id), span: self.year_of_cover() };
        }
        if declared.get("apart").is_some() {
            return Window { whose: Whose::Member(member.member_id), span: self.spell(declared) };
        }
        assert!(declared.has("of", "household"), "{declared:?} is a window of households");
        let whose = match member.household.is_empty() {
            true => Whose::Member(member.member_id),
            false => Whose::Household(member.household),
        };
        Window { whose, span: self.span(declared.text("each")) }
    }

    fn span(&self, kind: &str) -> Span {
        let basis = self.claim.basis(self.bill);
        match kind {
            "bill" => Span::Bill(self.bill.bill_id.clone()),
            "stay" => Span::Stay(self.claim.stay_of(self.bill)),
            "month" => Span::Month(basis.year(), basis.month()),
            "year" => Span::Year(basis.year()),
            "cover" => Span::Cover(self.plan.text("id").to_owned(), self.period),
            "lifetime" => Span::Lifetime,
            other => panic!("`{other}` is not a window"),
        }
    }

    /// The year of the period that the bill is in, counted from the first day of the period.
    fn year_of_cover(&self) -> Span {
        let year = whole_years(self.period.start, self.claim.basis(self.bill));
        Span::CoverYear(self.plan.text("id").to_owned(), self.period, year)
    }

    /// The stays of the member that are reached from the bill's, each less than so many days out of hospital after the
    /// one before. A stay that does not count is of the first that it is near.
    fn spell(&self, declared: &Node) -> Span {
        let from_the_day_after = declared.has("apart_from", "day_after_discharge");
        let least = self.count(declared.need("apart")) + i64::from(from_the_day_after);
        let id = |bill| &self.claim.person_of(bill).member.member_id;
        let counts = |bill: &&&Bill| {
            declared.texts("categories").contains(&bill.category.as_str())
                && (declared.has("counts", "every_stay") || self.claim.is_covered(bill))
        };
        let of_member = self.claim.bills.iter().filter(|bill| id(bill) == id(self.bill));
        let mut stays: Vec<Stay> =
            of_member.filter(counts).map(|bill| self.claim.stay_of(bill)).collect();
        stays.sort_by_key(|stay| stay.began);
        let is_near = |one: &Stay, other: &Stay| {
            days_between(one.ended, other.began) < least
                && days_between(other.ended, one.began) < least
        };
        let own = self.claim.stay_of(self.bill);
        let first = match stays.contains(&own) {
            true => Some(own),
            false => stays.iter().find(|stay| is_near(stay, &own)).cloned(),
        };
        let Some(first) = first else { return Span::Bill(self.bill.bill_id.clone()) };
        let mut reached = vec![first];
        loop {
            let next = stays.iter().find(|stay| {
                !reached.contains(stay) && reached.iter().any(|one| is_near(one, stay))
            });
            match next {
                Some(next) => reached.push(next.clone()),
                None => break,
            }
        }
        let began = reached.iter().map(|stay| stay.began).min().expect("its first is there");
        let ended = reached.iter().map(|stay| stay.ended).max().expect("its first is there");
        Span::Spell(began, ended)
    }

    /// How many months a window looks back on, if it does.
    pub fn months_back(&self, kind: &str) -> Option<i64> {
        let months = self.claim.declared_window(kind)?.get("months_back")?;
        Some(self.count(months))
    }

    /// How many months the bill lies after another one.
    fn months_after(&self, other: &Bill) -> i64 {
        let month = |day: Date| i64::from(day.year()) * 12 + i64::from(day.month());
        month(self.claim.basis(self.bill)) - month(self.claim.basis(other))
    }

    /// Whether another bill, as a plan sees it, lies in this bill's window.
    pub fn holds(&self, there: &At, kind: &str) -> bool {
        match self.months_back(kind) {
            Some(months) => self.is_back(there.bill, months),
            None => there.window(kind) == self.window(kind),
        }
    }

    /// Whether another bill of the member is of one of the months up to this bill's.
    pub fn is_back(&self, other: &Bill, months: i64) -> bool {
        let id = |bill| &self.claim.person_of(bill).member.member_id;
        id(other) == id(self.bill) && (0..months).contains(&self.months_after(other))
    }

    /// Whether the other bill of the member, of whatever plan, lies in this bill's window. Only an enrolment
    /// period is of one plan.
    fn is_in_window(&self, other: &'a Bill, kind: &str) -> bool {
        let plan = self.plan.text("id");
        let id = |bill| &self.claim.person_of(bill).member.member_id;
        match kind {
            _ if id(other) != id(self.bill) => false,
            "cover" => self.claim.at_plan(other, plan).is_some_and(|at| at.period == self.period),
            _ if self.is_of_cover(kind) => {
                let there = self.claim.at_plan(other, plan);
                there.is_some_and(|at| at.year_of_cover() == self.year_of_cover())
            }
            _ => At { bill: other, ..*self }.window(kind) == self.window(kind),
        }
    }

    fn is_of_cover(&self, kind: &str) -> bool {
        self.claim.declared_window(kind).is_some_and(|declared| declared.has("years_of", "cover"))
    }

    // Eligibility.

    /// Whether the benefit covers the bill. What is only computed covers it beside one that is paid.
    pub fn is_eligible(&self) -> bool {
        let benefit = self.benefit.expect("eligible for what?");
        self.meets_conditions(benefit)
            && (is_paid_out(benefit) || self.claim.is_covered_and_paid(self.bill))
    }

    fn meets_conditions(&self, benefit: &Node) -> bool {
        let categories = benefit.texts("categories");
        let listed = categories.is_empty() || categories.contains(&self.bill.category.as_str());
        let is_covered = cover::denials(self).iter().all(|code| *code == "waiting_period");
        is_covered && !cover::in_waiting_period(self) && listed && self.all_hold(benefit)
    }

    pub fn all_hold(&self, benefit_or_plan: &Node) -> bool {
        let Some(when) = benefit_or_plan.get("when") else { return true };
        when.as_table().iter().all(|(fact, pattern)| match fact.as_str() {
            "diagnosis" => self.is_diagnosed(pattern),
            "not_diagnosis" => !self.is_diagnosed(pattern),
            fact => match pattern.get("not") {
                Some(not) => !self.meets(fact, &pattern_text(not)),
                None => self.meets(fact, &pattern_text(pattern)),
            },
        })
    }

    /// Whether any code of the bill is on a list that is named, or among codes that are written.
    fn is_diagnosed(&self, written: &Node) -> bool {
        let mut listed: Vec<&str> = Vec::new();
        for piece in written.as_list().into_iter().flat_map(pieces) {
            match self.edition().get("lists").and_then(|lists| lists.get(piece)) {
                Some(list) => listed.extend(self.codes_of(list)),
                None => listed.push(piece),
            }
        }
        let given = codes(&self.bill.diagnosis);
        listed.iter().any(|code| given.iter().any(|one| is_code(code, one)))
    }

    /// The codes of a list; of one that changes by date those that hold on the basis date, or the first of all.
    fn codes_of<'n>(&self, list: &'n Node) -> Vec<&'n str> {
        if !is_by_date(list) {
            return list.as_list().into_iter().map(Node::as_text).collect();
        }
        let versions = list.as_list();
        let version = self.held(list).unwrap_or(versions[0]);
        version.texts("codes")
    }

    /// Of some things that each hold from a day on, the one that holds on the basis date.
    fn held<'n>(&self, all: &'n Node) -> Option<&'n Node> {
        let basis = self.claim.basis(self.bill);
        let mut begun = all.as_list().into_iter().filter(|one| date(one.need("from")) <= basis);
        begun.next_back()
    }

    /// The first of the lists of a schedule that a diagnosis of the bill is on.
    fn first_list(&self, schedule: &Node) -> String {
        let mut names: Vec<String> =
            schedule.texts("first_of").into_iter().map(str::to_owned).collect();
        if names.is_empty() {
            let keys = schedule.get("is").into_iter().flat_map(|is| is.as_table().keys().cloned());
            let rows = schedule.list("rows").into_iter().filter_map(|row| row.get("diagnosis"));
            let patterns = keys.chain(rows.map(pattern_text)).collect::<Vec<_>>().join(",");
            names = patterns.split(',').map(|name| name.trim().to_owned()).collect();
        }
        let is_met = |name: &String| name != "none" && self.is_diagnosed(&Node::Text(name.clone()));
        names.into_iter().find(is_met).unwrap_or_else(|| "none".to_owned())
    }

    /// The number of the day since cover began, the first being 1.
    fn days_covered(&self) -> i64 {
        let basis = self.claim.basis(self.bill);
        let began = match self.plan.text("days_covered") {
            "across_renewals" => cover::cover_began(self),
            "each_period" => self.period.from,
            other => panic!("`{other}` is not a way to count days of cover"),
        };
        days_between(began.min(basis), basis) + 1
    }

    // Facts and schedules.

    fn fact(&self, name: &str, schedule: Option<&Node>) -> Fact {
        let text = |value: &str| Fact::Text(value.to_owned());
        let (basis, member) = (self.claim.basis(self.bill), self.claim.member_on(self.bill));
        match name {
            "hospital_level" => text(&self.bill.hospital_level),
            "category" => text(&self.bill.category),
            "cause" => text(self.bill.fields.get("cause").map_or("illness", String::as_str)),
            "sex" => text(&member.sex),
            "hardship" => text(&member.hardship),
            "in_network" | "referral" => {
                text(self.bill.fields.get(name).map_or("no", String::as_str))
            }
            "units" => Fact::Number(self.period.units),
            "household_members" => Fact::Number(self.claim.household_members(self.bill)),
            // What is granted by hand before cover began is of the first year.
            "years_enrolled" => {
                Fact::Number(whole_years(cover::cover_began(self).min(basis), basis) + 1)
            }
            "days_covered" => Fact::Number(self.days_covered()),
            "diagnosis" => Fact::Text(self.first_list(schedule.expect("lists stand beside it"))),
            "age" => Fact::Number(whole_years(member.birth_date, basis)),
            "turns" => Fact::Number(age_reached_in_the_month(member.birth_date, basis)),
            "nights" => {
                let stay = self.claim.stay_of(self.bill);
                Fact::Number(days_between(stay.began, stay.ended))
            }
            "ordinal" => Fact::Number(self.ordinal(schedule.expect("`ordinal` needs its choices"))),
            field => Fact::Text(self.field(field)),
        }
    }

    fn field(&self, name: &str) -> String {
        let field = self.edition().get("fields").and_then(|fields| fields.get(name));
        let field = field.unwrap_or_else(|| panic!("`{name}` is not a fact"));
        let given = match field.text("of") {
            "bill" => self.bill.fields.get(name).cloned(),
            "enrolment" => cover::enrolment_of(self).fields.get(name).cloned(),
            _ => self.claim.member_on(self.bill).fields.get(name).cloned(),
        };
        given.unwrap_or_else(|| field.text("default").to_owned())
    }

    /// Whether a field is a number.
    fn counts(&self, name: &str) -> bool {
        let field = self.edition().get("fields").and_then(|fields| fields.get(name));
        field.is_some_and(|field| field.has("type", "count"))
    }

    fn meets(&self, fact: &str, pattern: &str) -> bool {
        self.meets_in(fact, pattern, None)
    }

    fn meets_in(&self, fact: &str, pattern: &str, schedule: Option<&Node>) -> bool {
        let fact = match self.fact(fact, schedule) {
            Fact::Text(text) if self.counts(fact) => Fact::Number(text.parse().expect("a number")),
            fact => fact,
        };
        pattern.split(',').map(str::trim).any(|one| match &fact {
            Fact::Text(text) => text == one,
            Fact::Number(number) => is_in_range(*number, one),
        })
    }

    /// The place of this bill's stay among the stays of the window.
    fn ordinal(&self, schedule: &Node) -> i64 {
        let all_stays = schedule.has("counts", "all_stays");
        let kind = schedule.text("window");
        if schedule.has("counts", "paid_months") {
            return self.paid_month(self.months_back(kind).expect("it looks back on months"));
        }
        let counts = |bill: &Bill| match all_stays {
            true => self.claim.is_covered(bill),
            false => self.claim.is_eligible(bill, self.benefit_id()),
        };
        if let Some(months) = self.months_back(kind) {
            return self.ordinal_back(months, counts);
        }
        let mut stays: Vec<Stay> = Vec::new();
        for bill in &self.claim.bills {
            let same_window = self.is_in_window(bill, kind);
            let stay = self.claim.stay_of(bill);
            if counts(bill) && same_window && !stays.contains(&stay) {
                stays.push(stay);
            }
        }
        let own = self.claim.stay_of(self.bill);
        let place = stays.iter().position(|stay| *stay == own).expect("its own stay is covered");
        i64::try_from(place).expect("few stays") + 1
    }

    /// The place of the stay among those that counted by then, each in the month of its first bill, in the months up to
    /// that of its own first bill.
    fn ordinal_back(&self, months: i64, counts: impl Fn(&Bill) -> bool) -> i64 {
        let mut firsts: Vec<&Bill> = Vec::new();
        let key = |bill| (&self.claim.person_of(bill).member.member_id, self.claim.stay_of(bill));
        for bill in self.claim.bills.iter().copied().filter(|bill| counts(bill)) {
            if !firsts.iter().any(|first| key(first) == key(bill)) {
                firsts.push(bill);
            }
        }
        let own = firsts.iter().position(|first| key(first) == key(self.bill));
        let own = own.expect("its own stay is covered");
        let at = At { bill: firsts[own], ..*self };
        let before = firsts[..own].iter().filter(|first| at.is_back(first, months));
        i64::try_from(before.count()).expect("few stays") + 1
    }

    /// The place of the month behind those of the window in which the benefit was paid before.
    fn paid_month(&self, months: i64) -> i64 {
        let mut paid: Vec<i64> = Vec::new();
        for (bill, benefit, amount) in &self.deciding("ordinal").earlier {
            let bill = self.claim.bills.iter().find(|one| one.bill_id == *bill);
            let bill = bill.expect("it was decided");
            let back = self.months_after(bill);
            let is_paid = benefit == self.benefit_id() && amount.is_above_zero();
            if is_paid && self.is_back(bill, months) && back > 0 && !paid.contains(&back) {
                paid.push(back);
            }
        }
        i64::try_from(paid.len()).expect("few months") + 1
    }

    /// What a value that depends on facts is here.
    fn chosen<'n>(&self, schedule: &'n Node) -> &'n Node {
        if is_by_date(schedule) {
            return self.held(schedule).expect("a value holds on every day").need("is");
        }
        if schedule.get("steps").is_some() {
            return self.step(schedule).need("is");
        }
        let facts = schedule.texts("by");
        let found: Vec<&Node> = match schedule.get("is") {
            Some(keys) => {
                let met =
                    |(pattern, _): &(&String, _)| self.meets_in(facts[0], pattern, Some(schedule));
                keys.as_table().iter().filter(met).map(|(_, value)| value).collect()
            }
            None => {
                let rows = schedule.list("rows").into_iter();
                rows.filter(|row| self.row_is_met(row, schedule))
                    .map(|row| row.need("is"))
                    .collect()
            }
        };
        assert!(found.len() <= 1, "two keys of {schedule:?} meet one value");
        found.first().copied().unwrap_or_else(|| schedule.need("otherwise"))
    }

    /// The step that an amount is in.
    fn step<'n>(&self, schedule: &'n Node) -> &'n Node {
        let amount = self.amount(schedule.need("by"));
        let edge_is_above = schedule.has("edge", "belongs_above");
        let mut steps = schedule.list("steps").into_iter();
        let is_in = |step: &&Node| match step.get("to").map(|to| self.amount(to)) {
            None => true,
            Some(to) if edge_is_above => amount < to,
            Some(to) => amount <= to,
        };
        steps.find(is_in).expect("the last step is open")
    }

    fn row_is_met(&self, row: &Node, schedule: &Node) -> bool {
        let conditions = row.as_table().iter().filter(|(key, _)| *key != "is");
        let mut conditions = conditions.map(|(fact, pattern)| (fact, pattern_text(pattern)));
        conditions.all(|(fact, pattern)| self.meets_in(fact, &pattern, Some(schedule)))
    }

    // Values.

    pub fn amount(&self, value: &Node) -> Fraction {
        match value {
            Node::Table(_) | Node::List(_) => self.amount(self.chosen(value)),
            _ => Formula::read(value.as_text()).value(self),
        }
    }

    /// A rate or a factor.
    pub fn rate(&self, value: &Node) -> Fraction {
        if matches!(value, Node::Table(_) | Node::List(_)) {
            return self.rate(self.chosen(value));
        }
        let text = value.as_text();
        let number = share(text).or_else(|| Fraction::parse(text));
        number.unwrap_or_else(|| match Formula::read(text) {
            Formula::Name(name) => self.rate(self.value_named(&name)),
            formula => formula.value(&Rates(self)),
        })
    }

    /// How many of a number count: a fact, or some of it, as `[numbers]` says.
    fn number(&self, name: &str) -> i64 {
        if let Ok(number) = name.parse() {
            return number;
        }
        let entry = |table: &str| self.edition().get(table).and_then(|table| table.get(name));
        if let Some(parameter) = entry("parameters") {
            return self.count(parameter);
        }
        let own = entry("numbers");
        let fact = match self.fact(own.map_or(name, |own| own.text("of")), own) {
            Fact::Number(number) => number,
            // A field that counts.
            Fact::Text(text) => text.parse().expect("a number"),
        };
        let Some(own) = own else { return fact };
        let less = own.get("less").map_or(0, |less| self.count(less));
        let number = (fact - less).max(0);
        own.get("at_most").map_or(number, |most| number.min(self.count(most)))
    }

    pub fn count(&self, value: &Node) -> i64 {
        if matches!(value, Node::Table(_) | Node::List(_)) {
            return self.count(self.chosen(value));
        }
        let text = value.as_text();
        text.parse().unwrap_or_else(|_| self.count(self.value_named(text)))
    }

    /// A parameter, or a schedule, of this name.
    fn value_named(&self, name: &str) -> &'a Node {
        let kinds = ["parameters", "schedules"];
        let found = kinds.iter().find_map(|kind| self.edition().get(kind)?.get(name));
        found.unwrap_or_else(|| panic!("nothing is called `{name}`"))
    }

    fn named(&self, name: &str) -> Fraction {
        if let Some(amount) = self.column(name) {
            return amount;
        }
        let edition = self.edition();
        let entry = |table: &str| edition.get(table).and_then(|table| table.get(name));
        if entry("fields").is_some() {
            let given = self.amount_field(name);
            return given.unwrap_or_else(|| panic!("a bill without `{name}` is rejected"));
        }
        if let Some(quotient) = entry("amounts").filter(|amount| amount.get("divide").is_some()) {
            return self.quotient(quotient);
        }
        if let Some(value) = entry("parameters").or_else(|| entry("amounts")) {
            return self.amount(value);
        }
        if let Some(total) = entry("totals") {
            return self.total(name, total);
        }
        let schedule = entry("schedules").unwrap_or_else(|| panic!("nothing is called `{name}`"));
        self.amount(schedule)
    }

    /// An amount divided by a rate, rounded as it says.
    fn quotient(&self, terms: &Node) -> Fraction {
        let quotient = self.amount(terms.need("divide")).divided_by(self.rate(terms.need("by")));
        let round = terms.need("round");
        quotient.to_step(self.amount(round.need("to")), round.text("mode"))
    }

    /// A field of the bill that is an amount: what the row gives, else the default, if there is one.
    pub fn amount_field(&self, name: &str) -> Option<Fraction> {
        let field = self.edition().need("fields").need(name);
        if field.has("of", "lines") {
            return Some(lines::sum(self.bill, field, |amount| self.amount(amount)));
        }
        let default = field.get("default");
        let given = self.bill.amounts.get(name).copied();
        given.or_else(|| default.map(|default| self.amount(default)))
    }

    /// What the bill itself says.
    fn column(&self, name: &str) -> Option<Fraction> {
        if COLUMNS.contains(&name) {
            return Some(self.bill.amount(name));
        }
        match name {
            "in_scope" => Some(self.bill.in_scope()),
            "funds_paid" => Some(self.bill.funds_paid()),
            "bill_left" => Some(self.deciding(name).bill_left),
            _ => {
                let benefit = name.strip_prefix("paid.")?;
                let paid = self.deciding(name).paid.get(benefit);
                Some(paid.copied().unwrap_or(Fraction::ZERO))
            }
        }
    }

    fn deciding(&self, name: &str) -> &Deciding {
        self.deciding.unwrap_or_else(|| panic!("`{name}` is not known before the bill is decided"))
    }

    /// The sum over the whole window of the bills that the benefit covers, later ones too.
    fn total(&self, name: &str, total: &Node) -> Fraction {
        if let Some(over) = total.get("over") {
            return self.total_of_decided(name, over.as_text(), total.text("window"));
        }
        let of = |at: &At| {
            let total = at.edition().get("totals")?.get(name)?;
            Some(at.amount(total.need("of")))
        };
        self.covered_bills(total.text("window")).iter().filter_map(of).sum()
    }

    /// The sum over the bills of the window that another benefit covers and that were decided before, by what is paid
    /// on them.
    fn total_of_decided(&self, name: &str, over: &str, kind: &str) -> Fraction {
        let earlier = &self.deciding(name).earlier;
        let there = self.claim.bills.iter().copied();
        let there = there.filter_map(|bill| self.claim.at_benefit(bill, over));
        let there = there.filter(|at| at.is_eligible() && at.bill.bill_id != self.bill.bill_id);
        let there = there.filter(|at| self.holds(at, kind));
        let of = |at: At| {
            // In an edition without this total nothing is summed.
            let total = at.edition().get("totals")?.get(name)?;
            let paid = earlier.iter().filter(|(bill, ..)| *bill == at.bill.bill_id);
            let paid = paid.map(|(_, benefit, amount)| (benefit.clone(), *amount)).collect();
            let deciding = Deciding { bill_left: Fraction::ZERO, paid, earlier: Vec::new() };
            Some(At { deciding: Some(&deciding), ..at }.amount(total.need("of")))
        };
        there.filter_map(of).sum()
    }

    /// The bills of this bill's window that the benefit covers, in order.
    pub fn covered_bills(&self, kind: &str) -> Vec<At<'a>> {
        let there = self.claim.bills.iter().copied();
        let there = there.filter_map(|bill| self.claim.at_benefit(bill, self.benefit_id()));
        let there = there.filter(|at| at.is_eligible() && self.holds(at, kind));
        there.collect()
    }
}

impl Names for At<'_> {
    fn amount(&self, name: &str) -> Fraction {
        self.named(name)
    }

    fn rate(&self, name: &str) -> Fraction {
        let value = self.value_named(name);
        self.rate(value)
    }

    fn number(&self, name: &str) -> Fraction {
        Fraction::whole(At::number(self, name))
    }
}

/// What names mean in a formula of rates.
struct Rates<'r, 'a>(&'r At<'a>);

impl Names for Rates<'_, '_> {
    fn amount(&self, name: &str) -> Fraction {
        Names::rate(self.0, name)
    }

    fn rate(&self, name: &str) -> Fraction {
        unreachable!("no share is taken of a rate: {name}")
    }

    fn number(&self, name: &str) -> Fraction {
        Names::number(self.0, name)
    }
}
