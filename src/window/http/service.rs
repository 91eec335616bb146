//! Serving: one listener, bounded in all that a client can make it hold.

use std::future::Future;
use std::net::SocketAddr;
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
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;

use super::address::Address;
use super::desk::{Desk, Shared, Who};
use super::guard::Guard;
use super::log_check::LogCheck;
use super::session::Sessions;
use super::{dropped, find, looks, member, pages, programs, reasons, strangers, tls, users};
use crate::access::{AccessFile, Hashing, LookQueue, Passwords};
use crate::ledger::Standby;
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

/// A window to be opened.
pub struct Service {
    /// The ledger and the rules.
    pub counter: Counter,
    /// Who opens it, and what time it is.
    pub who: Who,
    /// Where.
    pub address: Address,
    /// How much a guess at a password costs.
    pub hashing: Hashing,
    /// The language of its pages, until a reader asks for another.
    pub lang: Lang,
    /// Tells who opened the window the link by which the next browser is let in.
    pub tell_link: Box<dyn Fn(&str) + Send + Sync>,
}

/// Opens a window, calls `opened` with its address, and serves until `closed` comes about.
///
/// # Errors
///
/// When the ledger, or the file beside it, cannot be used, the address cannot be listened on, the certificate cannot be
/// used, or other computers would reach a window without users.
pub fn serve(
    service: Service,
    opened: impl FnOnce(SocketAddr),
    closed: impl Future<Output = ()>,
) -> Result<(), WindowError> {
    let file = AccessFile::open(&service.counter.open()?.0)?; // The ledger itself is let go at once.
    let has_users = file.has_users()?;
    if service.address.public.is_some() && !has_users {
        return Err(WindowError::NoUsers);
    }
    let certificate =
        service.address.public.as_ref().and_then(|public| public.certificate.as_ref());
    let tls = certificate.map(tls::acceptor).transpose()?;
    let system = |why| WindowError::System { why };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(system)?.block_on(async {
        let address = service.address.listen;
        let taken = |why| WindowError::CannotListen { address, why };
        let listener = TcpListener::bind(address).await.map_err(taken)?;
        let desk = desk(service, listener.local_addr().map_err(taken)?)?;
        file.opens_at(&desk.guard.origin())?;
        opened(desk.guard.local);
        if !has_users {
            (desk.tell_link)(&desk.link());
        }
        let listening = tokio::spawn(listen(listener, tls, router(desk)));
        closed.await;
        listening.abort();
        Ok(())
    })
}

fn desk(service: Service, local: SocketAddr) -> Result<Shared, WindowError> {
    Ok(Arc::new(Desk {
        counter: service.counter,
        files: Standby::default(),
        who: service.who,
        sessions: Sessions::new(service.lang)?,
        passwords: Passwords::new(service.hashing)?,
        looks: LogCheck::default(),
        on_their_way: LookQueue::default(),
        guard: Guard { local, public: service.address.public.map(|public| public.host) },
        lang: service.lang,
        tell_link: service.tell_link,
    }))
}

/// Takes connections, so many at a time; one that cannot be taken is its client's loss alone.
async fn listen(listener: TcpListener, tls: Option<TlsAcceptor>, router: Router) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&room).acquire_owned().await else { return };
        match listener.accept().await {
            Ok((stream, _)) => {
                let (tls, router) = (tls.clone(), router.clone());
                tokio::spawn(async move {
                    match tls {
                        None => serve_one(stream, router).await,
                        Some(tls) => {
                            // Who does not shake hands in time is gone.
                            let shaken = tokio::time::timeout(SLOW, tls.accept(stream)).await;
                            if let Ok(Ok(stream)) = shaken {
                                serve_one(stream, router).await;
                            }
                        }
                    }
                    drop(place);
                });
            }
            // Too many files are open, for instance: others will be closed.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn serve_one(stream: impl AsyncRead + AsyncWrite + Unpin, router: Router) {
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
    let with_file = DefaultBodyLimit::max(dropped::BODY);
    Router::new()
        .route("/", get(pages::find))
        .route("/enter/{link}", get(strangers::enter))
        .route("/log-in", post(strangers::log_in))
        .route("/password/{link}", get(strangers::password).post(strangers::set_password))
        .route("/leave", post(pages::leave))
        .route("/users", get(users::list).post(users::change))
        .route("/looks", get(looks::newest).post(looks::search))
        .route("/speak/{lang}", get(pages::speak))
        .route("/member", get(pages::find).post(pages::found))
        .route("/find", get(pages::find).post(find::by_name))
        .route("/member/{number}", get(member::member).post(member::ask))
        .route("/member/{number}/paste", post(member::fill_in).layer(with_file))
        .route("/member/{number}/reason", get(reasons::ask_reason).post(reasons::give_reason))
        .route("/member/{number}/id", get(reasons::ask_id).post(reasons::show_id))
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
    if !desk.guard.is_meant(request.headers()) {
        return desk.guard.sealed(StatusCode::MISDIRECTED_REQUEST.into_response());
    }
    let answer = tokio::time::timeout(SLOW, next.run(request)).await;
    let late = |_| {
        let why = words::too_slow();
        (StatusCode::REQUEST_TIMEOUT, format!("{why}\n{why:#}\n")).into_response()
    };
    desk.guard.sealed(answer.unwrap_or_else(late))
}
