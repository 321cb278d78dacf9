"""Credentials taken out of whatever AWS, or whoever answers in its place, says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable

REDACTED: Final = "[redacted]"
SHORTEST: Final = 16
"""No access key id, secret or token of AWS is shorter; a simulator's `test` is a word and no secret."""


class Redaction:
    """Replaces secrets in texts, as they are and as JSON, URLs and forms write them."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {
            form
            for secret in secrets
            if len(secret) >= SHORTEST
            for form in (
                secret,
                quote(secret),
                quote(secret, safe=""),
                quote_plus(secret),
                json.dumps(secret)[1:-1],
                secret.replace("/", "\\/"),
            )
        }
        self._forms = sorted(forms, key=lambda form: (-len(form), form))
        self._written = [json.dumps(form, ensure_ascii=False)[1:-1] for form in self._forms]

    def text(self, text: str) -> str:
        """The text without any secret."""
        for form in self._forms:
            if form in text:
                text = text.replace(form, REDACTED)
        return text

    def value(self, value: Any) -> Any:
        """The JSON value with no secret in any text of it, names of members included."""
        written = json.dumps(value, ensure_ascii=False)
        return self._replaced(value) if any(form in written for form in self._written) else value

    def _replaced(self, value: Any) -> Any:
        match value:
            case str():
                return self.text(value)
            case dict():
                return {self.text(key): self._replaced(item) for key, item in value.items()}
            case list():
                return [self._replaced(item) for item in value]
            case _:
                return value
