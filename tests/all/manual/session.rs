//! Commands of a page, run as a reader would who types them one after the other.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use super::{at, blocks, hold, page, pages};

#[test]
fn every_page_is_what_the_program_reads_and_prints() {
    let has_session =
        |path: &String| blocks(&page(path)).iter().any(|block| block.language == "console");
    let pages: Vec<String> = pages().into_iter().filter(has_session).collect();
    assert!(pages.len() > 3, "the sessions are found: {pages:?}");
    let faults: Vec<String> = thread::scope(|scope| {
        let runs: Vec<_> = pages.iter().map(|path| scope.spawn(|| played(path))).collect();
        runs.into_iter().filter_map(|run| run.join().unwrap().err()).collect()
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Runs all commands of a page, and holds the page to what they print.
fn played(path: &str) -> Result<(), String> {
    let written = page(path);
    let mut session = Session::begin(path);
    let (mut right, mut end) = (String::new(), 0);
    for block in blocks(&written) {
        right += &written[end..block.place.start];
        end = block.place.end;
        match block.language.as_str() {
            "console" => right += &session.run(&block.text),
            "toml" => {
                session.write(&block.text);
                right += &block.text;
            }
            _ => right += &block.text,
        }
    }
    right += &written[end..];
    hold(path, &right)
}

/// The bill that the front page explains.
const BILL: &str = "docs/pinghu-bill.toml";

/// A terminal in a folder of its own.
struct Session {
    folder: PathBuf,
    /// The language of the terminal; none, and the program speaks English.
    locale: Option<&'static str>,
    /// Where the last part of the last file begins.
    added_from: usize,
}

impl Session {
    fn begin(page: &str) -> Session {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("manual").join(page);
        let _ = fs::remove_dir_all(&folder);
        let books = fs::read_dir(at("rules")).unwrap().map(|book| book.unwrap().file_name());
        let books = books.map(|name| format!("rules/{}", name.to_string_lossy()));
        for part in books.chain(["data/city_small".to_owned()]) {
            copy(&at(&part), &folder.join(part));
        }
        fs::create_dir_all(folder.join("docs")).unwrap();
        fs::copy(at(BILL), folder.join(BILL)).unwrap();
        let locale = page.starts_with("docs/zh/").then_some("zh_CN.UTF-8");
        Session { folder, locale, added_from: 0 }
    }

    fn write(&mut self, text: &str) {
        let first = text.lines().next().unwrap_or_default();
        let Some(name) = first.strip_prefix("# ") else { return };
        let (name, how) = name.split_once(", ").unwrap_or((name, ""));
        if !name.ends_with(".toml") {
            return;
        }
        let path = self.folder.join(name);
        let mut whole = match how {
            "" => String::new(),
            _ => fs::read_to_string(&path).expect("what is continued has begun"),
        };
        match how {
            "" | "continued" => self.added_from = whole.len(),
            "mended" => whole.truncate(self.added_from),
            _ => panic!("`{first}`: write `continued` or `mended`"),
        }
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, whole + text).unwrap();
    }

    /// The commands of a block, each followed by what it prints.
    fn run(&self, text: &str) -> String {
        let commands = text.lines().filter_map(|line| line.strip_prefix("$ "));
        commands.map(|command| format!("$ {command}\n{}", self.printed(command))).collect()
    }

    fn printed(&self, command: &str) -> String {
        let is_ours = |text: &&str| !text.contains(['|', '>', ';', '"']);
        let mut huzhu = match command.strip_prefix("huzhu ").filter(is_ours) {
            Some(arguments) => {
                let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
                huzhu.args(arguments.split_whitespace());
                huzhu
            }
            None => shell(command),
        };
        huzhu.current_dir(&self.folder);
        for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
            huzhu.env_remove(name);
        }
        huzhu.envs(self.locale.map(|locale| ("LC_MESSAGES", locale)));
        let output = huzhu.output().expect("the program starts");
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        let printed = text(output.stdout) + &text(output.stderr);
        match output.status.code() {
            Some(0) => printed,
            code => format!("{printed}(exit code {})\n", code.expect("it ends by itself")),
        }
    }
}

/// A command of the shell, which finds us under our name.
fn shell(command: &str) -> Command {
    let ours = Path::new(env!("CARGO_BIN_EXE_huzhu")).parent().expect("it is in a folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = [ours.to_owned()].into_iter().chain(std::env::split_paths(&path));
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).env("PATH", std::env::join_paths(path).expect("it was one"));
    shell
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
