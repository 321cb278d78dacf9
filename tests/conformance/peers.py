"""How other tools judge the filter pattern of a control, as their source says it: what makes an answer of theirs wrong.

No tool is run. A case of a wrong answer asks the rule here first, so that none is told of a tool that answers rightly.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from tests.evaluator.languages.filter_pattern.required import IDS, PRESCRIBED

Rule = Callable[[str], bool]
"""Whether a tool passes a pattern."""

_NAME: Final = re.compile(r'\$\.eventName\s*=\s*"?(\w+)')
_SOURCE: Final = r'\$\.eventSource\s*=\s*"?[\w.]+'
BEYOND: Final = ("CancelHandshake", "CreateOrganization", "EnableAllFeatures")
"""What Prowler wants to see in 4.15 beyond what the benchmark names."""
BY_NAMES: Final = ("4.5", *(f"4.{number}" for number in range(7, 16)))
"""The controls, 4.4 apart, that ask for calls by their names."""
SOURCED: Final = ("4.7", "4.8", "4.9", "4.13", "4.15")
"""Those of which Prowler wants to see the source as well."""


def printed(number: str, version: str = "7.0", *, at: int = 0) -> str:
    """The valid text that a version of the benchmark prints for a control, or another of its texts."""
    texts = PRESCRIBED[IDS[number]]["texts"]
    return str([one["text"] for one in texts if one["valid"] and f"cis_aws_{version}" in one["benchmarks"]][at])


def names(number: str, version: str = "7.0") -> list[str]:
    """The names of a version's text, in its order."""
    return _NAME.findall(printed(number, version))


def _clause(name: str) -> str:
    return rf'\$\.eventName\s*=\s*"?{name}\b'


def somewhere(*parts: str) -> Rule:
    return lambda text: all(re.search(part, text) for part in parts)


def in_order(*parts: str) -> Rule:
    return lambda text: re.search(".*".join(parts), text, re.DOTALL) is not None


def exactly(*texts: str) -> Rule:
    return lambda text: text in texts


def without_blanks(*texts: str) -> Rule:
    return lambda text: _squeezed(text) in {_squeezed(one) for one in texts}


def containing(part: str) -> Rule:
    return lambda text: _squeezed(part) in _squeezed(text)


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def _never(_: str) -> bool:
    return False


def _cloudsploit(text: str) -> Rule:
    """Its own text loses its quotes, the filter's does not."""
    return lambda found: _squeezed(found).lower() == _squeezed(text.replace('"', "")).lower()


def _prowler(number: str) -> Rule:
    wanted = names(number, "4.0.1") if number == "4.10" else [*names(number), *(BEYOND if number == "4.15" else ())]
    return somewhere(*([_SOURCE] * (number in SOURCED)), *map(_clause, wanted))


SCOUTSUITE_BUCKETS: Final = (
    "{ ($.eventSource = s3.amazonaws.com) && (("
    + ") || (".join(f"$.eventName = {one}" for one in names("4.8") if one not in {"DeleteBucketCors", "DeleteBucketLifecycle"})
    + ")) }"
)
"""The seven names that ScoutSuite compares with."""
_REFUSED, _DENIED = r'\$\.errorCode\s*=\s*"?\*UnauthorizedOperation', r'\$\.errorCode\s*=\s*"?AccessDenied\*'
_FAILED: Final = r'\$\.errorMessage\s*=\s*"?Failed authentication'
_MFA: Final = r'\$\.additionalEventData\.MFAUsed\s*!=\s*"?Yes'
_ROOT: Final = r"\$\.userIdentity\.type\s*=\s*"
_LIKE_KMS: Final = in_order(_clause("DisableKey"), _clause("ScheduleKeyDeletion"))

