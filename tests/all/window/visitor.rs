//! Who stands before a window: an office with a ledger, the program that serves it, and requests as a browser sends them.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, OnceLock, mpsc};
use std::thread::JoinHandle;
use std::time::SystemTime;

use huzhu::access::Hashing;
use huzhu::date::Day;
use huzhu::ledger::Name;
use huzhu::window::{Address, Counter, Service, Who, serve};
use huzhu::words::Lang;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, StreamOwned};

const HUZHU: &str = env!("CARGO_BIN_EXE_huzhu");
/// A member with a bill in the ledger, by the id of 18 digits.
pub const ANNA: &str = "990000198001010012";
/// The same, as a card of 15 digits has it.
pub const ANNA_ON_AN_OLD_CARD: &str = "990000800101001";
/// A member of another town.
pub const BELA: &str = "990000198102020025";
/// A member of Anna's town.
pub const CARL: &str = "990000198203030038";
/// A password.
pub const PASSWORD: &str = "Kranich 2026!";
const MEMBERS: &str = "member_id,birth_date,sex,org_code,hardship,name\n";
const ENROLMENTS: &str = "member_id,plan,start,end,units,enrolled_on\n";
const BILLS: &str = "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,diagnosis,total,\
                     out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,assistance_paid,other_paid\n";

/// An office of the city benchmark, in which Anna has a bill of 5,000.00 in March.
pub struct Office {
    folder: TempDir,
    /// A key of the API for all members.
    pub key: String,
}

impl Office {
    /// A copy of one that is made once.
    pub fn new() -> Office {
        static ONE: OnceLock<([Vec<u8>; 2], String)> = OnceLock::new();
        let names = ["city.ledger", "city.ledger.access"];
        let (files, key) = ONE.get_or_init(|| {
            let one = Office::under(|rules| rules);
            (names.map(|name| fs::read(one.path(name)).unwrap()), one.key.clone())
        });
        let office = Office { folder: tempfile::tempdir().unwrap(), key: key.clone() };
        names
            .iter()
            .zip(files)
            .for_each(|(name, file)| fs::write(office.path(name), file).unwrap());
        office
    }

    /// The same under changed rules.
    pub fn under(change: impl Fn(String) -> String) -> Office {
        let mut office = Office { folder: tempfile::tempdir().unwrap(), key: String::new() };
        let members =
            [(ANNA, "9900.01", "Anna<b>"), (BELA, "9900.02", "Bela"), (CARL, "9900.01.7", "Carl")];
        let (mut people, mut periods) = (MEMBERS.to_owned(), ENROLMENTS.to_owned());
        for (id, unit, name) in members {
            people += &format!("{id},1980-01-01,F,{unit},no,{name}\n");
            periods += &format!("{id},city,2024-01-01,2024-12-31,1,2023-12-01\n");
        }
        office.write("members.csv", &people);
        office.write("enrolments.csv", &periods);
        office.write("bills.csv", &(BILLS.to_owned() + &bill_of_anna("A1")));
        office.does(&["ledger", "new", "city.ledger"]);
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/city/1.toml");
        office.write("rules.toml", &change(fs::read_to_string(rules).unwrap()));
        let night = [
            "batch",
            "--rules",
            "rules.toml",
            "--data",
            ".",
            "--out",
            "out",
            "--ledger",
            "city.ledger",
        ];
        office.does(&[&night[..], &["--posted-on", "2024-04-10", "--by", "Zhou"]].concat());
        office.key = office.program("tests", &["--everyone"]);
        office
    }

    /// One with nothing but a new ledger, for a test that brings nights of its own.
    pub fn of_nothing() -> Office {
        let office = Office { folder: tempfile::tempdir().unwrap(), key: String::new() };
        office.does(&["ledger", "new", "city.ledger"]);
        office
    }

    /// The key of a new program.
    pub fn program(&self, name: &str, part: &[&str]) -> String {
        let key = self.users(&["key", "city.ledger", name], part);
        key.trim().to_owned()
    }

    /// Makes a user, and gives the path of the link that sets the password.
    pub fn user(&self, name: &str, role: &str, more: &[&str]) -> String {
        let link = self.users(&["add", "city.ledger", name, "--role", role], more);
        let (_, path) = link.trim().split_once("/password/").unwrap();
        format!("/password/{path}")
    }

