//! `oauth2-mock-server`, the mock server that Node projects use, as a child process.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::Context;

/// A running server. Dropped, it stops.
pub(crate) struct MockServer {
    child: Child,
    origin: String,
}

impl MockServer {
    /// Starts the one that is installed in `node`, which is where its `node_modules` are.
    pub(crate) fn start(node: &Path) -> anyhow::Result<Self> {
        let mut child = Command::new("node")
            .arg(node.join("node_modules/.bin/oauth2-mock-server"))
            .args(["-a", "127.0.0.1", "-p", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start oauth2-mock-server")?;
        let stdout = child.stdout.take().context("oauth2-mock-server has no output")?;
        let mut server = Self { child, origin: String::new() };
        for line in BufReader::new(stdout).lines() {
            if let Some((_, origin)) = line?.split_once("server listening on ") {
                server.origin = origin.trim().to_owned();
                return Ok(server);
            }
        }
        anyhow::bail!("oauth2-mock-server does not start: see its words above")
    }

    /// Where it is served.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
