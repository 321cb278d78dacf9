"""One configuration of the whole chain while it is written: group, trail, topics, filters, alarms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.aws.events import EVENTS
from tests.plans.alarms_written import acting, alarm, composite
from tests.plans.bodies import Body
from tests.plans.expressions import flag, one, several
from tests.plans.placing import placed
from tests.plans.scope import Scope
from tests.plans.topics_written import topics

if TYPE_CHECKING:
    from random import Random

ONE = '"1"'
ROLE = "arn:aws:iam::111122223333:role/trail"
EU = "aws.eu"


class Writer:
    """One configuration while it is written."""

    def __init__(self, dice: Random, *, new: bool = False, plain: bool = False) -> None:
        self.dice = dice
        self.scope = Scope(dice, plain=plain, new=new)
        self.names = {
            kind: dice.choice(["iam", "org", "cis-4-4", "policy_changes"]) for kind in ("group", "filter", "metric", "alarm")
        }
        self.at_home = dice.random() > 0.05  # else in the other region
        self.strays = not self.at_home or dice.random() < 0.03  # else everything is in one region

    def good(self, chance: float = 0.97) -> bool:
        """Whether this part is as it should be."""
        return self.dice.random() < chance

    def region(self) -> str | None:
        """The provider of a resource that is not the default one."""
        return EU if self.at_home is (self.strays and self.dice.random() < 0.15) else None

    def placed(self, kind: str, name: str, body: Body) -> str:
        """A resource in its region, written in some way; the reference to it."""
        region = self.region()
        if region is not None:
            body.arguments["provider"] = region
        return placed(self.scope, kind, name, body)

    def files(self) -> dict[str, str]:
        """Everything, in some order."""
        scope = self.scope
        group = self._groups()
        self._trail(group)
        topic, silent = topics(scope, self.region(), good=self.good())
        turns = self.dice.choice([1, 1, 1, 2])
        over = self.dice.random() < 0.15
        made = []
        for turn in range(turns):
            metric = self._filter(group, turn)
            called = self.names["alarm"] + ("" if self.good(0.6) else str(turn))
            actions = {} if over and self.good(0.8) else acting(scope, topic, silent)
            made.append(alarm(scope, (f"a{turn}", called), metric, actions, self.region()))
        if over:
            composite(scope, made, acting(scope, topic, silent), self.region())
        blocks = list(scope.blocks)
        self.dice.shuffle(blocks)
        return {"main.tf": "\n".join(blocks), **scope.files}

    def text(self, value: str, other: str = '"other"') -> str:
        """A text, written one way or another; now and then it is another text."""
        return one(self.scope, f'"{value}"', other, 0 if self.scope.plain else self.dice.choice([0, 0, 0, 1, 2]))

    def _groups(self) -> str:
        named = ("name", self.text(self.names["group"]))
        if not self.scope.plain and self.dice.random() < 0.4:
            named = ("name_prefix", f'"{self.names["group"]}"')
        body = Body({named[0]: named[1]})
        if self.scope.new and self.dice.random() < 0.5:
            body.arguments["log_group_class"] = self.text("STANDARD" if self.good(0.9) else "INFREQUENT_ACCESS", '"STANDARD"')
        group = self.placed("aws_cloudwatch_log_group", "trail", body)
        self.scope.resource("aws_cloudwatch_log_group", "decoy", Body({"name": '"decoy"'}))
        return group

    def _trail(self, group: str) -> None:
        arn = one(self.scope, f"{group}.arn", "aws_cloudwatch_log_group.decoy.arn", self.dice.choice([0, 1, 1, 2]))
        body = Body(
            {
                "name": self.text("org"),
                "s3_bucket_name": '"org-trail-logs"',
                "is_multi_region_trail": flag(self.scope, "true" if self.good() else "false"),
            }
        )
        if self.good(0.97):
            body.arguments |= {"cloud_watch_logs_group_arn": f'"${{{arn}}}:*"', "cloud_watch_logs_role_arn": f'"{ROLE}"'}
        if self.dice.random() < 0.4:
            body.arguments["enable_logging"] = flag(self.scope, "true" if self.good() else "false")
        if self.dice.random() < 0.3:
            body.arguments["include_global_service_events"] = flag(self.scope, "true")
        self._selectors(body)
        self.placed("aws_cloudtrail", "org", body)

    def _advanced(self, body: Body) -> None:
        """Selectors as newer providers have them, plain or made by a dynamic block."""
        category = Body({"field": '"eventCategory"', "equals": several(self.scope, '"Management"', '"Data"', 1)})
        fields = [("field_selector", category)]
        if self.dice.random() < 0.4:
            write = Body({"field": '"readOnly"', "equals": '["false"]' if self.good(0.8) else '["true"]'})
            over = Body({"for_each": self.dice.choice(["[1]", f"{self.scope.known()} ? [1] : []"])}, [("content", write)])
            fields.append(self.dice.choice([("field_selector", write), ('dynamic "field_selector"', over)]))
        body.blocks.append(("advanced_event_selector", Body({"name": '"management"'}, fields)))

    def _selectors(self, body: Body) -> None:
        if self.scope.new and self.dice.random() < 0.4:
            self._advanced(body)
            return
        kind = self.dice.choice(["All", "WriteOnly"] if self.good(0.9) else ["ReadOnly"])
        reads = self.text(kind, '"All"')
        content = Body(
            {"read_write_type": reads, "include_management_events": flag(self.scope, "true" if self.good() else "false")}
        )
        match self.dice.choice(["none", "none", "none", "plain", "dynamic", "dynamic_if", "dynamic_objects"]):
            case "plain":
                body.blocks.append(("event_selector", content))
            case "dynamic":
                content.arguments["read_write_type"] = "event_selector.value"
                over = several(self.scope, f'"{kind}"', '"All"', 1)
                body.blocks.append(('dynamic "event_selector"', Body({"for_each": over}, [("content", content)])))
            case "dynamic_if":
                over = f"{self.scope.condition()} ? [1] : []"
                body.blocks.append(('dynamic "event_selector"', Body({"for_each": over}, [("content", content)])))
            case "dynamic_objects":
                objects = f"[{{ reads = {reads} }}]"
                content.arguments["read_write_type"] = 'lookup(one_of_them.value, "reads", "All")'
                over = self.dice.choice([objects, self.scope.local(objects)])
                body.blocks.append(
                    ('dynamic "event_selector"', Body({"for_each": over, "iterator": "one_of_them"}, [("content", content)]))
                )

    def _pattern(self) -> str:
        names = list(EVENTS)
        if not self.good(0.9):
            names.remove(self.dice.choice(names))
        self.dice.shuffle(names)
        listed = ", ".join(f'"{name}"' for name in names)
        literal = "{ " + " || ".join(f"($.eventName = {name})" for name in names) + " }"
        self.scope.files["pattern.tpl"] = "{ %{ for i, n in names }%{ if i > 0 } || %{ endif }($.eventName = ${n})%{ endfor } }"
        ways = [
            f'"{literal}"',
            f'"{{ ${{join(" || ", formatlist("($.eventName = %s)", [{listed}]))}} }}"',
            f'"{{ ${{join(" || ", [for n in {self.scope.local(f"[{listed}]")} : "($.eventName = ${{n}})"])}} }}"',
            f'templatefile("${{path.module}}/pattern.tpl", {{ names = [{listed}] }})',
            '"{ $.eventSource = \\"iam.amazonaws.com\\" }"',
            '"{ ($.eventSource = iam.amazonaws.com) && ($.eventName = *Policy || $.eventName = *PolicyVersion) }"',
        ]
        way = self.dice.choice(ways)
        if "path.module" not in way:
            del self.scope.files["pattern.tpl"]
        return one(self.scope, way, '"{ $.eventName = ConsoleLogin }"', self.dice.choice([0, 0, 0, 1]))

    def _filter(self, group: str, turn: int) -> tuple[str, str]:
        """Expressions for the namespace and the name of its metric."""
        where = self.dice.choice([f"{group}.name", f"{group}.name", f"{group}.id"])
        value = "1" if self.good(0.95) else "0"
        metric = self.names["metric"] if turn == 0 or self.good(0.5) else "second"
        transformation = Body({"name": self.text(metric), "namespace": self.text("CIS"), "value": self.text(value, ONE)})
        if self.dice.random() < 0.15:
            transformation.arguments["default_value"] = self.dice.choice(['"0"', "0", "null", '"1"'])
        body = Body(
            {
                "name": self.text("iam" if turn == 0 or self.good(0.7) else "second"),
                "pattern": self._pattern(),
                "log_group_name": one(self.scope, where, "aws_cloudwatch_log_group.decoy.name", self.dice.choice([0, 0, 1, 2])),
            }
        )
        match self.dice.choice(["plain"] * 8 + ["dynamic", "dynamic_objects"]):
            case "dynamic":
                over = Body({"for_each": "[1]"}, [("content", transformation)])
                body.blocks.append(('dynamic "metric_transformation"', over))
            case "dynamic_objects":
                objects = f"[{{ name = {transformation.arguments['name']} }}]"
                transformation.arguments["name"] = "metric_transformation.value.name"
                over = Body({"for_each": self.dice.choice([objects, self.scope.local(objects)])}, [("content", transformation)])
                body.blocks.append(('dynamic "metric_transformation"', over))
            case _:
                body.blocks.append(("metric_transformation", transformation))
        made = self.placed("aws_cloudwatch_log_metric_filter", f"f{turn}", body)
        of_filter = f"{made}.metric_transformation[0]"
        space = self.dice.choice([f"{of_filter}.namespace", '"CIS"', '"CIS"'])
        named = [f"{of_filter}.name", f'"{metric}"']
        return space, self.dice.choice(named * 4 + [f"{made}.id", f"{made}.name"])
