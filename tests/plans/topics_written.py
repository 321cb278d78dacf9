"""Topics of a configuration while it is written: their policies, keys and subscriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.plans.bodies import Body, block
from tests.plans.expressions import flag, one
from tests.plans.placing import placed

if TYPE_CHECKING:
    from tests.plans.scope import Scope

ACCOUNT = "111122223333"
_PUBLISH = 'Action = "sns:Publish", Resource = RESOURCE'
_SERVICE = f'Effect = "Allow", Principal = {{ Service = "cloudwatch.amazonaws.com" }}, {_PUBLISH}'
_ANYBODY = f'Effect = "Allow", Principal = {{ AWS = "*" }}, {_PUBLISH}'


def _if(key: str, value: str, operator: str = "StringEquals") -> str:
    return f'Condition = {{ {operator} = {{ "aws:{key}" = {value} }} }}'


STATEMENTS = (
    f"[{{ {_SERVICE} }}]",
    f"[{{ {_SERVICE} }}]",
    f"[{{ {_SERVICE} }}]",
    f"[{{ {_ANYBODY}, {_if('SourceOwner', chr(34) + ACCOUNT + chr(34))} }}]",
    f"[{{ {_SERVICE}, {_if('SourceArn', f'{chr(34)}arn:aws:cloudwatch:*:{ACCOUNT}:alarm:*{chr(34)}', 'ArnLike')} }}]",
    f"[{{ {_SERVICE}, {_if('SourceAccount', 'data.aws_caller_identity.me.account_id')} }}]",
    f"[{{ {_SERVICE.replace('cloudwatch', 'events')} }}]",
    f'[{{ {_SERVICE} }}, {{ Effect = "Deny", Principal = "*", Action = "sns:*", Resource = RESOURCE }}]',
    f"[{{ {_ANYBODY.replace('*', f'arn:aws:iam::{ACCOUNT}:root')} }}]",
)
"""Of topic policies, those that let alarms publish and those that do not."""
CALLER = 'data "aws_caller_identity" "me" {}\n'


def topics(scope: Scope, region: str | None, *, good: bool) -> tuple[str, str]:
    """References to the ARN of a topic that somebody hears, and of one that nobody does (or so it was meant)."""
    dice = scope.dice
    body = Body(
        {"name": one(scope, '"alarms"' if good else '"silent"', '"other"', 0 if scope.plain else dice.choice([0, 0, 0, 1]))}
    )
    if region is not None:
        body.arguments["provider"] = region
    _key(scope, body)
    separate = _policy(scope, body)
    if dice.random() < 0.2 and not separate:
        both = Body({"for_each": 'toset(["loud", "silent"])', **body.arguments, "name": "each.key"})
        scope.resource("aws_sns_topic", "all", both)
        loud, silent = 'aws_sns_topic.all["loud"].arn', 'aws_sns_topic.all["silent"].arn'
    else:
        loud = f"{placed(scope, 'aws_sns_topic', 'loud', body)}.{dice.choice(['arn', 'arn', 'arn', 'id'])}"
        silent = f"{placed(scope, 'aws_sns_topic', 'silent', Body({'name': chr(34) + 'silent' + chr(34)}))}.arn"
    if separate:
        arn = one(scope, loud, silent, dice.choice([0, 0, 1]))
        policy = _written(scope, loud, separate)
        beside = {} if region is None else {"provider": region}
        placed(scope, "aws_sns_topic_policy", "said", Body({"arn": arn, "policy": policy, **beside}))
    _subscriptions(scope, loud, silent, region)
    return loud, silent


def _policy(scope: Scope, body: Body) -> str:
    """Statements for a policy of its own, where the topic's is none of its arguments."""
    way = scope.dice.choice(["none"] * 5 + ["argument", "separate", "separate"])
    if way == "none":
        return ""
    statements = scope.dice.choice(STATEMENTS)
    if "aws_caller_identity" in statements and CALLER not in scope.blocks:
        scope.blocks.append(CALLER)
    if way == "separate":
        return statements
    body.arguments["policy"] = _written(scope, '"*"', statements)
    return ""


def _written(scope: Scope, topic: str, statements: str) -> str:
    resource = scope.dice.choice(['"*"', topic, topic])
    listed = statements.replace("RESOURCE", resource)
    policy = f'jsonencode({{ Version = "2012-10-17", Statement = {listed} }})'
    if scope.dice.random() < 0.5 or "SourceOwner" in statements or "Condition" in statements:
        return scope.dice.choice([policy, scope.local(policy)])
    name = scope.fresh("said")
    documents = []
    for service, effect in (("cloudwatch", "Allow"), ("events", "Allow")):
        if f"{service}.amazonaws.com" in statements:
            documents.append(_statement(effect, "sns:Publish", resource, f"{service}.amazonaws.com"))
    if '"Deny"' in statements:
        documents.append(_statement("Deny", "sns:*", resource, None))
    if not documents:
        return policy
    scope.blocks.append(f'data "aws_iam_policy_document" "{name}" {{\n{"".join(documents)}}}\n')
    return f"data.aws_iam_policy_document.{name}.json"


