"""The words of one code: a title, a sentence about the resource at hand, and what to do about it."""

from __future__ import annotations

from msgspec import Struct


class Words(Struct, frozen=True, kw_only=True):
    """What is said of a code everywhere.

    `title` names the problem without a resource. `says` is a sentence in which `{name}` stands for the resource; in a break
    also `{after}` for the link before it, in a gap `{what}` for what could not be read (`{subject}`: the same without the
    call; `{unread}`: which part of an alarm), in a weakness `{filters}`, `{late}` and others. `advice` is the next step, as an
    order; `planned` is the step instead where Terraform manages the resource, `unread` where the input does not tell whether
    it is so. `unsure` is said instead of `says` where it only may be so.
    """

    title: str
    says: str
    advice: str
    unsure: str | None = None
    unread: str | None = None
    planned: str | None = None
