//! Faults injected into a batch: full disks, files and folders that change under it, signals. After
//! each of them the exit code tells of it, what an earlier run left is as it was, and nothing hidden
//! is left; after a kill, the next run sees to that.

#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use huzhu::batch::{self, Job, Report};
use huzhu::intake::Inputs;
use huzhu::output::reports::Options;
use huzhu::progress::{Phase, Progress};
use huzhu::scheme::Book;
use huzhu::words::{Lang, Sentence};
use tempfile::TempDir;

const HUZHU: &str = env!("CARGO_BIN_EXE_huzhu");
const NOTHING_KEPT: &str = "nothing of this run is kept";
const STOPPED: &str = "the run was stopped before it was complete";

fn rules() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/city")
}

/// An invented office: its files in `data`, what comes out in `out`.
struct Office {
    folder: TempDir,
}

/// The files below a folder with what is in them, and the folders, those that are hidden too.
type Contents = BTreeMap<PathBuf, Option<Vec<u8>>>;

impl Office {
    fn new(members: u32, bills: u32, dirty: &str) -> Office {
        let office = Office { folder: tempfile::tempdir().unwrap() };
        let numbers = [members, bills].map(|number| number.to_string());
        let mut generate = Command::new(HUZHU);
        generate.args([
            "generate",
            "--members",
            &numbers[0],
            "--bills",
            &numbers[1],
            "--seed",
            "7",
        ]);
        generate.args(["--dirty", dirty]).arg("--out").arg(office.path("data"));
        assert!(generate.output().unwrap().status.success());
        office
    }

    /// A small one, and what is in its folder after a run with explanations.
    fn decided() -> (Office, Contents) {
        let office = Office::new(60, 150, "8%");
        let done = office.batch().arg("--explain").output().unwrap();
        assert_eq!(done.status.code(), Some(3), "{}", told(&done));
        let before = office.contents();
        (office, before)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn contents(&self) -> Contents {
        contents(&self.path("out"))
    }

    /// A batch from `data` into `out`.
    fn batch(&self) -> Command {
        self.batch_into(&self.path("out"))
    }

    /// A batch that signals stop, even where the tests run under `nohup`.
    fn batch_that_listens(&self) -> Command {
        self.arguments(listening(&[HUZHU]), &self.path("out"))
    }

    /// The same in a script, as [`Office::batch_in`].
    fn batch_that_listens_in(&self, script: &str) -> Command {
        self.arguments(listening(&["sh", "-c", script, "sh", HUZHU]), &self.path("out"))
    }

    fn batch_into(&self, out: &Path) -> Command {
        self.arguments(Command::new(HUZHU), out)
    }

    /// A batch that `sh` starts with this script, which knows it as `"$@"`.
    fn batch_in(&self, script: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args(["-c", script, "sh", HUZHU]);
        self.arguments(shell, &self.path("out"))
    }

    fn arguments(&self, mut command: Command, out: &Path) -> Command {
        command.arg("batch").arg("--rules").arg(rules()).arg("--data").arg(self.path("data"));
        command.arg("--out").arg(out).args(["--lang", "en"]);
        command
    }

    /// Begins a batch, and returns when it has begun to use the out folder. With `bills.csv` a pipe
    /// that nobody writes to it then waits for its bills.
    fn begin(&self, mut batch: Command) -> Running {
        batch.stdout(Stdio::piped()).stderr(Stdio::piped());
        let running = Running(Some(batch.spawn().unwrap()));
        self.until_there_is(|path| path.is_dir() && is_hidden(path));
        running
    }

    fn until_there_is(&self, found: impl Fn(&Path) -> bool) {
        eventually(|| {
            contents(&self.path("out")).keys().any(|path| found(&self.path("out").join(path)))
        });
    }

    /// Puts a pipe in the place of the bills; what was in the file.
    fn pipe(&self) -> Vec<u8> {
        let bills = self.path("data/bills.csv");
        let bytes = fs::read(&bills).unwrap();
        fs::remove_file(&bills).unwrap();
        assert!(Command::new("mkfifo").arg(&bills).status().unwrap().success());
        bytes
    }

    /// Writes to the pipe as soon as somebody reads from it.
    fn feed(&self, bytes: Vec<u8>) {
        let bills = self.path("data/bills.csv");
        thread::spawn(move || fs::write(bills, bytes));
    }

    /// A run in this process.
    fn run(&self, watch: &dyn Progress) -> Result<Report, Vec<Sentence>> {
        let book =
            Book::load(&rules()).unwrap_or_else(|why| panic!("{}", why.render(Lang::English)));
        let (inputs, out) = (Inputs::in_folder(&self.path("data")), self.path("out"));
        batch::run(&Job {
            book: &book,
            rules: &[],
            inputs: &inputs,
            out: &out,
            threads: None,
            explains: false,
            notices: huzhu::explanation::notice::Wanted::None,
            reports: Options::default(),
            lang: Lang::English,
            watch,
        })
        .map_err(|why| why.sentences())
    }
}

/// A command that ignores no signal, as far as `env` knows of signals.
fn listening(command: &[&str]) -> Command {
    const DEFAULT: &str = "--default-signal=INT,TERM,HUP";
    let mut env = Command::new("env");
    let knows = env.args([DEFAULT, "true"]).stderr(Stdio::null()).status().unwrap().success();
    let mut env = Command::new("env");
    env.args(knows.then_some(DEFAULT)).args(command);
    env
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(".huzhu-"))
}