def _statement(effect: str, action: str, resource: str, service: str | None) -> str:
    principal = ('"Service"', f'"{service}"') if service else ('"*"', '"*"')
    inner = Body({"type": principal[0], "identifiers": f"[{principal[1]}]"})
    body = Body({"effect": f'"{effect}"', "actions": f'["{action}"]', "resources": f"[{resource}]"}, [("principals", inner)])
    return Body({}, [("statement", body)]).text()


def _key(scope: Scope, body: Body) -> None:
    match scope.dice.choice(["none"] * 9 + ["aws", "own", "own"]):
        case "aws":
            body.arguments["kms_master_key_id"] = '"alias/aws/sns"'
        case "own":
            owner = (
                f'{{ Effect = "Allow", Principal = {{ AWS = "arn:aws:iam::{ACCOUNT}:root" }}, Action = "kms:*", Resource = "*" }}'
            )
            service = (
                '{ Effect = "Allow", Principal = { Service = "cloudwatch.amazonaws.com" },'
                ' Action = ["kms:Decrypt", "kms:GenerateDataKey*"], Resource = "*" }'
            )
            listed = scope.dice.choice([f"{owner}, {service}"] * 3 + [owner])
            key = Body({"policy": f'jsonencode({{ Version = "2012-10-17", Statement = [{listed}] }})'})
            if scope.dice.random() < 0.3:
                key = Body({})
            if scope.dice.random() < 0.4:
                key.arguments["is_enabled"] = flag(scope, "true")
            if "provider" in body.arguments:
                key.arguments["provider"] = body.arguments["provider"]
            made = placed(scope, "aws_kms_key", "sealed", key)
            if scope.new and scope.dice.random() < 0.5:
                listed = scope.dice.choice([f"{owner}, {service}", owner])
                policy = f'jsonencode({{ Version = "2012-10-17", Statement = [{listed}] }})'
                apart = Body({"key_id": f"{made}.{scope.dice.choice(['id', 'key_id'])}", "policy": policy})
                if "provider" in key.arguments:
                    apart.arguments["provider"] = key.arguments["provider"]
                scope.resource("aws_kms_key_policy", "sealed", apart)
            by = scope.dice.choice(["id", "arn", "key_id", "alias"])
            if by == "alias":
                alias = Body({"name": '"alias/alarms"', "target_key_id": f"{made}.key_id"})
                if "provider" in body.arguments:
                    alias.arguments["provider"] = body.arguments["provider"]
                scope.resource("aws_kms_alias", "sealed", alias)
                body.arguments["kms_master_key_id"] = f"aws_kms_alias.sealed.{scope.dice.choice(['name', 'arn', 'id'])}"
            else:
                body.arguments["kms_master_key_id"] = f"{made}.{by}"


def _subscriptions(scope: Scope, loud: str, silent: str, region: str | None) -> None:
    dice = scope.dice
    way = dice.choice(["plain"] * 10 + ["count"] * 3 + ["each"] * 3 + ["list"] * 2 + ["none"])
    if way == "none":
        return
    protocol, endpoint = dice.choice(
        [("email", "security@example.com"), ("sms", "+15550100"), ("sqs", f"arn:aws:sqs:us-east-1:{ACCOUNT}:q")]
    )
    topic = one(scope, loud, silent, dice.choice([0, 0, 1, 2]))
    body = Body({"topic_arn": topic, "protocol": f'"{protocol}"', "endpoint": one(scope, f'"{endpoint}"', f'"{endpoint}"', 1)})
    if region is not None:
        body.arguments["provider"] = region
    if dice.random() < 0.06:
        body.arguments["filter_policy"] = 'jsonencode({ kind = ["alarm"] })'
    match way:
        case "count":
            body.arguments = {"count": f"{scope.known()} ? 1 : 0", **body.arguments}
        case "each":
            body.arguments = {"for_each": f"{{ a = {topic} }}", **body.arguments, "topic_arn": "each.value"}
        case "list":
            listed = dice.choice([f"[{topic}]", f"[{silent}, {topic}]", f"concat([{topic}], [{silent}])"])
            body.arguments = {"count": f"length({listed})", **body.arguments, "topic_arn": f"{listed}[count.index]"}
        case _:
            placed(scope, "aws_sns_topic_subscription", "hears", body)
            return
    scope.blocks.append(block('resource "aws_sns_topic_subscription" "hears"', body))
