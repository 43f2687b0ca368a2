"""Words of the family card, the codes that stand for them, and conventions of a table."""

import re
from collections.abc import Mapping
from typing import Final, final

import attrs

from dukcapil._shared.checks import check_type, raise_faults
from dukcapil._shared.values import Value
from dukcapil._shared.worded import Worded
from dukcapil.errors import Fault
from dukcapil.nik import Sex

__all__ = ["PLAIN", "SIAK", "CellOptions", "Codes", "Marital", "Nationality"]


@final
class Marital(Worded):
    """Marital status as the family card shows it (Permendagri 118/2017, and the older words).

    A marriage or divorce that is not registered (*belum tercatat*) has no certificate, and so no
    date; it rests on a signed statement.

    Attributes:
        SINGLE: never married.
        MARRIED: married, registered or of a card that does not say.
        MARRIED_UNREGISTERED: married, without registration.
        DIVORCED: divorced, registered or of a card that does not say.
        DIVORCED_UNREGISTERED: divorced, without registration.
        WIDOWED: the spouse has died.

    Examples:
        >>> from dukcapil.residents import SIAK
        >>> SIAK.marital["4"]
        <Marital.WIDOWED: 'cerai mati'>
    """

    SINGLE = "belum kawin"
    MARRIED = "kawin"
    MARRIED_UNREGISTERED = "kawin belum tercatat"
    DIVORCED = "cerai hidup"
    DIVORCED_UNREGISTERED = "cerai hidup belum tercatat"
    WIDOWED = "cerai mati"


@final
class Nationality(Worded):
    """Nationalities, as printed on the card."""

    CITIZEN = "wni"
    FOREIGNER = "wna"


_CODE: Final = re.compile("0|[1-9][0-9]{0,2}")


def _as_sexes(meaning_of: Mapping[str, Sex]) -> Mapping[str, Sex]:
    return dict(meaning_of)


def _as_statuses(meaning_of: Mapping[str, Marital]) -> Mapping[str, Marital]:
    return dict(meaning_of)


@final
@attrs.frozen(kw_only=True)
class Codes(Value):
    """Numbers that stand for words in the columns of one system.

    Attributes:
        sex: the sex of each code.
        marital: the marital status of each code.

    Raises:
        TypeError: for a code that is not text, or something other than a sex or status.
        InvalidRecord: for a code that is not a number of up to three digits.

    Examples:
        >>> from dukcapil import Sex
        >>> from dukcapil.residents import Codes
        >>> Codes(sex={"1": Sex.FEMALE, "2": Sex.MALE}).sex["1"]
        <Sex.FEMALE: 'female'>
    """

    sex: Mapping[str, Sex] = attrs.field(factory=dict, converter=_as_sexes, hash=False)
    marital: Mapping[str, Marital] = attrs.field(factory=dict, converter=_as_statuses, hash=False)

    def __attrs_post_init__(self) -> None:
        columns: tuple[tuple[str, Mapping[str, object], type], ...] = (
            ("sex", self.sex, Sex),
            ("marital", self.marital, Marital),
        )
        for field, meaning_of, kind in columns:
            for code, meaning in meaning_of.items():
                check_type(self, field, code, str)
                check_type(self, field, meaning, kind)
                if not _CODE.fullmatch(code):
                    raise_faults("Codes", [(field, Fault.NOT_DIGITS)])


SIAK: Final = Codes(
    sex={"1": Sex.MALE, "2": Sex.FEMALE},
    marital={
        "1": Marital.SINGLE,
        "2": Marital.MARRIED,
        "3": Marital.DIVORCED,
        "4": Marital.WIDOWED,
    },
)
"""The codes of SIAK."""

_CENTURIES: Final = range(1800, 2101)


@final
@attrs.frozen(kw_only=True)
class CellOptions(Value):
    """Facts about a table that its cells do not tell.

    Attributes:
        century: the first year of the hundred years that years of two digits lie in, such as
            1950 for 1950 to 2049; None refuses them.
        has_serial_dates: whether numbers in columns of dates are serial dates of a spreadsheet,
            days after 30 December 1899.
        codes: words that numbers stand for; None refuses numbers.
        owner: the function whose arguments these are, for its errors.
    """

    century: int | None = None
    has_serial_dates: bool = False
    codes: Codes | None = None
    owner: str = "CellOptions"

    def __attrs_post_init__(self) -> None:
        if self.century is not None:
            check_type(self.owner, "century", self.century, int)
            if self.century not in _CENTURIES:
                raise_faults(self.owner, [("century", Fault.OUT_OF_BOUNDS)])
        check_type(self.owner, "has_serial_dates", self.has_serial_dates, bool)
        if self.codes is not None:
            check_type(self.owner, "codes", self.codes, Codes)


PLAIN: Final = CellOptions()
"""The options of a table of which nothing is known beside its cells."""
