//! Near misses: what a refused request got wrong, in one sentence, where that can be told for sure.
//!
//! A refusal says which rule was broken. A near miss says which of the usual slips broke it: the Client ID of another lane, the
//! hash of a code verifier in hexadecimal, `exp` in milliseconds. It looks secrets up and quotes none.

mod address;
mod client;
mod jwt;
mod pkce;
mod redirect;
mod text;
mod token;

use http::header::{AUTHORIZATION, HeaderMap, HeaderValue};

use crate::authority::{App, ClientId, Environment, State, Tenant};
use crate::http::basic;
use crate::http::site::Shell;
use crate::journal::Entry;

/// What the refused request `entry` got nearly right, `revealed` being the same entry with its secrets.
pub(super) fn near_miss(shell: &Shell, entry: &Entry, revealed: &Entry) -> Option<String> {
    let rule = entry.judgement.rule.as_ref();
    match rule {
        "http.path" => return address::path(&entry.path),
        "http.method" => return address::method(entry),
        "pkce.challenge" => return pkce::challenge(parameter(entry, "code_challenge")?),
        _ => {}
    }
    shell.read(|state| {
        let asked = Asked { entry, revealed, state };
        match rule {
            "authorize.client" | "client.known" => client::unknown(&asked),
            "client.secret" => client::wrong_secret(&asked),
            "authorize.redirect-uri" | "refresh.redirect-uri" => redirect::registered(&asked),
            "code.redirect-uri" => redirect::of_code(&asked),
            "pkce.verifier" => pkce::verifier(&asked),
            "exchange.key" | "jwt.signature" => jwt::signature(&asked),
            "jwt.iss" => jwt::issuer(&asked),
            "jwt.sub" => jwt::subject(&asked),
            "jwt.exp" => jwt::expiry(&asked),
            _ if rule.starts_with("code.") => token::code(&asked),
            _ if rule.starts_with("refresh.") => token::refresh_token(&asked),
            _ => None,
        }
    })
}

/// A refused request, and the state as it is now.
struct Asked<'a> {
    entry: &'a Entry,
    revealed: &'a Entry,
    state: &'a State,
}

impl<'a> Asked<'a> {
    fn tenant(&self) -> &'a Tenant {
        &self.entry.tenant
    }

    fn home(&self) -> Option<&'a Environment> {
        self.state.environment(self.tenant())
    }

    /// A parameter that is no secret.
    fn open(&self, name: &str) -> Option<&'a str> {
        parameter(self.entry, name)
    }

    /// A parameter that may be a secret: to be looked up, not to be quoted.
    fn secret(&self, name: &str) -> Option<&'a str> {
        parameter(self.revealed, name)
    }

    /// Client ID and client secret, from wherever the request has them.
    fn client(&self) -> (Option<String>, Option<String>) {
        let mut headers = HeaderMap::new();
        let header = self.revealed.request.get("headers").and_then(|all| all.get("authorization"));
        if let Some(value) = header.and_then(|value| value.as_str())
            && let Ok(value) = HeaderValue::from_str(value)
        {
            headers.insert(AUTHORIZATION, value);
        }
        match basic::parse(&headers) {
            Ok(Some(pair)) => {
                (Some(pair.client_id), Some(pair.client_secret.expose_secret().to_owned()))
            }
            _ => (
                self.secret("client_id").map(str::to_owned),
                self.secret("client_secret").map(str::to_owned),
            ),
        }
    }

    /// The app that asked, if it is one of this environment.
    fn app(&self) -> Option<&'a App> {
        let client_id: ClientId = self.client().0?.parse().ok()?;
        self.home()?.app(client_id)
    }

    /// Another environment, as a person would call it from here.
    fn place(&self, tenant: &Tenant) -> String {
        match tenant.domain() == self.tenant().domain() {
            true => format!("the lane {}", tenant.lane()),
            false => format!("the environment {tenant}"),
        }
    }

    /// Where `tenant` is, unless it is here.
    fn elsewhere(&self, tenant: &Tenant) -> String {
        match tenant == self.tenant() {
            true => String::new(),
            false => format!(" of {}", self.place(tenant)),
        }
    }
}

/// The parameter `name` of the query or the body.
fn parameter<'a>(entry: &'a Entry, name: &str) -> Option<&'a str> {
    ["query", "body"].iter().find_map(|part| entry.request.get(part)?.get(name)?.as_str())
}

/// `app`, as a sentence names it.
fn named(app: &App) -> String {
    format!("the app {:?} ({})", app.settings.name, app.client_id)
}
