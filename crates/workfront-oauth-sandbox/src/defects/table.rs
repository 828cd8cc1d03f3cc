//! The defects themselves.

use super::{DefectRow, Place};

macro_rules! defects {
    ($($variant:ident = $id:literal, $breaks:literal, $place:ident, $about:literal;)+) => {
        /// One way in which this server can be wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Defect {
            $(#[doc = $about] $variant,)+
        }

        impl Defect {
            /// All of them, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its row of the table.
            pub fn row(self) -> DefectRow {
                match self {
                    $(Self::$variant => DefectRow {
                        id: $id,
                        breaks: $breaks,
                        place: Place::$place,
                        about: $about,
                    },)+
                }
            }

            /// Its name.
            pub fn id(self) -> &'static str {
                self.row().id
            }

            /// The defect called `id`.
            pub fn named(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|defect| defect.id() == id)
            }
        }
    };
}

defects! {
    // The authorization endpoint and its pages.
    RedirectsUnknownClient = "srv-redirects-unknown-client", "S01", Authority,
        "an unregistered redirect URL gets the error as a redirect instead of a page";
    RedirectPrefix = "srv-redirect-prefix", "S02", Authority,
        "a redirect URL that begins with a registered one is accepted";
    RedirectIgnoresCase = "srv-redirect-ignores-case", "S02", Authority,
        "redirect URLs are compared without regard to case";
    RedirectAnyPort = "srv-redirect-any-port", "S03", Authority,
        "any port is accepted, not on loopback addresses alone";
    RegistersFragments = "srv-registers-fragments", "S04", Authority,
        "a redirect URL with a fragment can be registered";
    RegistersScripts = "srv-registers-scripts", "S04", Authority,
        "javascript: and data: can be registered as redirect URLs";
    RegistersPlainHttp = "srv-registers-plain-http", "S04", Authority,
        "http: can be registered for any host";
    RedirectQueryLost = "srv-redirect-query-lost", "S05", Authority,
        "a registered query is dropped when the code is added";
    ResponseTypeIgnored = "srv-response-type-ignored", "S06", Authority,
        "a missing or unknown response_type is taken for code";
    RepeatedParameters = "srv-repeated-parameters", "S07", Authority,
        "a repeated parameter of the authorization request is not refused";
    StateChanged = "srv-state-changed", "S08", Authority,
        "state comes back with a plus turned into a space";
    StateTruncated = "srv-state-truncated", "S08", Authority,
        "state comes back cut to 255 characters";
    ConsentSkipped = "srv-consent-skipped", "S09", Authority,
        "whoever is logged in is redirected with a code, unasked";
    DenialIgnored = "srv-denial-ignored", "S09", Authority,
        "Cancel sends a code as well";
    TemporaryRedirect = "srv-redirect-307", "S10", Wire,
        "the answer to a form with a password is a 307";
    Framable = "srv-framable", "S11", Wire,
        "pages may be framed";
    ConsentWithoutCsrf = "srv-consent-no-csrf", "S12", Page,
        "the consent form is accepted without its token";
    UnescapedName = "srv-unescaped-name", "S13", Page,
        "the app's name stands on the consent page as it is, markup and all";
    PagesCached = "srv-pages-cached", "S13", Wire,
        "pages go out without no-store and without a referrer policy";
    AuthorizeCors = "srv-authorize-cors", "S14", Wire,
        "the authorization endpoint answers to other origins";
    IssuerWrong = "srv-iss-wrong", "S15", Wire,
        "iss on the redirect is not the issuer's";

    // Codes.
    CodePredictable = "srv-code-predictable", "S16", Authority,
        "codes are a counter";
    CodeNeverExpires = "srv-code-never-expires", "S17", Authority,
        "a code is accepted at any time";
    CodeExpiresEarly = "srv-code-expires-early", "S17", Authority,
        "a code is refused after one minute";
    CodeReusable = "srv-code-reusable", "S18", Authority,
        "a code is accepted again and again";
    CodeReuseKeepsTokens = "srv-code-reuse-keeps-tokens", "S18", Authority,
        "a second use of a code is refused, but the tokens of the first live on";
    CodeRace = "srv-code-race", "S19", Authority,
        "exchanges of one code in the same millisecond all win";
    CodeAnyClient = "srv-code-any-client", "S20", Authority,
        "a code is accepted from another app";
    CodeAnyRedirect = "srv-code-any-redirect", "S20", Authority,
        "redirect_uri is not compared with that of the code";
    LaneIgnored = "srv-lane-ignored", "S21", Authority,
        "apps, codes and tokens of one lane are good in another";

    // PKCE.
    VerifierUnchecked = "srv-verifier-unchecked", "S22", Authority,
        "any well-formed code_verifier is accepted";
    VerifierOptional = "srv-verifier-optional", "S23", Authority,
        "the code_verifier is checked only if one is sent";
    VerifierWithoutChallenge = "srv-verifier-without-challenge", "S24", Authority,
        "a code_verifier is accepted although no challenge was sent";
    PlainAccepted = "srv-pkce-plain", "S25", Authority,
        "code_challenge_method plain, or none, is accepted";
    MalformedPkce = "srv-pkce-malformed", "S26", Authority,
        "challenges and verifiers of any length and alphabet are accepted";
    PublicWithoutPkce = "srv-spa-without-pkce", "S27", Authority,
        "a single-page app gets a code without PKCE";
    PkceReplacesSecret = "srv-pkce-replaces-secret", "S27", Authority,
        "a web app that sends a code_verifier needs no secret";

    // The token endpoint.
    WrongSecretAccepted = "srv-secret-unchecked", "S28", Authority,
        "any client secret authenticates";
    InvalidClientStatus = "srv-invalid-client-400", "S28", Wire,
        "failed authentication is answered with 400 and no challenge";
    BothMethodsAccepted = "srv-both-methods", "S29", Authority,
        "a request may authenticate in header and body at once";
    ForeignIdAccepted = "srv-foreign-id", "S29", Authority,
        "a client_id in the body that is not the one in the header is not noticed";
    SecretInQuery = "srv-secret-in-query", "S29", Wire,
        "client_secret is read from the query";
    TokenByGet = "srv-token-get", "S30", Wire,
        "the token endpoint answers GET";
    UnknownGrantType = "srv-grant-type-guessed", "S30", Authority,
        "an unknown grant_type is taken for authorization_code";
    AppTypeIgnored = "srv-app-type-ignored", "S30", Authority,
        "a single-page app may exchange a JWT, and a machine app a code";
    DuplicateMembers = "srv-duplicate-members", "S31", Wire,
        "repeated form keys and JSON names are not refused";
    TypesCoerced = "srv-types-coerced", "S31", Wire,
        "numbers and arrays are taken for text";
    TokensCacheable = "srv-tokens-cacheable", "S32", Wire,
        "answers with tokens go out without no-store";
    ChattyErrors = "srv-chatty-errors", "S33", Wire,
        "error_description echoes the request, in characters that are not allowed there";
    ClientOracle = "srv-client-oracle", "S33", Wire,
        "an error says whether the app or the secret was wrong";
    GuessesUnlimited = "srv-guesses-unlimited", "S34", Authority,
        "no number of failures makes an app wait";
    ExpiresInWrong = "srv-expires-in-wrong", "S35", Authority,
        "the access token dies after half of expires_in";
    KindsConfused = "srv-kinds-confused", "S36", Authority,
        "a refresh token is accepted as a session id";

    // Refresh tokens.
    RefreshAnyClient = "srv-refresh-any-client", "S37", Authority,
        "a refresh token is accepted from another app";
    RefreshUnauthenticated = "srv-refresh-unauthenticated", "S37", Authority,
        "a web app refreshes without its secret";
    NeverRotates = "srv-never-rotates", "S38", Authority,
        "with rotation on, the refresh token stays the same";
    RotatedLives = "srv-rotated-lives", "S38", Authority,
        "a rotated refresh token is accepted";
    ReuseUnnoticed = "srv-reuse-unnoticed", "S38", Authority,
        "reuse of a rotated token is refused, but the family lives on";
    RefreshRace = "srv-refresh-race", "S40", Authority,
        "a refresh token rotated in the same millisecond still works";
    AbsoluteIgnored = "srv-absolute-ignored", "S41", Authority,
        "the absolute expiration is not enforced";
    AbsoluteExtended = "srv-absolute-extended", "S41", Authority,
        "each rotation starts the absolute expiration anew";
    InactivityIgnored = "srv-inactivity-ignored", "S41", Authority,
        "the inactivity expiration is not enforced";
    DeletedAppLives = "srv-deleted-app-lives", "S42", Authority,
        "the access tokens of a deleted app live on";
    DeletedSecretLives = "srv-deleted-secret-lives", "S42", Authority,
        "a deleted client secret still authenticates";
    DeletedKeyLives = "srv-deleted-key-lives", "S42", Authority,
        "a deleted public key still verifies";
    OneSecretOnly = "srv-one-secret-only", "S42", Authority,
        "a new client secret replaces the old one at once";

    // The JWT exchange.
    AlgNone = "srv-jwt-alg-none", "S43", Authority,
        "alg none, in any case, with an empty signature is accepted";
    AlgConfusion = "srv-jwt-hs256", "S44", Authority,
        "HS256 keyed with the public key or the client secret is accepted";
    AlgAny = "srv-jwt-rs512", "S44", Authority,
        "RS384 and RS512 are accepted";
    HeaderKey = "srv-jwt-header-key", "S45", Authority,
        "the key in the JWT's own header verifies it";
    JwtMalformed = "srv-jwt-malformed", "S46", Authority,
        "padding and white space in a JWT's segments are overlooked";
    ExpOptional = "srv-jwt-exp-optional", "S47", Authority,
        "a JWT without exp is accepted";
    ExpIgnored = "srv-jwt-exp-ignored", "S47", Authority,
        "an expired JWT is accepted";
    NbfIgnored = "srv-jwt-nbf-ignored", "S48", Authority,
        "nbf is not looked at";
    IssIgnored = "srv-jwt-iss-ignored", "S49", Authority,
        "iss may name any customer";
    SubIgnored = "srv-jwt-sub-ignored", "S49", Authority,
        "sub may name any user";
    ForeignKey = "srv-jwt-foreign-key", "S49", Authority,
        "a key of another app in the same environment verifies";
    AudIgnored = "srv-jwt-aud-ignored", "S50", Authority,
        "aud is not looked at";
    CritIgnored = "srv-jwt-crit-ignored", "S52", Authority,
        "critical header parameters that are not understood are overlooked";
    TypIgnored = "srv-jwt-typ-ignored", "S53", Authority,
        "a JWT of any typ is accepted";
    ExchangeWithoutSecret = "srv-exchange-without-secret", "S54", Authority,
        "the JWT alone is enough";
    WeakKeys = "srv-weak-keys", "S55", Authority,
        "RSA keys with known weaknesses can be uploaded";
    PrivateKeyUpload = "srv-private-key-upload", "S55", Authority,
        "a file with a private key beside the certificate can be uploaded";

    // The API, revocation, registration.
    TokenInQuery = "srv-token-in-query", "S56", Wire,
        "the API takes the session id from the query";
    LoggedOutLives = "srv-logged-out-lives", "S56", Authority,
        "a session lives on after log-out";
    SessionImmortal = "srv-session-immortal", "S56", Authority,
        "a session does not expire";
    RevokeUnknownFails = "srv-revoke-unknown-fails", "S57", Authority,
        "revoking an unknown token is an error";
    RevokesForeign = "srv-revokes-foreign", "S57", Authority,
        "an app may revoke another app's token";
    RevokeKeepsSessions = "srv-revoke-keeps-sessions", "S57", Authority,
        "revoking a refresh token leaves its access tokens alive";
    ElevenApps = "srv-eleven-apps", "S58", Authority,
        "there is no limit to the number of apps";
    NamelessApps = "srv-nameless-apps", "S58", Authority,
        "an app needs no name";
    LongNotes = "srv-long-notes", "S58", Authority,
        "a note of any length is accepted";
    SecretPredictable = "srv-secret-predictable", "S58", Authority,
        "client secrets are a counter";
    SetupForAll = "srv-setup-for-all", "S58", Authority,
        "anybody may manage apps";
    SecretShownAgain = "srv-secret-shown-again", "S58", Page,
        "the page of a created app shows its secret each time";

    // Bugs read in public code.
    LifePkceIfSent = "srv-life-pkce-if-both", "S23", Authority,
        "PKCE is verified only when challenge and verifier are both there";
    LifeRedirectUnread = "srv-life-redirect-unread", "S20", Authority,
        "redirect_uri is a required but unread parameter of the exchange";
    LifeSecretUnread = "srv-life-secret-unread", "S28", Authority,
        "client_secret is a required but unread parameter";
    LifeSecondTry = "srv-life-second-try", "S22", Authority,
        "a wrong code_verifier is refused once and accepted the second time";
    LifeAnyRefreshToken = "srv-life-any-refresh-token", "S36", Authority,
        "an app that has any live refresh token may present any text as one";
    LifeVerifierInvalidRequest = "srv-life-verifier-invalid-request", "S22", Authority,
        "a wrong code_verifier is invalid_request";
    LifeSignatureIgnored = "srv-life-signature-ignored", "S46", Authority,
        "the signature of a JWT is not verified";
    LifeRefreshStorm = "srv-life-refresh-storm", "S40", Authority,
        "a refresh token may be used any number of times within a minute of its rotation, each use adding a live one";
    LifeDowngrade = "srv-life-pkce-downgrade", "S25", Authority,
        "a challenge with an unknown method is dropped and the code issued without PKCE";
    LifeCodeBurntLate = "srv-life-code-burnt-late", "S18", Authority,
        "a code is used up only by its second successful exchange, as if the first answer had been lost";
    LifeStateOnError = "srv-life-no-state-on-error", "S08", Authority,
        "state comes back with a code but not with an error";
}
