//! What is known under one rule book of one member, or of several who may be of one household: which bills come when,
//! and under which rules.

use super::at::{At, is_paid_out};
use super::calendar::{Stay, days_between};
use super::fraction::Fraction;
use super::node::Node;
use super::{Bill, Enrolment, History, Member, Override, cover};
use jiff::civil::Date;

/// Columns that are amounts. `in_scope` is apart: it is worked out where the bill has none.
pub const COLUMNS: [&str; 14] = [
    "total",
    "out_of_catalogue",
    "over_limit",
    "class_b_prepay",
    "deductible",
    "pool_paid",
    "critical_paid",
    "assistance_paid",
    "other_paid",
    "civil_servant_paid",
    "large_amount_paid",
    "enterprise_paid",
    "account_paid",
    "hospital_borne",
];

pub const FUNDS: [&str; 7] = [
    "pool_paid",
    "critical_paid",
    "assistance_paid",
    "other_paid",
    "civil_servant_paid",
    "large_amount_paid",
    "enterprise_paid",
];

/// A member with periods and bills, in whatever order.
#[derive(Clone, Copy)]
pub struct Person<'a> {
    pub member: &'a Member,
    pub enrolments: &'a [Enrolment],
    pub bills: &'a [Bill],
}

impl<'a> Person<'a> {
    pub fn of(history: &'a History) -> Self {
        let History { member, enrolments, bills } = history;
        Self { member, enrolments, bills }
    }
}

pub struct Claim<'a> {
    pub editions: Vec<Node>,
    pub people: &'a [Person<'a>],
    /// In the order in which they are decided.
    pub bills: Vec<&'a Bill>,
    pub overrides: &'a [Override],
}

