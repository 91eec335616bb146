//! `huzhu explain BILL_ID --ledger FILE`: how a bill was decided, as posted, and what changed.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
use serde_json::{Value, json};

use super::Exit;
use super::arguments::{as_json, format};
use super::check_code;
use super::claim_state::{since, since_json, undecided};
use super::error::CommandError;
use super::ledger::facts;
use super::looks;
use super::rules::{book, refuse};
use super::terminal::{one_line, print, say};
use crate::adjudication::MEANING;
use crate::intake::mask;
use crate::ledger::{
    Access, ClaimState, ClaimStatus, Decided, FactStatus, Ledger, RunId, Signed, bill_hash,
};
use crate::manual_facts::ManualFact;
use crate::nightly::readjudicate::{self, Found};
use crate::nightly::{
    DecidedBill, NightError, Rules, difference, disallowed_because, inputs_since, sheet_changes,
    touching,
};
use crate::payment::PaymentError;
use crate::preview;
use crate::scheme::Book;
use crate::words::{Lang, Sentence, acts, causes, ledger as words, program};

/// The value of `--diff` without a run: the decision before.
const BEFORE: RunId = RunId::BEFORE_ALL;

pub(super) fn command(lang: Lang) -> Command {
    let path = |name: &'static str, value: &'static str, help: Sentence| {
        let arg = Arg::new(name).long(name).value_name(value);
        arg.value_parser(clap::value_parser!(PathBuf)).help(help.text(lang).to_owned())
    };
    let run = |arg: Arg, help: Sentence| {
        arg.value_name("RUN")
            .value_parser(clap::value_parser!(i64))
            .help(help.text(lang).to_owned())
    };
    Command::new("explain")
        .about(program::about_explain().text(lang).to_owned())
        .arg(
            Arg::new("bill")
                .value_name("BILL_ID")
                .required(true)
                .help(program::explain_bill().text(lang).to_owned()),
        )
        .arg(path("ledger", "FILE", program::explain_ledger()).required(true))
        .arg(run(Arg::new("run").long("run"), program::explain_run()))
        .arg(
            run(Arg::new("diff").long("diff"), program::explain_diff())
                .num_args(0..=1)
                .default_missing_value(BEFORE.to_string()),
        )
        .arg(path("diff-rules", "RULES", program::explain_rules()).conflicts_with("diff"))
        .arg(
            Arg::new("check")
                .long("check")
                .value_name("CODE")
                .conflicts_with_all(["run", "diff", "diff-rules"])
                .help(program::explain_check().text(lang).to_owned()),
        )
        .args(looks::looker(lang))
        .arg(format(lang))
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Exit {
    let rules = matches.get_one::<PathBuf>("diff-rules").map(|path| book(path)).transpose();
    let rules = match rules {
        Ok(rules) => rules.map(|(book, _)| book),
        Err(why) => return refuse(&why, lang),
    };
    match answer(matches, rules.as_ref(), lang) {
        Ok(exit) => exit,
        Err(why) => {
            why.sentences().iter().for_each(|why| say(why, lang));
            Exit::Failed
        }
    }
}

fn answer(matches: &ArgMatches, rules: Option<&Book>, lang: Lang) -> Result<Exit, CommandError> {
    let ledger = matches.get_one::<PathBuf>("ledger").expect("required by the command");
    let ledger = Ledger::open(ledger, Access::Read)?;
    let bill = matches.get_one::<String>("bill").expect("required by the command");
    let bill = readjudicate::bill_named(&ledger, bill)?;
    looks::log(&ledger, matches, "explain", looks::of_bills(&ledger, [&bill])?)?;
    if let Some(code) = matches.get_one::<String>("check") {
        return check_code::check(&ledger, (&bill, code), as_json(matches), lang);
    }
    let text = explanation(matches, (&ledger, &bill), rules, lang)?;
    Ok(if print(&text, lang) { Exit::Done } else { Exit::Failed })
}

fn explanation(
    matches: &ArgMatches,
    (ledger, bill): (&Ledger, &str),
    rules: Option<&Book>,
    lang: Lang,
) -> Result<String, CommandError> {
    let run = |name| matches.get_one::<i64>(name).copied().map(RunId::from);
    let (up_to, diff) = (run("run"), run("diff"));
    for run in [up_to, diff].into_iter().flatten().filter(|run| *run != BEFORE) {
        there_is(ledger, run)?;
    }
    let fate = ledger.claim_status(bill_hash(bill), bill, up_to)?;
    let found = readjudicate::find(ledger, bill, up_to);
    let found = found.map_err(|why| undecided(bill, fate.as_ref(), why))?;
    let hospital = fate.as_ref().map_or(String::new(), |fate| fate.hospital.clone());
    let fate = fate.filter(|fate| fate.state != ClaimState::Decided);
    let (fate, and_waits) = (fate.as_ref(), up_to.is_none());
    let inquiry = Inquiry { ledger, bill, found: &found, fate, hospital, and_waits, lang };
    if let Some(rules) = rules {
        let before = trace(ledger, &found, bill, None)?;
        let after = trace(ledger, &found, bill, Some(rules))?;
        return Ok(inquiry.differences(vec![words::compared_rules(found.run)], &before, &after));
    }
    Ok(match diff {
        None => inquiry.explanation(as_json(matches))?,
        Some(BEFORE) => match sheet_changes::since(ledger, &found, bill)?.1 {
            Some(before) => inquiry.compare(&before)?,
            None => inquiry.lines(vec![words::decided_once(found.run)]),
        },
        Some(run) => inquiry.compare(&readjudicate::find(ledger, bill, Some(run))?)?,
    })
}

/// Makes sure that a ledger has a run, and that it counts.
pub(super) fn there_is(ledger: &Ledger, run: RunId) -> Result<(), CommandError> {
    let newest = ledger.next_run()?.before();
    if run <= RunId::BEFORE_ALL || newest < run {
        return Err(CommandError::NoSuchRun { run, ledger: ledger.path().to_owned(), newest });
    }
    match ledger.taken_back(run)? {
        None => Ok(()),
        Some((on, by)) => Err(PaymentError::TakenBack { run, on, by }.into()),
    }
}

/// A manual fact, and what has changed on the bill since then.
type FactWithChanges = (FactStatus, Vec<Sentence>);

/// An inquiry about one decision on a bill.
struct Inquiry<'a> {
    ledger: &'a Ledger,
    bill: &'a str,
    /// The decision.
    found: &'a Found,
    /// The state of the bill, where the decision no longer holds.
    fate: Option<&'a ClaimStatus>,
    /// The hospital.
    hospital: String,
    /// Whether to list manual facts that are in no night yet.
    and_waits: bool,
    lang: Lang,
}