/// Everything below a folder that may change while it is looked at.
fn contents(folder: &Path) -> Contents {
    let mut found = Contents::new();
    let mut open = vec![PathBuf::new()];
    while let Some(within) = open.pop() {
        for entry in fs::read_dir(folder.join(&within)).into_iter().flatten().flatten() {
            let path = within.join(entry.file_name());
            let is_folder = folder.join(&path).is_dir();
            open.extend(is_folder.then(|| path.clone()));
            found.insert(path.clone(), fs::read(folder.join(path)).ok());
        }
    }
    found
}

fn eventually(holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(60), "it does not come");
        thread::sleep(Duration::from_millis(1));
    }
}

/// A batch that goes on, and does not outlive its test.
struct Running(Option<Child>);

impl Running {
    fn signal(&self, name: &str) {
        let id = self.0.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    fn has_ended(&mut self) -> bool {
        self.0.as_mut().unwrap().try_wait().unwrap().is_some()
    }

    fn output(mut self) -> Output {
        let begun = Instant::now();
        while !self.has_ended() {
            assert!(begun.elapsed() < Duration::from_secs(60), "it does not end");
            thread::sleep(Duration::from_millis(1));
        }
        self.0.take().unwrap().wait_with_output().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            child.kill().and_then(|()| child.wait()).unwrap();
        }
    }
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Holds that a run failed, and said so with this sentence.
fn failed(output: &Output, with: &str) {
    let told = told(output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(output.stdout.is_empty());
    assert!(told.contains(with) && told.contains(NOTHING_KEPT), "{told}");
    assert!(!told.contains("panicked"), "{told}");
}

/// Runs batches for which no file may be larger than so many blocks, until one is whole. Returns the
/// outputs that could not be written.
fn outputs_that_meet_a_full_disk(office: &Office, more: &[&str]) -> BTreeSet<String> {
    let mut met = BTreeSet::new();
    let before = office.contents();
    for blocks in 0.. {
        let script = format!("trap '' XFSZ && ulimit -f {blocks} && exec \"$@\"");
        let output = office.batch_in(&script).args(more).output().unwrap();
        if output.status.code() != Some(1) {
            assert!(matches!(output.status.code(), Some(0 | 3)), "{}", told(&output));
            break;
        }
        failed(&output, "check the room that is left");
        assert!(office.contents() == before, "{}", told(&output));
        met.insert(told(&output).split('`').nth(1).unwrap().to_owned());
    }
    met
}

#[test]
fn whichever_output_meets_a_full_disk_none_is_replaced() {
    let office = Office::new(3, 4, "20%");
    assert_eq!(office.batch().output().unwrap().status.code(), Some(3));
    let mut met = outputs_that_meet_a_full_disk(&office, &[]);
    met.append(&mut outputs_that_meet_a_full_disk(&office, &["--explain"]));
    // One bill, and far more rows of members that are none.
    let office = Office::new(1, 1, "0%");
    let members = fs::read_to_string(office.path("data/members.csv")).unwrap();
    let more: String = (0..40).map(|row| format!("M{row},{}\n", "x".repeat(200))).collect();
    fs::write(office.path("data/members.csv"), members + &more).unwrap();
    met.append(&mut outputs_that_meet_a_full_disk(&office, &[]));
    // Columns that nobody asked for: the manifest names them.
    let columns: String = (0..200).map(|column| format!(",column{column}")).collect();
    let [header, row] = ["member_id,birth_date,sex,org_code,hardship", "M1,1980-01-01,M,99.01,no"];
    let members = format!("{header}{columns}\n{row}{}\n", ",".repeat(200));
    fs::write(office.path("data/members.csv"), members).unwrap();
    met.append(&mut outputs_that_meet_a_full_disk(&office, &[]));
    let all = "decisions.csv explanations.jsonl rejects.csv rejected/members.csv summary.json \
        manifest.json";
    for name in all.split_whitespace() {
        assert!(met.contains(name), "{name} is not among {met:?}");
    }
}

#[test]
fn streams_that_are_full_or_closed_change_no_output_and_no_exit_code() {
    let (office, before) = Office::decided();
    let full = ["exec \"$@\" >/dev/full", "exec \"$@\" 2>/dev/full", "exec \"$@\" >/dev/full 2>&1"];
    let closed = ["exec \"$@\" >&-", "exec \"$@\" 2>&-", "exec \"$@\" <&- >&- 2>&-"];
    let scripts = closed.iter().chain(full.iter().filter(|_| cfg!(target_os = "linux")));
    for script in scripts {
        fs::remove_dir_all(office.path("out")).unwrap();
        let mut batch = office.batch_in(script);
        let output = batch.args(["--explain", "--format", "json"]).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{script}: {}", told(&output));
        assert!(office.contents() == before, "{script}");
    }
}

#[test]
fn where_nothing_can_be_written_the_run_says_so() {
    let (office, before) = Office::decided();
    let file = office.path("data/members.csv");
    let mut places = vec![
        (file.clone(), "is not a folder"),
        (file.join("out"), "cannot be written"),
        ("/dev/null".into(), "is not a folder"),
        ("/dev/null/out".into(), "cannot be written"),
    ];
    if cfg!(target_os = "linux") {
        // Folders that are read-only even for root.
        places.push(("/proc/self".into(), "cannot be written"));
        places.push(("/proc/out".into(), "cannot be written"));
        places.push(("/proc/out/of/here".into(), "cannot be written"));
    }
    for (place, with) in places {
        failed(&office.batch_into(&place).output().unwrap(), with);
    }
    assert!(office.contents() == before);
}

#[test]
fn inputs_that_are_no_files_are_told_and_a_pipe_is_read_like_a_file() {
    let (office, before) = Office::decided();
    let bytes = office.pipe();
    office.feed(bytes);
    let output = office.begin(office.batch()).output();
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    let mut same = before.clone();
    same.retain(|path, _| path != Path::new("explanations.jsonl"));
    let mut after = office.contents();
    for manifest in [&mut same, &mut after] {
        manifest.remove(Path::new("manifest.json")); // It has one file fewer to tell of.
    }
    assert!(after == same);

    let before = office.contents();
    let [bills, members] = ["data/bills.csv", "data/members.csv"].map(|name| office.path(name));
    fs::remove_file(&bills).unwrap();
    fs::remove_file(&members).unwrap();
    fs::create_dir(&members).unwrap();
    let output = office.batch().output().unwrap();
    failed(&output, "bills.csv` cannot be read");
    failed(&output, "members.csv` cannot be read");
    std::os::unix::fs::symlink(&bills, &bills).unwrap();
    failed(&office.batch().output().unwrap(), "bills.csv` cannot be read");
    assert!(office.contents() == before);
}

/// Somebody who does something when a phase begins.
struct At<'f>(Phase, &'f (dyn Fn() + Sync));

impl Progress for At<'_> {
    fn begin(&self, phase: Phase, _: u64) {
        if phase == self.0 {
            self.1();
        }
    }

