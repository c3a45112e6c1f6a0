"""Pseudonyms of learners: HMAC-SHA256 (RFC 2104) of an account with the institution's key, which is stored nowhere."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

SHORTEST_KEY = 16
"""The least number of characters of a key; a shorter one could be found by trying."""
_LENGTH = 24


class Pseudonyms:
    """Pseudonyms with one key: an account always has the same one, and only owners of the key can compute it."""

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def of(self, account: str) -> str:
        """Return the pseudonym of an account as the store spells it: 24 hexadecimal digits."""
        return hmac.new(self._key, account.encode(), hashlib.sha256).hexdigest()[:_LENGTH]

    @property
    def mark(self) -> str:
        """What a store keeps to recognize the key."""
        return self.of("scorm-export: mark of the key")

    def hide_actor(self, raw: str) -> str:
        """Return a statement's text with its agents replaced by pseudonyms."""
        return json.dumps(self._hide(json.loads(raw)), ensure_ascii=False, separators=(",", ":"))

    def _hide(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._hide(one) for one in value]
        if not isinstance(value, dict):
            return value
        account = account_of(value)
        if account is None:
            return {name: self._hide(one) for name, one in value.items()}
        return {"account": {"homePage": "urn:pseudonym", "name": self.of(account)}}


def account_of(agent: dict[str, Any]) -> str | None:
    """Return an agent's account as the store spells it, or None without an identifier (xAPI 1.0.3, Data 2.4.2.3)."""
    account = agent.get("account")
    if isinstance(account, dict) and "homePage" in account and "name" in account:
        return f"{account['homePage']} {account['name']}"
    if isinstance(agent.get("mbox"), str):
        return str(agent["mbox"])
    if isinstance(agent.get("mbox_sha1sum"), str):
        return f"sha1:{agent['mbox_sha1sum']}"
    return str(agent["openid"]) if isinstance(agent.get("openid"), str) else None
