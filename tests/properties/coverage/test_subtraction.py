"""No small count of a table for publication follows from the rest of it by subtraction."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from support.subtraction import CAN_OPTIMIZE, Attack

from dukcapil import Coverage, CoverageTable, Sex
from dukcapil.coverage import (
    BacklogRow,
    BacklogTable,
    EarlyRow,
    EarlyTable,
    Flow,
    FlowCount,
    FlowRow,
    FlowTable,
    StageRow,
    StageTable,
    SuppressedCounts,
)
from dukcapil.register import StagePart

pytestmark = pytest.mark.property

DAY, BELOW = date(2020, 12, 31), 5
SHAPES = [("ABCD",), ("ABC", tuple(Sex)), ("ABCD", "xyz"), ("ABC", "xy", tuple(Sex))]
KEYS: list[list[tuple[Hashable, ...]]] = [list(product(*shape)) for shape in SHAPES]
few_or_many = st.sampled_from([*range(1, 12), *[0, 40, 90, 300, 700] * 3])
Truth = dict[Hashable, int]


def protected(data: st.DataObject, attack: Attack, truth: Truth, hidden: set[Hashable]) -> None:
    """Check that no hidden count is determined, and that a small one need not be small."""
    event(f"{'something' if hidden else 'nothing'} is blank")
    assert not attack.determined() & hidden
    small = [count for count in truth if count in hidden and is_small(truth[count])]
    if small and CAN_OPTIMIZE:
        for count in data.draw(st.lists(st.sampled_from(small), min_size=1, max_size=4)):
            assert attack.greatest(count) >= BELOW - 1e-6


def is_small(*counts: int) -> bool:
    return any(0 < count < BELOW for count in counts)


# --- coverages, early recordings, backlogs --------------------------------------------------


@given(st.data(), st.sampled_from(KEYS), st.booleans())
def test_rows_of_a_coverage(
    data: st.DataObject, keys: list[tuple[Hashable, ...]], totals: object
) -> None:
    pairs = {key: (data.draw(few_or_many), data.draw(few_or_many)) for key in keys}
    table = CoverageTable.of(
        [(key, DAY, Coverage(obliged=sum(pair), covered=pair[0])) for key, pair in pairs.items()],
        dimensions=[f"d{number}" for number in range(len(keys[0]))],
    ).suppress(below=BELOW, totals=bool(totals))
    early = EarlyTable(
        [EarlyRow(key=key, eligible=sum(pair), recorded=pair[0]) for key, pair in pairs.items()]
    ).suppress(below=BELOW, totals=bool(totals))
    blank = {row.key for row in table if row.coverage is None}
    assert blank == {row.key for row in early if row.cells == (None, None)}
    small = {key for key, pair in pairs.items() if is_small(*pair, sum(pair))}
    assert blank >= small
    assert totals or blank == small
    if totals and len(blank) < len(keys):
        attack_rows(data, pairs, blank)


def attack_rows(data: st.DataObject, pairs: Mapping[Any, tuple[int, ...]], blank: set[Any]) -> None:
    truth: Truth = {(*key, part): n for key, pair in pairs.items() for part, n in enumerate(pair)}
    attack = Attack(truth)
    for count in truth:
        assert isinstance(count, tuple)
        if count[:-1] not in blank:
            attack.sees(count)
    for axis in range(len(next(iter(pairs)))):
        attack.knows_totals(truth, axis)
    protected(data, attack, truth, {c for c in truth if c[:-1] in blank})  # type: ignore[index]


@given(st.data(), st.sampled_from(KEYS))
def test_rows_of_a_backlog(data: st.DataObject, keys: list[tuple[Hashable, ...]]) -> None:
    people = {key: data.draw(few_or_many.filter(bool)) for key in keys}
    waits = {"median_days": 61, "ninth_decile_days": 400, "longest_days": 1_234}
    table = BacklogTable(
        [BacklogRow(key=key, people=count, **waits) for key, count in people.items()]
    ).suppress(below=BELOW)
    blank = {row.key for row in table if row.cells[0] is None}
    assert blank >= {key for key, count in people.items() if is_small(count)}
    for row in table:
        assert set(row.cells[1:]) <= {60, 390, None}
        assert row.key not in blank or row.cells == (None, None, None)
    if len(blank) < len(keys):
        attack_rows(data, {key: (count,) for key, count in people.items()}, blank)


# --- stages ---------------------------------------------------------------------------------


@given(st.data(), st.sampled_from(KEYS[:3]), st.booleans(), st.booleans())
def test_cells_of_a_partition(
    data: st.DataObject, keys: list[tuple[Hashable, ...]], some_are_few: object, totals: object
) -> None:
    counts = {key: [data.draw(few_or_many) for _ in StagePart] for key in keys}
    if some_are_few:
        few = st.integers(0, 2)
        counts[keys[0]] = [data.draw(few), 0, 0, 0, 0, data.draw(few)]
    table = StageTable(
        [
            StageRow(key=key, on=DAY, counts=(first, blocked + going, *beyond), blocked=blocked)
            for key, (first, blocked, going, *beyond) in counts.items()
        ]
    )
    shown = table.suppress(below=BELOW, totals=bool(totals))
    truth: Truth = {(*key, part): n for key, row in counts.items() for part, n in enumerate(row)}
    hidden: set[Hashable] = set()
    attack = Attack(truth)
    for row in shown:
        of_row = [(*row.key, part) for part in range(len(StagePart))]
        for count, cell in zip(of_row, row.cells[2:], strict=True):
            if cell is None:
                hidden.add(count)
            else:
                assert cell == truth[count]
                attack.sees(count)
        if row.cells[1] is not None:
            attack.knows([(count, 1) for count in of_row])
    assert hidden >= {count for count, n in truth.items() if is_small(n)}
    assert all((row.cells[1] is None) >= is_small(sum(counts[row.key])) for row in shown)
    if totals and len(hidden) < len(truth):
        for axis in range(len(keys[0])):
            attack.knows_totals(truth, axis)
    if any(row.cells[1] is not None for row in shown):  # else nothing is known
        protected(data, attack, truth, hidden)


# --- flows ----------------------------------------------------------------------------------

CHANGES = (Flow.ISSUED, Flow.LOST_OR_VOIDED)
INTO = tuple(Flow)[: list(Flow).index(Flow.DIED)]
OUT = tuple(flow for flow in Flow if flow not in {*INTO, *CHANGES})
USUAL = {Flow.TURNED_17, Flow.MOVED_IN, Flow.DIED, Flow.MOVED_OUT}


@given(st.data(), st.sampled_from(KEYS[:2]), st.booleans())
def test_lines_of_flows(
    data: st.DataObject, keys: list[tuple[Hashable, ...]], totals: object
) -> None:
    truth: Truth = {}
    for key in keys:
        for flow, part in product((*INTO, *OUT), (0, 1)):
            truth[*key, flow, part] = data.draw(few_or_many) if flow in USUAL else 0
        for flow in CHANGES:
            truth[*key, flow, 2] = data.draw(few_or_many)
        spare = data.draw(st.sampled_from([0, 2, 500]))
        changes = [truth[*key, flow, 2] for flow in CHANGES]
        for part in (0, 1):
            ins, outs = (sum(truth[*key, flow, part] for flow in way) for way in (INTO, OUT))
            # As many as leave or change the stage must be there.
            truth[*key, "before", part] = spare + outs + sum(changes)
            gained = (changes[0] - changes[1]) * (1 if part == 0 else -1)
            truth[*key, "after", part] = truth[*key, "before", part] + ins - outs + gained
    shown = FlowTable([flow_row(key, truth) for key in keys]).suppress(
        below=BELOW, totals=bool(totals)
    )
    attack, hidden = attack_on_flows(keys, truth, shown)
    for is_stock in (True, False):
        counts = [one for one in truth if (one[-2] in {"before", "after"}) is is_stock]  # type: ignore[index]
        lines = [row.cells for row in shown if (row.cells[0] in {"before", "after"}) is is_stock]
        if totals and any(set(cells[1:]) != {None} for cells in lines):
            for axis in range(len(keys[0])):  # of what is all blank, no totals are published
                attack.knows_totals(counts, axis)
    protected(data, attack, truth, hidden)


def flow_row(key: tuple[Hashable, ...], truth: Truth) -> FlowRow[tuple[Hashable, ...]]:
    def count(flow: Flow) -> FlowCount:
        if flow in CHANGES:
            change = truth[*key, flow, 2] * (1 if flow is Flow.ISSUED else -1)
            return FlowCount(flow=flow, obliged=0, covered=change)
        covered, others = (truth.get((*key, flow, part), 0) for part in (0, 1))
        sign = 1 if flow in INTO else -1
        return FlowCount(flow=flow, obliged=sign * (covered + others), covered=sign * covered)

    before, after = (
        Coverage(obliged=truth[*key, when, 0] + truth[*key, when, 1], covered=truth[*key, when, 0])
        for when in ("before", "after")
    )
    return FlowRow(key=key, before=before, after=after, counts=map(count, Flow))


def attack_on_flows(
    keys: list[tuple[Hashable, ...]], truth: Truth, shown: SuppressedCounts[Any]
) -> tuple[Attack, set[Hashable]]:
    """Return what is known from a table of flows and its identities, and what it hides."""
    lines = {(*row.key, row.cells[0]): row.cells[1:] for row in shown}
    attack = Attack(truth)
    hidden: set[Hashable] = {
        count
        for count in truth
        if isinstance(count, tuple) and set(lines.get(count[:-1], [0])) == {None}
    }
    assert hidden >= {count for count, people in truth.items() if is_small(people)}
    for count in truth:
        if count not in hidden:
            attack.sees(count)
    for key in keys:
        for part, sign in ((0, 1), (1, -1)):
            attack.knows(
                [
                    ((*key, "before", part), 1),
                    *(((*key, flow, part), 1) for flow in INTO),
                    *(((*key, flow, part), -1) for flow in OUT),
                    ((*key, Flow.ISSUED, 2), sign),
                    ((*key, Flow.LOST_OR_VOIDED, 2), -sign),
                    ((*key, "after", part), -1),
                ]
            )
    return attack, hidden
