//! How a sandbox is set up.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::announcement::{Announcement, TenantAnnounced};
use super::server::Server;
use super::{Sandbox, demo};
use crate::attask::Threads;
use crate::authority::{AddTenant, Authority, Refusal, Seed, Tenant};
use crate::clock::{Clock, ClockMode};
use crate::control::{self, ControlToken};
use crate::defects::Defect;
use crate::fault::{Book, Fault, NotAFault};
use crate::http::Limits;
use crate::http::listener::bind;
use crate::http::site::{ConsentMode, Shell, Site};
use crate::journal::Journal;
use crate::pages::FormKey;
use crate::policy::Policy;
use crate::storage::{Ledger, StorageError};

/// A sandbox that is not started yet.
#[derive(Debug, Clone)]
pub struct SandboxBuilder {
    listen: SocketAddr,
    control: SocketAddr,
    clock: ClockMode,
    policy: Policy,
    defect: Option<Defect>,
    seed: Option<u64>,
    tenants: Vec<Tenant>,
    faults: Vec<Fault>,
    limits: Limits,
    data: Option<PathBuf>,
    key_pair: bool,
}

/// Why a sandbox does not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// An address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// The machine gives no randomness.
    #[error("the machine gives no random numbers: {0}")]
    NoRandomness(getrandom::Error),
    /// No thread can be started.
    #[error("cannot start a thread: {0}")]
    NoThread(io::Error),
    /// The policy does not allow what there is to begin with.
    #[error("the policy refuses the users and apps of the demo: {0}")]
    Demo(Refusal),
    /// The data cannot be opened.
    #[error(transparent)]
    Data(#[from] StorageError),
    /// A fault cannot happen.
    #[error(transparent)]
    Fault(#[from] NotAFault),
}

impl Default for SandboxBuilder {
    fn default() -> Self {
        let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            listen: any_port,
            control: any_port,
            clock: ClockMode::Frozen(None),
            policy: Policy::default(),
            defect: None,
            seed: None,
            tenants: Vec::new(),
            faults: Vec::new(),
            limits: Limits::default(),
            data: None,
            key_pair: false,
        }
    }
}

impl SandboxBuilder {
    /// Serves the first tenant at `address`, which must be a loopback one. The others get ports that are free.
    pub fn with_listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Serves the control port at `address`, which must be a loopback one.
    pub fn with_control(mut self, address: SocketAddr) -> Self {
        self.control = address;
        self
    }

    /// With this clock instead of one frozen at the time of the start.
    pub fn with_clock(mut self, clock: ClockMode) -> Self {
        self.clock = clock;
        self
    }

    /// With this policy instead of `documented`.
    pub fn with_policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// Wrong in one way.
    pub fn with_defect(mut self, defect: Defect) -> Self {
        self.defect = Some(defect);
        self
    }

    /// With this seed, for a run that is to be the same as another.
    pub fn with_seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// With one more tenant; the first one named takes the place of `myorganization.my`.
    pub fn with_tenant(mut self, tenant: Tenant) -> Self {
        if !self.tenants.contains(&tenant) {
            self.tenants.push(tenant);
        }
        self
    }

    /// With this fault armed from the start.
    pub fn with_fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// With these limits on clients.
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Keeps the state in the directory `data`, and goes on from what is there.
    pub fn with_data(mut self, data: impl Into<PathBuf>) -> Self {
        self.data = Some(data.into());
        self
    }

    /// With a key pair for the demo machine app, which takes a moment to draw.
    pub fn with_key_pair(mut self) -> Self {
        self.key_pair = true;
        self
    }

