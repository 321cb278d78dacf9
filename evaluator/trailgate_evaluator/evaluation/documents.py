"""One input as the documents to judge: the account as it is, or a plan's world after apply and before it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from trailgate_evaluator.document.assembling import assemble
from trailgate_evaluator.document.parts import ANY_MEMBER, RESOURCE_KINDS, role_of
from trailgate_evaluator.document.within_reach import within_reach
from trailgate_evaluator.engine.requirements import question_of
from trailgate_evaluator.errors import InputError, UsageError
from trailgate_evaluator.evaluation.asking import selected
from trailgate_evaluator.evaluation.baselines import baseline_of, estate_of, gathered_of
from trailgate_evaluator.evaluation.requiring import Requiring
from trailgate_evaluator.inputs.collecting import uncollected
from trailgate_evaluator.inputs.reading import PlanFiles
from trailgate_evaluator.report.numbers import in_order
from trailgate_evaluator.settings import NO_SETTINGS, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trailgate_evaluator.document.parts import Parts
    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.estate import Estate, Listed
    from trailgate_evaluator.evaluation.baselines import Baseline
    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.inputs import Source
    from trailgate_evaluator.readers.cloudformation import TemplateReading, Written
    from trailgate_evaluator.readers.declared.organization_trails import Barred
    from trailgate_evaluator.readers.terraform import Graph, PlanReading
    from trailgate_evaluator.readers.terraform.expressions.sources import Sources

Json = dict[str, Any]

_OF_MEMBERS: Final = frozenset({"delegated_administrator", "member"})
"""The roles that may be given of an account that is told to be a member."""
_ROLES: Final = {
    "management": "the management account of its organization",
    "member": "a member of its organization that its management account delegates nothing to",
    ANY_MEMBER: "a member of its organization",
    "outside": "in no organization",
}
_GRAPH_BYTES: Final = 32 << 20
"""The most bytes of a graph; one of 10,000 resources has about 5 MiB, and each edge takes ten times its text."""


class Documents(Struct, frozen=True, kw_only=True, dict=True):
    """`after` is what the verdict is about; `before` is the same account without the plan, None where nothing tells.

    `parts` are what `after` was made of, `planned` those of the plan's own account alone. `removed` and
    `added` are the ids of resources that only one of the two has; `locations` are {path, line} of a template's resources by
    address; `rolled_back`: AWS refuses the template, and leaves the account as it was.
    """

    after: Json
    before: Json | None
    parts: Parts
    planned: Parts | None = None
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    locations: Mapping[str, Json] = field(default_factory=dict)
    rolled_back: bool = False

    @cached_property
    def reached(self) -> Mapping[str, Any]:
        """`after` with those alarms alone that the packaged law can look up; worked out once for all that it is asked."""
        return within_reach(self.after)

    def changed(self, *, services: bool) -> tuple[list[str], list[str]]:
        """What is removed and added of the chain, or of services that a control asks for by themselves."""
        known = (self.before or {}).get("services", {}).keys() | self.after["services"].keys()
        removed, added = ([one for one in found if (one in known) is services] for found in (self.removed, self.added))
        return removed, added

    @property
    def leaves_services(self) -> bool:
        """Whether no service is enabled or taken away between the two."""
        if self.before is None:
            return False
        sides = (self.before["services"], self.after["services"])
        one, other = ({found: entry["enabled"] for found, entry in side.items()} for side in sides)
        return one == other


class DocumentMaker:
    """Makes documents of inputs for one run; the baseline, the graph and the settings are read once."""

    def __init__(self, engine: Engine, choices: Choices, estate: Estate | None = None) -> None:
        """Raises `InputError` where the settings, the baseline or the graph cannot be read.

        `estate` are the snapshots that were given together, None where each stands alone.
        """
        self._estate = estate
        self._engine = engine
        self._choices = choices
        self._settings = NO_SETTINGS if choices.settings is None else read_settings(choices.settings)
        self._baseline = None if choices.baseline is None else _baseline(choices)
        self._folder = None if choices.source is None else _folder(choices.source)
        self._graph = None if choices.graph is None else _graph(choices.graph)
        self._replaces = None if choices.replaces is None else _template_at(choices.replaces)
        self._parameters = {} if choices.parameters is None else _parameters(choices.parameters)
        self._controls = selected(engine.controls, choices.controls, choices.benchmark)
        self._requiring = Requiring(engine)

    @property
    def controls(self) -> list[str]:
        """The ids of the controls that are asked for, in the order of their numbers."""
        every = in_order(self._engine.controls, self._engine.controls, self._choices.benchmark)
        return every if self._controls is None else self._controls

    def documents(self, source: Source) -> Documents:
        """The documents of one input; raises `InputError` where it is not what it says it is."""
        with uncollected():
            if source.kind == "aws_snapshot":
                return self._snapshot(source)
            return self._template(source) if source.kind == "cloudformation_template" else self._plan(source)

    def _snapshot(self, source: Source) -> Documents:
        from trailgate_evaluator.readers.snapshot import read_snapshot

        estate, beside = self._estate, self._choices.estate
        if beside is not None:
            estate = gathered_of(beside, self._choices, source).estate
        elif estate is None and self._choices.join:
            estate = estate_of(source, self._choices.most_apart)
        if estate is None:
            return self.of_parts(read_snapshot(source))
        from trailgate_evaluator.estate import joined
        from trailgate_evaluator.estate.raw import account_in

        parts = read_snapshot(source, estate.wanted_of(str(account_in(source.content))))
        return self.of_parts(self._named(joined(parts, estate), estate))

    def of_listed(self, listed: Listed) -> Documents:
        """The document of an account of which there is no snapshot."""
        from trailgate_evaluator.estate.listed import parts_of

        return self.of_parts(parts_of(listed))

    def of_parts(self, parts: Parts) -> Documents:
        """The document of these parts of a snapshot, as they are, with the account's name, where the estate has one."""
        parts = self._named(parts, self._estate)
        return Documents(after=self._document(parts), before=None, parts=parts)

    @staticmethod
    def _named(parts: Parts, estate: Estate | None) -> Parts:
        """The parts with the account's name, where the estate has one."""
        name = None if estate is None else estate.name_of(parts.subject["account"])
        return parts if name is None else replace(parts, subject=parts.subject | {"account_name": name})

    def _plan(self, source: Source) -> Documents:
        sources, baseline = self._sources_of(source), self._baseline
        stood = None
        if baseline is not None:
            account = self._choices.account or self._account_of(source, sources)
            stood = baseline.of_account(account)
        return self._planned(self._reading(source, sources, stood))

    def _planned(self, reading: PlanReading | TemplateReading) -> Documents:
        """The documents of what is to be: of a plan's end, or of a template's deployment."""
        baseline, before, after = self._baseline, reading.before, reading.after
        if baseline is not None:
            before = None if before is None else self._named(baseline.joined(before), baseline.estate)
            after = self._named(baseline.joined(after), baseline.estate)
        return Documents(
            after=self._document(after),
            before=None if before is None else self._document(before),
            parts=after,
            planned=reading.after,
            removed=reading.removed,
            added=reading.added,
            locations=getattr(reading, "locations", {}),
            rolled_back=getattr(reading, "rolled_back", False),
        )

    def _template(self, source: Source) -> Documents:
        choices, baseline = self._choices, self._baseline
        several = baseline is not None and baseline.alone is None
        account = choices.account
        if account is None and several:
            account = self._template_reading(source, None).after.subject["account"]
        return self._planned(
            self._template_reading(source, None if baseline is None else baseline.of_account(account, "template"))
        )

    def _template_reading(self, source: Source, baseline: Parts | None) -> TemplateReading:
        from trailgate_evaluator.readers.cloudformation import read

        return read(
            source.content,
            name=source.name,
            lines=source.lines,
            source={"kind": source.kind, "digest": source.digest, "as_of": None},
            parameters=self._parameters,
            account=self._choices.account,
            region=self._choices.region,
            partition=self._choices.partition,
            baseline=baseline,
            replaces=self._replaces,
            barred=self._barred(baseline),
        )

    def of_members(self, documents: Documents) -> Iterator[Documents]:
        """The documents of the other accounts whose chains run through what the plan changes."""
        if self._baseline is None or documents.planned is None:
            return
        for before, after in self._baseline.members(documents.planned):
            before, after = (self._named(side, self._baseline.estate) for side in (before, after))  # noqa: PLW2901
            one, other = self._document(before), self._document(replace(after, kind=documents.planned.kind))
            known = {found for side in (one, other) for kind in RESOURCE_KINDS for found in side[kind]}
            yield Documents(
                after=other,
                before=one,
                parts=after,
                removed=tuple(found for found in documents.removed if found in known),
                added=tuple(found for found in documents.added if found in known),
            )

    def of_uncollected(self, documents: Documents) -> Iterator[Documents]:
        """The documents of the open accounts of a plan's organization of which there is no snapshot: nothing is known of them."""
        from trailgate_evaluator.estate.listed import parts_of

        if self._baseline is None or documents.planned is None:
            return
        plan = documents.planned
        for listed in self._baseline.left_out:
            if listed.is_open and listed.account != plan.subject["account"]:
                parts = parts_of(listed)
                parts = replace(parts, kind=plan.kind, sources=(*parts.sources, *plan.sources[:1]))
                document = self._document(self._named(parts, self._baseline.estate))
                yield Documents(after=document, before=document, parts=parts)

    @property
    def closed(self) -> tuple[Listed, ...]:
        """The accounts on the lists of a baseline's organizations that are closed."""
        left_out = () if self._baseline is None else self._baseline.left_out
        return tuple(one for one in left_out if not one.is_open)

    def _account_of(self, source: Source, sources: Sources | None) -> str | None:
        """The account of a plan, where several are there to lay it over."""
        if self._baseline is None or self._baseline.alone is not None:
            return None
        found: str | None = self._reading(source, sources, None).after.subject["account"]
        return found

    def _reading(self, source: Source, sources: Sources | None, baseline: Parts | None) -> PlanReading:
        from trailgate_evaluator.readers.terraform import read

        return read(
            source.content,
            source={"kind": source.kind, "digest": source.digest, "as_of": None},
            graph=self._graph,
            sources=sources,
            account=self._choices.account,
            region=self._choices.region,
            partition=self._choices.partition,
            baseline=baseline,
            barred=self._barred(baseline),
        )

    def _barred(self, stood: Parts | None) -> Barred | None:
        return None if stood is None or self._baseline is None else self._baseline.barred(stood)

    def _sources_of(self, source: Source) -> Sources | None:
        """The sources of a plan: those in the plan file, else those of the folder that was given."""
        folder = self._folder
        if source.packed is None:
            return folder
        from trailgate_evaluator.readers.terraform.sources.plan_file import read_plan_file

        packed = read_plan_file(source.packed, source.name)
        made = source.content.get("timestamp")
        if packed.timestamp is not None and isinstance(made, str) and made != packed.timestamp:
            raise InputError(
                expected=f"the JSON of {source.name}, which was made at {packed.timestamp}",
                found=f"the JSON of a plan that was made at {made}",
                where="--json",
                what_to_do="Give the output of `terraform show -json` for this very plan file.",
            )
        return packed if folder is None else replace(packed, files=folder.files)

    def by_text_of(self, benchmark: str, control: str, documents: Documents) -> Json:
        """The document of the same parts that asks for one control, by the text of a benchmark; enough for its status.

        Patterns are described by its records alone, so neither floods nor what a pattern may have been made for instead stands
        in it.
        """
        parts, reached = self._dated(documents.parts), documents.reached if self._engine.is_ours else documents.after
        parts = replace(parts, resources={**parts.resources, "alarms": reached["alarms"]})
        asked, settings = self._asked(parts, [control], benchmark), self._settings_for(parts)
        required = self._requiring.alone(self._question(parts, asked))
        return assemble(parts, settings=settings, asked=asked, required=required, index=reached["index"])

    def required_by(self, benchmark: str | None, control: str, parts: Parts) -> Json:
        """The records that a control requires of the account of these parts by the text of a benchmark, or by the newest."""
        parts = self._dated(parts)
        required: Json = self._requiring.said(self._question(parts, self._asked(parts, [control], benchmark)))[control]
        return required

    def role_given(self, control: str, documents: Documents) -> str | None:
        """The role that was given of an account of which the input tells none, where the control asks for other records by it."""
        given, told = self._choices.role, role_of(documents.parts.subject)
        if given is None or given == told:
            return None
        parts = self._dated(documents.parts)
        asked = self._asked(parts, [control], self._choices.benchmark)
        by_both = (self._requiring.said(self._question(parts, asked | {"role": role}))[control] for role in (given, told))
        return given if next(by_both) != next(by_both) else None

    def told(self, control: str, document: Json, decision: Json) -> Json:
        """The records that a control requires by a document that was made here, as a report tells them.

        Of a control that requires none, what stands in their place in the decision.
        """
        question = question_of(document["subject"], document["asked"], self._settings, document["origin"]["as_of"])
        model = self._requiring.told(question, control, document.get("exclusions", {}).get(control, {}).get("whole", ()))
        if not model["records"]:
            model["records"] = {name: {} for names in decision["records"].values() for name in names}
        return model

    def _document(self, parts: Parts) -> Json:
        parts = self._dated(parts)
        asked = self._asked(parts, self._controls, self._choices.benchmark)
        required = self._requiring.of(self._question(parts, asked))
        return assemble(parts, settings=self._settings_for(parts), asked=asked, required=required)

    def _settings_for(self, parts: Parts) -> Json:
        """The settings, with how far the snapshots, or the answers, of one chain may lie apart where there are several."""
        several = parts.kind == "aws_snapshot" and (len(parts.sources) > 1 or any("spread" in one for one in parts.sources))
        return {**self._settings, **({"max_spread_hours": self._choices.most_apart / 3600} if several else {})}

    def _dated(self, parts: Parts) -> Parts:
        return parts if self._choices.as_of is None else replace(parts, as_of=self._choices.as_of)

    def _question(self, parts: Parts, asked: Json) -> Json:
        return question_of(parts.subject, asked, self._settings, parts.as_of)

    def _asked(self, parts: Parts, controls: list[str] | None, benchmark: str | None) -> Json:
        return {"controls": controls, "benchmark": benchmark, "role": self._role(parts.subject)}

    def _role(self, subject: Json) -> str | None:
        """The account's role as its input tells it, else as it was given; raises `UsageError` where both do, differently.

        Of several accounts a role is given for those of which nobody tells it.
        """
        given, told = self._choices.role, role_of(subject)
        if given is None or told is None or given == told or (told == ANY_MEMBER and given in _OF_MEMBERS):
            return given or told
        estates = (self._estate, None if self._baseline is None else self._baseline.estate)
        if any(estate is not None and len(estate.held) > 1 for estate in estates):
            return told
        raise UsageError(
            expected=f"the role that the input tells: account {subject['account']} is {_ROLES[told]}",
            found=f"'{given}'",
            where="--role",
            what_to_do="Leave --role out: it is for inputs that do not tell the role.",
        )


