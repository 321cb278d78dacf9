"""Evidence about a snapshot that was made of an export leads back to the file that it stands in."""

from __future__ import annotations

from typing import Any, Final

from trailgate_evaluator.regular import regex

Json = dict[str, Any]

_CALL: Final = regex(r"/calls/(\d+)(?:/pages/(\d+))?")
_ROW: Final = regex(r"^/\w+/0(?=/|$)")
_LONGEST: Final = 60
_OWN: Final = "0#"


def led_back(value: Any, content: Json) -> Any:
    """The same value, where each pointer into the snapshot `content` (`at`) is one into the file of the export."""
    match value:
        case dict():
            return {
                key: back(one, content) if key == "at" and isinstance(one, str) else led_back(one, content)
                for key, one in value.items()
            }
        case list():
            return [led_back(one, content) for one in value]
        case _:
            return value


def back(at: str, content: Json) -> str:
    """`0#FILE#POINTER` in place of `0#POINTER` into the snapshot; the same where it was not made of an export."""
    return f"{_OWN}{original(at.removeprefix(_OWN), content)}" if at.startswith(_OWN) else at


def original(pointer: str, content: Json) -> str:
    """`FILE#POINTER` where what a pointer into the snapshot means stands; the pointer itself where nothing tells."""
    origins = _origins(content)
    found = _CALL.match(pointer)
    if found is None or len(found[0]) > _LONGEST or int(found[1]) >= len(origins):
        return pointer
    pages, page = origins[int(found[1])], int(found[2] or 0)
    if not isinstance(pages, list) or page >= len(pages) or not isinstance(pages[page], str):
        return pointer
    there: str = pages[page]
    rest = pointer[found.end() :]
    if there.endswith("="):  # the page has one row, which stands just there
        return there.removesuffix("=") + _ROW.sub("", rest)
    return there + rest


def row_at(at: str, content: Json) -> Json:
    """The row of the snapshot that a resource was read from, by its `at` (`back`); empty where nothing stands there."""
    pointer = at.removeprefix(_OWN)
    for number, pages in enumerate(_origins(content) if not pointer.startswith("/calls/") else ()):
        for page, there in enumerate(pages if isinstance(pages, list) else ()):
            whole = str(there).removesuffix("=")
            if pointer != whole and not pointer.startswith(f"{whole}/"):
                continue
            listed = content["calls"][number].get("pages") or []
            key = next(
                (key for key, rows in (listed[page] if page < len(listed) else {}).items() if isinstance(rows, list)), None
            )
            within = f"/{key}/0" if str(there).endswith("=") else ""
            found = _at(content, f"/calls/{number}/pages/{page}{within}{pointer[len(whole) :]}")
            if found:
                return found
    return _at(content, pointer)


def is_imported(content: Json) -> bool:
    """Whether the snapshot was made of an export, now or by `trailgate import`."""
    return bool(_origins(content))


def exported_by(content: Json) -> Json:
    """`imported` of a document's source, the tools that a snapshot was made of, `presumed` and `spread`; nothing of another."""
    if not is_imported(content):
        return {}
    told, spread, presumed = (content["collected"]["imported"].get(name) for name in ("tools", "spread", "presumed"))
    tools = [one for one in told if isinstance(one, str)] if isinstance(told, list) else []
    apart = {"spread": spread} if isinstance(spread, int) and spread > 0 else {}
    return {"imported": tools or ["an export"], **apart, **({"presumed": True} if presumed is True else {})}


def _at(content: Json, pointer: str) -> Json:
    value: Any = content
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        elif isinstance(value, dict) and key in value:
            value = value[key]
        else:
            return {}
    return value if isinstance(value, dict) else {}


def _origins(content: Json) -> list[Any]:
    collected = content.get("collected")
    imported = collected.get("imported") if isinstance(collected, dict) else None
    calls = imported.get("calls") if isinstance(imported, dict) else None
    return calls if isinstance(calls, list) else []
