"""An OAuth client for Workfront: log-ins, tokens and calls, for one user at a time."""

import base64
import concurrent.futures
import hashlib
import hmac
import json
import secrets
import time
import unicodedata
from urllib.parse import parse_qsl, urlencode

import rs256
from token_response import Refusal, failure, read_date, read_tokens
from transport import Insecure, Lost, Transport

AUTHORIZE = "/integrations/oauth2/authorize"
TOKEN = "/integrations/oauth2/api/v1/token"
EXCHANGE = "/integrations/oauth2/api/v1/jwt/exchange"
REVOKE = "/integrations/oauth2/api/v1/revoke"
# What a callback may say once only.
ONCE = ("code", "state", "error", "error_description", "error_uri", "iss", "domain", "lane")
MOST_CALLS = 256
# A revocation refused with one of these will be refused again.
NEVER = (400, 401, 403, 405)


class Application:
    """One application at one server, and how it says who it is there."""

    def __init__(self, ask):
        try:
            self.transport = Transport(ask["base_url"], ask.get("ca_file"))
        except Insecure as error:
            raise Refusal("insecure", str(error)) from error
        except OSError as error:
            raise Refusal("other", "the ca_file cannot be used") from error
        self.base_url = self.transport.base_url
        self.client_id = ask["client_id"]
        self.redirect_uri = ask.get("redirect_uri")
        public = ask.get("app") == "spa"
        self.secret = None if public else ask.get("client_secret")
        self.auth = "none" if public else ask.get("auth", "basic" if self.secret else "none")
        self.body = ask.get("body", "json" if self.secret else "form")
        if self.auth != "none" and not self.secret:
            raise Refusal("other", "there is no client_secret to authenticate with")
        self.tenant = {name: ask.get(name) for name in ("domain", "lane")}

    def post(self, path, members):
        """Sends a request with the application's credentials."""
        headers = {"Accept": "application/json"}
        members = dict(members)
        if self.auth == "basic":
            pair = f"{self.client_id}:{self.secret}".encode()
            headers["Authorization"] = "Basic " + base64.b64encode(pair).decode("ascii")
        else:
            members["client_id"] = self.client_id
        if self.auth == "body":
            members["client_secret"] = self.secret
        if self.body == "json":
            headers["Content-Type"] = "application/json"
            return self.send("POST", path, headers, json.dumps(members).encode())
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return self.send("POST", path, headers, urlencode(members).encode("ascii"))

    def send(self, method, target, headers, body=None):
        try:
            return self.transport.send(method, target, headers, body)
        except Insecure as error:
            raise Refusal("insecure", str(error)) from error
        except Lost as error:
            raise Refusal("transport", str(error)) from error


class Attempt:
    """A log-in that was begun. It has one callback."""

    def __init__(self, application, pkce, session):
        self.application, self.session, self.used = application, session, False
        self.state = secrets.token_urlsafe(32)
        self.verifier = secrets.token_urlsafe(32) if pkce else None

    def authorize_url(self):
        query = {
            "response_type": "code",
            "client_id": self.application.client_id,
            "redirect_uri": self.application.redirect_uri,
            "state": self.state,
        }
        if self.verifier:
            digest = hashlib.sha256(self.verifier.encode("ascii")).digest()
            query["code_challenge"] = rs256.base64url(digest)
            query["code_challenge_method"] = "S256"
        return f"{self.application.base_url}{AUTHORIZE}?{urlencode(query)}"


