//! The `Retry-After` header: when to try again.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::RETRY_AFTER;

/// When a server asks to be tried again (RFC 9110 section 10.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryAfter {
    /// After so long, counted from the answer.
    Delay(Duration),
    /// Not before this moment of the server's clock.
    At(SystemTime),
}

impl RetryAfter {
    /// How long to wait as seen from `now`; nothing left to wait is zero.
    ///
    /// Not capped: a caller that will not wait a day says so itself.
    pub fn delay(self, now: SystemTime) -> Duration {
        match self {
            Self::Delay(delay) => delay,
            Self::At(moment) => moment.duration_since(now).unwrap_or_default(),
        }
    }

    /// Both forms of the header; what is neither counts as absent, as section 10.2.3 defines no other.
    pub(crate) fn read(headers: &HeaderMap) -> Option<Self> {
        let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            return text.parse().ok().map(|seconds| Self::Delay(Duration::from_secs(seconds)));
        }
        httpdate::parse_http_date(text).ok().map(Self::At)
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use http::HeaderValue;

    use super::*;

    fn check(text: &str, expected: Option<u64>) {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, HeaderValue::from_str(text).unwrap());
        let now = UNIX_EPOCH + Duration::from_secs(784_111_767);
        let delay = RetryAfter::read(&headers).map(|after| after.delay(now).as_secs());
        assert_eq!(delay, expected, "{text:?}");
    }

    #[test]
    fn seconds_and_dates_are_read_and_nothing_else() {
        check("120", Some(120));
        check("Sun, 06 Nov 1994 08:49:37 GMT", Some(10));
        check("Sun, 06 Nov 1994 08:00:00 GMT", Some(0));
        check("", None);
        check("-1", None);
        check("+1", None);
        check("soon", None);
        check("99999999999999999999999", None);
    }
}
