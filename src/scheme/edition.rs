//! Editions (期): the rules of one scheme between two dates, one file.

use super::benefit::{AgainstBill, Benefit};
use super::corrections::Corrections;
use super::language::fields;
use super::language::formula::Formula;
use super::language::scope::{Context, Ordinal, Scope};
use super::language::table::{Node, Span, Table, Value};
use super::language::window::{Slots, Window};
use super::plan::Plan;
use super::provision::alternatives::Alternatives;
use super::provision::funder::Funder;
use super::provision::limit::{Limit, read_benefits};
use super::provision::threshold::{Opens, Threshold};
use super::review::Review;
use crate::claim::{
    Basis, BillNumber, Column, Field, MOST_BILLS, MOST_FACTS, MemberIds, STAY_GAP, Undated,
    Vocabulary,
};
use crate::date::Day;
use crate::diagnostic::Diagnostics;
use crate::money::{Currency, Money};
use crate::words::{self, Sentence};

/// The rules of one scheme between two dates, every one of them checked.
#[derive(Clone, Debug)]
pub struct Edition {
    /// The id, unique in its book.
    pub id: String,
    /// What people call it.
    pub title: Sentence,
    /// The first day of the basis dates it serves.
    pub from: Day,
    /// The last.
    pub to: Day,
    /// Where the terms were published.
    pub source: String,
    /// What the terms leave open, and how this file reads them.
    pub notes: Vec<String>,
    /// Who bears what benefits pay, where it is not the scheme itself.
    pub funders: Vec<Funder>,
    /// The plans, in the order of the file.
    pub plans: Vec<Plan>,
    /// The benefits, in the order of the file, which is the order of deciding.
    pub benefits: Vec<Benefit>,
    /// Limits shared by several benefits.
    pub shared: Vec<Limit>,
    /// Benefits of which only one is paid.
    pub alternatives: Vec<Alternatives>,
    /// Numberings of all stays, whatever benefit covers them.
    pub(crate) all_stays: Vec<Ordinal>,
    /// For each plan, by place, and each category: one bit a benefit that lets it in.
    pub(crate) eligible_by_category: Vec<Vec<u64>>,
    /// One bit a benefit that asks more of a bill than its category.
    pub(crate) conditional: u64,
    /// Whether a first pass over the bills is needed.
    pub(crate) two_passes: bool,
    /// Whether any formula asks what a benefit pays on the bill.
    pub(crate) asks_for_paid: bool,
}

/// What the head of a rule file says: all that must be known of every edition of a book before the
/// first is compiled.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub scheme: String,
    pub title: Sentence,
    pub currency: Currency,
    pub basis: Basis,
    pub order: Basis,
    pub bill_number: BillNumber,
    pub stay_gap: i32,
    pub undated_facts: Undated,
    pub member_ids: MemberIds,
    pub categories: Vec<String>,
    pub corrections: Corrections,
    pub review: Review,
    pub edition: String,
    pub edition_title: Sentence,
    pub from: Day,
    pub to: Option<Day>,
    pub source: String,
    pub notes: Vec<String>,
    pub fields: Vec<(Field, Span)>,
    pub lists: Vec<((String, Vec<String>), Span)>,
    /// Ids of plans and benefits, in the order of the file, with what a person calls them.
    pub plans: Vec<String>,
    pub benefits: Vec<String>,
    /// Where each key of `[scheme]` and `[edition]` is written; the part itself has no key.
    places: Vec<(&'static str, String, Span)>,
    /// Whether all of `[scheme]` and `[edition]` could be read.
    pub is_whole: bool,
}

