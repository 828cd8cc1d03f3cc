//! One attempt to log in: what is sent with the browser, and what is kept to recognise it by.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use url::form_urlencoded;

use super::application::Application;
use super::mutants::{Conduct, Deviation};
use crate::shim::message::Refusal;
use crate::shim::refused::Refused;

/// An attempt.
pub(super) struct Attempt {
    pub(super) application: Arc<Application>,
    /// The browser that it was begun for.
    pub(super) session: Option<String>,
    pub(super) verifier: Option<String>,
    /// Whether a callback has come; there is no second.
    pub(super) used: bool,
    state: String,
}

/// What an earlier error made of PKCE; nothing, unless the client is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fallback {
    No,
    Plain,
    NoPkce,
}

impl Attempt {
    /// Begins one, and says where to send the browser.
    pub(super) fn begin(
        application: Arc<Application>,
        session: Option<String>,
        fallback: Fallback,
        conduct: Conduct,
    ) -> Result<(String, Self), Refused> {
        let pkce = application.pkce && fallback != Fallback::NoPkce;
        let verifier = if pkce { Some(verifier(conduct)?) } else { None };
        let state = match &verifier {
            Some(verifier) if conduct.is(Deviation::VerifierAsState) => verifier.clone(),
            _ => state(conduct)?,
        };
        let url = authorize_url(&application, &state, verifier.as_deref(), fallback, conduct);
        Ok((url, Self { application, session, verifier, used: false, state }))
    }

    /// Whether `found` is this attempt's state; the time taken does not tell how much of it is right.
    pub(super) fn has_state(&self, found: &str, conduct: Conduct) -> bool {
        if conduct.is(Deviation::StatePrefix) {
            return self.state.get(..8).is_some_and(|start| found.starts_with(start));
        }
        self.state.as_bytes().ct_eq(found.as_bytes()).into()
    }
}

fn authorize_url(
    application: &Application,
    state: &str,
    verifier: Option<&str>,
    fallback: Fallback,
    conduct: Conduct,
) -> String {
    let response_type = if conduct.is(Deviation::ResponseTypeToken) { "token" } else { "code" };
    let mut parameters = vec![
        ("response_type", response_type.to_owned()),
        ("redirect_uri", application.redirect_uri.clone()),
    ];
    if !conduct.is(Deviation::ClientIdAbsent) {
        parameters.push(("client_id", application.client_id.clone()));
    }
    if !conduct.is(Deviation::StateAbsent) {
        parameters.push(("state", state.to_owned()));
    }
    if let Some(verifier) = verifier {
        let plain = fallback == Fallback::Plain || conduct.is(Deviation::PkcePlain);
        let (challenge, method) = match plain {
            true => (verifier.to_owned(), "plain"),
            false => (challenge(verifier, conduct), "S256"),
        };
        parameters.push(("code_challenge", challenge));
        if !conduct.is(Deviation::MethodAbsent) {
            parameters.push(("code_challenge_method", method.to_owned()));
        }
        if conduct.is(Deviation::VerifierInUrl) {
            parameters.push(("code_verifier", verifier.to_owned()));
        }
    }
    let query = if conduct.is(Deviation::QueryRaw) {
        let pairs = parameters.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("&")
    } else {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
    };
    let fragment = if conduct.is(Deviation::AuthorizeFragment) { "#login" } else { "" };
    format!("{}/integrations/oauth2/authorize?{query}{fragment}", application.base_url)
}

/// 256 random bits; `state` needs 128 (RFC 6749 section 10.10).
fn state(conduct: Conduct) -> Result<String, Refused> {
    let random = random()?;
    Ok(if conduct.is(Deviation::StateConstant) {
        "constant-state-of-one-client".to_owned()
    } else if conduct.is(Deviation::StateShort) {
        URL_SAFE_NO_PAD.encode(random.get(..4).unwrap_or_default())
    } else {
        URL_SAFE_NO_PAD.encode(random)
    })
}

/// 43 characters of 256 random bits (RFC 7636 section 4.1).
fn verifier(conduct: Conduct) -> Result<String, Refused> {
    let random = random()?;
    let right = URL_SAFE_NO_PAD.encode(random);
    Ok(if conduct.is(Deviation::VerifierConstant) {
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned()
    } else if conduct.is(Deviation::VerifierShort) {
        right.get(..22).unwrap_or_default().to_owned()
    } else if conduct.is(Deviation::VerifierWeak) {
        format!("{}{}", "a".repeat(39), right.get(..4).unwrap_or_default())
    } else if conduct.is(Deviation::VerifierCharacters) {
        format!("{}+/", STANDARD_NO_PAD.encode(random))
    } else {
        right
    })
}

