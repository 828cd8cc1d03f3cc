//! `application/x-www-form-urlencoded`, read strictly: for bodies, and for queries, which are written alike.
//!
//! A lenient reader turns `%zz` and stray bytes into something; a sandbox that did so would hide the client's mistake.

use super::malformed::Malformed;

/// The pairs of `text`, in order.
pub(crate) fn parse(text: &[u8]) -> Result<Vec<(String, String)>, Malformed> {
    let mut pairs = Vec::new();
    for pair in text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        if pairs.len() == MOST_PAIRS {
            return Err(Malformed::new(format!("there are more than {MOST_PAIRS} parameters")));
        }
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let (name, value) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
        pairs.push((decode(name)?, decode(value)?));
    }
    Ok(pairs)
}

/// The longest documented request has seven; comparing names with each other stays cheap.
const MOST_PAIRS: usize = 100;

/// `value` in the form encoding, with `%20` for a space: every reader of queries and forms takes that.
pub(crate) fn encode(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

fn decode(text: &[u8]) -> Result<String, Malformed> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    loop {
        let plain = rest.iter().position(|byte| matches!(byte, b'+' | b'%')).unwrap_or(rest.len());
        let (plain, special) = rest.split_at(plain);
        bytes.extend_from_slice(plain);
        let (byte, after) = match special {
            [] => break,
            [b'%', high, low, after @ ..] => (octet(*high, *low), after),
            [b'%', ..] => (None, special),
            [_, after @ ..] => (Some(b' '), after),
        };
        bytes.push(
            byte.ok_or_else(|| Malformed::new("a % is not followed by two hexadecimal digits"))?,
        );
        rest = after;
    }
    String::from_utf8(bytes).map_err(|_| Malformed::new("a parameter is not UTF-8"))
}

/// The byte that two hexadecimal digits write.
fn octet(high: u8, low: u8) -> Option<u8> {
    let digit = |digit: u8| char::from(digit).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_decoded_in_order() {
        let pairs = parse(b"&a=1+2&&b=%C3%A9%2B&c&=d&a=e=f&").unwrap();
        let pairs: Vec<_> = pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(pairs, [("a", "1 2"), ("b", "é+"), ("c", ""), ("", "d"), ("a", "e=f")]);
    }

    #[test]
    fn what_is_not_encoded_well_is_refused() {
        for text in
            [&b"a=%"[..], b"a=%4", b"a=%zz", b"a=%+1", b"%=1", b"a=\xff", b"a=%ff", b"a=%C3"]
        {
            assert!(parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn there_is_an_end_to_pairs() {
        assert_eq!(parse("a&".repeat(100).as_bytes()).unwrap().len(), 100);
        assert!(parse("a&".repeat(101).as_bytes()).is_err());
    }

    #[test]
    fn encoding_reads_back() {
        for text in ["", "a b+c", "é%&=#", "~-._", "\0\n"] {
            let encoded = format!("v={}", encode(text));
            assert_eq!(parse(encoded.as_bytes()).unwrap(), [("v".to_owned(), text.to_owned())]);
        }
    }
}
