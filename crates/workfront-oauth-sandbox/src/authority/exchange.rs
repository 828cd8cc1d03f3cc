//! Exchanging a JWT for an access token (oauth-app-jwt-flow). Not RFC 7523: the parameter is `jwt_token`, there is no
//! `grant_type`, and the client secret is wanted as well as the signature.

use aws_lc_rs::signature::{
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use aws_lc_rs::{constant_time, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::Algorithm;
use jsonwebtoken::jwk::AlgorithmParameters;

use super::app::AppKind;
use super::claims::{self, Expected};
use super::client_authentication::{Authenticated, PresentedClient, Purpose};
use super::command::{Command, Decider};
use super::event::Event;
use super::family::Started;
use super::id::{GrantId, KeyId, UserId};
use super::jwt::{UnverifiedJwt, refuse};
use super::keys::check_validity;
use super::public_key::PublicKeyRecord;
use super::refusal::{ErrorCode, Refusal};
use super::rules;
use super::secret::Secret;
use super::session::Origin;
use super::tenant::Tenant;
use super::token::Tokens;
use crate::defects::Defect;
use crate::policy::choice::{Accept, CertificateValidity, Presence, Replay};

/// A request to the exchange endpoint.
#[derive(Debug)]
#[non_exhaustive]
pub struct ExchangeJwt {
    /// Where it came to.
    pub tenant: Tenant,
    /// What authenticates the app.
    pub client: PresentedClient,
    /// `jwt_token`.
    pub jwt: Option<Secret>,
    /// The names by which a JWT's `aud` may mean this server: its origin, the endpoint.
    pub audiences: Vec<String>,
}

impl Command for ExchangeJwt {
    type Outcome = Tokens;

    fn decide(self, on: &mut Decider<'_>) -> Result<Tokens, Refusal> {
        let client = on.authenticate(&self.tenant, &self.client, Purpose::Exchange)?;
        if client.app.kind != AppKind::Machine && !on.broken(Defect::AppTypeIgnored) {
            let why = "the app is no machine-to-machine app: it exchanges a code instead";
            let rule = &rules::EXCHANGE_APP_TYPE;
            return Err(Refusal::new(rule, ErrorCode::UnauthorizedClient, why));
        }
        let Some(jwt) = &self.jwt else {
            let why = "the request has no jwt_token";
            return Err(Refusal::new(&rules::EXCHANGE_PARAMETER, ErrorCode::InvalidRequest, why));
        };
        let jwt = unwrapped(on, jwt);
        let unverified = UnverifiedJwt::parse(jwt.expose_secret(), on.defect)?;
        let key = verify(on, &client, self.client.body_secret.as_ref(), &unverified)?;
        let validity = on.policy.certificate_validity;
        if matches!(validity, CertificateValidity::AtExchange | CertificateValidity::Both) {
            check_validity(on, &key.source, ErrorCode::InvalidGrant)?;
        }
        let expected = Expected {
            customer: client.environment.customer_id,
            owner: key.owner,
            domain: client.tenant.domain(),
            audiences: &self.audiences,
        };
        let judged = claims::judge(on, &unverified.claims()?, &expected)?;
        if on.state.user(judged.user).is_none() {
            return refuse(&rules::JWT_SUB, "the user who created the public key is gone");
        }
        let once = match on.policy.jwt_replay {
            Replay::Allow => None,
            Replay::Refuse => Some(jwt.hash()),
            Replay::RefuseJti => {
                judged.jti.map(|jti| Secret::new(format!("{} {jti}", client.app.client_id)).hash())
            }
        };
        let tenant = client.tenant.clone();
        if let Some(hash) = once {
            if client.environment.seen_jwts.get(&hash).is_some_and(|until| on.now < *until) {
                return refuse(&rules::JWT_REPLAY, "this JWT was exchanged before; sign a new one");
            }
            on.record(Event::JwtSeen { tenant: tenant.clone(), hash, until: judged.until });
        }
        let client_id = client.app.client_id;
        on.record(Event::KeyUsed { tenant: tenant.clone(), client_id, key: key.id });
        let with_refresh = on.policy.exchange_refresh_token == Presence::Include;
        let started = with_refresh.then(|| start_family(on, &client, key.id, judged.user));
        let origin = match &started {
            Some((grant, started)) => Origin::Token {
                client_id,
                grant: *grant,
                family: Some(started.family),
                secret: client.secret,
            },
            None => Origin::Exchange { client_id, key: key.id, secret: client.secret },
        };
        let absolute = started.as_ref().and_then(|(_, started)| started.ends_at);
        let refresh = started.map(|(_, started)| started.token);
        let access_token = on.access_token(&tenant, judged.user, origin, absolute);
        on.forgive_guesses(&client);
        let mut tokens = Tokens::new(on.policy, access_token, refresh, client_id, judged.user);
        if on.policy.exchange_members == Presence::Omit {
            tokens.token_type = None;
            tokens.expires_in = None;
            tokens.wid = None;
        }
        Ok(tokens)
    }
}

/// Starts a family for a JWT. The user in `sub` stands for the person who allows an app elsewhere: that is the grant.
fn start_family(
    on: &mut Decider<'_>,
    client: &Authenticated<'_>,
    key: KeyId,
    user: UserId,
) -> (GrantId, Started) {
    let client_id = client.app.client_id;
    let grant = match client.environment.grant(client_id, user) {
        Some(grant) => grant.id,
        None => GrantId::draw(&mut on.draw),
    };
    let tenant = client.tenant.clone();
    on.record(Event::Consented { tenant, grant, client_id, user });
    (grant, on.start_family(client, user, grant, Some(key)))
}

/// The JWT as it is to be read: as it came, or freed of a second base64 where the policy allows one.
fn unwrapped(on: &Decider<'_>, jwt: &Secret) -> Secret {
    let text = jwt.expose_secret();
    if on.broken(Defect::JwtMalformed) {
        return Secret::new(text.replace([' ', '\n', '\r', '\t', '='], ""));
    }
    if on.policy.jwt_double_base64 == Accept::Accept && !text.contains('.') {
        let decoded = STANDARD.decode(text).or_else(|_| URL_SAFE_NO_PAD.decode(text)).ok();
        if let Some(inner) = decoded.and_then(|bytes| String::from_utf8(bytes).ok()) {
            return Secret::new(inner);
        }
    }
    jwt.clone()
}

/// The key that verifies the signature. No part of the JWT has a say in which: not `kid`, and less so `jwk`, `jku`, `x5u`
/// or `x5c` (RFC 8725 §3.10).
fn verify<'a>(
    on: &Decider<'_>,
    client: &Authenticated<'a>,
    secret: Option<&Secret>,
    jwt: &UnverifiedJwt<'_>,
) -> Result<&'a PublicKeyRecord, Refusal> {
    let mut keys: Vec<&PublicKeyRecord> = client.app.keys.iter().collect();
    if on.broken(Defect::ForeignKey) {
        keys = client.environment.apps.values().flat_map(|app| &app.keys).collect();
    }
    let Some(first) = keys.first().copied() else {
        return refuse(&rules::EXCHANGE_KEY, "the app has no public key");
    };
    let message = jwt.message.as_bytes();
    if let Some(key) = keys.iter().find(|key| key.key.verifies(message, &jwt.signature)) {
        return Ok(key);
    }
    let excused = on.broken(Defect::LifeSignatureIgnored)
        || jwt.header.is_none() && jwt.signature.is_empty()
        || on.broken(Defect::AlgConfusion) && is_symmetric(jwt, secret, &keys)
        || on.broken(Defect::AlgAny) && is_other_hash(jwt, &keys)
        || on.broken(Defect::HeaderKey) && is_by_own_key(jwt);
    if excused {
        return Ok(first);
    }
    refuse(
        &rules::JWT_SIGNATURE,
        "the signature does not verify with the app's public key; was the JWT signed with the private key beside it?",
    )
}

