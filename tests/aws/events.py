"""The sixteen events of control 4.4, and filter patterns made of them: what simulated accounts are built with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

EVENTS = (
    "AttachGroupPolicy",
    "AttachRolePolicy",
    "AttachUserPolicy",
    "CreatePolicy",
    "CreatePolicyVersion",
    "DeleteGroupPolicy",
    "DeletePolicy",
    "DeletePolicyVersion",
    "DeleteRolePolicy",
    "DeleteUserPolicy",
    "DetachGroupPolicy",
    "DetachRolePolicy",
    "DetachUserPolicy",
    "PutGroupPolicy",
    "PutRolePolicy",
    "PutUserPolicy",
)


def any_of(events: Iterable[str]) -> str:
    """A pattern that matches a record of each of these events, and no other."""
    return "{ " + " || ".join(f"($.eventName={event})" for event in events) + " }"


ALL = any_of(EVENTS)
