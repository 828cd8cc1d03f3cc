//! A shell command for each of Workfront's flows, filled in with what a running sandbox said of itself.
//!
//! The values are a sandbox's, invented when it started and good for nothing else, so a command may hold them; with a real
//! Workfront they never stand on a command line.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// The first line of `workfront-sandbox serve`.
#[derive(Debug, Deserialize)]
pub(crate) struct Started {
    version: u32,
    url: String,
    control_url: String,
    control_token: String,
    clock: Clock,
    tenants: Vec<Tenant>,
    apps: Vec<App>,
    users: Vec<User>,
}

#[derive(Debug, Deserialize)]
struct Clock {
    mode: String,
}

#[derive(Debug, Deserialize)]
struct Tenant {
    customer_id: String,
}

#[derive(Debug, Deserialize)]
struct App {
    #[serde(rename = "type")]
    kind: String,
    client_id: String,
    client_secret: Option<String>,
    #[serde(default)]
    redirect_uris: Vec<String>,
    user_id: Option<String>,
    private_key_pem: Option<String>,
}

#[derive(Debug, Deserialize)]
struct User {
    user_id: String,
    username: String,
    password: String,
}

/// The code verifier and challenge of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

impl Started {
    /// Reads the line.
    pub(crate) fn read(line: &str) -> Result<Self> {
        let started: Self = serde_json::from_str(line).context("not what `serve` should say")?;
        ensure!(started.version == 1, "version {} is not known here", started.version);
        Ok(started)
    }

    /// A command for each flow that the sandbox has an app for.
    pub(crate) fn commands(&self) -> String {
        let flows = [
            Some(self.log_in()),
            self.web(),
            self.single_page(),
            self.machine(),
            Some(self.session()),
            Some(self.clock()),
        ];
        let text: Vec<String> = flows.into_iter().flatten().collect();
        text.join("\n")
    }

    /// Lets the browser's part happen by itself: a user logged in, and consent given.
    fn log_in(&self) -> String {
        let user = self.users.iter().find(|user| user.username == "planner").or(self.users.first());
        let sign_in = user.map_or_else(String::new, |user| {
            format!("# In a browser: log in as {} with {}.\n", user.username, user.password)
        });
        let user_id = user.map(|user| &user.user_id);
        let body = serde_json::json!({ "mode": "allow", "user_id": user_id }).to_string();
        format!(
            "\n{sign_in}# Without one, let the sandbox log a user in and consent; run this first:\n\
             {} -H 'Content-Type: application/json' -d {}\n",
            self.control("consent"),
            quote(&body),
        )
    }

    /// Past the end of a code, of a session, and of a refresh token that nobody used for half a year.
    fn clock(&self) -> String {
        if !self.is_frozen() {
            return "# To move the clock past an expiry, start this with --clock frozen\n"
                .to_owned();
        }
        let advance = |by: &str| {
            let body = quote(&format!("{{\"advance\":\"{by}\"}}"));
            format!("{} -H 'Content-Type: application/json' -d {body}\n", self.control("clock"))
        };
        format!(
            "# The clock stands still until it is moved: past the end of a code, of a session, of half a year\n{}{}{}",
            advance("121s"),
            advance("8h"),
            advance("180d"),
        )
    }

    fn is_frozen(&self) -> bool {
        self.clock.mode != "real"
    }

    /// A call of the control port.
    fn control(&self, path: &str) -> String {
        format!(
            "curl -sS {} -H {}",
            quote(&format!("{}/_sandbox/{path}", self.control_url)),
            quote(&format!("Authorization: Bearer {}", self.control_token)),
        )
    }

