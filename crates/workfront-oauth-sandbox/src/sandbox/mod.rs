//! A sandbox: started in one line, stopped when dropped.
//!
//! It runs on threads of its own, so a test may be blocking or asynchronous, on any runtime.

mod announcement;
mod builder;
mod demo;
mod explain;
mod near_miss;
mod server;

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

pub use announcement::{Announcement, AppAnnounced, TenantAnnounced, UserAnnounced};
pub use builder::{SandboxBuilder, StartError};

use crate::authority::{AppKind, State, Tenant, UserId};
use crate::clock::{Clock, ClockError};
use crate::fault::{Armed, Fault, NotAFault};
use crate::http::ConsentMode;
use crate::http::site::SharedShell;
use crate::journal::Extract;
use crate::storage::StorageError;
use server::Server;

/// A running sandbox.
pub struct Sandbox {
    shell: SharedShell,
    announcement: Announcement,
    server: Server,
}

impl Sandbox {
    /// Starts a sandbox in memory, on ports that are free, with a frozen clock, the policy `documented`, one app of each type and the
    /// users `admin` and `planner`. The machine app has no key pair yet: [`SandboxBuilder::with_key_pair`] takes the time to draw one.
    ///
    /// # Panics
    ///
    /// When it does not start. [`SandboxBuilder::start`] returns that as an error.
    pub fn start() -> Self {
        match Self::builder().start() {
            Ok(sandbox) => sandbox,
            // As other servers for tests do: there is nothing that a test could do about it.
            Err(error) => panic!("the sandbox does not start: {error}"),
        }
    }

    /// A sandbox that is not quite like that.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    /// Where the first tenant is served: `http://127.0.0.1:8080`.
    pub fn url(&self) -> &str {
        self.announcement.tenants.first().map_or("", |tenant| &tenant.url)
    }

    /// Where `tenant` is served, if it is one of this sandbox.
    pub fn url_of(&self, tenant: &Tenant) -> Option<&str> {
        let found = self
            .announcement
            .tenants
            .iter()
            .find(|known| known.domain == tenant.domain() && known.lane == tenant.lane());
        found.map(|known| known.url.as_str())
    }

    /// All that a program needs to use this sandbox: addresses, apps, users, and the control port's token.
    pub fn announcement(&self) -> &Announcement {
        &self.announcement
    }

    /// The demo apps of the first tenant, with their secrets.
    pub fn apps(&self) -> &[AppAnnounced] {
        &self.announcement.apps
    }

    /// The demo app of a type. There is none when the data directory already had apps.
    pub fn app(&self, kind: AppKind) -> Option<&AppAnnounced> {
        self.apps().iter().find(|app| app.kind == kind)
    }

    /// The demo users, with their passwords.
    pub fn users(&self) -> &[UserAnnounced] {
        &self.announcement.users
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.shell.clock
    }

    /// Moves the clock on.
    ///
    /// # Errors
    ///
    /// When the clock is the machine's.
    pub fn advance(&self, duration: Duration) -> Result<(), ClockError> {
        self.shell.clock.advance(duration).map(|_| ())
    }

    /// What was asked and answered from entry `since` on, secrets masked.
    pub fn journal(&self, since: u64) -> Extract {
        self.shell.journal.extract(since, false)
    }

    /// Arms a fault and says its number.
    ///
    /// # Errors
    ///
    /// When such a fault cannot happen.
    pub fn fault(&self, fault: Fault) -> Result<u64, NotAFault> {
        let ids = self.shell.faults.arm(vec![fault])?;
        Ok(ids.first().copied().unwrap_or_default())
    }

    /// The armed faults, and how often each has struck.
    pub fn faults(&self) -> Vec<Armed> {
        self.shell.faults.armed()
    }

    /// Decides who answers the consent page.
    pub fn consent(&self, mode: ConsentMode) {
        self.shell.set_consent_mode(mode);
    }

    /// Lets the user with this name be logged in and allow every app at once. Nothing happens if there is no such user.
    pub fn consent_as(&self, username: &str) -> Option<UserId> {
        let user = self.announcement.users.iter().find(|user| user.username == username)?;
        let user = user.user_id.parse().ok()?;
        self.consent(ConsentMode::Allow(user));
        Some(user)
    }

    /// Goes back to the start: state, faults, journal and consent. A clock that was moved stays where it is.
    ///
    /// # Errors
    ///
    /// When the data directory cannot be written.
    pub fn reset(&self) -> Result<(), StorageError> {
        self.shell.reset()
    }

    /// Keeps the state of now, and says what to [restore](Self::restore) it by.
    ///
    /// # Errors
    ///
    /// When the data directory cannot be written.
    pub fn snapshot(&self) -> Result<u64, StorageError> {
        self.shell.ledger().snapshot()
    }

    /// Goes to a snapshot.
    ///
    /// # Errors
    ///
    /// When there is no such snapshot, or the data directory cannot be written.
    pub fn restore(&self, snapshot: u64) -> Result<(), StorageError> {
        self.shell.ledger().restore(snapshot)
    }

    /// Looks at the state.
    pub fn state<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        self.shell.read(look)
    }

    /// Why requests were refused, newest first, with what came closest where something was nearly right: what to print when a test
    /// fails.
    pub fn explain(&self) -> String {
        explain::refusals(&self.shell)
    }

    /// The addresses that are listened on, the control port's last.
    pub fn addresses(&self) -> &[SocketAddr] {
        self.server.addresses()
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("url", &self.url()).finish_non_exhaustive()
    }
}
