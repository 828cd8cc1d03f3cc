//! Logging in and out, and using a session.

use super::account::no_user;
use super::command::{Command, Decider};
use super::event::Event;
use super::family::RevokedBy;
use super::id::UserId;
use super::refusal::{ErrorCode, Refusal};
use super::rules;
use super::secret::{Secret, SecretHash};
use super::session::{Origin, Session};
use super::tenant::Tenant;
use crate::defects::Defect;
use crate::policy::choice::{Activity, LogOutEnds};

/// Logs somebody in with username and password.
#[derive(Debug)]
#[non_exhaustive]
pub struct LogIn {
    /// Where.
    pub tenant: Tenant,
    /// Who.
    pub username: String,
    /// And the proof.
    pub password: Secret,
}

/// A session that began.
#[derive(Debug)]
#[non_exhaustive]
pub struct LoggedIn {
    /// Its id, for the cookie.
    pub session_id: Secret,
    /// Whose it is.
    pub user: UserId,
}

impl Command for LogIn {
    type Outcome = LoggedIn;

    fn decide(self, on: &mut Decider<'_>) -> Result<LoggedIn, Refusal> {
        on.environment(&self.tenant)?;
        let user = on
            .state
            .user_named(self.tenant.domain(), &self.username)
            .filter(|user| user.password.is_of(&self.password))
            .ok_or_else(|| {
                // Which of the two was wrong is nobody's business.
                let why = "no user has this username and password";
                Refusal::new(&rules::LOG_IN, ErrorCode::NotLoggedIn, why).about("username")
            })?
            .user_id;
        Ok(log_in(on, self.tenant, user))
    }
}

/// Logs somebody in whom an identity provider, or the control port, vouches for.
#[derive(Debug)]
#[non_exhaustive]
pub struct LogInAs {
    /// Where.
    pub tenant: Tenant,
    /// Who.
    pub user: UserId,
}

impl Command for LogInAs {
    type Outcome = LoggedIn;

    fn decide(self, on: &mut Decider<'_>) -> Result<LoggedIn, Refusal> {
        on.environment(&self.tenant)?;
        on.state
            .user(self.user)
            .filter(|user| user.domain == self.tenant.domain())
            .ok_or_else(|| no_user(self.user))?;
        Ok(log_in(on, self.tenant, self.user))
    }
}

fn log_in(on: &mut Decider<'_>, tenant: Tenant, user: UserId) -> LoggedIn {
    let session_id = Secret::session_id(&mut on.draw);
    if on.policy.activity != Activity::Refresh {
        user_was_active(on, &tenant, user);
    }
    let session = Session {
        user,
        opened_at: on.now,
        last_used: on.now,
        idle_seconds: on.policy.session_seconds,
        ends_at: None,
        origin: Origin::LogIn,
    };
    on.record(Event::SessionOpened { tenant, hash: session_id.hash(), session });
    LoggedIn { session_id, user }
}

fn user_was_active(on: &mut Decider<'_>, tenant: &Tenant, user: UserId) {
    let Some(environment) = on.state.environment(tenant) else { return };
    for family in environment.families.values().filter(|family| family.user == user) {
        if family.inactivity_seconds.is_some() && family.is_alive(on.now) {
            on.record(Event::FamilyActive { tenant: tenant.clone(), family: family.id });
        }
    }
}

/// Uses a session, as a call to the API does. That puts off its end.
#[derive(Debug)]
#[non_exhaustive]
pub struct UseSession {
    /// Where.
    pub tenant: Tenant,
    /// The id from the header, or from wherever the policy allows one.
    pub session_id: Secret,
}

/// A session that was alive.
#[derive(Debug)]
#[non_exhaustive]
pub struct UsedSession {
    /// Whose it is.
    pub user: UserId,
    /// The session, as it is after the use.
    pub session: Session,
    /// What the state knows it by.
    pub hash: SecretHash,
}

impl Command for UseSession {
    type Outcome = UsedSession;

    fn decide(self, on: &mut Decider<'_>) -> Result<UsedSession, Refusal> {
        let hash = self.session_id.hash();
        let mut session = find_session(on, &self.tenant, hash)?;
        if on.policy.session_use && session.last_used < on.now {
            session.last_used = on.now;
            on.record(Event::SessionUsed { tenant: self.tenant.clone(), hash });
        }
        if on.policy.activity == Activity::AnyUse
            && let Origin::Token { family: Some(family), .. } = &session.origin
            && on
                .environment(&self.tenant)?
                .families
                .get(family)
                .is_some_and(|family| family.is_alive(on.now))
        {
            on.record(Event::FamilyActive { tenant: self.tenant, family: *family });
        }
        Ok(UsedSession { user: session.user, session, hash })
    }
}

/// The live session `hash`, or why there is none.
fn find_session(on: &Decider<'_>, tenant: &Tenant, hash: SecretHash) -> Result<Session, Refusal> {
    let dead = |why: String| Refusal::new(&rules::SESSION_ALIVE, ErrorCode::NotLoggedIn, why);
    let environment = on.environment(tenant)?;
    let Some(session) = environment.sessions.get(&hash) else {
        if on.broken(Defect::LaneIgnored)
            && let Some(session) =
                on.state.environments().find_map(|(_, other)| other.sessions.get(&hash))
        {
            return Ok(session.clone());
        }
        if on.broken(Defect::KindsConfused)
            && let Some(token) = environment.refresh_tokens.get(&hash)
            && let Some(family) = environment.families.get(&token.family)
        {
            return Ok(Session {
                user: family.user,
                opened_at: family.issued_at,
                last_used: on.now,
                idle_seconds: on.policy.session_seconds,
                ends_at: None,
                origin: Origin::LogIn,
            });
        }
        return Err(dead(format!("{tenant} has no such session: it never began, or it ended")));
    };
    if !session.is_alive(on.now) && !on.broken(Defect::SessionImmortal) {
        if let Some(end) = session.ends_at
            && on.now >= end
        {
            let ago = super::time::in_words(on.now.since(end));
            let why = format!("the absolute expiration of its refresh token was reached {ago} ago");
            return Err(dead(format!("the session ended: {why}")));
        }
        let idle = super::time::in_words(on.now.since(session.last_used));
        return Err(dead(format!(
            "the session was last used {idle} ago and lives {} s without use",
            session.idle_seconds
        )));
    }
    Ok(session.clone())
}

/// Ends a session, as `/logout` of the API and the log-out link do. One that is dead already stays dead.
#[derive(Debug)]
#[non_exhaustive]
pub struct LogOut {
    /// Where.
    pub tenant: Tenant,
    /// The id.
    pub session_id: Secret,
}

impl Command for LogOut {
    type Outcome = ();

    fn decide(self, on: &mut Decider<'_>) -> Result<(), Refusal> {
        let hash = self.session_id.hash();
        let environment = on.environment(&self.tenant)?;
        let Some(session) = environment.sessions.get(&hash) else { return Ok(()) };
        if on.policy.log_out == LogOutEnds::Tokens {
            for family in environment.families.values().filter(|family| match &session.origin {
                Origin::Token { family: of, .. } => *of == Some(family.id),
                _ => false,
            }) {
                let (tenant, by) = (self.tenant.clone(), RevokedBy::LogOut);
                on.record(Event::FamilyRevoked { tenant, family: family.id, by });
            }
        }
        if !on.broken(Defect::LoggedOutLives) {
            on.record(Event::SessionEnded { tenant: self.tenant, hash });
        }
        Ok(())
    }
}