/// BASE64URL(SHA256(verifier)), without padding (RFC 7636 section 4.2).
fn challenge(verifier: &str, conduct: Conduct) -> String {
    let hash = Sha256::digest(verifier.as_bytes());
    if conduct.is(Deviation::ChallengePadded) {
        URL_SAFE.encode(hash)
    } else if conduct.is(Deviation::ChallengeHex) {
        let hexadecimal: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        URL_SAFE_NO_PAD.encode(hexadecimal)
    } else {
        URL_SAFE_NO_PAD.encode(hash)
    }
}

pub(super) fn random() -> Result<[u8; 32], Refused> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|_| Refused::new(Refusal::Other, "the machine gives no random numbers"))?;
    Ok(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::ref_client::mutants;
    use crate::ref_client::tests::login;
    use crate::shim::message::{App, Login};

    fn begun(mutant: Option<&str>) -> (String, Attempt) {
        let conduct = Conduct::of(mutant.and_then(mutants::named));
        let login = Login { app: App::WebPkce, ..login() };
        let application = Arc::new(Application::of_login(login, conduct).unwrap());
        Attempt::begin(application, None, Fallback::No, conduct).unwrap()
    }

    fn query(url: &str) -> HashMap<String, String> {
        url::Url::parse(url).unwrap().query_pairs().into_owned().collect()
    }

    /// RFC 7636 appendix B.
    #[test]
    fn documented_example() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(
            challenge(verifier, Conduct::default()),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn the_browser_carries_what_page_001_and_003_ask_for_and_state() {
        let (url, attempt) = begun(None);
        assert!(url.starts_with("http://127.0.0.1:9/integrations/oauth2/authorize?"), "{url}");
        let query = query(&url);
        assert_eq!(query["response_type"], "code");
        assert_eq!(query["client_id"], "client");
        assert_eq!(query["redirect_uri"], login().redirect_uri);
        assert_eq!(query["code_challenge_method"], "S256");
        let verifier = attempt.verifier.as_deref().unwrap();
        assert_eq!(query["code_challenge"], challenge(verifier, Conduct::default()));
        assert!(verifier.len() == 43 && query["state"].len() == 43 && query["state"] != verifier);
        assert!(!url.contains(verifier) && !url.contains('#'));
    }

    #[test]
    fn two_attempts_share_nothing() {
        let (first, second) = (begun(None).1, begun(None).1);
        assert_ne!(first.state, second.state);
        assert_ne!(first.verifier, second.verifier);
        assert!(first.has_state(&first.state, Conduct::default()));
        assert!(!first.has_state(&second.state, Conduct::default()));
    }

    #[test]
    fn each_mutant_of_the_request_shows_in_it() {
        let check = |mutant: &str, wrong: fn(&str, &Attempt) -> bool| {
            let (url, attempt) = begun(Some(mutant));
            assert!(wrong(&url, &attempt), "{mutant}: {url}");
            let (url, attempt) = begun(None);
            assert!(!wrong(&url, &attempt), "{url}");
        };
        check("cli-response-type-token", |url, _| url.contains("response_type=token"));
        check("cli-authorize-fragment", |url, _| url.contains('#'));
        check("cli-client-id-absent", |url, _| !url.contains("client_id="));
        check("cli-query-raw", |url, _| url.contains("redirect_uri=http://"));
        check("cli-state-absent", |url, _| !url.contains("state="));
        check("cli-state-short", |_, attempt| attempt.state.len() < 22);
        check("cli-state-constant", |_, attempt| attempt.state.starts_with("constant-state-of"));
        check("cli-verifier-as-state", |_, attempt| {
            Some(&attempt.state) == attempt.verifier.as_ref()
        });
        check("cli-verifier-in-url", |url, _| url.contains("code_verifier="));
        check("cli-verifier-short", |_, attempt| attempt.verifier.as_ref().unwrap().len() < 43);
        check("cli-verifier-weak", |_, attempt| {
            attempt.verifier.as_ref().unwrap().starts_with("aaaaaaaa")
        });
        check("cli-verifier-characters", |_, attempt| {
            attempt.verifier.as_ref().unwrap().contains('+')
        });
        check("cli-verifier-constant", |_, attempt| {
            attempt.verifier.as_ref().unwrap().starts_with("dBjftJeZ4CVP")
        });
        check("cli-challenge-padded", |url, _| query(url)["code_challenge"].len() == 44);
        check("cli-challenge-hex", |url, _| query(url)["code_challenge"].len() > 44);
        check("cli-method-absent", |url, _| !url.contains("code_challenge_method"));
        check("cli-pkce-plain", |url, _| url.contains("code_challenge_method=plain"));
        check("cli-pkce-absent", |url, _| !url.contains("code_challenge"));
    }
}
