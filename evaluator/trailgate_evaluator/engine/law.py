"""The files of the law that decide each control, in the order of the chain, with what their METADATA says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trailgate_evaluator.regular import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]

_REFERENCE: Final = regex(r"\bdata((?:\.[A-Za-z_]\w*)+)")

_STRING: Final = regex(r'"(?:[^"\\\n]|\\.)*"')
"""A name in a text is no reference."""


def law_of(inspection: Mapping[str, Any], texts: Mapping[str, str], links: list[str]) -> dict[str, list[Json]]:
    """{CONTROL: [file]}: first the control's own, then those of each link, then those that serve every link.

    A file is {`file`, `package`, `title`, `description`, `link`, `references` [{ref, description}], `rules` [{name, title,
    description}]}; a control's are the files that its own leads to by any reference.

    Args:
        inspection: the output of `opa inspect --annotations -f json`.
        texts: {path below the policies: source} of every Rego file.
        links: the links in their order.
    """
    packages, controls = _packages(inspection)
    used = {one["package"]: _references(texts[one["file"]], packages) for one in packages.values()}
    places = {link: number for number, link in enumerate(links, 1)}
    law = {}
    for control, package in sorted(controls.items()):

        def place(one: Json, own: str = package) -> tuple[int, bool]:
            """The control's own first, then by link, the file named for the link before those that help it."""
            if one["package"] == own:
                return 0, False
            return places.get(one["link"], len(links) + 1), not one["package"].endswith(f".{one['link']}s")

        law[control] = sorted((packages[name] for name in _reached(package, used)), key=place)
    return law


def _packages(inspection: Mapping[str, Any]) -> tuple[dict[str, Json], dict[str, str]]:
    packages: dict[str, Json] = {}
    controls: dict[str, str] = {}
    rules: dict[str, list[Json]] = {}
    for entry in inspection.get("annotations") or []:
        annotation, path = entry["annotations"], [str(part["value"]) for part in entry["path"]]
        said = {"title": annotation.get("title", ""), "description": annotation.get("description", "")}
        custom = annotation.get("custom") or {}
        if annotation.get("scope") in {"package", "subpackages"}:
            name = ".".join(path)
            packages[name] = {
                "file": entry["location"]["file"].removeprefix("./"),
                "package": name,
                **said,
                "link": custom.get("link"),
                "references": annotation.get("related_resources", []),
                "rules": rules.setdefault(name, []),
            }
            if "id" in custom:
                controls[custom["id"]] = name
        else:
            rules.setdefault(".".join(path[:-1]), []).append({"name": path[-1], **said})
    return packages, controls


def _references(text: str, packages: Mapping[str, Json]) -> list[str]:
    """The packages that a file names, by import or in place, in the order in which it does."""
    found = (f"data{path}" for path in _REFERENCE.findall(_STRING.sub('""', text)))
    return [name for reference in found if (name := _longest(reference, packages)) is not None]


def _longest(reference: str, packages: Mapping[str, Json]) -> str | None:
    """The package that a reference lies in; one that only a folder above has METADATA for is none."""
    parts = reference.split(".")
    for count in (len(parts), len(parts) - 1):
        if (name := ".".join(parts[:count])) in packages:
            return name
    return None


def _reached(package: str, used: Mapping[str, list[str]]) -> Iterator[str]:
    waiting, seen = [package], set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            yield name
            waiting.extend(reversed(used[name]))
