"""CloudWatch for programs that speak its query protocol: moto has metric alarms in it, and nothing else has composite ones.

What AWS refuses and moto takes is refused here, where a plan knows of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.aws import cloudwatch_layer
from tests.aws.layer import AwsLayer
from tests.aws.wire import ApiError, InterruptionError, Reply, Request, pass_on, xml, xml_reply

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed.wsgi import WSGIEnvironment

_MEMBER = re.compile(r"(\w+)\.member\.(\d+)")
_LISTS = ("AlarmActions", "OKActions", "InsufficientDataActions")
_TEXTS = ("AlarmName", "AlarmArn", "AlarmRule", "AlarmDescription", "StateValue", "StateReason")


class OldPrograms(AwsLayer):
    """The layer, which passes their questions about metric alarms on to moto and answers those about composite ones."""

    def _answer(self, request: Request, environ: WSGIEnvironment) -> Reply:
        if request.operation == "PutEventSelectors" and any(map(_asks_for_nothing, request.params.get("EventSelectors") or ())):
            raise ApiError("InvalidEventSelectorsException", "An event selector must log management events or data events.")
        if request.service != "cloudwatch" or "HTTP_X_AMZ_TARGET" in environ:
            return super()._answer(request, environ)
        asked = _read(request)
        here = self.state.at(request.account, request.region).composite_alarms
        names = asked.params.get("AlarmNames", [])
        match request.operation:
            case "PutMetricAlarm" if _number(asked, "DatapointsToAlarm") > _number(asked, "EvaluationPeriods"):
                raise InterruptionError(_refusal("DatapointsToAlarm must be less than or equal to EvaluationPeriods"))
            case "PutCompositeAlarm":
                cloudwatch_layer.put_composite_alarm(asked, self.state, lambda: Reply(status=200, body=b""))
                return xml_reply("PutCompositeAlarm", "")
            case "DescribeAlarms" if asked.params.get("AlarmTypes") == ["CompositeAlarm"]:
                told = "".join(f"<member>{_written(here[name])}</member>" for name in names if name in here)
                return xml_reply("DescribeAlarms", f"<CompositeAlarms>{told}</CompositeAlarms>")
            case "DeleteAlarms" if any(name in here for name in names):
                for name in names:
                    here.pop(name, None)
                return xml_reply("DeleteAlarms", "")
            case "ListTagsForResource" if any(alarm["AlarmArn"] == asked.params.get("ResourceARN") for alarm in here.values()):
                return xml_reply("ListTagsForResource", "<Tags/>")
            case _:
                return pass_on(self._behind, environ, request.account)


def _read(request: Request) -> Request:
    """The request with its lists as lists."""
    params: dict[str, Any] = {}
    for name, value in request.params.items():
        if member := _MEMBER.fullmatch(name):
            params.setdefault(member[1], []).append(value)
        else:
            params[name] = value
    if "ActionsEnabled" in params:
        params["ActionsEnabled"] = params["ActionsEnabled"] == "true"
    params = {name: value for name, value in params.items() if name not in ("Version", "Tags")}
    return Request(
        account=request.account, region=request.region, service=request.service, operation=request.operation, params=params
    )


def _asks_for_nothing(selector: dict[str, Any]) -> bool:
    return selector.get("IncludeManagementEvents") is False and not selector.get("DataResources")


def _number(request: Request, name: str) -> int:
    """A whole number of the request; 0 where it has none."""
    return int(request.params.get(name, "0"))


def _refusal(message: str) -> Reply:
    """What AWS answers to what it does not take, and moto does."""
    told = xml({"Type": "Sender", "Code": "ValidationError", "Message": message})
    body = f"<ErrorResponse><Error>{told}</Error><RequestId>0</RequestId></ErrorResponse>"
    return Reply(status=400, body=body.encode(), content_type="text/xml")


def _written(alarm: dict[str, Any]) -> str:
    return "".join(_parts(alarm)) + xml({"ActionsEnabled": str(alarm["ActionsEnabled"]).lower()})


def _parts(alarm: dict[str, Any]) -> Iterator[str]:
    yield xml({name: str(alarm[name]) for name in _TEXTS if name in alarm})
    for name in _LISTS:
        yield f"<{name}>{''.join(xml({'member': action}) for action in alarm[name])}</{name}>"
