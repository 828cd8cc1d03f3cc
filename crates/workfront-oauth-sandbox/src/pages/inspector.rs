//! The inspector: the journal of one tenant as a table, each request with its judgement in the words of the page or RFC.

use askama::Template;
use serde_json::Value;

use super::frame::Frame;
use super::paths;
use crate::authority::{Tenant, rules};
use crate::journal::{Entry, Extract, Outcome};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "inspector.html")]
pub(crate) struct InspectorPage {
    frame: Frame,
    show: Show,
    rows: Vec<Row>,
    left_off: usize,
}

/// Which requests are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Show {
    /// Those to the endpoints of OAuth and the API: what an app sent, or sent a browser to.
    #[default]
    Endpoints,
    /// Those that were refused.
    Refused,
    /// All of them, the pages' own included.
    Everything,
}

#[derive(Debug, Clone)]
struct Row {
    seq: u64,
    at: String,
    method: String,
    path: String,
    status: u16,
    accepted: bool,
    rule: String,
    source: String,
    why: String,
    says: &'static str,
    fault: Option<String>,
    parameters: Vec<(String, String)>,
}

struct Filter {
    href: String,
    text: &'static str,
    current: bool,
}

impl Show {
    const ALL: [Self; 3] = [Self::Endpoints, Self::Refused, Self::Everything];

    /// The one that the address names, or else the first.
    pub(crate) fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|show| show.word() == word).unwrap_or_default()
    }

    fn word(self) -> &'static str {
        match self {
            Self::Endpoints => "endpoints",
            Self::Refused => "refused",
            Self::Everything => "everything",
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Endpoints => "Endpoints",
            Self::Refused => "Refused",
            Self::Everything => "Everything",
        }
    }

    fn shows(self, entry: &Entry) -> bool {
        match self {
            Self::Endpoints => {
                entry.path.starts_with("/integrations/") || entry.path.starts_with("/attask/")
            }
            Self::Refused => entry.judgement.outcome == Outcome::Refused,
            Self::Everything => true,
        }
    }
}

impl InspectorPage {
    /// The page with those entries of `journal`, which is masked, that are `tenant`'s and that `show` shows.
    pub(crate) fn new(frame: Frame, tenant: &Tenant, journal: &Extract, show: Show) -> Self {
        let mut found: Vec<_> = journal
            .entries
            .iter()
            .rev()
            .filter(|entry| entry.tenant == *tenant && show.shows(entry))
            .collect();
        let left_off = found.len().saturating_sub(MOST_ROWS);
        found.truncate(MOST_ROWS);
        Self { frame, show, rows: found.into_iter().map(Row::new).collect(), left_off }
    }

    fn filters(&self) -> Vec<Filter> {
        Show::ALL
            .into_iter()
            .map(|show| Filter {
                href: format!("{}?show={}", paths::INSPECTOR, show.word()),
                text: show.text(),
                current: show == self.show,
            })
            .collect()
    }

    fn left_off(&self) -> Option<String> {
        (self.left_off > 0).then(|| format!("{} older requests are not shown.", self.left_off))
    }
}

impl Row {
    fn new(entry: &Entry) -> Self {
        let judgement = &entry.judgement;
        let accepted = judgement.outcome == Outcome::Accepted;
        // What a rule says is what a refused request broke: beside an accepted one it would read as a refusal.
        let rule = rules::ALL.iter().find(|rule| !accepted && rule.id == judgement.rule);
        let mut parameters = Vec::new();
        for part in ["query", "body"] {
            flatten(entry.request.get(part).unwrap_or(&Value::Null), &mut parameters);
        }
        Self {
            seq: entry.seq,
            at: entry.at.clone(),
            method: entry.method.clone(),
            path: entry.path.clone(),
            status: entry.status,
            accepted,
            rule: judgement.rule.to_string(),
            source: judgement.source.to_string(),
            why: judgement.why.to_string(),
            says: rule.map_or("", |rule| rule.says),
            fault: entry.fault.as_ref().map(|fault| fault.kind.clone()),
            parameters,
        }
    }

