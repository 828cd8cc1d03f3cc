//! What is wrong with an answer.

use super::answer::Answer;
use super::held::Held;
use super::request::Sent;
use crate::cases::server::{Expect, To};
use crate::cases::{Expectation as _, Profile};

/// What an answer is held against.
pub(super) struct Context<'a> {
    pub(super) profile: Profile,
    pub(super) sent: &'a Sent,
    pub(super) held: &'a Held,
    pub(super) issuer: Option<String>,
}

/// What is wrong with the answers; nothing when all is as expected.
pub(super) fn fault(answers: &[Answer], expect: &Expect, context: &Context<'_>) -> Option<String> {
    if let Some(winners) = expect.winners {
        return race(answers, winners);
    }
    if let Some(name) = &expect.unpredictable {
        return pattern(answers, name);
    }
    let last = answers.last()?;
    one(last, expect, context)
}

fn one(answer: &Answer, expect: &Expect, context: &Context<'_>) -> Option<String> {
    let by_name = context.profile != Profile::Documented || !expect.is_refusal();
    goes_wrong(answer, expect, context)
        .or_else(|| refusal_gives(answer, expect))
        .or_else(|| status(answer, expect, by_name))
        .or_else(|| error(answer, expect, by_name))
        .or_else(|| values(answer, expect, context))
        .or_else(|| headers(answer, expect, by_name))
        .or_else(|| text(answer, expect, context))
}

fn goes_wrong(answer: &Answer, expect: &Expect, context: &Context<'_>) -> Option<String> {
    let to_app = answer.goes_to(&context.sent.redirect_uri);
    let told = (400..500).contains(&answer.status) && answer.header("location").is_none();
    match expect.to? {
        To::App if to_app => None,
        // What no page shows may be told to the user as well as to the app.
        To::App if context.profile == Profile::Documented && expect.is_refusal() && told => None,
        To::App => Some(String::from("it does not redirect to the redirect URL")),
        To::Page if to_app => Some(String::from("it redirects to the app")),
        To::Page if answer.status >= 400 => Some(String::from("it is no page to answer")),
        To::ErrorPage if answer.header("location").is_some() => Some(String::from("it redirects")),
        To::ErrorPage if !told => Some(String::from("the status is not 4xx")),
        To::Page | To::ErrorPage => None,
    }
}

/// Whatever else a refusal is, it brings neither code nor token.
fn refusal_gives(answer: &Answer, expect: &Expect) -> Option<String> {
    if !expect.is_refusal() {
        return None;
    }
    if answer.has_token() {
        return Some(String::from("a refusal holds a token"));
    }
    answer.redirected("code").map(|_| String::from("a refusal brings a code"))
}

fn status(answer: &Answer, expect: &Expect, by_name: bool) -> Option<String> {
    if expect.status.is_empty() || expect.status.contains(&answer.status) {
        return None;
    }
    if expect.is_refusal() && !(400..500).contains(&answer.status) {
        return Some(String::from("the status is not 4xx"));
    }
    by_name.then(|| String::from("it is another status"))
}

fn error(answer: &Answer, expect: &Expect, by_name: bool) -> Option<String> {
    if expect.error.is_empty() || !by_name {
        return None;
    }
    match answer.value("error") {
        Some(error) if expect.error.contains(&error) => None,
        Some(_) => Some(String::from("it is another error")),
        None => Some(String::from("it names no error")),
    }
}

fn values(answer: &Answer, expect: &Expect, context: &Context<'_>) -> Option<String> {
    let value = |name: &str| answer.value(name);
    if let Some(name) = expect.has.iter().find(|name| value(name).is_none()) {
        return Some(format!("it has no {name}"));
    }
    if let Some(name) = expect.absent.iter().find(|name| value(name).is_some()) {
        return Some(format!("it has {name}"));
    }
    // A refusal that went to the user's eyes has no parameters to compare.
    let shown = answer.header("location").is_none() && expect.is_refusal();
    let as_sent = |name: &&String| value(name).as_deref() == context.sent.parameter(name);
    if let Some(name) = expect.same.iter().find(|name| !shown && !as_sent(name)) {
        return Some(format!("{name} is not what was sent"));
    }
    let other = |name: &&String| {
        value(name).is_some_and(|value| Some(value.as_str()) != context.sent.parameter(name))
    };
    if let Some(name) = expect.differs.iter().find(|name| !other(name)) {
        return Some(format!("it has no {name}, or the one that was sent"));
    }
    let issuer = answer.redirected("iss");
    (expect.issuer && issuer != context.issuer)
        .then(|| String::from("iss is not what the server announces"))
}

