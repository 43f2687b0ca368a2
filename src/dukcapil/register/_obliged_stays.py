"""Periods of obligation by region, of one resident and as columns of many."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import compress
from typing import Final, NamedTuple, final

from dukcapil._shared.worded import Worded
from dukcapil.ages import LeapDay, anniversary
from dukcapil.law import OBLIGED_AGE
from dukcapil.regions import RegionCode
from dukcapil.register._boundaries import counted_in
from dukcapil.register._people import People
from dukcapil.register._records import CODE_OF_END, ENDS, Records
from dukcapil.residents import CitizenPeriod, EndOfStay, InactiveNIK, Residence, Resident
from dukcapil.wajib_ktp import reached_on, turns_17_on, unbroken_spells

__all__ = [
    "FLOWS",
    "NEVER",
    "Flow",
    "InactiveNIKs",
    "ObligedStay",
    "ObligedStays",
    "left_out",
    "obliged_stays",
]

NEVER: Final = date.max.toordinal() + 1  # 3,652,060 fits the arrays of 32-bit integers


@final
class InactiveNIKs(Worded):
    """Rules for people whose NIK is inactive (Permendagri 95/2019 Pasal 96).

    Coverage rises where they are left out, without a single recording: in Kota Pekalongan the
    people not recorded fell from 7,043 to about 3,000 within two months
    (rkb.pekalongankota.go.id, 2019). Name the rule with the figure.

    Attributes:
        COUNTED: they count like anybody; the obligation of the law goes on.
        LEFT_OUT: they are in no figure while the NIK is inactive, as in published ones.

    Examples:
        >>> from dukcapil.register import InactiveNIKs
        >>> print(InactiveNIKs.LEFT_OUT)
        left out
    """

    COUNTED = "counted"
    LEFT_OUT = "left out"


@final
class Flow(Worded):
    """A cause that moves a person into or out of a figure.

    The first eight add to the obliged, the next eight take from them, and a person counts at their
    present stage. The last two change the stage of a person obliged before and after.

    Attributes:
        TURNED_17: reached 17.
        MARRIED_YOUNG: married before 17.
        MOVED_IN: arrived when already obliged, or came back from abroad.
        REORGANISED_IN: lived there when the region got this code.
        PERMIT_BEGAN: the permanent permit of a foreigner began.
        CITIZENSHIP_GAINED: became a citizen, without a permit the day before.
        NIK_REACTIVATED: the NIK was active again; only where inactive ones are left out.
        AGED_IN: entered from the age band below.
        DIED: died.
        MOVED_OUT: left the region or the country, or for an unknown destination.
        REORGANISED_OUT: lived there when the region got another code.
        PERMIT_ENDED: the permanent permit of a foreigner ended.
        CITIZENSHIP_LOST: was a citizen no longer, and has no permit.
        NIK_INACTIVATED: the NIK was made inactive; only where inactive ones are left out.
        CORRECTED_OUT: had been registered there by mistake.
        AGED_OUT: passed to the age band above.
        ISSUED: reached the stage; for holding, was handed a card.
        LOST_OR_VOIDED: fell back; for holding, the card was lost, damaged, withdrawn or voided,
            or ended with the permit.
    """

    TURNED_17 = "turned 17"
    MARRIED_YOUNG = "married young"
    MOVED_IN = "moved in"
    REORGANISED_IN = "reorganised in"
    PERMIT_BEGAN = "permit began"
    CITIZENSHIP_GAINED = "citizenship gained"
    NIK_REACTIVATED = "NIK reactivated"
    AGED_IN = "aged in"
    DIED = "died"
    MOVED_OUT = "moved out"
    REORGANISED_OUT = "reorganised out"
    PERMIT_ENDED = "permit ended"
    CITIZENSHIP_LOST = "citizenship lost"
    NIK_INACTIVATED = "NIK inactivated"
    CORRECTED_OUT = "corrected out"
    AGED_OUT = "aged out"
    ISSUED = "issued"
    LOST_OR_VOIDED = "lost or voided"


FLOWS: Final = tuple(Flow)
_EXITS: Final[dict[EndOfStay | None, Flow]] = {
    EndOfStay.CORRECTED: Flow.CORRECTED_OUT,
    EndOfStay.REORGANISED: Flow.REORGANISED_OUT,
}


@final
class ObligedStay(NamedTuple):
    """A stay in one region during which a resident is obliged; days are ordinals."""

    since: int
    until: int
    region: RegionCode
    entry: Flow
    exit: Flow
    obliged_since: int


def obliged_stays(
    resident: Resident, leap_day: LeapDay, inactive: InactiveNIKs = InactiveNIKs.COUNTED
) -> Iterator[ObligedStay]:
    """Yield the stays during which a resident is obliged and counts, in order of time."""
    reached = reached_on(resident, leap_day)
    gaps = left_out(resident, inactive)
    for since, until in unbroken_spells(resident, reached):
        for stay in resident.residences:
            begin = max(since, stay.since)
            end = until if stay.until is None or (until and until < stay.until) else stay.until
            for first, last in _outside(gaps, begin, end):
                yield ObligedStay(
                    first.toordinal(),
                    NEVER if last is None else last.toordinal(),
                    stay.region,
                    _entry(resident, since, first, leap_day, gaps),
                    _exit(resident, stay, last, gaps),
                    since.toordinal(),
                )


def left_out(resident: Resident, inactive: InactiveNIKs) -> tuple[InactiveNIK, ...]:
    """Return the times in which a resident is in no figure because of an inactive NIK."""
    return resident.inactive if inactive is InactiveNIKs.LEFT_OUT else ()


def _outside(
    periods: Sequence[InactiveNIK], begin: date, end: date | None
) -> Iterator[tuple[date, date | None]]:
    """Yield the parts of an interval outside some periods, which are in order."""
    for period in periods:
        if end is not None and end <= period.since:
            break
        if begin < period.since:
            yield begin, period.since
        if period.until is None:
            return
        begin = max(begin, period.until)
    if end is None or begin < end:
        yield begin, end


def _entry(
    resident: Resident,
    since: date,
    begin: date,
    leap_day: LeapDay,
    gaps: Sequence[InactiveNIK],
) -> Flow:
    """Return the flow by which an obliged stay begins; `since` is when the obligation began."""
    # The order of the tests is the precedence of causes on one day, as `coverage.flows` states it.
    is_reactivated = any(period.until == begin for period in gaps)
    if since < begin:
        if is_reactivated:
            return Flow.NIK_REACTIVATED
        is_reorganised = any(
            stay.until == begin and stay.ended_by is EndOfStay.REORGANISED
            for stay in resident.residences
        )
        return Flow.REORGANISED_IN if is_reorganised else Flow.MOVED_IN
    begun = [one for one in resident.citizenship.periods if one.since == begin]
    if begun and not any(one.until == begin for one in resident.citizenship.periods):
        is_citizen = isinstance(begun[0], CitizenPeriod)
        return Flow.CITIZENSHIP_GAINED if is_citizen else Flow.PERMIT_BEGAN
    if begin > reached_on(resident, leap_day):
        return Flow.NIK_REACTIVATED if is_reactivated else Flow.MOVED_IN
    return Flow.TURNED_17 if begin == turns_17_on(resident, leap_day) else Flow.MARRIED_YOUNG


def _exit(
    resident: Resident, stay: Residence, end: date | None, gaps: Sequence[InactiveNIK]
) -> Flow:
    # A stay without an end is never asked for its exit; the column needs a value all the same.
    if end is None or end == resident.died_on:
        return Flow.DIED
    if any(period.since == end for period in gaps):
        return Flow.NIK_INACTIVATED
    if end != stay.until:
        ended = next(one for one in resident.citizenship.periods if one.until == end)
        is_citizen = isinstance(ended, CitizenPeriod)
        return Flow.CITIZENSHIP_LOST if is_citizen else Flow.PERMIT_ENDED
    return _EXITS.get(stay.ended_by, Flow.MOVED_OUT)


_STAY_COLUMNS: Final = frozenset(
    {"entry", "exit", "obliged_since", "person", "place", "since", "until"}
)
_CODE_OF_FLOW: Final = {flow: code for code, flow in enumerate(FLOWS)}
_TURNED_17, _MARRIED_YOUNG, _MOVED_IN, _REORGANISED_IN, _DIED = (
    _CODE_OF_FLOW[flow]
    for flow in (
        Flow.TURNED_17,
        Flow.MARRIED_YOUNG,
        Flow.MOVED_IN,
        Flow.REORGANISED_IN,
        Flow.DIED,
    )
)
_LEFT, _REORGANISED = (CODE_OF_END[end] for end in (EndOfStay.LEFT_COUNTRY, EndOfStay.REORGANISED))
_EXIT_OF_END: Final = bytes(_CODE_OF_FLOW[_EXITS.get(end, Flow.MOVED_OUT)] for end in ENDS)


@final
class ObligedStays:
    """The obliged stays of many residents as columns, by resident and then by time.

    Attributes:
        born: the birth dates of all residents, as ordinals.
        person: the position of the resident.
        since: the first day, as an ordinal.
        until: the first day after it; `NEVER` while it lasts.
        place: the position of the region in `regions`.
        entry: the position in `FLOWS` of the `Flow` by which it began.
        exit: the position in `FLOWS` of the `Flow` by which it ended.
        obliged_since: first day of the unbroken obligation, wherever it began.
        regions: all regions.
    """

    __slots__ = ("born", "regions", *_STAY_COLUMNS)

    born: array[int]
    entry: array[int]
    exit: array[int]
    obliged_since: array[int]
    person: array[int]
    place: array[int]
    regions: Sequence[RegionCode]
    since: array[int]
    until: array[int]

    def __init__(self) -> None:
        """Begin without stays."""
        self.born = array("i")
        self.person, self.since, self.until = array("I"), array("i"), array("i")
        self.place, self.entry, self.exit = array("I"), array("B"), array("B")
        self.obliged_since = array("i")
        self.regions = ()

    @classmethod
    def of_residents(
        cls,
        residents: Iterable[Resident],
        scope: RegionCode | None,
        leap_day: LeapDay,
        inactive: InactiveNIKs,
    ) -> ObligedStays:
        """Collect the stays of residents; with a scope, only those in it."""
        some, place_of, is_counted = cls(), dict[RegionCode, int](), counted_in(scope)
        for person, resident in enumerate(residents):
            some.born.append(resident.birth_date.toordinal())
            for stay in obliged_stays(resident, leap_day, inactive):
                if is_counted(stay.region):
                    some._append(person, stay, place_of.setdefault(stay.region, len(place_of)))
        some.regions = tuple(place_of)
        return some

    @classmethod
    def of_people(cls, people: People, leap_day: LeapDay, inactive: InactiveNIKs) -> ObligedStays:
        """Collect the stays of all people of a register."""
        some, records = cls(), people.records
        some.regions = tuple(records.regions)
        place_of = {region: place for place, region in enumerate(some.regions)}
        some.born = array("i", map(people.born, range(len(people))))
        usual = _UsualStays(records, leap_day)
        for person in sorted(people.order):
            record = people.last(person)
            if usual.can_tell(record):
                usual.append_to(some, person, record)
            else:
                for stay in obliged_stays(people.resident(person), leap_day, inactive):
                    some._append(person, stay, place_of[stay.region])
        return some

    def _append(self, person: int, stay: ObligedStay, place: int) -> None:
        self.person.append(person)
        self.since.append(stay.since)
        self.until.append(stay.until)
        self.place.append(place)
        self.entry.append(_CODE_OF_FLOW[stay.entry])
        self.exit.append(_CODE_OF_FLOW[stay.exit])
        self.obliged_since.append(stay.obliged_since)

    def within(self, scope: RegionCode | None) -> ObligedStays:
        """Return the stays in a region alone."""
        is_counted = counted_in(scope)
        counted = bytes(map(is_counted, self.regions))
        inside = [counted[place] for place in self.place]
        some = ObligedStays()
        some.born, some.regions = self.born, self.regions
        for name in _STAY_COLUMNS:
            column = getattr(self, name)
            setattr(some, name, array(column.typecode, compress(column, inside)))
        return some

    def joined(self, other: ObligedStays, gone: Collection[int]) -> ObligedStays:
        """Return the stays with those of other people after them, and without some people's."""
        both, people = ObligedStays(), len(self.born)
        both.born = self.born + other.born
        place_of = {region: place for place, region in enumerate(self.regions)}
        places = [place_of.setdefault(region, len(place_of)) for region in other.regions]
        both.regions = tuple(place_of)
        runs = [
            slice(bisect_left(self.person, one), bisect_right(self.person, one))
            for one in sorted(gone)
        ]
        for name in _STAY_COLUMNS:
            column, begin = getattr(self, name), 0
            kept = array(column.typecode)
            for run in runs:
                kept += column[begin : run.start]
                begin = run.stop
            kept += column[begin:]
            setattr(both, name, kept)
        both.person += array("I", (people + one for one in other.person))
        both.place += array("I", map(places.__getitem__, other.place))
        for name in _STAY_COLUMNS - {"person", "place"}:
            getattr(both, name).extend(getattr(other, name))
        return both


