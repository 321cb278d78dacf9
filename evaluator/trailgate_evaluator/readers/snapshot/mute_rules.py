"""Which alarm mute rules cover an alarm, now or ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trailgate_evaluator.document.parts import attribute_gap_id, gap, place, unknown
from trailgate_evaluator.readers.snapshot.account import reason_of
from trailgate_evaluator.readers.snapshot.calls import best
from trailgate_evaluator.readers.snapshot.fields import row_type

if TYPE_CHECKING:
    from trailgate_evaluator.document.parts import Json
    from trailgate_evaluator.readers.snapshot.account import Account
    from trailgate_evaluator.readers.snapshot.calls import Call

LIST_ALARM_MUTE_RULES: Final = "cloudwatch:ListAlarmMuteRules"
GET_ALARM_MUTE_RULE: Final = "cloudwatch:GetAlarmMuteRule"
EXPIRED: Final = "EXPIRED"


class MuteRules:
    """The mute rules of one account and region that have not expired, by the alarms that they cover.

    Where a rule or its targets cannot be read, one gap for the place tells so, not one for each alarm.
    """

    def __init__(self, account: Account, owner: str, region: str) -> None:
        self._account = account
        self._place = (owner, region)
        self._covering: dict[str, list[str]] = {}
        self._hidden: Json | None = None
        self._read()

    def of(self, alarm_id: str, name: str) -> list[str] | Json:
        """Names of the rules that cover the alarm, sorted; unknown where none is seen to and one may."""
        names = {*self._covering.get(name, ()), *self._covering.get(alarm_id, ())} if self._covering else ()
        return sorted(names) if names or self._hidden is None else self._hidden

    def _read(self) -> None:
        calls = self._account.calls.of(LIST_ALARM_MUTE_RULES, self._place[1])
        call = best(call for call in calls if call.asks_only())
        if call is None or call.outcome not in {"answered", "absent"}:
            self._hide(LIST_ALARM_MUTE_RULES, call)
        if call is None:
            return
        for row, at in self._account.calls.rows(call, row_type("mute_rule_summary")):
            if row["status"] != EXPIRED:
                self._read_rule(row["id"], at)

    def _read_rule(self, rule_id: str, at: str) -> None:
        name = rule_id.split(":", 6)[-1]
        asked = [
            self._account.calls.asked(GET_ALARM_MUTE_RULE, "AlarmMuteRuleName", text, self._place[1]) for text in (name, rule_id)
        ]
        call = best(each for each in asked if each is not None)
        if call is not None and call.outcome == "absent":
            return
        if call is None or call.outcome != "answered":
            self._hide(GET_ALARM_MUTE_RULE, call, at)
            return
        rule, _ = self._account.calls.answer(call, row_type("mute_rule"))
        for alarm in rule["alarms"] or []:
            self._covering.setdefault(alarm, []).append(rule["name"])

    def _hide(self, operation: str, call: Call | None, at: str | None = None) -> None:
        if self._hidden is not None:
            return
        owner, region = self._place
        gap_id = attribute_gap_id(place(owner, region), "muted_by")
        self._account.gaps[gap_id] = gap(
            "alarm",
            reason_of(call),
            account=owner,
            region=region,
            attribute="muted_by",
            call=operation,
            error=call.error if call else None,
            at=f"0#{call.at}" if call else at,
        )
        self._hidden = unknown(reason_of(call), gap_id)
