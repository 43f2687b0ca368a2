"""Statutes as data: the article of each rule, and the certainty of the citation.

Rules are paraphrased; the binding text is the one in the State Gazette. A rule whose source is
neither the text nor a public report of it is not listed: where it matters, it is an argument.
"""

from enum import StrEnum
from typing import Final, Self, final

import attrs

from dukcapil._shared.checks import check_type
from dukcapil._shared.values import Value
from dukcapil._shared.worded import not_a_member

__all__ = [
    "CARD_ISSUE",
    "CARD_OUTSIDE_DOMICILE",
    "CARD_VALIDITY",
    "CITATIONS",
    "IDENTIFYING_DATA",
    "LIMITED_STAY",
    "LIMITED_STAY_PROCEDURE",
    "LOSS_REPORT",
    "LOSS_REPORT_DAYS",
    "MOVED_IN",
    "NIK_AFTER_CORRECTION",
    "NIK_FOR_LIFE",
    "NIT_EQUALS_NIK",
    "OBLIGED_AGE",
    "ONE_CARD",
    "PERMIT_REPORT",
    "PERMIT_REPORT_DAYS",
    "PERSONAL_DATA",
    "PRINTED_END",
    "PROTECTED_DATA",
    "REGION_CODES",
    "WAJIB_KTP",
    "Certainty",
    "Citation",
    "Instrument",
]


@final
class Certainty(StrEnum):
    """The degree to which a citation has been checked.

    Attributes:
        QUOTED: the source quotes the rule.
        REPORTED: an office or the press reports the rule; the legal text was not read.
    """

    QUOTED = "the rule is quoted by the source"
    REPORTED = "an office or the press reports it; the legal text was not read"

    @classmethod
    def _missing_(cls, value: object) -> Self:
        raise not_a_member(cls, value)


@final
@attrs.frozen(kw_only=True)
class Instrument(Value):
    """A law, regulation or decree.

    Attributes:
        kind: `UU` (act), `PP` (government regulation), `Perpres`
            (presidential regulation), `Permendagri` (minister's regulation), `Kepmendagri`
            (minister's decree).
        number: the number, as text, since those of decrees have dots.
        year: year of enactment.
        title: the subject, in English.
        address: the address of its text, or None if no stable one is known.

    Examples:
        >>> from dukcapil import law
        >>> str(law.WAJIB_KTP.instrument), str(law.WAJIB_KTP.amended_by)
        ('UU 23/2006', 'UU 24/2013')
    """

    kind: str
    number: str
    year: int
    title: str
    address: str | None = None

    def __attrs_post_init__(self) -> None:
        check_type(self, "kind", self.kind, str)
        check_type(self, "number", self.number, str)
        check_type(self, "year", self.year, int)
        check_type(self, "title", self.title, str)
        if self.address is not None:
            check_type(self, "address", self.address, str)

    def __str__(self) -> str:
        """The usual short form, such as `UU 24/2013`."""
        return f"{self.kind} {self.number}/{self.year}"


@final
@attrs.frozen(kw_only=True)
class Citation(Value):
    """One rule of one instrument.

    Attributes:
        instrument: the act, regulation or decree.
        article: the article (pasal), such as `63` or `101 huruf c`, or None for the annex of a
            decree.
        paragraph: number of the paragraph (ayat), or None for the whole article.
        amended_by: the instrument whose wording of the article is meant; None for that of
            `instrument`. An act that amends has articles of its own, which hold the changes, so
            an article is cited from the act that it amends.
        title: the rule, paraphrased in one sentence.
        certainty: the degree to which the citation has been checked.

    Examples:
        >>> from dukcapil import law
        >>> print(law.WAJIB_KTP)
        Pasal 63 ayat (1) UU 23/2006 sebagaimana diubah dengan UU 24/2013
        >>> law.WAJIB_KTP.address
        'https://peraturan.bpk.go.id/Details/38985/uu-no-24-tahun-2013'
        >>> law.NIT_EQUALS_NIK.certainty
        <Certainty.REPORTED: 'an office or the press reports it; the legal text was not read'>
    """

    instrument: Instrument
    article: str | None
    paragraph: str | None = None
    amended_by: Instrument | None = None
    title: str
    certainty: Certainty = Certainty.QUOTED

    def __attrs_post_init__(self) -> None:
        check_type(self, "instrument", self.instrument, Instrument)
        check_type(self, "title", self.title, str)
        for field, expected in (
            ("article", str),
            ("paragraph", str),
            ("amended_by", Instrument),
        ):
            if (part := getattr(self, field)) is not None:
                check_type(self, field, part, expected)
        check_type(self, "certainty", self.certainty, Certainty)

    @property
    def address(self) -> str | None:
        """Address of the text with the wording that is meant; None if no stable one is known."""
        return (self.amended_by or self.instrument).address

    def __str__(self) -> str:
        """The formal citation, in Indonesian."""
        article = f"Pasal {self.article} " if self.article else ""
        paragraph = f"ayat ({self.paragraph}) " if self.paragraph else ""
        amended = f" sebagaimana diubah dengan {self.amended_by}" if self.amended_by else ""
        return f"{article}{paragraph}{self.instrument}{amended}"


