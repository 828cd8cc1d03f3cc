//! A documented example as the replay needs it.

use super::values::Values;

/// One example of the pages.
#[derive(Clone, Debug)]
#[allow(clippy::exhaustive_structs)] // Plain data that a loader fills.
pub struct Documented {
    /// Its id, as `001-token-json`.
    pub id: String,
    /// The page it stands on.
    pub page: String,
    /// First and last line there.
    pub lines: [u32; 2],
    /// What sort of text it is.
    pub kind: Kind,
    /// The errata that are recorded for it.
    pub errata: Vec<String>,
    /// The errata that the checks find in the printed text.
    pub found: Vec<String>,
    /// The text as the page prints it.
    pub printed: String,
    /// The text with the smallest repair, placeholders and all.
    pub repaired: String,
    /// What it means: members of a request, as `body.grant_type`, or of an answer, as `expires_in`; values with placeholders.
    pub means: Vec<(String, String)>,
}

/// What sort of text an example is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A URL.
    Url,
    /// A curl command.
    Command,
    /// The body of a request.
    Body,
    /// The body of an answer.
    Response,
    /// A code verifier with its challenge.
    Pair,
    /// An openssl command.
    Openssl,
}

impl Kind {
    /// The word in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Kind::Url => "url",
            Kind::Command => "command",
            Kind::Body => "body",
            Kind::Response => "response",
            Kind::Pair => "pair",
            Kind::Openssl => "openssl",
        }
    }
}

/// Puts the run's values where a text has placeholders, in the pages' two notations: `<code>` and `{client_id_value}`.
///
/// What stands between brackets and is no placeholder of the pages, as in JSON, stays.
#[must_use]
pub fn fill(text: &str, values: &Values) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '{']) {
        let (before, bracket) = rest.split_at(at);
        let (open, close) = if bracket.starts_with('<') { ('<', '>') } else { ('{', '}') };
        let inside = bracket.strip_prefix(open).unwrap_or_default();
        let value =
            inside.split_once(close).and_then(|(name, after)| Some((values.get(name)?, after)));
        filled.push_str(before);
        rest = match value {
            Some((value, after)) => {
                filled.push_str(&value);
                after
            }
            None => {
                filled.push(open);
                inside
            }
        };
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_and_other_brackets_stay() {
        let values = Values::from_seed(1);
        let check = |text: &str, expected: &str| assert_eq!(fill(text, &values), expected);
        check("a=<client_id>&b={client_id_value}", &format!("a={0}&b={0}", values.client_id));
        check("{\n \"code\": \"<unknown>\" <", "{\n \"code\": \"<unknown>\" <");
        check("<<client_id>>", &format!("<{}>", values.client_id));
        check("{base64_encoded_JWT}", "{base64_encoded_JWT}");
    }
}
