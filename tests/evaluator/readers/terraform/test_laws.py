"""What never changes a plan's verdict, and what may only make it unknown."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.evaluator.readers.terraform.judging import status
from tests.evaluator.readers.terraform.plan_builder import Layout, Ref, Resource, plan

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

Json = dict[str, Any]
EVENTS = [f"{verb}{what}Policy" for what in ("Group", "Role", "User") for verb in ("Delete", "Put", "Attach", "Detach")] + [
    "CreatePolicy",
    "DeletePolicy",
    "CreatePolicyVersion",
    "DeletePolicyVersion",
]
ACCOUNT = "123456789012"
GROUPS = ("trail_group", "other_group")
TOPICS = ("first_topic", "second_topic")
MODULES: tuple[tuple[str, ...], ...] = ((), ("a",), ("a", "b"), ("c",))


def sns(name: str) -> str:
    return f"arn:aws:sns:us-east-1:{ACCOUNT}:{name}"


def logs(name: str) -> str:
    return f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:{name}"


@st.composite
def chains(draw: DrawFn) -> dict[str, Resource]:
    """A trail, groups, filters, alarms, topics and subscriptions that may or may not make a chain."""
    found: dict[str, Resource] = {}
    for name in GROUPS:
        found[name] = Resource(
            type="aws_cloudwatch_log_group", attributes={"name": name}, computed={"arn": logs(name), "id": name}
        )
    for name in TOPICS:
        found[name] = Resource(type="aws_sns_topic", attributes={"name": name}, computed={"arn": sns(name), "id": sns(name)})
        if draw(st.booleans()):
            found[f"{name}_mail"] = Resource(
                type="aws_sns_topic_subscription",
                attributes={
                    "topic_arn": Ref(name, draw(st.sampled_from(["arn", "id"])), sns(name)),
                    "protocol": "email",
                    "endpoint": "a@b.c",
                },
            )
    delivered = draw(st.sampled_from(GROUPS))
    found["trail"] = Resource(
        type="aws_cloudtrail",
        attributes={
            "name": "trail",
            "is_multi_region_trail": draw(st.integers(0, 9)) > 0,
            "cloud_watch_logs_group_arn": Ref(delivered, "arn", f"{logs(delivered)}:*"),
        },
        computed={"arn": f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/trail"},
    )
    events = EVENTS if draw(st.integers(0, 9)) else EVENTS[1:]
    cut = draw(st.sampled_from([16, 8]))
    for number, part in enumerate(p for p in (events[:cut], events[cut:]) if p):
        group = draw(st.sampled_from([delivered, delivered, delivered, *GROUPS]))
        metric = f"metric{number}"
        found[f"filter{number}"] = Resource(
            type="aws_cloudwatch_log_metric_filter",
            attributes={
                "name": metric,
                "log_group_name": draw(st.sampled_from([Ref(group, "name", group), Ref(group, "id", group), group])),
                "pattern": "{ " + " || ".join(f"($.eventName = {event})" for event in part) + " }",
                "metric_transformation": [{"name": metric, "namespace": "CIS", "value": "1"}],
            },
            computed={"id": metric},
        )
        topics = draw(st.lists(st.sampled_from(TOPICS), max_size=2, unique=True).filter(lambda t: draw(st.booleans()) or bool(t)))
        found[f"alarm{number}"] = Resource(
            type="aws_cloudwatch_metric_alarm",
            attributes={
                "alarm_name": metric,
                "metric_name": draw(
                    st.sampled_from([Ref(f"filter{number}", "id", metric), Ref(f"filter{number}", "name", metric), metric])
                ),
                "namespace": draw(st.sampled_from(["CIS", "CIS", "CIS", "CIS", "Other"])),
                "period": 300,
                "statistic": "Sum",
                "comparison_operator": "GreaterThanOrEqualToThreshold",
                "evaluation_periods": 1,
                "threshold": 1,
                "alarm_actions": [Ref(topic, draw(st.sampled_from(["arn", "id"])), sns(topic)) for topic in topics],
            },
            computed={"arn": f"arn:aws:cloudwatch:us-east-1:{ACCOUNT}:alarm:{metric}"},
        )
    return found


@st.composite
def layouts(draw: DrawFn, resources: dict[str, Resource]) -> Layout:
    """Any modules, any names, any order."""
    suffix = draw(st.text("abcdefgh", min_size=1, max_size=3))
    return Layout(
        modules={key: draw(st.sampled_from(MODULES)) for key in resources},
        names={key: f"{key}_{suffix}" for key in resources},
        order=tuple(draw(st.permutations(sorted(resources)))),
    )


def flat(resources: dict[str, Resource], *, applied: bool) -> Json:
    """The same resources in the root module, in order."""
    return plan(
        resources,
        Layout(
            modules=dict.fromkeys(resources, ()), names={key: key for key in resources}, order=tuple(resources), applied=applied
        ),
    )


@settings(max_examples=100)
@given(st.data())
def test_modules_names_order_and_unknown_references_change_no_verdict(data: st.DataObject) -> None:
    resources = data.draw(chains())
    everything_known = status(flat(resources, applied=True))
    assert everything_known in ("pass", "fail")
    # References do not tell a list of two topics from a choice between them.
    several = any(len(r.attributes.get("alarm_actions", ())) > 1 for r in resources.values())
    told = status(flat(resources, applied=False))
    assert told == everything_known or (several and told == "unknown")
    assert status(plan(resources, data.draw(layouts(resources)))) == told


@settings(max_examples=100)
@given(st.data())
def test_a_value_made_unknown_never_turns_fail_into_pass_nor_pass_into_fail(data: st.DataObject) -> None:
    before = flat(data.draw(chains()), applied=data.draw(st.booleans()))
    after = copy.deepcopy(before)
    for _ in range(data.draw(st.integers(1, 4))):
        number = data.draw(st.integers(0, len(after["resource_changes"]) - 1))
        change = after["resource_changes"][number]["change"]
        known = sorted(change["after"])
        if known:
            attribute = data.draw(st.sampled_from(known))
            del after["planned_values"]["root_module"]["resources"][number]["values"][attribute]
            change["after"].pop(attribute, None)
            change["after_unknown"][attribute] = True
    judged = {status(before), status(after)}
    assert judged != {"pass", "fail"}


@settings(max_examples=60)
@given(st.data())
def test_a_value_that_is_unknown_without_an_expression_never_turns_a_verdict_around(data: st.DataObject) -> None:
    before = flat(data.draw(chains()), applied=True)
    after = copy.deepcopy(before)
    number = data.draw(st.integers(0, len(after["resource_changes"]) - 1))
    change = after["resource_changes"][number]["change"]
    attribute = data.draw(st.sampled_from(sorted(change["after"])))
    del after["planned_values"]["root_module"]["resources"][number]["values"][attribute]
    change["after_unknown"][attribute] = True
    written = after["configuration"]["root_module"]["resources"][number]["expressions"]
    if attribute in written:
        written[attribute] = {}
    judged = {status(before), status(after)}
    assert judged != {"pass", "fail"}