RULES: Final[dict[tuple[str, str], Rule]] = {
    ("4.1", "prowler"): in_order(_REFUSED, _DENIED),
    ("4.1", "powerpipe"): in_order(
        r'\$\.errorCode\s*=\s*"\*UnauthorizedOperation"',
        r'\$\.errorCode\s*=\s*"AccessDenied\*"',
        r'\$\.sourceIPAddress\s*!=\s*"delivery\.logs\.amazonaws\.com"',
        r'\$\.eventName\s*!=\s*"HeadBucket"',
    ),
    ("4.1", "security hub"): exactly(printed("4.1", "1.2.0")),
    ("4.1", "trivy"): containing('($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*")'),
    ("4.1", "cloudbeat"): without_blanks(printed("4.1", "1.4.0", at=0), printed("4.1", "1.4.0", at=1)),
    ("4.1", "scoutsuite"): exactly(printed("4.1", "1.2.0")),
    ("4.1", "cloudsploit"): _cloudsploit(printed("4.1", "1.2.0")),
    ("4.1", "cloudquery"): in_order(_REFUSED, _DENIED),
    ("4.2", "prowler"): somewhere(_clause("ConsoleLogin"), _MFA),
    ("4.2", "powerpipe"): in_order(_clause("ConsoleLogin") + r'"\)\s+&&\s+\(', _MFA),
    ("4.2", "security hub"): exactly(printed("4.2", "1.4.0", at=1)),
    ("4.2", "trivy"): containing('$.userIdentity.type=="IAMUser"'),
    ("4.2", "cloudbeat"): without_blanks(printed("4.2", "1.4.0", at=0), printed("4.2", "1.4.0", at=1)),
    ("4.2", "scoutsuite"): exactly(printed("4.2", "1.2.0")),
    ("4.2", "cloudquery"): containing('$.errorCode = "ConsoleLogin"'),
    ("4.2", "cloudsploit"): _cloudsploit(printed("4.2", "1.2.0")),
    ("4.3", "prowler"): in_order(_ROOT, r"\$\.userIdentity\.invokedBy NOT EXISTS", r"\$\.eventType\s*!="),
    ("4.3", "powerpipe"): in_order(_ROOT + '"Root"', r"invokedBy NOT EXISTS", r'\$\.eventType\s*!=\s*"AwsServiceEvent"'),
    ("4.3", "security hub"): exactly(printed("4.3", "1.2.0")),
    ("4.3", "trivy"): containing('&.eventType != "AwsServiceEvent"'),
    ("4.3", "cloudbeat"): without_blanks(printed("4.3", "1.2.0")),
    ("4.3", "cloudquery"): _never,
    ("4.6", "prowler"): somewhere(_clause("ConsoleLogin"), _FAILED),
    ("4.6", "powerpipe"): in_order(_clause("ConsoleLogin"), _FAILED),
    ("4.6", "security hub"): exactly(printed("4.6", "1.2.0")),
    ("4.6", "trivy"): without_blanks(printed("4.6", "1.2.0")),
    ("4.6", "cloudquery"): in_order(_clause("ConsoleLogin"), _FAILED),
    **{(number, "prowler"): _prowler(number) for number in BY_NAMES},
    **{(number, "powerpipe"): in_order(*map(_clause, names(number))) for number in BY_NAMES},
    **{(number, "security hub"): exactly(printed(number, "1.4.0")) for number in BY_NAMES if number != "4.15"},
    **{(number, "trivy"): without_blanks(printed(number, "1.4.0"), printed(number)) for number in BY_NAMES},
    ("4.8", "scoutsuite"): exactly(SCOUTSUITE_BUCKETS),
    ("4.8", "cnspec"): lambda text: any(one in text for one in ("PutBucketAcl", "PutBucketPolicy", "DeleteBucketPolicy")),
    ("4.9", "cloudquery"): _LIKE_KMS,
    ("4.11", "cloudquery"): in_order(*map(_clause, names("4.11"))),
    ("4.15", "cloudquery"): in_order(_SOURCE, *map(_clause, names("4.15"))),
}
"""By control and tool. Cloudbeat's code for 4.9 is right, Security Hub has no control for 4.15, ASR judges none: not here."""
