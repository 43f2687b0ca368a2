"""The register: residents with their histories as one checked collection.

The truth is a log of dated events. Where somebody stands on a date, and every figure of
`dukcapil.coverage`, is a function of the log and the date; nothing is stored that could go stale.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import chain
from typing import Final, NamedTuple, final

from dukcapil import cards, recording, wajib_ktp
from dukcapil._shared.checks import check_date, check_type
from dukcapil.ages import LeapDay
from dukcapil.errors import DuplicateRecord
from dukcapil.events import Event
from dukcapil.nik import NIK
from dukcapil.recording import RecordingStatus
from dukcapil.regions import RegionCode
from dukcapil.register._event_columns import EventLog
from dukcapil.register._obliged_stays import ObligedStays
from dukcapil.register._stage import Stage
from dukcapil.register._stage_steps import StageSteps
from dukcapil.register._standing import Standing
from dukcapil.residents import Resident

__all__ = ["Event", "Register", "Stage", "presumed_history"]


@final
class Register:  # noqa: PLW1641  too large to be a key
    """Residents, each once, and everything that happened to their records and cards.

    Made by `Register.of`; it does not change. Residents are in the order of their NIKs and events
    in that of their dates, whatever order they came in. Events are kept as columns,
    and are made into objects again when they are asked for.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, Register, RegionCode, Residence, Resident, Sex
        >>> from dukcapil.recording import BiometricsCaptured
        >>> someone = Resident(
        ...     nik=NIK("3275994105030001"),
        ...     birth_date=date(2003, 5, 1),
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.01"), since=date(2003, 5, 1))],
        ... )
        >>> taken = BiometricsCaptured(id="e-1", nik=someone.nik, occurred_on=date(2020, 5, 4))
        >>> register = Register.of([someone], [taken])
        >>> register
        Register(residents=1, events=1)
        >>> register.standing(someone.nik, on=date(2020, 5, 4)).stage
        <Stage.RECORDED: 1>
    """

    __slots__ = ("_log", "_residents", "_scope", "_stays", "_steps", "_strict")

    _log: EventLog
    _residents: tuple[Resident, ...]
    _scope: RegionCode | None
    _stays: dict[LeapDay, ObligedStays]
    _steps: StageSteps
    _strict: bool

    def __init__(self) -> None:
        """Refuse: registers are made by `of`."""
        raise TypeError("expected Register.of(residents, events)")

    @classmethod
    def of(cls, residents: Iterable[Resident], events: Iterable[Event] = ()) -> "Register":
        """Collect residents and events.

        Args:
            residents: in any order, each NIK once.
            events: in any order, all of these residents. The same event twice changes nothing.
                An iterator is read once, so a large log need not be in memory as objects.

        Raises:
            TypeError: for anything but residents and events.
            DuplicateRecord: for a NIK that stands twice, and for an event id that stands for two
                different events.
            InvalidRecord: for an event of nobody in the register, or a correction of an event
                that is not there, is another resident's, was entered later or corrects it in
                turn, and for an event before its resident was born; by their places in the input.
            IllegalTransition: for an event that cannot follow what happened before; a note says
                its place in the input.
            ExceptionGroup: of these, for several.
        """
        return cls._of(residents, events, scope=None, strict=True)

    @classmethod
    def _of(
        cls,
        residents: Iterable[Resident],
        events: Iterable[Event],
        *,
        scope: RegionCode | None,
        strict: bool,
    ) -> "Register":
        register = object.__new__(cls)
        register._fill(residents, events, scope, strict)
        return register

    def _fill(
        self,
        residents: Iterable[Resident],
        events: Iterable[Event],
        scope: RegionCode | None,
        strict: bool,  # noqa: FBT001
    ) -> None:
        self._residents = tuple(sorted(_checked(residents), key=_nik))
        niks = [resident.nik for resident in self._residents]
        if len(set(niks)) < len(niks):
            repeated = sum(count > 1 for count in Counter(niks).values())
            raise DuplicateRecord(kind="NIK", count=repeated)
        self._scope = scope
        self._strict = strict
        self._log = EventLog(events, self._residents)
        self._steps = StageSteps(self._residents, self._log, strict=strict)
        self._stays = {}

    @property
    def residents(self) -> tuple[Resident, ...]:
        """All residents, in the order of their NIKs."""
        return self._residents

    @property
    def scope(self) -> RegionCode | None:
        """The region whose figures the register gives, see `within`; None for everywhere."""
        return self._scope

    def __reduce__(self) -> tuple[object, ...]:
        again = partial(Register._of, scope=self.scope, strict=self._strict)
        return again, (self.residents, tuple(self.events()))

    def __eq__(self, other: object) -> bool:
        """Whether both have the same residents, the same events and the same scope."""
        if not isinstance(other, Register):
            return NotImplemented
        return (
            self.scope == other.scope
            and self.residents == other.residents
            and self._log == other._log
        )

    def __len__(self) -> int:
        """The number of residents."""
        return len(self.residents)

    def __iter__(self) -> Iterator[Resident]:
        """The residents, in the order of their NIKs."""
        return iter(self.residents)

    def __contains__(self, nik: object) -> bool:
        """Whether somebody has the NIK."""
        return isinstance(nik, str) and self._position(nik) is not None

    def __getitem__(self, nik: NIK) -> Resident:
        """The resident with the NIK; `KeyError` if there is none."""
        return self.residents[self._person(nik)]

    def __repr__(self) -> str:
        """The numbers of residents and events, and the scope."""
        scope = "" if self.scope is None else f", scope={str(self.scope)!r}"
        return f"Register(residents={len(self)}, events={self.event_count}{scope})"

    @property
    def event_count(self) -> int:
        """The number of events, superseded ones too."""
        return len(self._log)

    def events(self) -> Iterator[Event]:
        """All events, resident by resident and in order, superseded ones too."""
        histories = (
            self._log.history(person, resident.nik)
            for person, resident in enumerate(self.residents)
        )
        return chain.from_iterable(histories)

    def history(self, nik: NIK) -> tuple[Event, ...]:
        """The events of one resident in order, superseded ones too.

        Raises:
            KeyError: if nobody has the NIK.
        """
        person = self._person(nik)
        return tuple(self._log.history(person, self._residents[person].nik))

    def standing(
        self,
        nik: NIK,
        *,
        on: date,
        known_on: date | None = None,
        leap_day: LeapDay = LeapDay.MARCH_1,
    ) -> Standing:
        """Where one resident stands on a date, inside the scope or not.

        Args:
            nik: whose.
            on: the date.
            known_on: only by the events that had been written down by that date; None for all.
                Residents are taken as they are now: their data carry no second date.
            leap_day: when somebody born on 29 February turns 17.

        Raises:
            KeyError: if nobody has the NIK.
            TypeError: for a `datetime`.
        """
        check_date("standing", "on", on)
        resident, history = self[nik], self.history(nik)
        seen_on = date.max if known_on is None and not self._strict else known_on
        stay = resident.residence(on=on)
        return Standing(
            assessment=wajib_ktp.assess(resident, on=on, leap_day=leap_day),
            region=None if stay is None else stay.region,
            recording=recording.fold(history, on=on, known_on=seen_on),
            holding=cards.fold(history, on=on, known_on=seen_on, citizenship=resident.citizenship),
        )

    def merge(self, other: "Register") -> "Register":
        """Both registers together; whoever and whatever is the same in both counts once.

        Args:
            other: a register of the same scope.

        Raises:
            DuplicateRecord: for a NIK or an event id that means something else in the other.
            ValueError: for registers of different scopes.

        Examples:
            >>> from dukcapil import Register
            >>> Register.of([]).merge(Register.of([])) == Register.of([])
            True
        """
        check_type("merge", "other", other, Register)
        if other.scope != self.scope:
            raise ValueError("merge: expected registers of one scope; use within() on both")
        merged = {resident.nik: resident for resident in self}
        altered = sum(merged.setdefault(resident.nik, resident) != resident for resident in other)
        if altered:
            raise DuplicateRecord(kind="NIK", count=altered)
        return Register._of(
            merged.values(),
            chain(self.events(), other.events()),
            scope=self.scope,
            strict=self._strict and other._strict,
        )

    def within(self, region: RegionCode) -> "Register":
        """The residents who ever lived in a region, with all their events.

        Nothing of them is cut off, so people who move in or away stay the same people; but
        figures are given of the region alone, and whoever leaves it has moved out.

        Args:
            region: of any level.

        Examples:
            >>> from dukcapil import Register, RegionCode
            >>> Register.of([]).within(RegionCode("32.75.01"))
            Register(residents=0, events=0, scope='32.75.01')
        """
        check_type("within", "region", region, RegionCode)
        if self.scope is not None and region not in self.scope:
            raise ValueError("within: expected a region of the scope of the register")
        inside = [
            person
            for person, resident in enumerate(self.residents)
            if any(stay.region in region for stay in resident.residences)
        ]
        histories = (self._log.history(person, self.residents[person].nik) for person in inside)
        return Register._of(
            [self.residents[person] for person in inside],
            chain.from_iterable(histories),
            scope=region,
            strict=self._strict,
        )

    def known_on(self, day: date) -> "Register":
        """The register as it was known on a day: without what was entered later.

        Args:
            day: the last day of entry that counts. Residents stay as they are: their data carry
                no second date. What was known once may have gaps, so events are not held against
                what their status allows.

        Examples:
            >>> from datetime import date
            >>> from dukcapil import Register
            >>> Register.of([]).known_on(date(2020, 12, 31))
            Register(residents=0, events=0)
        """
        check_date("known_on", "day", day)
        known = (event for event in self.events() if event.entered_on <= day)
        return Register._of(self.residents, known, scope=self.scope, strict=False)

    def _position(self, nik: object) -> int | None:
        if not isinstance(nik, str):
            raise TypeError(f"Register.nik: expected NIK, found {type(nik).__name__}")
        place = bisect_left(self.residents, nik, key=_nik)
        is_there = place < len(self.residents) and self.residents[place].nik == nik
        return place if is_there else None

    def _person(self, nik: object) -> int:
        person = self._position(nik)
        if person is None:
            raise KeyError("nobody in the register has that NIK")
        return person

    def _obliged_stays(self, leap_day: LeapDay) -> ObligedStays:
        check_type("leap_day", "leap_day", leap_day, LeapDay)
        if leap_day not in self._stays:
            self._stays[leap_day] = ObligedStays(self.residents, self.scope, leap_day)
        return self._stays[leap_day]


class Columns(NamedTuple):
    """A register as columns, for the measures that look at everybody."""

    residents: tuple[Resident, ...]
    log: EventLog
    steps: StageSteps
    stays: ObligedStays


def columns(function: str, register: Register, *, leap_day: LeapDay) -> Columns:
    """Return the columns of the register that a public function was given."""
    check_type(function, "register", register, Register)
    check_type(function, "leap_day", leap_day, LeapDay)
    stays = register._obliged_stays(leap_day)  # noqa: SLF001  of this module
    return Columns(register.residents, register._log, register._steps, stays)  # noqa: SLF001


def _nik(resident: Resident) -> NIK:
    return resident.nik


def _checked(residents: object) -> Iterator[Resident]:
    if not isinstance(residents, Iterable):
        raise TypeError(f"Register.residents: expected residents, found {type(residents).__name__}")
    for resident in residents:
        if not isinstance(resident, Resident):
            raise TypeError(
                f"Register.residents: expected residents, found {type(resident).__name__}"
            )
        yield resident


def presumed_history(
    status: RecordingStatus, *, nik: NIK, on: date, label: str
) -> tuple[Event, ...]:
    """The shortest history that leads to a status, all of it on one day.

    For offices that keep one current status a person. Figures are right on that day; nothing can
    be said of the time before. Whoever has a card is presumed to have brought it, so that no
    blank is counted; a card that waits is presumed to be printed that day, as a first one.

    Args:
        status: the current status.
        nik: the resident.
        on: the day of the table.
        label: what the ids of the events begin with; another one for every resident, such as the
            number of the row. Ids are seen by many, so it should not be the NIK.

    Returns:
        Events for `Register.of`; none for `UNREGISTERED`. A foreigner whose permit has ended holds
        no card, whatever the table says.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK
        >>> from dukcapil.recording import RecordingStatus
        >>> from dukcapil.register import presumed_history
        >>> nik = NIK("3275994105030001")
        >>> [type(event).__name__ for event in presumed_history(
        ...     RecordingStatus.CARD_ISSUED, nik=nik, on=date(2020, 12, 31), label="row-1"
        ... )]
        ['BiometricsCaptured', 'PrintReadyRecordMade', 'CardBroughtIn']
    """
    check_type("presumed_history", "status", status, RecordingStatus)
    check_type("presumed_history", "nik", nik, NIK)
    check_date("presumed_history", "on", on)
    check_type("presumed_history", "label", label, str)

    return tuple(
        make(id=f"{label}/{number}", nik=nik, occurred_on=on)
        for number, make in enumerate(_WAY_TO[status])
    )


_Makers = tuple[Callable[..., Event], ...]
_CAPTURED: Final[_Makers] = (recording.BiometricsCaptured,)
_READY: Final[_Makers] = (*_CAPTURED, recording.PrintReadyRecordMade)
_FIRST_PRINT: Final = partial(cards.CardPrinted, card="1", reason=cards.IssueReason.NEW)
_PRINTED: Final[_Makers] = (*_READY, _FIRST_PRINT)
_WAY_TO: Final[Mapping[RecordingStatus, _Makers]] = {
    **{
        reached: (*_CAPTURED, kind)
        for (status, kind), reached in recording.ALLOWED.items()
        if status is RecordingStatus.BIO_CAPTURED
    },
    RecordingStatus.UNREGISTERED: (),
    RecordingStatus.BIO_CAPTURED: _CAPTURED,
    RecordingStatus.SENT_FOR_CARD_PRINTING: (*_READY, recording.SentForCardPrinting),
    RecordingStatus.CARD_PRINTED: _PRINTED,
    RecordingStatus.CARD_SHIPPED: (*_PRINTED, partial(cards.CardShipped, card="1")),
    RecordingStatus.CARD_ISSUED: (*_READY, partial(cards.CardBroughtIn, card="1")),
}
