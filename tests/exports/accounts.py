"""The two accounts whose exports are kept: one that passes every control of alarms, and one that is broken in several ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.aws.builder import good_chain
from tests.aws.claims_controls import IDS, PRESCRIBED

if TYPE_CHECKING:
    from tests.aws.builder import Account

REGIONS: Final = ("us-east-1", "eu-west-1")
GOOD: Final = "111122223333"
BROKEN: Final = "444455556666"
LOST: Final = " || ($.eventName=DetachGroupPolicy)"
"""What the broken account's filter for 4.4 does not ask for."""
WRONG: Final = {"4.4": "its filter lacks a call", "4.5": "its alarm tells nobody", "4.6": "its filter is missing"}


def passing(account: Account) -> None:
    """One trail, one topic that a person subscribes to, and a filter and an alarm for each control."""
    _build(account, dict(PRESCRIBED))


def broken(account: Account) -> None:
    """The same, but for what `WRONG` says."""
    texts = dict(PRESCRIBED)
    kept, _, lost = texts["4.4"].rpartition("||")
    assert lost.strip(), "the text of 4.4 has alternatives"
    texts["4.4"] = kept.rstrip() + " }"
    del texts["4.6"]
    _build(account, texts, silent="4.5")


BUILT: Final[dict[str, Any]] = {"passing": (GOOD, passing), "broken": (BROKEN, broken)}


def wrong_controls() -> set[str]:
    """The ids of the controls that the broken account fails."""
    return {IDS[number] for number in WRONG}


def _build(account: Account, texts: dict[str, str], silent: str | None = None) -> None:
    account.security_hub()
    account.elsewhere(REGIONS[1]).security_hub()
    good_chain(account, without=frozenset({"metric_filter", "alarm"}))
    topic = account.arn("sns", "security-alarms")
    for number, text in texts.items():
        name = f"cis-{number}"
        account.metric_filter(text, filterName=name, transformation={"metricName": name})
        account.alarm(actions=[] if number == silent else [topic], AlarmName=name, MetricName=name)
