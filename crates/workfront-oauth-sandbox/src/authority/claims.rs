//! What the claims of a JWT must say (oauth-app-jwt-flow; RFC 7519 §4.1; RFC 7523 §3).

use serde_json::{Map, Value};

use super::command::Decider;
use super::id::{CustomerId, UserId};
use super::jwt::refuse;
use super::refusal::Refusal;
use super::rules;
use super::time::Timestamp;
use crate::defects::Defect;
use crate::policy::choice::{Claim, Subject};

/// What is right for the app and the key at hand.
pub(super) struct Expected<'a> {
    pub(super) customer: CustomerId,
    /// The user who created the key.
    pub(super) owner: UserId,
    /// The organization, in case `sub` may name any of its users.
    pub(super) domain: &'a str,
    /// The names by which this server may be meant.
    pub(super) audiences: &'a [String],
}

/// What the claims come to.
#[derive(Debug)]
pub(super) struct Judged {
    /// For whom the session is.
    pub(super) user: UserId,
    /// After this moment the JWT is worth nothing anyway.
    pub(super) until: Timestamp,
    pub(super) jti: Option<String>,
}

/// Judges claims whose signature was verified.
pub(super) fn judge(
    on: &Decider<'_>,
    claims: &Map<String, Value>,
    expected: &Expected<'_>,
) -> Result<Judged, Refusal> {
    let leeway = i64::try_from(on.policy.jwt_leeway_seconds).unwrap_or(i64::MAX);
    let now = on.now.seconds();
    let exp = match number(claims, "exp") {
        Ok(Some(exp)) => Some(exp),
        Ok(None) if on.broken(Defect::ExpOptional) => None,
        Ok(None) => return refuse(&rules::JWT_EXP, "the JWT has no exp"),
        Err(why) => return refuse(&rules::JWT_EXP, &why),
    };
    if let Some(exp) = exp
        && now >= exp.saturating_add(leeway)
        && !on.broken(Defect::ExpIgnored)
    {
        let why = format!("the JWT expired {} s ago; exp is in seconds, GMT", now - exp);
        return refuse(&rules::JWT_EXP, &why);
    }
    judge_issue(on, claims, exp, leeway)?;
    if !on.broken(Defect::NbfIgnored) {
        judge_not_before(on, claims, leeway)?;
    }
    if !on.broken(Defect::IssIgnored) {
        match text(claims, "iss") {
            Some(iss) if iss == expected.customer.to_string() => {}
            Some(_) => {
                let why =
                    "iss is not the Customer ID of this organization; the Client ID is not it";
                return refuse(&rules::JWT_ISS, why);
            }
            None => return refuse(&rules::JWT_ISS, "the JWT has no iss, or one that is no text"),
        }
    }
    if !on.broken(Defect::AudIgnored) {
        judge_audience(on, claims, expected)?;
    }
    let user = judge_subject(on, claims, expected)?;
    let end = exp.unwrap_or(now).saturating_add(leeway).saturating_add(1);
    let jti = text(claims, "jti").map(str::to_owned);
    Ok(Judged { user, until: Timestamp::from_seconds(end), jti })
}

/// Judges all of `jwt` but its signature, which no fuzzer can make.
#[cfg(feature = "__fuzz")]
pub(crate) fn judge_unverified_jwt(
    authority: &super::Authority,
    now: Timestamp,
    jwt: &str,
    (customer, owner, domain): (CustomerId, UserId, &str),
) -> Result<UserId, Refusal> {
    let claims = super::jwt::UnverifiedJwt::parse(jwt, None)?.claims()?;
    let expected = Expected { customer, owner, domain, audiences: &[] };
    judge(&authority.decider(now), &claims, &expected).map(|judged| judged.user)
}