_ADMINISTRATION_ACT: Final = Instrument(
    kind="UU",
    number="23",
    year=2006,
    title="Population Administration",
    address="https://peraturan.bpk.go.id/Details/40202/uu-no-23-2006",
)
_AMENDMENT: Final = Instrument(
    kind="UU",
    number="24",
    year=2013,
    title="Amendment of UU 23/2006 on Population Administration",
    address="https://peraturan.bpk.go.id/Details/38985/uu-no-24-tahun-2013",
)
_IMPLEMENTATION: Final = Instrument(
    kind="PP",
    number="40",
    year=2019,
    title="Implementation of the Population Administration Act",
    address="https://peraturan.bpk.go.id/Details/108801/pp-no-40-tahun-2019",
)
_REGISTRATION_PROCEDURE: Final = Instrument(
    kind="Perpres",
    number="96",
    year=2018,
    title="Requirements and Procedures of Population Registration and Civil Registration",
)
_PROCEDURE_RULES: Final = Instrument(
    kind="Permendagri",
    number="108",
    year=2019,
    title="Implementation of Perpres 96/2018 on Population Registration and Civil Registration",
)
_PERSONAL_DATA_ACT: Final = Instrument(
    kind="UU",
    number="27",
    year=2022,
    title="Protection of Personal Data",
    address="https://peraturan.bpk.go.id/Details/229798/uu-no-27-tahun-2022",
)
_REGION_DECREE: Final = Instrument(
    kind="Kepmendagri",
    number="300.2.2-2138",
    year=2025,
    title="Codes and names of regions; amended by Kepmendagri 300.2.2-2430/2025",
)

WAJIB_KTP: Final = Citation(
    instrument=_ADMINISTRATION_ACT,
    amended_by=_AMENDMENT,
    article="63",
    paragraph="1",
    title="Citizens, and foreigners with a permanent stay permit, must hold a KTP-el once they "
    "are 17, or are or have been married.",
)
"""The obligation to hold a card."""

OBLIGED_AGE: Final = 17
"""The age, in completed years, from which a resident must hold a card, by `WAJIB_KTP`."""

CARD_VALIDITY: Final = Citation(
    instrument=_ADMINISTRATION_ACT,
    amended_by=_AMENDMENT,
    article="64",
    paragraph="7",
    title="A citizen's card is valid for life, a foreigner's as long as the permanent permit.",
)
"""The validity of a card."""

ONE_CARD: Final = Citation(
    instrument=_ADMINISTRATION_ACT,
    article="63",
    paragraph="6",
    title="A person who must hold a card may hold only one; this is the wording of 2006.",
)
"""The limit of one card a person."""

PRINTED_END: Final = Citation(
    instrument=_ADMINISTRATION_ACT,
    amended_by=_AMENDMENT,
    article="101 huruf c",
    title="A citizen's card of before the amendment is valid for life, whatever end is printed on "
    "it.",
)
"""The validity of the cards of 2011 to 2013, which have an end printed on them."""

PERMIT_REPORT: Final = Citation(
    instrument=_ADMINISTRATION_ACT,
    amended_by=_AMENDMENT,
    article="63",
    paragraph="4",
    title="A foreigner reports at the latest 30 days before the permanent permit ends, to extend "
    "or replace the card.",
)
"""The deadline of foreigners."""

PERMIT_REPORT_DAYS: Final = 30
"""The least number of days between the report and the end of the permit, by `PERMIT_REPORT`."""

LOSS_REPORT: Final = Citation(
    instrument=_ADMINISTRATION_ACT,
    amended_by=_AMENDMENT,
    article="64",
    paragraph="9",
    title="The owner of a lost or damaged card reports it within 14 days.",
)
"""The deadline after loss or damage."""

