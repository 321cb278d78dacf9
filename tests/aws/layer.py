"""The layer itself: a WSGI application that answers what moto cannot, corrects what it can, and goes wrong on order."""

from __future__ import annotations

import threading
import time
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import botocore.session
from botocore.validate import ParamValidator

from tests.aws import (
    cloudtrail_layer,
    cloudwatch_layer,
    logs_layer,
    oam_layer,
    observability_layer,
    organizations_layer,
    security_hub_layer,
    sns_layer,
    sts_layer,
)
from tests.aws.faults import Faults
from tests.aws.wire import (
    ApiError,
    InterruptionError,
    Reply,
    Request,
    error_reply,
    json_reply,
    pass_on,
    read_request,
    send,
    xml,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from botocore.model import ServiceModel

    from tests.aws.state import State

    Handler = Callable[[Request, State, Callable[[], Reply]], Reply]

OK = 200
CONFIRM = "/_trailgate/confirm"


def _regions(_request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    told = [
        {"regionName": region, "regionEndpoint": f"ec2.{region}.amazonaws.com", "optInStatus": "opt-in-not-required"}
        for region in state.regions
    ]
    items = "".join(f"<item>{xml(region)}</item>" for region in told)
    body = f"<DescribeRegionsResponse><requestId>0</requestId><regionInfo>{items}</regionInfo></DescribeRegionsResponse>"
    return Reply(status=200, body=body.encode(), content_type="text/xml")


def _key(request: Request, _state: State, behind: Callable[[], Reply]) -> Reply:
    """Moto calls the keys of AWS's own aliases the customer's."""
    reply = behind()
    if reply.status != OK or "alias/aws/" not in request.params["KeyId"]:
        return reply
    answer = reply.json()
    answer["KeyMetadata"]["KeyManager"] = "AWS"
    return json_reply(answer)


HANDLERS: dict[tuple[str, str], Handler] = {
    ("sts", "GetCallerIdentity"): sts_layer.get_caller_identity,
    ("sts", "AssumeRole"): sts_layer.assume_role,
    ("ec2", "DescribeRegions"): _regions,
    ("cloudtrail", "DescribeTrails"): cloudtrail_layer.describe_trails,
    ("cloudtrail", "GetTrailStatus"): cloudtrail_layer.get_trail_status,
    ("cloudtrail", "GetEventSelectors"): cloudtrail_layer.get_event_selectors,
    ("logs", "CreateLogGroup"): logs_layer.create_log_group,
    ("logs", "DescribeLogGroups"): logs_layer.describe_log_groups,
    ("logs", "PutMetricFilter"): logs_layer.put_metric_filter,
    ("logs", "DescribeMetricFilters"): logs_layer.describe_metric_filters,
    ("logs", "PutTransformer"): logs_layer.put_transformer,
    ("logs", "GetTransformer"): logs_layer.get_transformer,
    ("logs", "PutDataProtectionPolicy"): logs_layer.put_data_protection_policy,
    ("logs", "GetDataProtectionPolicy"): logs_layer.get_data_protection_policy,
    ("logs", "PutAccountPolicy"): logs_layer.put_account_policy,
    ("logs", "DescribeAccountPolicies"): logs_layer.describe_account_policies,
    ("cloudwatch", "PutMetricAlarm"): cloudwatch_layer.put_metric_alarm,
    ("cloudwatch", "PutCompositeAlarm"): cloudwatch_layer.put_composite_alarm,
    ("cloudwatch", "DescribeAlarms"): cloudwatch_layer.describe_alarms,
    ("cloudwatch", "DeleteAlarms"): cloudwatch_layer.delete_alarms,
    ("cloudwatch", "PutAlarmMuteRule"): cloudwatch_layer.put_alarm_mute_rule,
    ("cloudwatch", "ListAlarmMuteRules"): cloudwatch_layer.list_alarm_mute_rules,
    ("cloudwatch", "GetAlarmMuteRule"): cloudwatch_layer.get_alarm_mute_rule,
    ("sns", "GetTopicAttributes"): sns_layer.get_topic_attributes,
    ("kms", "DescribeKey"): _key,
    ("observabilityadmin", "CreateTelemetryRule"): observability_layer.create_telemetry_rule,
    ("observabilityadmin", "ListTelemetryRules"): observability_layer.list_telemetry_rules,
    ("observabilityadmin", "GetTelemetryRule"): observability_layer.get_telemetry_rule,
    ("observabilityadmin", "CreateCentralizationRuleForOrganization"): observability_layer.create_centralization_rule,
    ("observabilityadmin", "ListCentralizationRulesForOrganization"): observability_layer.list_centralization_rules,
    ("observabilityadmin", "GetCentralizationRuleForOrganization"): observability_layer.get_centralization_rule,
    ("oam", "CreateSink"): oam_layer.create_sink,
    ("oam", "CreateLink"): oam_layer.create_link,
    ("oam", "ListSinks"): oam_layer.list_sinks,
    ("oam", "ListLinks"): oam_layer.list_links,
    ("oam", "ListAttachedLinks"): oam_layer.list_attached_links,
    ("oam", "GetLink"): oam_layer.get_link,
    ("organizations", "DescribeOrganization"): organizations_layer.describe_organization,
    ("organizations", "ListAccounts"): organizations_layer.list_accounts,
    ("organizations", "ListDelegatedAdministrators"): organizations_layer.list_delegated_administrators,
    ("organizations", "RegisterDelegatedAdministrator"): organizations_layer.register_delegated_administrator,
    ("organizations", "PutResourcePolicy"): organizations_layer.put_resource_policy,
    ("organizations", "DescribeResourcePolicy"): organizations_layer.describe_resource_policy,
    ("organizations", "ListAccountsForParent"): organizations_layer.list_accounts_for_parent,
    ("organizations", "ListChildren"): organizations_layer.list_children,
    ("sns", "ListSubscriptionsByTopic"): sns_layer.list_subscriptions_by_topic,
    ("securityhub", "EnableSecurityHub"): security_hub_layer.enable_security_hub,
    ("securityhub", "DescribeHub"): security_hub_layer.describe_hub,
}


class AwsLayer:
    """The WSGI application; `state` and `faults` steer it, `requests` remembers what was asked."""

    def __init__(self, behind: WSGIApplication, state: State) -> None:
        self.state = state
        self.faults = Faults()
        self.requests: list[Request] = []
        self._behind = behind
        self._lock = threading.RLock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """One request, answered; one at a time, since moto is not made for threads, but a fault that takes its time."""
        with self._lock:
            if environ.get("PATH_INFO") == CONFIRM:
                sns_layer.confirm(self.state, parse_qs(environ.get("QUERY_STRING", ""))["topic"][0])
                return send(Reply(status=200, body=b"{}"), start_response)
            request = read_request(environ)
            if request is None:
                return self._behind(environ, start_response)
            self.requests.append(request)
            wait = self.faults.wait(request)
        time.sleep(wait)
        with self._lock:
            try:
                self.faults.strike(request)
                return send(self._answer(request, environ), start_response)
            except ApiError as error:
                return send(error_reply(request.service, error), start_response)
            except InterruptionError as broken:
                return send(broken.reply, start_response)

    def _answer(self, request: Request, environ: WSGIEnvironment) -> Reply:
        def behind() -> Reply:
            return pass_on(self._behind, environ, request.account)

        handler = HANDLERS.get((request.service, request.operation))
        if handler is None:
            return behind()
        if request.service in {"logs", "cloudwatch", "cloudtrail", "observabilityadmin", "oam"}:
            _expect_valid(request)
        return handler(request, self.state, behind)


def _expect_valid(request: Request) -> None:
    """Raises AWS's error where the parameters are not what botocore's model of the operation asks for."""
    shape = _model(request.service).operation_model(request.operation).input_shape
    if shape is None:
        return
    report = ParamValidator().validate(request.params, shape)
    if report.has_errors():
        raise ApiError("ValidationException", report.generate_report())


@cache
def _model(service: str) -> ServiceModel:
    return botocore.session.get_session().get_service_model(service)
