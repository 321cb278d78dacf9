"""A policy document between its arguments and its JSON: what the provider keeps of each, and how it merges two.

Source: hashicorp/terraform-provider-aws, `internal/service/iam/policy_model.go`, version 5.100.0.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from msgspec import Struct, field

from trailgate_evaluator.languages.hcl.values.values import Glued, Symbol, Unknown, same

LISTS: Final = ("Action", "NotAction", "Resource", "NotResource")
PRINCIPALS: Final = ("Principal", "NotPrincipal")
"""The keys of a statement, in the order in which they are written."""

Text: TypeAlias = str | Symbol | Glued
"""A text of a policy: known, or with something in it that is not."""

Texts: TypeAlias = Text | tuple[Text, ...]
"""One text, or a list of them: the provider writes a single text of a set without brackets."""


class Statement(Struct, frozen=True, kw_only=True):
    """One statement; `lists` are its actions and resources by the key that JSON has for them.

    `principals` and `not_principals` are types with identifiers, `conditions` are test, variable and values. None is not written.
    """

    sid: Text = ""
    effect: str = ""
    lists: dict[str, Texts] = field(default_factory=dict)
    principals: dict[str, tuple[tuple[str, Texts], ...]] = field(default_factory=dict)
    conditions: tuple[tuple[str, str, Texts], ...] = ()


class Document(Struct, frozen=True, kw_only=True):
    """A policy. Without `exact` nobody knows the order of some list, which what it means does not hang on."""

    version: str = ""
    id: Text = ""
    statements: tuple[Statement, ...] = ()
    exact: bool = True

    def merged(self, other: Document) -> Document | Unknown:
        """This with another laid over it: a statement of the same Sid gives way, all others are added."""
        statements = list(self.statements)
        for new in other.statements:
            if new.sid != "" and any(not isinstance(one.sid, str) for one in (new, *statements)):
                return Unknown("known_after_apply", "a Sid")
            place = next((n for n, one in enumerate(statements) if new.sid != "" and one.sid == new.sid), None)
            if place is None:
                statements.append(new)
            else:
                statements[place] = new
        return Document(
            version=max(self.version, other.version),
            id=other.id if other.id != "" else self.id,
            statements=tuple(statements),
            exact=self.exact and other.exact,
        )


def refused(why: str) -> Unknown:
    """What stands for a document that the provider refuses when it reads it."""
    return Unknown("unreadable_expression", f"a policy document that the provider refuses ({why})")


def distinct(texts: list[Text]) -> list[Text]:
    """The texts, each once: they come in sets."""
    return [text for number, text in enumerate(texts) if not any(same(text, other) for other in texts[:number])]
