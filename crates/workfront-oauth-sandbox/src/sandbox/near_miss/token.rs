//! Codes and refresh tokens that are another app's, another lane's, used, expired, or something else.

use url::form_urlencoded;

use super::{Asked, named};
use crate::authority::{App, ClientId, Found, Secret, Tenant, Timestamp};
use crate::clock::rfc3339;

/// What the refused `code` is.
pub(super) fn code(asked: &Asked<'_>) -> Option<String> {
    what(asked, "code", |tenant, found| {
        let Found::Code(code) = found else { return None };
        let issued = rfc3339(code.issued_at);
        Some(match (asked.entry.judgement.rule.as_ref(), &code.spent) {
            ("code.single-use", Some(spent)) if spent.issued.is_some() => {
                format!("it was issued at {issued} and exchanged at {}", rfc3339(spent.at))
            }
            ("code.single-use", Some(spent)) => format!(
                "it was issued at {issued}, and the failed exchange at {} used it up",
                rfc3339(spent.at)
            ),
            ("code.two-minutes", _) => {
                format!("it was issued at {issued} and expired at {}", rfc3339(code.expires_at))
            }
            _ => format!("it is a code of {}", owner(asked, tenant, code.client_id)?),
        })
    })
}

/// What the refused `refresh_token` is.
pub(super) fn refresh_token(asked: &Asked<'_>) -> Option<String> {
    what(asked, "refresh_token", |tenant, found| {
        let Found::RefreshToken(token, family) = found else { return None };
        let at = |moment: Option<Timestamp>| moment.map(rfc3339);
        Some(match asked.entry.judgement.rule.as_ref() {
            "refresh.rotated" => {
                format!("it was used at {}, and the answer had another one", at(token.retired_at)?)
            }
            "refresh.absolute-expiry" => format!(
                "the first of its family was issued at {}, and the last is good until {}",
                rfc3339(family.started_at),
                at(family.ends_at)?
            ),
            "refresh.inactivity-expiry" => format!(
                "the last activity was at {}, and it was good until {}",
                rfc3339(family.active_at),
                at(family.idle_at())?
            ),
            "refresh.revoked" => {
                let revoked = family.revoked.as_ref()?;
                format!("it was revoked at {}: {}", rfc3339(revoked.at), revoked.by)
            }
            _ => format!("it is a refresh token of {}", owner(asked, tenant, family.client_id)?),
        })
    })
}

/// What the parameter `name` is: `expected` says what there is to say where it is of the kind that was asked for.
fn what(
    asked: &Asked<'_>,
    name: &str,
    expected: impl Fn(&Tenant, &Found<'_>) -> Option<String>,
) -> Option<String> {
    let presented = asked.secret(name)?;
    let is_unknown = asked.entry.judgement.rule.ends_with(".known");
    if let Some((tenant, found)) = asked.state.find(&Secret::new(presented)) {
        return expected(tenant, &found).or_else(|| is_unknown.then(|| kind(&found)));
    }
    let decoded = || {
        let pair = format!("={presented}");
        let value = form_urlencoded::parse(pair.as_bytes()).next()?.1.into_owned();
        Some(("percent-decoded once more", value))
    };
    let trimmed = ("without the white space around it", presented.trim().to_owned());
    [Some(trimmed), decoded()].into_iter().flatten().find_map(|(how, text)| {
        let (tenant, found) = asked.state.find(&Secret::new(&*text))?;
        let is = expected(tenant, &found).unwrap_or_else(|| kind(&found));
        (text != presented && is_unknown).then(|| format!("{how}, {is}"))
    })
}

fn kind(found: &Found<'_>) -> String {
    match found {
        Found::Code(_) => "it is a code, and goes with grant_type authorization_code",
        Found::RefreshToken(..) => "it is a refresh token, and goes with grant_type refresh_token",
        Found::Session => "it is an access token, which is the sessionID of calls to the API",
        Found::ClientSecret(_) => "it is a client secret",
    }
    .to_owned()
}

/// The app that something was issued to, and its lane where that is another.
fn owner(asked: &Asked<'_>, tenant: &Tenant, client_id: ClientId) -> Option<String> {
    let app: &App = asked.state.environment(tenant)?.app(client_id)?;
    Some(format!("{}{}", named(app), asked.elsewhere(tenant)))
}
