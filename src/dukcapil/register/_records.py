"""Records of residents in columns, which take little memory; residents are made on request."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, final

from dukcapil.nik import NIK, FamilyCardNumber, Sex
from dukcapil.regions import RegionCode
from dukcapil.register._texts import Texts
from dukcapil.residents import Citizen, EndOfStay, Residence, Resident

__all__ = ["CODE_OF_END", "ENDS", "SEXES", "Records", "nik_of"]

SEXES: Final = tuple(Sex)
ENDS: Final = (None, *EndOfStay)
"""The reasons for the end of a stay by their codes; 0 for a stay that lasts."""

CODE_OF_END: Final = {end: code for code, end in enumerate(ENDS)}
_CITIZEN: Final = Citizen()
_SIXTEEN_DIGITS: Final = "{:016d}".format

# Fields of which few records have anything but this; their values are kept by record.
_USUAL: Final[dict[str, object]] = {"citizenship": _CITIZEN, "former_niks": (), "inactive": ()}
_COLUMNS: Final = ("born", "died", "family_card", "married", "nik", "sex")
_STAY_COLUMNS: Final = ("ended_by", "place", "since", "until")


def nik_of(number: int) -> NIK:
    """Return the NIK of a number."""
    return NIK(_SIXTEEN_DIGITS(number))


def _day(ordinal: int) -> date | None:
    return date.fromordinal(ordinal) if ordinal else None


@final
class Records:
    """Records of residents: what is known of a person from one day of entry on.

    Days are ordinals, and 0 for none. The stays of a record are the rows from `first_stay` of the
    record until that of the next one.

    Attributes:
        nik: the NIK as a number.
        born: the birth date.
        sex: the position in `Sex`.
        married: the first marriage.
        died: the day of death.
        family_card: the number of the family card; 0 for none.
        name: the name.
        first_stay: for each record the first of its stays, and at the end the number of stays.
        since: the first day of the stay.
        until: the first day after it.
        place: the position of the region in `regions`.
        ended_by: the position of the reason for its end among `EndOfStay`, from 1.
        regions: all regions.
        unusual: by record, the fields whose value is not the usual one.
    """

    __slots__ = (
        "_place_of",
        "first_stay",
        "name",
        "regions",
        "unusual",
        *_COLUMNS,
        *_STAY_COLUMNS,
    )

    born: array[int]
    died: array[int]
    ended_by: array[int]
    family_card: array[int]
    first_stay: array[int]
    married: array[int]
    name: Texts
    nik: array[int]
    place: array[int]
    regions: list[RegionCode]
    sex: array[int]
    since: array[int]
    unusual: dict[int, dict[str, Any]]
    until: array[int]
    _place_of: dict[RegionCode, int]

    def __init__(self) -> None:
        """Begin without records."""
        self.nik, self.family_card = array("Q"), array("Q")
        self.born, self.married, self.died = array("i"), array("i"), array("i")
        self.sex, self.ended_by = array("B"), array("B")
        self.since, self.until = array("i"), array("i")
        self.first_stay, self.place = array("I", [0]), array("I")
        self.name, self.unusual = Texts(), {}
        self.regions, self._place_of = [], {}

    def append(self, resident: Resident) -> None:
        """Add one more, while the columns are being made."""
        unusual = {
            field: value
            for field, usual in _USUAL.items()
            if (value := getattr(resident, field)) != usual
        }
        if unusual:
            self.unusual[len(self)] = unusual
        married, died, card = resident.first_married_on, resident.died_on, resident.family_card
        self.nik.append(int(resident.nik))
        self.born.append(resident.birth_date.toordinal())
        self.sex.append(SEXES.index(resident.sex))
        self.married.append(0 if married is None else married.toordinal())
        self.died.append(0 if died is None else died.toordinal())
        self.family_card.append(0 if card is None else int(card))
        self.name.append(resident.name)
        for stay in resident.residences:
            self.since.append(stay.since.toordinal())
            self.until.append(0 if stay.until is None else stay.until.toordinal())
            self.place.append(self._place(stay.region))
            self.ended_by.append(CODE_OF_END[stay.ended_by])
        self.first_stay.append(len(self.since))

    def _place(self, region: RegionCode) -> int:
        place = self._place_of.get(region)
        if place is None:
            place = self._place_of[region] = len(self.regions)
            self.regions.append(region)
        return place

    def fill_in(self) -> None:
        """Make the index of the regions, which follows from them."""
        self._place_of = {region: place for place, region in enumerate(self.regions)}

    def joined(self, other: Records) -> Records:
        """Return the columns with the records of others after these."""
        both = Records()
        for name in _COLUMNS + _STAY_COLUMNS:
            setattr(both, name, getattr(self, name) + getattr(other, name))
        both.name = self.name.joined(other.name)
        both.regions, both._place_of = list(self.regions), dict(self._place_of)
        of_other = list(map(both._place, other.regions))
        stays, records = len(self.since), len(self)
        for row in range(stays, len(both.place)):
            both.place[row] = of_other[both.place[row]]
        both.first_stay = self.first_stay + array("I", (stays + n for n in other.first_stay[1:]))
        both.unusual = dict(self.unusual)
        both.unusual.update((records + row, fields) for row, fields in other.unusual.items())
        return both

    def picked(self, rows: Sequence[int]) -> Records:
        """Return the columns with some records alone, in that order."""
        some = Records()
        for name in _COLUMNS:
            column = getattr(self, name)
            setattr(some, name, array(column.typecode, map(column.__getitem__, rows)))
        some.name = self.name.picked(rows)
        some.regions, some._place_of = self.regions, self._place_of
        for row in rows:
            stays = slice(self.first_stay[row], self.first_stay[row + 1])
            for name in _STAY_COLUMNS:
                getattr(some, name).extend(getattr(self, name)[stays])
            some.first_stay.append(len(some.since))
        some.unusual = {
            new: self.unusual[old] for new, old in enumerate(rows) if old in self.unusual
        }
        return some

    def resident(self, record: int) -> Resident:
        """Return the resident of a record."""
        card = self.family_card[record]
        return Resident(
            nik=nik_of(self.nik[record]),
            birth_date=date.fromordinal(self.born[record]),
            sex=SEXES[self.sex[record]],
            residences=[
                Residence(
                    region=self.regions[self.place[row]],
                    since=date.fromordinal(self.since[row]),
                    until=_day(self.until[row]),
                    ended_by=ENDS[self.ended_by[row]],
                )
                for row in range(self.first_stay[record], self.first_stay[record + 1])
            ],
            first_married_on=_day(self.married[record]),
            died_on=_day(self.died[record]),
            name=self.name[record],
            family_card=FamilyCardNumber(_SIXTEEN_DIGITS(card)) if card else None,
            **self.unusual.get(record, {}),
        )

    @property
    def has_former_niks(self) -> bool:
        """Whether any record has former NIKs."""
        return any("former_niks" in fields for fields in self.unusual.values())

    def niks(self, record: int) -> tuple[int, ...]:
        """Return the NIK of a record and the former ones, as numbers."""
        former = self.unusual.get(record, {}).get("former_niks", ())
        return (self.nik[record], *map(int, former))

    def __len__(self) -> int:
        """The number of records."""
        return len(self.nik)
