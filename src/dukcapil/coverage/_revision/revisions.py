"""Revisions: why a figure differs from what was published, to the last person."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any, Final, NamedTuple, TypeVar, overload

from dukcapil import cards, recording
from dukcapil._shared.checks import check_date, check_optional_date, check_type
from dukcapil._shared.coverage import Coverage
from dukcapil.ages import LeapDay
from dukcapil.coverage._measure import coverage_of
from dukcapil.coverage._revision.late_facts import LATE_FACTS, Known, LateFact, one_at_a_time
from dukcapil.coverage._revision.table import RevisionCount, RevisionRow, RevisionTable
from dukcapil.months import Month
from dukcapil.nik import NIK
from dukcapil.regions import Level, RegionCode
from dukcapil.register import InactiveNIKs, Register, Stage, StagePart
from dukcapil.register._breakdown import AgeBand, AgeBands, By, Cohort, Dimension, Groups
from dukcapil.register._columns import otherwise_known
from dukcapil.register._obliged_stays import ObligedStays
from dukcapil.register._records import SEXES
from dukcapil.register._stage import least_part, part_of
from dukcapil.residents import Resident

__all__ = ["revisions"]

K = TypeVar("K", bound=Hashable)

_NOBODY: Final = Coverage(obliged=0, covered=0)


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
    inactive: InactiveNIKs = ...,
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
    inactive: InactiveNIKs = ...,
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
    inactive: InactiveNIKs = ...,
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
    inactive: InactiveNIKs = ...,
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
    inactive: InactiveNIKs = ...,
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
    inactive: InactiveNIKs = InactiveNIKs.COUNTED,
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
        inactive: whether people count while their NIK is inactive.

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
    measured = partial(
        coverage_of, "revisions", on=on, by=by, stage=stage, leap_day=leap_day, inactive=inactive
    )
    before, after = measured(register.known_on(published)), measured(current)
    found: dict[Hashable, dict[LateFact, list[_Move]]] = {}
    for move in _moves(current, published, _Question(on, by, least, leap_day, inactive)):
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
    inactive: InactiveNIKs


class _Move(NamedTuple):
    """Change of one group by one late fact of one person."""

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
    on, by, least, leap_day, inactive = question
    residents = [known.resident for known in states]
    stays = ObligedStays.of_residents(residents, scope, leap_day, inactive)
    groups = Groups("revisions", by, _People(residents), stays)
    counted: list[dict[Hashable, int]] = [{} for _ in states]
    day = on.toordinal()
    for row, (person, since, until) in enumerate(
        zip(stays.person, stays.since, stays.until, strict=True)
    ):
        if since <= day < until:
            key = groups.key(*groups.group(row, stays.born[person], day, leap_day))
            counted[person][key] = int(_part(states[person], on) >= least)
    return counted


class _People(NamedTuple):
    """Residents by position, as breakdowns see them."""

    residents: Sequence[Resident]

    def resident(self, person: int, /) -> Resident:
        return self.residents[person]

    def sexes(self) -> Sequence[int]:
        return [SEXES.index(resident.sex) for resident in self.residents]


def _part(known: Known, on: date) -> int:
    # Who may follow whom is no matter of the past: the day of entry is given for that alone.
    record = recording.fold(known.events, on=on, known_on=date.max)
    holding = cards.fold(
        known.events, on=on, known_on=date.max, citizenship=known.resident.citizenship
    )
    return part_of(record, holding).value
