//! Refreshing: rotation, reuse, grace, and the two kinds of expiry (create-oauth-application; RFC 9700 §4.14.2).

use std::collections::VecDeque;

use super::client_authentication::{Authenticated, Purpose};
use super::command::Decider;
use super::event::Event;
use super::family::{RefreshToken, RevokedBy, TokenFamily};
use super::id::FamilyId;
use super::redirect_url;
use super::refusal::{ErrorCode, Refusal};
use super::rules;
use super::secret::Secret;
use super::session::Origin;
use super::tenant::Tenant;
use super::time::{Timestamp, in_words};
use super::token::{TokenRequest, Tokens};
use crate::defects::Defect;
use crate::policy::choice::{
    AbsoluteFrom, Activity, RefreshRedirect, RefreshReuse, SameToken, Scopes,
};

pub(super) fn refresh(
    on: &mut Decider<'_>,
    tenant: &Tenant,
    request: &TokenRequest,
) -> Result<Tokens, Refusal> {
    let client = on.token_client(tenant, &request.client, Purpose::Refresh)?;
    let Some(presented) = &request.refresh_token else {
        let why = "the request has no refresh_token";
        return Err(Refusal::new(&rules::TOKEN_PARAMETER, ErrorCode::InvalidRequest, why));
    };
    check_redirect(on, &client, request.redirect_uri.as_deref())?;
    check_scope(on, request.scope.as_deref())?;
    let (token, family) = find(on, &client, presented)?;
    check_alive(on, family)?;
    match token.retired_at {
        None => Ok(issue(on, &client, family, presented)),
        Some(_) if on.broken(Defect::RefreshRace) && token.retired_at == Some(on.now) => {
            Ok(fork(on, &client, family))
        }
        Some(retired)
            if on.broken(Defect::LifeRefreshStorm) && on.now < retired.plus_seconds(60) =>
        {
            Ok(fork(on, &client, family))
        }
        Some(_) if on.broken(Defect::RotatedLives) => Ok(issue(on, &client, family, presented)),
        Some(retired) if on.now < retired.plus_seconds(on.policy.refresh_grace_seconds) => {
            Ok(issue(on, &client, family, presented))
        }
        Some(retired) => {
            let ago = in_words(on.now.since(retired));
            let mut why = format!("the refresh token was replaced by a new one {ago} ago");
            if on.policy.refresh_reuse == RefreshReuse::RevokeFamily
                && !on.broken(Defect::ReuseUnnoticed)
            {
                revoke_family(on, &client.tenant, family, RevokedBy::Reuse);
                why.push_str("; using it again revoked all that followed");
            }
            Err(Refusal::new(&rules::REFRESH_ROTATED, ErrorCode::InvalidGrant, why))
        }
    }
}

/// Ends a family, and its access tokens as the policy has it.
fn revoke_family(on: &mut Decider<'_>, tenant: &Tenant, family: &TokenFamily, by: RevokedBy) {
    on.record(Event::FamilyRevoked { tenant: tenant.clone(), family: family.id, by });
    if on.policy.reuse_ends_sessions {
        on.end_sessions_of(tenant, family.grant, family.id);
    }
}

/// The presented token and its family, if it is this app's.
fn find<'a>(
    on: &mut Decider<'_>,
    client: &Authenticated<'a>,
    presented: &Secret,
) -> Result<(&'a RefreshToken, &'a TokenFamily), Refusal> {
    let environment = client.environment;
    let invalid = |rule, why: &str| Refusal::new(rule, ErrorCode::InvalidGrant, why);
    let mut token = environment.refresh_tokens.get(&presented.hash());
    if token.is_none() && on.broken(Defect::LifeAnyRefreshToken) {
        token = environment
            .families
            .values()
            .find(|family| family.client_id == client.app.client_id && family.is_alive(on.now))
            .and_then(|family| environment.refresh_tokens.get(&family.live));
    }
    let found = token.and_then(|token| Some((token, environment.families.get(&token.family)?)));
    let Some((token, family)) = found else {
        on.count_guess(&client.tenant, client.app);
        return Err(invalid(&rules::REFRESH_KNOWN, "no such refresh token was issued here"));
    };
    if family.client_id != client.app.client_id && !on.broken(Defect::RefreshAnyClient) {
        let why = "the refresh token was issued to another app";
        return Err(invalid(&rules::REFRESH_CLIENT, why));
    }
    Ok((token, family))
}