class _UsualStays:
    """The obliged stays of citizens for life who never left the country, from columns alone.

    The same as `obliged_stays`, several times as fast; tests compare the two.
    """

    __slots__ = ("_records", "_turns_17")

    def __init__(self, records: Records, leap_day: LeapDay) -> None:
        self._records = records

        @cache  # people born on one day turn 17 on one day
        def turns_17(born: int) -> int:
            day = date.fromordinal(born)
            return anniversary(day, day.year + OBLIGED_AGE, leap_day).toordinal()

        self._turns_17 = turns_17

    def can_tell(self, record: int) -> bool:
        """Return whether a record is a usual one."""
        records = self._records
        stays = records.ended_by[records.first_stay[record] : records.first_stay[record + 1]]
        return record not in records.unusual and _LEFT not in stays

    def append_to(self, stays: ObligedStays, person: int, record: int) -> None:
        """Append the stays of a usual record."""
        records = self._records
        turns_17, married = self._turns_17(records.born[record]), records.married[record]
        reached = min(turns_17, married or turns_17)
        died, renamed = records.died[record] or NEVER, 0
        for row in range(records.first_stay[record], records.first_stay[record + 1]):
            begin, ends = max(reached, records.since[row]), records.until[row] or NEVER
            end, ended_by = min(ends, died), records.ended_by[row]
            if begin < end:
                if begin > reached:
                    entry = _REORGANISED_IN if renamed == begin else _MOVED_IN
                else:
                    entry = _TURNED_17 if reached == turns_17 else _MARRIED_YOUNG
                stays.person.append(person)
                stays.since.append(begin)
                stays.until.append(end)
                stays.place.append(records.place[row])
                stays.entry.append(entry)
                stays.exit.append(_DIED if end == died else _EXIT_OF_END[ended_by])
                stays.obliged_since.append(reached)
            renamed = ends if ended_by == _REORGANISED else 0
