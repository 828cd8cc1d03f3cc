//! What Workfront's redirect said, read but not yet believed.

use std::borrow::Cow;
use std::fmt;

use url::form_urlencoded;

use crate::callback_error::CallbackError;
use crate::secret::SecretString;

/// The query of the redirect that came back, split into its parameters.
///
/// Nothing here has been checked against an attempt to log in: [`Callback::state`] is for finding the
/// [`PendingAuthorization`](crate::PendingAuthorization), whose `complete` does the checking. Unknown parameters are
/// ignored (RFC 6749 section 4.1.2) and empty ones count as absent (section 3.1).
///
/// ```
/// use workfront_oauth::Callback;
/// let callback = Callback::parse("https://app.example/cb?code=c-1&domain=myorganization&lane=my&state=s-1")?;
/// assert_eq!(callback.state(), Some("s-1"));
/// assert!(Callback::parse("https://app.example/cb?code=a&code=b").is_err());
/// # Ok::<(), workfront_oauth::CallbackError>(())
/// ```
pub struct Callback {
    pub(crate) code: Option<SecretString>,
    pub(crate) state: Option<SecretString>,
    pub(crate) error: Option<String>,
    pub(crate) error_description: Option<String>,
    pub(crate) error_uri: Option<String>,
    pub(crate) domain: Option<String>,
    pub(crate) lane: Option<String>,
    pub(crate) iss: Option<String>,
}

impl Callback {
    /// Reads the URL that the browser was redirected to: a whole URL, or path and query as an HTTP server sees them.
    ///
    /// # Errors
    ///
    /// [`CallbackError::TooLong`], [`CallbackError::NoQuery`], [`CallbackError::Repeated`] for a parameter given twice (RFC
    /// 6749 section 3.1), [`CallbackError::Malformed`] for one that is not UTF-8 or holds control characters.
    pub fn parse(redirected_to: &str) -> Result<Self, CallbackError> {
        let without_fragment = redirected_to.split('#').next().unwrap_or_default();
        let (_, query) = without_fragment.split_once('?').ok_or(CallbackError::NoQuery)?;
        Self::from_query(query)
    }

    /// Reads the query alone, without its question mark.
    ///
    /// # Errors
    ///
    /// As [`Callback::parse`], except for [`CallbackError::NoQuery`].
    pub fn from_query(query: &str) -> Result<Self, CallbackError> {
        if query.len() > MAX_BYTES {
            return Err(CallbackError::TooLong { bytes: query.len() });
        }
        let mut read = Self {
            code: None,
            state: None,
            error: None,
            error_description: None,
            error_uri: None,
            domain: None,
            lane: None,
            iss: None,
        };
        let mut seen = [false; KNOWN.len()];
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let known = KNOWN.iter().copied().zip(&mut seen).find(|(known, _)| *known == name);
            let Some((parameter, seen)) = known else { continue };
            if std::mem::replace(seen, true) {
                return Err(CallbackError::Repeated { parameter });
            }
            if value.contains(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER) {
                return Err(CallbackError::Malformed { parameter });
            }
            if !value.is_empty() {
                read.keep(parameter, value);
            }
        }
        Ok(read)
    }

    /// The `state` that came back: the key under which the pending authorization was kept.
    pub fn state(&self) -> Option<&str> {
        self.state.as_ref().map(SecretString::expose)
    }

    fn keep(&mut self, parameter: &str, value: Cow<'_, str>) {
        let value = value.into_owned();
        match parameter {
            "code" => self.code = Some(SecretString::new(value)),
            "state" => self.state = Some(SecretString::new(value)),
            "error" => self.error = Some(value),
            "error_description" => self.error_description = Some(value),
            "error_uri" => self.error_uri = Some(value),
            "domain" => self.domain = Some(value),
            "lane" => self.lane = Some(value),
            _ => self.iss = Some(value),
        }
    }
}

impl fmt::Debug for Callback {
    /// Which parameters came, not what they say: a description may repeat the code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let came = [
            self.code.is_some(),
            self.state.is_some(),
            self.error.is_some(),
            self.error_description.is_some(),
            self.error_uri.is_some(),
            self.domain.is_some(),
            self.lane.is_some(),
            self.iss.is_some(),
        ];
        let came = KNOWN.iter().zip(came).filter(|(_, came)| *came).map(|(name, _)| name);
        f.write_str("Callback")?;
        f.debug_set().entries(came).finish()
    }
}

/// The parameters that mean something: RFC 6749 sections 4.1.2 and 4.1.2.1, page 001, RFC 9207 section 2.
const KNOWN: [&str; 8] =
    ["code", "state", "error", "error_description", "error_uri", "domain", "lane", "iss"];

/// Twice what Workfront's content delivery network lets through in a URL (8,892 bytes).
const MAX_BYTES: usize = 16_384;

#[cfg(test)]
mod tests {
    use super::*;

    /// Page 001: the redirect carries `code`, `domain` and `lane`.
    #[test]
    fn documented_example() {
        let callback =
            Callback::parse("https://app.example/cb?code=abc&domain=myorganization&lane=preview")
                .unwrap();
        assert_eq!(callback.code.as_ref().map(SecretString::expose), Some("abc"));
        assert_eq!(callback.domain.as_deref(), Some("myorganization"));
        assert_eq!(callback.lane.as_deref(), Some("preview"));
        assert_eq!(callback.state(), None);
    }

    #[test]
    fn what_cannot_be_a_callback_is_refused() {
        let check = |url: &str, expected: CallbackError| match Callback::parse(url) {
            Err(error) => assert_eq!(error, expected, "{url:?}"),
            Ok(callback) => panic!("{url:?} gave {callback:?}"),
        };
        check("https://app.example/cb", CallbackError::NoQuery);
        check("https://app.example/cb#code=a", CallbackError::NoQuery);
        check("/cb?code=a&state=s&state=t", CallbackError::Repeated { parameter: "state" });
        check("/cb?code=a&code=", CallbackError::Repeated { parameter: "code" });
        check("/cb?code=%ff", CallbackError::Malformed { parameter: "code" });
        check("/cb?state=a%00", CallbackError::Malformed { parameter: "state" });
        let long = format!("/cb?code={}", "a".repeat(MAX_BYTES));
        check(&long, CallbackError::TooLong { bytes: MAX_BYTES + 5 });
    }

    #[test]
    fn encoded_names_values_and_unknown_parameters_are_read_as_forms_are() {
        let callback =
            Callback::parse("/cb?c%6Fde=a%2Bb+c&search=&state=&x=1&x=2#code=evil").unwrap();
        assert_eq!(callback.code.as_ref().map(SecretString::expose), Some("a+b c"));
        assert_eq!(callback.state(), None, "empty counts as absent");
    }
}
