//! The threads that a sandbox runs on.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tokio::runtime;
use tokio::sync::watch;

use crate::control;
use crate::http::site::{SharedShell, Site};
use crate::http::{intake, listener, routes};

/// A running server. Dropped, it stops, and its ports are free again.
#[derive(Debug)]
pub(super) struct Server {
    stop: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
    addresses: Vec<SocketAddr>,
}

impl Server {
    /// Serves each of `sites`, and the control port on the last listener.
    pub(super) fn start(
        shell: SharedShell,
        sites: Vec<(Site, TcpListener)>,
        control: TcpListener,
    ) -> io::Result<Self> {
        let mut addresses = Vec::new();
        for listener in sites.iter().map(|(_, listener)| listener).chain([&control]) {
            addresses.push(listener.local_addr()?);
        }
        // Two: one may be waiting for the disk while the other answers.
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("workfront-sandbox")
            .enable_all()
            .build()?;
        let (stop, stopped) = watch::channel(false);
        let thread =
            thread::Builder::new().name("workfront-sandbox".to_owned()).spawn(move || {
                runtime.block_on(serve(shell, sites, control, stopped));
            })?;
        Ok(Self { stop, thread: Some(thread), addresses })
    }

    /// The addresses listened on, the control port's last.
    pub(super) fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nobody listening means that it has stopped already.
        let _ = self.stop.send(true);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn serve(
    shell: SharedShell,
    sites: Vec<(Site, TcpListener)>,
    control: TcpListener,
    stop: watch::Receiver<bool>,
) {
    let limits = shell.limits;
    let mut tasks = tokio::task::JoinSet::new();
    for (site, listener) in sites {
        let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { continue };
        let router = routes::router(site.clone());
        let service = move |request| intake::answer(site.clone(), router.clone(), request);
        tasks.spawn(listener::serve(listener, limits, stop.clone(), service));
    }
    if let Ok(listener) = tokio::net::TcpListener::from_std(control) {
        let router = control::router(Arc::clone(&shell));
        let service = move |request| control::answer(Arc::clone(&shell), router.clone(), request);
        tasks.spawn(listener::serve(listener, limits, stop, service));
    }
    while tasks.join_next().await.is_some() {}
}
