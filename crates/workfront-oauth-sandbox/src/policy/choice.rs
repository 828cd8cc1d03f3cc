//! The answers that a setting may have: one small enum for each question.

use serde::{Deserialize, Serialize};

/// What a type of value says about itself in the table of settings.
pub trait Allowed {
    /// The values allowed, as a person would list them.
    fn allowed() -> String;
}

impl Allowed for bool {
    fn allowed() -> String {
        "true, false".into()
    }
}

impl Allowed for u64 {
    fn allowed() -> String {
        "a whole number".into()
    }
}

impl Allowed for Vec<u64> {
    fn allowed() -> String {
        "a list of seconds; 0 is \"No expiration\"".into()
    }
}

impl Allowed for Vec<u16> {
    fn allowed() -> String {
        "a list of whole numbers".into()
    }
}

impl Allowed for u16 {
    fn allowed() -> String {
        "a status code".into()
    }
}

macro_rules! choices {
    ($($(#[$doc:meta])+ $name:ident { $($(#[$about:meta])+ $variant:ident = $word:literal,)+ })+) => {$(
        $(#[$doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$about])+ #[serde(rename = $word)] $variant,)+
        }

        impl Allowed for $name {
            fn allowed() -> String {
                [$($word),+].join(", ")
            }
        }
    )+};
}

choices! {
    /// How `redirect_uri` is compared with the registered URLs.
    RedirectMatching {
        /// As exact strings.
        Exact = "exact",
        /// As exact strings, but a loopback address of a single-page or mobile app may have any port.
        LoopbackPort = "loopback-port",
        /// As the previous, and one trailing slash more or less does not matter.
        TrailingSlash = "trailing-slash",
    }

    /// What happens without a `redirect_uri`.
    RedirectOmitted {
        /// An error page.
        Refuse = "refuse",
        /// The registered URL is taken, if there is just one.
        OnlyRegistered = "only-registered",
    }

    /// What happens to something that may be there or not.
    Tolerance {
        /// It is taken no notice of.
        Ignore = "ignore",
        /// It is refused.
        Refuse = "refuse",
    }

    /// What happens with `scope`.
    Scopes {
        /// It is taken no notice of.
        Ignore = "ignore",
        /// Only `offline_access` or nothing is accepted.
        OfflineAccess = "offline-access",
    }

    /// When a refresh token is issued with a code.
    RefreshTokens {
        /// Each time.
        Always = "always",
        /// When the scope `offline_access` was asked for.
        OfflineAccess = "offline-access",
    }

    /// How an error of the authorization endpoint reaches the app.
    Delivery {
        /// On the redirect, as RFC 6749 has it.
        Redirect = "redirect",
        /// Not at all: a page tells the person.
        Page = "page",
    }

    /// How often consent is asked for.
    ConsentMemory {
        /// Once for each person and app.
        Remember = "remember",
        /// Each time.
        Ask = "ask",
    }

    /// When the log-in page is shown.
    LogInPage {
        /// When there is no live session.
        WithoutSession = "without-session",
        /// Each time.
        Always = "always",
    }

    /// Who shows the log-in page.
    IdentityProvider {
        /// Workfront itself.
        Workfront = "workfront",
        /// A page that stands in for the organization's single sign-on.
        SingleSignOn = "sso",
    }

    /// What a second use of a code does besides being refused.
    CodeReuse {
        /// Nothing.
        Refuse = "refuse",
        /// The tokens of the first use die.
        RevokeTokens = "revoke-tokens",
    }

    /// What a failed exchange does to the code.
    FailedExchange {
        /// Nothing.
        Keep = "keep",
        /// The code is used up.
        Burn = "burn",
    }

    /// Whether PKCE is used.
    Pkce {
        /// It must be.
        Required = "required",
        /// It may be.
        Optional = "optional",
        /// It must not be.
        Refused = "refused",
    }

    /// Which challenges are taken.
    ChallengeShape {
        /// 43 characters of base64url: what a SHA-256 hash gives.
        Sha256 = "sha-256",
        /// 43 to 128 unreserved characters, the page's own 44-character example among them.
        Any = "any",
    }

    /// What happens when a request authenticates in the header and in the body.
    BothMethods {
        /// It is refused.
        Refuse = "refuse",
        /// The header counts.
        Basic = "basic",
        /// The body counts.
        Body = "body",
    }

    /// How the pair in `Authorization: Basic` is read.
    BasicEncoding {
        /// As it stands: `base64(client_id:client_secret)`.
        Literal = "literal",
        /// Each half form-decoded first.
        Form = "form",
        /// Whichever authenticates.
        Either = "either",
    }

    /// Which bodies the token endpoint reads.
    TokenBodies {
        /// Form and JSON.
        FormAndJson = "form-and-json",
        /// Form alone.
        Form = "form",
    }

    /// What `expires_in` says.
    ExpiresIn {
        /// The seconds of inactivity that end the session.
        Lifetime = "lifetime",
        /// Always 0, as printed.
        Zero = "zero",
        /// The number in `expires_in_fixed`.
        Fixed = "fixed",
        /// The lifetime, as a JSON string.
        Text = "text",
        /// Nothing: the member is left out.
        Absent = "absent",
    }

    /// What `token_type` says.
    TokenType {
        /// `sessionID`.
        #[allow(clippy::enum_variant_names, reason = "the vendor's word")]
        SessionId = "sessionID",
        /// `Bearer`.
        Bearer = "Bearer",
    }

    /// Whether a member is in an answer.
    Presence {
        /// It is.
        Include = "include",
        /// It is not.
        Omit = "omit",
    }

    /// What a refresh answer says about the refresh token when it stays the same.
    SameToken {
        /// It is repeated.
        Repeat = "repeat",
        /// It is left out.
        Omit = "omit",
    }

    /// What using a rotated refresh token does besides being refused.
    RefreshReuse {
        /// Nothing.
        Refuse = "refuse",
        /// The whole family dies.
        RevokeFamily = "revoke-family",
    }

    /// From where the absolute limit counts.
    AbsoluteFrom {
        /// From the first token of the family.
        FirstToken = "first-token",
        /// From each new token.
        EachToken = "each-token",
    }

    /// What counts as activity.
    Activity {
        /// Using the refresh token.
        Refresh = "refresh",
        /// The person logging in.
        LogIn = "log-in",
        /// Using the refresh token or an access token that came of it, or logging in.
        AnyUse = "any-use",
    }

    /// What happens with `redirect_uri` on refresh.
    RefreshRedirect {
        /// It is taken no notice of.
        Ignore = "ignore",
        /// One that is sent must be registered.
        Check = "check",
        /// It must be sent and registered.
        Require = "require",
    }

    /// What happens with a claim that no page mentions.
    Claim {
        /// It is taken no notice of.
        Ignore = "ignore",
        /// It is checked when it is there.
        Check = "check",
        /// It must be there and right.
        Require = "require",
    }

    /// How often one JWT may be exchanged.
    Replay {
        /// Any number of times.
        Allow = "allow",
        /// Once for each `jti`, if it has one.
        RefuseJti = "refuse-jti",
        /// Once.
        Refuse = "refuse",
    }

    /// Whom a JWT's `sub` may name.
    Subject {
        /// The user who created the public key.
        KeyOwner = "key-owner",
        /// Any user of the organization.
        AnyUser = "any-user",
    }

    /// When a certificate's validity is looked at.
    CertificateValidity {
        /// Never.
        Ignore = "ignore",
        /// When it is uploaded.
        AtUpload = "at-upload",
        /// When it verifies a signature.
        AtExchange = "at-exchange",
        /// Both.
        Both = "both",
    }

    /// Which redirect URLs with `http:` may be registered.
    RedirectHttp {
        /// None.
        Refuse = "refuse",
        /// Loopback addresses and `localhost`.
        Loopback = "loopback",
        /// Any.
        Any = "any",
    }

    /// Which protocols other than `https:` and `http:` a redirect URL may have.
    RedirectSchemes {
        /// Reversed domain names, such as `com.example.app:`.
        ReverseDomain = "reverse-domain",
        /// Any but those that a browser acts on itself, such as `javascript:` and `data:`.
        Any = "any",
    }

    /// Which fields a single-page app has.
    SinglePageFields {
        /// Those of the documentation page: with a description URL.
        Page = "page",
        /// Those since December 2023: developer and privacy policy, no description URL.
        Today = "today",
        /// All of them.
        Either = "either",
    }

    /// Whose words the setup page uses.
    Wording {
        /// "Server Authentication", "User Authentication", as in the steps of the page.
        Page = "page",
        /// "Machine to Machine", "Single Page Web", "Web", since January 2024.
        Today = "today",
    }

    /// When an app gets its first client secret.
    FirstSecret {
        /// With the app.
        OnCreate = "on-create",
        /// When an administrator adds one.
        OnRequest = "on-request",
    }

    /// What logging out ends.
    LogOutEnds {
        /// The session.
        Session = "session",
        /// The session, and if an app held it, the refresh tokens it came with.
        Tokens = "tokens",
    }

    /// How an error of the token endpoints looks.
    ErrorShape {
        /// `{"error": "invalid_grant", "error_description": …}`.
        Rfc6749 = "rfc6749",
        /// `{"statusCode": 400, "error": true, "type": …, "message": …}`.
        Workfront = "workfront",
    }

    /// What `type` says in the shape that clients of the real service were written for.
    ErrorType {
        /// The code of RFC 6749 §5.2, such as `invalid_grant`.
        Rfc6749 = "rfc6749",
        /// A class, as in the errors of the API: `com.attask.common.AuthenticationException`.
        Class = "class",
    }

    /// What the text of an error says.
    ErrorText {
        /// Nothing: it is left out.
        Absent = "absent",
        /// The rule that was broken.
        Rule = "rule",
        /// What about the request broke it.
        Why = "why",
    }

    /// Which web pages may read answers of the token and revocation endpoints.
    Cors {
        /// None.
        None = "none",
        /// Those at the origin of a single-page app's redirect URL.
        Registered = "registered",
        /// All.
        Any = "any",
    }

    /// Whether something is let through.
    Accept {
        /// It is.
        Accept = "accept",
        /// It is not.
        Refuse = "refuse",
    }

    /// What the API says to a dead session.
    DeadSession {
        /// "You are not currently logged in."
        NotLoggedIn = "not-logged-in",
        /// "Invalid session ID."
        InvalidSessionId = "invalid-session-id",
    }

    /// Whether the OAuth endpoints answer under a name.
    Served {
        /// They do.
        Serve = "serve",
        /// There is nothing at their paths.
        Refuse = "refuse",
    }

    /// What the revocation endpoint answers when all is well.
    RevokeAnswer {
        /// 200, and nothing.
        Empty = "empty",
        /// 200, and `{"success": true}`, as logging out answers.
        Object = "object",
        /// 204.
        NoContent = "no-content",
    }

    /// Which parameter of the revocation endpoint names the token.
    RevokeParameter {
        /// `refresh_token`, as seen.
        RefreshToken = "refresh_token",
        /// `token`, as RFC 7009 has it.
        Token = "token",
        /// Either.
        Either = "either",
    }
}
