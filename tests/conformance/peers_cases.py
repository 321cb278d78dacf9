"""Patterns of the fourteen siblings of 4.4 that other tools judge wrongly, each with the right answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tests.conformance.peers import BEYOND, BY_NAMES, SCOUTSUITE_BUCKETS, SOURCED, names, printed
from tests.evaluator.languages.filter_pattern.required import IDS, NEWEST, PRESCRIBED

_SERVICES: Final = {"4.5": "cloudtrail", "4.7": "kms", "4.8": "s3", "4.9": "config", "4.15": "organizations"}
_RECORDS: Final = {
    "4.1": ["access-denied", "unauthorized-operation"],
    "4.2": ["ConsoleLogin"],
    "4.3": ["root:AwsApiCall", "root:AwsConsoleAction", "root:AwsConsoleSignIn"],
    "4.6": ["ConsoleLogin"],
}
_SPARING: Final = "$.userIdentity.userName != terraform"
_SPARED: Final = "only matches when userIdentity.userName"


@dataclass(frozen=True, kw_only=True)
class Case:
    """A pattern that `peer` passes or fails wrongly: what it misses, each record with how, and why; an error where it is none."""

    number: str
    peer: str
    what: str
    text: str
    passes: bool
    missed: dict[str, str] = field(default_factory=dict)
    why: str = ""
    error: str | None = None
    benchmark: str | None = NEWEST

    @property
    def name(self) -> str:
        return f"{self.number} {self.peer}, {self.what}"


def passes(number: str, peer: str, what: str, text: str, missed: dict[str, str], /, *, why: str) -> Case:
    return Case(number=number, peer=peer, what=what, text=text, passes=True, missed=missed, why=why)


def passes_none(number: str, peer: str, what: str, text: str, error: str = "blank_in_word") -> Case:
    """It passes a text that is no pattern, and so matches nothing."""
    return Case(number=number, peer=peer, what=what, text=text, passes=True, missed=every(number, "never"), error=error)


def fails(number: str, peer: str, what: str, text: str, benchmark: str | None = NEWEST) -> Case:
    return Case(number=number, peer=peer, what=what, text=text, passes=False, benchmark=benchmark)


def every(number: str, how: str) -> dict[str, str]:
    return dict.fromkeys(_RECORDS.get(number) or names(number), how)


def any_of(found: list[str], joined: str = " || ") -> str:
    return "{ " + joined.join(f"($.eventName = {one})" for one in found) + " }"


def narrowed(text: str, clause: str) -> str:
    return "{ (" + text.strip("{ }") + f") && ({clause}) }}"


def _sourced(number: str, condition: str) -> str:
    """A condition for the calls of the control's own service."""
    return narrowed("{ " + condition + " }", f"$.eventSource = {_SERVICES.get(number, 'ec2')}.amazonaws.com")


def _by_names(number: str) -> Iterator[Case]:
    """What every control that asks by names has in common."""
    asked = names(number)
    other = _sourced(number, any_of(asked[::-1]).strip("{ }"))
    joined = _sourced(number, any_of([*asked, *(BEYOND if number == "4.15" else [])], " && ").strip("{ }"))
    broken = re.sub(r"\$\.eventName(?=\s*=\s*" + asked[1] + r"\b)", "$.event Name", printed(number))
    for peer in ("powerpipe", "prowler"):
        yield passes(number, peer, "names joined by and", joined, every(number, "never"), why="only matches when eventName is")
    yield passes_none(number, "trivy", "a name broken by a blank", broken)
    yield fails(number, "powerpipe", "another order", other)
    yield fails(number, "trivy", "another order", other)
    yield fails(number, "prowler", "every call of the service", _sourced(number, "$.eventName = *"))
    if number != "4.15":
        yield fails(number, "security hub", "quoted names", '{ $.eventName = "' + '" || $.eventName = "'.join(asked) + '" }')
    if number in SOURCED:
        yield fails(number, "prowler", "names without their source", any_of(asked))


