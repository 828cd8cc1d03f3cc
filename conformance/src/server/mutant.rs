//! Servers that are wrong on purpose: the sandbox with one defect, or with one endpoint that refuses everything or nothing.

use serde_json::{Value, json};
use workfront_oauth_sandbox::defects::{Defect, table};
use workfront_oauth_sandbox::fault::Fault;

use super::request::STATE;

/// A server that is wrong in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mutant {
    id: &'static str,
    about: &'static str,
    breaks: &'static str,
    way: Way,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Defect(Defect),
    /// This endpoint refuses every request.
    Refuses(&'static str),
    /// This endpoint answers every request as if it were right.
    Gives(&'static str),
    /// This endpoint fails with 500.
    Breaks(&'static str),
    /// The first request to this endpoint is answered, and no other.
    RefusesFromTheSecond(&'static str),
    /// The redirect back to the app has no code.
    CallbackWithoutCode,
    /// No app can be added.
    SetUpClosed,
    /// Nothing can be added to an app.
    AppsClosed,
}

/// The defects that many cases notice, and why.
const SPREADING: [(&str, &str); 1] =
    [("srv-life-no-state-on-error", "every refusal that comes by redirect brings the state back")];

/// Those that are no defect of the sandbox. They break many rules at once, so many cases notice them.
const BLUNT: [Mutant; 17] = [
    blunt(
        "srv-refuses-authorize",
        "every authorization request is refused",
        Way::Refuses("authorize"),
    ),
    blunt(
        "srv-callback-empty",
        "the redirect back to the app has no code",
        Way::CallbackWithoutCode,
    ),
    blunt("srv-refuses-token", "every token request is refused", Way::Refuses("token")),
    blunt("srv-refuses-refresh", "every refresh is refused", Way::Refuses("refresh")),
    blunt(
        "srv-refuses-second-refresh",
        "only one refresh succeeds",
        Way::RefusesFromTheSecond("refresh"),
    ),
    blunt("srv-breaks-exchange", "the exchange fails with 500", Way::Breaks("exchange")),
    blunt("srv-refuses-exchange", "every JWT is refused", Way::Refuses("exchange")),
    blunt("srv-refuses-revoke", "every revocation is refused", Way::Refuses("revoke")),
    blunt("srv-refuses-api", "every call of the API is refused", Way::Refuses("api")),
    blunt("srv-refuses-apps", "no app can be added", Way::SetUpClosed),
    blunt("srv-refuses-additions", "no secret or key can be added to an app", Way::AppsClosed),
    blunt(
        "srv-gives-authorize",
        "every authorization request brings a code",
        Way::Gives("authorize"),
    ),
    blunt("srv-gives-token", "every token request brings tokens", Way::Gives("token")),
    blunt("srv-gives-refresh", "every refresh brings tokens", Way::Gives("refresh")),
    blunt("srv-gives-exchange", "every JWT brings a token", Way::Gives("exchange")),
    blunt("srv-gives-revoke", "every request for a revocation succeeds", Way::Gives("revoke")),
    blunt("srv-gives-api", "every call of the API succeeds", Way::Gives("api")),
];

const fn blunt(id: &'static str, about: &'static str, way: Way) -> Mutant {
    Mutant { id, about, breaks: "", way }
}

impl Mutant {
    /// Every one.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let defects = table().into_iter().filter_map(|row| {
            let defect = Defect::named(row.id)?;
            Some(Self {
                id: row.id,
                about: row.about,
                breaks: row.breaks,
                way: Way::Defect(defect),
            })
        });
        defects.chain(BLUNT).collect()
    }

    /// The one with this id.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        Self::all().into_iter().find(|mutant| mutant.id == id)
    }

    /// Its id, as `srv-code-reusable`.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.id
    }

    /// What it does wrong.
    #[must_use]
    pub fn about(self) -> &'static str {
        self.about
    }

    /// The idea that it negates; none for one that is wrong in many ways.
    #[must_use]
    pub fn breaks(self) -> Option<&'static str> {
        (!self.breaks.is_empty()).then_some(self.breaks)
    }

    /// Why many cases notice it; nothing for one that breaks a single rule in a single place.
    #[must_use]
    pub fn spreads(self) -> Option<&'static str> {
        match self.way {
            Way::Defect(_) => {
                SPREADING.iter().find(|(id, _)| *id == self.id).map(|(_, because)| *because)
            }
            _ => Some("what passes an endpoint that is wrong as a whole is wrong too"),
        }
    }

    /// The sandbox's defect, if it is one.
    pub(super) fn defect(self) -> Option<Defect> {
        match self.way {
            Way::Defect(defect) => Some(defect),
            _ => None,
        }
    }

    /// Whether whoever adds an app, or something to one, is refused.
    pub(super) fn closes(self, adds_an_app: bool) -> bool {
        self.way == if adds_an_app { Way::SetUpClosed } else { Way::AppsClosed }
    }

    /// The fault that makes an endpoint so, in the sandbox's own format.
    pub(super) fn fault(self) -> Option<Result<Fault, serde_json::Error>> {
        let (endpoint, effect) = match self.way {
            Way::Refuses(endpoint) | Way::RefusesFromTheSecond(endpoint) => {
                (endpoint, refusal(400))
            }
            Way::Breaks(endpoint) => (endpoint, refusal(500)),
            Way::CallbackWithoutCode => {
                ("callback", json!({ "kind": "callback", "remove": ["code"] }))
            }
            Way::Gives(endpoint) => (endpoint, gift(endpoint)),
            Way::Defect(_) | Way::SetUpClosed | Way::AppsClosed => return None,
        };
        let matching = match endpoint {
            "refresh" => json!({ "endpoint": "token", "grant_type": "refresh_token" }),
            endpoint => json!({ "endpoint": endpoint }),
        };
        let nth = if matches!(self.way, Way::RefusesFromTheSecond(_)) { 2 } else { 1 };
        Some(serde_json::from_value(json!({
            "match": matching, "nth": nth, "count": 1_000_000, "effect": effect,
        })))
    }
}

