//! Plans: what a member enrols in, and the conditions of cover.
//!
//! ```toml
//! [[plan]]
//! id = "medical"
//! title = { zh = "医疗互助", en = "medical aid" }
//! clause = "art. 2"
//! fee = "50"
//! renewal_gap = 31
//! cover_begins = "day_after_receipt"
//! units = { most = 3 }
//! ```

use super::denial::Denial;
use super::holder::Holder;
use super::language::cover_from::{CoverFrom, Later};
use super::language::facts::{Cover, DaysCovered, Facts};
use super::language::reader::{Read, Reader, Reports};
use super::language::scope::{Context, Scope, Stage};
use super::language::table::suggest;
use super::provision::age::Age;
use super::provision::conditions::Test;
use super::provision::cover_begins::{self, CoverBegins};
use super::provision::days_covered;
use super::provision::enrol::EnrolsOn;
use super::provision::filing::Filing;
use super::provision::participation::Participation;
use super::provision::requires::Requires;
use super::provision::run_off::RunOff;
use super::provision::waiting::Waiting;
use crate::claim::{Basis, Bill, Enrolment, History, MOST_UNITS, Vocabulary};
use crate::date::Day;
use crate::money::Money;
use crate::words::{self, Sentence};

/// A plan of one edition.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The id in enrolments.csv.
    pub(crate) id: String,
    /// Its place among the plans of the book.
    pub(crate) number: u8,
    /// What people call it.
    pub(crate) title: Sentence,
    /// The clause of the printed terms.
    pub(crate) clause: String,
    /// At most so many uncovered days between two periods make a renewal.
    pub(crate) renewal_gap: Option<i32>,
    /// The most units a member may hold, where units matter.
    pub(crate) units: Option<u32>,
    /// When the cover of a period begins that starts under this edition.
    pub(crate) cover_begins: CoverBegins,
    /// The first day of cover of any period of the plan.
    pub(crate) cover_from: CoverFrom,
    /// From when days of cover are numbered, where the plan says it.
    pub(crate) days_covered: Option<DaysCovered>,
    /// Categories whose bills go by the day of the diagnosis, one bit each.
    pub(crate) by_diagnosis: u64,
    /// What it asks of whom it covers, beyond age and waiting.
    pub(crate) holder: Option<Box<Holder>>,
    pub(crate) waiting: Option<Waiting>,
    pub(crate) age: Option<Age>,
    pub(crate) filing: Option<Filing>,
    pub(crate) run_off: Option<RunOff>,
    /// What one unit costs for one period, where the rules say; it decides no bill.
    pub(crate) fee: Option<Money>,
    /// The share of a unit that must be enrolled, where there is such a rule; it decides no bill.
    pub(crate) participation: Option<Participation>,
}

impl Plan {
    /// The id in enrolments.csv.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its place among the plans of the book.
    pub fn number(&self) -> u8 {
        self.number
    }

    /// What people call it.
    pub fn title(&self) -> &Sentence {
        &self.title
    }

    /// The clause of the printed terms.
    pub fn clause(&self) -> &str {
        &self.clause
    }

    /// At most so many uncovered days between two periods make a renewal.
    pub fn renewal_gap(&self) -> Option<i32> {
        self.renewal_gap
    }

    /// The most units a member may hold, where units matter.
    pub fn units(&self) -> Option<u32> {
        self.units
    }

    /// What one unit costs for one period, where the rules say; it decides no bill.
    pub fn fee(&self) -> Option<Money> {
        self.fee
    }

    /// The share of a unit that must be enrolled, where there is such a rule; it decides no bill.
    pub fn participation(&self) -> Option<&Participation> {
        self.participation.as_ref()
    }
}

/// The plans of an edition while it is read.
pub(crate) struct Plans {
    pub read: Vec<Read<Plan>>,
    /// The ids of all that are written, also of those that are wrong.
    pub ids: Vec<String>,
}