LOSS_REPORT_DAYS: Final = 14
"""The number of days within which a lost or damaged card is reported, by `LOSS_REPORT`."""

LIMITED_STAY: Final = Citation(
    instrument=_ADMINISTRATION_ACT,
    article="20",
    paragraph="1",
    title="A foreigner with a limited stay permit gets a residence certificate (SKTT), not a card.",
    certainty=Certainty.REPORTED,
)
"""The document of foreigners who need not hold a card."""

CARD_ISSUE: Final = Citation(
    instrument=_REGISTRATION_PROCEDURE,
    article="14",
    title="A card is issued when it is the first, after moving in, when data change, when a "
    "foreigner's permit is extended, when one is lost or damaged, and outside the domicile.",
)
"""The reasons for issuing a card."""

CARD_OUTSIDE_DOMICILE: Final = Citation(
    instrument=_REGISTRATION_PROCEDURE,
    article="22",
    title="A card may be issued by an office other than that of the domicile.",
)
"""The issue of cards by other offices."""

LIMITED_STAY_PROCEDURE: Final = Citation(
    instrument=_REGISTRATION_PROCEDURE,
    article="28",
    paragraph="5",
    title="The office issues the certificate (SKTT) of a foreigner with a limited permit.",
    certainty=Certainty.REPORTED,
)
"""The procedure of `LIMITED_STAY`."""

MOVED_IN: Final = Citation(
    instrument=_PROCEDURE_RULES,
    article="20",
    title="A card is issued for moving in also to citizens who come from abroad and to "
    "transmigrants.",
)
"""The people who have moved in, as a reason for issuing a card by `CARD_ISSUE`."""

NIK_FOR_LIFE: Final = Citation(
    instrument=_IMPLEMENTATION,
    article="30",
    paragraph="2",
    title="A NIK is kept for life, and no move changes it.",
)
"""The permanence of a NIK, which makes its region a hint."""

NIK_AFTER_CORRECTION: Final = Citation(
    instrument=_PROCEDURE_RULES,
    article="15",
    paragraph="3",
    title="A NIK is kept when the birth date or the sex is corrected.",
)
"""The permanence of a NIK, which makes its birth date and its sex hints."""

NIT_EQUALS_NIK: Final = Citation(
    instrument=_IMPLEMENTATION,
    article="32",
    paragraph="2",
    title="The NIT of a citizen registered abroad is equal to a NIK.",
    certainty=Certainty.REPORTED,
)
"""The numbers of citizens abroad."""

PROTECTED_DATA: Final = Citation(
    instrument=_ADMINISTRATION_ACT,
    amended_by=_AMENDMENT,
    article="84",
    title="Personal data to be protected are iris, fingerprints, signature, disability and what "
    "puts a person to shame (aib); the NIK, the family-card number and the birth date are in the "
    "list of 2006 alone.",
    certainty=Certainty.REPORTED,
)
"""The data that the population administration protects."""

PERSONAL_DATA: Final = Citation(
    instrument=_PERSONAL_DATA_ACT,
    article="4",
    title="Biometric data and data of children are specific personal data.",
)
"""The special protection of biometrics, none of which are kept here."""

IDENTIFYING_DATA: Final = Citation(
    instrument=_PERSONAL_DATA_ACT,
    article="4",
    paragraph="3",
    title="Data on a card are personal data, since they identify a person in combination.",
)
"""The protection of numbers, names and birth dates."""

REGION_CODES: Final = Citation(
    instrument=_REGION_DECREE,
    article=None,
    title="38 provinces, 514 kab/kota and 7,285 kecamatan carry the codes of the annex.",
    certainty=Certainty.REPORTED,
)
"""The source of the codes of regions."""


CITATIONS: Final = (
    WAJIB_KTP,
    CARD_VALIDITY,
    ONE_CARD,
    PRINTED_END,
    PERMIT_REPORT,
    LOSS_REPORT,
    LIMITED_STAY,
    CARD_ISSUE,
    CARD_OUTSIDE_DOMICILE,
    LIMITED_STAY_PROCEDURE,
    MOVED_IN,
    NIK_FOR_LIFE,
    NIK_AFTER_CORRECTION,
    NIT_EQUALS_NIK,
    PROTECTED_DATA,
    PERSONAL_DATA,
    IDENTIFYING_DATA,
    REGION_CODES,
)
"""All rules that the library cites."""
