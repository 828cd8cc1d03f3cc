//! Every rule that the authority can refuse by: its name, where it stands, and what it says.
//!
//! Pages are named by their last path part and cited in their English edition. Where no source speaks, the rule says so and
//! names the setting that decides.

use super::refusal::Rule;

macro_rules! rules {
    ($($name:ident = $id:literal, $source:literal, $says:literal;)+) => {
        $(
            #[doc = concat!("`", $id, "` (", $source, "): ", $says)]
            pub static $name: Rule = Rule::new($id, $source, $says);
        )+
        /// All rules.
        pub static ALL: &[&Rule] = &[$(&$name),+];
    };
}

rules! {
    // The authorization endpoint.
    AUTHORIZE_CLIENT = "authorize.client", "RFC 6749 §4.1.2.1",
        "If the client identifier is missing or invalid, inform the resource owner and do not redirect.";
    AUTHORIZE_KIND = "authorize.app-type", "create-oauth-application",
        "Machine-to-machine apps authenticate with a JSON Web Token and have no redirect URL.";
    AUTHORIZE_REDIRECT = "authorize.redirect-uri", "RFC 9700 §4.1.3; oauth-app-pkce-flow",
        "The redirect URL must match one of the redirect URLs specified when the app was created; compare as exact strings.";
    AUTHORIZE_RESPONSE_TYPE = "authorize.response-type", "RFC 6749 §3.1.1",
        "response_type is required, and must be code.";
    AUTHORIZE_ONCE = "authorize.parameter-once", "RFC 6749 §3.1",
        "Request parameters must not be included more than once.";
    AUTHORIZE_SCOPE = "authorize.scope", "oauth-app-code-token-flow; create-oauth-application",
        "You do not need to specify scopes; the one scope a page names is offline_access.";
    AUTHORIZE_OFFLINE = "authorize.offline-access", "create-oauth-application",
        "The request for an authorization code includes the scope offline_access when a refresh token is wanted.";
    PKCE_REQUIRED = "pkce.required", "RFC 9700 §2.1.1; oauth-app-pkce-flow",
        "Public clients must use PKCE.";
    PKCE_ALLOWED = "pkce.allowed", "setting pkce_web",
        "No page says whether web apps may use PKCE; this sandbox is set to refuse it.";
    PKCE_METHOD = "pkce.method", "oauth-app-pkce-flow; RFC 7636 §4.3",
        "code_challenge_method is always S256 for Workfront OAuth2 applications that use PKCE.";
    PKCE_CHALLENGE = "pkce.challenge", "RFC 7636 §4.2",
        "An S256 code_challenge is the base64url form, without padding, of a SHA-256 hash: 43 characters.";
    CONSENT_DENIED = "consent.denied", "RFC 6749 §4.1.2.1",
        "The resource owner denied the request.";
    LOG_IN = "login.credentials", "create-oauth-application",
        "The user enters credentials to give Workfront permission to communicate with the app.";

    // Client authentication.
    CLIENT_KNOWN = "client.known", "RFC 6749 §5.2",
        "Client authentication failed: unknown client, no client authentication included, or unsupported method.";
    CLIENT_SECRET = "client.secret", "RFC 6749 §2.3.1; oauth-app-code-token-flow",
        "A web or machine app authenticates with its Client ID and one of its client secrets.";
    CLIENT_ONE_METHOD = "client.one-method", "RFC 6749 §2.3",
        "The client must not use more than one authentication method in each request.";
    CLIENT_SAME_ID = "client.same-id", "RFC 6749 §2.3.1, §5.2",
        "A client_id in the body must be the one in the Authorization header.";
    CLIENT_PUBLIC = "client.public", "oauth-app-pkce-flow",
        "Unlike the regular authorization code flow, a single-page app has no client secret.";
    CLIENT_GUESSES = "client.guesses", "RFC 6749 §2.3.1, §10.10",
        "The server must protect endpoints that use passwords or tokens against brute force.";

    // The token endpoint.
    TOKEN_GRANT_TYPE = "token.grant-type", "RFC 6749 §5.2",
        "grant_type is required, and is authorization_code or refresh_token.";
    TOKEN_PARAMETER = "token.parameter", "RFC 6749 §4.1.3, §5.2",
        "The request is missing a required parameter.";
    TOKEN_APP_TYPE = "token.app-type", "create-oauth-application; RFC 6749 §5.2",
        "The app type decides the flow: machine-to-machine apps exchange JWTs, the others exchange codes.";
    CODE_KNOWN = "code.known", "RFC 6749 §5.2",
        "The authorization code is invalid.";
    CODE_SINGLE_USE = "code.single-use", "RFC 6749 §4.1.2",
        "The client must not use the authorization code more than once.";
    CODE_TWO_MINUTES = "code.two-minutes", "oauth-app-code-token-flow",
        "The authorization code is valid for 2 minutes.";
    CODE_CLIENT = "code.client", "RFC 6749 §4.1.3",
        "Ensure that the authorization code was issued to the authenticated client.";
    CODE_REDIRECT = "code.redirect-uri", "RFC 6749 §4.1.3; oauth-app-pkce-flow",
        "redirect_uri must match the URI used to get the authorization code.";
    PKCE_VERIFIER_SHAPE = "pkce.verifier-shape", "RFC 7636 §4.1",
        "A code_verifier has 43 to 128 characters of A-Z a-z 0-9 - . _ ~.";
    PKCE_VERIFIER_MISSING = "pkce.verifier-missing", "RFC 7636 §4.5; RFC 9700 §2.1.1",
        "A code that was requested with a code_challenge is exchanged with its code_verifier.";
    PKCE_VERIFIER_EXTRA = "pkce.verifier-extra", "RFC 9700 §2.1.1, §4.8.2",
        "A code_verifier is accepted only if a code_challenge was present in the authorization request.";
    PKCE_VERIFIER = "pkce.verifier", "RFC 7636 §4.6",
        "The hash of the code_verifier must equal the code_challenge.";

    // Refresh tokens.
    REFRESH_KNOWN = "refresh.known", "RFC 6749 §5.2",
        "The refresh token is invalid.";
    REFRESH_CLIENT = "refresh.client", "RFC 6749 §6, §10.4",
        "The refresh token is bound to the client to which it was issued.";
    REFRESH_ROTATED = "refresh.rotated", "create-oauth-application; RFC 9700 §4.14.2",
        "With rotation a new refresh token is issued each time one is used, and the old one is disabled.";
    REFRESH_ABSOLUTE = "refresh.absolute-expiry", "create-oauth-application",
        "When the absolute refresh token expiration is reached, users must log in to the integration again.";
    REFRESH_INACTIVITY = "refresh.inactivity-expiry", "create-oauth-application",
        "The refresh token expires when the user has not been active for the chosen time, even if the absolute limit is later.";
    REFRESH_REVOKED = "refresh.revoked", "RFC 6749 §5.2",
        "The refresh token is revoked.";
    REFRESH_REDIRECT = "refresh.redirect-uri", "oauth-app-code-token-flow; oauth-app-pkce-flow",
        "Some refresh examples send redirect_uri; one that is sent must be registered.";
    REFRESH_SCOPE = "refresh.scope", "RFC 6749 §6",
        "The requested scope must not include any scope not originally granted.";

    // The JWT exchange.
    EXCHANGE_PARAMETER = "exchange.parameter", "oauth-app-jwt-flow",
        "The request body includes the Client ID, the client secret and the JWT.";
    EXCHANGE_APP_TYPE = "exchange.app-type", "create-oauth-application",
        "Only machine-to-machine apps authenticate with a JSON Web Token.";
    EXCHANGE_KEY = "exchange.key", "oauth-app-jwt-flow",
        "The token must be signed with the private key of the certificate uploaded to the app.";
    JWT_FORM = "jwt.form", "RFC 7515 §3.1, §5.2",
        "A JWT is three base64url segments; its header and payload are JSON objects.";
    JWT_ALGORITHM = "jwt.algorithm", "oauth-app-jwt-flow; RFC 8725 §3.1",
        "The algorithm used is RS256; no other is accepted.";
    JWT_CRITICAL = "jwt.critical", "RFC 7515 §4.1.11",
        "If a critical header parameter is not understood, the JWS is invalid.";
    JWT_TYPE = "jwt.type", "RFC 8725 §3.11",
        "Explicit typing prevents one kind of JWT from being taken for another.";
    JWT_SIGNATURE = "jwt.signature", "RFC 7515 §5.2; oauth-app-jwt-flow",
        "The signature is verified with the app's public key.";
    JWT_DUPLICATE = "jwt.duplicate-claim", "RFC 7519 §4",
        "Claim names must be unique.";
    JWT_EXP = "jwt.exp", "oauth-app-jwt-flow; RFC 7519 §4.1.4",
        "exp is required, measured in seconds since 1970-01-01 GMT, and must lie in the future.";
    JWT_LIFETIME = "jwt.lifetime", "oauth-app-jwt-flow; setting jwt_max_lifetime",
        "A very short-lived token (a few minutes) is recommended.";
    JWT_ISS = "jwt.iss", "oauth-app-jwt-flow",
        "iss is required: the Customer ID from the details of the OAuth2 application.";
    JWT_SUB = "jwt.sub", "oauth-app-jwt-flow",
        "sub is required: the User ID of the user that created the public key in setup.";
    JWT_AUD = "jwt.aud", "RFC 7519 §4.1.3",
        "If the principal is not named in a present aud claim, the JWT must be rejected.";
    JWT_NBF = "jwt.nbf", "RFC 7519 §4.1.5",
        "The JWT must not be accepted before nbf.";
    JWT_IAT = "jwt.iat", "RFC 7523 §3",
        "A JWT with an iat in the future, or unreasonably far in the past, may be rejected.";
    JWT_REPLAY = "jwt.replay", "oauth-app-jwt-flow; RFC 7523 §3",
        "A JWT is signed and exchanged each time a new access token is needed.";
    JWT_CERTIFICATE = "jwt.certificate-validity", "RFC 5280 §4.1.2.5; setting certificate_validity",
        "A certificate is valid from notBefore to notAfter.";

    // Sessions, revocation.
    SESSION_ALIVE = "session.alive", "oauth-app-code-token-flow",
        "The access token is the same as sessionID and expires the same way as a regular sessionID.";
    REVOKE_TOKEN = "revoke.token", "RFC 7009 §2.1",
        "The request names the token to be revoked.";
    REVOKE_CLIENT = "revoke.client", "RFC 7009 §2.1",
        "The token must have been issued to the client that asks for its revocation.";

    // The setup page.
    SETUP_ADMIN = "setup.administrator", "create-oauth-application",
        "You must be a Workfront administrator.";
    SETUP_TEN_APPS = "setup.ten-apps", "create-oauth-application",
        "You can have up to ten OAuth2 applications at a time.";
    SETUP_APP = "setup.app", "create-oauth-application",
        "The application must exist in this environment.";
    SETUP_TENANT = "setup.tenant", "oauth-app-code-token-flow",
        "Each domain and lane is an environment of its own.";
    SETUP_USER = "setup.user", "oauth-app-jwt-flow",
        "The user must exist in this organization.";
    APP_FIELD = "app.field", "create-oauth-application",
        "Each application type has its own fields.";
    APP_NAME = "app.name", "create-oauth-application",
        "This field cannot be empty.";
    APP_TEXT = "app.text", "setting of this sandbox",
        "A text field holds at most 4,000 characters: no control characters, none that turn the text around them, no piles of marks.";
    APP_URL = "app.url", "create-oauth-application",
        "This can be a link to an About Us page, or a page with more information about the integration.";
    APP_EMAIL = "app.email", "create-oauth-application",
        "An address at which the developer can be reached.";
    APP_LOGO = "app.logo", "create-oauth-application",
        "You can add a logo to make this app more recognizable.";
    APP_REDIRECT_URL = "app.redirect-url", "OAuth2 Applications page",
        "A redirect URL must have a protocol; it cannot contain URL fragments, relative paths or wildcards, or be a public IP address.";
    APP_REDIRECT_SCHEME = "app.redirect-scheme", "RFC 9700 §2.6; RFC 8252 §7.1",
        "http only for loopback addresses; no scheme that a browser runs; a private-use scheme only for mobile apps.";
    APP_EXPIRY = "app.expiry", "create-oauth-application",
        "Select the length of time a refresh token exists before it expires.";
    SECRET_KIND = "secret.app-type", "create-oauth-application",
        "Machine-to-machine and web apps have client secrets.";
    SECRET_LIMIT = "secret.limit", "setting secrets_per_app",
        "No page says how many client secrets an app may have at a time.";
    SECRET_NOTE = "secret.note", "manage-custom-oauth2-apps",
        "A note on a client secret has at most 64 characters.";
    SECRET_KNOWN = "secret.known", "create-oauth-application",
        "The client secret must exist.";
    KEY_KIND = "key.app-type", "create-oauth-application",
        "Server-to-server apps use public and private keys to authenticate.";
    KEY_LIMIT = "key.limit", "setting keys_per_app",
        "With one public key present, the buttons that add one are disabled.";
    KEY_KNOWN = "key.known", "create-oauth-application",
        "The public key must exist.";
    KEY_FORM = "key.form", "oauth-app-jwt-flow",
        "Upload certificate_pub.crt, or a public key, in PEM form.";
    KEY_PRIVATE = "key.private", "oauth-app-jwt-flow",
        "The private key stays with the app; only the public half is uploaded.";
    KEY_STRENGTH = "key.strength", "RFC 7518 §3.3; RFC 8725 §3.5",
        "A key of 2048 bits or larger must be used.";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_rule_has_a_name_of_its_own_a_source_and_words() {
        let names: BTreeSet<_> = ALL.iter().map(|rule| rule.id).collect();
        assert_eq!(names.len(), ALL.len());
        for rule in ALL {
            assert!(!rule.source.is_empty() && rule.says.ends_with('.'), "{}", rule.id);
            assert!(rule.says.split_whitespace().count() <= 30, "{}", rule.id);
        }
    }
}