    /// The moment, to the second.
    fn at(&self) -> String {
        let seconds = self.at.split(['.', 'Z']).next().unwrap_or_default();
        format!("{} UTC", seconds.replace('T', " "))
    }
}

/// Names and values of one part of a request.
fn flatten(value: &Value, into: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::Array(items) => {
                        into.extend(items.iter().map(|item| (name.clone(), shown(item))));
                    }
                    other => into.push((name.clone(), shown(other))),
                }
            }
        }
        Value::Null => {}
        other => into.push(("(body)".to_owned(), shown(other))),
    }
}

fn shown(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match text.char_indices().nth(MOST_CHARACTERS) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

/// What a person can take in; the control port has them all.
const MOST_ROWS: usize = 200;
/// Of one value.
const MOST_CHARACTERS: usize = 500;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::journal::{Judgement, Struck};

    fn entry(seq: u64, path: &str, judgement: Judgement) -> Entry {
        Entry {
            seq,
            at: "2026-11-21T04:48:15.25Z".into(),
            tenant: "myorganization.my".parse().unwrap(),
            method: "POST".into(),
            path: path.into(),
            status: 400,
            request: json!({
                "headers": {"cookie": "never shown"},
                "query": null,
                "body": {"code": "[masked x]", "state": ["<b>", "2"]},
            }),
            response: Value::Null,
            judgement,
            fault: Some(Struck { id: 1, kind: "reset".into() }),
        }
    }

    fn page(show: Show) -> String {
        let used =
            Judgement::refused("code.single-use", "RFC 6749 §4.1.2", "the code was used 2 s ago");
        let fine = Judgement::accepted("setup.list", "create-oauth-application", "shown");
        let entries =
            vec![entry(7, "/integrations/oauth2/api/v1/token", used), entry(8, "/setup", fine)];
        page_of(entries, show)
    }

    fn page_of(entries: Vec<Entry>, show: Show) -> String {
        let extract = Extract { entries, next: 9, dropped: 0 };
        let tenant = "myorganization.my".parse().unwrap();
        InspectorPage::new(Frame::new(&tenant), &tenant, &extract, show).render().unwrap()
    }

    #[test]
    fn a_refusal_is_told_in_the_words_of_its_rule() {
        let html = page(Show::Endpoints);
        for part in [
            "must not use the authorization code more than once",
            "the code was used 2 s ago",
            "RFC 6749 §4.1.2",
            "2026-11-21 04:48:15 UTC",
            "fault reset",
            "[masked x]",
        ] {
            assert!(html.contains(part), "{part}");
        }
        assert!(
            !html.contains("<b>") && !html.contains("never shown") && !html.contains("/setup<")
        );
    }

    #[test]
    fn an_accepted_request_is_not_told_what_it_would_have_broken() {
        let fresh = Judgement::accepted("code.known", "RFC 6749 §5.2", "the code is fresh");
        let entries = vec![entry(7, "/integrations/oauth2/api/v1/token", fresh)];
        let html = page_of(entries, Show::Endpoints);
        assert!(html.contains("the code is fresh") && html.contains("code.known"));
        assert!(!html.contains("The authorization code is invalid."));
    }

    #[test]
    fn each_filter_shows_its_own() {
        let seen = |show| {
            let html = page(show);
            (html.contains("entry-7"), html.contains("entry-8"))
        };
        assert_eq!(seen(Show::Endpoints), (true, false));
        assert_eq!(seen(Show::Refused), (true, false));
        assert_eq!(seen(Show::Everything), (true, true));
        assert_eq!(Show::from_word("everything"), Show::Everything);
        assert_eq!(Show::from_word("<x>"), Show::Endpoints);
    }

    #[test]
    fn a_long_value_is_cut_between_characters() {
        let text = shown(&Value::String("é".repeat(600)));
        assert_eq!(text.chars().count(), 501);
    }
}