impl Head {
    /// Takes `[scheme]`, `[edition]`, `[fields]` and `[lists]`, and looks at ids. What is wrong in
    /// them is made up, so that the rest of the file can be read too.
    pub fn read(table: &mut Table, found: &mut Diagnostics) -> Head {
        let plans = table.ids("plan");
        let benefits = table.ids("benefit");
        let columns = table.names_below("benefit", &["bands", "unpaid", "columns"]);
        let mut places = Vec::new();
        let scheme = required(table, "scheme", found, |table, found| {
            table.places("scheme", &mut places);
            read_scheme(table, found)
        });
        let edition = required(table, "edition", found, |table, found| {
            table.places("edition", &mut places);
            read_edition(table, found)
        });
        let whole = scheme.is_some() && edition.is_some();
        let scheme = scheme.unwrap_or_default();
        let fields = fields::read(table, scheme.currency, &columns, found);
        let lists = fields::read_lists(table, found);
        let edition = edition.unwrap_or_default();
        Head { fields, lists, plans, benefits, places, is_whole: whole, ..scheme.with(edition) }
    }

    /// The head, if nothing in it was made up.
    pub fn whole(self) -> Option<Head> {
        self.is_whole.then_some(self)
    }

    /// Where a key of `[scheme]` or `[edition]` is written.
    pub fn place(&self, part: &str, key: &str) -> Span {
        let known = self.places.iter().find(|(p, k, _)| *p == part && k == key);
        let part = || self.places.iter().find(|(p, k, _)| *p == part && k.is_empty());
        known.or_else(part).map_or(0..0, |(.., span)| span.clone())
    }
}

/// Takes the required table at `key`.
fn required<T>(
    table: &mut Table,
    key: &'static str,
    found: &mut Diagnostics,
    read: impl FnOnce(&mut Table, &mut Diagnostics) -> Option<T>,
) -> Option<T> {
    table.required(key, found)?.table(key, found, read)
}

struct SchemePart {
    id: String,
    title: Sentence,
    currency: Currency,
    basis: Basis,
    order: Basis,
    bill_number: BillNumber,
    stay_gap: i32,
    undated_facts: Undated,
    member_ids: MemberIds,
    categories: Vec<String>,
    corrections: Corrections,
    review: Review,
}

struct EditionPart {
    id: String,
    title: Sentence,
    from: Day,
    to: Option<Day>,
    source: String,
    notes: Vec<String>,
}

impl SchemePart {
    fn with(self, edition: EditionPart) -> Head {
        Head {
            scheme: self.id,
            title: self.title,
            currency: self.currency,
            basis: self.basis,
            order: self.order,
            bill_number: self.bill_number,
            stay_gap: self.stay_gap,
            undated_facts: self.undated_facts,
            member_ids: self.member_ids,
            categories: self.categories,
            corrections: self.corrections,
            review: self.review,
            edition: edition.id,
            edition_title: edition.title,
            from: edition.from,
            to: edition.to,
            source: edition.source,
            notes: edition.notes,
            fields: Vec::new(),
            lists: Vec::new(),
            plans: Vec::new(),
            benefits: Vec::new(),
            places: Vec::new(),
            is_whole: false,
        }
    }
}

/// What is made up where `[scheme]` cannot be read: the finest currency, so that no amount is too
/// fine for it.
impl Default for SchemePart {
    fn default() -> SchemePart {
        SchemePart {
            id: String::new(),
            title: Sentence::default(),
            currency: Currency::KWD,
            basis: Basis::Admission,
            order: Basis::Settlement,
            bill_number: BillNumber::National,
            stay_gap: STAY_GAP,
            undated_facts: Undated::Night,
            member_ids: MemberIds::Usual,
            categories: Vocabulary::CATEGORIES.map(str::to_owned).to_vec(),
            corrections: Corrections::default(),
            review: Review::default(),
        }
    }
}

/// What is made up where `[edition]` cannot be read.
impl Default for EditionPart {
    fn default() -> EditionPart {
        let (id, source) = (String::new(), String::new());
        EditionPart {
            id,
            title: Sentence::default(),
            from: Day::FIRST,
            to: None,
            source,
            notes: vec![],
        }
    }
}

