"""One resource of a document after the other, each right most of the time."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.judge.builder import CONTROL, FAR, GROUPS, NEAR, NOW, OTHER, OWN, PLACES, TOPICS, Builder

Json = dict[str, Any]


def trail(builder: Builder, number: int) -> None:
    draw = builder.draw
    account = builder.mostly(OWN, OTHER)
    name = f"arn:aws:cloudtrail:{NEAR}:{account}:trail/t{number}"
    group = builder.mostly(next(iter(GROUPS)), *list(GROUPS)[1:], None, f"arn:aws:logs:{NEAR}:{OWN}:log-group:gone")
    home = builder.mostly(NEAR, FAR)
    builder.add(
        "trails",
        {
            "id": name,
            "place": (account, home),
            "multi_region": builder.perhaps(name, "multi_region", builder.mostly(True, False)),
            "logging": builder.perhaps(name, "logging", builder.mostly(True, False)),
            "global_services": builder.mostly(True, False),
            "organization": builder.perhaps(name, "organization", draw(st.booleans())),
            "log_group": builder.perhaps(name, "log_group", group, list(GROUPS)),
            **copies(builder, name),
            "selectors": builder.perhaps(name, "selectors", selectors(builder, name)),
            "delivery": builder.perhaps(name, "delivery", delivery(builder)),
            "delivery_elsewhere": builder.mostly(*elsewhere(builder)),
        },
    )


def copies(builder: Builder, name: str) -> Json:
    """Groups that the trail's own is copied to, or may be."""
    groups = [*GROUPS, f"arn:aws:logs:{NEAR}:{OWN}:log-group:gone"]
    count = builder.mostly(0, 1, 1, 2)
    return {"copies": [builder.perhaps(name, "copies", builder.draw(st.sampled_from(groups)), groups) for _ in range(count)]}


def elsewhere(builder: Builder) -> list[Json]:
    """What other regions than home told, if they did."""
    near, far = delivery(builder), delivery(builder)
    return [{NEAR: near}, {}, {"eu-central-1": far}, {NEAR: near, "eu-central-1": far}]


def delivery(builder: Builder) -> Json:
    return {
        "error": builder.mostly(None, "AccessDenied", ""),
        "latest": builder.mostly(NOW, NOW - 10**6, None),
        "started": builder.mostly(NOW, NOW - 3600, NOW - 3601, NOW - 10**6, None),
    }


def selectors(builder: Builder, name: str) -> Json:
    draw = builder.draw
    match draw(st.sampled_from(["default", "default", "classic", "advanced"])):
        case "classic":
            count = builder.mostly(1, 0, 2, 2)
            return {"kind": "classic", "classic": [classic(builder, name) for _ in range(count)]}
        case "advanced":
            chosen = st.lists(condition(), max_size=1 + (builder.oddness > 1))
            doubtful = builder.perhaps(name, "selectors", "false")
            sure_or_not = {"field": "readOnly", builder.draw(st.sampled_from(["equals", "not_equals"])): [doubtful]}
            category = {"field": "eventCategory", "equals": builder.mostly(["Management"], ["Data"])}
            return {
                "kind": "advanced",
                "advanced": [
                    {"name": None, "fields": [category, *draw(chosen), *([sure_or_not] if doubtful != "false" else [])]}
                    for _ in range(draw(st.integers(1, 2)))
                ],
            }
        case _:
            return {"kind": "default"}


def classic(builder: Builder, name: str) -> Json:
    excluded = builder.mostly([], ["kms.amazonaws.com"], ["iam.amazonaws.com"])
    excluded = [*excluded, *(one for one in [builder.perhaps(name, "selectors", None)] if one)]
    return {
        "management_events": builder.perhaps(name, "selectors", builder.mostly(True, False)),
        "read_write_type": builder.perhaps(name, "selectors", builder.mostly("All", "WriteOnly", "ReadOnly")),
        "excluded_sources": builder.perhaps(name, "selectors", excluded),
    }


