"""Periods of obligation by region, of one resident and as columns of many."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple, final

from dukcapil._shared.worded import Worded
from dukcapil.ages import LeapDay
from dukcapil.regions import RegionCode
from dukcapil.register._scope import counted_in
from dukcapil.residents import Citizen, EndOfStay, Residence, Resident
from dukcapil.wajib_ktp import reached_on, turns_17_on, unbroken_spells

__all__ = ["FLOWS", "NEVER", "Flow", "ObligedStay", "ObligedStays", "obliged_stays"]

NEVER: Final = date.max.toordinal() + 1  # 3,652,060 fits the arrays of 32-bit integers


@final
class Flow(Worded):
    """A cause that moves a person into or out of a figure.

    The first six add to the obliged, the next six take from them, and a person counts at their
    present stage. The last two change the stage of a person obliged before and after.

    Attributes:
        TURNED_17: reached 17.
        MARRIED_YOUNG: married before 17.
        MOVED_IN: arrived when already obliged, or came back from abroad.
        REORGANISED_IN: lived there when the region got this code.
        PERMIT_BEGAN: the permanent permit of a foreigner began.
        AGED_IN: entered from the age band below.
        DIED: died.
        MOVED_OUT: left the region or the country, or for an unknown destination.
        REORGANISED_OUT: lived there when the region got another code.
        PERMIT_ENDED: the permanent permit of a foreigner ended.
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
    AGED_IN = "aged in"
    DIED = "died"
    MOVED_OUT = "moved out"
    REORGANISED_OUT = "reorganised out"
    PERMIT_ENDED = "permit ended"
    CORRECTED_OUT = "corrected out"
    AGED_OUT = "aged out"
    ISSUED = "issued"
    LOST_OR_VOIDED = "lost or voided"


FLOWS: Final = tuple(Flow)
_EXITS: Final[dict[EndOfStay | None, Flow]] = {
    EndOfStay.CORRECTED: Flow.CORRECTED_OUT,
    EndOfStay.REORGANISED: Flow.REORGANISED_OUT,
}
_ONE_DAY: Final = timedelta(days=1)


@final
class ObligedStay(NamedTuple):
    """A stay in one region during which a resident is obliged; days are ordinals."""

    since: int
    until: int
    region: RegionCode
    entry: Flow
    exit: Flow
    obliged_since: int


def obliged_stays(resident: Resident, leap_day: LeapDay) -> Iterator[ObligedStay]:
    """Yield the stays during which a resident is obliged, in order of time."""
    reached = reached_on(resident, leap_day)
    for since, until in unbroken_spells(resident, reached):
        for stay in resident.residences:
            begin = max(since, stay.since)
            end = until if stay.until is None or (until and until < stay.until) else stay.until
            if end is None or begin < end:
                yield ObligedStay(
                    begin.toordinal(),
                    NEVER if end is None else end.toordinal(),
                    stay.region,
                    _entry(resident, since, begin, leap_day),
                    _exit(resident, stay, end),
                    since.toordinal(),
                )


def _entry(resident: Resident, since: date, begin: date, leap_day: LeapDay) -> Flow:
    """Return the flow by which an obliged stay begins; `since` is when the obligation began."""
    # The order of the tests is the precedence of causes on one day, as `coverage.flows` states it.
    if since < begin:
        is_reorganised = any(
            stay.until == begin and stay.ended_by is EndOfStay.REORGANISED
            for stay in resident.residences
        )
        return Flow.REORGANISED_IN if is_reorganised else Flow.MOVED_IN
    citizenship = resident.citizenship
    if not (isinstance(citizenship, Citizen) or citizenship.has_permit(on=begin - _ONE_DAY)):
        return Flow.PERMIT_BEGAN
    if begin > reached_on(resident, leap_day):
        return Flow.MOVED_IN
    return Flow.TURNED_17 if begin == turns_17_on(resident, leap_day) else Flow.MARRIED_YOUNG


def _exit(resident: Resident, stay: Residence, end: date | None) -> Flow:
    # A stay without an end is never asked for its exit; the column needs a value all the same.
    if end is None or end == resident.died_on:
        return Flow.DIED
    if end != stay.until:
        return Flow.PERMIT_ENDED
    return _EXITS.get(stay.ended_by, Flow.MOVED_OUT)


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

    __slots__ = (
        "born",
        "entry",
        "exit",
        "obliged_since",
        "person",
        "place",
        "regions",
        "since",
        "until",
    )

    born: "array[int]"
    entry: "array[int]"
    exit: "array[int]"
    obliged_since: "array[int]"
    person: "array[int]"
    place: "array[int]"
    regions: Sequence[RegionCode]
    since: "array[int]"
    until: "array[int]"

    def __init__(
        self, residents: Iterable[Resident], scope: RegionCode | None, leap_day: LeapDay
    ) -> None:
        """Collect the stays of all residents; with a scope, only those in it."""
        is_counted = counted_in(scope)
        self.born = array("i")
        self.person, self.since, self.until = array("I"), array("i"), array("i")
        self.place, self.entry, self.exit = array("I"), array("B"), array("B")
        self.obliged_since = array("i")
        position_of: dict[RegionCode, int] = {}
        flow_of = {flow: position for position, flow in enumerate(FLOWS)}
        for person, resident in enumerate(residents):
            self.born.append(resident.birth_date.toordinal())
            for stay in obliged_stays(resident, leap_day):
                if not is_counted(stay.region):
                    continue
                self.person.append(person)
                self.since.append(stay.since)
                self.until.append(stay.until)
                self.place.append(position_of.setdefault(stay.region, len(position_of)))
                self.entry.append(flow_of[stay.entry])
                self.exit.append(flow_of[stay.exit])
                self.obliged_since.append(stay.obliged_since)
        self.regions = tuple(position_of)