impl<'a> Claim<'a> {
    pub fn new(editions: &[&str], people: &'a [Person<'a>]) -> Self {
        let mut editions: Vec<Node> = editions.iter().map(|text| Node::read(text)).collect();
        editions.sort_by_key(|edition| date(edition.need("edition").need("from")));
        let mut claim = Self { editions, people, bills: Vec::new(), overrides: &[] };
        let mut ordered: Vec<&Bill> = people.iter().flat_map(|person| person.bills).collect();
        let last = claim.scheme().texts("decided_last");
        ordered.sort_by_key(|bill| {
            let is_last = last.contains(&bill.category.as_str());
            (is_last, claim.order(bill), bill.bill_id.as_bytes())
        });
        claim.bills = ordered;
        claim
    }

    /// Whose a bill is.
    pub fn person_of(&self, bill: &Bill) -> Person<'a> {
        let has = |person: &&Person| person.bills.iter().any(|one| one.bill_id == bill.bill_id);
        *self.people.iter().find(has).expect("a bill is somebody's")
    }

    pub fn scheme(&self) -> &Node {
        self.editions.first().expect("a book has an edition").need("scheme")
    }

    /// How many decimals the currency's smallest unit has.
    pub fn decimals(&self) -> usize {
        match self.scheme().text("currency") {
            "CNY" | "USD" => 2,
            "JPY" => 0,
            "KWD" => 3,
            other => panic!("`{other}` is not a currency"),
        }
    }

    fn order(&self, bill: &Bill) -> Date {
        match self.scheme().text("order") {
            "admission" => bill.admission,
            "discharge" => bill.discharge,
            "settlement" => bill.settled_on,
            other => panic!("`{other}` is not a date of a bill"),
        }
    }

    /// The date that the bill's category goes by.
    fn basis_word(&self, bill: &Bill) -> &str {
        let basis = self.scheme().need("basis");
        let Node::Table(by_category) = basis else { return basis.as_text() };
        let own = by_category.get(&bill.category).or_else(|| by_category.get("otherwise"));
        own.expect("every category has a date").as_text()
    }

    /// Whether the bill goes by the day of the diagnosis, and not by days of its stay.
    pub fn goes_by_diagnosis(&self, bill: &Bill) -> bool {
        self.basis_word(bill) == "diagnosed"
    }

    /// A basis that is a day in hospital is that of the stay.
    pub fn basis(&self, bill: &Bill) -> Date {
        let stay = self.stay_of(bill);
        match self.basis_word(bill) {
            "admission" => stay.began,
            "discharge" => stay.ended,
            "settlement" => bill.settled_on,
            "diagnosed" => bill.fields["diagnosed_on"].parse().expect("the day is a date"),
            other => panic!("`{other}` is not a date of a bill"),
        }
    }

    /// The day on which what the bill is for began.
    pub fn began(&self, bill: &Bill) -> Date {
        if self.goes_by_diagnosis(bill) { self.basis(bill) } else { self.stay_of(bill).began }
    }

    /// How many members are of one household with the bill's on its basis date.
    pub fn household_members(&self, bill: &Bill) -> i64 {
        let (own, day) = (self.member_on(bill), self.basis(bill));
        let is_of_it = |member: &Member| {
            member.member_id == own.member_id
                || !own.household.is_empty() && member.household == own.household
        };
        let all = self.people.iter().map(|person| as_on(*person, day));
        i64::try_from(all.filter(is_of_it).count()).expect("few members")
    }

    /// What the member was on the bill's basis date.
    pub fn member_on(&self, bill: &Bill) -> Member {
        as_on(self.person_of(bill), self.basis(bill))
    }

    pub fn edition_of(&self, bill: &Bill) -> Option<&Node> {
        self.edition_on(self.basis(bill))
    }

    pub fn edition_on(&self, day: Date) -> Option<&Node> {
        self.editions.iter().find(|edition| {
            let term = edition.need("edition");
            date(term.need("from")) <= day && term.get("to").is_none_or(|to| day <= date(to))
        })
    }

    /// The bill seen by a plan of its edition, if it belongs to a period of that plan.
    pub fn at_plan<'b>(&'b self, bill: &'b Bill, plan: &str) -> Option<At<'b>> {
        let plan = find(&self.edition_of(bill)?.list("plan"), plan)?;
        let period = cover::period_of(self, bill, plan)?;
        Some(At { claim: self, bill, plan, period, benefit: None, deciding: None })
    }

    /// The bill seen by a benefit of its edition, if it belongs to a period of the benefit's plan.
    pub fn at_benefit<'b>(&'b self, bill: &'b Bill, benefit: &str) -> Option<At<'b>> {
        let benefit = find(&self.edition_of(bill)?.list("benefit"), benefit)?;
        Some(At { benefit: Some(benefit), ..self.at_plan(bill, benefit.text("plan"))? })
    }

    /// What was decided by hand on a bill and benefit.
    pub fn by_hand(&self, bill: &Bill, benefit: &str) -> Option<Fraction> {
        let given = |one: &&Override| one.bill_id == bill.bill_id && one.benefit == benefit;
        self.overrides.iter().rfind(given).map(|one| one.amount)
    }

    pub fn is_eligible(&self, bill: &Bill, benefit: &str) -> bool {
        self.at_benefit(bill, benefit).is_some_and(|at| at.is_eligible())
    }

    /// What an edition declares a window of this name to be, where one does.
    pub fn declared_window(&self, name: &str) -> Option<&Node> {
        self.editions.iter().find_map(|edition| edition.get("windows")?.get(name))
    }

    /// Whether any benefit, of any plan, covers the bill.
    pub fn is_covered(&self, bill: &Bill) -> bool {
        let benefits = self.edition_of(bill).map_or(Vec::new(), |edition| edition.list("benefit"));
        benefits.iter().any(|benefit| self.is_eligible(bill, benefit.text("id")))
    }

    /// Whether any benefit that is paid, of any plan, covers the bill.
    pub fn is_covered_and_paid(&self, bill: &Bill) -> bool {
        let benefits = self.edition_of(bill).map_or(Vec::new(), |edition| edition.list("benefit"));
        let mut paid = benefits.iter().filter(|benefit| is_paid_out(benefit));
        paid.any(|benefit| self.is_eligible(bill, benefit.text("id")))
    }

    /// The bills of a bill's stay, covered or not: those of its `stay_id` that it reaches from one to the next
    /// over at most `stay_gap` uncovered days; by admission.
    pub fn bills_of_stay<'b>(&'b self, bill: &'b Bill) -> Vec<&'b Bill> {
        let gap = self.scheme().get("stay_gap").map_or(1, |days| days.as_text().parse().unwrap());
        let mut reached = vec![bill];
        let of_one_id = |other: &&Bill| bill.stay_id.is_some() && other.stay_id == bill.stay_id;
        let all: Vec<&Bill> = self.person_of(bill).bills.iter().filter(of_one_id).collect();
        loop {
            let is_near = |other: &&Bill| reached.iter().any(|one| uncovered(one, other) <= gap);
            let is_known = |other: &Bill| reached.iter().any(|one| one.bill_id == other.bill_id);
            let next = all.iter().copied().find(|other| !is_known(other) && is_near(other));
            match next {
                Some(next) => reached.push(next),
                None => break,
            }
        }
        reached.sort_by_key(|one| (one.admission, one.discharge, one.bill_id.as_bytes()));
        reached
    }

    pub fn stay_of(&self, bill: &Bill) -> Stay {
        let bills = self.bills_of_stay(bill);
        let own = bill.stay_id.is_none().then(|| bill.bill_id.clone());
        Stay {
            name: (bill.stay_id.clone(), own),
            began: bills.iter().map(|one| one.admission).min().expect("at least its own"),
            ended: bills.iter().map(|one| one.discharge).max().expect("at least its own"),
        }
    }
}

/// What a member was on a day.
fn as_on(person: Person, day: Date) -> Member {
    let mut member = person.member.clone();
    for change in &person.member.changes {
        if change.valid_from <= day {
            member.hardship = change.hardship.clone();
            member.household = change.household.clone();
            member.fields = change.fields.clone();
        }
    }
    member
}

/// Days between two bills that are on neither.
fn uncovered(one: &Bill, other: &Bill) -> i64 {
    days_between(one.discharge, other.admission).max(days_between(other.discharge, one.admission))
        - 1
}

pub fn date(node: &Node) -> Date {
    node.as_text().parse().unwrap_or_else(|_| panic!("{node:?} is not a date"))
}

/// The table in a list of tables that has this id.
pub fn find<'a>(tables: &[&'a Node], id: &str) -> Option<&'a Node> {
    tables.iter().copied().find(|table| table.has("id", id))
}
