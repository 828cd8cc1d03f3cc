//! The identifiers that Workfront hands out: Client ID, Customer ID, User ID.
//!
//! Three types, because the pages are often read as if the JWT's `iss` were the Client ID: it is the
//! Customer ID (page 002, the table of claims).

use std::sync::Arc;

use crate::value_error::{ValueError, plain};

/// The Client ID of one OAuth2 application in one environment (page 000).
///
/// Workfront's are 32 lower-case hexadecimal digits; other text is accepted as long as HTTP Basic can carry it.
/// An application of the production environment is unknown to Preview and to the sandboxes.
///
/// ```
/// use workfront_oauth::ClientId;
/// let id = ClientId::new("0f1e2d3c4b5a69788796a5b4c3d2e1f0")?;
/// assert_eq!(id.as_str().len(), 32);
/// assert!(ClientId::new("a:b").is_err()); // HTTP Basic splits at the first colon, RFC 7617 section 2
/// # Ok::<(), workfront_oauth::ValueError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientId(Arc<str>);

impl ClientId {
    /// Checks and keeps a Client ID.
    ///
    /// # Errors
    ///
    /// Empty text, surrounding white space, a control character, or a colon.
    pub fn new(text: impl Into<String>) -> Result<Self, ValueError> {
        let text = text.into();
        plain("Client ID", &text)?;
        match text.find(':') {
            Some(at) => Err(ValueError::Character {
                what: "Client ID",
                at,
                why: "HTTP Basic ends the Client ID at a colon",
            }),
            None => Ok(Self(text.into())),
        }
    }

    /// The Client ID as Workfront shows it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The Customer ID of a Workfront customer: the `iss` of a JWT (page 002).
///
/// Shown beside the public key of a machine-to-machine application; not the Client ID.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CustomerId(Arc<str>);

impl CustomerId {
    /// Checks and keeps a Customer ID.
    ///
    /// # Errors
    ///
    /// Empty text, surrounding white space, or a control character.
    pub fn new(text: impl Into<String>) -> Result<Self, ValueError> {
        let text = text.into();
        plain("Customer ID", &text)?;
        Ok(Self(text.into()))
    }

    /// The Customer ID as Workfront shows it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The User ID of the person who created the public key: the `sub` of a JWT (page 002).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct UserId(Arc<str>);

impl UserId {
    /// Checks and keeps a User ID.
    ///
    /// # Errors
    ///
    /// Empty text, surrounding white space, or a control character.
    pub fn new(text: impl Into<String>) -> Result<Self, ValueError> {
        let text = text.into();
        plain("User ID", &text)?;
        Ok(Self(text.into()))
    }

    /// The User ID as Workfront shows it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_cannot_be_an_identifier_is_refused_with_its_place() {
        let check = |text: &str, expected: ValueError| {
            assert_eq!(ClientId::new(text), Err(expected), "{text:?}")
        };
        check("", ValueError::Empty { what: "Client ID" });
        check(" a", ValueError::SurroundingSpace { what: "Client ID" });
        check("a\n", ValueError::SurroundingSpace { what: "Client ID" });
        check(
            "a\u{7}b",
            ValueError::Character { what: "Client ID", at: 1, why: "a control character" },
        );
        assert_eq!(CustomerId::new(""), Err(ValueError::Empty { what: "Customer ID" }));
        assert_eq!(UserId::new("\t"), Err(ValueError::SurroundingSpace { what: "User ID" }));
    }
}