fn read_scheme(table: &mut Table, found: &mut Diagnostics) -> Option<SchemePart> {
    let id = table.id("id", found);
    let title = table.title("title", found);
    let currency = table.parse("currency", found);
    let bases = [
        ("admission", Basis::Admission),
        ("discharge", Basis::Discharge),
        ("settlement", Basis::Settlement),
    ];
    let basis = table.choice("basis", &bases, found);
    let order = table.choice("order", &bases, found);
    let numbers = [("national", BillNumber::National), ("of_hospital", BillNumber::OfHospital)];
    let bill_number = match table.has("bill_number") {
        true => table.choice("bill_number", &numbers, found),
        false => Some(BillNumber::National),
    };
    table.optional("bill_number");
    let stay_gap = read_stay_gap(table, found);
    let undated = [("night", Undated::Night), ("refuse", Undated::Refused)];
    let undated_facts = match table.has("undated_facts") {
        true => table.choice("undated_facts", &undated, found),
        false => Some(Undated::Night),
    };
    table.optional("undated_facts");
    let member_ids = read_member_ids(table, found);
    let mut categories: Vec<String> = Vocabulary::CATEGORIES.map(str::to_owned).to_vec();
    let own = if table.has("categories") { table.texts("categories", found) } else { Some(vec![]) };
    table.optional("categories");
    let corrections = match table.has("corrections") {
        true => table
            .table("corrections", found, |table, found| Corrections::read(table, currency, found)),
        false => Some(Corrections::default()),
    };
    table.optional("corrections");
    let review = match table.has("review") {
        true => table.table("review", found, Review::read),
        false => Some(Review::default()),
    };
    table.optional("review");
    for (name, span) in own? {
        if !super::language::table::is_id(&name) {
            found.error(span, words::rules::not_an_id(name));
        } else if categories.contains(&name) {
            found.error(span, words::rules::name_twice(name));
        } else {
            categories.push(name);
        }
    }
    Some(SchemePart {
        id: id?.0,
        title: title?,
        currency: currency?,
        basis: basis?,
        order: order?,
        bill_number: bill_number?,
        stay_gap: stay_gap?,
        undated_facts: undated_facts?,
        member_ids: member_ids?,
        categories,
        corrections: corrections?,
        review: review?,
    })
}

/// Takes `stay_gap`, in days.
fn read_stay_gap(table: &mut Table, found: &mut Diagnostics) -> Option<i32> {
    let Some(node) = table.optional("stay_gap") else { return Some(STAY_GAP) };
    let text = node.scalar("stay_gap", found)?;
    let days = text.parse().ok().filter(|days| (0..=MOST_STAY_GAP).contains(days));
    if days.is_none() {
        found.error(node.span.clone(), words::rules::not_a_count(text, MOST_STAY_GAP));
    }
    days
}

fn read_member_ids(table: &mut Table, found: &mut Diagnostics) -> Option<MemberIds> {
    let ids = [("resident", MemberIds::Resident), ("any", MemberIds::Any)];
    let read = match table.has("member_ids") {
        true => table.choice("member_ids", &ids, found),
        false => Some(MemberIds::Usual),
    };
    table.optional("member_ids");
    read
}

fn read_edition(table: &mut Table, found: &mut Diagnostics) -> Option<EditionPart> {
    let node = table.required_like("id", "\"2024\"", found);
    let id = node.and_then(|node| node.scalar("id", found).map(str::to_owned));
    let title = table.title("title", found);
    let from = table.day("from", found);
    let place = table.value_span("to");
    let to = if table.has("to") { table.day("to", found).map(Some) } else { Some(None) };
    table.optional("to");
    let source = table.text("source", found);
    let notes = if table.has("notes") { table.texts("notes", found) } else { Some(Vec::new()) };
    table.optional("notes");
    let (to, notes) = (to?, notes?);
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        found.error(place, words::rules::edition_ends_before());
    }
    let notes = notes.into_iter().map(|(note, _)| note).collect();
    Some(EditionPart { id: id?, title: title?, from: from?, to, source: source?, notes })
}

