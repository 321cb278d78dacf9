"""The requests that make a topic and subscribe somebody to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.fix.writing.request import Guard, Request, Same, literal

if TYPE_CHECKING:
    from trailgate_evaluator.fix.account.change import Change

Json = dict[str, Any]


def brought(change: Change, document: Json) -> list[Request]:
    """The new topics of a change; one that is there already must tell nobody but those who are to be told."""
    return [_topic(identity, document) for kind, identity in change.creates if kind == "topics"]


def subscribed(change: Change) -> Request:
    """Somebody is asked to confirm; who is subscribed already stays so."""
    wanted = change.parameters
    parameters = {"TopicArn": wanted["topic"], "Protocol": wanted["protocol"], "Endpoint": wanted["endpoint"]}
    return Request(service="sns", operation="subscribe", parameters=parameters)


def _topic(identity: str, document: Json) -> Request:
    name = document["topics"][identity]["name"]
    told = sorted({str(one["endpoint"]) for one in document["subscriptions"].values() if one["topic"] == identity})
    return Request(
        service="sns",
        operation="create-topic",
        parameters={"Name": name},
        guard=Guard(
            question=Request(service="sns", operation="list-subscriptions-by-topic", parameters={"TopicArn": identity}),
            what=f"topic {name}",
            made=Same(query=f"Subscriptions[?!contains({literal(told)}, Endpoint)] || `[]`", value=[]),
            nothing="NotFound",
        ),
    )
