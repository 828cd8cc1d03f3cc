//! The reference client's mutants: the same client with one rule broken, each to be caught by a case.
//!
//! Some negate a rule, some are bugs that real clients had. Each deviates at one place of the client's code, where
//! `Conduct::is` asks for it.

/// A way to be wrong.
#[derive(Debug)]
#[non_exhaustive]
pub struct Mutant {
    /// Its name, as `cli-state-unchecked`.
    pub name: &'static str,
    /// The test ideas that it breaks, as `C05`.
    pub breaks: &'static [&'static str],
    /// What it does wrong.
    pub what: &'static str,
    /// Why it fails many cases that are not its own, if it does.
    pub spreads: Option<&'static str>,
    pub(super) deviation: Deviation,
}

/// Every mutant.
pub fn all() -> &'static [Mutant] {
    ALL
}

/// The mutant of a name.
pub fn named(name: &str) -> Option<&'static Mutant> {
    ALL.iter().find(|mutant| mutant.name == name)
}

/// How one client behaves: right, or wrong in one way.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Conduct(Option<Deviation>);

impl Conduct {
    pub(super) fn of(mutant: Option<&Mutant>) -> Self {
        Self(mutant.map(|mutant| mutant.deviation))
    }

    /// Whether it is wrong in this way.
    pub(super) fn is(self, deviation: Deviation) -> bool {
        self.0 == Some(deviation)
    }
}

macro_rules! because {
    () => {
        None
    };
    ($why:literal) => {
        Some($why)
    };
}

macro_rules! mutants {
    ($($deviation:ident $name:literal [$($idea:literal)+] $what:literal $(because $why:literal)?;)*) => {
        /// The place in the client's code where a mutant deviates.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Deviation { $($deviation,)* }

        const ALL: &[Mutant] = &[$(Mutant {
            name: $name,
            breaks: &[$($idea),+],
            what: $what,
            spreads: because!($($why)?),
            deviation: Deviation::$deviation,
        },)*];
    };
}