fn judge_issue(
    on: &Decider<'_>,
    claims: &Map<String, Value>,
    exp: Option<i64>,
    leeway: i64,
) -> Result<(), Refusal> {
    let now = on.now.seconds();
    let iat = match (on.policy.jwt_iat, number(claims, "iat")) {
        (Claim::Ignore, iat) => iat.ok().flatten(),
        (Claim::Require, Ok(None)) => return refuse(&rules::JWT_IAT, "the JWT has no iat"),
        (_, Ok(iat)) => iat,
        (_, Err(why)) => return refuse(&rules::JWT_IAT, &why),
    };
    if let Some(iat) = iat
        && iat > now.saturating_add(leeway)
        && on.policy.jwt_iat != Claim::Ignore
    {
        return refuse(&rules::JWT_IAT, &format!("iat lies {} s in the future", iat - now));
    }
    let longest = i64::try_from(on.policy.jwt_max_lifetime).unwrap_or(i64::MAX);
    let start = iat.filter(|iat| *iat < now && on.policy.jwt_iat != Claim::Ignore).unwrap_or(now);
    if let Some(exp) = exp
        && longest > 0
        && exp.saturating_sub(start) > longest.saturating_add(leeway)
    {
        let why =
            format!("the JWT lives for {} s, and at most {longest} s are allowed", exp - start);
        return refuse(&rules::JWT_LIFETIME, &why);
    }
    Ok(())
}

fn judge_not_before(
    on: &Decider<'_>,
    claims: &Map<String, Value>,
    leeway: i64,
) -> Result<(), Refusal> {
    if on.policy.jwt_nbf == Claim::Ignore {
        return Ok(());
    }
    match number(claims, "nbf") {
        Err(why) => refuse(&rules::JWT_NBF, &why),
        Ok(None) if on.policy.jwt_nbf == Claim::Require => {
            refuse(&rules::JWT_NBF, "the JWT has no nbf")
        }
        Ok(Some(nbf)) if nbf > on.now.seconds().saturating_add(leeway) => {
            let ahead = nbf - on.now.seconds();
            refuse(&rules::JWT_NBF, &format!("nbf lies {ahead} s in the future"))
        }
        Ok(_) => Ok(()),
    }
}

fn judge_audience(
    on: &Decider<'_>,
    claims: &Map<String, Value>,
    expected: &Expected<'_>,
) -> Result<(), Refusal> {
    let named = match (on.policy.jwt_aud, claims.get("aud")) {
        (Claim::Ignore, _) | (Claim::Check, None) => return Ok(()),
        (Claim::Require, None) => return refuse(&rules::JWT_AUD, "the JWT has no aud"),
        (_, Some(Value::Array(all))) => all.iter().filter_map(Value::as_str).collect(),
        (_, Some(one)) => one.as_str().into_iter().collect::<Vec<_>>(),
    };
    let is_meant =
        named.iter().any(|name| expected.audiences.iter().any(|audience| audience == name));
    if is_meant {
        return Ok(());
    }
    let why = format!("aud does not name this server: {}", expected.audiences.join(" or "));
    refuse(&rules::JWT_AUD, &why)
}

fn judge_subject(
    on: &Decider<'_>,
    claims: &Map<String, Value>,
    expected: &Expected<'_>,
) -> Result<UserId, Refusal> {
    let Some(sub) = text(claims, "sub") else {
        return refuse(&rules::JWT_SUB, "the JWT has no sub, or one that is no text");
    };
    let named = sub
        .parse()
        .ok()
        .and_then(|id: UserId| on.state.user(id))
        .filter(|user| user.domain == expected.domain)
        .map(|user| user.user_id);
    let any = on.policy.jwt_subject == Subject::AnyUser || on.broken(Defect::SubIgnored);
    match named {
        Some(user) if user == expected.owner || any => Ok(user),
        None if on.broken(Defect::SubIgnored) => Ok(expected.owner),
        Some(_) => refuse(&rules::JWT_SUB, "sub is not the user who created the public key"),
        None => refuse(&rules::JWT_SUB, "sub is no User ID of this organization"),
    }
}

fn text<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    claims.get(name).and_then(Value::as_str)
}

/// A `NumericDate` (RFC 7519 §2), rounded down.
fn number(claims: &Map<String, Value>, name: &str) -> Result<Option<i64>, String> {
    /// The last second of the year 9999: what lies after it is a slip, milliseconds perhaps.
    const END: i64 = 253_402_300_799;
    let Some(value) = claims.get(name) else { return Ok(None) };
    let wrong = || format!("{name} is no number of seconds since 1970");
    let number = match (value.as_i64(), value.as_f64()) {
        (Some(number), _) => number,
        // A cast of a float saturates, and what saturates is out of range.
        (None, Some(number)) if value.is_f64() => number.floor() as i64,
        _ => return Err(wrong()),
    };
    if (0..=END).contains(&number) { Ok(Some(number)) } else { Err(wrong()) }
}
