"""The fewest links that a failing plan lacks, as HCL with the plan's own names: a text to paste and adapt.

Only what a break names is written, from the broken link on; what the plan has is referred to. Names that a person must
give stand in capitals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.terraform.addresses import split_resource

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json, Parts

_NAME: Final = "iam_policy_changes"
_METRIC: Final = "IAMPolicyChanges"
_NAMESPACE: Final = "CISBenchmark"
_ARGUMENTS: Final[Mapping[str, str]] = {
    "trail_not_multi_region": "is_multi_region_trail = true",
    "trail_not_logging": "enable_logging = true",
    "trail_no_global_services": "include_global_service_events = true",
    "metric_value_zero": 'value = "1"  # in metric_transformation',
    "metric_value_from_record": 'value = "1"  # in metric_transformation',
    "log_group_class": 'log_group_class = "STANDARD"  # replaces the group',
}
_SELECTORS: Final = frozenset(
    {
        "trail_no_management_events",
        "trail_no_writes",
        "trail_excludes_iam",
        "trail_selector_excludes",
        "trail_selector_conditional",
    }
)


def hcl(result: Mapping[str, Any], parts: Parts) -> str | None:
    """HCL that mends the nearest break of a failing result; None where it does not fail."""
    if result["status"] != "fail" or not result["breaks"]:
        return None
    cause = max(result["breaks"], key=lambda found: (len(found["after"]), len(found["records"]), str(found["id"])))
    return _Fix(parts, cause, sorted(result["records"]["missing"])).text()


@dataclass(frozen=True, slots=True)
class _Fix:
    """One break, the world that it stands in, and the records that reach nobody."""

    parts: Parts
    cause: Mapping[str, Any]
    records: list[str]

    def text(self) -> str:
        code = self.cause["code"]
        if code in _ARGUMENTS:
            return self._within(_ARGUMENTS[code])
        if code in _SELECTORS:
            return self._within('event_selector {\n  include_management_events = true\n  read_write_type = "All"\n}')
        by_link: Mapping[str, Callable[[], str]] = {
            "trail": self._trail,
            "log_group": self._group,
            "metric_filter": self._filter,
            "metric": self._filter,
            "alarm": self._alarm,
            "topic": self._actions,
            "subscription": self._subscription,
        }
        return by_link[self.cause["link"]]()

    def _entry(self, kind: str, link: str) -> Json | None:
        """The resource of a link before the break, or the broken one itself."""
        listed = self.parts.resources[kind]
        return listed.get(self.cause["after"].get(link, "")) or listed.get(self.cause["id"] or "")

    def _within(self, argument: str) -> str:
        """An argument of the resource that is broken."""
        entry = next((e for kind in self.parts.resources.values() for i, e in kind.items() if i == self.cause["id"]), None)
        return f"# in {(entry or {}).get('address', self.cause['id'])}\n{argument}\n"

    def _trail(self) -> str:
        groups = [group for group in self.parts.resources["log_groups"].values() if "address" in group]
        group = _said(groups[0], "arn", "LOG_GROUP_ARN") if groups else "LOG_GROUP_ARN"
        return _block(
            "aws_cloudtrail",
            {
                "name": '"management-events"',
                "s3_bucket_name": "BUCKET",
                "is_multi_region_trail": "true",
                "cloud_watch_logs_group_arn": f'"${{{group}}}:*"',
                "cloud_watch_logs_role_arn": "ROLE_ARN",
            },
        )

    def _group(self) -> str:
        trail = self._entry("trails", "trail") or {}
        group = _block("aws_cloudwatch_log_group", {"name": '"/aws/cloudtrail/management-events"'})
        arguments = (
            f'cloud_watch_logs_group_arn = "${{aws_cloudwatch_log_group.{_NAME}.arn}}:*"\ncloud_watch_logs_role_arn = ROLE_ARN'
        )
        return f"{group}\n# in {trail.get('address', 'the trail')}\n{arguments}\n"

    def _filter(self) -> str:
        group = self._entry("log_groups", "log_group")
        alternatives = " || ".join(f"($.eventName = {name})" for name in self.records)
        pattern = f"{{ ($.eventSource = iam.amazonaws.com) && ({alternatives}) }}"
        transformation = f'{{\n    name      = "{_METRIC}"\n    namespace = "{_NAMESPACE}"\n    value     = "1"\n  }}'
        written = _block(
            "aws_cloudwatch_log_metric_filter",
            {
                "name": f'"{_METRIC}"',
                "log_group_name": _said(group, "name", "LOG_GROUP_NAME"),
                "pattern": f'"{pattern}"',
                "metric_transformation": transformation,
            },
        )
        return f"{written}\n{self._alarm_on(_METRIC, _NAMESPACE)}"

    def _alarm(self) -> str:
        found = self._entry("metric_filters", "metric_filter")
        transformation: Json = next(iter((found or {}).get("transformations", ())), {})
        name, namespace = transformation.get("name"), transformation.get("namespace")
        if not isinstance(name, str) or not isinstance(namespace, str):
            return self._alarm_on(_METRIC, _NAMESPACE)
        return self._alarm_on(name, namespace)

    def _alarm_on(self, metric: str, namespace: str) -> str:
        topic = self._topic_with_subscription()
        alarm = _block(
            "aws_cloudwatch_metric_alarm",
            {
                "alarm_name": f'"{_METRIC}"',
                "metric_name": _quoted(metric),
                "namespace": _quoted(namespace),
                "statistic": '"Sum"',
                "period": "300",
                "evaluation_periods": "1",
                "comparison_operator": '"GreaterThanOrEqualToThreshold"',
                "threshold": "1",
                "treat_missing_data": '"notBreaching"',
                "alarm_actions": f"[{_said(topic, 'arn', f'aws_sns_topic.{_NAME}.arn')}]",
            },
        )
        return alarm if topic is not None else f"{alarm}\n{self._topic()}"

    def _topic_with_subscription(self) -> Json | None:
        alive = {s["topic"] for s in self.parts.resources["subscriptions"].values() if isinstance(s["topic"], str)}
        return next((t for i, t in self.parts.resources["topics"].items() if i in alive and "address" in t), None)

    def _actions(self) -> str:
        topic = self._topic_with_subscription()
        alarm = self._entry("alarms", "alarm") or {}
        action = (
            f"# in {alarm.get('address', 'the alarm')}\nalarm_actions = [{_said(topic, 'arn', f'aws_sns_topic.{_NAME}.arn')}]\n"
        )
        return action if topic is not None else f"{action}\n{self._topic()}"

    def _topic(self) -> str:
        topic = _block("aws_sns_topic", {"name": '"iam-policy-changes"'})
        return f"{topic}\n{self._subscribed(f'aws_sns_topic.{_NAME}.arn')}"

    def _subscription(self) -> str:
        return self._subscribed(_said(self._entry("topics", "topic"), "arn", "TOPIC_ARN"))

    def _subscribed(self, topic: str) -> str:
        return _block("aws_sns_topic_subscription", {"topic_arn": topic, "protocol": '"email"', "endpoint": '"EMAIL_ADDRESS"'})


def _said(entry: Json | None, attribute: str, otherwise: str) -> str:
    """How the configuration refers to a resource; in another module than the root it is that module's own word."""
    if entry is None:
        return otherwise
    if "address" not in entry:
        known = entry["name"] if attribute == "name" else entry["id"]
        return _quoted(known) if isinstance(known, str) and not known.startswith("tf:") else otherwise
    module, address = split_resource(entry["address"])
    return f"{address}.{attribute}" + (f" /* in {module} */" if module else "")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("${", "$${").replace("%{", "%%{").replace("\n", "\\n")
    return f'"{escaped}"'


def _block(kind: str, arguments: Mapping[str, str]) -> str:
    plain = {name: value for name, value in arguments.items() if not value.startswith("{")}
    width = max(map(len, plain))
    lines = [f"  {name:<{width}} = {value}" for name, value in plain.items()]
    lines += [f"  {name} {value}" for name, value in arguments.items() if value.startswith("{")]
    return f'resource "{kind}" "{_NAME}" {{\n' + "\n".join(lines) + "\n}\n"
