//! The journal: requests taken apart, and masked.

use serde_json::{Value, json};
use url::form_urlencoded::{self, byte_serialize};
use workfront_oauth_sandbox::fuzz::{self, Told};

/// Puts a secret into what the input says, and looks for it in what the journal shows.
///
/// The first byte chooses the secret's name, the second how many addresses stand around it; the first line is what comes before
/// it, the second what comes after, and the rest a body.
///
/// Holds: the secret is in what is revealed, and nowhere in what is masked; of a form, nothing is lost.
pub fn sandbox_journal(data: &[u8]) {
    let [name, depth, rest @ ..] = data else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    if text.contains(SECRET) {
        return;
    }
    let name = NAMES[usize::from(*name) % NAMES.len()];
    let mut parts = text.splitn(3, '\n');
    let (before, after, body) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    let separator = if before.contains(['?', '#']) { '&' } else { '?' };
    let mut address = format!("{before}{separator}{name}={SECRET}&{after}");
    for _ in 0..depth % NESTED {
        let inside: String = byte_serialize(address.as_bytes()).collect();
        address = format!("/log-in?to={inside}&{after}");
    }
    check_address(&address);
    check_pairs(name, before, after, &address);
    check_members(name, body);
    check_whole(body);
}

fn check_address(address: &str) {
    let why = format!("redirect_uri \"{address}\" is not registered");
    let mut told = Told::new("text/plain", b"");
    (told.address, told.why) = (address, &why);
    check(&told);
}

/// As a parameter of its own, and inside of one that is an address.
fn check_pairs(name: &str, before: &str, after: &str, address: &str) {
    let written: String = form_urlencoded::Serializer::new(String::new())
        .append_pair("before", before)
        .append_pair(name, SECRET)
        .append_pair(name, after)
        .append_pair("address", address)
        .finish();
    let mut told = Told::new(FORM, written.as_bytes());
    told.query = &written;
    check(&told);
}

/// As a member of whatever JSON the body is, and as all the texts of that.
fn check_members(name: &str, body: &str) {
    let Ok(value) = serde_json::from_str::<Value>(body) else { return };
    let members = json!({ "outer": [{ name: texts(&value) }, value], name: SECRET }).to_string();
    check(&Told::new("application/json", members.as_bytes()));
}

/// `value` with the secret for each of its texts.
fn texts(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            members.iter().map(|(name, value)| (name.clone(), texts(value))).collect()
        }
        Value::Array(items) => items.iter().map(texts).collect(),
        Value::String(_) => SECRET.into(),
        other => other.clone(),
    }
}

/// The body is a form, and each of its values can be read in the entry.
fn check_whole(body: &str) {
    let Some((revealed, _)) = fuzz::journal(&Told::new(FORM, body.as_bytes())) else { return };
    let read = &revealed.request["body"];
    if read.get("unread").is_some() || body.len() > 8 * 1024 {
        return;
    }
    for (name, value) in form_urlencoded::parse(body.as_bytes()) {
        let kept = match &read[&*name] {
            Value::Array(values) => values.iter().any(|kept| *kept == *value),
            kept => *kept == *value,
        };
        assert!(kept, "{name}={value} is lost in {read}");
    }
}

fn check(told: &Told<'_>) {
    let Some((revealed, masked)) = fuzz::journal(told) else { return };
    let written = |entry| serde_json::to_string(entry).unwrap_or_default();
    assert!(told.body.len() > 8 * 1024 || written(&revealed).contains(SECRET), "{revealed:?}");
    let masked = written(&masked);
    assert!(!masked.contains(SECRET), "a secret is left: {masked}");
}

/// Nothing that another text is part of.
const SECRET: &str = "CANARY0123456789";
/// Fewer than the journal looks into.
const NESTED: u8 = 8;
const FORM: &str = "application/x-www-form-urlencoded";

/// Names of secrets.
const NAMES: &[&str] = &[
    "code",
    "access_token",
    "refresh_token",
    "client_secret",
    "code_verifier",
    "jwt_token",
    "sessionID",
    "password",
    "csrf",
    "TICKET",
];
