//! How an application says who it is at the token endpoint.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, Request, Uri};
use zeroize::Zeroizing;

use crate::body::Body;
use crate::body_format::{BodyFormat, Pair};
use crate::client_secret::ClientSecret;
use crate::identifiers::ClientId;

/// Where a web application puts its client secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SecretIn {
    /// `Authorization: Basic base64(client_id:client_secret)` (page 001, example 1).
    ///
    /// The literal pair, as the page has it, not form-encoded first as RFC 6749 section 2.3.1 would: Workfront's ids and
    /// secrets are hexadecimal and base64url, which both spell alike.
    Basic,
    /// `client_id` and `client_secret` in the body (page 001, example 2).
    Body,
}

/// The client authentication of one application, made once.
#[derive(Clone, Debug)]
pub(crate) struct Credentials {
    client_id: ClientId,
    secret: Option<(ClientSecret, SecretIn)>,
    format: BodyFormat,
    headers: HeaderMap,
}

impl Credentials {
    pub(crate) fn public(client_id: ClientId, format: BodyFormat) -> Self {
        Self { client_id, secret: None, format, headers: format.headers(None) }
    }

    pub(crate) fn confidential(
        client_id: ClientId,
        secret: ClientSecret,
        secret_in: SecretIn,
        format: BodyFormat,
    ) -> Self {
        let authorization = match secret_in {
            SecretIn::Basic => basic(&client_id, &secret),
            SecretIn::Body => None,
        };
        let headers = format.headers(authorization);
        Self { client_id, secret: Some((secret, secret_in)), format, headers }
    }

    pub(crate) fn with_secret_in(self, secret_in: SecretIn) -> Self {
        match self.secret {
            Some((secret, _)) => Self::confidential(self.client_id, secret, secret_in, self.format),
            None => self,
        }
    }

    pub(crate) fn with_format(self, format: BodyFormat) -> Self {
        match self.secret {
            Some((secret, secret_in)) => {
                Self::confidential(self.client_id, secret, secret_in, format)
            }
            None => Self::public(self.client_id, format),
        }
    }

    /// A POST of a grant's members, authenticated.
    pub(crate) fn post(&self, uri: &Uri, [a, b, c, d]: [Option<Pair<'_>>; 4]) -> Request<Body> {
        let (id, secret) = match &self.secret {
            Some((_, SecretIn::Basic)) => (None, None),
            Some((secret, SecretIn::Body)) => {
                (Some(self.client_id.as_str()), Some(secret.expose_secret()))
            }
            None => (Some(self.client_id.as_str()), None),
        };
        let id = id.map(|id| ("client_id", id));
        let secret = secret.map(|secret| ("client_secret", secret));
        self.format.post(uri, &self.headers, &[a, b, c, d, id, secret])
    }

    pub(crate) fn secret_text(&self) -> Option<&str> {
        self.secret.as_ref().map(|(secret, _)| secret.expose_secret())
    }
}

fn basic(client_id: &ClientId, secret: &ClientSecret) -> Option<HeaderValue> {
    let pair = Zeroizing::new(format!("{}:{}", client_id.as_str(), secret.expose_secret()));
    let base64 = Zeroizing::new(STANDARD.encode(pair.as_bytes()));
    let text = Zeroizing::new(format!("Basic {}", base64.as_str()));
    // Invariant: base64 is printable ASCII, so this is always a header value.
    let mut value = HeaderValue::from_str(&text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_is_the_literal_pair() {
        let id = ClientId::new("id").unwrap();
        let secret = ClientSecret::new("a:b+%").unwrap();
        let value = basic(&id, &secret).unwrap();
        assert_eq!(value, "Basic aWQ6YTpiKyU=");
        assert!(value.is_sensitive());
    }
}
