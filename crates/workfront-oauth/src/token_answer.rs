//! The members of a token endpoint's JSON, whichever of its answers it is.
//!
//! One pass over the body, because success and the two error shapes come under any status; a member that comes twice is
//! found on the way, which `serde_json`'s own maps would hide.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::json_member::JsonMember;

/// The members of one JSON object, each at most once.
#[derive(Default)]
pub(crate) struct TokenAnswer<'a> {
    known: [JsonMember<'a>; Member::COUNT],
    pub(crate) extra: Vec<(String, Value)>,
    /// The first member that came twice.
    pub(crate) repeated: Option<String>,
}

macro_rules! members {
    ($($variant:ident = $name:literal,)*) => {
        /// A member that one of the answers defines.
        #[derive(Clone, Copy)]
        pub(crate) enum Member { $($variant,)* }

        impl Member {
            const COUNT: usize = [$($name),*].len();

            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            fn named(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

members! {
    AccessToken = "access_token",
    RefreshToken = "refresh_token",
    TokenType = "token_type",
    ExpiresIn = "expires_in",
    Error = "error",
    ErrorDescription = "error_description",
    ErrorUri = "error_uri",
    StatusCode = "statusCode",
    Type = "type",
    Message = "message",
    Wid = "wid",
}

impl<'a> TokenAnswer<'a> {
    /// Reads a body into an answer without members; in place, for an answer is too large to be passed on.
    pub(crate) fn read(&mut self, body: &'a [u8]) -> Result<(), Unreadable> {
        let body = std::str::from_utf8(body).map_err(|_| Unreadable::NotJson)?;
        let mut reader = serde_json::Deserializer::from_str(body);
        let read = (&mut reader).deserialize_map(self).and_then(|()| reader.end());
        read.map_err(|error| {
            // The reader stops at the first byte of another value; the rest decides whether there is JSON at all.
            match error.is_data() && serde_json::from_str::<IgnoredAny>(body).is_ok() {
                true => Unreadable::NotAnObject,
                false => Unreadable::NotJson,
            }
        })
    }

    pub(crate) fn get(&self, member: Member) -> &JsonMember<'a> {
        self.known.get(member as usize).unwrap_or(&ABSENT)
    }

    /// A member that is text; nothing if it is absent or anything else.
    pub(crate) fn text(&self, member: Member) -> Option<&str> {
        match self.get(member) {
            JsonMember::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn take(&mut self, member: Member) -> JsonMember<'a> {
        self.known.get_mut(member as usize).map(std::mem::take).unwrap_or_default()
    }

    fn put(&mut self, name: Name, value: JsonMember<'a>) {
        match name {
            Name::Known(member) => {
                if let Some(place) = self.known.get_mut(member as usize) {
                    if place.is_present() {
                        self.repeated.get_or_insert_with(|| member.name().to_owned());
                    }
                    *place = value;
                }
            }
            Name::Other(name) => self.extra.push((name, value.into_value())),
        }
    }
}

impl TokenAnswer<'_> {
    /// One sort for any number of members, so that a long answer cannot take long.
    fn find_repeated_extra(&mut self) {
        if self.extra.len() < 2 {
            return;
        }
        let mut names: Vec<&str> = self.extra.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        let twice = names.windows(2).find(|pair| pair.first() == pair.last());
        if let Some(name) = twice.and_then(|pair| pair.first()) {
            self.repeated.get_or_insert((*name).to_owned());
        }
    }
}

static ABSENT: JsonMember<'static> = JsonMember::Absent;

/// Why a body has no members.
pub(crate) enum Unreadable {
    NotJson,
    /// JSON, but not an object.
    NotAnObject,
}

enum Name {
    Known(Member),
    Other(String),
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;
        impl Visitor<'_> for NameVisitor {
            type Value = Name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a member name")
            }

            fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Name, E> {
                Ok(Member::named(name).map_or_else(|| Name::Other(name.to_owned()), Name::Known))
            }
        }
        deserializer.deserialize_identifier(NameVisitor)
    }
}

impl<'de> Visitor<'de> for &mut TokenAnswer<'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key()? {
            self.put(name, map.next_value()?);
        }
        self.find_repeated_extra();
        Ok(())
    }
}