def condition() -> st.SearchStrategy[Json]:
    choices: list[Json] = [
        {"field": "readOnly", "equals": ["false"]},
        {"field": "readOnly", "equals": ["true"]},
        {"field": "readOnly", "not_equals": ["true"]},
        {"field": "eventSource", "not_equals": ["kms.amazonaws.com", "rdsdata.amazonaws.com"]},
        {"field": "eventSource", "equals": ["iam.amazonaws.com", "sts.amazonaws.com"]},
        {"field": "eventSource", "starts_with": ["iam."], "ends_with": [".com"]},
        {"field": "eventSource", "not_starts_with": ["i"]},
        {"field": "eventName", "starts_with": ["Put", "Attach", "Detach", "Create", "Delete"]},
        {"field": "eventName", "not_starts_with": ["Put"]},
        {"field": "eventName", "ends_with": ["Policy", "Version"]},
        {"field": "eventName", "not_ends_with": ["PolicyVersion"]},
        {"field": "eventName", "not_equals": ["CreatePolicy"], "ends_with": ["Policy"]},
        {"field": "eventName", "equals": ["AttachRolePolicy"], "starts_with": ["Put", "Create"], "ends_with": ["Version"]},
        {"field": "eventName", "not_starts_with": ["Put"], "not_ends_with": ["Version"]},
        {"field": "eventType", "equals": ["AwsApiCall"]},
        {"field": "userIdentity.arn", "not_starts_with": ["arn:aws:sts"]},
        {"field": "sessionCredentialFromConsole", "equals": ["true"]},
    ]
    return st.sampled_from(choices)


def log_group(builder: Builder, group: str) -> None:
    if builder.mostly(True, False):
        kind = builder.perhaps(group, "class", builder.mostly("STANDARD", "INFREQUENT_ACCESS"))
        transformer = builder.mostly(False, True, None)
        joint = builder.mostly({}, {"jointly": {CONTROL: builder.records[:1]}})
        builder.add("log_groups", {"id": group, "place": GROUPS[group], "class": kind, "transformer": transformer, **joint})


def metric_filter(builder: Builder, number: int) -> None:
    draw = builder.draw
    group = builder.mostly(next(iter(GROUPS)), *list(GROUPS)[1:])
    name = f"{group}:metric-filter:f{number}"
    pattern = draw(st.sampled_from(["p_all", "p_all", "p_all", "p_first", "p_second", *builder.document["patterns"]]))
    builder.add(
        "metric_filters",
        {
            "id": name,
            "place": GROUPS[group],
            "log_group": builder.perhaps(name, "log_group", group, list(GROUPS)),
            "pattern": builder.perhaps(name, "pattern", pattern),
            "transformed": builder.perhaps(name, "transformed", builder.mostly(False, True)),
            **scope(builder, name),
            "masked": builder.mostly(False, True),
            **builder.mostly({}, {"origin": {"account": OTHER, "region": FAR}}),
            **writers_listed(builder, name),
            "transformations": [transformation(builder, name)],
        },
    )


def writers_listed(builder: Builder, name: str) -> Json:
    """Whether AWS was asked who else writes the metric: answered, refused, not asked, or a plan that nobody asks for."""
    listed = builder.perhaps(name, "writers_listed", builder.mostly(True, None))
    if isinstance(listed, dict) and builder.draw(st.booleans()):
        builder.document["gaps"][f"{name}#writers_listed"]["reason"] = "not_collected"
    return {} if listed is None else {"writers_listed": listed}


def scope(builder: Builder, name: str) -> Json:
    text = builder.perhaps(name, "scope", builder.mostly(None, "@aws.account = 1"))
    return {"scope": text, "admits": builder.mostly(False, True, None)} if isinstance(text, str) else {"scope": text}


def transformation(builder: Builder, name: str) -> Json:
    dimensions = builder.mostly({}, {"Event": "$.eventName"}, {"Region": "$.awsRegion"}, {"Who": "$.userIdentity.arn"})
    return {
        "namespace": builder.mostly("N1", "N2"),
        "name": builder.perhaps(name, "transformations", builder.mostly("M1", "M2"), ["M1", "M2", "M3"]),
        "value": builder.perhaps(name, "value", builder.mostly("1", "5", "0", "0.0", "$.x", "0.1", "-1")),
        "default": builder.mostly(None, 0, 1, 0.2) if not dimensions else None,
        "unit": builder.mostly(None, "Count"),
        "dimensions": dimensions,
        "system_dimensions": builder.mostly([], ["@aws.account"]),
    }


