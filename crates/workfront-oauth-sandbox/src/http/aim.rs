//! What a request is aimed at, as far as a fault may ask: the endpoint, the grant type and the app.
//!
//! Read leniently and before any check, because a fault strikes malformed requests too; the endpoints read it again, strictly.

use super::basic;
use super::parameters::{Parameters, Reading};
use super::received::Received;
use super::site::Site;
use crate::authority::Secret;
use crate::fault::{Endpoint, Facts};

/// What a fault may ask about one request.
#[derive(Debug)]
pub(crate) struct Aim {
    endpoint: Endpoint,
    grant_type: Option<String>,
    client_id: Option<String>,
}

impl Aim {
    /// In the words of the faults.
    pub(crate) fn facts(&self) -> Facts<'_> {
        Facts {
            endpoint: self.endpoint,
            grant_type: self.grant_type.as_deref(),
            client_id: self.client_id.as_deref(),
        }
    }
}

/// Where `path` leads, if a fault can strike there.
pub(crate) fn endpoint(path: &str) -> Option<Endpoint> {
    match path {
        "/integrations/oauth2/authorize" => Some(Endpoint::Authorize),
        "/integrations/oauth2/api/v1/token" => Some(Endpoint::Token),
        "/integrations/oauth2/api/v1/jwt/exchange" => Some(Endpoint::Exchange),
        "/integrations/oauth2/api/v1/revoke" => Some(Endpoint::Revoke),
        path if path.starts_with("/attask/") => Some(Endpoint::Api),
        _ => None,
    }
}

/// The answer that sends the browser back to the app `client_id`.
pub(crate) fn callback(client_id: &str) -> Facts<'_> {
    Facts { endpoint: Endpoint::Callback, grant_type: None, client_id: Some(client_id) }
}

/// What `received` is aimed at.
pub(crate) fn of(site: &Site, received: &Received) -> Option<Aim> {
    let endpoint = endpoint(received.uri.path())?;
    let parameters = match endpoint {
        Endpoint::Authorize => Parameters::from_query(received.query()).ok(),
        Endpoint::Api => None,
        _ => Parameters::from_body(&received.headers, &received.body, Reading::default())
            .ok()
            .map(|(found, _)| found),
    }
    .unwrap_or_default();
    let named = |name: &str| parameters.get(name).map(str::to_owned);
    let by_basic = || basic::parse(&received.headers).ok().flatten().map(|basic| basic.client_id);
    let client_id = match endpoint {
        Endpoint::Api => app_of_session(site, received),
        _ => named("client_id").or_else(by_basic),
    };
    Some(Aim { endpoint, grant_type: named("grant_type"), client_id })
}

/// The app that the session in the header `sessionID` was opened for.
fn app_of_session(site: &Site, received: &Received) -> Option<String> {
    let id = Secret::new(received.headers.get("sessionid")?.to_str().ok()?);
    site.read(|state| {
        let (session, _) = state.session(&site.tenant, &id, received.now)?;
        session.origin.client_id().map(|client_id| client_id.to_string())
    })
}
