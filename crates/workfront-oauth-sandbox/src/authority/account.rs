//! Environments and the people in them.

use super::command::{Command, Decider};
use super::event::Event;
use super::generator::Generator;
use super::id::{CustomerId, UserId};
use super::refusal::{ErrorCode, Refusal};
use super::rules;
use super::secret::Secret;
use super::tenant::Tenant;
use super::user::{PasswordHash, User};

/// Opens the environment of a domain and lane. One that exists already stays as it is.
#[derive(Debug)]
#[non_exhaustive]
pub struct AddTenant {
    /// Which.
    pub tenant: Tenant,
}

impl Command for AddTenant {
    type Outcome = CustomerId;

    fn decide(self, on: &mut Decider<'_>) -> Result<CustomerId, Refusal> {
        if let Some(environment) = on.state.environment(&self.tenant) {
            return Ok(environment.customer_id);
        }
        // Preview is overwritten from production, so one organization has one Customer ID in all its lanes.
        let customer_id = on
            .state
            .environments()
            .find(|(tenant, _)| tenant.domain() == self.tenant.domain())
            .map_or_else(
                || CustomerId::draw(&mut on.draw),
                |(_, environment)| environment.customer_id,
            );
        on.record(Event::TenantAdded { tenant: self.tenant, customer_id });
        Ok(customer_id)
    }
}

/// Gives somebody an account.
#[derive(Debug)]
#[non_exhaustive]
pub struct AddUser {
    /// The organization.
    pub domain: String,
    /// What is typed to log in; unique in the organization.
    pub username: String,
    /// The name shown.
    pub name: String,
    /// The password.
    pub password: Secret,
    /// Whether this is a Workfront administrator.
    pub admin: bool,
}

impl Command for AddUser {
    type Outcome = UserId;

    fn decide(self, on: &mut Decider<'_>) -> Result<UserId, Refusal> {
        let refuse = |error, why: String| {
            Err(Refusal::new(&rules::SETUP_USER, error, why).about("username"))
        };
        if self.username.trim().is_empty() {
            return refuse(ErrorCode::Unprocessable, "the username is empty".into());
        }
        if !on.state.environments().any(|(tenant, _)| tenant.domain() == self.domain) {
            return refuse(
                ErrorCode::NotFound,
                format!("no organization has the domain {:?}", self.domain),
            );
        }
        if on.state.user_named(&self.domain, &self.username).is_some() {
            return refuse(
                ErrorCode::Conflict,
                format!("there is a user {:?} already", self.username),
            );
        }
        let user_id = UserId::draw(&mut on.draw);
        let password = PasswordHash::of(&self.password, &mut on.draw);
        on.record(Event::UserAdded {
            user: User {
                user_id,
                domain: self.domain,
                username: self.username,
                name: self.name,
                admin: self.admin,
                last_log_in: None,
                password,
            },
        });
        Ok(user_id)
    }
}

/// Takes somebody's account away, and with it all sessions, consents and keys.
#[derive(Debug)]
#[non_exhaustive]
pub struct RemoveUser {
    /// Whose.
    pub user: UserId,
}

impl Command for RemoveUser {
    type Outcome = ();

    fn decide(self, on: &mut Decider<'_>) -> Result<(), Refusal> {
        if on.state.user(self.user).is_none() {
            return Err(no_user(self.user));
        }
        on.record(Event::UserRemoved { user: self.user });
        Ok(())
    }
}

/// A password for somebody who has to have one: 20 characters, from the seed.
pub fn draw_password(draw: &mut Generator) -> Secret {
    Secret::new(super::secret::hex(&draw.bytes::<10>()))
}

pub(super) fn no_user(user: UserId) -> Refusal {
    Refusal::new(&rules::SETUP_USER, ErrorCode::NotFound, format!("there is no user {user}"))
}
