//! `GET /_sandbox/state`: everything there is, as far as it is known. Secrets, codes and tokens are kept as hashes; masked, a hash is
//! shown by its first digits.

use axum::extract::State;
use serde_json::{Value, json};

use super::apps;
use super::journal::{query, reveal};
use super::problem::{Answer, ok};
use crate::authority::{self, Environment, SecretHash, Tenant, Timestamp};
use crate::clock::rfc3339;
use crate::http::received::Received;
use crate::http::site::SharedShell;

pub(super) async fn show(State(shell): State<SharedShell>, received: Received) -> Answer {
    let reveal = reveal(&query(&received, &["reveal"])?)?;
    let now = shell.clock.now();
    let tenants: Vec<Value> = shell.read(|state| {
        state
            .environments()
            .map(|(tenant, environment)| View { state, environment, now, reveal }.tenant(tenant))
            .collect()
    });
    ok(&json!({ "tenants": tenants }))
}

struct View<'s> {
    state: &'s authority::State,
    environment: &'s Environment,
    now: Timestamp,
    reveal: bool,
}

impl View<'_> {
    fn tenant(&self, tenant: &Tenant) -> Value {
        let users = self.state.users().filter(|user| user.domain == tenant.domain()).map(|user| {
            json!({
                "user_id": user.user_id.to_string(),
                "username": user.username,
                "name": user.name,
                "admin": user.admin,
                "last_log_in": user.last_log_in.map(rfc3339),
            })
        });
        json!({
            "domain": tenant.domain(),
            "lane": tenant.lane(),
            "customer_id": self.environment.customer_id.to_string(),
            "apps": self.environment.apps().into_iter().map(apps::view).collect::<Vec<_>>(),
            "users": users.collect::<Vec<_>>(),
            "sessions": self.sessions(),
            "grants": self.grants(),
            "codes": self.codes(),
        })
    }

    fn sessions(&self) -> Vec<Value> {
        let view = |(hash, session): (&SecretHash, &authority::Session)| {
            json!({
                "id": self.hash(hash),
                "user_id": session.user.to_string(),
                "client_id": session.origin.client_id().map(|id| id.to_string()),
                "opened_at": rfc3339(session.opened_at),
                "expires_at": rfc3339(session.expires_at()),
                "alive": session.is_alive(self.now),
            })
        };
        self.environment.sessions().map(view).collect()
    }

    /// What people allowed, each with its token families: `live` changes with every rotation.
    fn grants(&self) -> Vec<Value> {
        let grant = |grant: &authority::Grant| {
            let families = self.environment.families().filter(|family| family.grant == grant.id);
            json!({
                "grant_id": grant.id.to_string(),
                "client_id": grant.client_id.to_string(),
                "user_id": grant.user.to_string(),
                "granted_at": rfc3339(grant.granted_at),
                "families": families.map(|family| self.family(family)).collect::<Vec<_>>(),
            })
        };
        self.environment.grants().map(grant).collect()
    }

    fn family(&self, family: &authority::TokenFamily) -> Value {
        let live = self.environment.live_refresh_tokens().filter(|(_, of)| *of == family.id);
        json!({
            "family_id": family.id.to_string(),
            "live": live.map(|(hash, _)| self.hash(hash)).collect::<Vec<_>>(),
            "started_at": rfc3339(family.started_at),
            "issued_at": rfc3339(family.issued_at),
            "active_at": rfc3339(family.active_at),
            "ends_at": family.ends_at.map(rfc3339),
            "idle_at": family.idle_at().map(rfc3339),
            "alive": family.is_alive(self.now),
            "revoked": family.revoked.as_ref().map(|revoked| json!({ "at": rfc3339(revoked.at), "by": revoked.by })),
        })
    }

    fn codes(&self) -> Vec<Value> {
        let view = |(hash, code): (&SecretHash, &authority::AuthorizationCode)| {
            json!({
                "code": self.hash(hash),
                "client_id": code.client_id.to_string(),
                "user_id": code.user.to_string(),
                "redirect_uri": code.redirect_uri,
                "pkce": code.challenge.is_some(),
                "issued_at": rfc3339(code.issued_at),
                "expires_at": rfc3339(code.expires_at),
                "spent": code.spent.is_some(),
                "yielded_tokens": code.spent.as_ref().is_some_and(|spent| spent.issued.is_some()),
            })
        };
        self.environment.codes().map(view).collect()
    }

    fn hash(&self, hash: &SecretHash) -> String {
        if self.reveal {
            format!("sha256:{hash}")
        } else {
            format!("[masked {}]", hash.fingerprint())
        }
    }
}
