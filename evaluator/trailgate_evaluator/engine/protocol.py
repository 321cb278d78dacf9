"""What an engine is to the rest of the evaluator: policies, loaded, that decide documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

Control = dict[str, Any]
"""Metadata of one control: `title`, `severity`, `benchmarks` {benchmark: number in it}, and whatever else it declares."""


class Engine(Protocol):
    """Policies, loaded and ready to decide; the same document always gets the same decision."""

    @property
    def name(self) -> str:
        """`wasm` or `opa`."""

    @property
    def version(self) -> str:
        """OPA's version: the one that compiled the policies, or the one that serves them."""

    @property
    def digest(self) -> str:
        """`sha256:…` of the policy sources, as `engine.sources.sources_digest` defines it."""

    @property
    def cross_checked_by(self) -> str | None:
        """The name of the engine that gives the same decision for every document, or None."""

    @property
    def is_ours(self) -> bool:
        """Whether the packaged law decides, and nobody checks each answer: what tests show of that law may be relied on."""

    @property
    def controls(self) -> Mapping[str, Control]:
        """Each control's metadata, by its id."""

    def decide(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """The canonical decision on `document`: {CONTROL: decision}.

        Raises:
            EngineError: no decision can be given; never a guess.
            InputError: the document is not JSON that an engine can read.
        """

    def required_records(self, subject: Mapping[str, Any]) -> dict[str, Any]:
        """The CloudTrail records that each control needs: {CONTROL: {RECORD_ID: {fields, recorded_as, ...}}}.

        `subject` is {partition, account, enabled_regions, asked}: see `engine.requirements.question_of`.
        """

    def ordinary_records(self, subject: Mapping[str, Any]) -> dict[str, Any]:
        """The records that such an account writes all day: {CLASS: {fields, example}}."""

    def trace(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """The canonical decision on one change: what a control would say that requires the record in `trace` alone.

        `document` has `trace`, and each pattern's coverage of the control named "trace" (docs/document.md).

        Raises:
            EngineError: no decision can be given.
        """

    def recorded(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """Which trails write one record into which log group: {"groups": {GROUP: {"surely", "perhaps"}}}, each a list of trails.

        `document` has `subject`, `origin`, `settings`, `trails`, `gaps`, `index` and `trace`; the record has `global` (true,
        false or perhaps). The group without a name stands for any.

        Raises:
            EngineError: no answer can be given.
        """

    def walk(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """What the rules say on the way of one required record: {CONTROL: [{link, rule, of, value}]}.

        `document` has its name in `walk`.

        Raises:
            EngineError: no control requires it, or no answer can be given.
        """
