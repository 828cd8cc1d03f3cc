//! One Chromium, fresh and headless, and the `chromedriver` that drives it. Both end with the value.

use std::error::Error;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use thirtyfour::prelude::*;

/// A running browser.
pub(crate) struct Chromium {
    pub(crate) driver: WebDriver,
    _chromedriver: Chromedriver,
    _profile: TempDir,
}

impl Chromium {
    /// Starts one, with nothing in it from before.
    pub(crate) async fn start() -> Result<Self, Box<dyn Error>> {
        let chromedriver = Chromedriver::start()?;
        let profile = TempDir::new()?;
        let mut capabilities = DesiredCapabilities::chrome();
        for argument in ARGUMENTS {
            capabilities.add_arg(argument)?;
        }
        capabilities.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        let driver = WebDriver::new(&chromedriver.url(), capabilities).await?;
        Ok(Self { driver, _chromedriver: chromedriver, _profile: profile })
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // A session that its test did not end goes down with its driver; ending it here would block the runtime it runs on.
        let _ = self.driver.clone().leak();
    }
}

struct Chromedriver {
    child: Child,
    port: u16,
}

impl Chromedriver {
    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Without the session's client: this runs in the middle of a panic, too.
    fn shut_down(&self) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        write!(
            stream,
            "GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
            self.port
        )?;
        stream.read_to_end(&mut Vec::new())?;
        Ok(())
    }

    fn start() -> Result<Self, Box<dyn Error>> {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| {
                format!("chromedriver does not start ({error}): apt-get install chromium chromium-driver")
            })?;
        let said = BufReader::new(child.stdout.take().ok_or("chromedriver has no output")?);
        let mut lines = said.lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            let (_, port) = line.rsplit_once("started successfully on port ")?;
            port.trim_end_matches('.').parse::<u16>().ok()
        });
        // Read on, or it would stop at a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        match port {
            Some(port) => Ok(Self { child, port }),
            None => {
                child.kill()?;
                child.wait()?;
                Err("chromedriver ended without naming its port".into())
            }
        }
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        // Killed, it would leave its browsers behind; asked to go, it ends them first.
        if self.shut_down().is_err() {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// Runs as root in a container, asks nothing of the network, and remembers nothing.
const ARGUMENTS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--window-size=1280,900",
];
