//! `POST /integrations/oauth2/api/v1/jwt/exchange`: a signed JWT for an access token (pages 002 and 004).
//!
//! Not RFC 7523: the parameter is `jwt_token`, there is no `grant_type`, and the client secret is wanted too. "The body of the request
//! should contain URL-encoded parameters": a form, and no JSON. No page can do this, so no origin is let in.

use axum::extract::State;
use http::Method;

use super::malformed::Malformed;
use super::parameters::Encoding;
use super::received::Received;
use super::reply::Reply;
use super::site::Site;
use super::{client, errors, token};
use crate::authority::ExchangeJwt;
use crate::journal::Judgement;

/// The endpoint.
pub(super) async fn exchange(State(site): State<Site>, received: Received) -> Reply {
    if received.method != Method::POST {
        return Reply::method_not_allowed("POST");
    }
    let command = match command(&site, &received) {
        Ok(command) => command,
        Err(malformed) => return errors::malformed(&site, &malformed),
    };
    match site.run(command, received.now) {
        Ok(tokens) => {
            let judgement = Judgement::accepted(
                "exchange.key",
                "oauth-app-jwt-flow",
                "secret and signature are right, and the claims name this customer and the key's user",
            );
            token::granted(&site, &tokens, judgement)
        }
        Err(refusal) => errors::refused(&site, &received, &refusal),
    }
}

fn command(site: &Site, received: &Received) -> Result<ExchangeJwt, Malformed> {
    let (parameters, encoding) = client::parameters(site, received)?;
    if encoding == Encoding::Json {
        return Err(Malformed::new(
            "the exchange takes application/x-www-form-urlencoded and no JSON",
        ));
    }
    let endpoint = received.uri.path();
    Ok(ExchangeJwt {
        tenant: site.tenant.clone(),
        client: client::presented(site, received, &parameters)?,
        jwt: client::secret(&parameters, "jwt_token"),
        audiences: [site.url.to_string(), format!("http://{}", received.host)]
            .into_iter()
            .flat_map(|origin| [format!("{origin}{endpoint}"), origin])
            .collect(),
    })
}
