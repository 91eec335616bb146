//! Where the window is reached: on this computer alone, or under a name and by TLS alone.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use axum::http::Uri;

use crate::window::WindowError;

/// Where the window listens, and what it is called there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub(super) listen: SocketAddr,
    /// Where other computers reach it.
    pub(super) public: Option<Public>,
}

/// The name under which other computers reach a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Public {
    /// The name, and the port where it is not the usual one.
    pub host: String,
    /// Nothing where a proxy stands before the window.
    pub certificate: Option<Certificate>,
}

/// The files by which a window shows who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The certificate and those that it rests on, in PEM.
    pub chain: PathBuf,
    /// Its key, in PEM, which only its owner may read.
    pub key: PathBuf,
}

impl Address {
    /// Where the window listens if nothing else is asked for.
    pub const LISTENS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 7480);
    /// Where it opens then: on this computer alone.
    pub const USUAL: Address = Address { listen: Address::LISTENS, public: None };

    /// An address and port of this computer alone.
    ///
    /// # Errors
    ///
    /// When another computer could reach it.
    pub fn new(listen: SocketAddr) -> Result<Address, WindowError> {
        match listen.ip().is_loopback() {
            true => Ok(Address { listen, public: None }),
            false => Err(WindowError::NotThisComputer { address: listen }),
        }
    }

    /// Any address, which other computers reach under a name as `https://desk.example.org`, by TLS: with a certificate
    /// here, or else by a proxy that has one and hands on what comes.
    ///
    /// # Errors
    ///
    /// When the name is written in another way.
    pub fn public(
        listen: SocketAddr,
        name: &str,
        certificate: Option<Certificate>,
    ) -> Result<Address, WindowError> {
        let wrong = || WindowError::NoName { text: name.to_owned() };
        let uri: Uri = name.parse().map_err(|_| wrong())?;
        let is_name = uri.scheme_str() == Some("https") && uri.path() == "/";
        let host = uri.authority().filter(|host| !host.as_str().contains('@'));
        let host = host.filter(|_| is_name && uri.query().is_none()).ok_or_else(wrong)?;
        let host = host.as_str().to_ascii_lowercase();
        // Browsers leave the usual port out.
        let host = host.strip_suffix(":443").unwrap_or(&host).to_owned();
        Ok(Address { listen, public: Some(Public { host, certificate }) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_https_and_nothing_but_a_name() {
        let host = |name: &str| {
            let address = Address::public(Address::USUAL.listen, name, None).ok()?;
            address.public.map(|public| public.host)
        };
        let is = |name: &str, known: &str| assert_eq!(host(name).as_deref(), Some(known), "{name}");
        is("https://desk.example.org", "desk.example.org");
        is("https://Desk.example.org:443/", "desk.example.org");
        is("https://desk.example.org:8443", "desk.example.org:8443");
        for wrong in [
            "desk.example.org",
            "http://desk.example.org",
            "https://desk.example.org/window",
            "https://li@desk.example.org",
            "https://desk.example.org/?a",
            "https://",
            "",
        ] {
            assert_eq!(host(wrong), None, "{wrong}");
        }
    }
}
