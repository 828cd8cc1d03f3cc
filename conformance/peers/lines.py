"""The lines of the shim protocol (../PROTOCOL.md), and what an application does around its OAuth library.

A shim for a library built on requests derives from `Shim`, so that its own file holds nothing but the library's use.
"""

import json
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from time import time

import requests

OAUTH = "/integrations/oauth2"
# How long a request may take: neither library has a limit of its own.
SECONDS = 3


class Refused(Exception):
    """A refusal in the protocol's words."""

    def __init__(self, error, message="", **more):
        super().__init__(message)
        self.answer = {"ok": False, "error": error, "message": message, **more}


class Shim:
    """One user's tokens. `client` is the library's session once there are tokens, `begun` its log-ins by browser."""

    # The library's words for what it refuses by itself, and those that say less than the server's answer does.
    words, vague = {}, ()

    def __init__(self):
        self.begun, self.client, self.reply, self.refreshing = {}, None, None, False

    def answer(self, line):
        ask, self.reply, self.refreshing = json.loads(line), None, False
        try:
            operation = getattr(self, ask["op"], None) if ask["op"] in OPS else None
            if not operation:
                raise Refused("unknown_op")
            return {"ok": True, **(operation(ask) or {})}
        except Refused as refused:
            return refused.answer
        except requests.exceptions.SSLError:
            return Refused("insecure", "the certificate is not to be trusted").answer
        except requests.exceptions.TooManyRedirects:
            return Refused("redirect_refused", "the server redirects").answer
        except Exception as error:  # Whatever a library raises is its way to refuse.
            return self.refused(error).answer

    def heard(self, reply, **_):
        """For a session's hook `response`, so that refusals can say what the server said."""
        self.reply = reply

    def refused(self, error):
        """What a library's exception means, of which only the kind is repeated."""
        kind, word, reply = type(error).__name__, getattr(error, "error", None), self.reply
        word = word if isinstance(word, str) and word not in self.vague else None
        if word in self.words:
            return Refused(self.words[word], kind)
        if reply is None and isinstance(error, requests.RequestException):
            return Refused("transport", kind)
        if reply is None:
            return Refused("access_denied", kind, oauth_error=word) if word else Refused("other", kind)
        if reply.status_code < 300:
            late = isinstance(error, (requests.exceptions.ChunkedEncodingError, requests.Timeout))
            return Refused("transport" if late else "bad_response", kind)
        return self.failure(reply, kind, word)

    def failure(self, reply, kind, word=None):
        status = reply.status_code
        more = {"status": status} | ({"oauth_error": word} if word else {})
        wait = retry_after(reply.headers.get("Retry-After", ""))
        if status == 429 or (status == 503 and wait is not None):
            return Refused("rate_limited", kind, **more, **({} if wait is None else {"retry_after": wait}))
        if self.refreshing and word == "invalid_grant":
            self.client = None
            return Refused("reauthorize", kind, **more)
        return Refused("token_refused", kind, **more)

    def callback(self, ask):
        """The log-in that this browser began, as an application keeps it in the browser's session."""
        if ask.get("session") not in self.begun:
            raise Refused("state_mismatch", "this browser has begun no log-in")
        client = self.begun[ask.get("session")]
        self.redeem(client, ask["url"])
        del self.begun[ask.get("session")]
        self.client = client

    def refresh(self, ask=None):
        if not (self.client and self.client.token.get("refresh_token")):
            raise Refused("no_tokens")
        # Stays so when it fails: what the failure means is looked into later.
        self.refreshing = True
        self.renew(self.client)
        self.refreshing = False

    def api_get(self, ask):
        """Workfront's sessions end without notice, so that a 401 is the time to refresh: once, for all calls."""
        if not self.client:
            raise Refused("no_tokens")
        client, count = self.client, ask.get("parallel", 1)
        with ThreadPoolExecutor(count) as pool:
            replies = list(pool.map(client.get, [client.base + ask["path"]] * count))
            dead = [reply.url for reply in replies if reply.status_code == 401]
            if dead:
                self.refresh()
                replies = [reply for reply in replies if reply.status_code != 401]
                replies += pool.map(client.get, dead)
        statuses = [reply.status_code for reply in replies]
        if 401 in statuses:
            raise Refused("reauthorize", status=401, statuses=statuses)
        for reply in replies:
            if reply.status_code in (429, 503) and self.failure(reply, "").answer["error"] == "rate_limited":
                raise self.failure(reply, "the API asks to wait")
        return {"statuses": statuses}

    def dump_tokens(self, ask):
        token = self.client.token if self.client else {}
        if "access_token" not in token:
            return {"tokens": None}
        names = ("access_token", "refresh_token", "token_type", "expires_at")
        return {"tokens": {name: token.get(name) for name in names}}


def retry_after(value):
    if re.fullmatch("[0-9]{1,9}", value):
        return int(value)
    try:
        return max(0, int(parsedate_to_datetime(value).timestamp() - time()))
    except (TypeError, ValueError):
        return None


def serve(shim):
    for line in sys.stdin:
        print(json.dumps(shim.answer(line)), flush=True)


OPS = ("hello", "login", "callback", "refresh", "api_get", "logout", "dump_tokens")
