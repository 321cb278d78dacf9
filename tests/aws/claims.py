"""Every snapshot fixture, in the order of the chain."""

from __future__ import annotations

from tests.aws import (
    claims_alarm,
    claims_delivery,
    claims_evaluation,
    claims_gaps,
    claims_metric_filter,
    claims_other_routes,
    claims_pass,
    claims_topic,
    claims_topic_access,
    claims_trail,
    claims_weaknesses,
)

FIXTURES = (
    *claims_pass.FIXTURES,
    *claims_trail.FIXTURES,
    *claims_metric_filter.FIXTURES,
    *claims_alarm.FIXTURES,
    *claims_topic.FIXTURES,
    *claims_gaps.FIXTURES,
    *claims_weaknesses.FIXTURES,
    *claims_evaluation.FIXTURES,
    *claims_topic_access.FIXTURES,
    *claims_delivery.FIXTURES,
    *claims_other_routes.FIXTURES,
)
