//! Redeeming an authorization code (oauth-app-code-token-flow, oauth-app-pkce-flow; RFC 6749 §4.1.3).

use super::client_authentication::{Authenticated, Purpose};
use super::code::{AuthorizationCode, Issued, Spent};
use super::command::Decider;
use super::event::Event;
use super::family::RevokedBy;
use super::pkce;
use super::refusal::{ErrorCode, Refusal};
use super::rules;
use super::secret::SecretHash;
use super::session::Origin;
use super::tenant::Tenant;
use super::time::in_words;
use super::token::{TokenRequest, Tokens};
use crate::defects::Defect;
use crate::policy::choice::{CodeReuse, FailedExchange};

pub(super) fn redeem(
    on: &mut Decider<'_>,
    tenant: &Tenant,
    request: &TokenRequest,
) -> Result<Tokens, Refusal> {
    let purpose = Purpose::Code { with_verifier: request.code_verifier.is_some() };
    let client = on.token_client(tenant, &request.client, purpose)?;
    let Some(presented) = &request.code else {
        let why = "the request has no code";
        return Err(Refusal::new(&rules::TOKEN_PARAMETER, ErrorCode::InvalidRequest, why));
    };
    let hash = presented.hash();
    let invalid = |rule, why: String| Refusal::new(rule, ErrorCode::InvalidGrant, why);
    let Some(code) = client.environment.codes.get(&hash) else {
        on.count_guess(&client.tenant, client.app);
        return Err(invalid(&rules::CODE_KNOWN, "no such code was issued here".into()));
    };
    if code.client_id != client.app.client_id && !on.broken(Defect::CodeAnyClient) {
        return Err(invalid(&rules::CODE_CLIENT, "the code was issued to another app".into()));
    }
    refuse_if_spent(on, &client, code)?;
    if on.now >= code.expires_at && !on.broken(Defect::CodeNeverExpires) {
        let ago = in_words(on.now.since(code.expires_at));
        return Err(invalid(&rules::CODE_TWO_MINUTES, format!("the code expired {ago} ago")));
    }
    if let Err(refusal) = check_redirect(on, code, request.redirect_uri.as_deref()) {
        return Err(failed(on, &client, hash, refusal));
    }
    let second_try = on.broken(Defect::LifeSecondTry) && code.spent.is_some();
    match pkce::prove(code.challenge.as_deref(), request.code_verifier.as_ref(), on.defect) {
        Err(refusal) if !second_try => return Err(failed(on, &client, hash, refusal)),
        _ => {}
    }
    Ok(issue(on, &client, code, hash))
}

fn refuse_if_spent(
    on: &mut Decider<'_>,
    client: &Authenticated<'_>,
    code: &AuthorizationCode,
) -> Result<(), Refusal> {
    let Some(spent) = &code.spent else { return Ok(()) };
    let excused = on.broken(Defect::CodeReusable)
        || on.broken(Defect::CodeRace) && spent.at == on.now
        || on.broken(Defect::LifeCodeBurntLate) && spent.exchanges < 2
        || on.broken(Defect::LifeSecondTry) && spent.exchanges == 0;
    if excused {
        return Ok(());
    }
    let ago = in_words(on.now.since(spent.at));
    let mut why = format!("the code was used {ago} ago");
    if let Some(issued) = &spent.issued
        && on.policy.code_reuse == CodeReuse::RevokeTokens
        && !on.broken(Defect::CodeReuseKeepsTokens)
    {
        let tenant = &client.tenant;
        if let Some(family) = issued.family {
            let (tenant, by) = (tenant.clone(), RevokedBy::CodeReuse);
            on.record(Event::FamilyRevoked { tenant, family, by });
            on.end_sessions_of(&client.tenant, code.grant, family);
        } else {
            on.record(Event::SessionEnded { tenant: tenant.clone(), hash: issued.session });
        }
        why.push_str("; the tokens of that use are revoked");
    }
    Err(Refusal::new(&rules::CODE_SINGLE_USE, ErrorCode::InvalidGrant, why))
}

fn check_redirect(
    on: &Decider<'_>,
    code: &AuthorizationCode,
    presented: Option<&str>,
) -> Result<(), Refusal> {
    if on.broken(Defect::CodeAnyRedirect) {
        return Ok(());
    }
    match presented {
        None if code.redirect_uri_named => Err(Refusal::new(
            &rules::CODE_REDIRECT,
            ErrorCode::InvalidGrant,
            "the request has no redirect_uri, but the authorization request had one",
        )),
        None => Ok(()),
        Some(_) if on.broken(Defect::LifeRedirectUnread) => Ok(()),
        Some(uri) if uri == code.redirect_uri => Ok(()),
        Some(uri) => Err(Refusal::new(
            &rules::CODE_REDIRECT,
            ErrorCode::InvalidGrant,
            format!("redirect_uri is {uri:?}, the code was sent to {:?}", code.redirect_uri),
        )),
    }
}

/// What a failed exchange leaves behind.
fn failed(
    on: &mut Decider<'_>,
    client: &Authenticated<'_>,
    hash: SecretHash,
    refusal: Refusal,
) -> Refusal {
    on.count_guess(&client.tenant, client.app);
    let burnt = on.policy.code_failed_exchange == FailedExchange::Burn;
    if burnt || on.broken(Defect::LifeSecondTry) {
        let spent = Spent { at: on.now, exchanges: 0, issued: None };
        on.record(Event::CodeSpent { tenant: client.tenant.clone(), hash, spent });
    }
    refusal
}

fn issue(
    on: &mut Decider<'_>,
    client: &Authenticated<'_>,
    code: &AuthorizationCode,
    hash: SecretHash,
) -> Tokens {
    let tenant = client.tenant.clone();
    let client_id = client.app.client_id;
    let refresh = code.offline.then(|| on.start_family(client, code.user, code.grant, None));
    let family = refresh.as_ref().map(|started| started.family);
    let origin = Origin::Token { client_id, grant: code.grant, family, secret: client.secret };
    let absolute = refresh.as_ref().and_then(|started| started.ends_at);
    let access_token = on.access_token(&tenant, code.user, origin, absolute);
    let issued = Issued { session: access_token.0.hash(), family };
    let exchanges = code.spent.as_ref().map_or(0, |spent| spent.exchanges) + 1;
    let spent = Spent { at: on.now, exchanges, issued: Some(issued) };
    on.record(Event::CodeSpent { tenant, hash, spent });
    on.forgive_guesses(client);
    Tokens::new(on.policy, access_token, refresh.map(|started| started.token), client_id, code.user)
}
