//! Socket: HTTP on the loopback interface.
//!
//! In:    bytes from connections.
//! Out:   each request as a value for the preview, its answer as bytes; the stream of changes.
//! Never: knows what is served; lets one connection take more than its share.
//!
//! The only file that names `hyper` and its companions. Everything behind it is synchronous.

use std::convert::Infallible;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::channel::{Channel, Sender};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::header::{CONTENT_LENGTH, HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use super::answer::{Answer, Body, HEADERS};
use super::preview::Preview;
use super::request::Request;
use crate::shell::MachineError;

// A connection that says nothing for so long is closed while it should send its request.
const PATIENCE: Duration = Duration::from_secs(10);
// Between two signs of life on a stream: tabs that hear nothing for longer connect again.
const BEAT: Duration = Duration::from_secs(10);
// How often it is asked whether what is being made is there.
const STEP: Duration = Duration::from_millis(100);
const MOST_CONNECTIONS: usize = 4096;
const MOST_HEADERS: usize = 100;
const MOST_BYTES_OF_HEADERS: usize = 16 << 10;
const MOST_BYTES_OF_BODY: usize = 4 << 10;
const CHUNK: usize = 64 << 10;

/// Tells every stream that there is a new generation.
#[derive(Clone, Debug, Default)]
pub struct Signal(watch::Sender<u64>);

impl Signal {
    /// Gives it.
    pub fn give(&self, generation: u64) {
        self.0.send_replace(generation);
    }
}

/// Listens at the first free port from `port` on; after `tries` of them, at any.
///
/// # Errors
/// When not even that can be had: the address is not one of this machine.
pub fn listen(address: IpAddr, port: u16, tries: u16) -> Result<(TcpListener, u16), MachineError> {
    let cannot = |why: &std::io::Error| MachineError::new(format!("cannot listen at {address}: {}", crate::shell::words_of(why)));
    let wanted = (port..=port.saturating_add(tries)).chain([0]);
    let mut last = None;
    for port in wanted {
        match TcpListener::bind(SocketAddr::new(address, port)) {
            Ok(listener) => {
                let port = listener.local_addr().map_err(|why| cannot(&why))?.port();
                return Ok((listener, port));
            }
            Err(why) if matches!(why.kind(), std::io::ErrorKind::AddrInUse | std::io::ErrorKind::PermissionDenied) => last = Some(why),
            Err(why) => return Err(cannot(&why)),
        }
    }
    Err(cannot(&last.unwrap_or_else(|| std::io::ErrorKind::AddrInUse.into())))
}

/// Serves until the process ends.
///
/// # Errors
/// When the machine gives no threads or the listener breaks.
pub fn serve(listener: TcpListener, preview: &Arc<Preview>, signal: &Signal) -> Result<(), MachineError> {
    let cannot = |why: std::io::Error| MachineError::new(format!("cannot serve: {}", crate::shell::words_of(&why)));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(cannot)?;
    runtime.block_on(async {
        listener.set_nonblocking(true).map_err(cannot)?;
        let listener = tokio::net::TcpListener::from_std(listener).map_err(cannot)?;
        let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        loop {
            let Ok(place) = Arc::clone(&places).acquire_owned().await else { return Ok(()) };
            let Ok((stream, peer)) = listener.accept().await else {
                // Out of files, most likely: some will be given back.
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            };
            let _ = stream.set_nodelay(true);
            let (preview, signal) = (Arc::clone(preview), signal.clone());
            tokio::spawn(async move {
                let service = service_fn(|request| respond(request, peer, Arc::clone(&preview), signal.clone()));
                let connection = http1::Builder::new()
                    .timer(TokioTimer::new())
                    .header_read_timeout(PATIENCE)
                    .max_headers(MOST_HEADERS)
                    .max_header_size(MOST_BYTES_OF_HEADERS)
                    .serve_connection(TokioIo::new(stream), service);
                // A browser that went away is no matter of ours.
                let _ = connection.await;
                drop(place);
            });
        }
    })
}

type Sent = hyper::Response<UnsyncBoxBody<Bytes, Infallible>>;

async fn respond(request: hyper::Request<Incoming>, peer: SocketAddr, preview: Arc<Preview>, signal: Signal) -> Result<Sent, Infallible> {
    let is_head = request.method() == "HEAD";
    let request = read(request, peer).await;
    let mut changes = signal.0.subscribe();
    let mut answer = preview.answer(&request);
    // What is being made is waited for, as long as a browser has patience.
    let begun = tokio::time::Instant::now();
    while matches!(answer.body, Body::NotYet) {
        if begun.elapsed() > 6 * PATIENCE {
            answer = Answer::refusal(503, "the site is still being made; ask again");
            break;
        }
        let _ = timeout(STEP, changes.changed()).await;
        answer = preview.answer(&request);
    }
    Ok(send(answer, is_head, changes))
}

async fn read(request: hyper::Request<Incoming>, peer: SocketAddr) -> Request {
    let (head, body) = request.into_parts();
    let mut headers: Vec<(String, String)> = Vec::with_capacity(head.headers.len());
    for (name, value) in &head.headers {
        // What is no text equals no value that we look for.
        headers.push((name.as_str().to_owned(), value.to_str().unwrap_or("\u{fffd}").to_owned()));
    }
    let body = match head.method.as_str() {
        "POST" => timeout(PATIENCE, Limited::new(body, MOST_BYTES_OF_BODY).collect()).await.ok().and_then(Result::ok),
        _ => None,
    };
    Request {
        method: head.method.as_str().to_owned(),
        target: head.uri.to_string(),
        headers,
        body: body.map(|body| body.to_bytes().to_vec()).unwrap_or_default(),
        is_local: peer.ip().to_canonical().is_loopback(),
    }
}

fn send(answer: Answer, is_head: bool, changes: watch::Receiver<u64>) -> Sent {
    let Answer { status, headers, body } = answer;
    let (length, body) = match body {
        Body::Bytes(bytes, start, end) => {
            let part = Bytes::from_owner(Shared(bytes)).slice(start..end);
            (Some(part.len() as u64), Full::new(if is_head { Bytes::new() } else { part }).boxed_unsync())
        }
        Body::Head(length) => (Some(length), Full::default().boxed_unsync()),
        Body::File(file, start, length) => {
            let (sender, channel) = Channel::new(2);
            tokio::spawn(copy(file, start, length, sender));
            (Some(length), channel.boxed_unsync())
        }
        Body::Changes if is_head => (None, Full::default().boxed_unsync()),
        Body::Changes => {
            let (sender, channel) = Channel::new(4);
            tokio::spawn(stream(changes, sender));
            (None, channel.boxed_unsync())
        }
        Body::NotYet => (Some(0), Full::default().boxed_unsync()),
    };
    let mut response = hyper::Response::new(body);
    *response.status_mut() = hyper::StatusCode::from_u16(status).unwrap_or(hyper::StatusCode::INTERNAL_SERVER_ERROR);
    let all = HEADERS.iter().map(|(name, value)| (*name, (*value).to_owned())).chain(headers);
    for (name, value) in all {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    if let Some(length) = length {
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    response
}

struct Shared(Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

// A file, piece by piece as fast as the other end takes it. One that became shorter meanwhile ends early, which the other end sees.
async fn copy(mut file: std::fs::File, start: u64, length: u64, mut sender: Sender<Bytes, Infallible>) {
    let mut left = length;
    if left == 0 || file.seek(SeekFrom::Start(start)).is_err() {
        return;
    }
    while left > 0 {
        let step = usize::try_from(left).unwrap_or(CHUNK).min(CHUNK);
        let read = tokio::task::spawn_blocking(move || {
            let mut buffer = vec![0; step];
            let read = file.read(&mut buffer);
            (file, buffer, read)
        });
        let Ok((back, mut buffer, Ok(read))) = read.await else { break };
        if read == 0 {
            break;
        }
        file = back;
        left -= read as u64;
        buffer.truncate(read);
        if sender.send(Frame::data(Bytes::from(buffer))).await.is_err() {
            return;
        }
    }
}

// One event for each generation, or a sign of life. It says nothing but a number: what changed is for our own pages to ask.
async fn stream(mut changes: watch::Receiver<u64>, mut sender: Sender<Bytes, Infallible>) {
    let mut text = format!("retry: 500\nid: {0}\ndata: {0}\n\n", *changes.borrow_and_update());
    loop {
        if sender.send(Frame::data(Bytes::from(text))).await.is_err() {
            return;
        }
        text = match timeout(BEAT, changes.changed()).await {
            Ok(Ok(())) => format!("id: {0}\ndata: {0}\n\n", *changes.borrow_and_update()),
            Ok(Err(_)) => return,
            Err(_) => "event: beat\ndata:\n\n".to_owned(),
        };
    }
}