def metric(builder: Builder) -> Json:
    account, region = builder.mostly(PLACES[0], *PLACES[1:])
    dimensions = builder.mostly({}, {"Event": "PutUserPolicy"}, {"Region": NEAR}, {"@aws.account": OWN}, {"Who": "x"})
    name = builder.mostly("M1", "M2")
    return {
        "account": account,
        "region": region,
        "namespace": builder.mostly("N1", "N2"),
        "name": name,
        "dimensions": dimensions,
    }


def firing(builder: Builder) -> Json:
    needed, wanted = builder.mostly((1, 1), (1, 2), (2, 2), (2, 3))
    return {
        "statistic": builder.mostly("Sum", "Average", "Minimum", "Maximum", "SampleCount", "p90"),
        "operator": builder.mostly("GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold"),
        "threshold": builder.mostly(1, 0, 2, 0.3, 0.36),
        "period": builder.mostly(300, 60, 10),
        "evaluation_periods": wanted,
        "datapoints_to_alarm": needed,
        "treat_missing": builder.mostly("missing", "notBreaching", "breaching", "ignore"),
        "evaluate_low_sample": builder.mostly(None, "ignore"),
        "unit": builder.mostly(None, "Count"),
    }


def alarm(builder: Builder, number: int) -> None:
    draw = builder.draw
    kind = draw(st.sampled_from(["metric", "metric", "metric", "metric", "math", "unsupported"]))
    place = builder.mostly(PLACES[0], *PLACES[1:])
    name = f"arn:aws:cloudwatch:{place[1]}:{place[0]}:alarm:a{number}"
    if kind == "unsupported":
        if builder.doubts == 0:
            return
        builder.doubts -= 1
    body: Json = {"id": name, "place": place, "kind": kind, **notice(builder, name)}
    match kind:
        case "metric":
            body |= {"metric": metric(builder), "firing": firing(builder), "evaluation": evaluation(builder)}
            body["metric"]["name"] = builder.perhaps(name, "metric", body["metric"]["name"], ["M1", "M2", "M3"])
            body["firing"]["statistic"] = builder.perhaps(name, "firing", body["firing"]["statistic"])
        case "math":
            body["queries"], body["fetches"] = queries(builder)
            body["evaluation"] = evaluation(builder)
        case _:
            body |= {"because": "PromQL", "fetches": builder.mostly(None, *fetched())}
    builder.add("alarms", body)


def evaluation(builder: Builder) -> Json:
    """What AWS says of how it evaluates the alarm."""
    return {
        "state": builder.mostly(None, "EVALUATION_ERROR", "PARTIAL_DATA"),
        "warm_up": builder.mostly(None, {"until": NOW - 60}, {"until": NOW + 60}, {"until": None}),
        "window": builder.mostly("sliding", "wall_clock"),
    }


def fetched() -> list[list[Json]]:
    """What queries fetch by themselves: the usual metric, another, or none."""
    one: Json = {"namespace": "N1", "name": "M1", "dimensions": None, "equals": {}}
    other = {"namespace": "N2", "dimensions": []}
    return [
        [],
        [one],
        [one | {"name": "M2"}, one | other],
        [one | {"name": None}],
        [one | {"equals": {"Event": "PutUserPolicy"}}],
    ]


def queries(builder: Builder) -> tuple[Json, Any]:
    unread = builder.doubts > 0 and builder.mostly(False, True)
    builder.doubts -= unread
    expression = {"metric": None, "expression": "e", "functions": ["SUM"], "returned": True}
    uses = None if unread else builder.mostly(["m1"], ["m2"], ["e2"])
    found = {
        "m1": {
            "metric": metric(builder),
            "statistic": builder.mostly("Sum", "SampleCount"),
            "expression": None,
            "uses": [],
            "functions": [],
            "returned": False,
        },
        "e2": {"metric": None, "expression": "m1", "uses": ["m1"], "functions": [], "returned": False},
        "e1": expression | {"uses": uses},
    }
    return found, None if unread else []


