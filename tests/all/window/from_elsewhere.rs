//! A window that other computers reach: under a name, by TLS, and never without users.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::sync::Arc;

use huzhu::window::{Address, Certificate};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::visitor::{ANNA, Office, clock};

const NAME: &str = "desk.example";

/// A certificate that the office made for itself, in files, and how a client trusts it.
fn certificate(office: &Office) -> (Certificate, Arc<ClientConfig>) {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(vec![NAME.to_owned()]).unwrap();
    office.write("chain.pem", &cert.pem());
    office.write("key.pem", &signing_key.serialize_pem());
    let mode = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(office.path("key.pem"), mode).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(cert.der().clone()).unwrap();
    let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let client = client.with_safe_default_protocol_versions().unwrap();
    let client = client.with_root_certificates(roots).with_no_client_auth();
    let files = Certificate { chain: office.path("chain.pem"), key: office.path("key.pem") };
    (files, Arc::new(client))
}

/// What `huzhu serve` says when it does not open.
fn refused(office: &Office, words: &[&str]) -> String {
    let mut huzhu = Command::new(env!("CARGO_BIN_EXE_huzhu"));
    huzhu.current_dir(office.path("")).args(["--lang", "en", "serve", "--ledger", "city.ledger"]);
    let output = huzhu.args(words).output().unwrap();
    assert!(matches!(output.status.code(), Some(1 | 2)), "{words:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn other_computers_are_let_in_under_a_name_with_users_and_by_tls_alone() {
    let office = Office::new();
    certificate(&office);
    for address in ["0.0.0.0:0", "192.0.2.1:80", "[::]:0"] {
        let said = refused(&office, &["--listen", address]);
        assert!(said.contains("can be reached from other computers"), "{said}");
    }
    let name = ["--listen", "127.0.0.1:0", "--public", "https://desk.example"];
    let by = |more: &[&str]| refused(&office, &[&name[..], more].concat());
    assert!(by(&[]).contains("--certificate"), "neither a certificate nor a proxy");
    assert!(by(&["--behind-proxy"]).contains("it has no users"));
    let files = ["--certificate", "chain.pem", "--certificate-key", "key.pem"];
    assert!(by(&files).contains("it has no users"));
    office.user("Li", "supervisor", &["--everyone"]);
    let http = ["--public", "http://desk.example", "--behind-proxy"];
    assert!(refused(&office, &http).contains("is no name of a window"));
}

#[test]
fn a_key_that_is_none_or_that_others_may_read_is_refused() {
    let office = Office::new();
    certificate(&office);
    office.user("Li", "supervisor", &["--everyone"]);
    let by = |chain: &str, key: &str| {
        let files = ["--certificate", chain, "--certificate-key", key];
        refused(&office, &[&["--public", "https://desk.example"][..], &files].concat())
    };
    let mode = |mode| {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(office.path("key.pem"), mode).unwrap();
    };
    for open in [0o644, 0o640, 0o604] {
        mode(open);
        assert!(by("chain.pem", "key.pem").contains("others may read `key.pem`"), "{open:o}");
    }
    mode(0o600);
    for (chain, key, wrong) in [
        ("chain.pem", "chain.pem", "others may read `chain.pem`"),
        ("key.pem", "key.pem", "`key.pem` cannot be used for TLS"),
        ("none.pem", "key.pem", "`none.pem` cannot be used for TLS"),
        (".", "key.pem", "`.` cannot be used for TLS"),
        ("/dev/zero", "key.pem", "`/dev/zero` cannot be used for TLS"),
        ("chain.pem", "/dev/zero", "`/dev/zero`"),
    ] {
        let said = by(chain, key);
        assert!(said.contains(wrong), "{chain} {key}: {said}");
    }
    // The key of another certificate.
    let other = generate_simple_self_signed(vec![NAME.to_owned()]).unwrap();
    office.write("key.pem", &other.signing_key.serialize_pem());
    assert!(by("chain.pem", "key.pem").contains("cannot be used for TLS"));
}

#[test]
fn by_tls_a_clerk_works_as_on_this_computer_and_cookies_never_leave_it() {
    let office = Office::new();
    let link = office.user("Li", "supervisor", &["--everyone"]);
    let (files, client) = certificate(&office);
    let address =
        Address::public("127.0.0.1:0".parse().unwrap(), "https://desk.example", Some(files));
    let mut window = office.window_at(clock, address.unwrap());
    (window.host, window.tls) = (NAME.to_owned(), Some(client));
    let answer = window.request("GET /", "", "");
    assert_eq!(answer.status, 401);
    let cookie = &answer.headers["set-cookie"];
    assert!(cookie.starts_with("__Host-window="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict; Secure"), "{cookie}");
    assert_eq!(answer.headers["strict-transport-security"], "max-age=31536000");
    let li = window.first("Li", &link);
    let page = li.finds(ANNA);
    assert_eq!(li.gets(&page).status, 200);
    // Under another name nobody is answered, nor without TLS.
    for host in ["127.0.0.1", "localhost", "evil.example", "desk.example.evil.example"] {
        let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        assert_eq!(window.sends(&request).status, 421, "{host}");
    }
    let mut plain = TcpStream::connect(window.address).unwrap();
    plain.write_all(b"GET / HTTP/1.1\r\nHost: desk.example\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP"), "{}", String::from_utf8_lossy(&answer));
    // A new link names the address.
    let again = office.users(&["link", "city.ledger", "Li"], &[]);
    assert!(again.starts_with("https://desk.example/password/"), "{again}");
}

#[test]
fn behind_a_proxy_the_name_is_the_publics_and_the_cookie_is_for_tls_alone() {
    let office = Office::new();
    let link = office.user("Li", "supervisor", &["--everyone"]);
    let address =
        Address::public("127.0.0.1:0".parse().unwrap(), "https://desk.example:8443", None);
    let mut window = office.window_at(clock, address.unwrap());
    "desk.example:8443".clone_into(&mut window.host);
    let li = window.first("Li", &link);
    assert!(li.cookie.starts_with("__Host-window="));
    assert_eq!(li.gets("/").status, 200);
    let headers = format!(
        "Cookie: {}\r\nOrigin: http://desk.example:8443\r\nContent-Type: application/x-www-form-urlencoded\r\n",
        li.cookie
    );
    let body = format!("form_key={}&member_id={ANNA}", li.form_key);
    assert_eq!(window.request("POST /member", &headers, &body).status, 403, "a page without TLS");
    // If all users are gone, nobody gets in by a link of who opened it.
    office.users(&["remove", "city.ledger", "Li"], &[]);
    assert_eq!(li.gets("/").status, 401);
}

/// Whoever opens connections and sends nothing keeps nobody waiting.
#[test]
fn silent_connections_keep_nobody_out() {
    let office = Office::new();
    let (files, client) = certificate(&office);
    office.user("Li", "supervisor", &["--everyone"]);
    let address =
        Address::public("127.0.0.1:0".parse().unwrap(), "https://desk.example", Some(files));
    let mut window = office.window_at(clock, address.unwrap());
    (window.host, window.tls) = (NAME.to_owned(), Some(client));
    let silent: Vec<TcpStream> =
        (0..100).map(|_| TcpStream::connect(window.address).unwrap()).collect();
    assert_eq!(window.request("GET /", "", "").status, 401);
    drop(silent);
}
