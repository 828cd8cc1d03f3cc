//! A page on its way out: rendered, and with the headers that keep it to itself.

use askama::Template;
use http::StatusCode;
use http::header::REFERRER_POLICY;

use super::notice::Because;
use super::protection::{self, FormsLead};
use crate::authority::rules;
use crate::defects::Defect;
use crate::http::reply::Reply;
use crate::http::site::Site;
use crate::journal::Judgement;

/// `page` as the answer, judged as `judgement` says.
pub(crate) fn page(
    site: &Site,
    status: StatusCode,
    judgement: Judgement,
    page: &impl Template,
    forms: FormsLead<'_>,
) -> Reply {
    // Writing to memory does not fail, and no value of ours refuses to be written.
    let html = page.render().unwrap_or_default();
    let mut reply = Reply::new(status, judgement).html(html);
    for (name, value) in protection::headers(forms) {
        let kept = match name {
            REFERRER_POLICY => !site.shell.has(Defect::PagesCached),
            _ => !site.shell.has(Defect::Framable),
        };
        if kept {
            reply = reply.with(name, &value);
        }
    }
    if site.shell.has(Defect::PagesCached) {
        reply = reply.without(http::header::CACHE_CONTROL).without(http::header::PRAGMA);
    }
    reply
}

impl From<&Judgement> for Because {
    fn from(judgement: &Judgement) -> Self {
        let rule = rules::ALL.iter().find(|rule| rule.id == judgement.rule);
        Self {
            why: judgement.why.to_string(),
            says: rule.map_or("", |rule| rule.says),
            source: judgement.source.to_string(),
            rule: judgement.rule.to_string(),
        }
    }
}