    fn done(&self, _: u64) {}
}

const PHASES: [Phase; 4] = [Phase::Load, Phase::Read, Phase::Decide, Phase::Publish];

#[test]
fn an_out_folder_that_vanishes_is_not_made_anew_with_half_of_the_outputs() {
    let (office, _) = Office::decided();
    let out = office.path("out");
    for phase in PHASES {
        fs::create_dir_all(&out).unwrap();
        let why = office.run(&At(phase, &|| fs::remove_dir_all(&out).unwrap())).unwrap_err();
        assert!(why[0].to_string().contains("cannot be written"), "{phase:?}: {}", why[0]);
        assert!(!out.exists(), "{phase:?}");
    }
}

#[test]
fn what_takes_the_place_of_the_out_folder_is_left_alone() {
    let (office, _) = Office::decided();
    let out = office.path("out");
    for phase in PHASES {
        let replace = || {
            fs::remove_dir_all(&out).unwrap();
            fs::write(&out, "another's").unwrap();
        };
        let why = office.run(&At(phase, &replace)).unwrap_err();
        assert!(why[0].to_string().contains("cannot be written"), "{phase:?}: {}", why[0]);
        assert_eq!(fs::read_to_string(&out).unwrap(), "another's", "{phase:?}");
        fs::remove_file(&out).unwrap();

        fs::create_dir(&out).unwrap();
        let replace = || {
            fs::remove_dir_all(&out).unwrap();
            fs::create_dir(&out).unwrap();
            fs::write(out.join("note"), "another's").unwrap();
        };
        office.run(&At(phase, &replace)).unwrap_err();
        let left: Vec<_> = office.contents().into_keys().collect();
        assert_eq!(left, [Path::new("note")], "{phase:?}");
        fs::remove_file(out.join("note")).unwrap();
    }
}

