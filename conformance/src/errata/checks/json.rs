//! What the documented answers hold.

use super::{first, two, unescaped};

/// The answer's `token_type` is not the name of the header in which both pages send the token on.
pub(super) fn token_type_is_not_the_header(texts: &[&str]) -> bool {
    member(first(texts), "token_type").is_some_and(|kind| kind != "\"sessionID\"")
}

/// An answer without the refresh token that a later request of its page spends.
pub(super) fn no_refresh_token(texts: &[&str]) -> bool {
    member(first(texts), "refresh_token").is_none()
}

/// JSON has no comments (RFC 8259): a strict parser refuses it, and takes it once they are gone.
pub(super) fn comment_in_json(texts: &[&str]) -> bool {
    let is_json = |text: &str| serde_json::from_str::<serde_json::Value>(text).is_ok();
    let without: Vec<&str> =
        first(texts).lines().map(|line| line.split(" //").next().unwrap_or_default()).collect();
    !is_json(first(texts)) && is_json(&without.join("\n"))
}

/// Two pages print two lifetimes for the same token.
pub(super) fn lifetimes_differ(texts: &[&str]) -> bool {
    let (one, other) = two(texts);
    lifetime(one) != lifetime(other)
}

/// `expires_in` is the lifetime in seconds (RFC 6749 section 5.1): a token that lives for none of them is no use.
pub(super) fn lifetime_of_nothing(texts: &[&str]) -> bool {
    lifetime(first(texts)) == Some(0)
}

fn lifetime(text: &str) -> Option<u64> {
    member(text, "expires_in")?.parse().ok()
}

/// A member that neither RFC 6749 section 5.1 defines nor any page.
pub(super) fn member_that_nothing_defines(texts: &[&str]) -> bool {
    let name = first(texts).split('"').nth(1).unwrap_or_default();
    !["access_token", "token_type", "expires_in", "refresh_token", "scope"].contains(&name)
}

/// None of a page's examples is a JSON object, so none is an answer.
pub(super) fn no_answer_shown(texts: &[&str]) -> bool {
    texts.iter().all(|text| !text.trim_start().starts_with('{'))
}

/// A member's value as it is written, also in a text that is not quite JSON.
fn member(text: &str, name: &str) -> Option<String> {
    let text = unescaped(text);
    let (_, rest) = text.split_once(&format!("\"{name}\":"))?;
    let value = rest.trim_start();
    let end = value.find([',', '\n', '}']).unwrap_or(value.len());
    Some(value.get(..end)?.trim_end().to_owned())
}