_REFUSED, _DENIED = '($.errorCode = "*UnauthorizedOperation")', '($.errorCode = "AccessDenied*")'
_SIGN_IN, _NO_MFA = '($.eventName = "ConsoleLogin")', '($.additionalEventData.MFAUsed != "Yes")'
_OLD, _NEW = printed("4.1", "1.2.0"), printed("4.1", "6.0.0")
_SWAPPED: Final = f"{{ {_DENIED} || {_REFUSED} }}"
_BROAD, _NARROW = printed("4.2", "1.4.0"), printed("4.2", "1.4.0", at=1)
_ROOT, _PLAIN_ROOT = printed("4.3", "1.2.0"), printed("4.3")
_LATER_ROOT: Final = '{ $.eventType != "AwsServiceEvent" && $.userIdentity.invokedBy NOT EXISTS && $.userIdentity.type = "Root" }'
_FAILED: Final = printed("4.6", "1.2.0")
_UNQUOTED: Final = next(one["text"] for one in PRESCRIBED[IDS["4.6"]]["texts"] if not one["valid"])
_SWAPPED_FAILED: Final = '{ $.errorMessage = "Failed authentication" && $.eventName = ConsoleLogin }'
_SIX, _SEVEN = printed("4.10", "4.0.1"), printed("4.10", "5.0.0")


def _refused_calls() -> Iterator[Case]:
    wide = narrowed(_OLD, "$.eventSource != s3.amazonaws.com")
    for peer in ("prowler", "trivy", "cloudquery"):
        yield passes("4.1", peer, "a whole service left out", wide, every("4.1", "sometimes"), why='is not "s3.amazonaws.com"')
    all_four = printed("4.1", "1.4.0", at=1).replace("||", "&&")
    yield passes("4.1", "powerpipe", "the four clauses joined by and", all_four, every("4.1", "sometimes"), why="errorCode is")
    yield fails("4.1", "powerpipe", "the text of 1.2", _OLD, "cis_aws_1.2.0")
    yield fails("4.1", "cloudbeat", "the text of 1.2", _OLD, "cis_aws_1.2.0")
    yield fails("4.1", "cloudsploit", "the text of 1.2 as it is printed", _OLD, "cis_aws_1.2.0")
    for peer in ("security hub", "scoutsuite", "trivy", "cloudbeat"):
        yield fails("4.1", peer, "the text since 2.0", _NEW)
    for peer in ("prowler", "cloudquery"):
        yield fails("4.1", peer, "another order", _SWAPPED)


def _sign_ins_without_mfa() -> Iterator[Case]:
    spared = narrowed(_BROAD, _SPARING)
    for peer in ("prowler", "powerpipe"):
        yield passes("4.2", peer, "a user spared", spared, every("4.2", "sometimes"), why=_SPARED)
    mistaken = f'{{ ($.errorCode = "ConsoleLogin") && {_NO_MFA} }}'
    why = 'only matches when errorCode is "ConsoleLogin"'
    yield passes("4.2", "cloudquery", "the name among the error codes", mistaken, every("4.2", "never"), why=why)
    yield passes_none("4.2", "trivy", "an operator that there is not", _NARROW.replace('.type = "', '.type=="'), "bad_operator")
    yield fails("4.2", "prowler", "= No, its issue 523", f'{{ {_SIGN_IN} && ($.additionalEventData.MFAUsed = "No") }}')
    yield fails("4.2", "powerpipe", "no blanks round &&", _BROAD.replace(" && ", "&&"))
    yield fails("4.2", "security hub", "the broad text that its own remedy deploys", _BROAD)
    yield fails("4.2", "scoutsuite", "the narrow text", _NARROW)
    yield fails("4.2", "cloudsploit", "the broad text as it is printed", _BROAD, "cis_aws_1.2.0")
    yield fails("4.2", "cloudbeat", "another order", f"{{ {_NO_MFA} && {_SIGN_IN} }}")
    yield fails("4.2", "cloudquery", "the text as it is printed", _BROAD)
    yield fails("4.2", "trivy", "the text as it is printed", _NARROW)


