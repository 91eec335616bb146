//! The states of a payment, and which act leads where: the table of `docs/ledger.md`, walked at random.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use huzhu::date::Day;
use huzhu::ledger::{Access, Ledger, RunId, Signed};
use huzhu::manual_facts::ManualFact;
use huzhu::money::Money;
use huzhu::nightly;
use huzhu::payment::CashState::Prepared;
use huzhu::payment::{
    self, Hold, HoldAct, Order, ReleaseChecks, ReleaseOutcome, ResultOrder, SentPayment,
};
use proptest::prelude::*;
use proptest::sample::Index;

use super::desk::examples;
use super::office::{Bill, Facts, Office, Terms, home, told};

const MEMBERS: [&str; 2] = ["A", "B"];

/// Payees: of each the kind and the share.
const SETS: [&[(&str, &str)]; 4] = [
    &[("member", "")],
    &[("heir", "1/3"), ("heir", "1/3"), ("heir", "1/3")],
    &[("member", "99.99%"), ("heir", "0.01%")],
    &[("guardian", "1")],
];

/// What is done in one step: to a member, or to one of the payments that there are.
#[derive(Clone, Debug)]
enum Act {
    /// A night that brings the member's bill with a total, void, or nothing.
    Night(usize, Option<&'static str>),
    /// Payees of a member: the member, three heirs, the member and an heir, or a guardian.
    Payees(usize, usize),
    /// A member has died, or has not.
    Died(usize, bool),
    Fact(usize, i64),
    Release,
    Resend(Index),
    Hold(Index),
    Stop(Index),
    Unhold(Index),
    Confirmed(Index),
    Returned(Index),
}

impl Act {
    /// Its column.
    fn column(&self) -> &'static str {
        match self {
            Act::Night(..) => "batch",
            Act::Payees(..) => "payees",
            Act::Died(..) => "died",
            Act::Fact(..) => "override",
            Act::Release => "release",
            Act::Resend(_) => "release --resend",
            Act::Hold(_) => "hold",
            Act::Stop(_) => "stop",
            Act::Unhold(_) => "unhold",
            Act::Confirmed(_) => "confirmed",
            Act::Returned(_) => "returned",
        }
    }

    fn payment(&self) -> Option<&Index> {
        match self {
            Act::Resend(at) | Act::Hold(at) | Act::Stop(at) => Some(at),
            Act::Unhold(at) | Act::Confirmed(at) | Act::Returned(at) => Some(at),
            Act::Night(..) | Act::Payees(..) | Act::Died(..) | Act::Fact(..) | Act::Release => None,
        }
    }
}

fn act() -> impl Strategy<Value = Act> {
    let member = || 0..MEMBERS.len();
    let payment = || any::<Index>();
    let brings = prop::sample::select(vec![None, None, Some("void"), Some("1500"), Some("2500")]);
    prop_oneof![
        4 => (member(), brings).prop_map(|(member, brings)| Act::Night(member, brings)),
        3 => (member(), 0..SETS.len()).prop_map(|(member, set)| Act::Payees(member, set)),
        1 => (member(), any::<bool>()).prop_map(|(member, is)| Act::Died(member, is)),
        1 => (member(), 1..9_i64).prop_map(|(member, tens)| Act::Fact(member, tens * 10_000)),
        4 => Just(Act::Release),
        2 => payment().prop_map(Act::Resend),
        2 => payment().prop_map(Act::Hold),
        1 => payment().prop_map(Act::Stop),
        3 => payment().prop_map(Act::Unhold),
        2 => payment().prop_map(Act::Confirmed),
        4 => payment().prop_map(Act::Returned),
    ]
}

/// What a cell of the table says: the states that may follow, and whether the act may be refused.
#[derive(Clone, Debug, Default)]
struct Cell {
    to: BTreeSet<String>,
    refused: bool,
}

