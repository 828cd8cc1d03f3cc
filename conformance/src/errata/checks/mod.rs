//! The checks: each a pure function that finds one fault in a text.
//!
//! A check that is meant for examples gets the text as a reader copies it, with its placeholders filled. A check of prose gets the few
//! words that the erratum quotes, in the order in which they are quoted. No check looks at anything else, so each can be tried on a
//! text without the fault, and is.

mod address;
mod json;
mod jwt;
mod markup;
mod naming;
mod openssl;
mod pkce;
mod shell;
mod wording;

use crate::example::Kind;

/// A check, by the name that `errata.toml` calls it.
pub(super) struct Check {
    /// Its name.
    pub(super) name: &'static str,
    /// The kinds of examples that it looks at; none for a check of quoted words.
    pub(super) kinds: &'static [Kind],
    /// Whether the fault is there.
    pub(super) finds: fn(&[&str]) -> bool,
}

/// The check of a name.
pub(super) fn named(name: &str) -> Option<&'static Check> {
    CHECKS.iter().find(|check| check.name == name)
}

/// Every check.
pub(super) const CHECKS: &[Check] = &[
    of_examples(
        "challenge_is_not_the_verifiers",
        &[Kind::Pair, Kind::Url],
        pkce::challenge_is_not_the_verifiers,
    ),
    of_examples(
        "token_type_is_not_the_header",
        &[Kind::Response],
        json::token_type_is_not_the_header,
    ),
    of_examples("no_refresh_token", &[Kind::Response], json::no_refresh_token),
    of_examples("quote_is_not_closed", &[Kind::Command, Kind::Url], shell::quote_is_not_closed),
    of_examples("bold_marks_in_code", ALL, markup::bold_marks_in_code),
    of_examples("closing_tag_alone", ALL, markup::closing_tag_alone),
    of_examples("markdown_escapes_in_code", ALL, markup::markdown_escapes_in_code),
    of_examples("relative_endpoint", &[Kind::Command, Kind::Url], address::relative_endpoint),
    of_examples(
        "value_arrives_changed",
        &[Kind::Command, Kind::Url, Kind::Body],
        address::value_arrives_changed,
    ),
    of_examples("scheme_stands_twice", &[Kind::Url], address::scheme_stands_twice),
    of_examples("no_tls", &[Kind::Command], address::no_tls),
    of_examples(
        "redirects_get_the_credentials",
        &[Kind::Command],
        shell::redirects_get_the_credentials,
    ),
    of_examples("comment_in_json", &[Kind::Response], json::comment_in_json),
    of_examples("no_program_named", &[Kind::Command], shell::no_program_named),
    of_examples("ends_in_a_continuation", &[Kind::Command], shell::ends_in_a_continuation),
    of_examples("url_on_two_lines", &[Kind::Url], address::url_on_two_lines),
    of_examples("retired_version", &[Kind::Command, Kind::Url], address::retired_version),
    of_examples("asks_for_a_subject", &[Kind::Openssl], openssl::asks_for_a_subject),
    of_examples("valid_for_thirty_days", &[Kind::Openssl], openssl::valid_for_thirty_days),
    of_examples("somebody_elses_host", &[Kind::Url], address::somebody_elses_host),
    of_words("lifetimes_differ", json::lifetimes_differ),
    of_words("lifetime_of_nothing", json::lifetime_of_nothing),
    of_words("member_that_nothing_defines", json::member_that_nothing_defines),
    of_words("no_answer_shown", json::no_answer_shown),
    of_words("heading_in_a_script", shell::heading_in_a_script),
    of_words("header_is_optional_there_too", shell::header_is_optional_there_too),
    of_words("not_a_parameter", naming::not_a_parameter),
    of_words("names_differ", naming::names_differ),
    of_words("two_words_for_the_lane", naming::two_words_for_the_lane),
    of_words("order_differs", naming::order_differs),
    of_words("numbers_start_again", naming::numbers_start_again),
    of_words("section_of_no_such_name", naming::section_of_no_such_name),
    of_words("dead_anchor", markup::dead_anchor),
    of_words("script_link", markup::script_link),
    of_words("paragraph_in_a_paragraph", markup::paragraph_in_a_paragraph),
    of_words("parenthesis_not_closed", markup::parenthesis_not_closed),
    of_words("link_to_another_flow", markup::link_to_another_flow),
    of_words("json_where_a_form_is_due", address::json_where_a_form_is_due),
    of_words("form_and_json_differ", address::form_and_json_differ),
    of_words("no_state", address::no_state),
    of_words("pair_not_encoded_first", address::pair_not_encoded_first),
    of_words("no_maximum_length", pkce::no_maximum_length),
    of_words("hash_called_encryption", pkce::hash_called_encryption),
    of_words("not_an_assertion_grant", jwt::not_an_assertion_grant),
    of_words("claim_that_is_not_registered", jwt::claim_that_is_not_registered),
    of_words("time_without_a_unit", jwt::time_without_a_unit),
    of_words("sample_is_a_jwt", jwt::sample_is_a_jwt),
    of_words("encoded_a_second_time", jwt::encoded_a_second_time),
    of_words("private_key_elsewhere", jwt::private_key_elsewhere),
    of_words("any_key_will_do", jwt::any_key_will_do),
    of_words("certificate_signs", jwt::certificate_signs),
    of_words("service_account_of_a_user", jwt::service_account_of_a_user),
    of_words("certificate_called_public_key", openssl::certificate_called_public_key),
    of_words("says_the_wrong_thing", wording::says_the_wrong_thing),
    of_words("sentence_is_cut", wording::sentence_is_cut),
    of_words("left_untranslated", wording::left_untranslated),
    of_words("scope_is_and_is_not_needed", wording::scope_is_and_is_not_needed),
    of_words("secret_comes_with_the_app_or_not", wording::secret_comes_with_the_app_or_not),
    of_words("one_copy_says_where", wording::one_copy_says_where),
];

const ALL: &[Kind] =
    &[Kind::Url, Kind::Command, Kind::Body, Kind::Response, Kind::Pair, Kind::Openssl];

const fn of_examples(
    name: &'static str,
    kinds: &'static [Kind],
    finds: fn(&[&str]) -> bool,
) -> Check {
    Check { name, kinds, finds }
}

const fn of_words(name: &'static str, finds: fn(&[&str]) -> bool) -> Check {
    Check { name, kinds: &[], finds }
}

/// The text of an example, or the first of some quoted words.
fn first<'a>(texts: &[&'a str]) -> &'a str {
    texts.first().copied().unwrap_or_default()
}

/// The first and the second of some quoted words.
fn two<'a>(texts: &[&'a str]) -> (&'a str, &'a str) {
    (first(texts), texts.get(1).copied().unwrap_or_default())
}

/// A code sample without the backslashes that Markdown puts before `_`, `[` and `]`.
fn unescaped(text: &str) -> String {
    text.replace("\\_", "_").replace("\\[", "[").replace("\\]", "]")
}