def _root() -> Iterator[Case]:
    another = _ROOT.replace('"Root"', '"IAMUser"')
    yield passes("4.3", "prowler", "another type", another, every("4.3", "never"), why="userIdentity.type is")
    missed = {"root:AwsConsoleAction": "never", "root:AwsConsoleSignIn": "never"}
    calls = narrowed(_ROOT, "$.eventType = AwsApiCall")
    yield passes("4.3", "powerpipe", "calls alone", calls, missed, why="only matches when eventType is")
    mistyped = _ROOT.replace("$.eventType", "&.eventType")
    yield passes_none("4.3", "trivy", "an ampersand for a dollar", mistyped, "selector_expected")
    yield fails("4.3", "prowler", "another order", _LATER_ROOT)
    yield fails("4.3", "cloudbeat", "another order", _LATER_ROOT)
    yield fails("4.3", "powerpipe", "the text without quotes", _PLAIN_ROOT)
    yield fails("4.3", "security hub", "the text without quotes", _PLAIN_ROOT)
    yield fails("4.3", "cloudquery", "the text as it is printed", _ROOT)
    yield fails("4.3", "trivy", "the text as it is printed", _ROOT)


def _failed_sign_ins() -> Iterator[Case]:
    for peer in ("powerpipe", "cloudquery"):
        yield passes("4.6", peer, "a user spared", narrowed(_FAILED, _SPARING), every("4.6", "sometimes"), why=_SPARED)
    yield passes_none("4.6", "prowler", "the text that lost its quotes", _UNQUOTED)
    yield passes_none("4.6", "trivy", "a name broken by a blank", _FAILED.replace("$.error", "$.err or"))
    for peer in ("powerpipe", "cloudquery", "trivy", "security hub"):
        yield fails("4.6", peer, "another order", _SWAPPED_FAILED)
    yield fails("4.6", "prowler", "every failure", "{ $.eventName = ConsoleLogin && $.responseElements.ConsoleLogin = Failure }")


def _lists_of_their_own() -> Iterator[Case]:
    """Tools that ask for other names than the benchmark, or for those of another of its versions."""
    missed = {"DeleteBucketCors": "never", "DeleteBucketLifecycle": "never"}
    yield passes("4.8", "scoutsuite", "its own seven names", SCOUTSUITE_BUCKETS, missed, why="no alternative holds for eventName")
    yield fails("4.8", "scoutsuite", "the benchmark's own text", printed("4.8"))
    missed = {name: how for name, how in every("4.8", "never").items() if name != "PutBucketPolicy"}
    yield passes("4.8", "cnspec", "one of three names", any_of(["PutBucketPolicy"]), missed, why="only matches when eventName is")
    yield passes("4.9", "cloudquery", "the calls of KMS", printed("4.7"), every("4.9", "never"), why="only matches when")
    yield fails("4.9", "cloudquery", "the benchmark's own text", printed("4.9"))
    for peer in ("prowler", "security hub"):
        missed = {"ModifySecurityGroupRules": "never"}
        yield passes("4.10", peer, "the text until 4.0", _SIX, missed, why="eventName ModifySecurityGroupRules")
    yield fails("4.10", "powerpipe", "the text until 4.0", _SIX, "cis_aws_4.0.1")
    yield fails("4.10", "security hub", "the text since 5.0", _SEVEN)
    yield fails("4.11", "cloudquery", "another order", any_of(names("4.11")[::-1]))
    yield fails("4.15", "prowler", "the benchmark's own eighteen names", printed("4.15"))
    yield fails("4.15", "cloudquery", "another order", _sourced("4.15", any_of(names("4.15")[::-1]).strip("{ }")))


CASES: Final[tuple[Case, ...]] = (
    *(case for number in BY_NAMES for case in _by_names(number)),
    *_refused_calls(),
    *_sign_ins_without_mfa(),
    *_root(),
    *_failed_sign_ins(),
    *_lists_of_their_own(),
)
