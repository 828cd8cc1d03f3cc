//! What comes of a text when it is used.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::{Example, Kind};
use crate::curl;
use crate::wire::{Message, Received, difference};

/// What comes of a text when it is used with its placeholders filled, the first that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Outcome {
    /// The shell, the URL parser or the JSON parser does not take it.
    Refused,
    /// It stops at a question to whoever sits at the terminal.
    Asks,
    /// It goes to another host than the organization's, or there without TLS.
    Elsewhere,
    /// It does something else than it means.
    Different,
    /// It does what it means.
    Sound,
}

impl Outcome {
    /// The outcome in a few words.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Outcome::Refused => "refused by a parser",
            Outcome::Asks => "stops at a question",
            Outcome::Elsewhere => "goes elsewhere",
            Outcome::Different => "does something else",
            Outcome::Sound => "sound",
        }
    }
}

impl Example {
    /// What comes of a text of this example, the printed or the repaired one, by the suite's own parsers.
    #[must_use]
    pub fn outcome(&self, text: &str) -> Outcome {
        let text = self.filled(text);
        match self.kind {
            Kind::Command => self.of_command(&text),
            Kind::Url => self.of_url(text.trim()),
            Kind::Body => self.of_body(text.trim_end()),
            Kind::Response => self.of_response(&text),
            Kind::Pair => self.of_pair(&text),
            Kind::Openssl => of_openssl(&text),
        }
    }

    fn of_command(&self, text: &str) -> Outcome {
        let Ok(command) = curl::parse(text) else { return Outcome::Refused };
        let Some(url) = self.at_home(&command.url) else { return Outcome::Elsewhere };
        let body = command.body().unwrap_or_default();
        let mut headers: Vec<(String, &[u8])> = command
            .headers
            .iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value.as_bytes()))
            .collect();
        if !headers.iter().any(|(name, _)| name == "content-type") {
            headers.extend(
                command
                    .header("content-type")
                    .map(|value| (String::from("content-type"), value.as_bytes())),
            );
        }
        let headers: Vec<(&str, &[u8])> =
            headers.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let target = url
            .query()
            .map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        self.of_request(Received {
            method: &command.method,
            target: &target,
            headers: &headers,
            body: body.as_bytes(),
        })
    }

    fn of_url(&self, text: &str) -> Outcome {
        if Url::parse(text).is_err() {
            return Outcome::Refused;
        }
        let Some(url) = self.at_home(text) else { return Outcome::Elsewhere };
        let target = url
            .query()
            .map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let received = Received { method: "GET", target: &target, headers: &[], body: b"" };
        let Ok(message) = Message::read(received) else { return Outcome::Refused };
        // What a URL is used for is not said, so its method means nothing.
        let members: Vec<_> =
            message.members().into_iter().filter(|(name, _)| name != "method").collect();
        self.compared(&members)
    }

    fn of_body(&self, text: &str) -> Outcome {
        let meant = |name: &str| {
            self.means
                .iter()
                .find(|(member, _)| member == name)
                .map_or("", |(_, value)| value.as_str())
        };
        let headers = [("content-type", meant("header.content-type").as_bytes())];
        self.of_request(Received {
            method: meant("method"),
            target: meant("path"),
            headers: &headers,
            body: text.as_bytes(),
        })
    }

    fn of_request(&self, received: Received<'_>) -> Outcome {
        Message::read(received)
            .map_or(Outcome::Refused, |message| self.compared(&message.members()))
    }

    /// `"string"`, and what has its middle left out, stands for a value and means any.
    fn of_response(&self, text: &str) -> Outcome {
        let Ok(members) = serde_json::from_str::<Map<String, Value>>(text) else {
            return Outcome::Refused;
        };
        let members: Vec<(String, String)> = members
            .into_iter()
            .map(|(name, value)| {
                let meant = self
                    .means
                    .iter()
                    .find(|(member, _)| *member == name)
                    .map(|(_, meant)| self.filled(meant));
                let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let stands_for_any = shown == "string" || shown.contains("[...]");
                (name, meant.filter(|_| stands_for_any).unwrap_or(shown))
            })
            .collect();
        self.compared(&members)
    }

    fn of_pair(&self, text: &str) -> Outcome {
        let Ok(pair) = serde_json::from_str::<Pair>(text) else { return Outcome::Refused };
        let sound =
            URL_SAFE_NO_PAD.encode(Sha256::digest(pair.code_verifier)) == pair.code_challenge;
        if sound { Outcome::Sound } else { Outcome::Different }
    }

    fn compared(&self, members: &[(String, String)]) -> Outcome {
        let meant: Vec<_> =
            self.means.iter().map(|(name, value)| (name.clone(), self.filled(value))).collect();
        if difference(&meant, members).is_none() { Outcome::Sound } else { Outcome::Different }
    }

    /// The URL, if it is one of the organization's and TLS protects the way there.
    fn at_home(&self, url: &str) -> Option<Url> {
        let host = self.placeholders.get("workfront host").map_or(ORGANIZATION, String::as_str);
        Url::parse(url).ok().filter(|url| {
            url.scheme() == "https" && url.host_str() == Some(host) && url.port().is_none()
        })
    }
}

/// The organization of page 001.
const ORGANIZATION: &str = "myorganization.my.workfront.com";

#[derive(Deserialize)]
struct Pair {
    code_verifier: String,
    code_challenge: String,
}

fn of_openssl(text: &str) -> Outcome {
    match curl::split(text).as_deref() {
        Ok([command]) if command.words.iter().any(|word| word == "-subj") => Outcome::Sound,
        Ok([_]) => Outcome::Asks,
        _ => Outcome::Refused,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::super::all;
    use super::*;

    #[test]
    fn each_printed_text_has_the_declared_outcome() {
        for example in all().unwrap() {
            assert_eq!(example.outcome(&example.copied()), example.outcome, "{}", example.id);
            assert_eq!(
                example.outcome == Outcome::Sound,
                example.errata.is_empty(),
                "{}",
                example.id
            );
        }
    }

    #[test]
    fn each_repaired_text_is_sound() {
        for example in all().unwrap() {
            assert_eq!(example.outcome(&example.as_repaired), Outcome::Sound, "{}", example.id);
        }
    }

    #[test]
    fn a_repaired_text_that_says_something_else_is_not() {
        let all = all().unwrap();
        let check = |id: &str, from: &str, to: &str, outcome: Outcome| {
            let example = all.iter().find(|example| example.id == id).unwrap();
            let text = example.as_repaired.replace(from, to);
            assert_ne!(text, example.as_repaired, "{id}");
            assert_eq!(example.outcome(&text), outcome, "{id}: {to}");
        };
        check("001-token-json", "authorization_code", "refresh_token", Outcome::Different);
        check("001-token-form", "https://", "http://", Outcome::Elsewhere);
        check("001-token-form", "'grant_type", "grant_type", Outcome::Refused);
        check("001-authorize-template", "&response_type=code", "", Outcome::Different);
        check("001-token-uri", "/token", "/tokens", Outcome::Different);
        check("001-host", "https", "http", Outcome::Elsewhere);
        check("001-token-response", "0", "3600", Outcome::Different);
        check("001-token-response", "\"wid\": \"string\"", "", Outcome::Refused);
        check("002-exchange-body", "jwt_token", "assertion", Outcome::Different);
        check("003-pkce-pair", "r-Jd5", "r-Jd6", Outcome::Different);
        check("003-refresh", "<urlencode(refresh_token)>", "<refresh_token>", Outcome::Different);
        check("004-openssl", "-subj /CN=workfront-jwt ", "", Outcome::Asks);
    }
}