fn check_alive(on: &Decider<'_>, family: &TokenFamily) -> Result<(), Refusal> {
    let invalid = |rule, why: String| Err(Refusal::new(rule, ErrorCode::InvalidGrant, why));
    if let Some(revoked) = &family.revoked {
        let ago = in_words(on.now.since(revoked.at));
        return invalid(
            &rules::REFRESH_REVOKED,
            format!("the refresh token was revoked {ago} ago: {}", revoked.by),
        );
    }
    if let Some(end) = family.ends_at
        && on.now >= end
        && !on.broken(Defect::AbsoluteIgnored)
    {
        let ago = in_words(on.now.since(end));
        return invalid(
            &rules::REFRESH_ABSOLUTE,
            format!("the absolute refresh token expiration was reached {ago} ago"),
        );
    }
    if let Some(end) = family.idle_at()
        && on.now >= end
        && !on.broken(Defect::InactivityIgnored)
    {
        let idle = in_words(on.now.since(family.active_at));
        return invalid(
            &rules::REFRESH_INACTIVITY,
            format!("there was no activity for {idle}, which is more than the app allows"),
        );
    }
    Ok(())
}

fn check_redirect(
    on: &Decider<'_>,
    client: &Authenticated<'_>,
    presented: Option<&str>,
) -> Result<(), Refusal> {
    let invalid =
        |why: String| Err(Refusal::new(&rules::REFRESH_REDIRECT, ErrorCode::InvalidRequest, why));
    match (on.policy.refresh_redirect_uri, presented) {
        (RefreshRedirect::Ignore, _) | (RefreshRedirect::Check, None) => Ok(()),
        (RefreshRedirect::Require, None) => invalid("the request has no redirect_uri".into()),
        (_, Some(uri)) => {
            let known = client.app.settings.redirect_urls.iter().any(|registered| {
                let matching = on.policy.redirect_matching;
                redirect_url::matches(registered, uri, client.app.kind, matching, None)
            });
            if known { Ok(()) } else { invalid(format!("redirect_uri {uri:?} is not registered")) }
        }
    }
}

fn check_scope(on: &Decider<'_>, presented: Option<&str>) -> Result<(), Refusal> {
    let unknown = presented
        .unwrap_or_default()
        .split(' ')
        .find(|scope| !["", "offline_access"].contains(scope));
    match unknown {
        Some(scope) if on.policy.scopes == Scopes::OfflineAccess => Err(Refusal::new(
            &rules::REFRESH_SCOPE,
            ErrorCode::InvalidScope,
            format!("the scope {scope:?} was not granted"),
        )),
        _ => Ok(()),
    }
}

fn issue(
    on: &mut Decider<'_>,
    client: &Authenticated<'_>,
    family: &TokenFamily,
    presented: &Secret,
) -> Tokens {
    let tenant = client.tenant.clone();
    let rotates = client.app.settings.rotation && !on.broken(Defect::NeverRotates);
    let next = rotates.then(|| Secret::refresh_token(&mut on.draw));
    let anew = on.policy.absolute_from == AbsoluteFrom::EachToken && rotates
        || on.broken(Defect::AbsoluteExtended);
    if on.policy.refresh_ends_session {
        on.end_sessions_of(&tenant, family.grant, family.id);
    } else if on.policy.refresh_extends_session {
        on.extend_sessions_of(&tenant, family.grant, family.id);
    }
    let ends_at = match family.absolute_seconds {
        Some(seconds) if anew => Some(on.now.plus_seconds(seconds)),
        _ => family.ends_at,
    };
    on.record(Event::FamilyUsed {
        tenant: tenant.clone(),
        family: family.id,
        secret: client.secret,
        active_at: match on.policy.activity {
            Activity::Refresh | Activity::AnyUse => on.now.max(family.active_at),
            Activity::LogIn => family.active_at,
        },
        ends_at,
        next: next.as_ref().map(Secret::hash),
    });
    let repeated = (on.policy.same_refresh_token == SameToken::Repeat).then(|| presented.clone());
    answer(on, client, family, (family.id, ends_at), next.or(repeated))
}

/// Starts a second family beside a live one: what the defects do that let a race be won twice.
fn fork(on: &mut Decider<'_>, client: &Authenticated<'_>, family: &TokenFamily) -> Tokens {
    let token = Secret::refresh_token(&mut on.draw);
    let id = FamilyId::draw(&mut on.draw);
    on.record(Event::FamilyStarted {
        tenant: client.tenant.clone(),
        family: Box::new(TokenFamily {
            id,
            live: token.hash(),
            retired: VecDeque::new(),
            issued_at: on.now,
            active_at: on.now,
            ..family.clone()
        }),
    });
    answer(on, client, family, (id, family.ends_at), Some(token))
}

fn answer(
    on: &mut Decider<'_>,
    client: &Authenticated<'_>,
    family: &TokenFamily,
    (id, ends_at): (FamilyId, Option<Timestamp>),
    refresh_token: Option<Secret>,
) -> Tokens {
    let origin = Origin::Token {
        client_id: family.client_id,
        grant: family.grant,
        family: Some(id),
        secret: client.secret,
    };
    let access_token = on.access_token(&client.tenant, family.user, origin, ends_at);
    on.forgive_guesses(client);
    Tokens::new(on.policy, access_token, refresh_token, family.client_id, family.user)
}
