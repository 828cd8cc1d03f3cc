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
    let mut rows = Vec::new();
    for (name, value) in missing {
        let other = additional
            .iter()
            .position(|(candidate, _)| *candidate == name)
            .map(|found| additional.remove(found).1);
        rows.push((name, Some(value), other));
    }
    rows.extend(additional.into_iter().map(|(name, value)| (name, None, Some(value))));
    let column = |pick: fn(&(String, Option<String>, Option<String>)) -> &Option<String>| {
        let line =
            |row| format!("{} = {}", shown_name(row), pick(row).as_deref().unwrap_or("(absent)"));
        rows.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    Some(Difference { expected: column(|row| &row.1), actual: column(|row| &row.2) })
}

fn shown_name(row: &(String, Option<String>, Option<String>)) -> &str {
    &row.0
}