impl Plans {
    /// The same, where each plan that requires another knows what people call that one; reports those that are no
    /// plans of this edition.
    pub fn with_required(mut self, reader: &mut Reader<Scope>) -> Plans {
        let titles = self.read.iter().map(|plan| plan.as_ref().ok().map(|plan| plan.title.clone()));
        let titles: Vec<Option<Sentence>> = titles.collect();
        let holders = self.read.iter_mut().flatten().filter_map(|plan| plan.holder.as_mut());
        for requires in holders.filter_map(|holder| holder.requires.as_mut()) {
            // Where it is written is no part of what it means.
            let place = std::mem::take(&mut requires.place);
            match self.ids.iter().position(|id| *id == requires.id) {
                Some(at) => requires.title = titles.get(at).cloned().flatten().unwrap_or_default(),
                None => {
                    let message = words::rules::no_other_plan(&requires.id);
                    reader.error(place, message);
                }
            }
        }
        self
    }

    /// The plan of this number in the book, unless it is wrong.
    pub fn numbered(&self, number: u8) -> Option<&Plan> {
        self.read.iter().flatten().find(|plan| plan.number == number)
    }

    /// Takes `plan`, which names one of them.
    pub fn named_by(&self, reader: &mut Reader<Scope>) -> Read<&Plan> {
        let node = reader.required("plan")?;
        let id = reader.scalar(&node, "plan")?;
        match self.ids.iter().position(|known| known == id) {
            Some(at) => self.read[at].as_ref().map_err(|reported| *reported),
            None => {
                let known = self.ids.iter().map(String::as_str).filter(|id| !id.is_empty());
                let help = suggest(id, known);
                Err(reader.advise(node.span.clone(), words::rules::unknown_plan(id), help))
            }
        }
    }
}

impl Plan {
    /// What words of a plan are read against, where it is known; where it is not, all may be asked of it.
    pub(super) fn context(plan: Option<&Plan>) -> Context {
        Context {
            benefit: String::new(),
            plan: plan.map_or(0, |plan| plan.number),
            units: plan.map(|plan| plan.units.is_some()),
            renewals: plan.is_none_or(|plan| plan.renewal_gap.is_some()),
            days_covered: plan.is_none_or(|plan| plan.days_covered.is_some()),
            above: Vec::new(),
        }
    }

    pub(super) fn read(reader: &mut Reader<Scope>) -> Read<Plan> {
        let id = reader.id("id").map(|(id, _)| id);
        let known = &reader.scope.vocabulary.plans;
        let number = known.iter().position(|known| Ok(known) == id.as_ref());
        let (number, name) = (number.unwrap_or(0) as u8, id.clone().unwrap_or_default());
        let title = reader.title("title");
        let clause = reader.text("clause");
        let renewal_gap = reader.optional_value::<i64>("renewal_gap");
        // A gap or units that are wrong were reported; what depends on them is not reported again.
        let renewals = renewal_gap.is_err() || renewal_gap.is_ok_and(|gap| gap.is_some());
        let fee = reader.optional_value::<Money>("fee");
        let cover_begins = reader.optional_choice("cover_begins", &CoverBegins::CHOICES);
        let days_covered = days_covered::read(reader, renewals, &name);
        let units = reader.table("units", read_units);
        reader.scope.context = Some(Context {
            benefit: String::new(),
            plan: number,
            units: units.map(|units| units.is_some()).ok(),
            renewals,
            days_covered: days_covered.is_err() || days_covered.is_ok_and(|days| days.is_some()),
            above: Vec::new(),
        });
        // Who is covered is known before any bill is decided.
        let stage = std::mem::replace(&mut reader.scope.stage, Stage::Before);
        let holder = Holder::read(reader, renewals, &name);
        let waiting = reader.table("waiting", |reader| Waiting::read(reader, renewals, &name));
        let age = reader.table("age", |reader| Age::read(reader, renewals, &name));
        let filing = reader.table("filing", Filing::read);
        let run_off = reader.table("run_off", RunOff::read);
        let participation = reader.table("participation", Participation::read);
        reader.scope.stage = stage;
        reader.scope.context = None;
        Ok(Plan {
            id: id?,
            number,
            title: title?,
            clause: clause?,
            renewal_gap: renewal_gap?.map(|days| days as i32),
            units: units?,
            cover_begins: cover_begins?.unwrap_or(CoverBegins::PeriodStart),
            days_covered: days_covered?,
            cover_from: CoverFrom::default(), // The book knows when every edition of it has been read.
            by_diagnosis: reader.scope.vocabulary.by_diagnosis(),
            holder: holder?,
            waiting: waiting?,
            age: age?,
            filing: filing?,
            run_off: run_off?,
            fee: fee?,
            participation: participation?,
        })
    }