#[test]
fn an_output_that_somebody_takes_away_is_missed() {
    let (office, before) = Office::decided();
    let names = ["decisions.csv", "rejected", "summary.json", "manifest.json"];
    for name in names {
        let take = || {
            let hidden = contents(&office.path("out"));
            let hidden = hidden.keys().find(|path| is_hidden(path)).unwrap();
            let path = office.path("out").join(hidden).join(name);
            if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
        };
        office.run(&At(Phase::Publish, &take)).unwrap_err();
        assert!(office.contents() == before, "{name}");
    }
}

#[test]
fn an_out_folder_that_vanishes_under_the_program_fails_the_run() {
    let (office, _) = Office::decided();
    let bytes = office.pipe();
    let running = office.begin(office.batch());
    fs::remove_dir_all(office.path("out")).unwrap();
    office.feed(bytes);
    failed(&running.output(), "cannot be written");
    assert!(!office.path("out").exists());
}

#[test]
fn of_two_runs_into_one_folder_one_is_whole_and_the_other_says_why_not() {
    let (office, before) = Office::decided();
    let other = Office::decided().0;
    let bytes = office.pipe();
    let first = office.begin(office.batch());
    let second = other.batch_into(&office.path("out")).output().unwrap();
    failed(&second, "another run writes to");
    office.feed(bytes);
    let output = first.output();
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    let name = Path::new("decisions.csv");
    let after = office.contents();
    assert_eq!(after[name], before[name]);
    assert!(!after.keys().any(|path| is_hidden(path)));
}

/// Who says that the run is to stop, from the time he has been asked so often.
struct Stops {
    after: usize,
    asked: AtomicUsize,
}

impl Progress for Stops {
    fn begin(&self, _: Phase, _: u64) {}

    fn done(&self, _: u64) {}

    fn stops(&self) -> bool {
        self.asked.fetch_add(1, Ordering::Relaxed) >= self.after
    }
}

#[test]
fn a_run_that_is_stopped_anywhere_leaves_nothing() {
    let (office, before) = Office::decided();
    let mut after = 0;
    while let Err(why) = office.run(&Stops { after, asked: AtomicUsize::new(0) }) {
        assert_eq!(why.iter().map(Sentence::to_string).collect::<Vec<_>>(), [STOPPED]);
        assert!(office.contents() == before);
        after += 1;
    }
    assert!(after >= 5, "it asks while it reads, while it decides, and before it publishes");
}

#[test]
fn ctrl_c_ends_a_run_with_nothing_visible() {
    let office = Office::new(33_000, 100_000, "0%");
    for (signal, earlier) in [("INT", false), ("TERM", true), ("HUP", false)] {
        if earlier {
            fs::create_dir(office.path("out")).unwrap();
            fs::write(office.path("out/manifest.json"), "of an earlier run").unwrap();
        }
        let before = office.contents();
        let running = office.begin(office.batch_that_listens());
        running.signal(signal);
        failed(&running.output(), STOPPED);
        assert!(office.contents() == before, "{signal}");
        assert_eq!(office.path("out").exists(), earlier, "{signal}");
        fs::remove_dir_all(office.path("out")).ok();
    }
    // Once more while bills are decided.
    let running = office.begin(office.batch_that_listens());
    office.until_there_is(|path| path.ends_with("payments.csv"));
    running.signal("INT");
    failed(&running.output(), STOPPED);
    assert!(!office.path("out").exists());
}

