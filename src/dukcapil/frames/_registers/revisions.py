"""Revisions over tables: figures on the engine, and whoever is known otherwise in a register."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple, TypeAlias

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame

from dukcapil import coverage
from dukcapil._shared.checks import check_date, check_optional_date
from dukcapil.ages import LeapDay
from dukcapil.coverage import Coverage, LateFact, RevisionCount, RevisionRow, RevisionTable
from dukcapil.errors import InvalidTable
from dukcapil.frames._answers.measures import measure
from dukcapil.frames._breakdown import By, Dimension, Groups
from dukcapil.frames._engines import collected
from dukcapil.frames._layout import EVENTS, STAYS, Frame
from dukcapil.frames._published.reading import Answer, read, values_of
from dukcapil.frames._published.tables import COVERAGE
from dukcapil.frames._question import Question
from dukcapil.frames._registers.from_frames import register_of, rows_of
from dukcapil.frames._scopes.known import known
from dukcapil.frames._table import Table, check_together
from dukcapil.nik import NIK, Sex
from dukcapil.regions import RegionCode
from dukcapil.register import InactiveNIKs, Register, Stage, StagePart
from dukcapil.register._stage import least_part
from dukcapil.residents import Resident

__all__ = ["number_of_nobody", "revisions"]

_OfResident: TypeAlias = Callable[[Resident], Hashable]

_FUNCTION: Final = "revisions"
_OF_STAY: Final = ("region", "until", "ended_by")
_NOWHERE: Final = RegionCode("32.75.99")  # a kecamatan that does not exist
_FIRST_BIRTHDAY, _SERIALS = date(1900, 1, 1), 9999
_NOBODY: Final = Coverage(obliged=0, covered=0)
_NO_COUNTS: Final = [RevisionCount(fact=one, people=0, obliged=0, covered=0) for one in LateFact]


def revisions(  # noqa: PLR0913  what is asked for, and options by name
    stays: IntoFrame,
    events: IntoFrame,
    *,
    on: date,
    published: date,
    now: date | None = None,
    by: By = (),
    stage: Stage | StagePart = Stage.HOLDING,
    leap_day: LeapDay = LeapDay.MARCH_1,
    inactive: InactiveNIKs = InactiveNIKs.COUNTED,
    columns: Mapping[str, str] | None = None,
) -> RevisionTable[Any]:
    """Explain why the figures of a date differ from those published, by kinds of late facts.

    The same as `coverage.revisions`. Both figures are computed on the engine; only the rows of
    those of whom something was entered in between, and bears on the date, are collected. With
    `within`, a move out of the region and back is an end of the stay and a new one.

    Args:
        stays: the table of stays, with the column `entered_on` where people are known by
            snapshots; without it, only events are late. `person` is a key that outlives a change
            of NIK. All columns of `STAYS` that are not optional are needed.
        events: the table of events, of the same engine, with all columns of `EVENTS` but
            `outside_domicile`, which may be missing.
        on: the date of the figures.
        published: the last day of entry that counted in the figures published.
        now: the last day of entry that counts in the figures of now; None for all.
        by: the breakdown; `()` for none. A column of your own has one value for each person.
        stage: the least stage, or part of it, that counts as covered.
        leap_day: the 17th birthday of people born on 29 February.
        inactive: whether people count while their NIK is inactive, by `is_nik_active`.
        columns: your own column names, keyed by those of the layouts.

    Returns:
        One row for each group in which anybody was obliged, as known on either day or between,
        without member lists. Lazy frames are run.

    Raises:
        TypeError: for an argument of another type, such as a `datetime`, or tables of two engines.
        ValueError: for a `now` before `published`, a dimension given twice, or keys of `columns`
            that are not in the layouts.
        InvalidTable: for a column that is missing or of another kind, or a column of `by` with
            several values for a person.
        InvalidRecord: for rows of those people that contradict themselves or each other.
        DukcapilError: for impossible histories of those people; `stay_problems` and
            `event_problems` find their rows.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.frames import revisions, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> day = date(2020, 12, 31)
        >>> print(revisions(stays, events, on=day, published=date(2020, 12, 15)))
        late fact  people  obliged  change of the obliged  covered  change of the covered
        published              364                             344
        late card       1                              +0                              +1
        late loss       1                              +0                              -1
        now                    364                             344
    """
    check_date(_FUNCTION, "on", on)
    check_date(_FUNCTION, "published", published)
    check_optional_date(_FUNCTION, "now", now)
    if now is not None and now < published:
        raise ValueError("revisions.now: expected a day not before `published`; exchange the two")
    least_part(_FUNCTION, stage)
    names = [one.name for one in STAYS]
    people = Table.of(stays, STAYS, names, columns, name="stays", function=_FUNCTION)
    log = Table.of(
        events, EVENTS, [one.name for one in EVENTS], columns, name="events", function=_FUNCTION
    )
    check_together(people, log, _FUNCTION)
    groups = Question.of(
        _FUNCTION, stays, (), by=by, leap_day=leap_day, inactive=inactive, columns=columns
    ).groups
    options: dict[str, Any] = {"stage": stage, "leap_day": leap_day, "inactive": inactive}

    def measured(day: date | None) -> Answer:
        stays_, events_ = (one.to_native() for one in known(people, log, day))
        answer = measure(stays_, events_, on=on, by=by, columns=columns, **options)
        return read(_FUNCTION, answer, by, COVERAGE)

    register, own = _of_those_known_otherwise(people, log, _Days(on, published, now), groups)
    moves = coverage.revisions(
        register, on=on, published=published, now=now, by=_of_register(by, own), **options
    )
    counts = {row.key: row.counts for row in moves}
    answers = [measured(day) for day in (published, now)]
    before, after = (
        {key: Coverage(obliged=obliged, covered=covered) for key, (obliged, covered) in one}
        for one in answers
    )
    return RevisionTable(
        [
            RevisionRow(
                key=key,
                before=before.get(key, _NOBODY),
                after=after.get(key, _NOBODY),
                counts=counts.get(key, _NO_COUNTS),
            )
            for key in {**before, **after, **counts}
        ],
        dimensions=answers[0].names,
    )


class _Days(NamedTuple):
    """The date of the figures, and the days of entry after and up to which facts are late."""

    on: date
    published: date
    now: date | None

    def are_late(self, entered_on: nw.Expr) -> nw.Expr:
        """Return whether something was entered in between."""
        is_late = entered_on > nw.lit(self.published)
        return is_late if self.now is None else is_late & (entered_on <= nw.lit(self.now))


def _of_those_known_otherwise(
    people: Table, log: Table, days: _Days, groups: Groups
) -> tuple[Register, dict[str, _OfResident]]:
    """Collect everybody of whom something that bears on the date was entered late.

    Returns:
        Their register, in which NIKs of nobody stand for the persons, and the caller's columns
        in the breakdown as functions of the resident.
    """
    stays, events = _late_rows(people, log, days)
    own = Groups(tuple(one for one in groups.dimensions if isinstance(one, str)), None)
    has_stay = ~people["since"].is_null()  # `within` takes some away, but not their ends
    of_stay = {one: nw.when(has_stay).then(people[one]) for one in _OF_STAY}
    frame = collected(
        stays.select(
            *(of_stay.get(one, people[one]).alias(one) for one in people.present(STAYS)),
            *own.expressions(people),
        )
    )
    history = collected(events.select(*(log[one].alias(one) for one in log.present(EVENTS))))
    parts = [
        rows_of(part, layout, None, name=name, function=_FUNCTION)
        for part, layout, name in ((frame, STAYS, "stays"), (history, EVENTS, "events"))
    ]
    persons = [row["person"] for row in parts[0]]
    niks = {
        person: number_of_nobody(number) for number, person in enumerate(dict.fromkeys(persons))
    }
    register = register_of(
        *([{**row, "person": niks[row["person"]]} for row in part] for part in parts)
    )
    functions: dict[str, _OfResident] = {}
    for name, column in zip(own.names, own.lasting, strict=True):
        pairs = set(zip(persons, values_of(frame[column]), strict=True))
        functions[name] = (
            _sex
            if name == people.columns["sex"]
            else _looked_up(people, name, [(niks[person], value) for person, value in pairs])
        )
    return register, functions


def _late_rows(people: Table, log: Table, days: _Days) -> tuple[Frame, Frame]:
    """Return all rows of those of whom something was entered late that bears on the date."""
    who, of_event = people.unused("_person"), log.unused("_person")
    bears = (log["occurred_on"] <= nw.lit(days.on)) | ~log["supersedes"].is_null()
    late = log.frame.filter(days.are_late(log["entered_on"]) & bears)
    parts = [late.select(log["person"].alias("_late"))]
    if people.has("entered_on"):
        snapshots = people.frame.filter(days.are_late(people["entered_on"]))
        parts.append(snapshots.select(people["person"].alias("_late")))
    persons = nw.concat(parts)
    stays = people.frame.with_columns(people["person"].alias(who)).join(
        persons, left_on=who, right_on="_late", how="semi"
    )
    events = log.frame.with_columns(log["person"].alias(of_event)).join(
        stays.select(nw.col(who).alias("_late")), left_on=of_event, right_on="_late", how="semi"
    )
    return stays, events


def _of_register(by: By, own: Mapping[str, _OfResident]) -> Any:  # noqa: ANN401  as registers have
    """Return a breakdown of tables as one of a register."""
    if isinstance(by, Dimension):
        return own[by] if isinstance(by, str) else by
    return [_of_register(one, own) for one in by]


def _sex(resident: Resident) -> str:
    return resident.sex.value


def _looked_up(people: Table, name: str, pairs: Sequence[tuple[str, Hashable]]) -> _OfResident:
    """Return a column with one value for each person as a function of the resident."""
    values: dict[str, Hashable] = dict(pairs)
    if len(values) < len(pairs):
        raise InvalidTable(
            table=people.name,
            column=name,
            expected="one value for each person",
            found="several for some",
            advice="break down by regions, ages, cohorts or sex, or make tables of each value",
        )
    return lambda resident: values[resident.nik]


def number_of_nobody(number: int) -> NIK:
    """Return a number of nobody, for a person who has a key of the caller."""
    birth_date = _FIRST_BIRTHDAY + timedelta(number // _SERIALS)
    return NIK.build(
        region=_NOWHERE, birth_date=birth_date, sex=Sex.MALE, serial=number % _SERIALS + 1
    )