    /// The enrolment period that a bill belongs to, by its place among the periods of the plan: the first that
    /// covers the basis date, or the one that covers the day on which the stay began, while its run-off lasts. Where
    /// no period does, and the cover of one has not begun, it is that one, which then denies the bill.
    #[inline]
    pub fn period_of(&self, bill: &Bill, basis: Basis, periods: &[Enrolment]) -> Option<usize> {
        let covers = |period: &Enrolment, day| self.covers(period, day);
        self.first_of(bill, basis, periods, covers).or_else(|| {
            if self.cover_from.is_start() {
                return None;
            }
            let contains = |period: &Enrolment, day: Day| period.start <= day && day <= period.end;
            self.first_of(bill, basis, periods, contains)
        })
    }

    /// The first period that holds the basis date, or the one that holds the day on which the stay began, while its
    /// run-off lasts.
    #[inline]
    fn first_of(
        &self,
        bill: &Bill,
        basis: Basis,
        periods: &[Enrolment],
        holds: impl Fn(&Enrolment, Day) -> bool,
    ) -> Option<usize> {
        periods.iter().position(|period| holds(period, bill.basis)).or_else(|| {
            let by_stay = matches!(basis, Basis::Discharge | Basis::Settlement);
            let run_off = self.run_off.as_ref().filter(|_| by_stay)?;
            periods.iter().position(|period| {
                holds(period, bill.stay.began) && run_off.still_open(bill.basis, period.end)
            })
        })
    }

    /// Whether the cover of periods that start under this edition waits for the contribution.
    pub(crate) fn asks_receipts(&self) -> bool {
        self.cover_begins == CoverBegins::Later(Later::DayAfterReceipt)
    }

    /// Whether the cover of periods that start under this edition may begin with the day of enrolling.
    fn begins_with_enrolment(&self) -> bool {
        self.cover_begins == CoverBegins::Later(Later::DayOfEnrolment)
    }

    /// Whether it asks on which day a member enrolled, of periods that start under this edition.
    pub(crate) fn asks_enrolled_on(&self) -> bool {
        self.begins_with_enrolment()
            || self.holder.as_ref().is_some_and(|holder| holder.asks_enrolled_on())
    }

    /// Whether the day of enrolling says whether and when periods give cover that start under this edition.
    pub(crate) fn cover_asks_enrolled_on(&self) -> bool {
        self.begins_with_enrolment()
            || self.holder.as_ref().is_some_and(|holder| !holder.own_ways.is_empty())
    }

    /// Whether service must be complete on the day of enrolling.
    pub(crate) fn service_asks_enrolled_on(&self) -> bool {
        let service = self.holder.as_ref().and_then(|holder| holder.service.as_ref());
        service.is_some_and(|service| service.asks_enrolled_on())
    }

    /// Its waiting period, and those of ways to enrol.
    pub(crate) fn waitings(&self) -> impl Iterator<Item = &Waiting> {
        let ways = self.holder.iter().flat_map(|holder| &holder.own_ways);
        self.waiting.iter().chain(ways.filter_map(|way| way.waiting.as_ref()))
    }

