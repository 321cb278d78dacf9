"""SNS beyond moto: e-mail and http subscriptions wait until somebody confirms them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.aws.paging import one_page
from tests.aws.wire import ApiError, Reply, Request, xml, xml_reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from moto.sns.models import Subscription

    from tests.aws.state import Place, State

NEED_CONFIRMING = frozenset({"email", "email-json", "http", "https"})


def get_topic_attributes(request: Request, _state: State, behind: Callable[[], Reply]) -> Reply:
    """The topic's attributes; refused for a topic of another account, as its default policy does."""
    _expect_own(request)
    return behind()


def list_subscriptions_by_topic(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """The topic's subscriptions, page by page; one that nobody confirmed has `PendingConfirmation` for an ARN."""
    _expect_own(request)
    topic = request.params["TopicArn"]
    place = state.at(request.account, request.region)
    members: list[dict[str, str]] = [
        {
            "SubscriptionArn": found.arn if is_confirmed(found, place) else "PendingConfirmation",
            "Owner": str(found.owner),
            "Protocol": str(found.protocol),
            "Endpoint": str(found.endpoint),
            "TopicArn": topic,
        }
        for found in subscriptions_of(request.account, request.region, topic)
    ]
    page: dict[str, Any] = one_page(
        {"Subscriptions": members}, ["Subscriptions"], token=request.params.get("NextToken"), size=state.page_size
    )
    told = "".join(f"<member>{xml(member)}</member>" for member in page["Subscriptions"])
    following = xml({"NextToken": page["NextToken"]}) if page["NextToken"] else ""
    return xml_reply("ListSubscriptionsByTopic", f"<Subscriptions>{told}</Subscriptions>{following}")


def is_confirmed(subscription: Subscription, place: Place) -> bool:
    """Whether the subscription receives messages."""
    return subscription.protocol not in NEED_CONFIRMING or subscription.arn in place.confirmed


def subscriptions_of(account: str, region: str, topic: str) -> list[Subscription]:
    """The subscriptions that moto has for a topic; raises AWS's error where there is no such topic."""
    from moto.sns.models import sns_backends

    backend = sns_backends[account][region]
    if topic not in backend.topics:
        raise ApiError("NotFound", "Topic does not exist", 404)
    return [found for found in backend.subscriptions.values() if found.topic.arn == topic]


def _expect_own(request: Request) -> None:
    if request.params["TopicArn"].split(":")[4] != request.account:
        who = f"arn:aws:iam::{request.account}:user/auditor"
        text = f"User: {who} is not authorized to perform: SNS:{request.operation} on resource: {request.params['TopicArn']}"
        raise ApiError("AuthorizationError", text, 403)


def confirm(state: State, topic: str) -> None:
    """Every subscription of the topic is confirmed, as if its receivers had followed the link."""
    region, account = topic.split(":")[3:5]
    state.at(account, region).confirmed |= {found.arn for found in subscriptions_of(account, region, topic)}
