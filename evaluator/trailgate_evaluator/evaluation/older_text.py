"""What a control's text before its newest says of an account, where the verdict is the newest text's alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.report.versions import family, version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.evaluation.documents import DocumentMaker, Documents

Json = dict[str, Any]


def older_text(
    control: Mapping[str, Any], result: Json, documents: Documents, maker: DocumentMaker, engine: Engine
) -> Json | None:
    """{since, benchmark, status}: the version that changed what is asked, the one before, and the verdict by its text.

    None where both texts give one verdict, and where the control's METADATA names no change: `since` the version of each
    record that those before it do not ask for, so that an older text may pass what this one does not; `less_since` one
    that asks for less, so that an older text may not pass what this one does.
    """
    if result["status"] == "pass":
        since = control.get("less_since")
    else:
        since = max(control.get("since", {}).values(), key=version, default=None)
    before = None if since is None else _before(since, control.get("benchmarks", {}))
    if before is None:
        return None
    status = _status(before, result, documents, maker, engine)
    return None if status == result["status"] else {"since": since, "benchmark": before, "status": status}


def _status(benchmark: str, result: Json, documents: Documents, maker: DocumentMaker, engine: Engine) -> str:
    control = result["control"]
    newest = maker.required_by(None, control, documents.parts)
    older = maker.required_by(benchmark, control, documents.parts)
    if all(newest.get(name) == record for name, record in older.items()):
        return _of_these(older, result["records"])
    status: str = engine.decide(maker.by_text_of(benchmark, control, documents.parts))[control]["status"]
    return status


def _of_these(names: Iterable[str], records: Mapping[str, list[str]]) -> str:
    """The verdict if only these of the records were required: each is judged by itself."""
    wanted = set(names)
    if wanted & set(records["missing"]):
        return "fail"
    return "unknown" if wanted & set(records["unknown"]) else "pass"


def _before(since: str, benchmarks: Iterable[str]) -> str | None:
    """The newest version of the same benchmark that came before `since`."""
    older = [name for name in benchmarks if family(name) == family(since) and version(name) < version(since)]
    return max(older, key=version, default=None)