    /// The other plan that must be held too.
    pub(crate) fn requires(&self) -> Option<&Requires> {
        self.holder.as_ref()?.requires.as_ref()
    }

    /// The names of the facts that it asks of whom it covers.
    pub(crate) fn asks_of_holder<'v>(&self, vocabulary: &'v Vocabulary) -> Vec<&'v str> {
        let facts = self.holder.iter().flat_map(|holder| holder.facts());
        facts.map(|fact| vocabulary.fact_name(fact)).collect()
    }

    /// What it asks of facts.
    pub(crate) fn tests(&self) -> impl Iterator<Item = &Test> {
        let conditions = self.holder.iter().flat_map(|holder| &holder.entitlement.0);
        conditions.map(|condition| &condition.test)
    }

    /// A day on which one may enrol for a period that starts on a day.
    pub(crate) fn a_day_to_enrol(&self, start: Day) -> EnrolsOn {
        self.holder.as_ref().map_or(EnrolsOn::AnyDay, |holder| holder.ways.a_day(start))
    }

    /// Whether a period covers a day.
    #[inline]
    pub(crate) fn covers(&self, period: &Enrolment, day: Day) -> bool {
        self.cover_from.day(period) <= day && day <= period.end
    }

    /// Why a bill belongs to none of these periods, where its stay began in one and its run-off is over. A bill that
    /// goes by the diagnosis has no run-off.
    pub(crate) fn run_off_over(&self, bill: &Bill, periods: &[Enrolment]) -> Option<Denial> {
        let run_off = self.run_off.as_ref().filter(|_| !bill.is_of_one(self.by_diagnosis))?;
        let began = bill.stay.began;
        let period = periods.iter().find(|period| self.covers(period, began))?;
        Some(run_off.over(bill, period.end))
    }

    /// Every reason why this cover does not serve the bill; empty if it does. Cover that has not begun waits for
    /// nothing further, and what it continues is not known yet. Where benefits wait each by itself, the waiting period
    /// is no reason of the plan's.
    pub fn denials(&self, facts: &Facts, history: &History, waits_by_benefit: bool) -> Vec<Denial> {
        let not_begun = cover_begins::denies(facts);
        let has_begun = not_begun.is_none();
        let asks_begin = |denial: &Denial| matches!(denial, Denial::RenewalOnly { .. });
        let waiting = self.waiting_for(facts).filter(|_| has_begun && !waits_by_benefit);
        let holder = self.holder.as_ref().map(|holder| holder.denials(facts, history));
        let age = self.age.as_ref().and_then(|age| age.denies(facts));
        let first = [before_birth(facts), not_begun];
        let rules = [
            waiting.and_then(|waiting| waiting.denies(facts)),
            age.filter(|denial| has_begun || !asks_begin(denial)),
            self.filing.as_ref().and_then(|filing| filing.denies(facts)),
            self.run_off.as_ref().and_then(|run_off| run_off.denies(facts)),
            self.too_many_units(facts.cover.period.units),
        ];
        let holder = holder.unwrap_or_default();
        first.into_iter().flatten().chain(holder).chain(rules.into_iter().flatten()).collect()
    }

    /// Whether this cover serves the bill once its waiting period is over: the same as no other [`Plan::denials`],
    /// without making a list.
    #[inline]
    pub fn serves(&self, facts: &Facts, history: &History) -> bool {
        !is_before_birth(facts)
            && cover_begins::has_begun(facts)
            && self.holder.as_ref().is_none_or(|holder| holder.admits(facts, history))
            && self.age.as_ref().is_none_or(|age| age.denies(facts).is_none())
            && self.filing.as_ref().is_none_or(|filing| filing.denies(facts).is_none())
            && self.run_off.as_ref().is_none_or(|run_off| run_off.denies(facts).is_none())
            && self.units.is_none_or(|most| facts.cover.period.units <= most)
    }

    /// How much too early the stay began for the plan, where it did: for all of its benefits that have no waiting
    /// period of their own.
    pub fn waits(&self, facts: &Facts) -> Option<Denial> {
        self.waiting_for(facts)?.denies(facts)
    }

    /// Whether the stay began too early: the same as some [`Plan::waits`], without saying by how much.
    #[inline]
    pub fn makes_wait(&self, facts: &Facts) -> bool {
        self.waiting_for(facts).is_some_and(|waiting| waiting.short(facts).is_some())
    }

    /// The waiting period: what those wait who enrolled as the member did, or else what the plan says.
    #[inline]
    fn waiting_for(&self, facts: &Facts) -> Option<&Waiting> {
        let own = self.holder.as_ref().and_then(|holder| holder.waiting(facts));
        own.or(self.waiting.as_ref())
    }

    fn too_many_units(&self, units: u32) -> Option<Denial> {
        let most = self.units?;
        (units > most).then_some(Denial::TooManyUnits { units, most })
    }

    /// The codes of the denials that its provisions may give, each behind the key of its provision.
    pub(crate) fn denial_codes(&self) -> Vec<(&'static str, &'static str)> {
        let not_begun = self.cover_begins.codes().iter();
        let mut codes: Vec<_> = not_begun.map(|code| ("cover_begins", *code)).collect();
        codes.extend(self.holder.iter().flat_map(|holder| holder.denial_codes()));
        codes.extend(self.waiting.iter().map(|_| ("waiting", "waiting_period")));
        codes.extend(self.age.iter().flat_map(|age| age.codes().map(|code| ("age", code))));
        codes.extend(self.filing.iter().map(|_| ("filing", "filed_late")));
        let run_off = self.run_off.as_ref().filter(|run_off| run_off.is_denied_beyond());
        codes.extend(run_off.map(|_| ("run_off", "run_off_over")));
        // More units than that are in no file.
        let units = self.units.filter(|most| *most < MOST_UNITS);
        codes.extend(units.map(|_| ("units", "too_many_units")));
        codes
    }

    /// The last day on which a bill may be filed, where there is one.
    pub fn filing_deadline(&self, bill: &Bill, period: &Enrolment) -> Option<Day> {
        self.filing.as_ref().map(|filing| filing.deadline(bill, period))
    }

    /// The cover that a period gives.
    #[inline]
    pub(crate) fn cover<'a>(&'a self, period: usize, periods: &'a [Enrolment]) -> Cover<'a> {
        let renewal_gap = self.renewal_gap.unwrap_or(0);
        // A fact that the plan does not settle is not asked for.
        let days_covered = self.days_covered.unwrap_or(DaysCovered::EachPeriod);
        let (period, from) = (&periods[period], &self.cover_from);
        let by_diagnosis = self.by_diagnosis;
        Cover { period, periods, renewal_gap, from, days_covered, by_diagnosis }
    }
}

/// No member is in hospital before being born: where a birth date is corrected so, nothing is paid.
#[inline]
fn is_before_birth(facts: &Facts) -> bool {
    facts.bill.stay.began < facts.member.birth
}

fn before_birth(facts: &Facts) -> Option<Denial> {
    let admission = facts.bill.stay.began;
    is_before_birth(facts).then_some(Denial::AdmittedBeforeBirth { admission })
}

/// The most units a member may hold.
fn read_units(reader: &mut Reader<Scope>) -> Read<u32> {
    let node = reader.required_like("most", "3")?;
    let text = reader.scalar(&node, "most")?;
    let most = text.parse().ok().filter(|most| (1..=MOST_UNITS).contains(most));
    most.ok_or_else(|| reader.error(node.span.clone(), words::rules::not_a_count(text, MOST_UNITS)))
}
