//! What a callback must agree with, once its `state` has been found right.

use std::time::{Duration, SystemTime};

use crate::callback_error::CallbackError;
use crate::home::Home;
use crate::host::{Host, Suffix, Tenant, allowed, split_origin};
use crate::lane::{Lane, label};

/// The rules of one application for its callbacks.
#[derive(Clone, Debug)]
pub(crate) struct Checks {
    pub(crate) tenant: TenantRule,
    pub(crate) issuer: Option<String>,
    pub(crate) max_age: Duration,
}

/// What `domain` and `lane` of a callback are good for.
#[derive(Clone, Debug)]
pub(crate) enum TenantRule {
    /// They must be those of the application's host, where they come at all.
    Compare,
    /// They name the host to redeem at.
    Follow { suffix: Suffix, lanes: Vec<Lane> },
}

impl Checks {
    /// Long enough to look for a password, short enough that a forgotten tab is no open door.
    pub(crate) const DEFAULT_MAX_AGE: Duration = Duration::from_secs(600);

    pub(crate) fn age(&self, begun: SystemTime, now: SystemTime) -> Result<(), CallbackError> {
        match now.duration_since(begun) {
            Ok(age) if age > self.max_age => {
                Err(CallbackError::Expired { age, allowed: self.max_age })
            }
            Ok(_) => Ok(()),
            Err(error) if error.duration() > CLOCK_SKEW => {
                Err(CallbackError::NotYetBegun { ahead: error.duration() })
            }
            Err(_) => Ok(()),
        }
    }

    pub(crate) fn issuer(&self, found: Option<&str>) -> Result<(), CallbackError> {
        let Some(expected) = &self.issuer else { return Ok(()) };
        match found {
            Some(found) if found == expected => Ok(()),
            Some(_) => Err(CallbackError::IssuerMismatch { expected: expected.clone() }),
            None => Err(CallbackError::IssuerMissing { expected: expected.clone() }),
        }
    }
}

impl TenantRule {
    /// The home of the code, which is the application's own unless the rule is to follow.
    pub(crate) fn settle(
        &self,
        home: Home,
        domain: Option<&str>,
        lane: Option<&str>,
    ) -> Result<Home, CallbackError> {
        match self {
            Self::Compare => {
                let Some(ours) = home.host().tenant() else { return Ok(home) };
                compare("domain", &ours.domain, domain.map(|domain| split_origin(domain).1))?;
                compare("lane", ours.lane.as_str(), lane)?;
                Ok(home)
            }
            Self::Follow { suffix, lanes } => {
                let tenant = named_tenant(domain, lane, lanes)?;
                let host = Host::of_tenant(tenant, *suffix);
                Ok(Home::new(home.client_id().clone(), host))
            }
        }
    }

    /// Whether a host is one that this rule can have led to.
    pub(crate) fn could_lead_to(&self, host: &Host) -> bool {
        match (self, host.suffix(), host.lane()) {
            (Self::Follow { suffix, lanes }, Some(theirs), Some(lane)) => {
                *suffix == theirs && lanes.contains(lane)
            }
            _ => false,
        }
    }
}

fn compare(parameter: &'static str, ours: &str, found: Option<&str>) -> Result<(), CallbackError> {
    match found {
        Some(found) if !found.eq_ignore_ascii_case(ours) => {
            Err(CallbackError::TenantMismatch { parameter, expected: ours.to_owned() })
        }
        _ => Ok(()),
    }
}

fn named_tenant(
    domain: Option<&str>,
    lane: Option<&str>,
    lanes: &[Lane],
) -> Result<Tenant, CallbackError> {
    let part = |parameter: &'static str, value: Option<&str>| {
        let value = value.ok_or(CallbackError::TenantMissing { parameter })?;
        label(parameter, value).map_err(|_| CallbackError::TenantMalformed { parameter })
    };
    // With the prefix the host would be another door to the same customer; the plain one is the documented.
    let domain = part("domain", domain.map(|domain| split_origin(domain).1))?;
    let lane = part("lane", lane)?;
    let malformed = |_| CallbackError::TenantMalformed { parameter: "lane" };
    let lane = Lane::named(&lane).map_err(malformed)?;
    if !lanes.contains(&lane) {
        return Err(CallbackError::TenantMalformed { parameter: "lane" });
    }
    let lane = allowed(lane, lanes).map_err(malformed)?;
    Ok(Tenant { domain, lane })
}

/// Two servers of one vendor, one of which begins a log-in that the other completes, may differ by this much.
const CLOCK_SKEW: Duration = Duration::from_secs(60);
