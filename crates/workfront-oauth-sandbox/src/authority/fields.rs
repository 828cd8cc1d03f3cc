//! The fields of an app, and the rule of each (create-oauth-application).

use url::Url;

use super::app::{AppKind, AppSettings};
use super::legible;
use super::redirect_url;
use super::refusal::{ErrorCode, Refusal, Rule};
use super::rules;
use crate::defects::Defect;
use crate::policy::Policy;
use crate::policy::choice::SinglePageFields;

/// Judges all fields of an app that is to be saved.
pub(super) fn check(
    settings: &AppSettings,
    kind: AppKind,
    policy: &Policy,
    defect: Option<Defect>,
) -> Result<(), Refusal> {
    let AppSettings {
        name,
        description,
        description_url,
        logo,
        developer_name,
        developer_email,
        privacy_policy_url,
        redirect_urls,
        rotation,
        absolute_seconds,
        inactivity_seconds,
    } = settings;
    if !legible::can_be_seen(name) && defect != Some(Defect::NamelessApps) {
        let empty = name.trim().is_empty();
        let why = if empty { "the name is empty" } else { "the name has nothing that can be seen" };
        return refuse(&rules::APP_NAME, "name", why);
    }
    text("name", name, 255)?;
    text("description", description, 4_000)?;
    text("developer_name", developer_name, 255)?;
    link("description_url", description_url)?;
    link("privacy_policy_url", privacy_policy_url)?;
    email(developer_email)?;

    let spa = kind == AppKind::SinglePage;
    let today = spa && policy.spa_fields != SinglePageFields::Page;
    let describes = kind == AppKind::Web || spa && policy.spa_fields != SinglePageFields::Today;
    for (field, filled_in, allowed) in [
        ("description_url", !description_url.is_empty(), describes),
        ("developer_name", !developer_name.is_empty(), today),
        ("developer_email", !developer_email.is_empty(), today),
        ("privacy_policy_url", !privacy_policy_url.is_empty(), today),
        ("logo", logo.is_some(), kind.redirects()),
        ("redirect_urls", !redirect_urls.is_empty(), kind.redirects()),
        ("rotation", *rotation, kind.redirects()),
        ("absolute_seconds", absolute_seconds.is_some(), kind.redirects()),
        ("inactivity_seconds", inactivity_seconds.is_some(), kind.redirects()),
    ] {
        if filled_in && !allowed {
            let why = format!("an app of type {} has no field {field}", kind.word());
            return refuse(&rules::APP_FIELD, field, &why);
        }
    }
    for (field, seconds) in
        [("absolute_seconds", absolute_seconds), ("inactivity_seconds", inactivity_seconds)]
    {
        if seconds.is_some_and(|seconds| !(1..=LONGEST_SECONDS).contains(&seconds)) {
            let why = "the expiration is no time between a second and a hundred years";
            return refuse(&rules::APP_EXPIRY, field, why);
        }
    }
    if redirect_urls.len() > REDIRECT_URLS {
        let why = format!("there are {} redirect URLs", redirect_urls.len());
        return refuse(&rules::APP_REDIRECT_URL, "redirect_urls", &why);
    }
    for (index, url) in redirect_urls.iter().enumerate() {
        redirect_url::register(url, kind, policy, defect)?;
        if redirect_urls.iter().take(index).any(|other| other == url) {
            let why = format!("the redirect URL {} is there twice", redirect_url::quoted(url));
            return refuse(&rules::APP_REDIRECT_URL, "redirect_urls", &why);
        }
    }
    Ok(())
}

impl AppSettings {
    /// The fields of a new app: a name, and otherwise what `policy` begins with.
    pub fn new(name: impl Into<String>, kind: AppKind, policy: &Policy) -> Self {
        let some = |seconds: u64| Some(seconds).filter(|seconds| *seconds > 0 && kind.redirects());
        Self {
            name: name.into(),
            rotation: policy.rotation_default && kind.redirects(),
            absolute_seconds: some(policy.absolute_default),
            inactivity_seconds: some(policy.inactivity_default),
            ..Self::default()
        }
    }
}

