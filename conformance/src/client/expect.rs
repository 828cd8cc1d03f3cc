//! What the last step came to, against what the case expects.

use std::collections::{BTreeMap, BTreeSet};

use super::evidence::{Evidence, query_parameter};
use super::shape::{self, Known};
use crate::cases::client::{Expect, Stored, To};
use crate::shim::message::{Answer, Refusal, Tokens};

/// All that a judgement rests on.
pub(super) struct Finding<'c> {
    /// What the client said last.
    pub(super) answer: &'c Answer,
    /// What arrived.
    pub(super) evidence: &'c Evidence,
    /// What was stored before the last step and after it; none where nobody asked.
    pub(super) stored: Option<(Option<Tokens>, Option<Tokens>)>,
    /// The tokens that were issued last: access and refresh.
    pub(super) issued: (Option<String>, Option<String>),
    /// What texts may name.
    pub(super) held: &'c BTreeMap<String, String>,
    pub(super) known: Known<'c>,
}

/// What is wrong, in the order of the vocabulary.
pub(super) struct Faults {
    /// What is wrong.
    pub(super) faults: Vec<String>,
    /// Nothing is wrong, but the client's word for it says nothing.
    pub(super) mute: bool,
}

impl Finding<'_> {
    pub(super) fn against(&self, expect: &Expect) -> Faults {
        let (word, mute) = self.word(expect);
        let mut faults: Vec<String> = word.into_iter().collect();
        faults.extend(self.counts(expect));
        faults.extend(expect.tokens.and_then(|wanted| self.tokens(wanted)));
        if let Some(wanted) = &expect.statuses {
            let found = self.answer.statuses.as_deref().unwrap_or_default();
            if found != wanted.as_slice() {
                faults.push(format!("the client says that the API answered {found:?}"));
            }
        }
        if let Some(wanted) = expect.retry_after
            && self.answer.retry_after.is_none_or(|found| found.abs_diff(wanted) > ROUNDING)
        {
            faults.push(match self.answer.retry_after {
                Some(found) => format!("the client understood a wait of {found} s"),
                None => "the client does not say how long to wait".to_owned(),
            });
        }
        for (to, pairs) in &expect.sent {
            faults.extend(pairs.iter().filter_map(|(name, value)| self.sent(*to, name, value)));
        }
        for (to, names) in &expect.not_sent {
            faults.extend(names.iter().filter_map(|name| self.not_sent(*to, name)));
        }
        let shapes = expect.shape.iter();
        faults.extend(shapes.filter_map(|shape| shape::fault(*shape, self.evidence, &self.known)));
        Faults { mute: mute && faults.is_empty(), faults }
    }

    /// The client's own word. `other` is a refusal of which nobody knows what it refuses.
    fn word(&self, expect: &Expect) -> (Option<String>, bool) {
        match self.answer.error {
            None if expect.ok => (None, false),
            None => (Some("the client says ok".to_owned()), false),
            Some(error) if expect.error.contains(&error) => (None, false),
            Some(Refusal::Other) if !expect.error.is_empty() => (None, true),
            Some(error) => (Some(format!("the client says {error}")), false),
        }
    }

    fn counts(&self, expect: &Expect) -> Vec<String> {
        let absent = expect.absent_request.map(|to| (to, 0, 0));
        let exact = expect.requests.iter().map(|(to, count)| (*to, *count, *count));
        let most = expect.at_most.iter().map(|(to, count)| (*to, 0, *count));
        let least = expect.at_least.iter().map(|(to, count)| (*to, *count, usize::MAX));
        let ranges = absent.into_iter().chain(exact).chain(most).chain(least);
        ranges
            .filter_map(|(to, least, most)| {
                let found = self.evidence.count(to);
                (!(least..=most).contains(&found))
                    .then(|| format!("{}: {found} came", to.request()))
            })
            .collect()
    }

    fn tokens(&self, wanted: Stored) -> Option<String> {
        let (before, after) = self.stored.as_ref()?;
        let pair = |tokens: &Tokens| (tokens.access_token.clone(), tokens.refresh_token.clone());
        let (before, after) = (before.as_ref().map(pair), after.as_ref().map(pair));
        let (access, refresh) = &self.issued;
        match (wanted, after) {
            (Stored::None, None) => None,
            (Stored::None, Some(_)) => Some("tokens are stored".to_owned()),
            (Stored::Kept, after) if after == before => None,
            (Stored::Kept, None) => Some("the tokens that were stored are gone".to_owned()),
            (Stored::Kept, Some(_)) => Some("other tokens are stored than before".to_owned()),
            (Stored::Issued, None) => Some("no tokens are stored".to_owned()),
            (Stored::Issued, Some((found, _))) if Some(&found) != access.as_ref() => {
                Some("the stored access token is not the one that was issued last".to_owned())
            }
            (Stored::Issued, Some((_, found))) if &found != refresh => {
                Some("the stored refresh token is not the one that was issued last".to_owned())
            }
            (Stored::Issued, Some(_)) => None,
        }
    }

    fn sent(&self, to: To, name: &str, value: &str) -> Option<String> {
        let wanted = expanded(value, self.held);
        let found = match to {
            To::Authorize => {
                let last = self.evidence.authorize.last();
                last.map(|url| query_parameter(url, name))
            }
            _ => self.evidence.all(to).next_back().map(|seen| seen.named(name)),
        };
        match found {
            None => Some(format!("there is no {}", to.request())),
            Some(None) => Some(format!("the {} has no {name}, or several", to.request())),
            Some(Some(found)) => (found != wanted)
                .then(|| format!("{name} of the {} is something else", to.request())),
        }
    }

    fn not_sent(&self, to: To, name: &str) -> Option<String> {
        let found = match to {
            To::Authorize => {
                let mut pairs = self.evidence.authorize.iter().flat_map(|url| url.query_pairs());
                pairs.any(|(known, _)| known == name)
            }
            _ => self.evidence.all(to).any(|seen| seen.has(name)),
        };
        found.then(|| format!("one {} has {name}", to.request()))
    }
}

/// A text with what it names put in its place.
pub(super) fn expanded(text: &str, held: &BTreeMap<String, String>) -> String {
    held.iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// The values under those names that belong in no URL.
pub(super) fn secret_values(held: &BTreeMap<String, String>) -> BTreeSet<String> {
    const NAMES: [&str; 4] = ["client_secret", "code", "access_token", "refresh_token"];
    let is_secret = |name: &str| NAMES.contains(&name.rsplit('.').next().unwrap_or(name));
    let named = held.iter().filter(|(name, value)| is_secret(name) && value.len() >= 8);
    named.map(|(_, value)| value.clone()).collect()
}

/// Seconds by which a date may be read differently: the server's clock stands still, the client's may go on.
const ROUNDING: u64 = 5;
