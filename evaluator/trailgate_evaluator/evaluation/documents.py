"""One input as the documents to judge: the account as it is, or a plan's world after apply and before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from trailgate_evaluator.document.parts import RESOURCE_KINDS
from trailgate_evaluator.evaluation.baselines import estate_of, gathered_of
from trailgate_evaluator.evaluation.beside import Beside
from trailgate_evaluator.evaluation.document_pair import Documents
from trailgate_evaluator.evaluation.questioning import Questioning
from trailgate_evaluator.inputs.collecting import uncollected

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trailgate_evaluator.document.parts import Parts
    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.estate import Estate, Listed
    from trailgate_evaluator.evaluation.choices import Choices
    from trailgate_evaluator.inputs import Source
    from trailgate_evaluator.readers.cloudformation import TemplateReading
    from trailgate_evaluator.readers.declared.organization_trails import Barred
    from trailgate_evaluator.readers.terraform import PlanReading
    from trailgate_evaluator.readers.terraform.expressions.sources import Sources


class DocumentMaker:
    """Makes documents of inputs for one run; the baseline, the graph and the settings are read once."""

    def __init__(self, engine: Engine, choices: Choices, estate: Estate | None = None) -> None:
        """Raises `InputError` where the settings, the baseline or the graph cannot be read.

        `estate` are the snapshots that were given together, None where each stands alone.
        """
        self._estate = estate
        self._choices = choices
        self._beside = Beside(choices)
        estates = (estate, None if self._beside.baseline is None else self._beside.baseline.estate)
        several = any(one is not None and len(one.held) > 1 for one in estates)
        self.asking = Questioning(engine, choices, of_several=several)
        """What the documents ask."""

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
        return Documents(after=self.asking.document(parts), before=None, parts=parts)

    @staticmethod
    def _named(parts: Parts, estate: Estate | None) -> Parts:
        """The parts with the account's name, where the estate has one."""
        name = None if estate is None else estate.name_of(parts.subject["account"])
        return parts if name is None else replace(parts, subject=parts.subject | {"account_name": name})

    def _plan(self, source: Source) -> Documents:
        sources, baseline = self._beside.sources_of(source), self._beside.baseline
        stood = None
        if baseline is not None:
            account = self._choices.account or self._account_of(source, sources)
            stood = baseline.of_account(account)
        return self._planned(self._reading(source, sources, stood))

    def _planned(self, reading: PlanReading | TemplateReading) -> Documents:
        """The documents of what is to be: of a plan's end, or of a template's deployment."""
        baseline, before, after = self._beside.baseline, reading.before, reading.after
        if baseline is not None:
            before = None if before is None else self._named(baseline.joined(before), baseline.estate)
            after = self._named(baseline.joined(after), baseline.estate)
        return Documents(
            after=self.asking.document(after),
            before=None if before is None else self.asking.document(before),
            parts=after,
            planned=reading.after,
            removed=reading.removed,
            added=reading.added,
            locations=getattr(reading, "locations", {}),
            rolled_back=getattr(reading, "rolled_back", False),
        )

    def _template(self, source: Source) -> Documents:
        choices, baseline = self._choices, self._beside.baseline
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
            parameters=self._beside.parameters,
            account=self._choices.account,
            region=self._choices.region,
            partition=self._choices.partition,
            baseline=baseline,
            replaces=self._beside.replaces,
            barred=self._barred(baseline),
        )

    def of_members(self, documents: Documents) -> Iterator[Documents]:
        """The documents of the other accounts whose chains run through what the plan changes."""
        if self._beside.baseline is None or documents.planned is None:
            return
        for before, after in self._beside.baseline.members(documents.planned):
            before, after = (self._named(side, self._beside.baseline.estate) for side in (before, after))  # noqa: PLW2901
            one, other = self.asking.document(before), self.asking.document(replace(after, kind=documents.planned.kind))
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

        if self._beside.baseline is None or documents.planned is None:
            return
        plan = documents.planned
        for listed in self._beside.baseline.left_out:
            if listed.is_open and listed.account != plan.subject["account"]:
                parts = parts_of(listed)
                parts = replace(parts, kind=plan.kind, sources=(*parts.sources, *plan.sources[:1]))
                document = self.asking.document(self._named(parts, self._beside.baseline.estate))
                yield Documents(after=document, before=document, parts=parts)

    @property
    def closed(self) -> tuple[Listed, ...]:
        """The accounts on the lists of a baseline's organizations that are closed."""
        left_out = () if self._beside.baseline is None else self._beside.baseline.left_out
        return tuple(one for one in left_out if not one.is_open)

    def _account_of(self, source: Source, sources: Sources | None) -> str | None:
        """The account of a plan, where several are there to lay it over."""
        if self._beside.baseline is None or self._beside.baseline.alone is not None:
            return None
        found: str | None = self._reading(source, sources, None).after.subject["account"]
        return found

    def _reading(self, source: Source, sources: Sources | None, baseline: Parts | None) -> PlanReading:
        from trailgate_evaluator.readers.terraform import read

        return read(
            source.content,
            source={"kind": source.kind, "digest": source.digest, "as_of": None},
            graph=self._beside.graph,
            sources=sources,
            account=self._choices.account,
            region=self._choices.region,
            partition=self._choices.partition,
            baseline=baseline,
            barred=self._barred(baseline),
        )

    def _barred(self, stood: Parts | None) -> Barred | None:
        return None if stood is None or self._beside.baseline is None else self._beside.baseline.barred(stood)