fn text(field: &'static str, text: &str, longest: usize) -> Result<(), Refusal> {
    if text.chars().count() > longest {
        let why = format!("{field} has more than {longest} characters");
        return refuse(&rules::APP_TEXT, field, &why);
    }
    if text.chars().any(|c| c.is_control() && !(field == "description" && "\r\n\t".contains(c))) {
        let why = format!("{field} has a control character");
        return refuse(&rules::APP_TEXT, field, &why);
    }
    match legible::fault(text) {
        Some(fault) => refuse(&rules::APP_TEXT, field, &format!("{field} has {fault}")),
        None => Ok(()),
    }
}

/// A link that a page may show: a browser opens it, so it is http or https or nothing.
fn link(field: &'static str, link: &str) -> Result<(), Refusal> {
    if link.is_empty() {
        return Ok(());
    }
    let good = link.len() <= 2_000
        && link.bytes().all(|byte| byte.is_ascii_graphic())
        && Url::parse(link).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if good {
        return Ok(());
    }
    refuse(&rules::APP_URL, field, &format!("{field} is no http or https URL"))
}

fn email(address: &str) -> Result<(), Refusal> {
    let good = address.is_empty()
        || address.len() <= 254
            && address.split_once('@').is_some_and(|(local, domain)| {
                !local.is_empty()
                    && !domain.is_empty()
                    && !domain.contains('@')
                    && address.chars().all(|c| !c.is_control() && !c.is_whitespace())
                    && legible::fault(address).is_none()
            });
    if good {
        return Ok(());
    }
    refuse(&rules::APP_EMAIL, "developer_email", "the developer's email is no address")
}

fn refuse(rule: &'static Rule, field: &'static str, why: &str) -> Result<(), Refusal> {
    Err(Refusal::new(rule, ErrorCode::Unprocessable, why).about(field))
}