def _baseline(choices: Choices) -> Baseline:
    """What stands at the path of the baseline; an export there that does not tell whose it is is the plan's account's."""
    packed = PlanFiles(account=choices.account, region=choices.region)
    return baseline_of(str(choices.baseline), choices.most_apart, join=choices.join, packed=packed)


def _folder(path: str) -> Sources:
    from trailgate_evaluator.readers.terraform.sources.folder import FolderSources

    return FolderSources(path)


def _parameters(path: str) -> Mapping[str, Any]:
    from trailgate_evaluator.inputs.content import content_of
    from trailgate_evaluator.inputs.template_text import MAX_BYTES, parse_values
    from trailgate_evaluator.readers.cloudformation import parameters_in

    return parameters_in(parse_values(content_of(path, MAX_BYTES), path), path)


def _template_at(path: str) -> Written:
    from trailgate_evaluator.inputs import read_one
    from trailgate_evaluator.readers.cloudformation import Written

    source = read_one(path)
    if source.kind != "cloudformation_template":
        raise InputError(
            expected="a CloudFormation template, or a CDK application",
            found="another input",
            where=path,
            what_to_do="Give the template that the stack was made of.",
        )
    return Written(source.content, source.name, source.lines)


def _graph(path: str) -> Graph:
    from trailgate_evaluator.inputs.content import content_of
    from trailgate_evaluator.readers.terraform import read_graph

    return read_graph(content_of(path, _GRAPH_BYTES).decode("utf-8", "replace"), where=path)
