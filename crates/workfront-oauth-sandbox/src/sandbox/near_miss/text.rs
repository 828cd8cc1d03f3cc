//! How far two texts are from one another.

/// Where `found` first differs from `expected`, which is `whose`, and how.
pub(super) fn difference(name: &str, found: &str, expected: &str, whose: &str) -> String {
    let at = common(found, expected);
    let rest = |text: &str| match text.get(at..).unwrap_or_default() {
        "" => "ends there".to_owned(),
        rest => format!("has {:?}", rest.chars().take(20).collect::<String>()),
    };
    format!("{name} differs at byte {at}, where it {} and {whose} {}", rest(found), rest(expected))
}

/// How many bytes two texts begin with in common, up to a whole character.
pub(super) fn common(one: &str, other: &str) -> usize {
    let same = one.char_indices().zip(other.chars()).find(|((_, a), b)| a != b);
    same.map_or_else(|| one.len().min(other.len()), |((at, _), _)| at)
}

/// How many characters have to be added, removed or changed to make the one of the other (Levenshtein).
pub(super) fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (b, above) in other.iter().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(a != *b)).min(left + 1).min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_miss_is_told_by_the_byte() {
        for (found, expected, text) in [
            (
                "https://app.example/cb/",
                "https://app.example/cb",
                "redirect_uri differs at byte 22, where it has \"/\" and the registered one ends there",
            ),
            (
                "http://app.example/cb",
                "https://app.example/cb",
                "redirect_uri differs at byte 4, where it has \"://app.example/cb\" and the registered one has \"s://app.example/cb\"",
            ),
            (
                "é",
                "è",
                "redirect_uri differs at byte 0, where it has \"é\" and the registered one has \"è\"",
            ),
        ] {
            assert_eq!(difference("redirect_uri", found, expected, "the registered one"), text);
        }
    }

    #[test]
    fn a_distance_is_the_number_of_edits() {
        for (one, other, edits) in [
            ("", "", 0),
            ("", "abc", 3),
            ("kitten", "sitting", 3),
            ("flaw", "lawn", 2),
            ("é", "e", 1),
        ] {
            assert_eq!(
                (distance(one, other), distance(other, one)),
                (edits, edits),
                "{one} {other}"
            );
        }
    }
}
