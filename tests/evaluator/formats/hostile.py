"""A report whose every value from an input is out to break the page it is shown on."""

from __future__ import annotations

from typing import Any

from tests.evaluator.report import samples

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]></failure><x>",
    "line\nbreak\r\nand\ttab",
    "\x1b[31mred\x1b[0m\x07\x9b2J",
    "\u202egnp.exe\u2066",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "::error file=x::boom",
    "%0A::warning::boom",
    "  ::set-output name=x::boom",
    "some words before it that fill a line of the page so that it wraps here or there ::error::boom and more ##[error]boom",
    "##[set-env name=PATH;]boom ###[error]x",
    "##vso[task.setvariable variable=x]boom ##teamcity[x]",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d1+1",
    "\uff20SUM(1)",
    " =1+1",
    "`code` ``more`` **bold** [link](javascript:alert(1)) | cell",
    "</summary></details>\n\n# heading",
    "@octocat #1 https://evil.example www.evil.example",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "'; DROP TABLE x; --",
    "lone \ud800 surrogate",
    "\ufffe\uffff not characters",
    "x" * 10_000_000,
    "\u0000nul",
    "soft\u00adhyphen \u180e\u3164\u115f\u0600\U0001bca0\U0001d173\U000e0100 unseen",
    "GH-12 !34 octo/repo#5",
)


def report(text: str) -> dict[str, Any]:
    """A report with the text in every place that an input can fill."""
    account = "444455556666"
    known = samples.ids(account)
    whole = samples.document(account)
    for kind in ("trails", "log_groups", "metric_filters", "alarms", "topics", "subscriptions"):
        for entry in whole[kind].values():
            entry |= {"name": text, "address": text}
    whole["subscriptions"][known["subscription"]]["endpoint"] = text
    whole["patterns"][samples.PATTERN]["text"] = text
    whole["patterns"][samples.PATTERN]["coverage"] = {
        samples.CONTROL: {
            "PutUserPolicy": {
                "matched": "sometimes",
                "clause": {"text": text, "span": [0, 1]},
                "counterexample": None,
                "why": text,
            }
        }
    }
    decision = samples.failing(account)
    decision["breaks"][0]["detail"] = {"clause": {"text": text}, "counterexample": {"eventName": text, text[:50]: text}}
    gap = samples.gap(account, error={"code": text, "message": text}, name=text, call=text, region=text, address=text)
    named = samples.gap(account, id=text, attribute=text, link="topic", reason="unresolved_local", name=text, candidates=[text])
    decision["gaps"] = [gap, named]
    decision["exception"] = {"kind": "waiver", "owner": text, "reason": text, "expires": 2**62, "expired": True}
    weak = {"code": "actions_disabled", "effect": "no", "id": known["alarm"], "at": text, "detail": {text[:50]: text}}
    decision["chains"][0]["weaknesses"] = [weak]
    made = samples.report((account, samples.failing(account)), unreadable=True)
    made["results"] = [samples.result_of(whole, decision)]
    made["inputs"][0]["name"] = text
    made["inputs"][1] |= {"name": text, "error": {"expected": text, "found": text, "where": text, "what_to_do": text}}
    return made