mutants! {
    // The authorization request.
    ResponseTypeToken "cli-response-type-token" ["C01"] "asks for response_type=token" because "every log-in begins with its request, and the server refuses it";
    AuthorizeFragment "cli-authorize-fragment" ["C01"] "adds a fragment to the authorization URL";
    ClientIdAbsent "cli-client-id-absent" ["C01"] "leaves client_id out of the authorization URL" because "every log-in begins with its request, and the server refuses it";
    QueryRaw "cli-query-raw" ["C02"] "writes parameters into the authorization URL as they are";
    CodeRaw "cli-code-raw" ["C02"] "sends the code as it stands in the callback, still percent-encoded";
    StateAbsent "cli-state-absent" ["C03"] "sends no state, and checks none" because "no callback can be told from another";
    StateConstant "cli-state-constant" ["C03"] "sends the same state each time";
    StateShort "cli-state-short" ["C03"] "sends a state of 32 bits";
    VerifierAsState "cli-verifier-as-state" ["C24"] "sends the code verifier as state";
    VerifierInUrl "cli-verifier-in-url" ["C24"] "sends the code verifier with the authorization request";
    VerifierShort "cli-verifier-short" ["C20"] "makes code verifiers of 22 characters" because "the server refuses every log-in with PKCE";
    VerifierWeak "cli-verifier-weak" ["C20"] "makes code verifiers that differ in four characters alone";
    VerifierCharacters "cli-verifier-characters" ["C20"] "makes code verifiers of standard base64, with + and /" because "the server refuses every log-in with PKCE";
    VerifierConstant "cli-verifier-constant" ["C22"] "uses one code verifier for every log-in";
    ChallengePadded "cli-challenge-padded" ["C21"] "pads the code challenge" because "the server refuses every log-in with PKCE";
    ChallengeHex "cli-challenge-hex" ["C21"] "encodes the hash in hexadecimal before base64url" because "the server refuses every log-in with PKCE";
    MethodAbsent "cli-method-absent" ["C21"] "leaves code_challenge_method out" because "the server refuses every log-in with PKCE";
    PkcePlain "cli-pkce-plain" ["C21"] "sends the code verifier as its own challenge, by the method plain" because "the server refuses every log-in with PKCE";
    PkceAbsent "cli-pkce-absent" ["C21"] "uses no PKCE where it is asked to" because "the server refuses every single-page application without PKCE";
    FallbackPlain "cli-fallback-plain" ["C23"] "falls back to the method plain after an error";
    FallbackNone "cli-fallback-none" ["C23"] "falls back to no PKCE after an error";

    // The callback.
    StateUnchecked "cli-state-unchecked" ["C04" "C05"] "makes a state and never checks it";
    StateMissingAccepted "cli-state-missing-accepted" ["C04"] "checks the state only if there is one";
    StateAnyOfTwo "cli-state-any-of-two" ["C05"] "takes a callback with two states if one of them is right";
    StatePrefix "cli-state-prefix" ["C05"] "compares the first eight characters of the state alone";
    StateReusable "cli-state-reusable" ["C06"] "takes a state again";
    StateUnbound "cli-state-unbound" ["C07"] "takes a callback in another browser session";
    StateSkippedWithPkce "cli-state-skipped-with-pkce" ["C08"] "does not check the state where PKCE is on";
    ErrorRedeemed "cli-error-redeemed" ["C09"] "makes a token request after an error";
    ErrorBeforeState "cli-error-before-state" ["C09"] "believes an error whatever the state is";
    CodeAndErrorTaken "cli-code-and-error-taken" ["C11"] "takes a code that came with an error";
    EmptyCodeSent "cli-empty-code-sent" ["C11"] "sends an empty code, and an absent one as empty";
    UnknownParametersRefused "cli-unknown-parameters-refused" ["C12"] "refuses callbacks with parameters that neither Workfront's pages nor an RFC name";
    HostFromCallback "cli-host-from-callback" ["C13"] "sends the code where domain and lane of the callback lead";
    TenantUnchecked "cli-tenant-unchecked" ["C13"] "does not compare domain and lane";
    TenantSwapped "cli-tenant-swapped" ["C13"] "compares the callback's domain with its own lane, and the lane with its domain" because "no log-in ends well whose tenant is known";
    IssUnchecked "cli-iss-unchecked" ["C14"] "does not compare iss";
    IssRefused "cli-iss-refused" ["C14"] "refuses every callback with an iss" because "a server that announces iss sends it with every callback";
    ReturnToFollowed "cli-return-to-followed" ["C16"] "goes wherever return_to in the callback leads";
    TokensUnstored "cli-tokens-unstored" ["C01" "C21"] "does not store what a log-in brings" because "nothing works that needs tokens";

    // The token request.
    CodeResent "cli-code-resent" ["C17"] "sends the code again after a lost response or a 5xx";
    CodeLooped "cli-code-looped" ["C18"] "sends the code again and again after invalid_grant";
    SecretOfPublic "cli-secret-of-public" ["C25"] "sends a client_secret as a single-page application" because "the server refuses every log-in of a single-page application";
    ParametersInQuery "cli-parameters-in-query" ["C26"] "sends the parameters of a form in the URL, where the secret is one of them";
    TokenByGet "cli-token-by-get" ["C26"] "sends a form that the secret is in as GET";
    SecretInUrl "cli-secret-in-url" ["C26"] "sends a secret that is in a form in the URL too";
    RedirectUriRebuilt "cli-redirect-uri-rebuilt" ["C27"] "puts redirect_uri together again from its origin and path, and loses its query";
    RedirectUriAbsent "cli-redirect-uri-absent" ["C27"] "leaves redirect_uri out of the token request" because "the server redeems no code without it";
    TwoAuthentications "cli-two-authentications" ["C27"] "sends the secret by Basic and, in a form, in the body too";
    BasicBesides "cli-basic-besides" ["C27"] "sends the secret by Basic too where a JSON body holds it";
    BasicEncoded "cli-basic-encoded" ["C28"] "form-encodes id and secret twice before Basic, where one literal pair is read";
    BasicCut "cli-basic-cut" ["C28"] "takes the secret to end at its first colon";
    FormRaw "cli-form-raw" ["C28"] "writes values into form bodies as they are";
    PlainHttpAccepted "cli-plain-http-accepted" ["C29"] "talks plain http to any host";
    TlsUnverified "cli-tls-unverified" ["C29"] "takes any certificate";
    LoopbackOnly "cli-loopback-only" ["C29"] "talks to servers on its own machine only";
    RedirectFollowed "cli-redirect-followed" ["C30"] "follows redirects of the token endpoint, secret and all";

    // The token response.
    ErrorUnder200Taken "cli-error-under-200-taken" ["C31"] "takes a 200 with an error for a success";
    TruncatedTaken "cli-truncated-taken" ["C31"] "fishes the access token out of JSON that is not whole";
    PageTaken "cli-page-taken" ["C31"] "takes a 200 that is no JSON for a success";
    RepeatedTaken "cli-repeated-taken" ["C31"] "takes the last of a member that comes twice";
    AccessTokenOptional "cli-access-token-optional" ["C31"] "stores an answer without an access token";
    TokenTypeOptional "cli-token-type-optional" ["C31"] "stores an answer without a token type";
    TokenTypeIgnored "cli-token-type-ignored" ["C32"] "uses a token of any type";
    TokenTypeCased "cli-token-type-cased" ["C32"] "minds the case of token types";
    ExpiresStrict "cli-expires-strict" ["C33"] "refuses an expires_in that is not a positive whole number";
    LifetimeRetried "cli-lifetime-retried" ["C33"] "sends the code again when it does not understand expires_in";
    ExpiresZeroLoops "cli-expires-zero-loops" ["C33"] "takes expires_in 0 for expired, and refreshes again and again";
    ExpiresAbsentLoops "cli-expires-absent-loops" ["C33"] "takes an absent expires_in for expired, and refreshes again and again";
    UnknownMembersRefused "cli-unknown-members-refused" ["C34"] "refuses a token response with members that Workfront's pages do not show";
    LongTokenRefused "cli-long-token-refused" ["C34"] "refuses tokens of more than 4096 characters";
    ContentTypeExact "cli-content-type-exact" ["C34"] "knows two spellings of the JSON content type, and refuses a third";
    RateLimitHammered "cli-rate-limit-hammered" ["C35"] "repeats a request at once that was answered 429 or 503";
    RetryAfterIgnored "cli-retry-after-ignored" ["C35"] "does not read Retry-After";
    RetryDateIgnored "cli-retry-date-ignored" ["C35"] "reads Retry-After in seconds only";
    FailureForgets "cli-failure-forgets" ["C36"] "forgets its tokens when an answer is lost";

    // Refreshing.
    RotationDropped "cli-rotation-dropped" ["C37"] "keeps the old refresh token when a new one comes";
    RefreshForgotten "cli-refresh-forgotten" ["C37"] "forgets the refresh token when no new one comes";
    RefreshStorm "cli-refresh-storm" ["C38"] "refreshes once for each of several parallel 401s";
    RefreshFirst "cli-refresh-first" ["C38"] "refreshes before every call of the API";
    LostRefreshLoops "cli-lost-refresh-loops" ["C39"] "repeats a refresh again and again after a lost response";
    InvalidGrantKept "cli-invalid-grant-kept" ["C40"] "keeps its tokens after invalid_grant";
    RefusalForgets "cli-refusal-forgets" ["C40"] "forgets its tokens whatever a refresh is refused with";
    UnavailableForgets "cli-unavailable-forgets" ["C40"] "forgets its tokens on a 503";

    // The API.
    TokenInQuery "cli-token-in-query" ["C42"] "sends the access token in the query";
    BearerHeader "cli-bearer-header" ["C32"] "sends the access token as a Bearer token" because "the API refuses every call";
    ApiRedirectFollowed "cli-api-redirect-followed" ["C42"] "follows redirects of the API with the token";
    UnauthorizedLoops "cli-unauthorized-loops" ["C43"] "refreshes again and again while the API answers 401";

    // The JWT exchange.
    ExpMilliseconds "cli-exp-milliseconds" ["C44"] "counts exp in milliseconds";
    ExpDistant "cli-exp-distant" ["C44"] "signs JWTs that are good for a year";
    IssAndSubSwapped "cli-iss-and-sub-swapped" ["C44"] "swaps iss and sub";
    IssClientId "cli-iss-client-id" ["C44"] "puts the Client ID into iss";
    JwtReused "cli-jwt-reused" ["C44"] "exchanges one JWT again and again";
    SecretInClaims "cli-secret-in-claims" ["C44"] "puts the client secret among the claims";
    JwtHmac "cli-jwt-hmac" ["C44"] "signs with HS256 and the client secret";
    IatInFuture "cli-iat-in-future" ["C45"] "sets iat a minute ahead";
    SkewLoops "cli-skew-loops" ["C45"] "repeats a refused exchange at once, again and again";

    // Logging out.
    LogoutSilent "cli-logout-silent" ["C46"] "forgets its tokens without revoking them";
    LogoutKeeps "cli-logout-keeps" ["C46"] "revokes its tokens and keeps them";
    RevocationDropped "cli-revocation-dropped" ["C46"] "does not come back to a revocation that was answered 503";
}

