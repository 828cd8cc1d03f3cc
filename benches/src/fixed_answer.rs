//! A server on the sandbox's own stack that gives every request one and the same answer: what the stack alone costs.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use anyhow::Context;
use axum::Router;
use axum::routing::post;
use axum::serve::ListenerExt;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, PRAGMA};
use tokio::runtime;
use tokio::sync::oneshot;

/// A running server. Dropped, it stops.
pub(crate) struct FixedAnswer {
    origin: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl FixedAnswer {
    /// Answers every `POST` to `path` with this JSON, under the headers of an answer with tokens.
    pub(crate) fn start(path: &str, json: String) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let origin = format!("http://{}", listener.local_addr()?);
        let answer = move || {
            let headers = [
                (CONTENT_TYPE, "application/json"),
                (CACHE_CONTROL, "no-store"),
                (PRAGMA, "no-cache"),
            ];
            std::future::ready((headers, json.clone()))
        };
        let router = Router::new().route(path, post(answer));
        // As many threads as the sandbox has.
        let runtime =
            runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let (failed, failure) = mpsc::channel();
        let thread = thread::spawn(move || {
            runtime.block_on(async {
                let listener = match tokio::net::TcpListener::from_std(listener) {
                    Ok(listener) => listener.tap_io(|stream| {
                        let _ = stream.set_nodelay(true);
                    }),
                    Err(error) => return drop(failed.send(error)),
                };
                drop(failed);
                tokio::select! {
                    _ = async { axum::serve(listener, router).await } => {}
                    _ = stopped => {}
                }
            });
        });
        match failure.recv() {
            Ok(error) => Err(error).context("cannot serve a fixed answer"),
            Err(_) => Ok(Self { origin, stop: Some(stop), thread: Some(thread) }),
        }
    }

    /// Where it is served.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }
}

impl Drop for FixedAnswer {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