fn refusal(status: u16) -> Value {
    json!({
        "kind": "status", "status": status, "headers": { "content-type": "application/json" },
        "body": { "error": "invalid_request" }, "when": "before_commit",
    })
}

/// What a mock server answers that looks at nothing.
fn gift(endpoint: &str) -> Value {
    if endpoint == "authorize" {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("code", "given-to-everybody")
            .append_pair("state", STATE)
            .finish();
        let location = format!("{REDIRECT}?{query}");
        return json!({ "kind": "redirect", "status": 302, "location": location, "when": "before_commit" });
    }
    json!({
        "kind": "status", "status": 200, "when": "before_commit",
        "headers": {
            "content-type": "application/json", "cache-control": "no-store", "pragma": "no-cache",
        },
        "body": {
            "access_token": "given-to-everybody", "token_type": "sessionID",
            "refresh_token": "given-to-everybody", "data": [],
        },
    })
}

/// The redirect URL of the sandbox's web app.
const REDIRECT: &str = "https://app.example/callback";

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_mutant_has_an_id_of_its_own_and_a_fault_that_the_sandbox_reads() {
        let all = Mutant::all();
        let ids: BTreeSet<&str> = all.iter().map(|mutant| mutant.id()).collect();
        assert_eq!(ids.len(), all.len());
        for mutant in all {
            assert!(mutant.fault().is_none_or(|fault| fault.is_ok()), "{}", mutant.id());
            let ways = [mutant.defect().is_some(), !matches!(mutant.way, Way::Defect(_))];
            assert!(ways[0] != ways[1], "{}", mutant.id());
        }
        for (id, _) in SPREADING {
            assert!(Mutant::named(id).is_some_and(|mutant| mutant.defect().is_some()), "{id}");
        }
    }
}