    /// What a change of users prints.
    pub fn users(&self, words: &[&str], more: &[&str]) -> String {
        self.does(&[&["users"], words, more, &["--by", "Wu", "--reason", "tests"]].concat())
    }

    /// What is said of a user that is not made.
    pub fn refuses_user(&self, name: &str, role: &str) -> String {
        let mut huzhu = Command::new(HUZHU);
        let add = ["--lang", "en", "users", "add", "city.ledger", name, "--role", role];
        huzhu.current_dir(self.folder.path()).args(add);
        huzhu.args(["--everyone", "--by", "Wu", "--reason", "tests"]);
        let output = huzhu.output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    }

    /// The log of looks: who looked, by which command, and why.
    pub fn looks(&self, search: &[&str]) -> Vec<[String; 3]> {
        let list = ["ledger", "looks", "city.ledger", "--format", "json"];
        let list: serde_json::Value =
            serde_json::from_str(&self.does(&[&list[..], search].concat())).unwrap();
        assert_eq!(list["whole"], true);
        let texts = |look: &serde_json::Value| {
            ["by", "command", "reason"].map(|key| look[key].as_str().unwrap().to_owned())
        };
        list["looks"].as_array().unwrap().iter().map(texts).collect()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// What a command prints.
    pub fn does(&self, words: &[&str]) -> String {
        let mut huzhu = Command::new(HUZHU);
        let output = huzhu
            .current_dir(self.folder.path())
            .args(["--lang", "en"])
            .args(words)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{words:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// A second night, with members who are new.
    pub fn next_night(&self, members: &str, enrolments: &str) {
        self.next_night_of(members, enrolments, BILLS);
    }

    /// A second night, with a bill of Anna's.
    pub fn next_night_of_anna(&self, bill_id: &str) {
        self.next_night_of(MEMBERS, ENROLMENTS, &(BILLS.to_owned() + &bill_of_anna(bill_id)));
    }

    fn next_night_of(&self, members: &str, enrolments: &str, bills: &str) {
        fs::create_dir(self.path("next")).unwrap();
        self.write("next/members.csv", members);
        self.write("next/enrolments.csv", enrolments);
        self.write("next/bills.csv", bills);
        self.write("rules.toml", &self.rules());
        let words = ["batch", "--rules", "rules.toml", "--data", "next", "--out", "next-out"];
        let night = ["--ledger", "city.ledger", "--posted-on", "2024-04-11", "--by", "Zhou"];
        self.does(&[&words[..], &night[..]].concat());
    }

    /// The rules of its ledger, where they were not changed.
    pub fn rules(&self) -> String {
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/city/1.toml");
        fs::read_to_string(rules).unwrap()
    }

    /// Opens the window.
    pub fn window(&self) -> Window {
        self.window_with(&[])
    }

    /// The same with further words of the command.
    pub fn window_with(&self, more: &[&str]) -> Window {
        let mut huzhu = Command::new(HUZHU);
        huzhu.current_dir(self.folder.path()).args([
            "--lang",
            "en",
            "serve",
            "--ledger",
            "city.ledger",
        ]);
        huzhu.args(["--listen", "127.0.0.1:0", "--by", "Wu"]);
        huzhu.args(more);
        let mut program = huzhu.stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(program.stderr.take().unwrap()).lines().map(Result::unwrap);
        let link = said
            .find_map(|line| line.split_once("http://").map(|(_, link)| link.to_owned()))
            .unwrap();
        let (host, path) = link.split_once('/').unwrap();
        let (host, link) = (host.to_owned(), format!("/{path}"));
        let (address, key) = (host.parse().unwrap(), self.key.clone());
        Window { open: Open::Program(program), address, host, link, key, tls: None }
    }

    /// Opens a window in this program, by a clock of the test's.
    pub fn window_by(&self, clock: fn() -> i64) -> Window {
        self.window_at(clock, Address::new("127.0.0.1:0".parse().unwrap()).unwrap())
    }

    /// The same at an address.
    pub fn window_at(&self, clock: fn() -> i64, address: Address) -> Window {
        let (tells, told) = mpsc::channel();
        let (link, opened) = (tells.clone(), tells);
        let (close, closed) = oneshot::channel::<()>();
        let who = Who {
            by: Name::new("Wu").unwrap(),
            account: "tests".to_owned(),
            today: || Day::parse("2024-06-01").unwrap(),
            now: || "2024-06-01T09:00:00+08:00".to_owned(),
            clock,
        };
        let service = Service {
            counter: Counter::new(self.path("city.ledger"), None),
            who,
            address,
            hashing: Hashing { memory: 8, passes: 1 },
            lang: Lang::English,
            tell_link: Box::new(move |told| link.send(told.to_owned()).unwrap_or_default()),
        };
        let open = move || {
            let opened = move |at: SocketAddr| opened.send(at.to_string()).unwrap();
            serve(service, opened, async { closed.await.unwrap_or_default() }).unwrap();
        };
        let thread = std::thread::spawn(open);
        let host = told.recv().unwrap();
        let link = told.recv_timeout(std::time::Duration::from_millis(200)).unwrap_or_default();
        let (_, link) = link.split_once("/enter/").unwrap_or_default();
        let (open, link) = (Open::Thread(Some(close), Some(thread)), format!("/enter/{link}"));
        Window {
            open,
            address: host.parse().unwrap(),
            host,
            link,
            key: self.key.clone(),
            tls: None,
        }
    }
}

/// A stay in March for 5,000.00.
fn bill_of_anna(id: &str) -> String {
    let cells = "inpatient,H1,1,2024-03-01,2024-03-02,2024-04-01,I10,5000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00";
    format!("{id},{ANNA},{cells}\n")
}

/// The moment of the computer, in seconds since 1970.
pub fn clock() -> i64 {
    SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs().try_into().unwrap()
}

/// What serves a window.
enum Open {
    Program(Child),
    Thread(Option<oneshot::Sender<()>>, Option<JoinHandle<()>>),
}

/// A window that is open.
pub struct Window {
    open: Open,
    /// Where it listens.
    pub address: SocketAddr,
    /// What browsers call it.
    pub host: String,
    /// The address by which the first browser is let in.
    pub link: String,
    /// The key of the API.
    pub key: String,
    /// How its certificate is checked.
    pub tls: Option<Arc<ClientConfig>>,
}

impl Window {
    /// So many bytes the program that serves it has read from files.
    #[cfg(target_os = "linux")]
    pub fn bytes_read(&self) -> usize {
        let Open::Program(program) = &self.open else { panic!("a thread is not counted apart") };
        let counts = fs::read_to_string(format!("/proc/{}/io", program.id())).unwrap();
        let count = counts.lines().find_map(|line| line.strip_prefix("rchar: "));
        count.unwrap().parse().unwrap()
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        match &mut self.open {
            Open::Program(program) => {
                let _ = program.kill();
                let _ = program.wait();
            }
            Open::Thread(close, thread) => {
                let _ = close.take().map(|close| close.send(()));
                let _ = thread.take().map(JoinHandle::join);
            }
        }
    }
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Answer {
    /// The text between the tags, blanks folded.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for part in self.body.split('<').skip(1) {
            text += part.split_once('>').map_or("", |(_, text)| text);
            text.push(' ');
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|why| panic!("{why}: {}", self.body))
    }
}

impl Window {
    /// Sends what stands there, and reads what comes until the window closes the connection.
    pub fn sends(&self, request: impl AsRef<[u8]>) -> Answer {
        let request = request.as_ref();
        let stream = TcpStream::connect(self.address).unwrap();
        let mut answer = Vec::new();
        match &self.tls {
            None => talk(stream, request, &mut answer),
            Some(tls) => {
                let name = self.host.split(':').next().unwrap().to_owned().try_into().unwrap();
                let shaken = ClientConnection::new(Arc::clone(tls), name).unwrap();
                talk(StreamOwned::new(shaken, stream), request, &mut answer);
            }
        }
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer}"));
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let header = |line: &str| {
            let (name, value) = line.split_once(": ").unwrap();
            (name.to_lowercase(), value.to_owned())
        };
        Answer { status, headers: lines.map(header).collect(), body: body.to_owned() }
    }

    /// A request with a body and further lines of its head.
    pub fn request(&self, line: &str, headers: &str, body: impl AsRef<[u8]>) -> Answer {
        let (host, body) = (&self.host, body.as_ref());
        let length = body.len();
        let head = format!(
            "{line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n"
        );
        self.sends([head.as_bytes(), body].concat())
    }

    /// Lets a browser in.
    pub fn browser(&self) -> Browser<'_> {
        let entered = self.request(&format!("GET {}", self.link), "", "");
        assert_eq!((entered.status, entered.headers["location"].as_str()), (303, "/"));
        let cookie = entered.headers["set-cookie"].split(';').next().unwrap().to_owned();
        let mut browser = Browser { window: self, cookie, form_key: String::new() };
        browser.form_key = form_key(&browser.gets("/"));
        browser
    }

