//! What a request to a token endpoint says: its parameters, and what it presents to authenticate its app.

use http::HeaderMap;
use http::Method;

use super::basic;
use super::malformed::Malformed;
use super::parameters::{Encoding, Parameters, Reading};
use super::received::Received;
use super::site::Site;
use crate::authority::{PresentedClient, Secret};
use crate::defects::Defect;

/// The parameters of `received` and how they were written.
///
/// # Errors
///
/// When the body cannot be read, or parameters stand in the URL (RFC 6749 §2.3.1, §3.2).
pub(super) fn parameters(
    site: &Site,
    received: &Received,
) -> Result<(Parameters, Encoding), Malformed> {
    let reading = Reading {
        repeated: site.shell.has(Defect::DuplicateMembers),
        coerced: site.shell.has(Defect::TypesCoerced),
    };
    if received.method == Method::GET {
        // Only the defect that answers GET gets here.
        return Ok((Parameters::from_query(received.query())?, Encoding::Form));
    }
    let query = Parameters::from_query(received.query())?;
    if query.names().next().is_some() && !site.shell.has(Defect::SecretInQuery) {
        return Err(Malformed::new(
            "the URL has parameters; they belong in the body, where no log keeps them",
        ));
    }
    Parameters::from_body(&received.headers, &received.body, reading)
}

/// What `received` presents to authenticate its app.
pub(super) fn presented(
    site: &Site,
    received: &Received,
    parameters: &Parameters,
) -> Result<PresentedClient, Malformed> {
    let mut client = PresentedClient {
        basic: basic(&received.headers)?,
        body_id: parameters.get("client_id").map(str::to_owned),
        body_secret: parameters.get("client_secret").map(Secret::new),
    };
    if site.shell.has(Defect::SecretInQuery) && client.body_secret.is_none() {
        let query = Parameters::from_query(received.query())?;
        client.body_secret = query.get("client_secret").map(Secret::new);
        client.body_id = client.body_id.or_else(|| query.get("client_id").map(str::to_owned));
    }
    Ok(client)
}

/// The parameter `name` as a secret.
pub(super) fn secret(parameters: &Parameters, name: &str) -> Option<Secret> {
    parameters.get(name).map(Secret::new)
}

fn basic(headers: &HeaderMap) -> Result<Option<(String, Secret)>, Malformed> {
    Ok(basic::parse(headers)?.map(|basic| (basic.client_id, basic.client_secret)))
}