/// A night that a script starts behind itself: its shell has it ignore Ctrl-C, and nothing else.
#[test]
fn a_run_in_the_background_ends_at_a_signal_that_is_not_ignored() {
    for (ignored, signal) in [("INT", "TERM"), ("INT", "HUP"), ("INT HUP", "TERM"), ("TERM", "INT")]
    {
        let (office, before) = Office::decided();
        let bytes = office.pipe();
        let script = format!("trap - INT TERM HUP; trap '' {ignored}; exec \"$@\"");
        let running = office.begin(office.batch_that_listens_in(&script));
        for signal in ignored.split(' ').chain([signal]) {
            running.signal(signal);
        }
        thread::sleep(Duration::from_millis(50));
        office.feed(bytes);
        failed(&running.output(), STOPPED);
        assert!(office.contents() == before, "{ignored}, {signal}");
    }
    // As the shell itself does it: the script goes on, tells the job to end, and says how it ended.
    let (office, before) = Office::decided();
    let bytes = office.pipe();
    let script = "\"$@\" & job=$!; echo $job; wait $job; echo $?";
    let mut shell = office.batch_that_listens_in(script);
    let mut shell = shell.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    office.until_there_is(|path| path.is_dir() && is_hidden(path));
    let mut told = BufReader::new(shell.stdout.take().unwrap()).lines().map(Result::unwrap);
    let job = told.next().unwrap();
    assert!(Command::new("kill").args(["-s", "INT", &job]).status().unwrap().success());
    assert!(Command::new("kill").args(["-s", "TERM", &job]).status().unwrap().success());
    office.feed(bytes);
    assert_eq!(told.next().as_deref(), Some("1"));
    assert!(shell.wait().unwrap().success());
    assert!(!Path::new("/proc").join(job).exists(), "it is gone");
    assert!(office.contents() == before);
}

#[test]
fn a_run_that_waits_in_vain_ends_at_the_second_ctrl_c() {
    let (office, before) = Office::decided();
    let bytes = office.pipe();
    let mut running = office.begin(office.batch_that_listens());
    running.signal("INT");
    running.signal("INT"); // Two at once are one.
    thread::sleep(Duration::from_millis(1100));
    assert!(!running.has_ended());
    running.signal("INT");
    assert_eq!(running.output().status.code(), Some(130));
    fs::remove_file(office.path("data/bills.csv")).unwrap();
    fs::write(office.path("data/bills.csv"), bytes).unwrap();
    let done = office.batch().arg("--explain").output().unwrap();
    assert_eq!(done.status.code(), Some(3), "{}", told(&done));
    assert!(office.contents() == before);
}

#[test]
fn a_run_under_nohup_goes_on_when_the_terminal_is_closed() {
    let (office, before) = Office::decided();
    let bytes = office.pipe();
    let mut nohup = office.batch_in("trap '' HUP && exec \"$@\"");
    nohup.arg("--explain");
    let running = office.begin(nohup);
    running.signal("HUP");
    office.feed(bytes);
    let output = running.output();
    assert_eq!(output.status.code(), Some(3), "{}", told(&output));
    assert!(office.contents() == before);
}

#[test]
fn a_run_killed_at_any_moment_leaves_nothing_that_the_next_run_does_not_mend() {
    const MOMENTS: u32 = 10;
    let office = Office::new(1_500, 4_000, "1%");
    let run = |more: &[&str]| {
        let begun = Instant::now();
        let done = office.batch().args(more).output().unwrap();
        assert_eq!(done.status.code(), Some(3), "{}", told(&done));
        (office.contents(), begun.elapsed())
    };
    let (earlier, _) = run(&["--explain"]);
    let (undisturbed, takes) = run(&[]);
    assert!(earlier != undisturbed);
    for moment in 0..MOMENTS {
        put(&earlier, &office.path("out"));
        let mut child = office.batch().stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(takes * moment / (MOMENTS - 1));
        child.kill().and_then(|()| child.wait()).unwrap();
        let mut left = office.contents();
        let is_cut = left.keys().any(|path| is_hidden(path));
        left.retain(|path, _| !path.iter().any(|name| is_hidden(name.as_ref())));
        let is_whole = left == earlier || left == undisturbed;
        assert!(is_whole || is_cut && !left.contains_key(Path::new("manifest.json")), "{moment}");
        assert!(run(&[]).0 == undisturbed, "{moment}");
    }
}

/// Makes a folder that holds this and nothing else.
fn put(contents: &Contents, folder: &Path) {
    fs::remove_dir_all(folder).unwrap();
    fs::create_dir(folder).unwrap();
    for (path, bytes) in contents {
        match bytes {
            Some(bytes) => fs::write(folder.join(path), bytes).unwrap(),
            None => fs::create_dir(folder.join(path)).unwrap(),
        }
    }
}
