"""The controls of a set of policies, read from their METADATA annotations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trailgate_evaluator.engine.protocol import Control


def controls_of(inspection: Mapping[str, Any]) -> dict[str, Control]:
    """{CONTROL: metadata} of every package whose METADATA has a `custom.id`, from the output of `opa inspect -a -f json`.

    Metadata is the annotation's `title` (and `description`, where given) and its `custom` fields other than `id`.
    """
    controls: dict[str, Control] = {}
    for entry in inspection.get("annotations") or []:
        annotation = entry["annotations"]
        custom = dict(annotation.get("custom") or {})
        if annotation.get("scope") != "package" or "id" not in custom:
            continue
        identifier = custom.pop("id")
        described = {key: annotation[key] for key in ("title", "description") if key in annotation}
        controls[identifier] = {"title": identifier, **described, **custom}
    return dict(sorted(controls.items()))