    /// The authorization code flow of a web app: its code, its tokens, and a refresh.
    fn web(&self) -> Option<String> {
        let app = self.app("web")?;
        let redirect_uri = app.redirect_uris.first()?;
        let user = quote(&format!("{}:{}", app.client_id, app.client_secret.as_ref()?));
        let token = self.endpoint("api/v1/token");
        Some(format!(
            "# Web app: authorization code, then a refresh\n\
             {code}\
             tokens=$(curl -sS {token} -u {user} -H 'Content-Type: application/json' \\\n  \
               -d '{{\"grant_type\":\"authorization_code\",\"redirect_uri\":\"{redirect_uri}\",\"code\":\"'\"$code\"'\"}}'); echo \"$tokens\"\n\
             refresh_token=$(echo \"$tokens\" | {refresh})\n\
             tokens=$(curl -sS {token} -u {user} -H 'Content-Type: application/json' \\\n  \
               -d '{{\"grant_type\":\"refresh_token\",\"redirect_uri\":\"{redirect_uri}\",\"refresh_token\":\"'\"$refresh_token\"'\"}}'); echo \"$tokens\"\n",
            code = self.code(app, redirect_uri, ""),
            refresh = member("refresh_token"),
        ))
    }

    /// The same with PKCE and no secret.
    fn single_page(&self) -> Option<String> {
        let app = self.app("spa")?;
        let redirect_uri = app.redirect_uris.first()?;
        let challenge = format!(
            " \\\n  --data-urlencode code_challenge={CHALLENGE} --data-urlencode code_challenge_method=S256"
        );
        Some(format!(
            "# Single-page app: authorization code with PKCE (the pair of RFC 7636, appendix B)\n\
             {code}\
             tokens=$(curl -sS {token} --data-urlencode grant_type=authorization_code \\\n  \
               --data-urlencode client_id={client_id} --data-urlencode redirect_uri={redirect_uri} \\\n  \
               --data-urlencode code_verifier={VERIFIER} --data-urlencode \"code=$code\"); echo \"$tokens\"\n",
            code = self.code(app, redirect_uri, &challenge),
            token = self.endpoint("api/v1/token"),
            client_id = quote(&app.client_id),
            redirect_uri = quote(redirect_uri),
        ))
    }

    /// The exchange of a signed JWT.
    fn machine(&self) -> Option<String> {
        let app = self.app("machine")?;
        let customer_id = &self.tenants.first()?.customer_id;
        let now = if self.is_frozen() {
            // As the clock is when the command runs: it may have been moved since.
            format!("$(date -d \"$({} | {})\" +%s)", self.control("clock"), member("now"))
        } else {
            "$(date +%s)".to_owned()
        };
        Some(format!(
            "# Machine-to-machine app: a signed JWT for a session\n\
             key=$(mktemp) && cat > \"$key\" <<'PEM'\n{pem}\nPEM\n\
             base64url() {{ openssl base64 -A | tr '+/' '-_' | tr -d '='; }}\n\
             jwt=$(printf '%s' '{{\"alg\":\"RS256\",\"typ\":\"JWT\"}}' | base64url).$(printf '{{\"iss\":\"{customer_id}\",\"sub\":\"{user_id}\",\"exp\":%d}}' \"$(( {now} + 180 ))\" | base64url)\n\
             jwt=$jwt.$(printf '%s' \"$jwt\" | openssl dgst -sha256 -sign \"$key\" -binary | base64url); rm \"$key\"\n\
             tokens=$(curl -sS {exchange} --data-urlencode client_id={client_id} \\\n  \
               --data-urlencode client_secret={client_secret} --data-urlencode \"jwt_token=$jwt\"); echo \"$tokens\"\n",
            pem = app.private_key_pem.as_ref()?.trim_end(),
            user_id = app.user_id.as_ref()?,
            exchange = self.endpoint("api/v1/jwt/exchange"),
            client_id = quote(&app.client_id),
            client_secret = quote(app.client_secret.as_ref()?),
        ))
    }

    /// A call of the API with the session that any of the flows gave.
    fn session(&self) -> String {
        format!(
            "# Then, with the session of any of them\n\
             curl -sS {} -H \"sessionID: $(echo \"$tokens\" | {})\"\n",
            quote(&format!("{}/attask/api/v21.0/user/search", self.url)),
            member("access_token"),
        )
    }

