//! The value of one member of a JSON object, its text borrowed from the body where it stands there unescaped.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use zeroize::Zeroize;

/// A member's value, or that there is none.
#[derive(Default)]
pub(crate) enum JsonMember<'a> {
    #[default]
    Absent,
    Null,
    Text(Cow<'a, str>),
    Other(Value),
}

impl JsonMember<'_> {
    pub(crate) fn is_present(&self) -> bool {
        !matches!(self, Self::Absent)
    }

    /// The value on its own.
    pub(crate) fn into_value(mut self) -> Value {
        match &mut self {
            Self::Absent | Self::Null => Value::Null,
            Self::Text(text) => Value::String(std::mem::take(text).into_owned()),
            Self::Other(value) => value.take(),
        }
    }

    /// The value on its own, if there is one.
    pub(crate) fn into_present_value(self) -> Option<Value> {
        self.is_present().then(|| self.into_value())
    }
}

impl Drop for JsonMember<'_> {
    /// An answer that was refused may hold tokens.
    fn drop(&mut self) {
        if let Self::Text(Cow::Owned(text)) = self {
            text.zeroize();
        }
    }
}

impl<'de> Deserialize<'de> for JsonMember<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MemberVisitor)
    }
}

struct MemberVisitor;

impl<'de> Visitor<'de> for MemberVisitor {
    type Value = JsonMember<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(JsonMember::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(JsonMember::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(JsonMember::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(JsonMember::Other(Value::from(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(JsonMember::Other(Value::from(value)))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(JsonMember::Other(Value::from(value)))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(JsonMember::Other(Value::from(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(items)).map(JsonMember::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Self::Value, A::Error> {
        Value::deserialize(MapAccessDeserializer::new(members)).map(JsonMember::Other)
    }
}
