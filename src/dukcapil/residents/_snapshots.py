"""Snapshots: what was known of a resident from which day on."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from typing import final

import attrs

from dukcapil._shared.checks import check_date, check_type, raise_faults, text_fault
from dukcapil._shared.values import Value
from dukcapil.errors import DuplicateRecord
from dukcapil.residents._model import EndOfStay, Resident

__all__ = ["Snapshot", "complete_exports"]


@final
@attrs.frozen(kw_only=True)
class Snapshot(Value):
    """All that was known of a resident from a day of entry until the next snapshot.

    Attributes:
        resident: the record as it stood.
        entered_on: the day from which it was known, such as that of the nightly or yearly export.
        key: identifies the person through a change of NIK; None where the NIK never changed.

    Raises:
        TypeError: for a field of the wrong type, a `datetime` among them.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, RegionCode, Residence, Resident, Sex
        >>> from dukcapil.residents import Snapshot
        >>> born = date(2003, 5, 1)
        >>> someone = Resident(
        ...     nik=NIK("3275994105030001"),
        ...     birth_date=born,
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.99"), since=born)],
        ... )
        >>> Snapshot(resident=someone, entered_on=date(2020, 12, 31))
        Snapshot(resident=Resident(nik=NIK('327599**********')))
    """

    resident: Resident
    entered_on: date = attrs.field(repr=False)
    key: str | None = attrs.field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        check_type(self, "resident", self.resident, Resident)
        check_date(self, "entered_on", self.entered_on)
        if self.key is not None:
            check_type(self, "key", self.key, str)
            if fault := text_fault(self.key):
                raise_faults("Snapshot", [("key", fault)])


def complete_exports(
    exports: Mapping[date, Iterable[Resident]], *, key: Callable[[Resident], str] | None = None
) -> tuple[Snapshot, ...]:
    """Make snapshots of exports of which the caller says that nobody is missing in them.

    That somebody is missing in an export usually means nothing. In a complete one it means that
    the person lives there no longer: a snapshot ends the stay on the day of the export, for an
    unknown destination (`EndOfStay.UNKNOWN_DESTINATION`), until a later export has the person
    again. Snapshots without news are left out.

    Args:
        exports: the residents of each export, by the day on which it was made.
        key: gives what identifies a person through a change of NIK; without it a new NIK is
            another person, and the old one is missing.

    Returns:
        The snapshots, by day and then by NIK.

    Raises:
        TypeError: for days that are no dates, and residents that are none.
        DuplicateRecord: for a person who is twice in one export.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, RegionCode, Register, Residence, Resident, Sex, measure
        >>> from dukcapil.residents import complete_exports
        >>> born = date(2003, 5, 1)
        >>> someone = Resident(
        ...     nik=NIK("3275994105030001"),
        ...     birth_date=born,
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.99"), since=born)],
        ... )
        >>> first, second = date(2020, 12, 31), date(2021, 12, 31)
        >>> register = Register.of(complete_exports({first: [someone], second: []}))
        >>> [measure(register, on=day).total(on=day).obliged for day in (first, second)]
        [1, 0]
    """
    last: dict[Hashable, Snapshot] = {}
    found: list[Snapshot] = []
    for day in exports:
        check_date("complete_exports", "exports", day)
    for day in sorted(exports):
        present = _by_person(exports[day], day, key)
        for person in last.keys() - present.keys():
            before = last[person]
            present[person] = attrs.evolve(
                before, resident=_gone(before.resident, day), entered_on=day
            )
        news = [
            snapshot
            for person, snapshot in present.items()
            if person not in last or last[person].resident != snapshot.resident
        ]
        found += sorted(news, key=lambda snapshot: snapshot.resident.nik)
        last = present
    return tuple(found)


def _by_person(
    residents: Iterable[Resident], day: date, key: Callable[[Resident], str] | None
) -> dict[Hashable, Snapshot]:
    present: dict[Hashable, Snapshot] = {}
    repeated = 0
    for resident in residents:
        check_type("complete_exports", "exports", resident, Resident)
        name = None if key is None else key(resident)
        snapshot = Snapshot(resident=resident, entered_on=day, key=name)
        repeated += present.setdefault(name or resident.nik, snapshot) is not snapshot
    if repeated:
        raise DuplicateRecord(kind="person of an export", count=repeated)
    return present


def _gone(resident: Resident, day: date) -> Resident:
    """Return the record of a resident who lives nowhere from a day on."""
    stays = [stay for stay in resident.residences if stay.since < day]
    if stays and stays[-1].covers(day) and resident.is_alive(on=day):
        stays[-1] = attrs.evolve(stays[-1], until=day, ended_by=EndOfStay.UNKNOWN_DESTINATION)
    return attrs.evolve(resident, residences=stays)