/// A hundred years, so that no sum of moments runs over.
const LONGEST_SECONDS: u64 = 100 * 366 * 86_400;
/// Far more than any app needs.
const REDIRECT_URLS: usize = 50;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::logo::Logo;
    use super::*;

    fn rule(
        kind: AppKind,
        fields: SinglePageFields,
        change: impl FnOnce(&mut AppSettings),
    ) -> Result<(), (&'static str, Option<&'static str>)> {
        let policy = Policy { spa_fields: fields, ..Policy::default() };
        let mut settings = AppSettings::new("Planner", kind, &policy);
        change(&mut settings);
        check(&settings, kind, &policy, None).map_err(|refusal| (refusal.rule.id, refusal.field))
    }

    #[test]
    fn each_field_has_its_rule() {
        use AppKind::{SinglePage, Web};
        use SinglePageFields::Either;
        type Change = fn(&mut AppSettings);
        let cases: [(AppKind, Change, &str, &str); 22] = [
            (Web, |s| s.name = " ".into(), "app.name", "name"),
            (Web, |s| s.name = "\u{200b}\u{3164}".into(), "app.name", "name"),
            (Web, |s| s.name = "n".repeat(256), "app.text", "name"),
            (Web, |s| s.name = "\u{202e}evil\u{2066}".into(), "app.text", "name"),
            (Web, |s| s.name = format!("Z{}", "\u{301}".repeat(200)), "app.text", "name"),
            (Web, |s| s.description = "\u{2069}evil".into(), "app.text", "description"),
            (Web, |s| s.name = "a\u{7}".into(), "app.text", "name"),
            (Web, |s| s.description = "d".repeat(4_001), "app.text", "description"),
            (Web, |s| s.description_url = "about".into(), "app.url", "description_url"),
            (Web, |s| s.description_url = "javascript:1".into(), "app.url", "description_url"),
            (SinglePage, |s| s.privacy_policy_url = "x".into(), "app.url", "privacy_policy_url"),
            (SinglePage, |s| s.developer_name = "\n".into(), "app.text", "developer_name"),
            (SinglePage, |s| s.developer_name = "\u{202e}".into(), "app.text", "developer_name"),
            (
                SinglePage,
                |s| s.developer_email = "a\u{202e}@b".into(),
                "app.email",
                "developer_email",
            ),
            (SinglePage, |s| s.developer_email = "a".into(), "app.email", "developer_email"),
            (SinglePage, |s| s.developer_email = "a@b@c".into(), "app.email", "developer_email"),
            (SinglePage, |s| s.developer_email = "@b".into(), "app.email", "developer_email"),
            (Web, |s| s.redirect_urls = vec!["x".into()], "app.redirect-url", "redirect_urls"),
            (
                Web,
                |s| s.redirect_urls = vec!["https://a/".into(); 2],
                "app.redirect-url",
                "redirect_urls",
            ),
            (
                Web,
                |s| s.redirect_urls = vec!["http://a/".into()],
                "app.redirect-scheme",
                "redirect_urls",
            ),
            (Web, |s| s.absolute_seconds = Some(0), "app.expiry", "absolute_seconds"),
            (Web, |s| s.inactivity_seconds = Some(u64::MAX), "app.expiry", "inactivity_seconds"),
        ];
        for (kind, change, expected, field) in cases {
            assert_eq!(rule(kind, Either, change), Err((expected, Some(field))));
        }
        assert_eq!(rule(Web, Either, |s| s.description = "two\nlines".into()), Ok(()));
    }

    #[test]
    fn each_type_has_its_fields() {
        use AppKind::{Machine, SinglePage, Web};
        use SinglePageFields::{Either, Page, Today};
        type Change = fn(&mut AppSettings);
        let cases: [(AppKind, SinglePageFields, Change, bool); 14] = [
            (Machine, Either, |s| s.redirect_urls = vec!["https://a/".into()], false),
            (Machine, Either, |s| s.rotation = true, false),
            (Machine, Either, |s| s.absolute_seconds = Some(1), false),
            (Machine, Either, |s| s.inactivity_seconds = Some(1), false),
            (Machine, Either, |s| s.logo = Logo::new(b"GIF89a".to_vec()).ok(), false),
            (Machine, Either, |s| s.description_url = "https://a/".into(), false),
            (Web, Either, |s| s.description_url = "https://a/".into(), true),
            (Web, Either, |s| s.developer_name = "Me".into(), false),
            (SinglePage, Page, |s| s.description_url = "https://a/".into(), true),
            (SinglePage, Today, |s| s.description_url = "https://a/".into(), false),
            (SinglePage, Page, |s| s.privacy_policy_url = "https://a/".into(), false),
            (SinglePage, Today, |s| s.privacy_policy_url = "https://a/".into(), true),
            (SinglePage, Either, |s| s.developer_email = "me@a.example".into(), true),
            (SinglePage, Either, |s| s.logo = Logo::new(b"GIF89a".to_vec()).ok(), true),
        ];
        for (index, (kind, fields, change, allowed)) in cases.into_iter().enumerate() {
            let result = rule(kind, fields, change);
            assert_eq!(result.is_ok(), allowed, "case {index}: {result:?}");
            assert!(allowed || result.unwrap_err().0 == "app.field");
        }
    }

    #[test]
    fn a_new_app_begins_as_the_policy_says() {
        let policy = Policy {
            rotation_default: true,
            absolute_default: 10,
            inactivity_default: 5,
            ..Policy::default()
        };
        let web = AppSettings::new("Planner", AppKind::Web, &policy);
        assert_eq!(
            (web.rotation, web.absolute_seconds, web.inactivity_seconds),
            (true, Some(10), Some(5))
        );
        let machine = AppSettings::new("Planner", AppKind::Machine, &policy);
        assert!(!machine.rotation && machine.absolute_seconds.is_none());
        let documented = AppSettings::new("Planner", AppKind::Web, &Policy::default());
        assert!(!documented.rotation && documented.absolute_seconds.is_none());
    }
}
