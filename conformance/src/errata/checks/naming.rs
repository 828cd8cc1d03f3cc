//! One thing under several names, or in several orders.

use super::{first, two};

/// A word that looks like a parameter and is none of OAuth's.
pub(super) fn not_a_parameter(texts: &[&str]) -> bool {
    let word =
        first(texts).split(|character: char| !character.is_ascii_lowercase() && character != '_');
    let parameter = word.into_iter().find(|word| word.contains('_')).unwrap_or_default();
    !["redirect_uri", "client_id", "response_type", "grant_type"].contains(&parameter)
}

/// One thing that is called differently in two places.
pub(super) fn names_differ(texts: &[&str]) -> bool {
    let (one, other) = two(texts);
    one != other
}

/// One sentence with two words for the lane.
pub(super) fn two_words_for_the_lane(texts: &[&str]) -> bool {
    first(texts).contains("通道") && first(texts).contains("車道")
}

/// Two things in one order where they are listed, and in the other where they are explained.
pub(super) fn order_differs(texts: &[&str]) -> bool {
    let names: Vec<&str> = texts.iter().map(|text| text.trim_start_matches(['•', ' '])).collect();
    names.get(..2) != names.get(2..)
}

/// Steps whose numbers do not go on from one to the next.
pub(super) fn numbers_start_again(texts: &[&str]) -> bool {
    let numbers = texts.iter().map(|text| {
        text.trim_start().split('.').next().and_then(|number| number.parse::<usize>().ok())
    });
    (1..).zip(numbers).any(|(expected, number)| number != Some(expected))
}

/// A section is referred to by a name that no heading has: what stands after the quote's mark is no part of the heading.
pub(super) fn section_of_no_such_name(texts: &[&str]) -> bool {
    let (reference, heading) = two(texts);
    let name = reference.split(['"', '„', '“']).nth(1).unwrap_or_default().trim();
    !heading.contains(name)
}