impl Inquiry<'_> {
    /// The explanation as posted; where another engine decided otherwise, its decisions without steps.
    fn explanation(&self, as_json: bool) -> Result<String, NightError> {
        match self.explained(as_json) {
            Err(_) if self.found.meaning != MEANING => self.of_another_engine(as_json),
            explained => explained,
        }
    }

    /// What was posted by another engine.
    fn of_another_engine(&self, as_json: bool) -> Result<String, NightError> {
        let Inquiry { ledger, bill, found, .. } = self;
        let Found { run, posted_on, engine, meaning, .. } = found;
        let rules = readjudicate::hash(ledger, found)?;
        let decided = readjudicate::decided(found, bill);
        if as_json {
            let rows = decided.iter().map(|one| {
                let Decided { plan, status, reasons, benefits, .. } = one;
                json!({ "plan": plan, "status": status, "reasons": reasons, "benefits": benefits.iter().map(|(id, pays)| (id, pays.minor())).collect::<Vec<_>>() })
            });
            let posted = json!({
                "run": run, "posted_on": posted_on, "rules": rules, "engine": engine,
                "meaning": meaning, "since": self.fate.map(since_json),
            });
            let answer = json!({ "posted": posted, "decided": rows.collect::<Vec<Value>>() });
            return Ok(serde_json::to_string_pretty(&answer).expect("a trace is text") + "\n");
        }
        let name: String = rules.chars().take(Rules::NAME).collect();
        let meant = if meaning.is_empty() {
            words::without_name()
        } else {
            Sentence::new(meaning.clone(), meaning.clone())
        };
        let mut lines = vec![
            words::as_posted(bill, run, posted_on, name, engine),
            words::posted_as_meant(meant),
        ];
        for one in &decided {
            let pays = ledger.show(one.payable())?;
            lines.push(words::decided_then(&one.plan, &one.status, &one.reasons, pays));
        }
        Ok(self.lines(lines))
    }

    fn explained(&self, as_json: bool) -> Result<String, NightError> {
        let Inquiry { ledger, bill, found, .. } = self;
        let (book, prints) = readjudicate::rules_of(ledger, found)?;
        readjudicate::on_what_was_known(ledger, found, &book, |intake| {
            readjudicate::check(found, &book, intake)?;
            let mut preview = readjudicate::preview(found, &book, intake, bill)?;
            let by = disallowed_because(ledger, (&book, found), bill, &preview.explanation)?;
            preview.disallowed_by = by.iter().map(|by| by.as_ref().map(facts::by)).collect();
            let facts = self.manual_facts(&book, intake, &preview)?;
            let (rules, Found { run, posted_on, engine, .. }) =
                (readjudicate::hash(ledger, found)?, found);
            if as_json {
                let mut trace = preview::json(&preview, &prints);
                trace["posted"] = json!({
                    "run": run, "posted_on": posted_on, "rules": rules, "engine": engine,
                    "since": self.fate.map(since_json),
                });
                let rows =
                    facts.iter().map(|(one, since)| self.manual_fact_json(&book, one, since));
                disallowed_by(&mut trace, &by);
                trace["by_hand"] = rows.collect::<Result<Vec<Value>, NightError>>()?.into();
                return Ok(serde_json::to_string_pretty(&trace).expect("a trace is text") + "\n");
            }
            let name: String = rules.chars().take(Rules::NAME).collect();
            let head = words::as_posted(bill, run, posted_on, name, engine);
            let sheet = preview::render_under(&head, &preview, self.lang);
            let (head, rest) = sheet.split_once('\n').expect("a sheet has a head");
            let head = self.lines(Vec::new()) + head + "\n" + &self.whose(intake, &preview);
            Ok(head + rest + &self.manual_fact_lines(&book, &facts)?)
        })
    }

    /// The member, the unit on the basis date, and the hospital.
    fn whose(&self, intake: &crate::intake::Intake, preview: &preview::Preview) -> String {
        let unit = readjudicate::unit_on(self.found, intake, preview.explanation.bill.basis);
        let member = mask(&self.found.latest.content.member_id);
        one_line(&words::whose_bill(member, unit, &self.hospital), self.lang)
    }

    /// Manual facts that affect the bill, each with what has changed on the bill since then.
    fn manual_facts(
        &self,
        book: &Book,
        intake: &crate::intake::Intake,
        preview: &preview::Preview,
    ) -> Result<Vec<FactWithChanges>, NightError> {
        let Inquiry { ledger, bill, found, .. } = self;
        let number = intake.member(&found.latest.content.member_id);
        let enrolments = number.map_or(&[][..], |number| intake.periods(number));
        let asked = DecidedBill::of(bill, &preview.explanation.bill, enrolments);
        let all = touching(ledger, book, found, asked, self.and_waits)?;
        let now = crate::explanation::trace(book, &preview.explanation, bill);
        let with_inputs = |one: FactStatus| {
            let is_decision = matches!(one.fact.what, ManualFact::Override { .. });
            let then = |found: &Found| trace(ledger, found, bill, None);
            let since = is_decision.then(|| inputs_since(ledger, one.fact.no, bill, &now, then));
            Ok((one, since.transpose()?.unwrap_or_default()))
        };
        all.into_iter().map(with_inputs).collect()
    }

    /// The same, for a person.
    fn manual_fact_lines(
        &self,
        book: &Book,
        facts: &[FactWithChanges],
    ) -> Result<String, NightError> {
        let mut lines = Vec::new();
        for (one, since) in facts {
            lines.push(facts::line(self.ledger, Some(book), one)?);
            lines.extend(since.iter().map(|differs| acts::said_when(one.fact.no, differs)));
        }
        let line = |line: &Sentence| format!("  {}\n", line.text(self.lang));
        let head = format!("\n{}\n", acts::explain_by_hand().text(self.lang));
        let lines: String = lines.iter().map(line).collect();
        Ok(if lines.is_empty() { lines } else { head + &lines })
    }

    fn manual_fact_json(
        &self,
        book: &Book,
        one: &FactStatus,
        since: &[Sentence],
    ) -> Result<Value, NightError> {
        let mut row = facts::said_json(self.ledger, Some(book), one)?;
        let both = |why: &Sentence| json!({ "en": why.text(Lang::English), "zh": why.text(Lang::Chinese) });
        row["inputs_since"] = since.iter().map(both).collect::<Vec<Value>>().into();
        Ok(row)
    }

    /// What differs from an earlier decision.
    fn compare(&self, before: &Found) -> Result<String, NightError> {
        let Inquiry { ledger, bill, found, .. } = self;
        let (old, new) = (trace(ledger, before, bill, None)?, trace(ledger, found, bill, None)?);
        let mut head = vec![words::compared(before.run, found.run)];
        for cause in sheet_changes::causes(ledger, (before, found), bill)? {
            head.push(words::moved_by(cause.run, &cause.posted_on, causes(&cause.codes)));
        }
        Ok(self.differences(head, &old, &new))
    }

    fn differences(&self, head: Vec<Sentence>, before: &Value, after: &Value) -> String {
        let mut lines = head;
        let differing = difference(before, after);
        lines.extend(if differing.is_empty() { vec![words::no_difference()] } else { differing });
        self.lines(lines)
    }

    /// Lines for a person, below the state of the bill.
    fn lines(&self, lines: Vec<Sentence>) -> String {
        let since = self.fate.map(|fate| since(self.bill, fate));
        let all = since.iter().chain(&lines);
        all.map(|line| one_line(line, self.lang)).collect()
    }
}

