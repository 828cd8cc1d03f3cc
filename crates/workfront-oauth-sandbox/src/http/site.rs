//! What all listeners of a sandbox share, and what one tenant's has of its own.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Semaphore;

use super::answers::Answers;
use super::limits::Limits;
use super::pending::{Desk, Pending};
use crate::attask::Threads;
use crate::authority::{
    Authorizable, AuthorizeRefusal, AuthorizeRequest, ClientId, Command, ErrorCode, Refusal, Rule,
    State, Tenant, Timestamp, UserId,
};
use crate::clock::Clock;
use crate::control::ControlToken;
use crate::defects::Defect;
use crate::fault::Book;
use crate::journal::Journal;
use crate::pages::{FormKey, Once};
use crate::policy::Policy;
use crate::storage::{Ledger, StorageError};

/// One sandbox.
#[derive(Debug)]
pub(crate) struct Shell {
    /// In the order they were named.
    pub(crate) tenants: Vec<Tenant>,
    pub(crate) clock: Clock,
    pub(crate) policy: Policy,
    pub(crate) defect: Option<Defect>,
    pub(crate) limits: Limits,
    pub(crate) faults: Book,
    pub(crate) journal: Journal,
    pub(crate) threads: Threads,
    pub(crate) control_token: ControlToken,
    pub(crate) form_key: FormKey,
    pub(crate) ledger: Mutex<Ledger>,
    pub(crate) consent: Mutex<ConsentMode>,
}

/// One sandbox, shared by its listeners.
pub(crate) type SharedShell = Arc<Shell>;

/// Who answers the consent page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ConsentMode {
    /// The person at the browser.
    #[default]
    Ask,
    /// This user is logged in and allows every app at once.
    Allow(UserId),
    /// Every app is denied at once.
    Deny,
}

impl Shell {
    /// Whether this sandbox is wrong in the way of `defect`.
    pub(crate) fn has(&self, defect: Defect) -> bool {
        self.defect == Some(defect)
    }

    /// Who answers the consent page.
    pub(crate) fn consent_mode(&self) -> ConsentMode {
        *self.consent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Decides who answers the consent page.
    pub(crate) fn set_consent_mode(&self, mode: ConsentMode) {
        *self.consent.lock().unwrap_or_else(PoisonError::into_inner) = mode;
    }

    /// Runs `command` as of `now`; what came of it is kept before this returns.
    pub(crate) fn run<C: Command>(
        &self,
        command: C,
        now: Timestamp,
    ) -> Result<C::Outcome, Refusal> {
        self.ledger().apply(command, now).unwrap_or_else(|error| Err(not_kept(&error)))
    }

    /// Reads the state.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(self.ledger().authority().state())
    }

    /// Back to the start: state, faults, journal and consent. A clock that was moved stays where it is.
    pub(crate) fn reset(&self) -> Result<(), StorageError> {
        self.ledger().reset()?;
        self.faults.clear();
        self.journal.clear();
        self.set_consent_mode(ConsentMode::Ask);
        Ok(())
    }

    /// The ledger, for as long as nobody else needs it.
    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        // A decision that panicked has committed nothing: the state is whole.
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The disk is full, or gone. Nothing has happened, and nobody is told otherwise.
static NOT_KEPT: Rule =
    Rule::new("storage.kept", "RFC 9110 §15.6.4", "What happened is kept before anybody is told.");

/// Whether storage failed, rather than the request.
pub(crate) fn is_not_kept(refusal: &Refusal) -> bool {
    refusal.rule == &NOT_KEPT
}

fn not_kept(error: &StorageError) -> Refusal {
    Refusal::new(&NOT_KEPT, ErrorCode::InvalidRequest, error.to_string())
}

/// One tenant's side of a sandbox.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) shell: SharedShell,
    pub(crate) tenant: Tenant,
    /// Where it is served, as announced: `http://127.0.0.1:8080`.
    pub(crate) url: Arc<str>,
    /// Pages shown to browsers and not yet answered.
    pub(crate) desk: Arc<Desk<Pending>>,
    /// Pages of Setup that are yet to be shown, once.
    pub(crate) once: Arc<Desk<Once>>,
    /// What forms were answered a moment ago.
    pub(crate) answers: Arc<Answers>,
    /// Requests that may be answered at once.
    pub(crate) places: Arc<Semaphore>,
}

impl Site {
    /// `tenant`'s side of `shell`, served at `url`.
    pub(crate) fn new(shell: SharedShell, tenant: Tenant, url: impl Into<Arc<str>>) -> Self {
        let url = url.into();
        let places = Arc::new(Semaphore::new(shell.limits.requests));
        let desk = Arc::new(Desk::with_room(MOST_PENDING));
        let once = Arc::new(Desk::with_room(MOST_ONCE));
        let answers = Arc::new(Answers::with_room(MOST_ANSWERS));
        Self { shell, tenant, url, desk, once, answers, places }
    }

    /// Runs `command` as of `now`.
    pub(crate) fn run<C: Command>(
        &self,
        command: C,
        now: Timestamp,
    ) -> Result<C::Outcome, Refusal> {
        self.shell.run(command, now)
    }

    /// Reads the state.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        self.shell.read(look)
    }

    /// Judges an authorization request.
    pub(crate) fn authorizable(
        &self,
        request: &AuthorizeRequest,
        now: Timestamp,
    ) -> Result<Authorizable, AuthorizeRefusal> {
        self.shell.ledger().authority().authorizable(&self.tenant, request, now)
    }

    /// Whether somebody with a live session has to log in once more before consenting.
    pub(crate) fn wants_log_in(&self) -> bool {
        self.shell.ledger().authority().wants_log_in()
    }

    /// Whether `user` has to be asked on the consent page.
    pub(crate) fn wants_consent(&self, client_id: ClientId, user: UserId) -> bool {
        self.shell.ledger().authority().wants_consent(&self.tenant, client_id, user)
    }
}

/// Anybody can ask for these, so the number is for a busy test and not for one person.
const MOST_PENDING: usize = 4_096;
/// Only administrators get these, and each is fetched at once.
const MOST_ONCE: usize = 64;
/// Each counts for seconds, and may hold an address as long as a request's.
const MOST_ANSWERS: usize = 256;
