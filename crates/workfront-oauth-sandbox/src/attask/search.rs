//! `/{objCode}/search` and `/{objCode}/{ID}`.

use serde_json::{Map, Value};

use super::failure::Failure;
use super::records::{self, Kind};
use crate::authority::UsedSession;
use crate::http::parameters::Parameters;
use crate::http::site::Site;

/// The objects that `query` asks for.
pub(super) fn search(
    site: &Site,
    _: &UsedSession,
    object: &str,
    query: &Parameters,
) -> Result<Value, Failure> {
    let first = number(query, "$$FIRST", 0)?;
    let limit = number(query, "$$LIMIT", DEFAULT_LIMIT)?;
    if limit > MOST {
        return Err(Failure::illegal_argument(format!("$$LIMIT cannot be greater than {MOST}")));
    }
    let found = of_kind(site, object)?
        .into_iter()
        .filter(|record| fits(record, query))
        .skip(first)
        .take(limit)
        .map(|record| Value::Object(picked(record, query)));
    Ok(found.collect())
}

/// The one object `id`.
pub(super) fn one(
    site: &Site,
    object: &str,
    id: &str,
    query: &Parameters,
) -> Result<Value, Failure> {
    of_kind(site, object)?
        .into_iter()
        .find(|record| record.get("ID").and_then(Value::as_str) == Some(id))
        .map(|record| Value::Object(picked(record, query)))
        .ok_or_else(|| Failure::not_found("no object has this ID"))
}

fn of_kind(site: &Site, object: &str) -> Result<Vec<Map<String, Value>>, Failure> {
    let kind = Kind::named(object)
        .ok_or_else(|| Failure::not_found("this sandbox has proj, task, optask, port and user"))?;
    Ok(site.read(|state| records::all(state, &site.tenant, kind)))
}

/// A parameter that is the name of a member must have its value; others say something else.
fn fits(record: &Map<String, Value>, query: &Parameters) -> bool {
    record
        .iter()
        .all(|(name, value)| query.get(name).is_none_or(|wanted| value.as_str() == Some(wanted)))
}

/// ID, name and objCode always; the members that `fields` names, or all with `*`.
fn picked(record: Map<String, Value>, query: &Parameters) -> Map<String, Value> {
    let fields: Vec<&str> =
        query.get("fields").unwrap_or_default().split(',').map(str::trim).collect();
    let wanted = |name: &str| {
        ["ID", "name", "objCode"].contains(&name) || fields.contains(&"*") || fields.contains(&name)
    };
    record.into_iter().filter(|(name, _)| wanted(name)).collect()
}

fn number(query: &Parameters, name: &str, default: usize) -> Result<usize, Failure> {
    match query.get(name) {
        None => Ok(default),
        Some(text) => whole(text)
            .ok_or_else(|| Failure::illegal_argument(format!("{name} is not a whole number"))),
    }
}

/// Digits and nothing else: no sign.
pub(crate) fn whole(text: &str) -> Option<usize> {
    text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
}

const DEFAULT_LIMIT: usize = 100;
/// "Cannot be greater than 2000", the API says.
const MOST: usize = 2_000;

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn a_whole_number_is_digits_and_nothing_else() {
        assert_eq!((whole("0"), whole("007"), whole("2000")), (Some(0), Some(7), Some(2_000)));
        for wrong in ["", "+5", "-1", "1.0", " 1", "18446744073709551616", "\u{0661}"] {
            assert_eq!(whole(wrong), None, "{wrong}");
        }
    }
}
