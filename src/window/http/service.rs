//! Serving: one listener on this computer, bounded in all that a client can make it hold.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::desk::{Desk, Shared, Who};
use super::guard::{is_for_this_computer, sealed};
use super::key::Key;
use super::session::Sessions;
use super::{pages, programs};
use crate::window::{Counter, WindowError};
use crate::words::{Lang, window as words};

/// The longest that a request may take to come.
const SLOW: Duration = Duration::from_secs(10);
/// The longest that a connection may last, whatever its client reads or sends.
const LONGEST: Duration = Duration::from_secs(30);
/// The longest body: a sheet has some forty short boxes.
const BODY: usize = 64 * 1024;
/// Connections at a time.
const CONNECTIONS: usize = 256;

/// An address of this computer alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address(SocketAddr);

impl Address {
    /// Where the window opens if nothing else is asked for.
    pub const USUAL: Address = Address(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 7480));

    /// An address and port.
    ///
    /// # Errors
    ///
    /// When another computer could reach it: the window has no users of its own yet.
    pub fn new(address: SocketAddr) -> Result<Address, WindowError> {
        match address.ip().is_loopback() {
            true => Ok(Address(address)),
            false => Err(WindowError::NotThisComputer { address }),
        }
    }
}

/// A window to be opened.
pub struct Service {
    /// The ledger and the rules.
    pub counter: Counter,
    /// Who sits there.
    pub who: Who,
    /// Where.
    pub address: Address,
    /// The file of the key of the API; without one the API is closed.
    pub key: Option<PathBuf>,
    /// The language of its pages, until a reader asks for another.
    pub lang: Lang,
    /// Tells who opened the window the link by which the next browser is let in.
    pub tell_link: Box<dyn Fn(&str) + Send + Sync>,
}

/// Opens a window, calls `opened` with its address, and serves until `closed` comes about.
///
/// # Errors
///
/// When the ledger cannot be read, the address cannot be listened on, or the key cannot be used.
pub fn serve(
    service: Service,
    opened: impl FnOnce(SocketAddr),
    closed: impl Future<Output = ()>,
) -> Result<(), WindowError> {
    service.counter.open()?;
    let system = |why| WindowError::System { why };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(system)?.block_on(async {
        let Address(address) = service.address;
        let taken = |why| WindowError::CannotListen { address, why };
        let listener = TcpListener::bind(address).await.map_err(taken)?;
        let local = listener.local_addr().map_err(taken)?;
        let desk: Shared = Arc::new(Desk {
            counter: service.counter,
            who: service.who,
            sessions: Sessions::new(service.lang)?,
            api_key: service.key.as_deref().map(Key::kept_in).transpose()?,
            local,
            lang: service.lang,
            tell_link: service.tell_link,
        });
        opened(local);
        (desk.tell_link)(&desk.link());
        let listening = tokio::spawn(listen(listener, router(desk)));
        closed.await;
        listening.abort();
        Ok(())
    })
}

/// Takes connections, so many at a time; one that cannot be taken is its client's loss alone.
async fn listen(listener: TcpListener, router: Router) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let served = serve_one(stream, router.clone());
                tokio::spawn(async move {
                    served.await;
                    drop(place);
                });
            }
            // Too many files are open, for instance: others will be closed.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn serve_one(stream: TcpStream, router: Router) {
    let mut connection = http1::Builder::new();
    // One request each: nothing waits in line, and a client that keeps still keeps nobody out.
    connection.timer(TokioTimer::new()).header_read_timeout(SLOW).max_buf_size(BODY);
    connection.keep_alive(false);
    let served =
        connection.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    // A client that goes away in the middle, or stays too long, is no concern of the window.
    let _ = tokio::time::timeout(LONGEST, served).await;
}

fn router(desk: Shared) -> Router {
    Router::new()
        .route("/", get(pages::find))
        .route("/enter/{link}", get(pages::enter))
        .route("/leave", post(pages::leave))
        .route("/speak/{lang}", get(pages::speak))
        .route("/member", get(pages::find).post(pages::found))
        .route("/member/{number}", get(pages::member).post(pages::ask))
        .route("/member/{number}/bill/{at}", get(pages::bill))
        .route("/member/{number}/notice/{at}", get(pages::sheet))
        .route("/style.css", get(pages::style))
        .route("/api/v1/openapi.json", get(programs::description))
        .route("/api/v1/cover", post(programs::of_cover))
        .route("/api/v1/limits", post(programs::of_limits))
        .route("/api/v1/history", post(programs::of_history))
        .route("/api/v1/explain", post(programs::of_explain))
        .route("/api/v1/notice", post(programs::of_notice))
        .route("/api/v1/preview", post(programs::of_preview))
        .fallback(pages::nowhere)
        .layer(DefaultBodyLimit::max(BODY))
        .layer(middleware::from_fn_with_state(Arc::clone(&desk), guarded))
        .with_state(desk)
}

/// What every request and answer has to have.
async fn guarded(State(desk): State<Shared>, request: Request, next: Next) -> Response {
    if !is_for_this_computer(request.headers(), desk.local) {
        return sealed(StatusCode::MISDIRECTED_REQUEST.into_response());
    }
    let answer = tokio::time::timeout(SLOW, next.run(request)).await;
    let late = |_| {
        let why = words::too_slow();
        (StatusCode::REQUEST_TIMEOUT, format!("{why}\n{why:#}\n")).into_response()
    };
    sealed(answer.unwrap_or_else(late))
}
