"""Hypothesis strategies for whole documents: several of everything, odd ones among them, gaps and unknown values.

Names come from small pools, so that resources meet; most attributes are right most of the time, so that
chains hold. Patterns stand with their coverage, as the evaluator would have worked it out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests.asking import ASKED
from tests.judge.builder import FAR, GROUPS, NEAR, NOW, OWN, PLACES, TOPICS, Builder, hidden
from tests.judge.floods import with_floods
from tests.judge.index import index_of
from tests.judge.judge import CONTROL
from tests.judge.parts import alarm, log_group, metric_filter, notice, subscription, topic, trail

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Json = dict[str, Any]
Draw = Any
READS = "iam.amazonaws.com:Get"


@st.composite
def documents(draw: Draw, records: Sequence[str], doubts: int = 0, unusual: bool = True) -> Json:
    """A document of one account, with at most that many gaps and unknown values.

    Without `unusual`, what bears on effectiveness alone stays out.
    """
    builder = Builder(draw=draw, records=sorted(records), doubts=doubts, oddness=draw(st.sampled_from([0, 1, 2, 4, 8])))
    kind = draw(st.sampled_from(["aws_snapshot", "terraform_plan"]))
    source = {"kind": kind, "digest": "sha256:0", "as_of": builder.mostly(NOW, None)}
    names = ["trails", "log_groups", "metric_filters", "alarms", "topics", "subscriptions", "gaps", "patterns"]
    builder.document = {
        "format": "trailgate/document/v1",
        "origin": {"kind": kind, "as_of": draw(st.sampled_from([NOW, NOW + 10**7, None])), "sources": [source]},
        "subject": {
            "account": OWN,
            "partition": "aws",
            "regions": [NEAR, FAR],
            "organization": None,
            "touches_chain": True,
        },
        "settings": {"attestations": [], "waivers": [], "stale_after_hours": 24},
        "asked": ASKED,
        **{name: {} for name in names},
    }
    builder.document["patterns"] = patterns(builder.records)
    parts: list[tuple[Callable[[Builder, int], None], int]] = [(trail, 2), (metric_filter, 3), (alarm, 4)]
    for group in GROUPS:
        log_group(builder, group)
    for topic_id in TOPICS:
        topic(builder, topic_id, unusual=unusual)
    parts.append((subscription, 3))
    for part, most in parts:
        for number in range(draw(st.integers(1, most))):
            part(builder, number)
    if not unusual:
        make_usual(builder.document)
    add_composites(builder)
    add_gaps(builder)
    with_floods(builder.document)["index"] = index_of(builder.document)
    return builder.document


def patterns(records: Sequence[str]) -> Json:
    """One pattern for each way to cover the records."""
    half = len(records) // 2
    covered = {
        "all": dict.fromkeys(records, "always"),
        "everything": dict.fromkeys(records, "always"),
        "reads": dict.fromkeys(records, "always"),
        "but_one": {record: "sometimes" if record == records[0] else "always" for record in records},
        "first": {record: "always" if number < half else "never" for number, record in enumerate(records)},
        "second": {record: "never" if number < half else "always" for number, record in enumerate(records)},
        "undecided": {record: "undecided" if number < half else "always" for number, record in enumerate(records)},
        "invalid": dict.fromkeys(records, "never"),
        "broken": dict.fromkeys(records, "never"),
    }
    return {
        f"p_{name}": {
            "text": name,
            "language": "json",
            "valid": name not in ("invalid", "broken"),
            "error": {"kind": "syntax", "span": [0, 1], "message": "m"} if name in ("invalid", "broken") else None,
            "line_break_text": name == "broken",
            "doubts": [],
            "ordinary": {"everything": ["any", "any:write", READS], "reads": [READS]}.get(name, []),
            **({"ordinary_undecided": [READS]} if name == "undecided" else {}),
            "coverage": {
                CONTROL: {
                    record: {"matched": matched, "clause": None, "counterexample": None, "why": None}
                    for record, matched in by_record.items()
                }
            },
        }
        for name, by_record in covered.items()
    }


def add_composites(builder: Builder) -> None:
    """Composite alarms over the alarms drawn so far."""
    draw = builder.draw
    children = [name for name in builder.document["alarms"] if draw(st.booleans())]
    if not children:
        return
    place = (OWN, NEAR)
    name = f"arn:aws:cloudwatch:{NEAR}:{OWN}:alarm:c"
    first = {"alarm": children[0], "state": "ALARM", "negated": False}
    quiet = {"alarm": children[0], "state": "OK", "negated": True}
    last = {"alarm": children[-1], "state": "ALARM", "negated": False}
    idle = {"alarm": children[0], "state": "INSUFFICIENT_DATA", "negated": False}
    fine = {"alarm": children[0], "state": "OK", "negated": False}
    others: list[Any] = [[[quiet]], [[]], [], [[first, idle]], [[first, fine]], [[first, idle], [first, fine]]]
    clauses = builder.mostly([[first]], [[first], [last]] if len(children) > 1 else [[quiet]], *others)
    if builder.doubts and builder.mostly(False, True):
        builder.doubts -= 1
        clauses = None
    body = {"kind": "composite", "rule": "r", "clauses": clauses, "suppressor": builder.mostly(None, "x")}
    builder.add("alarms", {"id": name, "place": place, **body, **notice(builder, name)})


def add_gaps(builder: Builder) -> None:
    """Hidden resources, as many as the doubts that are left allow."""
    draw = builder.draw
    choices = [("trail", f"trail|{OWN}", (OWN, NEAR)), ("trail", "plan", (OWN, NEAR))]
    choices += [(link, f"{link}|{group}", place) for group, place in GROUPS.items() for link in ("log_group", "metric_filter")]
    choices += [("alarm", f"alarm|{account}|{region}", (account, region)) for account, region in PLACES]
    choices += [("alarm", f"composite|{account}|{region}", (account, region)) for account, region in PLACES]
    choices += [("subscription", f"subscription|{topic_id}", place) for topic_id, place in TOPICS.items()]
    count = draw(st.integers(0, builder.doubts)) if builder.doubts else 0
    for link, scope, place in draw(st.lists(st.sampled_from(choices), min_size=count, max_size=count, unique=True)):
        if link == "log_group" and scope.split("|")[1] in builder.document["log_groups"]:
            continue
        candidates = (
            draw(st.sampled_from([None, [], list(GROUPS)[:1], list(GROUPS)])) if link == "trail" and scope != "plan" else None
        )
        builder.document["gaps"][scope] = hidden(link, scope, *place, candidates=candidates)
    for topic_id, place in TOPICS.items():
        scope = f"subscription|{topic_id}"
        if scope in builder.document["gaps"] and topic_id not in builder.document["topics"]:
            builder.document["gaps"][f"topic|{topic_id}"] = hidden("topic", f"topic|{topic_id}", *place)


def make_usual(document: Json) -> None:
    """Takes out what bears on effectiveness alone, and what worlds do not settle."""
    for one in document["log_groups"].values():
        one.pop("jointly", None)
    for one in document["trails"].values():
        one |= {"delivery": {"error": None, "latest": NOW, "started": NOW}, "region": NEAR}
    for one in document["alarms"].values():
        one |= {"actions_enabled": True, "state": "OK", "muted_by": []}
        if "evaluation" in one:
            one["evaluation"] = {"state": None, "warm_up": None, "window": "sliding"}
