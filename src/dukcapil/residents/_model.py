"""The model of a resident: values that check themselves and never show private data."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, final, get_args

import attrs

from dukcapil._shared.checks import (
    RecordFault,
    check_date,
    check_items,
    check_optional_date,
    check_type,
    raise_faults,
    text_fault,
)
from dukcapil._shared.values import Value
from dukcapil._shared.worded import Worded
from dukcapil.errors import Fault
from dukcapil.nik import NIK, FamilyCardNumber, Sex, check_number
from dukcapil.regions import RegionCode
from dukcapil.residents._citizenship import Citizen, Citizenship
from dukcapil.residents._periods import Period, in_order

__all__ = ["EndOfStay", "InactiveNIK", "Residence", "Resident"]


@final
class EndOfStay(Worded):
    """Reasons for the end of a stay.

    Attributes:
        MOVED: to another region of Indonesia.
        LEFT_COUNTRY: to live abroad.
        UNKNOWN_DESTINATION: the person has gone or is missing (*pergi*, *hilang*).
        REORGANISED: the region was split, merged or renumbered, and nobody moved; the next stay
            begins on the same day, under the new code.
        CORRECTED: the stay had been registered by mistake.
    """

    MOVED = "moved within Indonesia"
    LEFT_COUNTRY = "left the country"
    UNKNOWN_DESTINATION = "left for an unknown destination"
    REORGANISED = "the region was reorganised"
    CORRECTED = "was a mistake of the register"


@final
@attrs.frozen(kw_only=True)
class Residence(Period):
    """One stay in one region, over the half-open interval `[since, until)`.

    Attributes:
        region: the region, of any level.
        since: first day of the stay.
        until: first day after the stay, or None while it lasts.
        ended_by: the reason for its end; given if, and only if, `until` is.

    Raises:
        TypeError: for a `datetime`, or a region that is not a `RegionCode`.
        InvalidRecord: for a stay that ends before it began, or ends without a reason.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import RegionCode
        >>> from dukcapil.residents import Residence
        >>> stay = Residence(region=RegionCode("32.75.99"), since=date(2003, 5, 1))
        >>> stay.covers(date(2020, 11, 23))
        True
    """

    region: RegionCode
    since: date = attrs.field(repr=False)
    until: date | None = attrs.field(default=None, repr=False)
    ended_by: EndOfStay | None = None

    def __attrs_post_init__(self) -> None:
        check_type(self, "region", self.region, RegionCode)
        self.check_period()
        if self.ended_by is not None:
            check_type(self, "ended_by", self.ended_by, EndOfStay)
        if (self.ended_by is None) is not (self.until is None):
            if self.ended_by is None:
                raise_faults("Residence", [("ended_by", Fault.MISSING)])
            raise_faults("Residence", [("ended_by", Fault.CONTRADICTION, "until")])


@final
@attrs.frozen(kw_only=True)
class InactiveNIK(Period):
    """A time in which a NIK was inactive, over the half-open interval `[since, until)`.

    The NIK of a person who is not recorded within five years of becoming obliged is made inactive
    until the recording (Permendagri 95/2019 Pasal 96). The obligation goes on; published figures
    often leave these people out (`dukcapil.register.InactiveNIKs`).

    Attributes:
        since: the first day of it.
        until: the day on which the NIK was active again, or None while it is not.

    Raises:
        TypeError: for a `datetime`.
        InvalidRecord: for a time that ends before it began.

    Examples:
        >>> from datetime import date
        >>> from dukcapil.residents import InactiveNIK
        >>> InactiveNIK(since=date(2025, 3, 1)).covers(date(2025, 3, 1))
        True
    """

    since: date
    until: date | None = None

    def __attrs_post_init__(self) -> None:
        self.check_period()


def _as_residences(residences: Iterable[Residence]) -> tuple[Residence, ...]:
    return tuple(residences)


def _as_inactive(inactive: Iterable[InactiveNIK]) -> tuple[InactiveNIK, ...]:
    return tuple(inactive)


def _as_niks(niks: Iterable[NIK]) -> tuple[NIK, ...]:
    return tuple(niks)


def date_faults(
    birth_date: date, married_on: date | None, died_on: date | None, stays: Sequence[date]
) -> list[RecordFault]:
    """Return the fields whose dates contradict the birth or the death, with the other field.

    `stays` are the first days of the residences.
    """
    faults: list[RecordFault] = []
    end = died_on or date.max
    # Stays are checked for their order elsewhere, so that the first and the last suffice.
    if married_on is not None and married_on <= birth_date:
        faults.append(("first_married_on", Fault.CONTRADICTION, "birth_date"))
    elif married_on is not None and end < married_on:
        faults.append(("first_married_on", Fault.CONTRADICTION, "died_on"))
    if end < birth_date:
        faults.append(("died_on", Fault.CONTRADICTION, "birth_date"))
    if stays and stays[0] < birth_date:
        faults.append(("residences", Fault.CONTRADICTION, "birth_date"))
    elif stays and end < stays[-1]:
        faults.append(("residences", Fault.CONTRADICTION, "died_on"))
    return faults


_CITIZENSHIPS: Final = frozenset(get_args(Citizenship))
_LAST_BIRTH_YEAR: Final = 9_799  # later births have no 200th birthday in the calendar


@final
@attrs.frozen(kw_only=True)
class Resident(Value):
    """One resident, as on record.

    Attributes:
        nik: the identification number; it may disagree with the rest, see `nik_disagreements`.
        birth_date: the date of birth on record.
        sex: the sex on record.
        citizenship: `Citizen()`, `PermanentForeigner` with permits, or `ChangedCitizenship` with
            the dates of the changes.
        residences: all stays in order of time, without overlaps.
        first_married_on: date of the first marriage, or from which it is known, where the date
            itself is not; None without one, and for a marriage of unknown date of a person of 17
            or older, to whom it makes no difference.
        died_on: the day of death, the first day on which the person no longer counts.
        name: the name; no rule needs it.
        family_card: the number of the family card on which the person stands, on the date of the
            record; it changes when the family moves, and no rule needs it.
        former_niks: NIKs that the person had before, the last one last. A NIK is for life, but
            some offices issued a new one after a correction; events under the old one are of the
            same person.
        inactive: the times in which the NIK was inactive, in order and without overlaps.

    Raises:
        TypeError: for a field of the wrong type, a `datetime` among them.
        InvalidRecord: for fields that contradict each other; several faults are raised as one
            `ExceptionGroup`.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import NIK, RegionCode, Residence, Resident, Sex
        >>> Resident(
        ...     nik=NIK("3275994105030001"),
        ...     birth_date=date(2003, 5, 1),
        ...     sex=Sex.FEMALE,
        ...     residences=[Residence(region=RegionCode("32.75.99"), since=date(2003, 5, 1))],
        ... )
        Resident(nik=NIK('327599**********'))
    """

    nik: NIK
    birth_date: date = attrs.field(repr=False)
    sex: Sex = attrs.field(repr=False)
    citizenship: Citizenship = attrs.field(factory=Citizen, repr=False)
    residences: tuple[Residence, ...] = attrs.field(converter=_as_residences, repr=False)
    first_married_on: date | None = attrs.field(default=None, repr=False)
    died_on: date | None = attrs.field(default=None, repr=False)
    name: str | None = attrs.field(default=None, repr=False)
    family_card: FamilyCardNumber | None = attrs.field(default=None, repr=False)
    former_niks: tuple[NIK, ...] = attrs.field(default=(), converter=_as_niks, repr=False)
    inactive: tuple[InactiveNIK, ...] = attrs.field(default=(), converter=_as_inactive, repr=False)

    def __attrs_post_init__(self) -> None:
        self._check_types()
        stays = [residence.since for residence in self.residences]
        faults = date_faults(self.birth_date, self.first_married_on, self.died_on, stays)
        if not in_order(self.residences):
            faults.append(("residences", Fault.OUT_OF_ORDER))
        if not in_order(self.inactive):
            faults.append(("inactive", Fault.OUT_OF_ORDER))
        if len({self.nik, *self.former_niks}) <= len(self.former_niks):
            faults.append(("former_niks", Fault.DUPLICATE))
        if self.birth_date.year > _LAST_BIRTH_YEAR:
            faults.append(("birth_date", Fault.OUT_OF_BOUNDS))
        if self.name and (fault := text_fault(self.name)):
            faults.append(("name", fault))
        raise_faults("Resident", faults)

    def _check_types(self) -> None:
        check_number(self, "nik", self.nik, NIK)
        check_date(self, "birth_date", self.birth_date)
        check_type(self, "sex", self.sex, Sex)
        if type(self.citizenship) not in _CITIZENSHIPS:
            hint = "; or a PermanentForeigner, or a ChangedCitizenship"
            check_type(self, "citizenship", self.citizenship, Citizen, hint)
        check_items(self, "residences", self.residences, Residence)
        check_optional_date(self, "first_married_on", self.first_married_on)
        check_optional_date(self, "died_on", self.died_on)
        if self.name is not None:
            check_type(self, "name", self.name, str)
        if self.family_card is not None:
            check_number(self, "family_card", self.family_card, FamilyCardNumber)
        if self.former_niks:
            check_type(self, "former_niks", self.former_niks, tuple)
            for nik in self.former_niks:
                check_number(self, "former_niks", nik, NIK)
        if self.inactive:
            check_items(self, "inactive", self.inactive, InactiveNIK)

    def residence(self, *, on: date) -> Residence | None:
        """Return the stay that covers the date, or None; death does not end a stay."""
        # `Residence.covers` is written out, since registers ask this of every resident.
        for residence in self.residences:
            if residence.since <= on and (residence.until is None or on < residence.until):
                return residence
        return None

    def lives_in(self, region: RegionCode, *, on: date) -> bool:
        """Return whether the person is alive on a date and lives in the region or a part of it.

        Examples:
            >>> from datetime import date
            >>> from dukcapil import NIK, RegionCode, Residence, Resident, Sex
            >>> born = date(2003, 5, 1)
            >>> someone = Resident(
            ...     nik=NIK("3275994105030001"),
            ...     birth_date=born,
            ...     sex=Sex.FEMALE,
            ...     residences=[Residence(region=RegionCode("32.75.99"), since=born)],
            ... )
            >>> someone.lives_in(RegionCode("32.75"), on=date(2020, 11, 23))
            True
        """
        check_type("lives_in", "region", region, RegionCode)
        check_date("lives_in", "on", on)
        residence = self.residence(on=on)
        return residence is not None and residence.region in region and self.is_alive(on=on)

    def is_alive(self, *, on: date) -> bool:
        """Return whether the person is alive on a date; not on the day of death itself."""
        return self.birth_date <= on and (self.died_on is None or on < self.died_on)

    def nik_disagreements(self) -> tuple[str, ...]:
        """Return the fields in which the NIK disagrees with the record.

        A NIK is kept for life, even a wrong one, so a disagreement is not an error.

        Returns:
            `birth_date`, `sex`, both or none.
        """
        faults = []
        if self.birth_date not in self.nik.birth_dates(not_after=self.birth_date):
            faults.append("birth_date")
        if self.sex is not self.nik.sex:
            faults.append("sex")
        return tuple(faults)
