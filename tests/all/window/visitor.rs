//! Who stands before a window: an office with a ledger, the program that serves it, and requests as a browser sends them.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

const HUZHU: &str = env!("CARGO_BIN_EXE_huzhu");
/// A member with a bill in the ledger, by the id of 18 digits.
pub const ANNA: &str = "990000198001010012";
/// The same, as a card of 15 digits has it.
pub const ANNA_ON_AN_OLD_CARD: &str = "990000800101001";
const MEMBERS: &str = "member_id,birth_date,sex,org_code,hardship,name\n";
const ENROLMENTS: &str = "member_id,plan,start,end,units,enrolled_on\n";
const BILLS: &str = "bill_id,member_id,category,hospital_id,hospital_level,admission,discharge,settled_on,diagnosis,total,\
                     out_of_catalogue,class_b_prepay,deductible,pool_paid,critical_paid,assistance_paid,other_paid\n";

/// An office of the city benchmark, in which Anna has a bill of 5,000.00 in March.
pub struct Office {
    folder: TempDir,
}

impl Office {
    pub fn new() -> Office {
        Office::under(|rules| rules)
    }

    /// The same under changed rules.
    pub fn under(change: impl Fn(String) -> String) -> Office {
        let office = Office { folder: tempfile::tempdir().unwrap() };
        office.write("members.csv", &format!("{MEMBERS}{ANNA},1980-01-01,F,9900.01,no,Anna<b>\n"));
        office.write(
            "enrolments.csv",
            &format!("{ENROLMENTS}{ANNA},city,2024-01-01,2024-12-31,1,2023-12-01\n"),
        );
        let bill = "A1,ANNA,inpatient,H1,1,2024-03-01,2024-03-02,2024-04-01,I10,5000.00,0.00,0.00,0.00,0.00,0.00,0.00,0.00\n";
        office.write("bills.csv", &(BILLS.to_owned() + &bill.replace("ANNA", ANNA)));
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
        office
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

    /// Opens the window.
    pub fn window(&self) -> Window {
        let mut huzhu = Command::new(HUZHU);
        huzhu.current_dir(self.folder.path()).args([
            "--lang",
            "en",
            "serve",
            "--ledger",
            "city.ledger",
        ]);
        huzhu.args(["--listen", "127.0.0.1:0", "--api-key", "key", "--by", "Wu"]);
        let mut program = huzhu.stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(program.stderr.take().unwrap()).lines().map(Result::unwrap);
        let link = said
            .find_map(|line| line.split_once("http://").map(|(_, link)| link.to_owned()))
            .unwrap();
        let (host, path) = link.split_once('/').unwrap();
        let key = fs::read_to_string(self.path("key")).unwrap().trim().to_owned();
        Window { program, host: host.to_owned(), link: format!("/{path}"), key }
    }
}

/// A window that is open.
pub struct Window {
    program: Child,
    pub host: String,
    /// The address by which the first browser is let in.
    pub link: String,
    /// The key of the API.
    pub key: String,
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
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
    pub fn sends(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
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
    pub fn request(&self, line: &str, headers: &str, body: &str) -> Answer {
        let (host, length) = (&self.host, body.len());
        self.sends(&format!(
            "{line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
        ))
    }

    /// Lets a browser in.
    pub fn browser(&self) -> Browser<'_> {
        let entered = self.request(&format!("GET {}", self.link), "", "");
        assert_eq!((entered.status, entered.headers["location"].as_str()), (303, "/"));
        let cookie = entered.headers["set-cookie"].split(';').next().unwrap().to_owned();
        let mut browser = Browser { window: self, cookie, form_key: String::new() };
        let page = browser.gets("/");
        let (_, key) = page.body.split_once("name=\"form_key\" value=\"").unwrap();
        key.split('"').next().unwrap().clone_into(&mut browser.form_key);
        browser
    }

    /// Asks the API, with its key.
    pub fn api(&self, path: &str, body: &serde_json::Value) -> Answer {
        let headers =
            format!("Authorization: Bearer {}\r\nContent-Type: application/json\r\n", self.key);
        self.request(&format!("POST /api/v1/{path}"), &headers, &body.to_string())
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
        let headers = format!(
            "Cookie: {}\r\nOrigin: http://{}\r\nContent-Type: application/x-www-form-urlencoded\r\n",
            self.cookie, self.window.host
        );
        self.window.request(&format!("POST {path}"), &headers, &body.join("&"))
    }

    /// Finds a member, and gives the address of the page.
    pub fn finds(&self, id: &str) -> String {
        let found = self.fills("/member", &[("member_id", id)]);
        assert_eq!(found.status, 303, "{}", found.body);
        found.headers["location"].clone()
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
