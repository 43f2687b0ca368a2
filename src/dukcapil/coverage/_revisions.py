"""Revisions: why a figure differs from what was published, to the last person."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any, Final, Generic, NamedTuple, TypeVar, final, overload

import attrs

from dukcapil import cards, recording
from dukcapil._shared.checks import (
    check_count,
    check_date,
    check_items,
    check_optional_date,
    check_type,
    raise_faults,
)
from dukcapil._shared.coverage import Coverage
from dukcapil._shared.keyed_table import KeyedTable, by_key, named_dimensions, row_index
from dukcapil._shared.tables import Column, Content, KeyColumns, Kind
from dukcapil._shared.values import Value
from dukcapil.ages import LeapDay
from dukcapil.coverage._late_facts import LATE_FACTS, Known, LateFact, one_at_a_time
from dukcapil.coverage._measure import coverage_of
from dukcapil.errors import Fault
from dukcapil.months import Month
from dukcapil.nik import NIK
from dukcapil.regions import Level, RegionCode
from dukcapil.register import Register, Stage, StagePart
from dukcapil.register._breakdown import AgeBand, AgeBands, By, Cohort, Dimension, Groups
from dukcapil.register._obliged_stays import ObligedStays
from dukcapil.register._register import otherwise_known
from dukcapil.register._stage import least_part, part_of
from dukcapil.residents import Resident

__all__ = ["RevisionCount", "RevisionRow", "RevisionTable", "revisions"]

K = TypeVar("K", bound=Hashable)

_FindPeople = Callable[[K, LateFact], Sequence[NIK]]
_NOBODY: Final = Coverage(obliged=0, covered=0)
_COLUMNS: Final = (
    Column("late_fact"),
    Column("people", Kind.COUNT),
    Column("obliged", Kind.COUNT),
    Column("obliged_change", Kind.CHANGE),
    Column("covered", Kind.COUNT),
    Column("covered_change", Kind.CHANGE),
)


@final
@attrs.frozen(kw_only=True)
class RevisionCount(Value):
    """What one kind of late fact adds to a figure; negative where it takes away.

    Attributes:
        fact: the kind.
        people: persons whom it moved into the figure, within it, or out of it.
        obliged: change of the obliged, in persons.
        covered: change of the covered, in persons.
    """

    fact: LateFact
    people: int
    obliged: int
    covered: int

    def __attrs_post_init__(self) -> None:
        check_type(self, "fact", self.fact, LateFact)
        check_count(self, "people", self.people)
        check_type(self, "obliged", self.obliged, int)
        check_type(self, "covered", self.covered, int)


def _as_counts(counts: Iterable[RevisionCount]) -> tuple[RevisionCount, ...]:
    return tuple(counts)


@final
@attrs.frozen(kw_only=True)
class RevisionRow(Value, Generic[K]):
    """The coverage of one group on one date as known on two days, and what was entered between.

    Attributes:
        key: the group.
        before: the counts as known when the figure was published.
        after: the counts as known now.
        counts: every kind of late fact, in the order of `LateFact`; `before` plus all of them is
            `after`.

    Raises:
        InvalidRecord: for counts that do not lead from `before` to `after`.
    """

    key: K
    before: Coverage
    after: Coverage
    counts: tuple[RevisionCount, ...] = attrs.field(converter=_as_counts)

    def __attrs_post_init__(self) -> None:
        check_type(self, "before", self.before, Coverage)
        check_type(self, "after", self.after, Coverage)
        check_items(self, "counts", self.counts, RevisionCount)
        if tuple(count.fact for count in self.counts) != LATE_FACTS:
            raise_faults("RevisionRow", [("counts", Fault.OUT_OF_ORDER)])
        obliged = self.before.obliged + sum(count.obliged for count in self.counts)
        covered = self.before.covered + sum(count.covered for count in self.counts)
        if (obliged, covered) != (self.after.obliged, self.after.covered):
            raise_faults("RevisionRow", [("counts", Fault.CONTRADICTION, "after")])

    def __getitem__(self, fact: LateFact) -> RevisionCount:
        """Return the count of one kind of late fact."""
        check_type("RevisionRow", "fact", fact, LateFact)
        return self.counts[LATE_FACTS.index(fact)]


def _as_rows(rows: Iterable[RevisionRow[K]]) -> tuple[RevisionRow[K], ...]:
    return by_key(rows, RevisionRow)


@final
@attrs.frozen
class RevisionTable(KeyedTable[RevisionRow[K]], Generic[K]):
    """The revisions of every group.

    As a table, each group has one line for its counts as published, one for each kind of late
    fact that moved anybody, and one for its counts as known now.

    Attributes:
        rows: by key.
        dimensions: names of the dimensions of the keys, as columns of the table.
    """

    rows: tuple[RevisionRow[K], ...] = attrs.field(converter=_as_rows)
    dimensions: tuple[str, ...] = named_dimensions("place")
    _row_of: Mapping[Hashable, RevisionRow[K]] = row_index()
    _find_people: _FindPeople[K] | None = attrs.field(
        alias="find_people",
        default=None,
        kw_only=True,
        eq=False,
        repr=False,
        metadata={"is_transient": True},
    )

    def total(self) -> RevisionRow[tuple[()]]:
        """Return all groups together; whom a fact moved between two of them counts in both."""
        before = after = _NOBODY
        for row in self.rows:
            before, after = before + row.before, after + row.after
        counts = [
            RevisionCount(
                fact=fact,
                people=sum(row[fact].people for row in self.rows),
                obliged=sum(row[fact].obliged for row in self.rows),
                covered=sum(row[fact].covered for row in self.rows),
            )
            for fact in LATE_FACTS
        ]
        return RevisionRow(key=(), before=before, after=after, counts=counts)

    def members(self, key: K, fact: LateFact) -> tuple[NIK, ...]:
        """Return the people whom one kind of late fact moved, in order of their present NIKs.

        Raises:
            KeyError: for a key that the table does not have.
            LookupError: for a table made of counts alone, or pickled.
        """
        check_type("members", "fact", fact, LateFact)
        self[key]
        if self._find_people is None:
            raise LookupError(
                "this table has no member lists; use one returned by revisions() in this process"
            )
        return tuple(self._find_people(key, fact))

    def _content(self) -> Content:
        keys = KeyColumns(self.dimensions, [row.key for row in self.rows])
        return [*keys.columns, *_COLUMNS], [
            [*keys.cells(row.key), *line] for row in self.rows for line in _lines(row)
        ]


def _lines(row: RevisionRow[K]) -> Iterator[tuple[object, ...]]:
    yield "published", None, row.before.obliged, None, row.before.covered, None
    for it in row.counts:
        if it.people:
            yield it.fact, it.people, None, it.obliged, None, it.covered
    yield "now", None, row.after.obliged, None, row.after.covered, None


@overload
def revisions(
    register: Register,
    *,
    on: date,
    published: date,
    now: date | None = ...,
    by: Level,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
) -> RevisionTable[RegionCode]: ...
@overload
def revisions(
    register: Register,
    *,
    on: date,
    published: date,
    now: date | None = ...,
    by: AgeBands,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
) -> RevisionTable[AgeBand]: ...
@overload
def revisions(
    register: Register,
    *,
    on: date,
    published: date,
    now: date | None = ...,
    by: Cohort,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
) -> RevisionTable[Month | int]: ...
@overload
def revisions(
    register: Register,
    *,
    on: date,
    published: date,
    now: date | None = ...,
    by: Callable[[Resident], K],
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
) -> RevisionTable[K]: ...
@overload
def revisions(
    register: Register,
    *,
    on: date,
    published: date,
    now: date | None = ...,
    by: Sequence[Dimension] = ...,
    stage: Stage | StagePart = ...,
    leap_day: LeapDay = ...,
) -> RevisionTable[tuple[Hashable, ...]]: ...
def revisions(  # noqa: PLR0913  the question, and options by name
    register: Register,
    *,
    on: date,
    published: date,
    now: date | None = None,
    by: By = (),
    stage: Stage | StagePart = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
) -> RevisionTable[Any]:
    """Explain why the figures of a date differ from those published, by kinds of late facts.

    `before` and `after` are the counts of `measure` on the date, for the register as known on the
    two days (`Register.known_on`). Of each person known otherwise, the facts that differ are
    taken over one at a time in the order of `LateFact`, and what each changes is counted for it;
    so the counts of all kinds lead from one figure to the other, to the last person. A fact that
    changes nothing because of an earlier one in that order counts for nobody: a death entered
    late of a person who, entered late as well, had moved out before.

    Args:
        register: the register, with snapshots of the residents (`residents.Snapshot`); of
            residents without any, only events are late. With a scope, only its region is counted.
        on: the date of the figures.
        published: the last day of entry that counted in the figures published.
        now: the last day of entry that counts in the figures of now; None for all.
        by: the breakdown, as for `partition`. A function of the resident is asked about records
            between the two as well, with some facts of either.
        stage: the stage from which a person counts as covered.
        leap_day: the day on which those born on 29 February turn 17.

    Returns:
        One row for each group in which anybody was obliged, as known on either day or between.

    Raises:
        TypeError: for a `datetime`, or a `by` that is no dimension.
        ValueError: for a `now` before `published`.

    Examples:
        >>> from datetime import date
        >>> from attrs import evolve
        >>> from dukcapil import NIK, Register, RegionCode, Residence, Resident, Sex
        >>> from dukcapil.coverage import LateFact, revisions
        >>> from dukcapil.residents import Snapshot
        >>> born = date(1950, 5, 1)
        >>> someone = Resident(
        ...     nik=NIK("3275994105500001"),
        ...     birth_date=born,
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.01"), since=born)],
        ... )
        >>> dead = evolve(someone, died_on=date(2020, 12, 20))
        >>> year_end, later = date(2020, 12, 31), date(2021, 2, 10)
        >>> register = Register.of([
        ...     Snapshot(resident=someone, entered_on=year_end),
        ...     Snapshot(resident=dead, entered_on=later),
        ... ])
        >>> table = revisions(register, on=year_end, published=year_end)
        >>> print(table)
        late fact   people  obliged  change of the obliged  covered  change of the covered
        published                 1                               0
        late death       1                              -1                              +0
        now                       0                               0
        >>> table.members((), LateFact.DEATH)
        (NIK('327599**********'),)
    """
    check_type("revisions", "register", register, Register)
    check_date("revisions", "on", on)
    check_date("revisions", "published", published)
    check_optional_date("revisions", "now", now)
    if now is not None and now < published:
        raise ValueError("revisions.now: expected a day not before `published`; exchange the two")
    least = least_part("revisions", stage)
    current = register if now is None else register.known_on(now)
    measured = partial(coverage_of, "revisions", on=on, by=by, stage=stage, leap_day=leap_day)
    before, after = measured(register.known_on(published)), measured(current)
    found: dict[Hashable, dict[LateFact, list[_Move]]] = {}
    for move in _moves(current, published, _Question(on, by, least, leap_day)):
        found.setdefault(move.key, {}).setdefault(move.fact, []).append(move)
    of_row = [{row.key: row.coverage for row in table} for table in (before, after)]
    rows = [
        RevisionRow(
            key=key,
            before=of_row[0].get(key, _NOBODY),
            after=of_row[1].get(key, _NOBODY),
            counts=[_count(fact, found.get(key, {}).get(fact, ())) for fact in LATE_FACTS],
        )
        for key in {**of_row[0], **of_row[1], **found}
    ]

    def find_people(key: Hashable, fact: LateFact) -> list[NIK]:
        return sorted({move.nik for move in found.get(key, {}).get(fact, ())})

    return RevisionTable(rows, dimensions=before.dimensions, find_people=find_people)


class _Question(NamedTuple):
    on: date
    by: By
    least: int
    leap_day: LeapDay


class _Move(NamedTuple):
    """What one late fact of one person adds to one group."""

    nik: NIK
    fact: LateFact
    key: Hashable
    obliged: int
    covered: int


def _count(fact: LateFact, moves: Sequence[_Move]) -> RevisionCount:
    return RevisionCount(
        fact=fact,
        people=len({move.nik for move in moves}),
        obliged=sum(move.obliged for move in moves),
        covered=sum(move.covered for move in moves),
    )


def _moves(register: Register, published: date, question: _Question) -> Iterator[_Move]:
    """Yield what each late fact of each person adds to each group."""
    niks: list[NIK] = []
    facts: list[LateFact | None] = []
    states: list[Known] = []
    for then, resident, events in otherwise_known(register, published):
        for fact, known in one_at_a_time(then, resident, events, published):
            niks.append(resident.nik)
            facts.append(fact)
            states.append(known)
    counted = pairwise(_counted(states, register.scope, question))
    for nik, fact, (old, new) in zip(niks[1:], facts[1:], counted, strict=False):
        if fact is None:  # between two people
            continue
        for key in {**old, **new}:
            obliged, covered = (key in new) - (key in old), new.get(key, 0) - old.get(key, 0)
            if obliged or covered:
                yield _Move(nik, fact, key, obliged, covered)


def _counted(
    states: Sequence[Known], scope: RegionCode | None, question: _Question
) -> list[dict[Hashable, int]]:
    """Return for each state the group in which it counts, if any, and its share of the covered."""
    on, by, least, leap_day = question
    residents = [known.resident for known in states]
    stays = ObligedStays(residents, scope, leap_day)
    groups = Groups("revisions", by, residents, stays)
    counted: list[dict[Hashable, int]] = [{} for _ in states]
    day = on.toordinal()
    for row, (person, since, until) in enumerate(
        zip(stays.person, stays.since, stays.until, strict=True)
    ):
        if since <= day < until:
            key = groups.key(*groups.group(row, stays.born[person], day, leap_day))
            counted[person][key] = int(_part(states[person], on) >= least)
    return counted


def _part(known: Known, on: date) -> int:
    # Who may follow whom is no matter of the past: the day of entry is given for that alone.
    record = recording.fold(known.events, on=on, known_on=date.max)
    holding = cards.fold(
        known.events, on=on, known_on=date.max, citizenship=known.resident.citizenship
    )
    return part_of(record, holding).value