    /// Starts it.
    ///
    /// # Errors
    ///
    /// When an address cannot be listened on or is no loopback address, the data cannot be opened, a fault cannot happen, or the
    /// machine gives neither threads nor random numbers.
    pub fn start(self) -> Result<Sandbox, StartError> {
        let seed = Seed::new(match self.seed {
            Some(seed) => seed,
            None => getrandom::u64().map_err(StartError::NoRandomness)?,
        });
        let tenants = if self.tenants.is_empty() { default_tenants() } else { self.tenants };
        // All that may be taken by somebody else comes before the first change to the data.
        let mut listeners = Vec::new();
        for (at, tenant) in tenants.iter().enumerate() {
            let mut address = self.listen;
            if at > 0 {
                address.set_port(0);
            }
            let (listener, url) = listen(address)?;
            listeners.push((tenant.clone(), url, listener));
        }
        let (control, control_url) = listen(self.control)?;
        let faults = Book::default();
        faults.arm(self.faults)?;
        let authority = Authority::new(self.policy.clone(), seed).with_defect(self.defect);
        let mut ledger = open(authority, self.data.as_deref())?;
        let is_new = ledger.is_new();
        if is_new {
            ledger.begin();
        }
        let shell = Shell {
            tenants: tenants.clone(),
            clock: Clock::new(self.clock),
            defect: self.defect,
            limits: self.limits,
            faults,
            journal: Journal::default(),
            threads: Threads::default(),
            control_token: ControlToken::draw().map_err(StartError::NoRandomness)?,
            form_key: FormKey::default(),
            ledger: Mutex::new(ledger),
            consent: Mutex::new(ConsentMode::Ask),
            policy: self.policy,
        };
        let mut announced = Vec::new();
        for (tenant, url, _) in &listeners {
            let customer_id = shell
                .run(AddTenant { tenant: tenant.clone() }, shell.clock.now())
                .map_err(StartError::Demo)?;
            announced.push(TenantAnnounced {
                domain: tenant.domain().to_owned(),
                lane: tenant.lane().to_owned(),
                url: url.clone(),
                customer_id: customer_id.to_string(),
            });
        }
        let (users, apps) =
            demo::furnish(&shell, &tenants, seed, self.key_pair).map_err(StartError::Demo)?;
        if is_new {
            shell.ledger().mark_start()?;
        }
        let announcement = Announcement {
            version: 1,
            url: announced.first().map(|tenant| tenant.url.clone()).unwrap_or_default(),
            control_url,
            control_token: shell.control_token.secret().expose_secret().to_owned(),
            seed: seed.number(),
            clock: control::clock_view(&shell.clock),
            tenants: announced,
            apps,
            users,
        };
        let shell = Arc::new(shell);
        let sites = listeners
            .into_iter()
            .map(|(tenant, url, listener)| (Site::new(Arc::clone(&shell), tenant, url), listener));
        let server = Server::start(Arc::clone(&shell), sites.collect(), control)
            .map_err(StartError::NoThread)?;
        Ok(Sandbox { shell, announcement, server })
    }
}

#[cfg(feature = "sqlite")]
fn open(authority: Authority, data: Option<&Path>) -> Result<Ledger, StorageError> {
    match data {
        None => Ok(Ledger::in_memory(authority)),
        Some(directory) => {
            Ledger::open(authority, Box::new(crate::storage::SqliteStore::open(directory)?))
        }
    }
}

#[cfg(not(feature = "sqlite"))]
fn open(authority: Authority, data: Option<&Path>) -> Result<Ledger, StorageError> {
    match data {
        None => Ok(Ledger::in_memory(authority)),
        Some(directory) => Err(StorageError::NotOpened {
            path: directory.display().to_string(),
            why: "this build has no feature sqlite".to_owned(),
        }),
    }
}

fn listen(address: SocketAddr) -> Result<(std::net::TcpListener, String), StartError> {
    let refusal = |source| StartError::Bind { address, source };
    let listener = bind(address).map_err(refusal)?;
    let bound = listener.local_addr().map_err(refusal)?;
    Ok((listener, format!("http://{bound}")))
}

fn default_tenants() -> Vec<Tenant> {
    // Invariant: both are lowercase DNS labels, as page 001 has them.
    Tenant::new("myorganization", "my").into_iter().collect()
}
