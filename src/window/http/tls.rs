//! TLS by a certificate in files.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

use super::address::Certificate;
use crate::window::WindowError;

/// More than any chain has.
const LONGEST: u64 = 1 << 20;

/// Takes connections with a certificate.
pub(super) fn acceptor(files: &Certificate) -> Result<TlsAcceptor, WindowError> {
    let chain = bytes(&files.chain)?;
    let chain = CertificateDer::pem_slice_iter(&chain).collect::<Result<Vec<_>, _>>();
    let chain = chain.map_err(|why| unusable(&files.chain, why))?;
    if !is_private(&files.key).map_err(|why| unusable(&files.key, why))? {
        return Err(WindowError::OpenKey { path: files.key.clone() });
    }
    let key = PrivateKeyDer::from_pem_slice(&bytes(&files.key)?);
    let key = key.map_err(|why| unusable(&files.key, why))?;
    let config = || -> Result<ServerConfig, rustls::Error> {
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
        config
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)
    };
    let mut config = config().map_err(|why| unusable(&files.chain, why))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// A file that is one: a pipe or a device would never end.
fn bytes(path: &Path) -> Result<Vec<u8>, WindowError> {
    let about = fs::metadata(path).map_err(|why| unusable(path, why))?;
    if !about.is_file() || about.len() > LONGEST {
        return Err(unusable(path, io::Error::from(io::ErrorKind::InvalidData)));
    }
    fs::read(path).map_err(|why| unusable(path, why))
}

fn unusable(path: &Path, why: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> WindowError {
    WindowError::Certificate { path: path.to_owned(), why: why.into() }
}

#[cfg(unix)]
fn is_private(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 == 0)
}

#[cfg(not(unix))]
fn is_private(_: &Path) -> io::Result<bool> {
    Ok(true)
}