/// The table as the page has it: by state and act.
fn table() -> BTreeMap<(String, String), Cell> {
    let page = fs::read_to_string(home("docs/ledger.md")).unwrap();
    let part = page.split("## Which act leads where").nth(1).expect("the page has the table");
    let part = part.split("\n## ").next().unwrap();
    let rows: Vec<Vec<&str>> = part
        .lines()
        .filter(|line| line.starts_with('|') && !line.starts_with("|---"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let name = |cell: &str| cell.split('`').nth(1).unwrap_or_default().to_owned();
    let acts: Vec<String> = rows[0].iter().map(|cell| name(cell)).collect();
    let mut table = BTreeMap::new();
    for row in &rows[1..] {
        let from = name(row[0]);
        for (act, text) in acts.iter().zip(row).skip(1) {
            let mut to: BTreeSet<String> =
                text.split('`').skip(1).step_by(2).map(str::to_owned).collect();
            if text.contains('=') {
                to.insert(from.clone());
            }
            let cell = Cell { to, refused: text.contains('✗') };
            table.insert((from.clone(), act.clone()), cell);
        }
    }
    table
}

/// What of each payment is in which state.
type States = BTreeMap<String, BTreeMap<String, Money>>;

/// A payment: its id, its member, the payment that it is a part of, and its amount less its parts.
struct Payment {
    id: String,
    member: String,
    part_of: Option<String>,
    amount: i64,
}

struct Walk {
    office: Office,
    table: BTreeMap<(String, String), Cell>,
    day: Day,
    step: i32,
    /// Steps that were taken: state, act, state.
    taken: BTreeSet<[String; 3]>,
    /// Members who have died.
    dead: BTreeSet<&'static str>,
}

impl Walk {
    fn new() -> Walk {
        let mut office = Office::under(Terms::of("city"));
        office.releases = false;
        let day = Day::parse("2024-04-01").unwrap();
        let walk = Walk {
            office,
            table: table(),
            day,
            step: 0,
            taken: BTreeSet::new(),
            dead: BTreeSet::new(),
        };
        let bills = MEMBERS.map(|id| walk.bill(id, "1500"));
        let facts = bills.into_iter().fold(Facts::of(&MEMBERS), Facts::bill_row);
        walk.office.night("2024-04-01", &facts);
        walk
    }

    /// The bill of a member as it comes in this step.
    fn bill(&self, member: &str, brings: &str) -> String {
        let (id, revision) = (format!("{member}1"), self.step.to_string());
        let total = if brings == "void" { "1500.00".to_owned() } else { format!("{brings}.00") };
        let bill = Bill::new(&id, member, "2024-03-05", &total).revision(&revision);
        if brings == "void" { bill.void().row() } else { bill.row() }
    }

    fn payments(&self) -> Vec<Payment> {
        let db = self.office.ledger();
        let sql = "SELECT p.id, m.id, o.id, p.amount - coalesce((SELECT sum(amount) FROM transfer \
                   WHERE payment = p.no AND kind = 'parted'), 0) FROM payment p \
                   JOIN member m ON m.no = p.member LEFT JOIN payment o ON o.no = p.part_of \
                   ORDER BY p.no";
        let mut query = db.prepare(sql).unwrap();
        let rows = query.query_map((), |row| {
            let (id, member) = (row.get(0)?, row.get(1)?);
            Ok(Payment { id, member, part_of: row.get(2)?, amount: row.get(3)? })
        });
        let rows = rows.unwrap().map(Result::unwrap);
        // One that has become payments of its payees is no more.
        rows.filter(|one: &Payment| one.amount > 0).collect()
    }

    /// What of every payment is in which state; all of it comes to what was prepared.
    fn states(&self) -> States {
        let ledger = Ledger::open(&self.office.path("ledger"), Access::Read).unwrap();
        let mut states = States::new();
        let mut add = |id: &str, state: &str, amount| {
            let of_state = states.entry(id.to_owned()).or_default();
            *of_state.entry(state.to_owned()).or_default() += amount;
        };
        for part in payment::payments_in_hand(&ledger).unwrap() {
            add(&part.id, part.state.code(), part.amount);
        }
        for sent in payment::payments_sent(&ledger).unwrap() {
            add(&sent.id, SentPayment::state(&sent).code(), sent.amount);
        }
        let sql = "SELECT p.id, sum(t.amount) FROM transfer t JOIN payment p ON p.no = t.payment \
                   WHERE t.kind = 'withdrawn' GROUP BY 1";
        for (id, minor) in self.office.sums(sql) {
            add(&id, "withdrawn", Money::from_minor(minor));
        }
        for one in self.payments() {
            let sum: Money = states[&one.id].values().copied().sum();
            assert_eq!(sum.minor(), one.amount, "{}: {states:?}", one.id);
        }
        states
    }

    fn signed(&self) -> Signed {
        Signed::new(Some("Li"), self.day, Some("a walk")).unwrap()
    }

    /// The ledger, to write to: a program that another test starts may hold its lock for a moment.
    fn write(&self) -> Ledger {
        for _ in 0..200 {
            if let Ok(ledger) = Ledger::open(&self.office.path("ledger"), Access::Write) {
                return ledger;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        Ledger::open(&self.office.path("ledger"), Access::Write).unwrap()
    }

    /// Does an act; why it is refused.
    fn does(&self, act: &Act, id: &str) -> Result<(), String> {
        let hold = |act| {
            let done = payment::hold(&mut self.write(), act, Hold::Payment, id, self.signed());
            done.map_err(|why| why.to_string())
        };
        match act {
            Act::Night(member, brings) => {
                let bill = brings.map(|brings| self.bill(MEMBERS[*member], brings));
                let facts = bill.into_iter().fold(Facts::default(), Facts::bill_row);
                drop(self.write());
                let day = self.day.to_string();
                self.office.try_night(&day, &facts).map(drop).map_err(|why| told(&why))
            }
            Act::Payees(member, set) => self.reads("payees.csv", |walk, path| {
                let (member, step) = (MEMBERS[*member], walk.step);
                let row = |(at, (kind, share)): (usize, &(&str, &str))| {
                    format!("{member},{kind},Name {at},6222{step:06}{at},{share}\n")
                };
                let rows: String = SETS[*set].iter().enumerate().map(row).collect();
                fs::write(path, format!("member_id,kind,payee,account,share\n{rows}")).unwrap();
                payment::read_payees(&mut walk.write(), path, &walk.signed()).map(drop)
            }),
            Act::Died(member, is) => {
                let (member, day) = (MEMBERS[*member], Day::parse("2024-03-20"));
                if !is && !self.dead.contains(member) {
                    return Ok(());
                }
                let done =
                    payment::died(&mut self.write(), member, day.filter(|_| *is), self.signed());
                done.map(drop).map_err(|why| why.to_string())
            }
            Act::Fact(member, minor) => {
                let member = MEMBERS[*member];
                let amount = Money::from_minor(*minor);
                let (bill_id, benefit) = (format!("{member}1"), "reimbursement".to_owned());
                let fact = ManualFact::Override { bill_id, benefit, amount };
                let done = self.write().add_fact(member, &fact, self.signed());
                done.map(drop).map_err(|why| why.to_string())
            }
            Act::Release => self.releases(None),
            Act::Resend(_) => self.releases(Some(id)),
            Act::Hold(_) => hold(HoldAct::Hold),
            Act::Stop(_) => hold(HoldAct::Stop),
            Act::Unhold(_) => hold(HoldAct::Unhold),
            Act::Confirmed(_) => self.reads("result.csv", |walk, path| {
                let row = format!("{id},success,{}", walk.step);
                fs::write(path, format!("payment_id,result,reason\n{row}\n")).unwrap();
                let order = ResultOrder::default();
                payment::read_results(&mut walk.write(), path, &walk.signed(), &order).map(drop)
            }),
            Act::Returned(_) => self.reads("back.csv", |walk, path| {
                fs::write(path, format!("payment_id,reason\n{id},{}\n", walk.step)).unwrap();
                payment::read_returns(&mut walk.write(), path, &walk.signed(), false).map(drop)
            }),
        }
    }

    fn reads(
        &self,
        name: &str,
        read: impl Fn(&Walk, &std::path::Path) -> Result<(), Vec<huzhu::words::Sentence>>,
    ) -> Result<(), String> {
        read(self, &self.office.path(name)).map_err(|why| told(&why))
    }

    /// Releases every run of which something may leave, and perhaps a payment that came back.
    fn releases(&self, resend: Option<&str>) -> Result<(), String> {
        if let Some(id) = resend {
            self.releases_run(RunId::from(1), Some(id))?;
        }
        let ledger = self.write();
        let parts = payment::payments_in_hand(&ledger).unwrap();
        drop(ledger);
        let runs: BTreeSet<RunId> =
            parts.iter().filter(|part| part.state == Prepared).map(|part| part.run).collect();
        runs.into_iter().try_for_each(|run| self.releases_run(run, None))
    }

    /// Releases a run; where nothing of it leaves, that is no matter.
    fn releases_run(&self, run: RunId, resend: Option<&str>) -> Result<(), String> {
        let out = self.office.path("bank.csv");
        let order = Order {
            act: self.signed(),
            second_person: false,
            checks: ReleaseChecks::default(),
            resend: resend.into_iter().map(str::to_owned).collect(),
            bank: None,
            again: false,
            out: &out,
        };
        match payment::release(&mut self.write(), run, &order) {
            Ok(ReleaseOutcome::Released(_)) => {
                fs::remove_file(&out).unwrap();
                fs::remove_file(self.office.path("bank.csv.json")).unwrap();
                Ok(())
            }
            // What is sent again may be kept back.
            Err(why) if resend.is_some() && !told(&why.reasons).contains("--resend") => Ok(()),
            Err(why) => Err(told(&why.reasons)),
            Ok(ReleaseOutcome::Nothing) => Ok(()),
        }
    }

    /// One step: what is allowed happens, what is refused changes nothing, and every part of a payment is then in
    /// a state that the table gives.
    fn takes(&mut self, act: &Act) -> Result<(), TestCaseError> {
        (self.step, self.day) = (self.step + 1, self.day + 1);
        let before = self.states();
        let payments = self.payments();
        let target = act.payment().map(|at| at.get(&payments).id.clone()).unwrap_or_default();
        let done = self.does(act, &target);
        let after = self.states();
        if !target.is_empty() {
            let cell = self.decides(&before[&target], act.column());
            let allowed = if done.is_ok() { !cell.to.is_empty() } else { cell.refused };
            prop_assert!(allowed, "{act:?} of {:?}: {done:?}", before[&target]);
        }
        if let Err(why) = &done {
            prop_assert!(!target.is_empty(), "{act:?}: {why}");
            prop_assert_eq!(&before, &after, "{:?} is refused and changes nothing", act);
            return Ok(());
        }
        if let Act::Died(member, is) = act {
            let member = MEMBERS[*member];
            let _ = if *is { self.dead.insert(member) } else { self.dead.remove(member) };
        }
        self.nothing_went_to_the_dead()?;
        for one in self.payments() {
            let came = one.part_of.as_ref().unwrap_or(&one.id);
            let came = before.get(&one.id).or_else(|| before.get(came));
            self.follows(act, (&one, &target), came, &after[&one.id])?;
        }
        let ledger = Ledger::open(&self.office.path("ledger"), Access::Read).unwrap();
        let mut faults = Vec::new();
        ledger.verify(&mut |why| faults.push(why)).unwrap();
        nightly::again(&ledger, &(), &mut |why| faults.push(why)).unwrap();
        prop_assert!(faults.is_empty(), "{}", told(&faults));
        Ok(())
    }

    /// Nothing that left in this step went to the own account or the guardian of a member who has died.
    fn nothing_went_to_the_dead(&self) -> Result<(), TestCaseError> {
        let db = self.office.ledger();
        let sql = "SELECT m.id, y.kind FROM transfer t JOIN payment p ON p.no = t.payment \
                   JOIN member m ON m.no = p.member JOIN payee y ON y.no = t.payee \
                   WHERE t.kind = 'released' AND t.happened_on = ?1";
        let mut query = db.prepare(sql).unwrap();
        let rows = query.query_map([self.day.to_string()], |row| Ok((row.get(0)?, row.get(1)?)));
        for row in rows.unwrap() {
            let (member, kind): (String, String) = row.unwrap();
            let is_living = ["member", "guardian"].contains(&kind.as_str());
            prop_assert!(!(is_living && self.dead.contains(&*member)), "{member} {kind}");
        }
        Ok(())
    }

    /// The cell that decides about a payment of which parts are in several states: a hold is of all of it, and what
    /// was withdrawn is no more.
    fn decides(&self, states: &BTreeMap<String, Money>, act: &str) -> Cell {
        let rank = |state: &&String| match state.as_str() {
            "stopped" => 0,
            "held" => 1,
            "withdrawn" => 3,
            _ => 2,
        };
        let state = states.keys().min_by_key(rank).unwrap();
        self.table[&(state.clone(), act.to_owned())].clone()
    }

    /// Whether every part of a payment is in a state to which the act leads one of its parts.
    fn follows(
        &mut self,
        act: &Act,
        (one, target): (&Payment, &str),
        before: Option<&BTreeMap<String, Money>>,
        after: &BTreeMap<String, Money>,
    ) -> Result<(), TestCaseError> {
        let is_own = match act {
            Act::Night(..) | Act::Release | Act::Resend(_) => true,
            Act::Payees(member, _) | Act::Died(member, _) | Act::Fact(member, _) => {
                MEMBERS[*member] == one.member
            }
            _ => one.id == target,
        };
        // What goes with a payment that is sent again leaves as with any release.
        let is_other = matches!(act, Act::Resend(_))
            && one.id != target
            && one.part_of.as_deref() != Some(target);
        let column = if is_other { "release" } else { act.column() };
        let nothing = BTreeMap::from([("-".to_owned(), Money::ZERO)]);
        let before = before.unwrap_or(&nothing);
        for to in after.keys() {
            let leads = |from: &String| match is_own {
                true => {
                    let cell = &self.table[&(from.clone(), column.to_owned())];
                    cell.to.contains(to) || (cell.refused && from == to)
                }
                false => from == to,
            };
            let from: Vec<&String> = before.keys().filter(|from| leads(from)).collect();
            prop_assert!(!from.is_empty(), "{column}: {before:?} became {after:?}");
            if let ([from], true) = (&from[..], is_own) {
                self.taken.insert([(*from).clone(), column.to_owned(), to.clone()]);
            }
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 60, ..examples(8) })]

    #[test]
    fn every_act_leads_where_the_table_of_the_page_says(acts in prop::collection::vec(act(), 30)) {
        let mut walk = Walk::new();
        for act in &acts {
            walk.takes(act)?;
        }
        if std::env::var_os("WALKED").is_some() {
            for [from, act, to] in &walk.taken {
                println!("walked {from} | {act} | {to}");
            }
        }
    }
}