    /// What puts an authorization code into `$code`.
    fn code(&self, app: &App, redirect_uri: &str, more: &str) -> String {
        format!(
            "code=$(curl -sS -G -o /dev/null -w '%{{redirect_url}}' {} \\\n  \
               --data-urlencode client_id={} --data-urlencode redirect_uri={} \\\n  \
               --data-urlencode response_type=code --data-urlencode state=from-a-shell{more} \\\n  \
               | sed 's/.*[?&]code=\\([^&]*\\).*/\\1/')\n",
            self.endpoint("authorize"),
            quote(&app.client_id),
            quote(redirect_uri),
        )
    }

    fn app(&self, kind: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.kind == kind)
    }

    fn endpoint(&self, path: &str) -> String {
        quote(&format!("{}/integrations/oauth2/{path}", self.url))
    }
}

/// A filter that gives one text member of a JSON object; the machine may have no `jq`.
fn member(name: &str) -> String {
    format!("sed 's/.*\"{name}\" *: *\"\\([^\"]*\\)\".*/\\1/'")
}

/// Text as one word of a shell.
fn quote(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/:=%@".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::program::{Program, is_installed};

    const LINE: &str = r#"{"version":1,"url":"http://127.0.0.1:9","control_url":"http://127.0.0.1:8","control_token":"ctl",
        "seed":1,"clock":{"mode":"real","now":"2026-01-01T00:00:00Z"},
        "tenants":[{"domain":"myorganization","lane":"my","url":"http://127.0.0.1:9","customer_id":"cust"}],
        "apps":[{"type":"web","name":"W","client_id":"w-id","client_secret":"it's","redirect_uris":["https://app.example/cb"]},
                {"type":"spa","name":"S","client_id":"s-id","redirect_uris":["https://spa.example/cb?a=b&c"]},
                {"type":"machine","name":"M","client_id":"m-id","client_secret":"m-secret","redirect_uris":[],"user_id":"usr","private_key_pem":"-----BEGIN\nx\n-----END\n"}],
        "users":[{"user_id":"u1","username":"planner","password":"p","admin":false}]}"#;

    #[test]
    fn every_flow_is_a_command_that_a_shell_can_read() {
        let commands = Started::read(LINE).expect("a first line").commands();
        for part in [
            r"-u 'w-id:it'\''s'",
            "code_challenge_method=S256",
            "jwt/exchange",
            "sessionID: ",
            "/_sandbox/consent",
            "redirect_uri='https://spa.example/cb?a=b&c'",
        ] {
            assert!(commands.contains(part), "{part} is not in:\n{commands}");
        }
        if is_installed("bash") {
            let read = Program::new("bash").args(["-n", "-c", &commands]).text();
            assert!(read.is_ok(), "{read:?}\n{commands}");
        }
    }

    #[test]
    fn a_frozen_clock_is_asked_and_moved() {
        let real = Started::read(LINE).expect("a first line").commands();
        assert!(real.contains("--clock frozen") && real.contains("$(date +%s)"), "{real}");
        let line = LINE.replace(r#""mode":"real""#, r#""mode":"frozen""#);
        let frozen = Started::read(&line).expect("a first line").commands();
        for part in [r#"-d '{"advance":"121s"}'"#, "/_sandbox/clock", "$(date -d \"$(curl"] {
            assert!(frozen.contains(part), "{part} is not in:\n{frozen}");
        }
        if is_installed("bash") {
            let read = Program::new("bash").args(["-n", "-c", &frozen]).text();
            assert!(read.is_ok(), "{read:?}\n{frozen}");
        }
    }

    #[test]
    fn an_app_that_is_not_there_has_no_command() {
        let mut started = Started::read(LINE).expect("a first line");
        started.apps.retain(|app| app.kind == "spa");
        let commands = started.commands();
        assert!(commands.contains("PKCE") && !commands.contains("# Web app"), "{commands}");
    }

    #[test]
    fn another_version_is_refused() {
        let error = Started::read(&LINE.replace("\"version\":1", "\"version\":2"));
        assert_eq!(error.expect_err("version 2").to_string(), "version 2 is not known here");
    }
}
