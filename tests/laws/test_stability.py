"""What may change about an account without changing the verdict, and what may change it only one way."""

from __future__ import annotations

import json
import random
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.judge.accounts import documents
from tests.judge.builder import GROUPS, NEAR, OWN, TOPICS, hidden
from tests.judge.judge import CONTROL
from tests.laws.decisions import KINDS, RANK, changed, decided, examples, reindexed, values_by_record, verdict
from trailgate_evaluator.engine import Engine, canonical_bytes

Json = dict[str, Any]


def accounts(model: Json, doubts: int = 3) -> st.SearchStrategy[Json]:
    return st.integers(0, doubts).flatmap(lambda count: documents(sorted(model), count))


def unrelated() -> Json:
    """One resource of each kind, all together a chain of its own that no required record goes through."""
    place = {"account": OWN, "region": "ap-south-1", "at": "0#/unrelated", "name": "unrelated"}
    group, topic = f"arn:aws:logs:ap-south-1:{OWN}:log-group:unrelated", f"arn:aws:sns:ap-south-1:{OWN}:unrelated"
    metric = {"account": OWN, "region": "ap-south-1", "namespace": "Other", "name": "Other", "dimensions": {}}
    alarm = f"arn:aws:cloudwatch:ap-south-1:{OWN}:alarm:unrelated"
    written = {"namespace": "Other", "name": "Other", "value": "1", "default": None, "unit": None}
    told = {"actions": [topic], "actions_enabled": True, "state": "OK", "muted_by": []}
    return {
        "log_groups": place | {"id": group, "class": "STANDARD", "transformer": False},
        "metric_filters": place
        | {"id": f"{group}:metric-filter:f", "log_group": group, "pattern": "p_all", "transformed": False, "scope": None}
        | {"transformations": [written | {"dimensions": {}, "system_dimensions": []}]},
        "alarms": place | told | {"id": alarm, "kind": "math", "queries": {"m": {"metric": metric} | used()}},
        "topics": place | {"id": topic, "policy": None, "key": None, "fifo": False, "max_message_size": None},
        "subscriptions": place
        | {"id": f"{topic}:s", "topic": topic, "protocol": "sqs", "endpoint": "q", "state": "confirmed", "filter_policy": False},
    }


def used() -> Json:
    return {"statistic": "Sum", "expression": None, "uses": [], "functions": [], "returned": True}


def test_an_unrelated_resource_changes_nothing(engine: Engine, model: Json) -> None:
    @examples(100)
    @given(accounts(model), st.sampled_from(sorted(unrelated())))
    def holds(document: Json, kind: str) -> None:
        more, extra = changed(document), unrelated()[kind]
        more[kind][extra["id"]] = extra
        before, after = decided(engine, document), decided(engine, reindexed(more))
        # An alarm of unknown metric may name anything; what it says of itself stays, so only the verdict is compared.
        assert verdict(after) == verdict(before)

    holds()


def test_a_further_trail_that_does_not_qualify_hurts_nobody(engine: Engine, model: Json) -> None:
    @examples(60)
    @given(accounts(model))
    def holds(document: Json) -> None:
        more = changed(document)
        first = next(iter(more["trails"].values()))
        more["trails"]["stopped"] = first | {"id": "stopped", "logging": False}
        assert verdict(decided(engine, reindexed(more))) == verdict(decided(engine, document))

    holds()


def test_removing_a_resource_never_improves_a_record(engine: Engine, model: Json) -> None:
    @examples(150)
    @given(accounts(model), st.randoms(use_true_random=False))
    def holds(document: Json, chance: random.Random) -> None:
        kind = chance.choice([kind for kind in KINDS if document[kind]])
        less = changed(document)
        gone = chance.choice(sorted(less[kind]))
        hides = {f"topic|{gone}", f"log_group|{gone}"} & {gap["scope"] for gap in document["gaps"].values()}
        assume(not hides)
        del less[kind][gone]
        before, after = values_by_record(decided(engine, document)), values_by_record(decided(engine, reindexed(less)))
        assert all(after[record] <= before[record] for record in before)

    holds()


