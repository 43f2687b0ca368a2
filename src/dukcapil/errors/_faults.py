"""Faults of data: the one vocabulary of reasons."""

from enum import StrEnum
from typing import final

__all__ = ["Fault"]


@final
class Fault(StrEnum):
    """Faults of data: the `reason` of every error, problem and remark.

    A member is a short phrase. Its `advice` says what to do.

    Examples:
        >>> from dukcapil.errors import Fault
        >>> print(Fault.SERIAL)
        impossible serial
        >>> Fault.SERIAL.advice
        'serials start at 0001'
    """

    __module__ = "dukcapil.errors"

    advice: str

    def __new__(cls, phrase: str, advice: str) -> "Fault":
        """Make a member that is the phrase and carries the advice."""
        member = str.__new__(cls, phrase)
        member._value_ = phrase
        member.advice = advice
        return member

    NOT_TEXT = "not text", "read the column as text, because numbers lose digits"
    NOT_DIGITS = "not all ASCII digits", "remove the rest; parse() strips spaces, dots and dashes"
    LENGTH = "wrong length", "look for lost or added digits; spreadsheets keep only 15 of 16"
    REGION = "impossible region", "a province is 11 to 96, a kab/kota or kecamatan is never 00"
    DATE = "impossible date", "check the day and the month against the calendar"
    SERIAL = "impossible serial", "serials start at 0001"
    SHAPE = "wrong shape", "write 32, 32.75, 32.75.01 or 32.75.01.1001"
    BPS_CODE = (
        "code of the statistics office",
        "use the ministry's code: BPS gives a kecamatan three digits, Kemendagri two",
    )
    WRONG_TYPE = "wrong type", "convert the value before it is passed"
    MISSING = "missing", "give the value"
    NO_NIK_YET = "no NIK yet", "have the person registered first, then read the row again"
    NOT_PLAIN = (
        "text that does not print",
        "take out control characters, line breaks and broken characters, and write NFC",
    )
    DUPLICATE = "duplicate", "decide which one is right and keep that one"
    UNREADABLE = "not understood", "use one of the spellings in the documentation"
    NOT_HERE = (
        "not alive and here, without a date",
        "give the date of death or of leaving, or leave the row out",
    )
    MARRIED_BY_THEN = (
        "married on the date of the table, since an unknown day",
        "look the day of the marriage up; until then the obligation begins with the table",
    )
    UNREGISTERED_MARRIAGE = (
        "unregistered marriage, not counted",
        "nothing: the caller has said that it does not count",
    )
    NO_STATUS = (
        "no status; read as alive and here",
        "fill the status in, so that nobody dead or gone is counted",
    )
    SPREADSHEET_NUMBER = (
        "number of a spreadsheet",
        "export the column as text: spreadsheets keep 15 of the 16 digits, and the rest is lost",
    )
    HAS_CLOCK = "a time of day in a date", "keep the date alone; midnight is read as its date"
    YEAR_ALONE = (
        "only the year is known",
        "look the day up, or say by what convention the office enters unknown days",
    )
    MONTH_ALONE = (
        "only the month and the year are known",
        "look the day up; conventions for unknown days fill in years alone",
    )
    TWO_DIGIT_YEAR = "year of two digits", "write four digits, or say the century"
    SERIAL_DATE = (
        "number in place of a date",
        "say that the column holds serial dates, or write the dates out",
    )
    TWO_MEANINGS = (
        "letter of two meanings",
        "write the word out: beside W for wanita, P is pria, and elsewhere perempuan",
    )
    CODE = "number in place of a word", "name the table of codes, or write the word out"
    IN_FUTURE = "later than the as-of date", "check the date, or read the table as of a later day"
    CONTRADICTION = "contradicts another field", "compare the two fields with the document"
    NEGATIVE = "negative", "pass a count of zero or more"
    OUT_OF_BOUNDS = "out of bounds", "see the bounds in the documentation of the field"
    MONTHS = "wrong number of months", "give one amount, or one for each month"
    OUT_OF_ORDER = "periods overlap or are out of order", "sort them and let each end first"
    EXTRA_CELLS = "more cells than headings", "look for a stray separator in the row"
    NIK_MISMATCH = "the NIK disagrees", "nothing: a NIK is kept for life, even a wrong one"
    UNKNOWN_REGION = "region in no table", "check the code; old and new regions are legitimate"
    UNKNOWN_NAME = (
        "name in no table",
        "check the spelling, or give the code: kelurahan outside Kota Bekasi need theirs",
    )
    AMBIGUOUS_NAME = (
        "name of several regions",
        "give the code, or beside it the name of the region that it lies in",
    )
    AMBIGUOUS = (
        "ambiguous comma",
        "write 1500 or 1.500, since 1,500 can also be one and a half",
    )
    UNKNOWN_RESIDENT = "no such resident", "give the residents too, or leave the event out"
    UNKNOWN_EVENT = "no such event", "give the event that is corrected too"
    UNKNOWN_VENUE = "no such venue", "use the id of a venue of the plan"
    SEVERAL_STOPS = "not with several stops a day", "leave it out, or plan one stop a day"
    SEVERAL_SIZES = "not with days or crews of several sizes", "leave it out, or make them equal"
    NOT_SAID = (
        "the description does not say what came or went",
        "write Cetak, Rusak, Distribusi ke Kec. or Terima dari, or name the heading in `columns`",
    )
    NOT_BLANKS = (
        "cards, not blanks",
        "leave them out: a card withdrawn from its holder is in no ledger of blanks",
    )
    OTHER_CARDS = ("blanks of another kind", "keep them in a book of their own")
    LENT = (
        "lent, borrowed or given to another office",
        "post it by hand as Lent or Borrowed, and what came back as Returned",
    )
    LOST = ("lost", "post it by hand as Lost, with what is known of the loss")
    SPOILED_FIRST = (
        "destroyed, out of the stock",
        "write them as spoiled first; name the heading of what was destroyed in `columns`",
    )
    SUM = ("sum without a date; not read", "nothing, unless it is a movement: then give its date")
    SUM_WITH_DATE = (
        "a sum, or a movement: it has a date",
        "take the date away if it is a sum, or say what came or went",
    )
    UNDATED_MARRIAGE = "marriage without a date", "nothing: at 17 it no longer matters"

    @classmethod
    def _missing_(cls, value: object) -> "Fault":
        raise ValueError(f"expected the phrase of a Fault, found another {type(value).__name__}")
