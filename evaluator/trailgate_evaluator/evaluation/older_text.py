"""What a control's text before its newest says of an account, where the verdict is the newest text's alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trailgate_evaluator.report.versions import newest_before, version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trailgate_evaluator.engine import Engine
    from trailgate_evaluator.evaluation.document_pair import Documents
    from trailgate_evaluator.evaluation.documents import DocumentMaker

Json = dict[str, Any]


def older_text(control: str, decision: Json, documents: Documents, maker: DocumentMaker, engine: Engine) -> Json | None:
    """{since, benchmark, status}: the version that changed what is asked, the one before, and the verdict by its text.

    `decision` is what the newest text says of the control. None where both texts give one verdict, and where the
    control's METADATA names no change: `since` the version of each record that those before it do not ask for, so that
    an older text may pass what this one does not; `less_since` one that asks for less, so that an older text may not
    pass what this one does.
    """
    about = engine.controls[control]
    if decision["status"] == "pass":
        since = about.get("less_since")
    else:
        since = max(about.get("since", {}).values(), key=version, default=None)
    before = None if since is None else newest_before(since, about.get("benchmarks", {}))
    if before is None:
        return None
    older, newest = (maker.asking.required_by(one, control, documents.parts) for one in (before, None))
    if all(newest.get(name) == record for name, record in older.items()):
        status = _of_these(older, decision["records"])
    else:
        status = engine.decide(maker.asking.by_text_of(before, control, documents))[control]["status"]
    return None if status == decision["status"] else {"since": since, "benchmark": before, "status": status}


def _of_these(names: Iterable[str], records: Mapping[str, list[str]]) -> str:
    """The verdict if only these of the records were required: each is judged by itself."""
    wanted = set(names)
    if wanted & set(records["missing"]):
        return "fail"
    return "unknown" if wanted & set(records["unknown"]) else "pass"