def test_one_more_refused_call_only_ever_leads_to_unknown(engine: Engine, model: Json) -> None:
    scopes = [("trail", f"trail|{OWN}", NEAR)]
    scopes += [("metric_filter", f"metric_filter|{group}", region) for group, (_, region) in GROUPS.items()]
    scopes += [("alarm", f"alarm|{account}|{region}", region) for account, region in GROUPS.values()]
    scopes += [("subscription", f"subscription|{topic}", region) for topic, (_, region) in TOPICS.items()]

    @examples(150)
    @given(accounts(model), st.sampled_from(scopes))
    def holds(document: Json, refused: tuple[str, str, str]) -> None:
        link, scope, region = refused
        account = GROUPS.get(scope.partition("|")[2], TOPICS.get(scope.partition("|")[2], (scope.split("|")[1], "")))[0]
        less = changed(document)
        less["gaps"][scope] = hidden(link, scope, account, region)
        lost = {"trail": "trails", "metric_filter": "metric_filters", "alarm": "alarms", "subscription": "subscriptions"}[link]
        for name, resource in list(less[lost].items()):
            here = {
                "trail": True,
                "alarm": (resource["account"], resource["region"]) == (account, region),
                "metric_filter": resource.get("log_group") == scope.partition("|")[2],
                "subscription": resource.get("topic") == scope.partition("|")[2],
            }[link]
            if here:
                del less[lost][name]
        told, now = decided(engine, document), decided(engine, reindexed(less))
        before, after = values_by_record(told), values_by_record(now)
        assert all(after[record] in (before[record], 1) for record in before)
        assert now["effective"] in {told["effective"], "unknown", None}

    holds()


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same value with object keys, and lists that mean sets, in another order."""
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    if isinstance(value, list):
        items = [shuffled(item, chance) for item in value]
        if not all(isinstance(item, int) for item in items):
            chance.shuffle(items)
        return items
    return value


def test_the_order_of_lists_and_keys_changes_no_byte(engine: Engine, model: Json) -> None:
    @examples(100)
    @given(accounts(model), st.randoms(use_true_random=False))
    def holds(document: Json, chance: random.Random) -> None:
        mixed = shuffled({name: part for name, part in document.items() if name != "index"}, chance)
        assert canonical_bytes(engine.decide(reindexed(mixed))) == canonical_bytes(engine.decide(document))

    holds()


def test_renaming_everything_changes_names_and_nothing_else(engine: Engine, model: Json) -> None:
    names = {OWN: "999988887777", "log-group:trail": "log-group:zebra", ":alerts": ":aardvark", "N1": "Zulu", "M1": "Alpha"}

    def renamed(text: str) -> str:
        for old, new in names.items():
            text = text.replace(old, new)
        return text

    @examples(80)
    @given(accounts(model))
    def holds(document: Json) -> None:
        other = json.loads(renamed(json.dumps({name: part for name, part in document.items() if name != "index"})))
        before, after = engine.decide(document)[CONTROL], engine.decide(reindexed(other))[CONTROL]
        assert verdict(after) == verdict(before)
        # Among equal breaks the first by id stands for all, and a renaming may bring another to the front.
        assert kinds_of_breaks(after) == kinds_of_breaks(before)

    holds()


def kinds_of_breaks(decision: Json) -> list[tuple[str, str, tuple[str, ...]]]:
    return sorted((cause["link"], cause["code"], tuple(sorted(cause["records"]))) for cause in decision["breaks"])


def test_the_evidence_of_a_pass_alone_still_passes(engine: Engine, model: Json) -> None:
    seen: list[bool] = []

    @examples(150)
    @given(accounts(model, 1))
    def holds(document: Json) -> None:
        decision = decided(engine, document)
        assume(decision["status"] == "pass")
        links = {link["id"] for chain in decision["chains"] for link in links_of(chain)}
        needed = links | {literal["alarm"] for name in links for literal in literals(document, name)}
        assert decided(engine, only(document, needed, {}))["status"] == "pass"
        # What the record does to an alarm depends on what else is in its metric, which is no link of the chain.
        hiding = {
            name: gap
            for name, gap in document["gaps"].items()
            if gap["link"] == "metric_filter" or gap["attribute"] == "writers_listed"
        }
        after = decided(engine, only(document, needed | writers_beside(document, needed), hiding))
        seen.append(True)
        assert (after["status"], after["effective"]) == ("pass", decision["effective"])

    holds()
    assert len(seen) > 5, "hardly any account passed"


def only(document: Json, needed: set[str], gaps: Json) -> Json:
    alone = changed(document) | {"gaps": gaps}
    for kind in KINDS:
        alone[kind] = {name: one for name, one in alone[kind].items() if name in needed}
    return reindexed(alone)


def writers_beside(document: Json, needed: set[str]) -> set[str]:
    """Filters that write into a metric of the same name as one of these, or perhaps do."""
    filters = document["metric_filters"]
    names = {name: [written["name"] for written in one["transformations"]] for name, one in filters.items()}
    shared = {written for name in needed & names.keys() for written in names[name] if isinstance(written, str)}
    return {name for name, listed in names.items() if any(not isinstance(each, str) or each in shared for each in listed)}


def links_of(chain: Json) -> list[Json]:
    return list(chain["links"].values()) if isinstance(chain["links"], dict) else chain["links"]


def literals(document: Json, name: str) -> list[Json]:
    """Whom a composite alarm rests on."""
    return [literal for clause in document["alarms"].get(name, {}).get("clauses") or [] for literal in clause]


def test_a_worse_status_never_comes_from_a_better_trail(engine: Engine, model: Json) -> None:
    @examples(60)
    @given(accounts(model))
    def holds(document: Json) -> None:
        better = changed(document)
        for trail in better["trails"].values():
            trail |= {"multi_region": True, "logging": True, "global_services": True, "selectors": {"kind": "default"}}
        before, after = decided(engine, document), decided(engine, reindexed(better))
        assert RANK[after["status"]] >= RANK[before["status"]]

    holds()