/// The defect `srv-jwt-hs256`: a signature by somebody who knows the public key, or the client secret.
fn is_symmetric(
    jwt: &UnverifiedJwt<'_>,
    secret: Option<&Secret>,
    keys: &[&PublicKeyRecord],
) -> bool {
    let Some(header) = &jwt.header else { return false };
    let keyed = |bytes: &[u8]| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, bytes);
        let tag = hmac::sign(&key, jwt.message.as_bytes());
        constant_time::verify_slices_are_equal(tag.as_ref(), &jwt.signature).is_ok()
    };
    header.alg == Algorithm::HS256
        && (secret.is_some_and(|secret| keyed(secret.expose_secret().as_bytes()))
            || keys.iter().any(|key| {
                keyed(key.to_pem().as_bytes())
                    || keyed(key.to_pem().trim_end().as_bytes())
                    || keyed(key.key.spki())
            }))
}

/// The defect `srv-jwt-rs512`.
fn is_other_hash(jwt: &UnverifiedJwt<'_>, keys: &[&PublicKeyRecord]) -> bool {
    let algorithm = match jwt.header.as_ref().map(|header| header.alg) {
        Some(Algorithm::RS384) => &RSA_PKCS1_2048_8192_SHA384,
        Some(Algorithm::RS512) => &RSA_PKCS1_2048_8192_SHA512,
        _ => return false,
    };
    keys.iter().any(|key| {
        UnparsedPublicKey::new(algorithm, key.key.spki())
            .verify(jwt.message.as_bytes(), &jwt.signature)
            .is_ok()
    })
}

/// The defect `srv-jwt-header-key`.
fn is_by_own_key(jwt: &UnverifiedJwt<'_>) -> bool {
    let jwk = jwt.header.as_ref().and_then(|header| header.jwk.as_ref());
    let Some(AlgorithmParameters::RSA(key)) = jwk.map(|jwk| &jwk.algorithm) else { return false };
    let (Ok(n), Ok(e)) = (URL_SAFE_NO_PAD.decode(&key.n), URL_SAFE_NO_PAD.decode(&key.e)) else {
        return false;
    };
    RsaPublicKeyComponents { n, e }
        .verify(&RSA_PKCS1_2048_8192_SHA256, jwt.message.as_bytes(), &jwt.signature)
        .is_ok()
}
