"""Reading what a token endpoint answers, strictly where tokens hang on it and patiently elsewhere."""

import json
import re
from email.utils import parsedate_to_datetime


class Refusal(Exception):
    """What is answered instead of `ok`: one of the protocol's words, and what goes with it."""

    def __init__(self, error, message, **more):
        super().__init__(message)
        self.error = error
        self.more = {name: value for name, value in more.items() if value is not None}

    def answer(self):
        return {"ok": False, "error": self.error, "message": str(self), **self.more}


def read_tokens(answer, now, type_required=True):
    """The tokens of an answer."""
    if not 200 <= answer.status < 300:
        raise failure(answer, now)

    def bad(why, error="bad_response", **more):
        return Refusal(error, f"the token response {why}", status=answer.status, **more)

    try:
        members, repeated = read_object(answer.body)
    except ValueError as error:
        raise bad("is not a JSON object") from error
    if repeated:
        raise bad("has a member twice")
    error = members.get("error")
    if error is not None and error is not False:
        raise bad("is an error", oauth_error=error if isinstance(error, str) else None)
    access_token, refresh_token = members.get("access_token"), members.get("refresh_token")
    if not isinstance(access_token, str) or not re.fullmatch(r"[\x21-\x7e]+", access_token):
        raise bad("has no access_token that a header can carry")
    if not isinstance(refresh_token, str | None):
        raise bad("has a refresh_token that is not text")
    token_type = members.get("token_type")
    if token_type is None and type_required:
        raise bad("has no token_type")
    if token_type is not None and str(token_type).lower() not in ("sessionid", "bearer"):
        raise bad("has a token_type that is not known here", error="bad_token_type")
    return {
        "access_token": access_token,
        "refresh_token": refresh_token or None,
        "token_type": token_type,
        "expires_at": end_of(members.get("expires_in"), now),
    }


def failure(answer, now):
    """What an answer that is no success comes to."""
    wait = retry_after(answer.headers.get("Retry-After"), now)
    try:
        oauth_error = read_object(answer.body)[0].get("error")
    except ValueError:
        oauth_error = None
    more = {
        "status": answer.status,
        "oauth_error": oauth_error if isinstance(oauth_error, str) else None,
        "retry_after": wait,
    }
    if 300 <= answer.status < 400:
        return Refusal("redirect_refused", "the server redirects a request that carries a secret", **more)
    if answer.status == 429 or (answer.status == 503 and wait is not None):
        return Refusal("rate_limited", "the server asks to wait", **more)
    return Refusal("token_refused", "the server refused the request", **more)


def read_object(body):
    """The members of a JSON object, and whether one of them comes twice; `ValueError` for anything else."""
    try:
        pairs = json.loads(body.decode("utf-8"), object_pairs_hook=Pairs, parse_constant=no_json)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(pairs, Pairs):
        raise ValueError("not an object")
    return dict(pairs), len(dict(pairs)) < len(pairs)


class Pairs(list):
    """An object's members as they stand, where a `dict` would keep the last of two."""


def no_json(constant):
    raise ValueError(f"{constant} is not JSON")


def end_of(expires_in, now):
    """When a lifetime ends, or `None`: the 0 that Workfront's page prints says nothing."""
    if isinstance(expires_in, bool) or not isinstance(expires_in, int | float | str):
        return None
    try:
        seconds = float(expires_in)
    except (ValueError, OverflowError):
        return None
    return now + int(seconds) if 1 <= seconds <= LONGEST_LIFETIME else None


def retry_after(value, now):
    """Seconds from now: the header has seconds, or a date (RFC 9110 section 10.2.3)."""
    value = (value or "").strip()
    if re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    date = read_date(value)
    return None if date is None else max(0, date - now)


def read_date(value):
    """Seconds since 1970 of an HTTP date, or `None`."""
    try:
        return int(parsedate_to_datetime(value).timestamp())
    except (TypeError, ValueError, OverflowError):
        return None


# A hundred thousand years: later than that is not known.
LONGEST_LIFETIME = 3.2e12
