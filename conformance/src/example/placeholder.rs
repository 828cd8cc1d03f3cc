//! Filling the placeholders of a text, which is no repair: the page leaves them to its reader.

/// Puts values where a text has placeholders, in the pages' two notations: `<code>` and `{client_id_value}`.
///
/// `value` is asked for the words between the brackets. One notation is the repaired texts' own, in the manner of the pages'
/// `<base64(client_id:client_secret)>`: `<urlencode(code)>` is the value of `code`, percent-encoded. What stands between brackets and
/// is no placeholder, as in JSON, stays; and so does what a value itself holds.
#[must_use]
pub fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let value = |name: &str| match name
        .strip_prefix("urlencode(")
        .and_then(|name| name.strip_suffix(')'))
    {
        Some(name) => value(name).map(|value| urlencode(&value)),
        None => value(name),
    };
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '{']) {
        let (before, bracket) = rest.split_at(at);
        let (open, close) = if bracket.starts_with('<') { ('<', '>') } else { ('{', '}') };
        let inside = bracket.strip_prefix(open).unwrap_or_default();
        filled.push_str(before);
        rest = match inside.split_once(close).and_then(|(name, after)| Some((value(name)?, after)))
        {
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

/// Percent-encodes all but the unreserved characters of RFC 3986, section 2.3.
fn urlencode(value: &str) -> String {
    percent_encoding::utf8_percent_encode(value, RESERVED).to_string()
}

const RESERVED: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let value = |name: &str| match name {
            "code" => Some(String::from("c+<x>")),
            "client_id_value" => Some(String::from("id")),
            _ => None,
        };
        assert_eq!(fill(text, value), expected);
    }

    #[test]
    fn both_notations_are_filled() {
        check("a=<code>&b={client_id_value}", "a=c+<x>&b=id");
    }

    #[test]
    fn a_value_is_encoded_where_the_text_says_so() {
        check("a=<urlencode(code)>", "a=c%2B%3Cx%3E");
    }

    #[test]
    fn other_brackets_stay() {
        check("{\n \"code\": \"<unknown>\" <", "{\n \"code\": \"<unknown>\" <");
        check("<<code>> <urlencode(none)>", "<c+<x>> <urlencode(none)>");
    }
}
