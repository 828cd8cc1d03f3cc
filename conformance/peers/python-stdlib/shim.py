"""A client for Workfront on Python's standard library, speaking the shim protocol (../../PROTOCOL.md).

    cargo xtask conformance client --exec 'python3 conformance/peers/python-stdlib/shim.py'
"""

import json
import platform
import sys

from client import Client
from token_response import Refusal

OPS = ("login", "callback", "refresh", "api_get", "jwt_exchange", "logout", "dump_tokens", "set_clock")


def hello(_ask):
    return {
        "protocol": 1,
        "name": "python-stdlib",
        "version": platform.python_version(),
        "ops": ["hello", *OPS],
    }


def answer(line, operations):
    """What is said to one line."""
    try:
        ask = json.loads(line)
        operation = operations[ask["op"]]
    except (ValueError, LookupError, TypeError, RecursionError):
        return Refusal("unknown_op", "the line asks for nothing that is known here").answer()
    try:
        return {"ok": True, **(operation(ask) or {})}
    except Refusal as refusal:
        return refusal.answer()
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        # Of the error only its kind: its text may hold what was asked.
        return Refusal("other", f"the request cannot be done ({type(error).__name__})").answer()


def main():
    client = Client()
    operations = {op: getattr(client, op) for op in OPS} | {"hello": hello}
    sys.stdin.reconfigure(encoding="utf-8")
    for line in sys.stdin:
        print(json.dumps(answer(line, operations)), flush=True)


if __name__ == "__main__":
    main()
