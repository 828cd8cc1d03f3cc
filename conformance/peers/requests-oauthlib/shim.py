"""Requests-OAuthlib, speaking the shim protocol. It writes no JSON bodies, and has neither revocation nor exchange."""

import os
import sys
from importlib.metadata import version
from pathlib import Path

from oauthlib.oauth2 import WebApplicationClient
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

sys.path.insert(0, str(Path(__file__).parents[1]))
from lines import OAUTH, SECONDS, Refused, Shim, serve


class WorkfrontClient(WebApplicationClient):
    """Setting: Workfront's token goes into a header of its own, whichever type the answer names."""

    @property
    def token_types(self):
        return {"sessionID": self._session_id, "Bearer": self._session_id}

    def _session_id(self, uri, method, body, headers, placement):
        return uri, {**(headers or {}), "sessionID": self.access_token}, body


class RequestsOAuthlib(Shim):
    vague = ("missing_token",)
    words = {"mismatching_state": "state_mismatch", "missing_code": "bad_callback", "insecure_transport": "insecure"}

    def hello(self, ask):
        return {"protocol": 1, "name": "requests-oauthlib", "version": version("requests-oauthlib")}

    def login(self, ask):
        if ask.get("body") == "json":
            raise Refused("unknown_op", "Requests-OAuthlib writes forms")
        base, identity, secret = ask["base_url"], ask["client_id"], ask.get("client_secret")
        posted = {"client_secret": secret} if secret else {}
        os.environ.update({"OAUTHLIB_INSECURE_TRANSPORT": "1"} if base.startswith("http://127.0.0.1:") else {})
        client = OAuth2Session(client=WorkfrontClient(identity), redirect_uri=ask["redirect_uri"],
                               pkce=None if ask["app"] == "web" else "S256")
        client.base, client.token_url, client.verify = base, f"{base}{OAUTH}/api/v1/token", ask.get("ca_file", True)
        client.hooks["response"].append(self.heard)
        # Setting: without `include_client_id` a public client sends an empty Basic password; a refresh is told all again.
        if secret and ask.get("auth", "basic") == "basic":
            client.told = client.again = {"auth": HTTPBasicAuth(identity, secret)}
        else:
            client.told, client.again = {"include_client_id": True, **posted}, {"client_id": identity, **posted}
        url, client._state = client.authorization_url(f"{base}{OAUTH}/authorize")
        self.begun[ask.get("session")] = client
        return {"authorize_url": url}

    def redeem(self, client, url):
        client.fetch_token(client.token_url, authorization_response=url, timeout=SECONDS, **client.told)

    def renew(self, client):
        client.refresh_token(client.token_url, timeout=SECONDS, **client.again)


serve(RequestsOAuthlib())
