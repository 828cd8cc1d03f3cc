//! What there is to begin with: two users, and one app of each type.

use std::collections::BTreeSet;

use crate::authority::{
    Actor, AddUser, AppKind, AppSettings, CreateApp, GenerateKeyPair, Refusal, SaveApp, Secret,
    Seed, Tenant, UserId, draw_password,
};
use crate::http::site::Shell;
use crate::policy::choice::RedirectHttp;

use super::announcement::{AppAnnounced, UserAnnounced};

/// Adds the demo users to each organization of `tenants` that has no users yet, and the demo apps to the first tenant if nobody had.
pub(super) fn furnish(
    shell: &Shell,
    tenants: &[Tenant],
    seed: Seed,
    key_pair: bool,
) -> Result<(Vec<UserAnnounced>, Vec<AppAnnounced>), Refusal> {
    let mut users = Vec::new();
    let mut domains: Vec<&str> = Vec::new();
    for domain in tenants.iter().map(Tenant::domain) {
        // Lanes of one organization need not be named next to each other.
        if !domains.contains(&domain) {
            domains.push(domain);
        }
    }
    let inhabited: BTreeSet<String> =
        shell.read(|state| state.users().map(|user| user.domain.clone()).collect());
    // A stream that no command uses: commands count from 0.
    let mut draw = seed.stream(u64::MAX);
    for domain in domains {
        for (username, name, admin) in PEOPLE {
            // Also for those who are there, so that nobody new gets their passwords.
            let password = draw_password(&mut draw);
            if inhabited.contains(domain) {
                continue;
            }
            let command = AddUser {
                domain: domain.to_owned(),
                username: username.to_owned(),
                name: name.to_owned(),
                password: password.clone(),
                admin,
            };
            let user_id = shell.run(command, shell.clock.now())?;
            users.push(UserAnnounced {
                domain: domain.to_owned(),
                user_id: user_id.to_string(),
                username: username.to_owned(),
                password: password.expose_secret().to_owned(),
                admin,
            });
        }
    }
    if !inhabited.is_empty() {
        return Ok((users, Vec::new()));
    }
    let owner = users.first().and_then(|user| user.user_id.parse().ok());
    let (Some(tenant), Some(owner)) = (tenants.first(), owner) else {
        return Ok((users, Vec::new()));
    };
    let apps = [
        app(shell, tenant, owner, AppKind::Web, "Demo web app", &WEB_REDIRECTS, false)?,
        app(
            shell,
            tenant,
            owner,
            AppKind::SinglePage,
            "Demo single-page app",
            &SPA_REDIRECTS,
            false,
        )?,
        app(shell, tenant, owner, AppKind::Machine, "Demo machine app", &[], key_pair)?,
    ];
    Ok((users, apps.into()))
}

fn app(
    shell: &Shell,
    tenant: &Tenant,
    owner: UserId,
    kind: AppKind,
    name: &str,
    redirects: &[&str],
    key_pair: bool,
) -> Result<AppAnnounced, Refusal> {
    let now = shell.clock.now();
    let (tenant, actor) = (tenant.clone(), Actor::User(owner));
    let mut settings = AppSettings::new(name, kind, &shell.policy);
    let created = CreateApp { tenant: tenant.clone(), actor, kind, settings: settings.clone() };
    let created = shell.run(created, now)?;
    let client_id = created.client_id;
    let http = shell.policy.redirect_http != RedirectHttp::Refuse;
    let redirects: Vec<String> = redirects
        .iter()
        .filter(|url| http || url.starts_with("https:"))
        .map(|url| (*url).to_owned())
        .collect();
    settings.redirect_urls.clone_from(&redirects);
    settings.rotation = kind.redirects();
    shell.run(SaveApp { tenant: tenant.clone(), actor, client_id, settings }, now)?;
    let mut secret = created.secret.map(|(_, secret)| secret);
    if kind.has_secrets() && secret.is_none() {
        let command = crate::authority::AddSecret {
            tenant: tenant.clone(),
            actor,
            client_id,
            note: String::new(),
        };
        secret = Some(shell.run(command, now)?.1);
    }
    let mut pem = None;
    if kind.has_keys() && key_pair {
        pem = Some(
            shell.run(GenerateKeyPair { tenant, actor, client_id, owner }, now)?.private_key_pem,
        );
    }
    let exposed = |secret: Option<Secret>| secret.map(|secret| secret.expose_secret().to_owned());
    Ok(AppAnnounced {
        kind,
        name: name.to_owned(),
        client_id: client_id.to_string(),
        client_secret: exposed(secret),
        redirect_uris: redirects,
        user_id: kind.has_keys().then(|| owner.to_string()),
        private_key_pem: exposed(pem),
    })
}

/// Named by role.
const PEOPLE: [(&str, &str, bool); 2] =
    [("admin", "Workfront administrator", true), ("planner", "Planner", false)];
const WEB_REDIRECTS: [&str; 2] = ["https://app.example/callback", "http://localhost:8421/callback"];
const SPA_REDIRECTS: [&str; 2] = ["https://spa.example/callback", "http://127.0.0.1/callback"];
