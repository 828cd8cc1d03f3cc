//! Somebody else's web server, on a loopback origin of its own: where the browser goes back to.

use axum::Router;
use axum::http::Uri;
use axum::response::{Html, Redirect};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The server of an app.
pub(crate) struct AppServer {
    /// `http://localhost:1234`: to the browser another site than `http://127.0.0.1:…`.
    pub(crate) origin: String,
    task: JoinHandle<()>,
}

impl AppServer {
    /// Of an app that keeps its tokens on a server: `/callback` is a page.
    pub(crate) async fn start() -> std::io::Result<Self> {
        Self::serve(Router::new().route("/callback", get(|| async { Html(LANDING) }))).await
    }

    /// Of an app whose `/callback` sends the browser on to `address`.
    pub(crate) async fn forwarding_to(address: String) -> std::io::Result<Self> {
        let forward = move |uri: Uri| {
            let onward = format!("{address}?{}", uri.query().unwrap_or_default());
            async move { Redirect::to(&onward) }
        };
        Self::serve(Router::new().route("/callback", get(forward))).await
    }

    /// Of a single-page app: one page with a script, for every path.
    pub(crate) async fn single_page() -> std::io::Result<Self> {
        Self::serve(Router::new().fallback(|| async { Html(SINGLE_PAGE) })).await
    }

    /// Of a page that has every fault that the pages of the sandbox are checked for.
    pub(crate) async fn faulty() -> std::io::Result<Self> {
        Self::serve(Router::new().fallback(|| async { Html(FAULTY) })).await
    }

    async fn serve(router: Router) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let origin = format!("http://localhost:{}", listener.local_addr()?.port());
        let task = tokio::spawn(async move {
            // It ends with the test, in the middle of whatever it does.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { origin, task })
    }

    /// Its redirect URL.
    pub(crate) fn callback(&self) -> String {
        format!("{}/callback", self.origin)
    }
}

impl Drop for AppServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

const LANDING: &str = "<!doctype html><html lang=en><title>The app</title><h1>Back at the app</h1>";
const FAULTY: &str = include_str!("faulty.html");
const SINGLE_PAGE: &str = include_str!("single_page.html");