    /// Comes as a stranger, to a page with a form.
    pub fn stranger(&self, path: &str) -> Browser<'_> {
        let page = self.request(&format!("GET {path}"), "", "");
        let cookie = page.headers["set-cookie"].split(';').next().unwrap().to_owned();
        Browser { window: self, cookie, form_key: form_key(&page) }
    }

    /// Sets a password by a link, and logs in with it.
    pub fn first(&self, name: &str, link: &str) -> Browser<'_> {
        let boxes = [("password", PASSWORD), ("again", PASSWORD)];
        assert_eq!(self.stranger(link).fills(link, &boxes).status, 303);
        self.logs_in(name, PASSWORD)
    }

    /// Logs in.
    pub fn logs_in(&self, name: &str, password: &str) -> Browser<'_> {
        let answer = self.tries(name, password);
        assert_eq!(answer.status, 303, "{}", answer.text());
        let cookie = answer.headers["set-cookie"].split(';').next().unwrap().to_owned();
        let mut browser = Browser { window: self, cookie, form_key: String::new() };
        browser.form_key = form_key(&browser.gets("/"));
        browser
    }

    /// What an attempt to log in is answered.
    pub fn tries(&self, name: &str, password: &str) -> Answer {
        let boxes = [("name", name), ("password", password)];
        self.stranger("/").fills("/log-in", &boxes)
    }

    /// Asks the API, with its key.
    pub fn api(&self, path: &str, body: &serde_json::Value) -> Answer {
        self.api_by(&self.key, path, body)
    }

    /// The same with another key.
    pub fn api_by(&self, key: &str, path: &str, body: &serde_json::Value) -> Answer {
        let headers = format!("Authorization: Bearer {key}\r\nContent-Type: application/json\r\n");
        self.request(&format!("POST /api/v1/{path}"), &headers, body.to_string())
    }
}