impl Table {
    /// Where this part of the file and each of its keys stand: the value, or the part's own line.
    fn places(&self, part: &'static str, places: &mut Vec<(&'static str, String, Span)>) {
        places.push((part, String::new(), self.span.clone()));
        let keys = self.keys().map(|(key, span)| (part, key.to_owned(), span));
        places.extend(keys);
    }

    /// Ids of a list of tables, wherever they can be read; complaints come later.
    fn ids(&self, key: &str) -> Vec<String> {
        let tables = self.peek(key).map_or(&[][..], |node| match &node.value {
            Value::List(items) => items,
            _ => &[],
        });
        let id = |item: &Node| match &item.value {
            Value::Table(entries) => {
                entries.get("id").and_then(|(_, id)| id.text().map(str::to_owned))
            }
            _ => None,
        };
        tables.iter().map(|item| id(item).unwrap_or_default()).collect()
    }

    /// Texts in lists at a path below each of a list of tables.
    fn names_below(&self, key: &str, path: &[&str]) -> Vec<String> {
        let mut nodes: Vec<&Node> = self.peek(key).into_iter().collect();
        let items = |node: &'_ Node| -> Vec<Node> { node.clone().one_or_many() };
        let mut level: Vec<Node> = nodes.drain(..).flat_map(items).collect();
        for step in path {
            let next = level.iter().filter_map(|node| match &node.value {
                Value::Table(entries) => entries.get(*step).map(|(_, node)| node.clone()),
                _ => None,
            });
            level = next.flat_map(|node| node.one_or_many()).collect();
        }
        level.iter().filter_map(|node| node.text().map(str::to_owned)).collect()
    }
}

impl Edition {
    /// Compiles a whole rule file. `benefits` are those of the whole book.
    pub(super) fn read(
        table: &mut Table,
        vocabulary: &Vocabulary,
        benefits: &[String],
        slots: &mut Slots,
        found: &mut Diagnostics,
    ) -> Option<Edition> {
        let head = Head::read(table, found);
        let mut scope = Scope::read(table, vocabulary, slots, found);
        check_ids(table, "plan", found);
        check_ids(table, "benefit", found);
        check_ids(table, "funder", found);
        check_named(table, "plan", |id| words::rules::plan_without_benefit(id), found);
        check_named(table, "funder", |id| words::rules::funder_without_benefit(id), found);
        scope.funders = table.ids("funder");
        table.at_most("funder", MOST_FUNDERS, found);
        let funders = table.tables("funder", found, Funder::read);
        let ids = table.ids("plan");
        let plans =
            read_all(table, "plan", found, |_, table, found| Plan::read(table, &mut scope, found));
        let number = |id: &str| benefits.iter().position(|known| known == id).unwrap_or(0) as u8;
        let mut above: Vec<(String, u8)> = Vec::new();
        let all = read_all(table, "benefit", found, |id, table, found| {
            let place = number(&id);
            let benefit = Benefit::read(table, (&plans, &ids), &above, place, &mut scope, found);
            above.push((id, place));
            benefit
        });
        let places = above.iter().enumerate().map(|(at, (id, _))| (id.clone(), at as u8));
        let places: Vec<_> = places.collect();
        let of: Vec<Option<u8>> = all.iter().map(|b| b.as_ref().map(|b| b.plan)).collect();
        table.at_most("limit", MOST_SHARED, found);
        let shared = read_shared(table, &places, &plans, &of, &mut scope, found);
        table.at_most("alternatives", MOST_SHARED, found);
        let alternatives = table.tables("alternatives", found, |table, found| {
            Alternatives::read(table, &places, &of, &mut scope, found)
        });
        scope.check_unused(&places, found);
        let funders = funders.into_iter().collect::<Option<Vec<_>>>()?;
        let plans = plans.into_iter().collect::<Option<Vec<Plan>>>()?;
        let mut all = all.into_iter().collect::<Option<Vec<Benefit>>>()?;
        let shared = shared.into_iter().collect::<Option<Vec<_>>>()?;
        let alternatives = alternatives.into_iter().collect::<Option<Vec<_>>>()?;
        check_sum(&all, table, vocabulary, found);
        let shared = share(shared, &mut all);
        for benefit in &mut all {
            let place = plans.iter().position(|plan| plan.number == benefit.plan)?;
            benefit.plan_place = place as u8;
        }
        let head = head.whole()?;
        Some(Edition {
            id: head.edition,
            title: head.edition_title,
            from: head.from,
            to: head.to.unwrap_or(Day::LAST),
            source: head.source,
            notes: head.notes,
            all_stays: all_stays(&all),
            eligible_by_category: eligible_by_category(&plans, &all, vocabulary.categories.len()),
            conditional: bits(all.iter().map(|benefit| benefit.conditions.asks_more())),
            two_passes: all.iter().any(sums_up_first),
            asks_for_paid: all.iter().any(Benefit::asks_for_paid)
                || shared.iter().filter_map(Limit::formula).any(Formula::asks_for_paid),
            funders,
            plans,
            benefits: all,
            shared,
            alternatives,
        })
    }