class Client:
    def __init__(self):
        self.attempts = []
        self.application = self.tokens = None
        self.unrevoked = []
        self.clock = None

    def now(self):
        return int(time.time()) if self.clock is None else self.clock

    def login(self, ask):
        attempt = Attempt(Application(ask), ask["app"] != "web", ask.get("session"))
        self.attempts.append(attempt)
        return {"authorize_url": attempt.authorize_url()}

    def callback(self, ask):
        said = read_callback(ask["url"])
        attempt = self.attempt(said.get("state"), ask.get("session"))
        application = attempt.application
        members = {
            "grant_type": "authorization_code",
            "code": code_of(said, application),
            "redirect_uri": application.redirect_uri,
        }
        if attempt.verifier:
            members["code_verifier"] = attempt.verifier
        # Once: when the answer is lost, nobody knows whether the code is spent.
        tokens = read_tokens(application.post(TOKEN, members), self.now())
        self.application, self.tokens = application, tokens

    def attempt(self, state, session):
        """The attempt that a callback answers, from now on used."""
        if not state:
            raise Refusal("state_missing", "the callback has no state, and one was sent")
        found = None
        # All of them, so that the time taken does not tell which one came close.
        for attempt in self.attempts:
            if hmac.compare_digest(attempt.state.encode(), state.encode()):
                found = attempt
        if not found:
            raise Refusal("state_mismatch", "the callback's state is none that was sent")
        if found.used:
            raise Refusal("state_used", "the callback's state has been used")
        if found.session != session:
            raise Refusal("session_mismatch", "the log-in was begun in another browser")
        found.used = True
        return found

    def held(self):
        if not self.tokens:
            raise Refusal("no_tokens", "no tokens are stored")
        return self.tokens

    def refresh(self, _ask=None):
        refresh_token = self.held()["refresh_token"]
        if not refresh_token:
            raise Refusal("no_tokens", "no refresh token is stored")
        members = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        answer = self.application.post(TOKEN, members)
        try:
            tokens = read_tokens(answer, self.now())
        except Refusal as refusal:
            if 400 <= answer.status < 500 and refusal.more.get("oauth_error") == "invalid_grant":
                self.tokens = None
                raise Refusal("reauthorize", "the grant is dead: log in again", **refusal.more) from refusal
            raise
        tokens["refresh_token"] = tokens["refresh_token"] or refresh_token
        self.tokens = tokens

    def api_get(self, ask):
        path, calls = ask["path"], ask.get("parallel", 1)
        if not path.startswith("/") or not 1 <= calls <= MOST_CALLS:
            raise Refusal("other", "the path leads elsewhere, or parallel is out of range")
        answers = self.calls(path, calls)
        refused = [answer for answer in answers if answer.status == 401]
        if refused:
            # One refresh for all of them, and one more try.
            answers = [answer for answer in answers if answer.status != 401]
            self.refresh_for(refused[0])
            answers += self.calls(path, len(refused))
        statuses = [answer.status for answer in answers]
        for answer in answers:
            refusal = failure(answer, self.now())
            if answer.status == 401:
                refusal = Refusal("reauthorize", "the API refuses the token", status=401)
            if refusal.error != "token_refused" and answer.status >= 300:
                refusal.more["statuses"] = statuses
                raise refusal
        return {"statuses": statuses}

    def calls(self, path, count):
        """The answers to as many calls at the same time."""
        headers = {"sessionID": self.held()["access_token"]}
        with concurrent.futures.ThreadPoolExecutor(count) as pool:
            return list(pool.map(lambda _: self.application.send("GET", path, headers), range(count)))

    def refresh_for(self, answer):
        """A new token, because the API did not take the one at hand."""
        try:
            self.refresh()
        except Refusal as refusal:
            if refusal.error != "no_tokens":
                raise
            raise Refusal("reauthorize", "the API refuses the token, and there is no other", status=answer.status) from refusal

    def jwt_exchange(self, ask):
        application = Application({**ask, "auth": "body", "body": "form"})
        now = ask.get("now", self.now())
        answer = self.exchange(application, ask, now)
        theirs = read_date(answer.headers.get("Date"))
        if 400 <= answer.status < 500 and answer.status != 429 and theirs and abs(theirs - now) > 30:
            # Their clock is another one, so the JWT may be too old there, or not valid yet.
            answer = self.exchange(application, ask, theirs)
        tokens = read_tokens(answer, self.now(), type_required=False)
        self.application, self.tokens = application, tokens

    def exchange(self, application, ask, now):
        claims = {
            "iss": ask["customer_id"],
            "sub": ask["user_id"],
            "exp": now + 180,
            "iat": now,
            "jti": secrets.token_urlsafe(16),
        }
        try:
            jwt = rs256.jwt(claims, ask["private_key_pem"])
        except rs256.KeyUnreadable as error:
            raise Refusal("other", str(error)) from error
        return application.post(EXCHANGE, {"jwt_token": jwt})

    def logout(self, _ask):
        """Forgets at once, and revokes now or at the next occasion."""
        if self.tokens:
            self.unrevoked.append((self.application, self.tokens))
        self.tokens = None
        waiting, self.unrevoked, refused = self.unrevoked, [], None
        for application, tokens in waiting:
            try:
                revoke(application, tokens, self.now())
            except Refusal as refusal:
                refused = refused or refusal
                if refusal.more.get("status", 500) not in NEVER:
                    self.unrevoked.append((application, tokens))
        if refused:
            raise refused

    def dump_tokens(self, _ask):
        return {"tokens": self.tokens}

    def set_clock(self, ask):
        self.clock = int(ask["now"])


def revoke(application, tokens, now):
    """Ends a grant at the server."""
    if tokens["refresh_token"]:
        members = {"refresh_token": tokens["refresh_token"]}
    else:
        members = {"token": tokens["access_token"]}
    if application.redirect_uri:
        members["redirect_uri"] = application.redirect_uri
    answer = application.post(REVOKE, members)
    # 200 also for a token that was none; 404 where there is no such endpoint.
    if not 200 <= answer.status < 300 and answer.status != 404:
        refusal = failure(answer, now)
        if refusal.error == "token_refused":
            refusal.error = "other"
        raise refusal


def read_callback(url):
    """The parameters of a callback. Empty ones count as none (RFC 6749 section 3.1)."""
    _, question, query = url.partition("#")[0].partition("?")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError as error:
        raise Refusal("bad_callback", "the callback cannot be read") from error
    names = [name for name, _ in pairs if name in ONCE]
    if not question or len(names) > len(set(names)):
        raise Refusal("bad_callback", "the callback has no query, or a parameter twice")
    said = {name: value for name, value in pairs if name in ONCE and value}
    if any(unicodedata.category(c) == "Cc" for value in said.values() for c in value):
        raise Refusal("bad_callback", "the callback has a parameter that is no readable text")
    return said


def code_of(said, application):
    """The code of a callback that comes from the application's own server."""
    if said.get("iss", application.base_url) != application.base_url:
        raise Refusal("issuer_mismatch", "the callback's iss is another server's")
    if "error" in said and "code" not in said:
        raise Refusal("access_denied", "the server sent the user back with an error", oauth_error=said["error"])
    if "error" in said or "code" not in said:
        raise Refusal("bad_callback", "the callback has both a code and an error, or neither")
    for name, ours in application.tenant.items():
        theirs = said.get(name)
        if ours and theirs and theirs.lower().removeprefix("origin-") != ours.lower().removeprefix("origin-"):
            raise Refusal("host_mismatch", f"the callback's {name} is another tenant's")
    return said["code"]