/// How often a mutant that loops does it before it gives up, so that its case ends.
pub(super) const LOOPS: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_lead_back() {
        for mutant in all() {
            assert!(mutant.name.starts_with("cli-"), "{}", mutant.name);
            assert!(std::ptr::eq(named(mutant.name).unwrap_or(mutant), mutant), "{}", mutant.name);
        }
        assert!(named("cli-").is_none());
    }

    /// All but the two that a line protocol cannot see: rendering (C10) and listening as a native application (C19).
    #[test]
    fn every_required_idea_has_a_mutant() {
        const REQUIRED: [u8; 34] = [
            1, 2, 3, 4, 5, 7, 9, 11, 12, 13, 14, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 27, 28,
            29, 31, 32, 33, 34, 37, 40, 42, 44, 8, 30,
        ];
        for idea in REQUIRED {
            let idea = format!("C{idea:02}");
            assert!(all().iter().any(|mutant| mutant.breaks.contains(&idea.as_str())), "{idea}");
        }
    }

    #[test]
    fn a_mutant_is_wrong_in_its_own_way_only() {
        let conduct = Conduct::of(named("cli-state-short"));
        assert!(conduct.is(Deviation::StateShort));
        assert!(!conduct.is(Deviation::StateConstant));
        assert!(!Conduct::default().is(Deviation::StateShort));
    }
}
