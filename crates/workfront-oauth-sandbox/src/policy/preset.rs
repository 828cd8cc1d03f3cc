//! Presets: whole policies by name, and quirks, which change one thing that some client was seen to meet.

#[allow(clippy::wildcard_imports, reason = "presets are made of choices")]
use super::choice::*;
use super::settings::Policy;

/// A whole policy by name.
#[derive(Debug)]
#[non_exhaustive]
pub struct Preset {
    /// Its name.
    pub name: &'static str,
    /// What it stands for.
    pub about: &'static str,
    make: fn() -> Policy,
}

impl Preset {
    /// Its policy.
    pub fn policy(&self) -> Policy {
        (self.make)()
    }

    /// The preset called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.name == name)
    }
}

/// A change to a policy, by name.
#[derive(Debug)]
#[non_exhaustive]
pub struct Quirk {
    /// Its name.
    pub name: &'static str,
    /// What it changes, and who met it.
    pub about: &'static str,
    change: fn(&mut Policy),
}

impl Quirk {
    /// `policy` with this quirk.
    pub fn on(&self, mut policy: Policy) -> Policy {
        (self.change)(&mut policy);
        policy
    }

    /// The quirk called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        QUIRKS.iter().find(|quirk| quirk.name == name)
    }
}

/// The presets.
pub static PRESETS: &[Preset] = &[
    Preset {
        name: "documented",
        about: "the vendor's pages; where they are silent, the RFCs",
        make: Policy::default,
    },
    Preset {
        name: "observed",
        about: "what clients of the real service were written for",
        make: observed,
    },
    Preset { name: "strict", about: "RFC 9700, RFC 8725 and RFC 9207 in full", make: strict },
];

fn observed() -> Policy {
    Policy {
        error_shape: ErrorShape::Workfront,
        invalid_client_status: 400,
        expires_in: ExpiresIn::Fixed,
        wid: Presence::Omit,
        first_secret: FirstSecret::OnRequest,
        wording: Wording::Today,
        spa_fields: SinglePageFields::Today,
        exchange_members: Presence::Omit,
        jwt_leeway_seconds: 60,
        code_reuse: CodeReuse::Refuse,
        public_secret: Tolerance::Ignore,
        revoke_parameter: RevokeParameter::RefreshToken,
        refresh_redirect_uri: RefreshRedirect::Ignore,
        api_versions: (16..=22).collect(),
        api_query_session: Accept::Accept,
        ..Policy::default()
    }
}

fn strict() -> Policy {
    Policy {
        redirect_matching: RedirectMatching::LoopbackPort,
        redirect_schemes: RedirectSchemes::ReverseDomain,
        iss_parameter: Presence::Include,
        refresh_reuse: RefreshReuse::RevokeFamily,
        absolute_ends_sessions: true,
        secret_deletion_ends_tokens: true,
        jwt_max_lifetime: 3_600,
        jwt_iat: Claim::Check,
        jwt_replay: Replay::RefuseJti,
        certificate_validity: CertificateValidity::Both,
        guess_limit: 100,
        api_versions: (16..=22).collect(),
        log_out: LogOutEnds::Tokens,
        ..Policy::default()
    }
}

/// The quirks.
pub static QUIRKS: &[Quirk] = &[
    Quirk {
        name: "expires-in-zero",
        about: "expires_in is 0, as printed; some clients then refresh at once, others never",
        change: |policy| policy.expires_in = ExpiresIn::Zero,
    },
    Quirk {
        name: "expires-in-text",
        about: "expires_in is a JSON string, as several servers send it",
        change: |policy| policy.expires_in = ExpiresIn::Text,
    },
    Quirk {
        name: "bearer",
        about: "token_type Bearer and expires_in 3600, as the PKCE page prints them",
        change: |policy| {
            policy.token_type = TokenType::Bearer;
            policy.expires_in = ExpiresIn::Fixed;
            policy.expires_in_fixed = 3_600;
        },
    },
    Quirk {
        name: "refresh-token-omitted",
        about: "without rotation a refresh answer has no refresh_token; a client lost the old one over this",
        change: |policy| policy.same_refresh_token = SameToken::Omit,
    },
    Quirk {
        name: "refresh-grace",
        about: "a rotated refresh token still works for 30 seconds",
        change: |policy| policy.refresh_grace_seconds = 30,
    },
    Quirk {
        name: "refresh-ends-session",
        about: "a refresh ends the access token before, at once",
        change: |policy| policy.refresh_ends_session = true,
    },
    Quirk {
        name: "refresh-wants-redirect-uri",
        about: "a refresh without redirect_uri is refused, as one of the two examples can be read",
        change: |policy| policy.refresh_redirect_uri = RefreshRedirect::Require,
    },
    Quirk {
        name: "no-state",
        about: "state does not come back, as the pages can be read",
        change: |policy| policy.state_parameter = Presence::Omit,
    },
    Quirk {
        name: "denial-on-a-page",
        about: "Cancel ends on a page of Workfront's, and the app never hears of it",
        change: |policy| policy.denial_delivery = Delivery::Page,
    },
    Quirk {
        name: "offline-access-wanted",
        about: "no refresh token without the scope offline_access, as create-oauth-application says",
        change: |policy| policy.refresh_tokens = RefreshTokens::OfflineAccess,
    },
    Quirk {
        name: "workfront-errors",
        about: "errors as {statusCode, error: true, type, message}",
        change: |policy| policy.error_shape = ErrorShape::Workfront,
    },
    Quirk {
        name: "inactive-users",
        about: "only a log-in counts as activity: nightly refreshes do not keep a refresh token alive",
        change: |policy| policy.activity = Activity::LogIn,
    },
    Quirk {
        name: "certificate-expires",
        about: "a certificate past its validity verifies nothing; the documented openssl line gives 30 days",
        change: |policy| policy.certificate_validity = CertificateValidity::AtExchange,
    },
    Quirk {
        name: "one-exchange-per-jwt",
        about: "a JWT is accepted once",
        change: |policy| policy.jwt_replay = Replay::Refuse,
    },
    Quirk {
        name: "page-pkce-pair",
        about: "the 44-character challenge of the PKCE page is accepted, and never verifies",
        change: |policy| policy.pkce_challenge = ChallengeShape::Any,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documented_is_the_default_and_the_presets_differ() {
        let [documented, observed, strict] = ["documented", "observed", "strict"]
            .map(|name| Preset::named(name).map(Preset::policy));
        assert_eq!(documented, Some(Policy::default()));
        assert!(observed != documented && strict != documented && observed != strict);
        assert!(Preset::named("lax").is_none());
    }

    #[test]
    fn each_quirk_changes_the_default() {
        for quirk in QUIRKS {
            assert_ne!(quirk.on(Policy::default()), Policy::default(), "{}", quirk.name);
            assert!(Quirk::named(quirk.name).is_some());
        }
    }
}
