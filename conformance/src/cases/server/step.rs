//! What is done to a server.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Value;

use super::Jwt;

/// One thing that is done.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Step {
    /// What.
    #[serde(rename = "do")]
    pub verb: Verb,
    /// The app that does it.
    #[serde(default)]
    pub app: App,
    /// Parameters that differ from the documented request; `{code}` and the like stand for what an earlier step obtained. Only a JSON
    /// body has values that are not text.
    #[serde(default)]
    pub set: BTreeMap<String, Value>,
    /// Parameters that are left out.
    #[serde(default)]
    pub without: Vec<String>,
    /// A parameter that stands in the request twice, with the same value.
    pub twice: Option<String>,
    /// Parameters that go into the query, wherever else they would be.
    #[serde(default)]
    pub query: Vec<String>,
    /// Parameters that stay in the body although HTTP Basic carries them.
    #[serde(default)]
    pub also_in_body: Vec<String>,
    /// Send the body as JSON, or as a form; as the app usually does if left out.
    pub json: Option<bool>,
    /// Authenticate by HTTP Basic, or in the body; as the app usually does if left out.
    pub basic: Option<bool>,
    /// Send it by GET, with the parameters in the query.
    #[serde(default)]
    pub get: bool,
    /// Say that the body is of this type, whatever it is.
    pub content_type: Option<String>,
    /// Headers besides.
    #[serde(default)]
    pub header: BTreeMap<String, String>,
    /// The lane that it is done at; the app's own if left out.
    pub lane: Option<String>,
    /// What the user decides.
    #[serde(default)]
    pub decision: Decision,
    /// The user goes through the pages in a browser: a form for the password, a form for the answer.
    #[serde(default)]
    pub by_hand: bool,
    /// The form goes out without what ties it to the page that it was on: each hidden field is left out in turn.
    #[serde(default)]
    pub forged: bool,
    /// The JWT that is exchanged, where it is not the documented one.
    pub jwt: Option<Jwt>,
    /// How far the clock moves, in seconds.
    pub seconds: Option<i64>,
    /// The clock moves as far as this member of an earlier answer says, and `seconds` further.
    pub until: Option<String>,
    /// What this step obtains is kept under this name too, as `{first.refresh_token}`.
    pub name: Option<String>,
    /// The server may refuse it: a later step is what counts.
    #[serde(default)]
    pub may_fail: bool,
    /// It is done so often, one after another.
    pub times: Option<u32>,
    /// It is done so often at the same time.
    pub parallel: Option<u32>,
}