/// A browser that is let in.
pub struct Browser<'w> {
    pub window: &'w Window,
    pub cookie: String,
    pub form_key: String,
}

impl Browser<'_> {
    pub fn gets(&self, path: &str) -> Answer {
        self.window.request(&format!("GET {path}"), &format!("Cookie: {}\r\n", self.cookie), "")
    }

    /// Sends a form of a page.
    pub fn fills(&self, path: &str, boxes: &[(&str, &str)]) -> Answer {
        self.fills_with(path, &self.form_key, boxes)
    }

    /// The same with another key of the form.
    pub fn fills_with(&self, path: &str, form_key: &str, boxes: &[(&str, &str)]) -> Answer {
        let pairs = [("form_key", form_key)].into_iter().chain(boxes.iter().copied());
        let body: Vec<String> =
            pairs.map(|(name, text)| format!("{name}={}", encoded(text))).collect();
        let kind = "application/x-www-form-urlencoded";
        self.posts(path, kind, body.join("&"))
    }

    /// Sends a body from a page of the window.
    pub fn posts(&self, path: &str, kind: &str, body: impl AsRef<[u8]>) -> Answer {
        let scheme = if self.window.host.contains("example") { "https" } else { "http" };
        let headers = format!(
            "Cookie: {}\r\nOrigin: {scheme}://{}\r\nContent-Type: {kind}\r\n",
            self.cookie, self.window.host
        );
        self.window.request(&format!("POST {path}"), &headers, body)
    }

    /// Finds a member, and gives the address of the page.
    pub fn finds(&self, id: &str) -> String {
        let found = self.fills("/member", &[("member_id", id)]);
        assert_eq!(found.status, 303, "{}", found.body);
        found.headers["location"].clone()
    }
}

fn talk(mut stream: impl Read + Write, request: &[u8], answer: &mut Vec<u8>) {
    stream.write_all(request).unwrap();
    stream.read_to_end(answer).unwrap();
}

/// What the forms of a page carry.
fn form_key(page: &Answer) -> String {
    let (_, key) = page
        .body
        .split_once("name=\"form_key\" value=\"")
        .unwrap_or_else(|| panic!("{}", page.body));
    key.split('"').next().unwrap().to_owned()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