    /// The amount columns on which the payment of a benefit depends: those that its formulas and
    /// shared limits ask for, and those that say what is left of the bill.
    pub fn depends_on(&self, benefit: &Benefit) -> Vec<Column> {
        let mut found = benefit.asks_for();
        let shared =
            benefit.shared.iter().filter_map(|limit| self.shared[*limit as usize].formula());
        shared.for_each(|formula| formula.asks_for(&mut found));
        if benefit.asks_for_left() {
            found.extend([Column::Total, Column::FundsPaid, Column::HospitalBorne]);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Every limit, with the benefits under it.
    pub fn limits(&self) -> impl Iterator<Item = &Limit> {
        self.benefits.iter().flat_map(|benefit| &benefit.limits).chain(&self.shared)
    }
}

/// The most uncovered days between two bills of one stay: a year.
const MOST_STAY_GAP: i32 = 366;

/// The most shared limits, and the most groups of alternatives.
const MOST_SHARED: usize = 32;
const MOST_FUNDERS: usize = 32;

/// Reads each of a required list of tables with its id, even where another is wrong.
fn read_all<T>(
    table: &mut Table,
    key: &'static str,
    found: &mut Diagnostics,
    mut read: impl FnMut(String, &mut Table, &mut Diagnostics) -> Option<T>,
) -> Vec<Option<T>> {
    let mut ids = table.ids(key).into_iter();
    if !table.has(key) {
        table.required_part(key, found);
    }
    table.tables(key, found, |table, found| read(ids.next().unwrap_or_default(), table, found))
}

/// Proves that what all benefits together pay on a member's bills fits into money, or complains.
/// Benefits within the bill share what is left of it: at most the bills themselves. What is decided
/// by hand, and what was paid before an opening, may be more than the rules can pay.
fn check_sum(all: &[Benefit], table: &Table, vocabulary: &Vocabulary, found: &mut Diagnostics) {
    let beside = all.iter().filter(|benefit| benefit.against_bill != AgainstBill::Within);
    let bills = i128::from(Money::MOST.minor()) * MOST_BILLS as i128;
    let outside = i128::from(Money::MOST.minor()) * MOST_FACTS as i128;
    let sum = beside.map(|benefit| benefit.most_paid).sum::<i128>() + bills + 2 * outside;
    if sum > i128::from(i64::MAX) {
        let message = words::rules::overflow(vocabulary.currency.show(Money::MOST));
        let place = table.span_of("benefit");
        found.advise(place, message, words::rules::overflow_help());
    }
}

/// Says where two tables have one id.
fn check_ids(table: &Table, key: &str, found: &mut Diagnostics) {
    let mut seen: Vec<String> = Vec::new();
    let Some(Node { value: Value::List(items), .. }) = table.peek(key) else { return };
    for item in items {
        let Value::Table(entries) = &item.value else { continue };
        let Some((_, node)) = entries.get("id") else { continue };
        let id = node.text().unwrap_or_default().to_owned();
        if seen.contains(&id) {
            found.error(node.span.clone(), words::rules::id_twice(&id));
        }
        seen.push(id);
    }
}

/// A shared limit with the benefits under it, by place in the edition, each where it is named.
type Shared = (Limit, Vec<(u8, Span)>);

/// Shared limits, each with the benefits under it.
fn read_shared(
    table: &mut Table,
    benefits: &[(String, u8)],
    plans: &[Option<Plan>],
    of: &[Option<u8>],
    scope: &mut Scope,
    found: &mut Diagnostics,
) -> Vec<Option<Shared>> {
    table.tables("limit", found, |table, found| {
        let id = table.id("id", found);
        let clause = table.text("clause", found);
        let place = table.value_span("window");
        let days = table.has("days").then_some("days");
        let whole = table.span_of(days.unwrap_or("times"));
        let under = read_benefits(table, benefits, found);
        let first = under.as_ref().and_then(|under| of[under.first()?.0 as usize]);
        let plan = first.and_then(|first| plans.iter().flatten().find(|p| p.number == first));
        scope.context = Some(Context {
            benefit: String::new(),
            plan: plan.map_or(0, |plan| plan.number),
            units: plan.map(|plan| plan.units.is_some()),
            renewals: plan.is_none_or(|plan| plan.renewal_gap.is_some()),
            above: Vec::new(),
        });
        let name = id.as_ref().map_or("", |(id, _)| id);
        let amount = table.value_span("amount");
        scope.sums.clear();
        let limit = Limit::read(table, Some(name), false, scope, found);
        scope.context = None;
        // A total is summed over the bills of one benefit; of several nobody has said which.
        if !std::mem::take(&mut scope.sums).is_empty() {
            found.error(amount, words::rules::shared_of_total());
        }
        let (under, limit) = (under?, limit?);
        let mut several = under.iter().map(|(benefit, _)| of[*benefit as usize]);
        if limit.window == Window::Cover && !several.all(|other| other.is_none() || other == first)
        {
            found.error(place, words::rules::cover_of_two_plans());
        }
        if limit.kind() != super::Kind::Amount {
            found.error(whole, words::rules::shared_is_money());
        }
        id?;
        clause?;
        Some((limit, under))
    })
}

/// Tells benefits which shared limits they are under.
fn share(shared: Vec<Shared>, all: &mut [Benefit]) -> Vec<Limit> {
    for (number, (_, under)) in shared.iter().enumerate() {
        under.iter().for_each(|(benefit, _)| all[*benefit as usize].shared.push(number as u8));
    }
    shared.into_iter().map(|(limit, _)| limit).collect()
}

/// Says which plans or funders no benefit names.
fn check_named(
    table: &Table,
    key: &'static str,
    why: impl Fn(&str) -> Sentence,
    found: &mut Diagnostics,
) {
    let named = table.names_below("benefit", &[key]);
    let Some(Node { value: Value::List(items), .. }) = table.peek(key) else { return };
    for item in items.iter().filter(|_| table.has("benefit")) {
        let Value::Table(entries) = &item.value else { continue };
        let Some((_, node)) = entries.get("id") else { continue };
        if let Some(id) = node.text().filter(|id| !named.iter().any(|name| name == id)) {
            found.error(node.span.clone(), why(id));
        }
    }
}

/// One bit each.
fn bits(flags: impl Iterator<Item = bool>) -> u64 {
    flags.enumerate().fold(0, |bits, (at, flag)| bits | u64::from(flag) << at)
}

fn eligible_by_category(plans: &[Plan], all: &[Benefit], categories: usize) -> Vec<Vec<u64>> {
    let of = |plan: &Plan, category: usize| {
        bits(all.iter().map(|benefit| {
            benefit.plan == plan.number && benefit.conditions.holds_for_category(category)
        }))
    };
    plans.iter().map(|plan| (0..categories).map(|category| of(plan, category)).collect()).collect()
}

/// Whether a benefit asks for sums over whole windows, which the first pass makes.
fn sums_up_first(benefit: &Benefit) -> bool {
    let opens_all = |threshold: &Threshold| matches!(threshold.opens, Opens::Every(_));
    !benefit.totals.is_empty() || benefit.threshold.as_ref().is_some_and(opens_all)
}

fn all_stays(all: &[Benefit]) -> Vec<Ordinal> {
    let mut ordinals: Vec<Ordinal> = Vec::new();
    for ordinal in all.iter().flat_map(|benefit| &benefit.ordinals).filter(|o| !o.covered) {
        if !ordinals.contains(ordinal) {
            ordinals.push(*ordinal);
        }
    }
    ordinals
}