fn headers(answer: &Answer, expect: &Expect, by_name: bool) -> Option<String> {
    let holds = |name: &str, text: &str| {
        let values = answer.headers.get_all(name).iter();
        let mut values = values.filter_map(|value| value.to_str().ok());
        values.any(|value| value.to_ascii_lowercase().contains(&text.to_ascii_lowercase()))
    };
    let missing = expect.header.iter().find(|(name, text)| !holds(name, text));
    if let Some((name, text)) = missing.filter(|_| by_name) {
        return Some(match text.as_str() {
            "" => format!("the header {name} is missing"),
            text => format!("the header {name} does not hold {text}"),
        });
    }
    let superfluous = expect.no_header.iter().find(|name| answer.headers.contains_key(*name));
    superfluous.map(|name| format!("it has the header {name}"))
}

fn text(answer: &Answer, expect: &Expect, context: &Context<'_>) -> Option<String> {
    // A text that names what no step has brought is not there.
    let holds =
        |text: &&String| context.held.fill(text).is_ok_and(|text| answer.body.contains(&text));
    if let Some(text) = expect.lacks.iter().find(holds) {
        return Some(format!("the body holds {text}"));
    }
    if let Some(name) = &expect.alike {
        let Some(other) = context.held.answer(name) else {
            return Some(format!("there is no answer `{name}` to compare with"));
        };
        if (other.status, &other.body) != (answer.status, &answer.body) {
            return Some(format!("it differs from the answer `{name}`"));
        }
    }
    let described = answer.value("error_description").or_else(|| answer.value("message"));
    let allowed = |c: char| matches!(c, ' '..='!' | '#'..='[' | ']'..='~');
    (expect.clean && described.is_some_and(|text| !text.chars().all(allowed)))
        .then(|| String::from("its description has characters that are not allowed there"))
}

/// So many are accepted, and all others refused without a token.
fn race(answers: &[Answer], winners: usize) -> Option<String> {
    let accepted = answers.iter().filter(|answer| answer.accepted()).count();
    if accepted != winners {
        return Some(format!("{accepted} of {} were accepted, not {winners}", answers.len()));
    }
    let wrong = |answer: &&Answer| {
        !answer.accepted() && (!(400..500).contains(&answer.status) || answer.has_token())
    };
    answers.iter().find(wrong).map(|answer| format!("a loser was answered with {}", answer.shown()))
}

/// The fewest characters of an alphabet of 16 that hold 128 bits.
const HEX_OF_128_BITS: usize = 32;

/// What gives values away before they are issued.
fn pattern(answers: &[Answer], name: &str) -> Option<String> {
    let values: Option<Vec<String>> = answers.iter().map(|answer| answer.value(name)).collect();
    let Some(values) = values else { return Some(format!("an answer has no {name}")) };
    let alphabet: std::collections::BTreeSet<char> =
        values.iter().flat_map(|value| value.chars()).collect();
    let least = if alphabet.len() > 32 { 22 } else { HEX_OF_128_BITS };
    if values.iter().any(|value| value.chars().count() < least) {
        return Some(format!("{name} is too short for 128 bits"));
    }
    let distinct: std::collections::BTreeSet<&String> = values.iter().collect();
    if distinct.len() != values.len() {
        return Some(format!("{name} is issued twice"));
    }
    let pairs = || values.iter().zip(values.iter().skip(1));
    if pairs().all(|(a, b)| a < b) || pairs().all(|(a, b)| a > b) {
        return Some(format!("{name} only ever grows or shrinks"));
    }
    // Of 128 random bits two neighbours agree in about a 16th of the places; a counter agrees in nearly all.
    let alike = |(a, b): &(&String, &String)| {
        a.chars().zip(b.chars()).filter(|(a, b)| a == b).count() * 2 > a.chars().count()
    };
    pairs()
        .any(|pair| alike(&pair))
        .then(|| format!("{name} changes in few places from one to the next"))
}
