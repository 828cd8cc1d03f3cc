//! The table: every question that the vendor's pages leave open, its default, and where the answer comes from.
//!
//! A default is what a page says; where no page says anything, what the RFC says; and where that leaves a choice, what a real
//! client was seen to rely on.

use serde::{Deserialize, Serialize};

#[allow(clippy::wildcard_imports, reason = "the table names nearly every choice there is")]
use super::choice::*;

/// One row of the table of settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Setting {
    /// Its name, as in a policy file.
    pub name: &'static str,
    /// What it decides.
    pub about: &'static str,
    /// Its value in the policy at hand.
    pub value: String,
    /// Its value where nothing else is said.
    pub default: String,
    /// The values it may have.
    pub allowed: String,
    /// Where the default comes from.
    pub source: &'static str,
}

macro_rules! settings {
    ($($name:ident: $type:ty = $default:expr, $source:literal, $about:literal;)+) => {
        /// How this Workfront behaves where the vendor's pages leave it open.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        #[non_exhaustive]
        pub struct Policy {
            $(#[doc = $about] pub $name: $type,)+
        }

        impl Default for Policy {
            fn default() -> Self {
                Self { $($name: $default,)+ }
            }
        }

        impl Policy {
            /// The table of settings, with the values of this policy.
            pub fn describe(&self) -> Vec<Setting> {
                let default = Self::default();
                vec![$(Setting {
                    name: stringify!($name),
                    about: $about,
                    value: in_file(&self.$name),
                    default: in_file(&default.$name),
                    allowed: <$type as Allowed>::allowed(),
                    source: $source,
                }),+]
            }
        }
    };
}

settings! {
    // The authorization endpoint.
    redirect_matching: RedirectMatching = RedirectMatching::LoopbackPort, "RFC 9700 §4.1.3; RFC 8252 §7.3",
        "How redirect_uri is compared with the registered redirect URLs.";
    redirect_omitted: RedirectOmitted = RedirectOmitted::Refuse, "oauth-app-code-token-flow (always sent)",
        "What happens when an authorization request names no redirect_uri.";
    unknown_parameters: Tolerance = Tolerance::Ignore, "RFC 6749 §3.1; approval_prompt, search sent by clients",
        "What happens to parameters that nobody knows at the authorization endpoint.";
    scopes: Scopes = Scopes::Ignore, "oauth-app-code-token-flow (\"You do not need to specify scopes\")",
        "What happens with scope.";
    refresh_tokens: RefreshTokens = RefreshTokens::Always, "oauth-app-code-token-flow; create-oauth-application says offline_access",
        "When a code is exchanged for a refresh token too.";
    error_delivery: Delivery = Delivery::Redirect, "RFC 6749 §4.1.2.1",
        "How errors other than a wrong app or redirect URL reach the app.";
    denial_delivery: Delivery = Delivery::Redirect, "RFC 6749 §4.1.2.1; the consent page has a Cancel button",
        "How Cancel on the consent page reaches the app.";
    state_parameter: Presence = Presence::Include, "RFC 6749 §4.1.2; echoed to clients",
        "Whether state comes back on the redirect.";
    domain_and_lane: Presence = Presence::Include, "oauth-app-code-token-flow",
        "Whether domain and lane come back on the redirect.";
    iss_parameter: Presence = Presence::Omit, "RFC 9207 §2",
        "Whether iss comes back on the redirect.";
    consent: ConsentMemory = ConsentMemory::Remember, "no page says",
        "How often a person is asked to allow an app.";
    log_in: LogInPage = LogInPage::WithoutSession, "create-oauth-application (\"If the user is already logged in\")",
        "When the log-in page is shown.";
    identity_provider: IdentityProvider = IdentityProvider::Workfront, "consent goes through Workfront or SSO first",
        "Who shows the log-in page.";

    oauth_on_adobe_host: Served = Served::Refuse, "the OAuth pages name my.workfront.com alone; locate-domain-for-api has workfront.adobe.com for the API",
        "Whether the OAuth endpoints answer at {domain}.{lane}.workfront.adobe.localhost.";

    // Codes and PKCE.
    code_seconds: u64 = 120, "oauth-app-code-token-flow (\"valid for 2 minutes\")",
        "How long a code is accepted.";
    code_reuse: CodeReuse = CodeReuse::RevokeTokens, "RFC 6749 §4.1.2",
        "What a second use of a code does besides being refused.";
    code_failed_exchange: FailedExchange = FailedExchange::Keep, "no source says",
        "What a failed exchange does to the code.";
    pkce_spa: Pkce = Pkce::Required, "oauth-app-pkce-flow; RFC 9700 §2.1.1",
        "Whether single-page apps use PKCE.";
    pkce_web: Pkce = Pkce::Optional, "RFC 9700 §2.1.1; sent by a client",
        "Whether web apps use PKCE.";
    pkce_challenge: ChallengeShape = ChallengeShape::Sha256, "RFC 7636 §4.2",
        "Which code challenges are taken.";

    // Client authentication.
    both_methods: BothMethods = BothMethods::Refuse, "RFC 6749 §2.3",
        "What happens when a request authenticates in the header and in the body.";
    basic_encoding: BasicEncoding = BasicEncoding::Either, "oauth-app-code-token-flow (literal); RFC 6749 §2.3.1 (form)",
        "How the pair in Authorization: Basic is read.";
    public_secret: Tolerance = Tolerance::Refuse, "oauth-app-pkce-flow (no secret)",
        "What happens to a secret that a single-page app presents.";
    guess_limit: u64 = 0, "RFC 6749 §10.10; 0 is no limit",
        "Failures in a row after which an app must wait.";
    guess_seconds: u64 = 60, "RFC 6749 §10.10",
        "How long it then waits.";
    token_bodies: TokenBodies = TokenBodies::FormAndJson, "oauth-app-code-token-flow (both shown)",
        "Which bodies the token endpoint reads.";

    // The answer with tokens, and sessions.
    expires_in: ExpiresIn = ExpiresIn::Lifetime, "RFC 6749 §5.1; the page prints 0 where it prints \"string\" elsewhere",
        "What expires_in says.";
    expires_in_fixed: u64 = 7200, "a sample of the community",
        "The number for expires_in = \"fixed\".";
    token_type: TokenType = TokenType::SessionId, "oauth-app-code-token-flow; oauth-app-pkce-flow prints Bearer",
        "What token_type says.";
    wid: Presence = Presence::Include, "oauth-app-code-token-flow",
        "Whether an answer with tokens has the member wid.";
    session_seconds: u64 = 28_800, "log-out-of-workfront (8 hours)",
        "Seconds without use that end a session.";
    session_use: bool = true, "oauth-app-code-token-flow (\"expires the same way as a regular sessionID\")",
        "Whether using a session puts off its end.";
    refresh_ends_session: bool = false, "no source says",
        "Whether a refresh ends the access tokens issued before.";
    refresh_extends_session: bool = false, "oauth-app-code-token-flow (\"expires the same way as a regular sessionID\": by its own use)",
        "Whether a refresh puts off the end of the access tokens issued before.";
    exchange_members: Presence = Presence::Include, "no page shows the answer; clients read access_token alone",
        "Whether the answer to a JWT has token_type, expires_in and wid.";
    exchange_refresh_token: Presence = Presence::Omit, "no page shows the answer; no client expects one",
        "Whether the answer to a JWT has a refresh token too.";

    // Refresh tokens.
    same_refresh_token: SameToken = SameToken::Repeat, "oauth-app-code-token-flow (shown in each answer)",
        "What the answer says about a refresh token that was not rotated.";
    refresh_reuse: RefreshReuse = RefreshReuse::Refuse, "create-oauth-application (the old one is disabled)",
        "What using a rotated refresh token does besides being refused.";
    reuse_ends_sessions: bool = true, "RFC 9700 §4.14.2",
        "Whether the access tokens of a family die with it.";
    refresh_grace_seconds: u64 = 0, "no source says",
        "How long a rotated refresh token is still accepted.";
    absolute_from: AbsoluteFrom = AbsoluteFrom::FirstToken, "RFC 9700 §4.14.2",
        "From where the absolute limit counts.";
    absolute_ends_sessions: bool = false, "oauth-app-code-token-flow (\"expires the same way as a regular sessionID\")",
        "Whether the access tokens of a family end with its absolute limit.";
    activity: Activity = Activity::Refresh, "create-oauth-application (ambiguous)",
        "What puts off the end by inactivity.";
    refresh_redirect_uri: RefreshRedirect = RefreshRedirect::Check, "oauth-app-code-token-flow (one of two examples)",
        "What happens with redirect_uri on refresh.";

    // The JWT exchange.
    jwt_leeway_seconds: u64 = 0, "no page says",
        "How far the clocks of app and server may differ.";
    jwt_max_lifetime: u64 = 0, "oauth-app-jwt-flow recommends a few minutes; 0 is no limit",
        "The most seconds from now, or from iat, to exp.";
    jwt_iat: Claim = Claim::Ignore, "RFC 7523 §3",
        "What happens with iat.";
    jwt_nbf: Claim = Claim::Check, "RFC 7519 §4.1.5",
        "What happens with nbf.";
    jwt_aud: Claim = Claim::Check, "RFC 7519 §4.1.3",
        "What happens with aud.";
    jwt_replay: Replay = Replay::Allow, "oauth-app-jwt-flow (\"not recommended\")",
        "How often one JWT may be exchanged.";
    jwt_subject: Subject = Subject::KeyOwner, "oauth-app-jwt-flow",
        "Whom sub may name.";
    jwt_double_base64: Accept = Accept::Refuse, "oauth-app-jwt-flow (\"signed and base-64 encoded\")",
        "What happens to a JWT that was base64-encoded once more.";
    certificate_validity: CertificateValidity = CertificateValidity::Ignore, "no page says; the documented openssl line gives 30 days",
        "When a certificate's validity is looked at.";

    // Apps.
    app_limit: u64 = 10, "create-oauth-application",
        "How many apps one environment may have.";
    secrets_per_app: u64 = 10, "no page says; several were seen",
        "How many client secrets one app may have.";
    keys_per_app: u64 = 1, "with one key the buttons are disabled",
        "How many public keys one app may have.";
    first_secret: FirstSecret = FirstSecret::OnCreate, "create-oauth-application",
        "When an app gets its first client secret.";
    redirect_http: RedirectHttp = RedirectHttp::Loopback, "RFC 9700 §2.6",
        "Which redirect URLs with http: may be registered.";
    redirect_schemes: RedirectSchemes = RedirectSchemes::Any, "OAuth2 Applications page (\"must have a protocol\"); RFC 8252 §7.1 wants reversed domain names",
        "Which other protocols a redirect URL of a single-page or mobile app may have.";
    spa_fields: SinglePageFields = SinglePageFields::Either, "create-oauth-application, before and after December 2023",
        "Which fields a single-page app has.";
    wording: Wording = Wording::Page, "create-oauth-application",
        "Whose words the setup page uses for the three types.";
    rotation_default: bool = false, "no page says",
        "Whether a new app rotates refresh tokens.";
    absolute_choices: Vec<u64> = vec![0, 86_400, 604_800, 2_592_000, 7_776_000, 15_552_000, 31_536_000], "create-oauth-application names \"No expiration\" alone",
        "The list for the absolute expiration.";
    absolute_default: u64 = 0, "no page says; 0 is \"No expiration\"",
        "The absolute expiration of a new app, in seconds.";
    inactivity_choices: Vec<u64> = vec![0, 604_800, 2_592_000, 7_776_000, 15_552_000, 31_536_000], "create-oauth-application names 6 months alone",
        "The list for the inactivity expiration.";
    inactivity_default: u64 = 0, "no page says; 0 is none",
        "The inactivity expiration of a new app, in seconds.";
    secret_deletion_ends_tokens: bool = false, "create-oauth-application (rotation is delete, then add)",
        "Whether the tokens that a client secret got die with it.";
    key_deletion_ends_sessions: bool = true, "no page says",
        "Whether the tokens that a public key got die with it.";

    // Revocation and log-out.
    revoke_endpoint: bool = true, "undocumented; used by one client",
        "Whether there is a revocation endpoint.";
    revoke_parameter: RevokeParameter = RevokeParameter::Either, "refresh_token seen; RFC 7009 §2.1 has token",
        "Which parameter names the token to revoke.";
    revoke_unknown: Tolerance = Tolerance::Ignore, "RFC 7009 §2.2",
        "What happens to a token that is none.";
    revoke_ends_sessions: bool = true, "RFC 7009 §2.1",
        "Whether revoking a refresh token ends its access tokens.";
    revoke_answer: RevokeAnswer = RevokeAnswer::Empty, "RFC 7009 §2.2; the one client ignores it",
        "What the answer to a revocation is.";
    log_out: LogOutEnds = LogOutEnds::Session, "no page says",
        "What logging out ends.";

    // How errors look.
    error_shape: ErrorShape = ErrorShape::Rfc6749, "RFC 6749 §5.2",
        "How an error of the token endpoints looks.";
    error_type: ErrorType = ErrorType::Rfc6749, "no value was seen",
        "What type says, with error_shape = \"workfront\".";
    error_text: ErrorText = ErrorText::Rule, "RFC 6749 §5.2 (optional)",
        "What the text of an error says.";
    invalid_client_status: u16 = 401, "RFC 6749 §5.2",
        "The status when authentication failed; a challenge goes with 401.";
    invalid_grant_status: u16 = 400, "RFC 6749 §5.2",
        "The status when a code, refresh token or JWT is not accepted.";
    invalid_request_status: u16 = 400, "RFC 6749 §5.2",
        "The status when a parameter is missing, twice there or not to be read.";
    unauthorized_client_status: u16 = 400, "RFC 6749 §5.2",
        "The status when an app's type is not for this grant.";
    unsupported_grant_type_status: u16 = 400, "RFC 6749 §5.2",
        "The status when grant_type is neither of the two.";
    invalid_scope_status: u16 = 400, "RFC 6749 §5.2",
        "The status when a scope is not accepted.";
    slow_down_status: u16 = 429, "RFC 6585 §4",
        "The status after too many failures in a row.";
    retry_after: Presence = Presence::Include, "RFC 6585 §4",
        "Whether 429 says when to try again.";

    // Other origins, and the API.
    cors: Cors = Cors::Registered, "a browser client posts to the token endpoint",
        "Which web pages may read answers of the token and revocation endpoints.";
    api_versions: Vec<u16> = vec![14, 16, 17, 18, 19, 20, 21, 22], "oauth-app-code-token-flow calls v14.0, though 14 and 15 are retired; the schedule has 16 to 22",
        "The versions of the API that answer; others are gone.";
    api_concurrency: u64 = 10, "the 10 concurrent threads of earlier pages; 0 is no limit",
        "Calls to the API that one organization may have under way.";
    api_query_session: Accept = Accept::Refuse, "removed from the page in December 2024",
        "What happens to a session id in the query.";
    api_bearer: Accept = Accept::Refuse, "no Bearer in the API's security schemes",
        "What happens to a session id in Authorization: Bearer.";
    api_dead_session: DeadSession = DeadSession::NotLoggedIn, "matched by a client",
        "What the API says to a dead session.";
    api_dead_status: u16 = 401, "clients react to 401",
        "The status with which it says so.";
}

/// A value as a policy file would have it.
fn in_file(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
