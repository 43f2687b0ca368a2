"""Columns of NIKs: validity and faults, parts, masks and pseudonyms."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import date
from typing import Final

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrameT

from dukcapil._shared.checks import check_date, check_type
from dukcapil.errors import Fault
from dukcapil.frames._engines import to_native
from dukcapil.frames._layout import Frame
from dukcapil.frames._table import nik_table
from dukcapil.nik import ABROAD, BIRTH_DATE_PATTERN, ISSUER_PATTERN, NIK_PATTERN, Sex

__all__ = [
    "DAY_OF_BIRTH_TENS",
    "WOMANS_TENS",
    "mask_niks",
    "pseudonymise_niks",
    "valid_nik",
    "with_is_nik",
    "with_nik_fault",
    "with_nik_parts",
]

_FIRST_CENTURY: Final = 19
_LEAST_SECRET: Final = 16
WOMANS_TENS: Final = {"4": "0", "5": "1", "6": "2", "7": "3"}
DAY_OF_BIRTH_TENS: Final = {"0": "0", "1": "1", "2": "2", "3": "3", **WOMANS_TENS}


def valid_nik(column: str) -> nw.Expr:
    """Return whether a text is a NIK; False for null."""
    text = nw.col(column)
    # In some engines `$` also matches before a final line break, hence the length.
    is_valid = text.str.contains(f"^(?:{NIK_PATTERN})$") & (text.str.len_chars() == 16)
    return is_valid.fill_null(value=False)


def with_is_nik(frame: IntoFrameT, *, column: str = "nik", replace: bool = False) -> IntoFrameT:
    """Add the column `is_nik`: whether a text can be a NIK, as `NIK.is_valid`.

    Args:
        frame: a frame of any engine.
        column: the column of NIKs.
        replace: whether a column of that name is replaced; unless it is, it is refused.

    Returns:
        The same frame with one more column, False for null.

    Raises:
        TypeError: for an object that is not a data frame.
        InvalidTable: for a column that is missing, not text, or in the way. Numbers are refused:
            floats cannot represent NIKs from province 91 up (above 2**53), and spreadsheets keep
            15 digits.

    Examples:
        >>> import polars as pl
        >>> from dukcapil.frames import with_is_nik
        >>> people = pl.DataFrame({"nik": ["3275994105030001", "3275998105030001", None]})
        >>> with_is_nik(people)["is_nik"].to_list()
        [True, False, False]
    """
    table = nik_table(frame, column, function="with_is_nik", adds=["is_nik"], replace=replace)
    return to_native(table.frame.with_columns(valid_nik(column).alias("is_nik")), frame)


def with_nik_fault(frame: IntoFrameT, *, column: str = "nik", replace: bool = False) -> IntoFrameT:
    """Add the column `nik_fault`: the first `Fault` of a text that is not a NIK, in words.

    Args:
        frame: a frame of any engine.
        column: the column of NIKs.
        replace: whether a column of that name is replaced; unless it is, it is refused.

    Returns:
        The same frame with one more column: the text of the `reason` with which `NIK` raises, of
        `Fault.MISSING` for null, and null for a NIK.

    Raises:
        TypeError: for an object that is not a data frame.
        InvalidTable: for a column that is missing, not text, or in the way.

    Examples:
        >>> import polars as pl
        >>> from dukcapil.frames import with_nik_fault
        >>> people = pl.DataFrame({"nik": ["3275994105030001", "3275998105030001", "0"]})
        >>> with_nik_fault(people)["nik_fault"].to_list()
        [None, 'impossible date', 'wrong length']
    """
    table = nik_table(frame, column, function="with_nik_fault", adds=["nik_fault"], replace=replace)
    text, own = nw.col(column), table.unused_prefix("_nik_")
    # One column per step: engines are slow on deep expressions.
    staged = table.frame.with_columns(
        valid_nik(column).alias(f"{own}is_valid"),
        text.str.contains("[^0-9]").alias(f"{own}has_others"),
        (text.str.len_chars() != 16).alias(f"{own}is_of_other_length"),
        (~text.str.contains(f"^{ISSUER_PATTERN}")).alias(f"{own}is_of_no_region"),
        (~text.str.slice(6, 6).str.contains(f"^{BIRTH_DATE_PATTERN}$")).alias(
            f"{own}is_of_no_date"
        ),
        nw.lit(str(Fault.SERIAL)).alias("nik_fault"),
    )
    for step, fault in (
        (nw.col(f"{own}is_of_no_date"), Fault.DATE),
        (nw.col(f"{own}is_of_no_region"), Fault.REGION),
        (nw.col(f"{own}is_of_other_length"), Fault.LENGTH),
        (nw.col(f"{own}has_others"), Fault.NOT_DIGITS),
        (text.is_null(), Fault.MISSING),
    ):
        chosen = nw.when(step).then(nw.lit(str(fault))).otherwise(nw.col("nik_fault"))
        staged = staged.with_columns(chosen.alias("nik_fault"))
    found = nw.when(~nw.col(f"{own}is_valid")).then(nw.col("nik_fault"))
    answer = staged.with_columns(found.alias("nik_fault"))
    return to_native(answer.select(*_others(table.frame, ["nik_fault"]), "nik_fault"), frame)


def with_nik_parts(
    frame: IntoFrameT, *, not_after: date, column: str = "nik", replace: bool = False
) -> IntoFrameT:
    """Add the parts of NIKs as `nik_region`, `nik_mission`, `nik_sex` and so on.

    The values are those of `NIK.region`, with dots, `NIK.mission`, `NIK.sex`, `NIK.birth_date` and
    `NIK.serial`; citizens abroad have a mission in place of a region. A NIK is kept for life and
    may disagree with the record, so these are hints.

    Args:
        frame: a frame of any engine.
        not_after: the last possible day of birth, such as the date of the table; of the dates
            that a year of two digits allows, the latest up to this day is taken.
        column: the column of NIKs.
        replace: whether a column of that name is replaced; unless it is, it is refused.

    Returns:
        The same frame with five more columns; all are null where the text is not a NIK, and the
        date also where all candidates are later than `not_after`.

    Raises:
        TypeError: for a `datetime`, or an object that is not a data frame.
        InvalidTable: for a column that is missing, not text, or in the way.

    Examples:
        >>> from datetime import date
        >>> import polars as pl
        >>> from dukcapil.frames import with_nik_parts
        >>> people = pl.DataFrame({"nik": ["3275994105030001"]})
        >>> with_nik_parts(people, not_after=date(2020, 11, 23)).drop("nik").row(0)
        ('32.75.99', None, 'female', datetime.date(2003, 5, 1), 1)
    """
    check_date("with_nik_parts", "not_after", not_after)
    in_order = ("nik_region", "nik_mission", "nik_sex", "nik_birth_date", "nik_serial")
    table = nik_table(frame, column, function="with_nik_parts", adds=in_order, replace=replace)
    own = table.unused_prefix("_nik_")
    nik, tens = nw.col(f"{own}text"), nw.col(f"{own}tens")
    staged = (
        table.frame.with_columns(
            nw.when(valid_nik(column)).then(nw.col(column)).alias(f"{own}text")
        )
        .with_columns(
            nik.str.slice(6, 1).alias(f"{own}tens"),
            nik.str.slice(7, 1).alias(f"{own}units"),
            nik.str.slice(8, 2).alias(f"{own}month"),
            nik.str.slice(10, 2).alias(f"{own}year"),
            nw.lit(".").alias(f"{own}dot"),
            nw.lit("-").alias(f"{own}dash"),
            nw.when(nik.is_null())
            .then(nw.lit("0"))
            .otherwise(nik.str.slice(12, 4))
            .alias(f"{own}no"),
        )
        .with_columns(
            tens.replace_strict(DAY_OF_BIRTH_TENS, default=None, return_dtype=nw.String).alias(
                f"{own}ten"
            ),
            nw.concat_str(
                nik.str.slice(0, 2),
                f"{own}dot",
                nik.str.slice(2, 2),
                f"{own}dot",
                nik.str.slice(4, 2),
            ).alias("nik_region"),
            nik.str.slice(2, 4).alias("nik_mission"),
            (nik.str.slice(0, 2) == ABROAD).alias(f"{own}is_abroad"),
            nw.when(tens.is_in(list(WOMANS_TENS)))
            .then(nw.lit(Sex.FEMALE.value))
            .otherwise(nw.lit(Sex.MALE.value))
            .alias("nik_sex"),
            nw.col(f"{own}no").cast(nw.Int32).alias("nik_serial"),
        )
        .with_columns(
            nw.concat_str(f"{own}year", f"{own}month", f"{own}ten", f"{own}units").alias(
                f"{own}rest"
            )
        )
        .with_columns(_century(not_after, nw.col(f"{own}rest")).alias(f"{own}century"))
        .with_columns(
            nw.concat_str(
                *(
                    f"{own}{part}"
                    for part in ("century", "year", "dash", "month", "dash", "ten", "units")
                )
            ).alias(f"{own}date")
        )
        .with_columns(
            table.engine.to_date(nw.col(f"{own}date")).alias("nik_birth_date"),
            *(nw.when(~nik.is_null()).then(nw.col(part)).alias(part) for part in _GUARDED),
            nw.when(~nw.col(f"{own}is_abroad")).then(nw.col("nik_region")).alias("nik_region"),
            nw.when(nw.col(f"{own}is_abroad")).then(nw.col("nik_mission")).alias("nik_mission"),
        )
    )
    return to_native(staged.select(*_others(table.frame, in_order), *in_order), frame)


_GUARDED: Final = ("nik_sex", "nik_serial")


def _others(frame: Frame, names: Sequence[str] = ()) -> list[str]:
    """Return the columns of a frame without some; intermediate columns are thus left out."""
    return [name for name in frame.collect_schema() if name not in names]


def _century(not_after: date, rest: nw.Expr) -> nw.Expr:
    """Return the first two digits of the latest possible year of birth, or null."""
    newest = not_after.year // 100
    century = nw.lit(None, dtype=nw.String)
    for number in range(_FIRST_CENTURY, newest + 1):
        is_possible = ~rest.is_null()
        if number == newest:
            is_possible &= rest <= nw.lit(f"{not_after:%y%m%d}")
        if number % 4:
            is_possible &= rest != nw.lit("000229")  # 1900 was not a leap year
        century = nw.when(is_possible).then(nw.lit(str(number))).otherwise(century)
    return century


def mask_niks(frame: IntoFrameT, *, column: str = "nik") -> IntoFrameT:
    """Mask NIKs, keeping the place of issue alone, as `NIK.masked`.

    Args:
        frame: a frame of any engine.
        column: the column of NIKs.

    Returns:
        The same frame, in which the column no longer identifies people. A text that is not a NIK
        becomes sixteen asterisks; nulls stay.

    Raises:
        TypeError: for an object that is not a data frame.
        InvalidTable: for a column that is missing or not text.

    Examples:
        >>> import polars as pl
        >>> from dukcapil.frames import mask_niks
        >>> mask_niks(pl.DataFrame({"nik": ["3275994105030001"]}))["nik"].to_list()
        ['327599**********']
    """
    table, text = nik_table(frame, column, function="mask_niks"), nw.col(column)
    own = table.unused_prefix("_nik_")
    staged = table.frame.with_columns(
        valid_nik(column).alias(f"{own}is_valid"), nw.lit("*" * 10).alias(f"{own}hidden")
    ).with_columns(nw.concat_str(text.str.slice(0, 6), f"{own}hidden").alias(f"{own}masked"))
    other = nw.when(~text.is_null()).then(nw.lit("*" * 16))
    masked = nw.when(nw.col(f"{own}is_valid")).then(nw.col(f"{own}masked")).otherwise(other)
    answer = staged.with_columns(masked.alias(column))
    return to_native(answer.select(*_others(table.frame)), frame)


def pseudonymise_niks(frame: IntoFrameT, *, secret: bytes, column: str = "nik") -> IntoFrameT:
    """Replace NIKs by keyed pseudonyms: 32 hexadecimal digits of HMAC-SHA256 (RFC 2104).

    Under one secret equal NIKs have equal pseudonyms, so tables can still be joined. NIKs are few
    enough to try them all against a plain hash; without the secret this is impossible. The text is
    hashed as it is: clean the column first.

    Args:
        frame: an eager frame. Lazy ones are refused: the secret would be part of their plans, and
            plans are logged, pickled and sent to other machines.
        secret: 16 bytes or more, kept apart from the table.
        column: the column of NIKs.

    Returns:
        The same frame with the column replaced; nulls stay.

    Raises:
        TypeError: for a lazy frame, or a secret that is not `bytes`.
        ValueError: for a secret of fewer than 16 bytes.
        InvalidTable: for a column that is missing or not text.

    Examples:
        >>> import polars as pl
        >>> from dukcapil.frames import pseudonymise_niks
        >>> people = pl.DataFrame({"nik": ["3275994105030001", "3275994105030001"]})
        >>> pseudonyms = pseudonymise_niks(people, secret=b"sixteen bytes or more")["nik"]
        >>> pseudonyms.n_unique(), len(pseudonyms[0])
        (1, 32)
    """
    check_type("pseudonymise_niks", "secret", secret, bytes)
    if len(secret) < _LEAST_SECRET:
        raise ValueError(
            f"pseudonymise_niks.secret: expected {_LEAST_SECRET} bytes or more, found {len(secret)}"
        )
    table = nik_table(frame, column, function="pseudonymise_niks")

    def pseudonym(nik: object) -> str | None:
        if not isinstance(nik, str):
            return None
        # Broken bytes of a badly read file are text to Python; any text has its pseudonym.
        return hmac.digest(secret, nik.encode(errors="surrogatepass"), "sha256").hex()[:32]

    mapped = table.engine.mapped
    if mapped is None:
        raise TypeError(
            "pseudonymise_niks.frame: expected an eager frame, since the plan of a lazy one would "
            "keep the secret, and plans are logged and pickled; collect it first"
        )
    return to_native(mapped(table.frame, column, pseudonym), frame)
