"""Authlib, speaking the shim protocol. It writes no JSON bodies, and has no exchange of Workfront's kind."""

import sys
from importlib.metadata import version
from pathlib import Path

from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Auth, OAuth2Session

sys.path.insert(0, str(Path(__file__).parents[1]))
from lines import OAUTH, SECONDS, Refused, Shim, serve

METHODS = {"basic": "client_secret_basic", "body": "client_secret_post", "none": "none"}


def session_id(token, uri, headers, body, placement):
    headers["sessionID"] = token
    return uri, headers, body


# Setting: Workfront's token goes into a header of its own, whichever type the answer names.
OAuth2Auth.SIGN_METHODS = {"sessionid": session_id, "bearer": session_id}


class Authlib(Shim):
    words = {"mismatching_state": "state_mismatch", "missing_code": "bad_callback",
             "unsupported_token_type": "bad_token_type", "invalid_token": "reauthorize"}

    def hello(self, ask):
        return {"protocol": 1, "name": "authlib", "version": version("authlib")}

    def login(self, ask):
        if ask.get("body") == "json":
            raise Refused("unknown_op", "Authlib writes forms")
        base, method = ask["base_url"], METHODS.get(ask.get("auth"))
        client = OAuth2Session(
            ask["client_id"], ask.get("client_secret"), method, method, redirect_uri=ask["redirect_uri"],
            token_endpoint=f"{base}{OAUTH}/api/v1/token", code_challenge_method="S256", default_timeout=SECONDS,
        )
        client.base, client.verify = base, ask.get("ca_file", True)
        client.hooks["response"].append(self.heard)
        client.kept = {} if ask["app"] == "web" else {"code_verifier": generate_token(48)}
        url, client.state = client.create_authorization_url(f"{base}{OAUTH}/authorize", **client.kept)
        self.begun[ask.get("session")] = client
        return {"authorize_url": url}

    def redeem(self, client, url):
        client.fetch_token(authorization_response=url, **client.kept)

    def renew(self, client):
        client.refresh_token()

    def logout(self, ask):
        client, self.client = self.client, None
        if client:
            client.revoke_token(f"{client.base}{OAUTH}/api/v1/revoke").raise_for_status()


serve(Authlib())
