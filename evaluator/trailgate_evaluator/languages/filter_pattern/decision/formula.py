"""Monotone formulas over demands, each stored once, and the search for demands that can hold together and make one true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from trailgate_evaluator.languages.filter_pattern.decision.value_test import Demand
    from trailgate_evaluator.languages.filter_pattern.decision.work import Work

Node: TypeAlias = int
FALSE: Node = 0
TRUE: Node = 1

_Key: TypeAlias = "Demand | tuple[Literal['and', 'or'], frozenset[Node]]"


class Formulas:
    """All formulas of one decision: a node is a demand, or an and/or of nodes; equal formulas are one node."""

    def __init__(self, work: Work, group_of: Callable[[Demand], str]) -> None:
        self._work = work
        self.group_of = group_of
        self._keys: list[_Key | None] = [None, None]
        self._nodes: dict[_Key, Node] = {}
        self._demands: list[frozenset[Demand]] = [frozenset(), frozenset()]
        self._groups: list[frozenset[str]] = [frozenset(), frozenset()]

    def demand(self, demand: Demand) -> Node:
        """The formula that is this demand."""
        node = self._nodes.get(demand)
        return self._intern(demand, frozenset({demand}), frozenset({self.group_of(demand)})) if node is None else node

    def all_of(self, nodes: Iterable[Node]) -> Node:
        """The conjunction."""
        return self._join("and", nodes, neutral=TRUE, absorbing=FALSE)

    def any_of(self, nodes: Iterable[Node]) -> Node:
        """The disjunction."""
        return self._join("or", nodes, neutral=FALSE, absorbing=TRUE)

    def demands(self, node: Node) -> frozenset[Demand]:
        """The demands that occur in a formula."""
        return self._demands[node]

    def groups(self, node: Node) -> frozenset[str]:
        """The groups of the demands that occur in a formula."""
        return self._groups[node]

    def replaced(self, node: Node, values: dict[Demand, bool]) -> Node:
        """The formula with demands given a value, simplified."""
        done: dict[Node, Node] = {}

        def visit(one: Node) -> Node:
            if self._demands[one].isdisjoint(values):
                return one
            if one not in done:
                self._work.spend()
                key = self._keys[one]
                if isinstance(key, tuple):
                    join = self.all_of if key[0] == "and" else self.any_of
                    done[one] = join([visit(part) for part in sorted(key[1])])
                else:
                    assert key is not None  # noqa: S101 - a constant has no demands
                    done[one] = TRUE if values[key] else FALSE
            return done[one]

        return visit(node)

    def branch(self, node: Node) -> tuple[Demand, bool]:
        """A demand to try next, and whether the formula cannot be true without it."""
        key = self._keys[node]
        needed = True
        while isinstance(key, tuple):
            if key[0] == "and":
                alone = [part for part in key[1] if not isinstance(self._keys[part], tuple)]
                node = min(alone) if alone else min(key[1], key=lambda part: (len(self._demands[part]), part))
            else:
                needed = False
                node = min(key[1], key=lambda part: (len(self._demands[part]), part))
            key = self._keys[node]
        assert key is not None  # noqa: S101 - a constant is not branched on
        return key, needed

    def _join(self, kind: Literal["and", "or"], nodes: Iterable[Node], *, neutral: Node, absorbing: Node) -> Node:
        parts: set[Node] = set()
        for node in nodes:
            if node == absorbing:
                return absorbing
            key = self._keys[node]
            if isinstance(key, tuple) and key[0] == kind:
                parts |= key[1]
            elif node != neutral:
                parts.add(node)
        if not parts:
            return neutral
        if len(parts) == 1:
            return parts.pop()
        made: _Key = (kind, frozenset(parts))
        known = self._nodes.get(made)
        if known is not None:
            return known
        demands: frozenset[Demand] = frozenset().union(*[self._demands[part] for part in parts])
        return self._intern(made, demands, frozenset().union(*[self._groups[part] for part in parts]))

    def _intern(self, key: _Key, demands: frozenset[Demand], groups: frozenset[str]) -> Node:
        node = self._nodes[key] = len(self._keys)
        self._keys.append(key)
        self._demands.append(demands)
        self._groups.append(groups)
        return node


class Search:
    """Looks for demands that make a formula true and that can hold together.

    The demands fall into groups that do not constrain each other; `possible` tells whether demands of one group can hold
    together. As formulas are monotone, a demand that is not relied on need not be refuted. States that failed are remembered.
    """

    def __init__(self, formulas: Formulas, possible: Callable[[frozenset[Demand]], bool], work: Work) -> None:
        self._formulas = formulas
        self._group_of = formulas.group_of
        self._possible = possible
        self._work = work
        self._failed: set[tuple[Node, frozenset[frozenset[Demand]]]] = set()

    def find(self, node: Node) -> dict[str, frozenset[Demand]] | None:
        """Demands by group that make the formula true, or None where none can."""
        return self._find(node, {})

    def _find(self, node: Node, chosen: dict[str, frozenset[Demand]]) -> dict[str, frozenset[Demand]] | None:
        passed = []
        changed: set[str] = set()
        while node not in {TRUE, FALSE}:
            demands = self._formulas.demands(node)
            open_groups = self._formulas.groups(node)
            state = (node, frozenset(together for group, together in chosen.items() if group in open_groups))
            if state in self._failed:
                break
            passed.append(state)
            self._work.spend(1 + len(demands) // 8)
            if changed and not self._formulas.branch(node)[1]:
                node = self._without_impossible(node, chosen, changed)
                changed.clear()
                continue
            demand, needed = self._formulas.branch(node)
            group = self._group_of(demand)
            together = chosen.get(group, frozenset()) | {demand}
            possible = self._possible(together)
            if not possible:
                node = FALSE if needed else self._formulas.replaced(node, {demand: False})
                continue
            with_it = self._formulas.replaced(node, {demand: True})
            if needed:
                node, chosen = with_it, {**chosen, group: together}
                changed.add(group)
                continue
            found = self._find(with_it, {**chosen, group: together})
            if found is not None:
                return found
            # Without another demand of its group, relying on this one costs nothing: leaving it out cannot help.
            tied = group in self._formulas.groups(with_it)
            node = self._formulas.replaced(node, {demand: False}) if tied else FALSE
        if node == TRUE:
            return chosen
        self._failed.update(passed)
        return None

    def _without_impossible(self, node: Node, chosen: dict[str, frozenset[Demand]], groups: set[str]) -> Node:
        """The formula without the demands that cannot hold together with what these groups rely on already.

        They are asked in order: the work of one answer depends on those before it, and a set's order on the process.
        """
        impossible = {
            demand: False
            for demand in sorted(self._formulas.demands(node), key=lambda one: one.key)
            if (group := self._group_of(demand)) in groups and not self._possible(chosen[group] | {demand})
        }
        return self._formulas.replaced(node, impossible) if impossible else node
