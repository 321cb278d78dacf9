"""Configurations of the chain by a seed, whole and broken: names, blocks, regions, locals, modules, conditions, order."""

from __future__ import annotations

import re
from random import Random
from typing import TYPE_CHECKING

from tests.aws.events import EVENTS
from tests.plans.expressions import Scope, flag, number, one, several

if TYPE_CHECKING:
    from collections.abc import Mapping

ONE = '"1"'
ROLE = "arn:aws:iam::111122223333:role/trail"


def configuration(seed: int) -> tuple[Mapping[str, str], ...]:
    """The files of each step: one, or a first that is applied and a second that changes it."""
    dice = Random(f"configuration {seed}")  # noqa: S311 - nothing secret
    first = _Writer(dice).files()
    if dice.random() < 0.75:
        return (first,)
    return first, _changed(first, dice)


class _Writer:
    """One configuration while it is written."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.scope = Scope(dice)
        self.names = {
            kind: dice.choice(["iam", "org", "cis-4-4", "policy_changes"]) for kind in ("group", "filter", "metric", "alarm")
        }

    def good(self, chance: float = 0.97) -> bool:
        """Whether this part is as it should be."""
        return self.dice.random() < chance

    def files(self) -> dict[str, str]:
        """Everything, in some order."""
        scope = self.scope
        group = self._groups()
        self._trail(group)
        topic, silent = self._topics()
        for turn in range(self.dice.choice([1, 1, 1, 2])):
            metric = self._filter(group, turn)
            self._alarm(metric, topic, silent, turn)
        blocks = list(scope.blocks)
        self.dice.shuffle(blocks)
        return {"main.tf": "\n".join(blocks), **scope.files}

    def text(self, value: str, other: str = '"other"') -> str:
        """A text, written one way or another; now and then it is another text."""
        return one(self.scope, f'"{value}"', other, self.dice.choice([0, 0, 0, 1, 2]))

    def region(self) -> str:
        """The line that puts a resource into the other region, or nothing."""
        return "" if self.good(0.97) else "  provider = aws.eu\n"

    def repeated(self, kind: str, name: str, body: str) -> str:
        """One block, which may be one of a count or of a for_each; the reference to it."""
        way = self.dice.choice(["", "", "", "count", "count_if", "for_each"])
        if way == "count":
            self.scope.blocks.append(f'resource "{kind}" "{name}" {{\n  count = 1\n{body}}}\n')
            return self.dice.choice([f"{kind}.{name}[0]", f"one({kind}.{name}[*])"])
        if way == "count_if":
            self.scope.blocks.append(f'resource "{kind}" "{name}" {{\n  count = {self.scope.known()} ? 1 : 1\n{body}}}\n')
            return f"{kind}.{name}[0]"
        if way == "for_each":
            keys = self.dice.choice(['toset(["a"])', '{ a = "x" }', 'toset(["a", "a"])'])
            self.scope.blocks.append(f'resource "{kind}" "{name}" {{\n  for_each = {keys}\n{body}}}\n')
            return f'{kind}.{name}["a"]'
        self.scope.blocks.append(f'resource "{kind}" "{name}" {{\n{body}}}\n')
        return f"{kind}.{name}"

    def _groups(self) -> str:
        name = self.dice.choice([f"  name = {self.text(self.names['group'])}\n", f'  name_prefix = "{self.names["group"]}"\n'])
        group = self.repeated("aws_cloudwatch_log_group", "trail", name)
        self.scope.blocks.append('resource "aws_cloudwatch_log_group" "decoy" {\n  name = "decoy"\n}\n')
        return group

    def _trail(self, group: str) -> None:
        arn = one(self.scope, f"{group}.arn", "aws_cloudwatch_log_group.decoy.arn", self.dice.choice([0, 1, 1, 2]))
        lines = [
            f"name = {self.text('org')}",
            's3_bucket_name = "org-trail-logs"',
            f'cloud_watch_logs_group_arn = "${{{arn}}}:*"' if self.good(0.97) else "# no group",
            f'cloud_watch_logs_role_arn = "{ROLE}"',
            f"is_multi_region_trail = {flag(self.scope, 'true' if self.good() else 'false')}",
        ]
        if self.dice.random() < 0.4:
            lines.append(f"enable_logging = {flag(self.scope, 'true' if self.good() else 'false')}")
        if self.dice.random() < 0.3:
            lines.append(f"include_global_service_events = {flag(self.scope, 'true')}")
        body = "".join(f"  {line}\n" for line in lines) + self._selectors()
        self.repeated("aws_cloudtrail", "org", body)

    def _selectors(self) -> str:
        kind = self.dice.choice(["All", "WriteOnly"] if self.good(0.9) else ["ReadOnly"])
        reads = self.text(kind, '"All"')
        events = flag(self.scope, "true" if self.good() else "false")
        match self.dice.choice(["none", "none", "none", "plain", "dynamic", "dynamic_if"]):
            case "plain":
                return f"  event_selector {{\n    read_write_type = {reads}\n    include_management_events = {events}\n  }}\n"
            case "dynamic":
                over = several(self.scope, f'"{kind}"', '"All"', 1)
                return (
                    f'  dynamic "event_selector" {{\n    for_each = {over}\n    content {{\n'
                    f"      read_write_type = event_selector.value\n      include_management_events = {events}\n    }}\n  }}\n"
                )
            case "dynamic_if":
                return (
                    f'  dynamic "event_selector" {{\n    for_each = {self.scope.condition()} ? [1] : []\n    content {{\n'
                    f"      read_write_type = {reads}\n      include_management_events = {events}\n    }}\n  }}\n"
                )
        return ""

    def _topics(self) -> tuple[str, str]:
        """References to a topic that somebody hears, and to one that nobody does (or so it was meant)."""
        if self.dice.random() < 0.2:
            self.scope.blocks.append(
                'resource "aws_sns_topic" "all" {\n  for_each = toset(["loud", "silent"])\n  name = each.key\n}\n'
            )
            loud, silent = 'aws_sns_topic.all["loud"]', 'aws_sns_topic.all["silent"]'
        else:
            same = "alarms" if self.good(0.97) else "silent"
            loud = self.repeated("aws_sns_topic", "loud", f"  name = {self.text(same)}\n{self.region()}")
            silent = self.repeated("aws_sns_topic", "silent", '  name = "silent"\n')
        protocol, endpoint = self.dice.choice(
            [("email", "security@example.com"), ("sms", "+15550100"), ("sqs", "arn:aws:sqs:us-east-1:111122223333:q")]
        )
        topic = one(self.scope, f"{loud}.arn", f"{silent}.arn", self.dice.choice([0, 0, 1, 2]))
        body = f'  topic_arn = {topic}\n  protocol = "{protocol}"\n  endpoint = "{endpoint}"\n'
        match self.dice.choice(["plain"] * 12 + ["count"] * 3 + ["each"] * 3 + ["none"]):
            case "count":
                body = f"  count = {self.scope.known()} ? 1 : 0\n{body}"
            case "each":
                body = f"  for_each = {{ a = {topic} }}\n" + body.replace(topic, "each.value", 1)
            case "none":
                return f"{loud}.arn", f"{silent}.arn"
        self.scope.blocks.append(f'resource "aws_sns_topic_subscription" "hears" {{\n{body}}}\n')
        return f"{loud}.arn", f"{silent}.arn"

    def _pattern(self) -> str:
        names = list(EVENTS)
        if not self.good(0.9):
            names.remove(self.dice.choice(names))
        self.dice.shuffle(names)
        listed = ", ".join(f'"{name}"' for name in names)
        literal = "{ " + " || ".join(f"($.eventName = {name})" for name in names) + " }"
        ways = [
            f'"{literal}"',
            f'"{{ ${{join(" || ", formatlist("($.eventName = %s)", [{listed}]))}} }}"',
            f'"{{ ${{join(" || ", [for n in {self.scope.local(f"[{listed}]")} : "($.eventName = ${{n}})"])}} }}"',
            '"{ $.eventSource = \\"iam.amazonaws.com\\" }"',
            '"{ ($.eventSource = iam.amazonaws.com) && ($.eventName = *Policy || $.eventName = *PolicyVersion) }"',
        ]
        return one(self.scope, self.dice.choice(ways), '"{ $.eventName = ConsoleLogin }"', self.dice.choice([0, 0, 0, 1]))

    def _filter(self, group: str, turn: int) -> tuple[str, str]:
        """Expressions for the namespace and the name of its metric."""
        where = self.dice.choice([f"{group}.name", f"{group}.name", f"{group}.id"])
        decoy = "aws_cloudwatch_log_group.decoy.name"
        name = "iam" if turn == 0 or self.good(0.7) else "second"
        value = "1" if self.good(0.95) else "0"
        transformation = (
            f"name = {self.text(self.names['metric'])}\n    namespace = {self.text('CIS')}\n    value = {self.text(value, ONE)}\n"
        )
        if self.dice.random() < 0.2:
            block = f'  dynamic "metric_transformation" {{\n    for_each = [1]\n    content {{\n    {transformation}  }}\n  }}\n'
        else:
            block = f"  metric_transformation {{\n    {transformation}  }}\n"
        body = (
            f"  name = {self.text(name)}\n  pattern = {self._pattern()}\n"
            f"  log_group_name = {one(self.scope, where, decoy, self.dice.choice([0, 0, 1, 2]))}\n{block}"
        )
        made = self.repeated("aws_cloudwatch_log_metric_filter", f"f{turn}", body)
        of_filter = f"{made}.metric_transformation[0]"
        space = self.dice.choice([f"{of_filter}.namespace", '"CIS"', '"CIS"'])
        named = [f"{of_filter}.name", f'"{self.names["metric"]}"']
        metric = self.dice.choice(named * 4 + [f"{made}.id", f"{made}.name"])
        return space, metric

    def _alarm(self, metric: tuple[str, str], topic: str, silent: str, turn: int) -> None:
        space, name = metric
        actions = several(self.scope, topic, silent, self.dice.choice([0, 1, 1, 2]))
        lines = [
            f"alarm_name = {self.text(self.names['alarm'] + ('' if self.good(0.6) else str(turn)))}",
            'comparison_operator = "GreaterThanOrEqualToThreshold"',
            f"evaluation_periods = {number(self.scope, 1)}",
            f"threshold = {number(self.scope, 1 if self.good() else 3)}",
            f"alarm_actions = {actions}" if self.good(0.97) else f"ok_actions = {actions}",
        ]
        if self.dice.random() < 0.3:
            lines.append(f"actions_enabled = {flag(self.scope, 'true' if self.good() else 'false')}")
        if self.dice.random() < 0.4:
            lines.append(f"treat_missing_data = {self.text('notBreaching', chr(34) + 'missing' + chr(34))}")
        space = one(self.scope, space, '"Elsewhere"', self.dice.choice([0, 0, 1]))
        name = one(self.scope, name, '"another"', self.dice.choice([0, 0, 1]))
        plain = f'metric_name = {name}\n  namespace = {space}\n  period = {number(self.scope, 300)}\n  statistic = "Sum"\n'
        if self.dice.random() < 0.12:
            inner = (
                f"metric {{\n      metric_name = {name}\n      namespace = {space}\n"
                '      period = 300\n      stat = "Sum"\n    }\n'
            )
            plain = f'metric_query {{\n    id = "m1"\n    return_data = true\n    {inner}  }}\n'
        body = "".join(f"  {line}\n" for line in lines) + f"  {plain}" + self.region()
        self.repeated("aws_cloudwatch_metric_alarm", f"a{turn}", body)


def _changed(files: Mapping[str, str], dice: Random) -> dict[str, str]:
    """The same configuration after somebody worked on it: names replaced, blocks gone, renamed, moved or made anew first."""
    text = files["main.tf"]
    for _ in range(dice.choice([1, 1, 2])):
        kind = dice.choice(["aws_cloudwatch_log_metric_filter", "aws_cloudwatch_metric_alarm", "aws_sns_topic", "aws_cloudtrail"])
        found = list(re.finditer(rf'resource "{kind}" "(\w+)" {{\n', text))
        if not found:
            continue
        block = dice.choice(found)
        match dice.choice(["name", "rename", "create_first", "gone", "pattern", "moved"]):
            case "name":
                old = dice.choice(['"iam"', '"org"', '"alarms"', '"cis-4-4"', '"policy_changes"', '"CIS"'])
                text = text.replace(old, '"renamed"')
            case "rename":
                text = re.sub(rf"\b{block[1]}\b", f"{block[1]}_new", text)
            case "moved":
                text = re.sub(rf"\b{block[1]}\b", f"{block[1]}_new", text)
                text += f"\nmoved {{\n  from = {kind}.{block[1]}\n  to = {kind}.{block[1]}_new\n}}\n"
            case "create_first":
                text = text[: block.end()] + "  lifecycle {\n    create_before_destroy = true\n  }\n" + text[block.end() :]
                text = text.replace('"iam"', '"iam2"') if dice.random() < 0.6 else text
            case "gone":
                end = text.find("\n}\n", block.end()) + 3
                text = text[: block.start()] + text[end:]
            case _:
                text = text.replace("PutUserPolicy", dice.choice(["GetUser", "PutUserPolicy"]))
    return {**files, "main.tf": text}