def notice(builder: Builder, name: str) -> Json:
    target = builder.mostly(next(iter(TOPICS)), *list(TOPICS)[1:], f"arn:aws:sns:{NEAR}:{OWN}:gone", "arn:aws:lambda:x")
    action = builder.perhaps(name, "actions", target, list(TOPICS))
    return {
        "actions": builder.mostly([action], []) if action == target else [action],
        "actions_enabled": builder.perhaps(name, "actions_enabled", builder.mostly(True, False)),
        "state": builder.perhaps(name, "state", builder.mostly("OK", "ALARM", None)),
        "muted_by": builder.mostly([], ["mute"]),
    }


def topic(builder: Builder, topic_id: str, *, unusual: bool) -> None:
    if builder.mostly(True, False):
        policy = builder.perhaps(topic_id, "policy", builder.mostly(None, *policies(topic_id))) if unusual else None
        key = builder.mostly(None, *keys()) if unusual else None
        body = {
            "fifo": unusual and builder.mostly(False, True),
            "max_message_size": builder.mostly(None, 2048, 32768) if unusual else None,
        }
        builder.add("topics", {"id": topic_id, "place": TOPICS[topic_id], "policy": policy, "key": key, **body})


def policies(topic_id: str) -> list[Json]:
    service = {"effect": "Allow", "principals": {"Service": ["cloudwatch.amazonaws.com"]}, "actions": ["sns:Publish"]}
    owner = {"operator": "StringEquals", "key": "AWS:SourceOwner", "values": [OWN]}
    deny = service | {"effect": "Deny", "resources": ["*"]}
    wrong = {"operator": "ArnLike", "key": "aws:SourceArn", "values": [f"arn:aws:cloudwatch:*:{OTHER}:alarm:*"]}
    everyone = {"effect": "Allow", "principals": {"AWS": ["*"]}, "actions": ["SNS:*"], "resources": [topic_id]}
    unsure = {"operator": "StringEquals", "key": "aws:PrincipalOrgID", "values": ["o-1"]}
    lists: list[list[Json]] = [
        [service | {"resources": [topic_id], "conditions": []}],
        [everyone | {"conditions": [owner]}],
        [everyone | {"conditions": [wrong]}],
        [everyone, deny | {"conditions": [wrong]}],
        [everyone, deny | {"conditions": [unsure]}],
        [everyone, deny],
        [],
    ]
    lists.append([everyone, deny | {"conditions": [unsure | {"operator": "StringNotEquals"}]}])
    return [{"statements": statements} for statements in lists]


def keys() -> list[Json]:
    use = {"effect": "Allow", "principals": {"Service": ["cloudwatch.amazonaws.com"]}, "resources": ["*"]}
    return [
        {"id": "alias/aws/sns", "manager": "AWS"},
        {"id": "k", "manager": "CUSTOMER"},
        {
            "id": "k",
            "manager": "CUSTOMER",
            "state": "Enabled",
            "policy": {"statements": [use | {"actions": ["kms:Decrypt", "kms:GenerateDataKey*"]}]},
        },
        {"id": "k", "manager": "CUSTOMER", "policy": {"statements": [use | {"actions": ["kms:Decrypt"]}]}},
        *[
            {"id": "k", "manager": "CUSTOMER", "state": state, "policy": {"statements": [use | {"actions": ["kms:*"]}]}}
            for state in ("Enabled", "Updating", "PendingImport", "Unheard")
        ],
        *[
            {
                "id": "k",
                "manager": "CUSTOMER",
                "state": "Enabled",
                "spec": spec,
                "policy": {"statements": [use | {"actions": ["kms:*"]}]},
            }
            for spec in ("SYMMETRIC_DEFAULT", "RSA_2048", "Unheard")
        ],
    ]


def subscription(builder: Builder, number: int) -> None:
    topic_id = builder.mostly(next(iter(TOPICS)), *list(TOPICS)[1:])
    name = f"{topic_id}:s{number}"
    state = builder.mostly("confirmed", "pending", "deleted", "needs_confirmation")
    builder.add(
        "subscriptions",
        {
            "id": name,
            "place": TOPICS[topic_id],
            "topic": builder.perhaps(name, "topic", topic_id, list(TOPICS)),
            "protocol": builder.mostly("email", "sqs", "https", "lambda"),
            "endpoint": "a@example.com",
            "state": builder.perhaps(name, "state", state),
            "filter_policy": builder.mostly(False, True),
        },
    )
