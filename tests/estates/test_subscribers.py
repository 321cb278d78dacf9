"""Subscriptions that an account lists as its own: what they prove, and whose word counts more."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from tests.estates.accounts import (
    ARCHIVE,
    AUDIT,
    MANAGEMENT,
    MEMBER,
    TOPICS,
    calls,
    estate,
    later,
    refused,
    subscribing,
    with_links,
    without,
    written,
)
from tests.estates.generated import emptied
from tests.estates.judging import judged, statuses
from tests.estates.oracle import verdicts

Json = dict[str, Any]
WHOLE = estate(group=ARCHIVE, topic=TOPICS)
UNREAD = refused(WHOLE[TOPICS], "GetTopicAttributes", "ListSubscriptionsByTopic")
CHAIN = (MANAGEMENT, MEMBER, ARCHIVE)


def _subscribed(account: str, **others: Json) -> dict[str, Json]:
    return {
        **WHOLE,
        account: subscribing(WHOLE[account], WHOLE[TOPICS]),
        **{name.strip("_"): one for name, one in others.items()},
    }


def _pending() -> dict[str, Json]:
    made = copy.deepcopy(_subscribed(MEMBER))
    for call in calls(made[MEMBER], "ListSubscriptions"):
        for row in call["pages"][0]["Subscriptions"]:
            row["SubscriptionArn"] = "PendingConfirmation"
    return without(made, TOPICS)


EMPTY = emptied(WHOLE[TOPICS], "ListSubscriptionsByTopic")
ESTATES = {
    "of_a_member": (without(_subscribed(MEMBER), TOPICS), "pass", "unknown"),
    "of_the_alarms_account": (without(_subscribed(ARCHIVE), TOPICS), "pass", "unknown"),
    "of_the_topics_account": ({**WHOLE, TOPICS: subscribing(UNREAD, WHOLE[TOPICS])}, "pass", "unknown"),
    "owner_refused": (_subscribed(MEMBER, _555566667777=UNREAD), "pass", "unknown"),
    "pending": (_pending(), "unknown", None),
    "owner_lists_none": (_subscribed(MEMBER, _555566667777=EMPTY), "fail", None),
    "owner_lists_none_before": (
        {**_subscribed(MEMBER), MEMBER: later(subscribing(WHOLE[MEMBER], WHOLE[TOPICS]), 3), TOPICS: EMPTY},
        "unknown",
        None,
    ),
    "owner_lists_it_too": ({**_subscribed(MEMBER), MEMBER: later(subscribing(WHOLE[MEMBER], WHOLE[TOPICS]), 3)}, "pass", "yes"),
}


@pytest.mark.parametrize("name", sorted(ESTATES))
def test_a_subscription_that_its_own_account_lists_stands_where_nobody_lists_the_topics(name: str, tmp_path: Path) -> None:
    snapshots, status, effective = ESTATES[name]
    report = judged(written(tmp_path, snapshots), engine="both")
    found = {one["subject"]["account"]: (one["status"], one["effective"]) for one in report["results"]}
    assert {found[account] for account in CHAIN} == {(status, effective)}
    assert statuses(report) == verdicts(snapshots)


def test_the_chain_says_whose_snapshot_shows_the_subscription(tmp_path: Path) -> None:
    report = judged(written(tmp_path, without(_subscribed(MEMBER), TOPICS)))
    (result,) = [one for one in report["results"] if one["subject"]["account"] == ARCHIVE]
    (chain,) = result["chains"]
    (end,) = [link for link in chain["links"] if link["link"] == "subscription"]
    assert result["sources"][int(end["at"].partition("#")[0])]["account"] == MEMBER
    assert {weak["code"] for weak in chain["weaknesses"]} == {"topic_policy_unclear", "topic_key_unread", "subscription_filtered"}


def test_a_subscription_that_was_read_at_another_time_than_the_rest_weakens_the_chain(tmp_path: Path) -> None:
    """Of two snapshots one tells the whole chain but for its last link."""
    whole = estate(trail=ARCHIVE, group=ARCHIVE, topic=ARCHIVE)
    told = {
        ARCHIVE: refused(whole[ARCHIVE], "ListSubscriptionsByTopic"),
        MEMBER: later(subscribing(whole[MEMBER], whole[ARCHIVE]), 13),
    }
    for hours, found in ((14, set()), (12, {("subscription", MEMBER, 13 * 3600)})):
        report = judged(written(tmp_path / str(hours), told), most_apart=hours * 3600)
        (result,) = (one for one in report["results"] if one["subject"]["account"] == ARCHIVE)
        (chain,) = result["chains"]
        ids = {link["id"]: link["link"] for link in chain["links"]}
        apart = [weak for weak in chain["weaknesses"] if weak["code"] == "snapshots_apart"]
        assert {(ids[weak["id"]], weak["detail"]["account"], weak["detail"]["seconds"]) for weak in apart} == found
        assert [source.get("account") for source in result["sources"]] == [None, MEMBER]


def test_a_later_subscription_is_settled_by_asking_the_topics_owner_again(tmp_path: Path) -> None:
    report = judged(written(tmp_path, ESTATES["owner_lists_none_before"][0]))
    (result,) = [one for one in report["results"] if one["subject"]["account"] == MEMBER]
    assert {(gap["link"], gap["reason"], gap["account"], gap["call"]) for gap in result["gaps"]} == {
        ("subscription", "not_collected", TOPICS, "sns:ListSubscriptionsByTopic")
    }


def test_an_account_alone_is_told_by_its_own_subscription_to_anothers_topic(tmp_path: Path) -> None:
    """Its own trail, alarm and subscription; only the topic is another account's."""
    whole = estate(trail=ARCHIVE, group=ARCHIVE, topic=TOPICS, members=())
    alone = {ARCHIVE: whole[ARCHIVE]}
    assert statuses(judged(written(tmp_path / "unsubscribed", alone))) == {ARCHIVE: "unknown"}
    subscribed = written(tmp_path / "subscribed", {ARCHIVE: subscribing(whole[ARCHIVE], whole[TOPICS])})
    for joined in (True, False):
        (result,) = judged(subscribed, join=joined)["results"]
        assert (result["status"], result["effective"]) == ("pass", "unknown")


def test_the_log_groups_own_account_may_be_the_one_that_is_subscribed(tmp_path: Path) -> None:
    """Its metric is watched from another account, whose alarm tells a topic of a third that nobody supplies."""
    made = estate(group=ARCHIVE, alarm=AUDIT, topic=TOPICS)
    made[ARCHIVE] = subscribing(with_links(made[ARCHIVE], {AUDIT}), made.pop(TOPICS))
    report = judged(written(tmp_path, made))
    assert statuses(report) == dict.fromkeys(made, "pass")
    assert {one["effective"] for one in report["results"]} == {"unknown"}
