"""What a row of the call table is made of: where a call is asked, with what, and what its answer always holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class OncePerAccount:
    """The call is asked once: in the region the session starts from, or (`iam`) in the one that hosts IAM.

    What concerns records of IAM is regional at AWS too, and stands where these arise.
    """

    request: dict[str, Any]
    where: Literal["start", "iam"] = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class OncePerRegion:
    """The call is asked in every region that is collected."""

    request: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FromAnswer:
    """The call is asked for every request that `requests` (JMESPath) finds in a page of `operation`."""

    operation: str
    requests: str


Scope = OncePerAccount | OncePerRegion | FromAnswer | tuple[FromAnswer, ...]
Group = Literal["cross_account", "all_topics"]
"""Groups of calls that are made on demand alone (`calls_beyond`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One kind of question: where it is asked, with what, and which IAM action it needs (None: needs none).

    `always`: JMESPath expressions that every page of AWS's has a value for; a page without one is no answer. Behind
    ` when ` stands an expression over the request, where only some requests get the member; `each LIST has MEMBER` is
    about every element of a list.
    `echoes`: what its answers say of the question, as `echoes` reads it; an answer about something else is none.
    `absent`: error codes that are an answer, "there is none"; where a code means other things besides, `absent_saying`
    is what the text beside it says then. `next_page`: the member with the token of the next page.
    `other_accounts`: whether it is worth asking for a resource of another account.
    `everywhere`: whether each partition and region has the operation; where one lacks it there is none of what it tells.
    `beyond`: the group of calls that it belongs to, made only where somebody asks for the group; None: always made.
    `shared`: whether all accounts of an organization get one answer, so that it is asked for once.
    `apart`: a list in the request whose values are asked one by one where AWS refuses them together; `newer` are
    those of its values that not every region knows, and of which there is none where one does not.
    """

    service: str
    operation: str
    action: str | None
    serves: Literal["status", "effective"]
    scope: Scope
    always: tuple[str, ...]
    echoes: tuple[str, ...] = ()
    absent: frozenset[str] = frozenset()
    absent_saying: str = ""
    next_page: str | None = None
    other_accounts: bool = True
    everywhere: bool = True
    beyond: Group | None = None
    shared: bool = False
    apart: str | None = None
    newer: frozenset[str] = frozenset()
