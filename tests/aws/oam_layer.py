"""CloudWatch's links between accounts, which moto does not have: sinks of those who watch, links of those who share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.aws.paging import one_page
from tests.aws.wire import ApiError, Reply, Request, json_reply

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.aws.state import Items, State


def create_sink(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """The region's sink."""
    place = state.at(request.account, request.region)
    arn = f"arn:aws:oam:{request.region}:{request.account}:sink/{len(place.sinks):08x}-0000-4000-8000-000000000000"
    place.sinks[arn] = {"Arn": arn, "Id": arn.rpartition("/")[2], "Name": request.params["Name"]}
    return json_reply(place.sinks[arn])


def create_link(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """A link to somebody's sink."""
    place = state.at(request.account, request.region)
    arn = f"arn:aws:oam:{request.region}:{request.account}:link/{len(place.links):08x}-0000-4000-8000-000000000000"
    asked = request.params
    place.links[arn] = {
        "Arn": arn,
        "Id": arn.rpartition("/")[2],
        "Label": request.account,
        "LabelTemplate": asked["LabelTemplate"],
        "LinkConfiguration": asked.get("LinkConfiguration"),
        "ResourceTypes": asked["ResourceTypes"],
        "SinkArn": asked["SinkIdentifier"],
    }
    return json_reply(place.links[arn])


def list_sinks(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """The sinks of one's own, page by page."""
    return _page(request, state, list(state.at(request.account, request.region).sinks.values()))


def list_links(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """The links of one's own, page by page."""
    short = ("Arn", "Id", "Label", "ResourceTypes", "SinkArn")
    links = state.at(request.account, request.region).links.values()
    return _page(request, state, [{key: link[key] for key in short} for link in links])


def list_attached_links(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """The links of all accounts to one's own sink, page by page."""
    sink = request.params["SinkIdentifier"]
    _expect(state.at(request.account, request.region).sinks, sink)
    links = [link for place in state.places.values() for link in place.links.values() if link["SinkArn"] == sink]
    rows = [{"Label": link["Label"], "LinkArn": link["Arn"], "ResourceTypes": link["ResourceTypes"]} for link in links]
    return _page(request, state, rows)


def get_link(request: Request, state: State, _behind: Callable[[], Reply]) -> Reply:
    """One link of one's own, whole."""
    return json_reply(_expect(state.at(request.account, request.region).links, request.params["Identifier"]))


def _expect(items: Items, arn: str) -> dict[str, Any]:
    if arn not in items:
        raise ApiError("ResourceNotFoundException", f"{arn} does not exist.", 404)
    return items[arn]


def _page(request: Request, state: State, rows: list[dict[str, Any]]) -> Reply:
    return json_reply(one_page({"Items": rows}, ["Items"], token=request.params.get("NextToken"), size=state.page_size))