/// Adds to each disallowed amount of a trace who disallowed it, when and why.
fn disallowed_by(trace: &mut Value, by: &[Option<Signed>]) {
    let disallowed = trace.get_mut("disallowed").and_then(Value::as_array_mut);
    for (one, signed) in disallowed.into_iter().flatten().zip(by) {
        let Some(Signed { by, on, reason, .. }) = signed else { continue };
        (one["by"], one["on"], one["reason"]) = (json!(by), json!(on.to_string()), json!(reason));
    }
}

/// The trace of a bill as posted, or on the same facts under other rules.
pub(super) fn trace(
    ledger: &Ledger,
    found: &Found,
    bill: &str,
    rules: Option<&Book>,
) -> Result<Value, NightError> {
    let Some(book) = rules else { return as_posted(ledger, found, bill) };
    readjudicate::on_what_was_known(ledger, found, book, |intake| {
        let preview = readjudicate::preview(found, book, intake, bill)?;
        Ok(crate::explanation::trace(book, &preview.explanation, bill))
    })
}

/// The trace of a bill under the rules that it was posted with.
fn as_posted(ledger: &Ledger, found: &Found, bill: &str) -> Result<Value, NightError> {
    let (rules, _) = readjudicate::rules_of(ledger, found)?;
    readjudicate::on_what_was_known(ledger, found, &rules, |intake| {
        readjudicate::check(found, &rules, intake)?;
        let preview = readjudicate::preview(found, &rules, intake, bill)?;
        Ok(crate::explanation::trace(&rules, &preview.explanation, bill))
    })
}
