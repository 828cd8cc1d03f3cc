//! How long an access token lives, as far as the server said.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::json_member::JsonMember;

/// `expires_in`, read.
///
/// The pages print `"expires_in": 0` (page 001) and never say a unit; RFC 6749 section 5.1 says seconds. A session also ends
/// by inactivity, which no number tells. Zero means "at once" to some clients and "never" to others, and both have hurt
/// their users: here it means that nothing is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Lifetime {
    /// The server did not say, or said something that is no lifetime: use the token until it is refused.
    Unknown,
    /// So long from the moment of the answer.
    Known(Duration),
}

impl Lifetime {
    /// When the token expires, counted from when the request was begun; nothing if unknown.
    pub fn expires_at(self, requested: SystemTime) -> Option<SystemTime> {
        match self {
            Self::Unknown => None,
            Self::Known(lifetime) => requested.checked_add(lifetime),
        }
    }

    /// A number, or a number in a string as login.microsoft.com sends it (oauth2c #119); a fraction counts down to whole
    /// seconds. Zero (page 001), negative, absent and null (golang/oauth2 #239) are unknown. Any other JSON type is
    /// nothing.
    pub(crate) fn read(member: &JsonMember<'_>) -> Option<Self> {
        match member {
            JsonMember::Absent | JsonMember::Null => Some(Self::Unknown),
            JsonMember::Other(Value::Number(number)) => Some(match number.as_u64() {
                Some(seconds) => Self::of_seconds(seconds),
                None => Self::of_fraction(number.as_f64()),
            }),
            JsonMember::Text(text) => Some(match text.trim().parse() {
                Ok(seconds) => Self::of_seconds(seconds),
                Err(_) => Self::of_fraction(text.trim().parse().ok()),
            }),
            JsonMember::Other(_) => None,
        }
    }

    fn of_seconds(seconds: u64) -> Self {
        match seconds {
            0 => Self::Unknown,
            seconds => Self::Known(Duration::from_secs(seconds)),
        }
    }

    fn of_fraction(seconds: Option<f64>) -> Self {
        let whole = seconds.map(f64::floor).and_then(|s| Duration::try_from_secs_f64(s).ok());
        match whole {
            Some(lifetime) if !lifetime.is_zero() => Self::Known(lifetime),
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expected: Option<Lifetime>) {
        let member: JsonMember<'_> = serde_json::from_str(json).unwrap();
        assert_eq!(Lifetime::read(&member), expected, "{json}");
    }

    fn seconds(seconds: u64) -> Option<Lifetime> {
        Some(Lifetime::Known(Duration::from_secs(seconds)))
    }

    /// Page 001 prints 0, page 003 prints 3600.
    #[test]
    fn documented_example() {
        check("0", Some(Lifetime::Unknown));
        check("3600", seconds(3_600));
    }

    #[test]
    fn every_spelling_of_a_lifetime_is_read_and_none_is_invented() {
        check("\"7200\"", seconds(7_200));
        check("\" 60 \"", seconds(60));
        check("3600.9", seconds(3_600));
        check("\"3600.9\"", seconds(3_600));
        check("1e12", seconds(1_000_000_000_000));
        check("0.9", Some(Lifetime::Unknown));
        check("-1", Some(Lifetime::Unknown));
        check("\"-1\"", Some(Lifetime::Unknown));
        check("\"soon\"", Some(Lifetime::Unknown));
        check("\"NaN\"", Some(Lifetime::Unknown));
        check("\"inf\"", Some(Lifetime::Unknown));
        check("1e300", Some(Lifetime::Unknown));
        check("null", Some(Lifetime::Unknown));
        check("true", None);
        check("[3600]", None);
        assert_eq!(Lifetime::read(&JsonMember::Absent), Some(Lifetime::Unknown));
    }

    #[test]
    fn an_expiry_beyond_all_clocks_is_unknown() {
        let endless = Lifetime::Known(Duration::from_secs(u64::MAX));
        assert_eq!(endless.expires_at(SystemTime::UNIX_EPOCH), None);
        let hour = Lifetime::Known(Duration::from_secs(3_600));
        assert!(hour.expires_at(SystemTime::UNIX_EPOCH).is_some());
    }
}
