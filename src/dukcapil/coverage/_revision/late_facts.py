"""Late facts: what an office came to know of a person after a day, one fact at a time."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, final

import attrs

from dukcapil._shared.worded import Worded
from dukcapil.events import Event, Retracted
from dukcapil.register._kinds import CARD_KINDS, RECORDING_KINDS
from dukcapil.register._stage import STATE_OF_CARD, CardsState
from dukcapil.residents import CitizenPeriod, EndOfStay, Residence, Resident, StayPermit

__all__ = ["LATE_FACTS", "Known", "LateFact", "one_at_a_time"]


@final
class LateFact(Worded):
    """A kind of fact that was entered after a figure had been published.

    A fact that was not on record before is late; one that was, and differs, is corrected. The
    order is that in which the facts of one person are taken.

    Attributes:
        REGISTERED: a person not on record before, with a stay from birth.
        NEW_NIK: another NIK of the same person, or other former ones.
        INACTIVE_NIK: other times in which the NIK was inactive.
        OTHER_CORRECTED: a field that no rule of the obligation needs, such as the name.
        SEX_CORRECTED: another sex.
        BIRTH_DATE_CORRECTED: another date of birth.
        CITIZENSHIP_CORRECTED: another citizenship, or other permits.
        CITIZENSHIP: citizenship gained or lost after what was on record.
        PERMIT: permits after those on record.
        MARRIAGE_CORRECTED: another date of the first marriage, or none.
        MARRIAGE: a first marriage.
        STAY_CORRECTED: another region or date of a stay, or a stay that never was.
        MOVE_OUT: the end of a stay.
        REORGANISATION: the end of a stay and the next one because the region was reorganised.
        MOVE_IN: a new stay, or a person not on record before, with a stay from a later day.
        DEATH_CORRECTED: another date of death, or none.
        DEATH: a death.
        RECORDING: an event of a record.
        CARD: a card printed, handed over or found.
        LOSS: a card lost, damaged, withdrawn or voided.
        EVENT_CORRECTED: an event that supersedes another.
        EVENT_RETRACTED: the retraction of an event.

    Examples:
        >>> from dukcapil.coverage import LateFact
        >>> print(LateFact.DEATH)
        late death
    """

    REGISTERED = "registered late"
    NEW_NIK = "new NIK"
    INACTIVE_NIK = "NIK activity corrected"
    OTHER_CORRECTED = "other field corrected"
    SEX_CORRECTED = "sex corrected"
    BIRTH_DATE_CORRECTED = "birth date corrected"
    CITIZENSHIP_CORRECTED = "citizenship corrected"
    CITIZENSHIP = "late change of citizenship"
    PERMIT = "late permit"
    MARRIAGE_CORRECTED = "marriage corrected"
    MARRIAGE = "late marriage"
    STAY_CORRECTED = "stay corrected"
    MOVE_OUT = "late move out"
    REORGANISATION = "late reorganisation"
    MOVE_IN = "late move in"
    DEATH_CORRECTED = "death corrected"
    DEATH = "late death"
    RECORDING = "late recording"
    CARD = "late card"
    LOSS = "late loss"
    EVENT_CORRECTED = "event corrected"
    EVENT_RETRACTED = "event retracted"


LATE_FACTS: Final = tuple(LateFact)
_OF_EVENTS: Final = LATE_FACTS[LATE_FACTS.index(LateFact.RECORDING) :]
_OF_ENDS: Final[Mapping[EndOfStay | None, LateFact]] = {
    EndOfStay.CORRECTED: LateFact.STAY_CORRECTED,
    EndOfStay.REORGANISED: LateFact.REORGANISATION,
}
_LOSSES: Final = frozenset(
    kind
    for kind in CARD_KINDS
    if STATE_OF_CARD[kind.status] is CardsState.PROVES_NOTHING  # type: ignore[attr-defined]
)

_NIKS: Final = ("nik", "former_niks")

_Fields = Mapping[str, Any]
_Periods = tuple[CitizenPeriod | StayPermit, ...]


class Known(NamedTuple):
    """Facts known of a person, some of them then and some of them now."""

    resident: Resident
    events: Sequence[Event]


def one_at_a_time(
    before: Resident | None, after: Resident, events: Sequence[Event], day: date
) -> Iterator[tuple[LateFact | None, Known]]:
    """Yield what was known of a person on a day, and then with one late fact more each time.

    Args:
        before: the record as known on the day, if there was one.
        after: the record as known now.
        events: all events known now.
        day: the last day of entry that is not late.
    """
    known = tuple(event for event in events if event.entered_on <= day)
    if before is None:
        stays = after.residences
        yield None, Known(_with(after, {"residences": ()}), ())
        has_arrived = bool(stays) and stays[0].since > after.birth_date
        yield LateFact.MOVE_IN if has_arrived else LateFact.REGISTERED, Known(after, known)
    else:
        yield None, Known(before, known)
        resident = before
        for fact, fields in _late_fields(before, after):
            if any(getattr(resident, name) != value for name, value in fields.items()):
                resident = _with(resident, fields)
                yield fact, Known(resident, known)
    late = [(_fact_of(event), event) for event in events if event.entered_on > day]
    for fact in _OF_EVENTS:
        if more := [event for of, event in late if of is fact]:
            known = (*known, *more)
            yield fact, Known(after, known)


def _with(resident: Resident, fields: _Fields) -> Resident:
    """Return a resident with other fields, made unchecked as one is from its state.

    Between two records some facts are old and others new, and they may contradict each other.
    """
    known: Any = resident
    between: Any = object.__new__(Resident)
    between.__setstate__({**known.__getstate__(), **fields})
    made: Resident = between
    return made


def _late_fields(before: Resident, after: Resident) -> Iterator[tuple[LateFact, _Fields]]:
    """Yield the fields of the later record in the order of `LateFact`, equal ones among them."""
    named = {
        "inactive": LateFact.INACTIVE_NIK,
        "sex": LateFact.SEX_CORRECTED,
        "birth_date": LateFact.BIRTH_DATE_CORRECTED,
        "citizenship": _of_citizenship(before, after),
        "first_married_on": _late_or_corrected(
            before.first_married_on, LateFact.MARRIAGE, LateFact.MARRIAGE_CORRECTED
        ),
        "died_on": _late_or_corrected(before.died_on, LateFact.DEATH, LateFact.DEATH_CORRECTED),
    }
    facts: list[tuple[LateFact, _Fields]] = [
        (fact, {name: getattr(after, name)}) for name, fact in named.items()
    ]
    facts += [
        (fact, {"residences": stays})
        for fact, stays in _late_stays(before.residences, after.residences)
    ]
    others = {field.name for field in attrs.fields(Resident)} - {*named, *_NIKS, "residences"}
    for fact, names in ((LateFact.NEW_NIK, _NIKS), (LateFact.OTHER_CORRECTED, others)):
        facts.append((fact, {name: getattr(after, name) for name in names}))
    # A sort is stable: the stays keep their order.
    yield from sorted(facts, key=lambda one: LATE_FACTS.index(one[0]))


def _late_or_corrected(before: date | None, late: LateFact, corrected: LateFact) -> LateFact:
    return late if before is None else corrected


def _of_citizenship(before: Resident, after: Resident) -> LateFact:
    old, new = before.citizenship.periods, after.citizenship.periods
    if not _goes_on(old, new):
        return LateFact.CITIZENSHIP_CORRECTED
    is_permit = all(isinstance(period, StayPermit) for period in new[len(old) - 1 :])
    return LateFact.PERMIT if is_permit else LateFact.CITIZENSHIP


def _goes_on(old: _Periods, new: _Periods) -> bool:
    """Return whether periods are those of before, with what happened after them."""
    if len(new) < len(old) or new[: len(old) - 1] != old[:-1]:
        return False
    last, now = old[-1], new[len(old) - 1]
    if now.until == last.until or now.until is None:
        return now == last
    ended = now.until < (last.until or date.max)
    is_followed = [one.since for one in new[len(old) :]][:1] == [now.until]
    is_lost = isinstance(now, CitizenPeriod) and last.until is None
    return ended and (is_followed or is_lost) and attrs.evolve(now, until=last.until) == last


_Stays = tuple[Residence, ...]


def _late_stays(before: _Stays, after: _Stays) -> Iterator[tuple[LateFact, _Stays]]:
    """Yield the stays with corrections, then with the end of the last one, then with later ones."""
    both = min(len(before), len(after))
    last = after[both - 1] if both == len(before) and both else None
    if last is not None and before[-1].until is None and last.until is not None:
        lasting = attrs.evolve(last, until=None, ended_by=None)
        yield LateFact.STAY_CORRECTED, (*after[: both - 1], lasting)
        fact = _OF_ENDS.get(last.ended_by, LateFact.MOVE_OUT)
        both += fact is LateFact.REORGANISATION
        yield fact, after[:both]
    else:
        yield LateFact.STAY_CORRECTED, after[:both]
    yield LateFact.MOVE_IN, after


def _fact_of(event: Event) -> LateFact:
    if isinstance(event, Retracted):
        return LateFact.EVENT_RETRACTED
    if event.supersedes is not None:
        return LateFact.EVENT_CORRECTED
    if type(event) in RECORDING_KINDS:
        return LateFact.RECORDING
    return LateFact.LOSS if type(event) in _LOSSES else LateFact.CARD