impl Step {
    /// In words.
    #[must_use]
    pub fn says(&self) -> String {
        let mut text = self.verb.word().to_owned();
        let mut also = |words: String| {
            text.push_str(", ");
            text.push_str(&words);
        };
        if self.app != App::Web {
            also(format!("{:?} app", self.app).to_lowercase());
        }
        for (name, value) in &self.set {
            also(format!("{name} = {value}"));
        }
        self.without.iter().for_each(|name| also(format!("without {name}")));
        self.twice.iter().for_each(|name| also(format!("{name} twice")));
        self.query.iter().for_each(|name| also(format!("{name} in the query")));
        self.also_in_body.iter().for_each(|name| also(format!("{name} in the body too")));
        self.header.iter().for_each(|(name, value)| also(format!("{name}: {value}")));
        self.content_type.iter().for_each(|name| also(format!("as {name}")));
        self.lane.iter().for_each(|lane| also(format!("at the lane {lane}")));
        self.until.iter().for_each(|name| also(format!("by {name}")));
        self.seconds.iter().for_each(|seconds| also(format!("by {seconds} s")));
        self.times.iter().for_each(|times| also(format!("{times} times")));
        self.parallel.iter().for_each(|times| also(format!("{times} at the same time")));
        let words = [
            (self.json == Some(true), "as JSON"),
            (self.json == Some(false), "as a form"),
            (self.basic == Some(true), "by HTTP Basic"),
            (self.get, "by GET"),
            (self.decision == Decision::Deny, "denied"),
            (self.by_hand, "by hand"),
            (self.forged, "forged"),
            (self.jwt.is_some(), "with the JWT of the case"),
            (self.may_fail, "which may fail"),
        ];
        words.iter().filter(|(holds, _)| *holds).for_each(|(_, words)| also((*words).to_owned()));
        text
    }
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Verb {
    /// A user goes to the authorization page, and answers.
    Authorize,
    /// A user goes there, and does not answer yet.
    Open,
    /// The user of the open page gives name and password.
    LogIn,
    /// The user of the open page goes where it leads.
    Follow,
    /// The user of the open page decides.
    Consent,
    /// An app redeems a code.
    Redeem,
    /// An app refreshes.
    Refresh,
    /// An app revokes a token.
    Revoke,
    /// An app exchanges a JWT.
    Exchange,
    /// An app calls the API.
    Api,
    /// An app ends a session.
    LogOut,
    /// The clock moves on.
    Advance,
    /// An administrator adds an app.
    Register,
    /// An administrator deletes the app.
    DeleteApp,
    /// An administrator adds a client secret.
    AddSecret,
    /// An administrator deletes the client secret `secret_id`; the last one added if left out.
    DeleteSecret,
    /// An administrator adds a public key.
    AddKey,
    /// An administrator deletes the public key that was added last.
    DeleteKey,
    /// A user who is no administrator asks for the page that lists the apps.
    SetupPage,
    /// The administrator who added an app by hand loads the page that came of it again.
    AppPage,
}

impl Verb {
    /// Every one, with what it does.
    pub const ALL: [(Verb, &str, &str); 20] = [
        (Verb::Authorize, "authorize", "a user goes to the authorization page, and answers"),
        (Verb::Open, "open", "a user goes there, and does not answer yet"),
        (Verb::LogIn, "log-in", "the user of the open page gives name and password"),
        (Verb::Follow, "follow", "the user of the open page goes where it leads"),
        (Verb::Consent, "consent", "the user of the open page decides"),
        (Verb::Redeem, "redeem", "an app redeems a code"),
        (Verb::Refresh, "refresh", "an app refreshes"),
        (Verb::Revoke, "revoke", "an app revokes a token"),
        (Verb::Exchange, "exchange", "an app exchanges a JWT"),
        (Verb::Api, "api", "an app calls the API"),
        (Verb::LogOut, "log-out", "an app ends a session"),
        (Verb::Advance, "advance", "the clock moves on"),
        (Verb::Register, "register", "an administrator adds an app"),
        (Verb::DeleteApp, "delete-app", "an administrator deletes the app"),
        (Verb::AddSecret, "add-secret", "an administrator adds a client secret"),
        (Verb::DeleteSecret, "delete-secret", "an administrator deletes a client secret"),
        (Verb::AddKey, "add-key", "an administrator adds a public key"),
        (Verb::DeleteKey, "delete-key", "an administrator deletes a public key"),
        (
            Verb::AppPage,
            "app-page",
            "who added an app by hand loads the page that came of it again",
        ),
        (Verb::SetupPage, "setup-page", "a user who is no administrator asks for the list of apps"),
    ];

    /// The word in a case.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(verb, ..)| *verb == self).map_or("", |(_, word, _)| word)
    }

    /// Whether a user does it in a browser.
    #[must_use]
    pub fn is_of_a_user(self) -> bool {
        matches!(self, Verb::Authorize | Verb::Open | Verb::LogIn | Verb::Follow | Verb::Consent)
    }

    /// Whether an administrator does it where apps are set up.
    #[must_use]
    pub fn is_set_up(self) -> bool {
        matches!(
            self,
            Verb::Register
                | Verb::DeleteApp
                | Verb::AddSecret
                | Verb::DeleteSecret
                | Verb::AddKey
                | Verb::DeleteKey
                | Verb::SetupPage
                | Verb::AppPage
        )
    }
}

/// Which app a step speaks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum App {
    /// The one with a secret.
    #[default]
    Web,
    /// The one with PKCE alone.
    Spa,
    /// The one with a key.
    Machine,
    /// The one that a step before has registered.
    Made,
}

/// What the user does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Decision {
    /// Allows access.
    #[default]
    Allow,
    /// Denies it.
    Deny,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_verbs_is_that_of_the_files() {
        for (verb, word, _) in Verb::ALL {
            let read: Result<Verb, _> = Value::from(word).try_into();
            assert_eq!(read, Ok(verb));
        }
    }
}
