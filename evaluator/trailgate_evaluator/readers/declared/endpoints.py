"""Topic names, and endpoints of subscriptions, that SNS refuses.

https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html, https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
"""

from __future__ import annotations

from typing import Final

from trailgate_evaluator.regular import regex

_TOPIC_NAME: Final = regex(r"[A-Za-z0-9_-]{1,256}|[A-Za-z0-9_-]{1,251}\.fifo")
_ADDRESS: Final = regex(r"[^@\s]+@[^@\s]+")
MAILED: Final = frozenset({"email", "email-json"})
BY_ARN: Final = frozenset({"application", "firehose", "lambda", "sqs"})
"""Protocols of what takes messages by its ARN."""


def is_topic_name(name: str) -> bool:
    """Whether SNS takes a topic of that name."""
    return _TOPIC_NAME.fullmatch(name) is not None


def is_of_other_scheme(protocol: object, endpoint: str) -> bool:
    """Whether an address begins otherwise than its protocol."""
    return protocol in ("http", "https") and not endpoint.lower().startswith(f"{protocol}://")


def is_no_address(protocol: object, endpoint: str) -> bool:
    """Whether an e-mail endpoint surely is no address: nothing, or a text without @."""
    return protocol in MAILED and _ADDRESS.fullmatch(endpoint) is None


def is_no_arn(protocol: object, endpoint: str) -> bool:
    """Whether what takes messages by its ARN is given by something else, as a queue by its address."""
    return protocol in BY_ARN and not endpoint.startswith("arn:")
