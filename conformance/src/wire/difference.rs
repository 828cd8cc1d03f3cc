//! Two requests, compared member by member.

/// What is different between two lists of members, as two texts that stand side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The members as they should be, one a line; `(absent)` where there should be none.
    pub expected: String,
    /// The same members as they are.
    pub actual: String,
}

/// Compares members by name and value. Their order does not count (neither format gives it a meaning), how often one stands does.
///
/// Returns nothing when they are the same.
#[must_use]
pub fn difference(
    expected: &[(String, String)],
    actual: &[(String, String)],
) -> Option<Difference> {
    let mut missing = expected.to_vec();
    let mut additional = Vec::new();
    for member in actual {
        match missing.iter().position(|candidate| candidate == member) {
            Some(found) => _ = missing.remove(found),
            None => additional.push(member.clone()),
        }
    }
    if missing.is_empty() && additional.is_empty() {
        return None;
    }
    let mut sides = (Vec::new(), Vec::new());
    let mut row = |name: &str, expected: Option<&str>, actual: Option<&str>| {
        sides.0.push(format!("{name} = {}", expected.unwrap_or(ABSENT)));
        sides.1.push(format!("{name} = {}", actual.unwrap_or(ABSENT)));
    };
    for (name, value) in missing {
        let other = additional.iter().position(|(candidate, _)| *candidate == name);
        let other = other.map(|found| additional.remove(found).1);
        row(&name, Some(&value), other.as_deref());
    }
    for (name, value) in additional {
        row(&name, None, Some(&value));
    }
    Some(Difference { expected: sides.0.join("\n"), actual: sides.1.join("\n") })
}

const ABSENT: &str = "(absent)";
