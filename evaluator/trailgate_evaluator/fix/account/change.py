"""One change of an account as a value, and what a document is once changes have been made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, field

from trailgate_evaluator.document.admissions import with_admissions
from trailgate_evaluator.document.derived import admitting, flooded, masked
from trailgate_evaluator.document.index import index_of
from trailgate_evaluator.document.jointly import with_jointly
from trailgate_evaluator.document.parts import RESOURCE_KINDS, pattern_id, refuse_two_texts
from trailgate_evaluator.languages.filter_pattern import describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trailgate_evaluator.languages.filter_pattern.answers.requirements import Requirements

Json = dict[str, Any]
Kind = Literal[
    "create_log_group",
    "create_trail",
    "update_trail",
    "start_logging",
    "put_event_selectors",
    "send_to_log_group",
    "put_metric_filter",
    "create_topic",
    "subscribe",
    "put_topic_policy",
    "put_key_policy",
    "encrypt_topic",
    "put_metric_alarm",
    "change_alarm",
    "enable_alarm_actions",
    "enable_service",
]


class Change(Struct, frozen=True, kw_only=True):
    """One thing to do to one resource.

    `target` is the id of the resource in the document, `account` and `region` where it stands. `patch` is what the document
    shows afterwards: kind of resource → id → the attributes that become so; a resource that is not there is added.
    `parameters` is what a text of the change needs beside that. `why` and `note` are sentences: what it is for, and what a
    person has to do afterwards. `edits` where the resource exists already; `weight` counts what it brings along.
    `patterns` are the texts of the filter patterns that the patch names. `creates` are the (kind, id) of what is new, in the
    order in which it is made; an entry of the patch that is neither there nor created is what the person says there is.
    """

    kind: Kind
    target: str
    account: str
    region: str
    patch: Mapping[str, Mapping[str, Json]]
    why: str
    parameters: Json = field(default_factory=dict)
    note: str | None = None
    edits: bool = False
    weight: int = 1
    patterns: tuple[str, ...] = ()
    creates: tuple[tuple[str, str], ...] = ()

    def joined(self, later: Change) -> Change:
        """This change and a later one of the same kind on the same resource as one."""
        patch = {kind: dict(entries) for kind, entries in self.patch.items()}
        for kind, entries in later.patch.items():
            for identity, attributes in entries.items():
                patch.setdefault(kind, {})[identity] = {**patch.get(kind, {}).get(identity, {}), **attributes}
        why = self.why if later.why == self.why else f"{self.why} {later.why}"
        return Change(
            kind=self.kind,
            target=self.target,
            account=self.account,
            region=self.region,
            patch=patch,
            why=why,
            parameters={**self.parameters, **later.parameters},
            note=later.note or self.note,
            edits=self.edits,
            weight=self.weight,
            patterns=tuple(dict.fromkeys((*self.patterns, *later.patterns))),
            creates=tuple(dict.fromkeys((*self.creates, *later.creates))),
        )


def patched(resources: Mapping[str, Mapping[str, Json]], changes: Iterable[Change]) -> dict[str, dict[str, Json]]:
    """Every kind's resources by id once these changes are made; those given stay as they are."""
    after: dict[str, dict[str, Json]] = {kind: dict(resources.get(kind, {})) for kind in RESOURCE_KINDS}
    for change in changes:
        for kind, entries in change.patch.items():
            for identity, attributes in entries.items():
                if identity not in after[kind] and "id" not in attributes:
                    continue  # an edit of what another change would have made
                after[kind][identity] = {**after[kind].get(identity, {}), **attributes}
    return after


def applied(document: Json, changes: Iterable[Change], required: Requirements) -> Json:
    """The document as it is after the changes; the one given stays as it is.

    `required` is what the policies require of the account: new patterns are described against it.
    """
    done = list(changes)
    resources, patterns = patched(document, done), dict(document["patterns"])
    for change in done:
        for text in change.patterns:
            found = patterns.setdefault(pattern_id(text), describe(text, required))
            refuse_two_texts(pattern_id(text), found["text"], text)
    texts = {name: described["text"] for name, described in patterns.items()}
    resources["trails"] = with_admissions(resources["trails"], required)
    resources["metric_filters"] = {
        name: masked(admitting(entry), resources["log_groups"], texts, required)
        for name, entry in resources["metric_filters"].items()
    }
    resources["metric_filters"] = flooded(resources["metric_filters"], patterns)
    resources["log_groups"] = with_jointly(resources["log_groups"], resources["metric_filters"], patterns, required)
    index = index_of(resources, document["gaps"])
    return {**document, **resources, "patterns": patterns, "index": index}
