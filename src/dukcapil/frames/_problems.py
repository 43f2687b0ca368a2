"""Problems within tables and between them: row numbers, never the values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import attrs
import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoFrame, IntoFrameT

from dukcapil._shared.checks import check_type
from dukcapil.errors import Fault
from dukcapil.frames._calendar import FAR, day
from dukcapil.frames._engines import eager, to_native
from dukcapil.frames._illegal import illegal_events
from dukcapil.frames._layout import EVENTS, STAYS, Column, Frame, Kind
from dukcapil.frames._log import Log, ends_of_cards
from dukcapil.frames._niks import DAY_OF_BIRTH_TENS, WOMANS_TENS, valid_nik
from dukcapil.frames._obligation import is_born_citizen
from dukcapil.frames._rows import Wrong, faults_of_rows, numbered, problem_rows, together
from dukcapil.frames._table import Table, check_together, nik_table
from dukcapil.nik import Sex
from dukcapil.regions import CODE_PATTERN
from dukcapil.register._kinds import KINDS
from dukcapil.residents import EndOfStay

__all__ = ["event_problems", "stay_problems"]

_STAYS: Final = (
    *("person", "birth_date", "sex", "is_citizen", "permit_since", "permit_until"),
    *("first_married_on", "died_on"),
    *("region", "since", "until", "ended_by", "nik_since"),
)
_EVENTS: Final = ("person", "kind", "occurred_on", "card", "valid_until")
_ENDS: Final = [one.value for one in EndOfStay]
_KINDS: Final = [kind.__name__ for kind in KINDS]
_LENGTHS: Final = (2, 5, 8, 13)


def stay_problems(
    stays: IntoFrameT,
    *,
    row: str | None = None,
    nik: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Find the problems of a table of stays.

    Args:
        stays: the table of stays; see `STAYS`.
        row: a column that numbers the rows; without it, an eager frame is numbered from 0.
        nik: a column of NIKs to compare with the record.
        columns: your own column names, keyed by those of the layouts.

    Returns:
        One row per problem, in no order: `row`, `field` and `fault`, the text of a `Fault`:

        * any field: the value is missing. Most columns of an eager frame are refused for it.
        * any date: the value has a time of day, which an eager frame is refused for.
        * `sex`, `ended_by`, `region`: the value is not a known one, or not a dotted code.
        * `since`: the stay begins before birth, or after death.
        * `until`: the stay does not end after it begins.
        * `ended_by`: there is a reason, but no end.
        * `region`: another row is the same stay under the same permit and time of the NIK, or two
          stays of the person overlap.
        * `permit_since`: two permits, or times as a citizen, of the person overlap.
        * `birth_date`, `sex`, `is_citizen`, `first_married_on`, `died_on`: another row of the
          person contradicts.
        * `nik`: the text is not a NIK.
        * `birth_date`, `sex`: the NIK disagrees with the record, as `Resident.nik_disagreements`,
          which is not an error.

    Raises:
        TypeError: for an object that is not a data frame.
        ValueError: for a lazy frame without `row`, since its rows have no order, or keys of
            `columns` that are not in the layouts.
        InvalidTable: for a column that is missing or of another kind.

    Examples:
        >>> from dukcapil.frames import stay_problems, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, _ = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> stay_problems(stays.vstack(stays.head(1))).sort("row").rows()
        [(0, 'region', 'duplicate'), (615, 'region', 'duplicate')]
    """
    given = Table.of(stays, STAYS, _STAYS, columns, name="stays", function="stay_problems")
    if nik is not None:
        nik_table(stays, nik, function="stay_problems", name="stays", parameter="nik")
        given = attrs.evolve(given, columns={**given.columns, "nik": nik})
    table = numbered(given, row, "stay_problems")
    since, until = day(table["since"]), day(table["until"])
    born, died = day(table["birth_date"]), day(table["died_on"])
    has_stay, is_born = ~table["since"].is_null(), ~table["birth_date"].is_null()
    # pandas cannot search null texts.
    sex, code = table["sex"].fill_null(Sex.MALE.value), table["region"].fill_null("00")
    ended_by = table["ended_by"].fill_null(_ENDS[0])
    is_code = code.str.contains(f"^(?:{CODE_PATTERN})$") & code.str.len_chars().is_in(_LENGTHS)
    has_region, has_end = ~table["region"].is_null(), ~table["until"].is_null()
    has_reason = ~table["ended_by"].is_null()
    alone = {
        **_missing(table, ("person", "birth_date", "sex", "is_citizen")),
        **_with_clock(table, STAYS),
        ("since", Fault.MISSING): ~has_stay & has_region,
        ("region", Fault.MISSING): has_stay & ~has_region,
        ("ended_by", Fault.MISSING): has_end & ~has_reason,
        ("sex", Fault.UNREADABLE): ~sex.is_in([one.value for one in Sex]),
        ("ended_by", Fault.UNREADABLE): ~ended_by.is_in(_ENDS),
        ("region", Fault.SHAPE): ~is_code,
        ("since", Fault.CONTRADICTION): has_stay & ((is_born & (since < born)) | (since > died)),
        ("until", Fault.CONTRADICTION): has_stay & (until <= since),
        ("ended_by", Fault.CONTRADICTION): has_reason & ~has_end,
    }
    if nik is not None:
        alone |= _of_niks(table)
    return to_native(together([faults_of_rows(table.frame, alone), _between_rows(table)]), stays)


def _with_clock(table: Table, layout: Sequence[Column]) -> Wrong:
    """Return the moments of a lazy frame that are not midnight; an eager one was refused."""
    if eager(table.frame) is not None:
        return {}
    columns = {one.name: table.columns[one.name] for one in layout if one.kind is Kind.DATE}
    return {
        (name, Fault.HAS_CLOCK): (
            nw.col(column) != nw.col(column).cast(nw.Date).cast(nw.Datetime)
        ).fill_null(value=False)
        for name, column in columns.items()
        if isinstance(table.dtypes.get(column), nw.Datetime)
    }


def _missing(table: Table, names: Sequence[str]) -> Wrong:
    return {(name, Fault.MISSING): table[name].is_null() for name in names}


def _of_niks(stays: Table) -> Wrong:
    """Return the faults of NIKs, alone and compared with the record."""
    nik = stays.columns["nik"]
    is_nik, text = valid_nik(nik), nw.col(nik)
    digits = nw.when(is_nik).then(text).otherwise(nw.lit("0" * 16))
    tens = digits.str.slice(6, 1)
    ten = tens.replace_strict(DAY_OF_BIRTH_TENS, default="0", return_dtype=nw.String)
    day_ = ten.cast(nw.Int64) * 10 + digits.str.slice(7, 1).cast(nw.Int64)
    month_year = digits.str.slice(8, 2).cast(nw.Int64) * 100 + digits.str.slice(10, 2).cast(
        nw.Int64
    )
    born = stays["birth_date"]
    year = born.dt.year().cast(nw.Int64)
    is_same = (
        (day_ == born.dt.day())
        & (month_year == born.dt.month().cast(nw.Int64) * 100 + year - year // 100 * 100)
        & (year >= 1900)
    )
    is_female = tens.is_in(list(WOMANS_TENS))
    is_same_sex = is_female == (stays["sex"] == Sex.FEMALE.value)
    return {
        ("nik", Fault.UNREADABLE): ~is_nik,
        ("birth_date", Fault.NIK_MISMATCH): is_nik & ~is_same,
        ("sex", Fault.NIK_MISMATCH): is_nik & ~is_same_sex,
    }


def _between_rows(stays: Table) -> Frame:
    """Find the rows that contradict, repeat or overlap another row of the person, in one join."""
    values = {
        "birth_date": day(stays["birth_date"]),
        "sex": _one_if(stays["sex"].fill_null("") == Sex.FEMALE.value),
        # Citizenship from birth, for life, leaves room for no other status.
        "is_citizen": _one_if(is_born_citizen(stays) & stays["permit_until"].is_null()),
        "first_married_on": day(stays["first_married_on"]),
        "died_on": day(stays["died_on"]),
    }
    periods = {
        "region": stays["region"].fill_null(""),
        "since": day(stays["since"]),
        "until": day(stays["until"]),
        "permit": nw.when(is_born_citizen(stays))
        .then(nw.lit(0))
        .otherwise(day(stays["permit_since"])),
        "expiry": day(stays["permit_until"]),
        "nik": day(stays["nik_since"]) if stays.has("nik_since") else nw.lit(FAR),
    }
    names = [*values, *periods]
    rows = stays.frame.select(
        "_row",
        stays["person"].alias("_person"),
        *(one.alias(f"_{name}") for name, one in {**values, **periods}.items()),
    )
    others = rows.select(
        "_person",
        nw.col("_row").alias("_other"),
        *(nw.col(f"_{one}").alias(f"_other_{one}") for one in names),
    )
    pairs = rows.join(others, on="_person", how="inner").filter(nw.col("_row") != nw.col("_other"))

    def differs(*some: str) -> nw.Expr:
        return nw.any_horizontal(
            *(nw.col(f"_{one}") != nw.col(f"_other_{one}") for one in some), ignore_nulls=False
        )

    def overlap(begin: str, end: str) -> nw.Expr:
        return (nw.col(f"_{begin}") < nw.col(f"_other_{end}")) & (
            nw.col(f"_other_{begin}") < nw.col(f"_{end}")
        )

    wrong = {
        **{(name, Fault.CONTRADICTION): differs(name) for name in values},
        ("region", Fault.DUPLICATE): ~differs("region", "since", "permit", "nik"),
        ("region", Fault.OUT_OF_ORDER): overlap("since", "until")
        & differs("since", "until", "region"),
        ("permit_since", Fault.OUT_OF_ORDER): overlap("permit", "expiry")
        & differs("permit", "expiry"),
    }
    flags = {f"_is{number}": which for number, which in enumerate(wrong.values())}
    found = (
        pairs.select("_row", **{name: _one_if(which) for name, which in flags.items()})
        .group_by("_row")
        .agg(*(nw.col(name).max() for name in flags))
    )
    is_wrong = dict(zip(wrong, (nw.col(name) == 1 for name in flags), strict=True))
    return faults_of_rows(found, is_wrong)


def _one_if(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))


def event_problems(
    stays: IntoFrame,
    events: IntoFrameT,
    *,
    row: str | None = None,
    histories: bool = True,
    columns: Mapping[str, str] | None = None,
) -> IntoFrameT:
    """Find the problems of a table of events, alone and beside the stays.

    Args:
        stays: the table of stays; see `STAYS`. Only the column `person` is needed;
            `birth_date` to find events before birth, and `is_citizen`, `permit_since` and
            `permit_until` for the cards that have ended.
        events: the table of events, of the same engine; see `EVENTS`.
        row: a column that numbers the events; without it, an eager frame is numbered from 0.
        histories: whether to look for events that cannot follow the one before, too, for which
            the events of each person are joined with each other.
        columns: your own column names, keyed by those of the layouts.

    Returns:
        One row per problem, in no order: `row`, `field` and `fault`, the text of a `Fault`:

        * `person`, `kind`, `occurred_on`, `id`: the value is missing, as in `stay_problems`.
        * any date: the value has a time of day, as in `stay_problems`.
        * `person`: the stays have no such person.
        * `kind`: the value is not the name of an event.
        * `occurred_on`: the event, which no other supersedes, is before birth.
        * `entered_on`: the event was entered before it happened.
        * `valid_until`: other events of the card contradict.
        * `id`: another event has the same.
        * `supersedes`: there is no such event.
        * an empty field: the event cannot follow the one before, the first such event of the
          person; the fault is the sentence of `IllegalTransition`.

        Columns that the figures do without, `id`, `supersedes` and `entered_on`, are looked at
        where they are.

    Raises:
        TypeError: for an object that is not a data frame, or tables of two engines.
        ValueError: for a lazy frame without `row`, since its rows have no order, or keys of
            `columns` that are not in the layouts.
        InvalidTable: for a column that is missing or of another kind.

    Examples:
        >>> from dukcapil.frames import event_problems, to_frames
        >>> from dukcapil.testing import synthetic_city
        >>> stays, events = to_frames(synthetic_city(500, seed=1), backend="polars")
        >>> event_problems(stays.clear(), events.head(2)).sort("row").rows()
        [(0, 'person', 'no such resident'), (1, 'person', 'no such resident')]
    """
    function = "event_problems"
    check_type(function, "histories", histories, bool)
    people = Table.of(stays, STAYS, ("person",), columns, name="stays", function=function)
    log = Table.of(events, EVENTS, _EVENTS, columns, name="events", function=function)
    wanted = ("entered_on", "supersedes", "id", "ordinal")
    others = tuple(one for one in wanted if log.has(one))
    if "supersedes" in others and "id" not in others:
        others = (*others, "id")  # without which nothing is superseded
    needed = (*_EVENTS, *others)
    log = Table.of(events, EVENTS, needed, columns, name="events", function=function)
    check_together(people, log, function)
    table = numbered(log, row, function)
    has_kind = table["kind"].fill_null(_KINDS[0]).is_in(_KINDS)
    present = [one for one in ("person", "kind", "occurred_on", "id") if one in needed]
    alone = {
        **_missing(table, present),
        **_with_clock(table, EVENTS),
        ("kind", Fault.UNREADABLE): ~has_kind,
    }
    if "entered_on" in needed:
        is_early = (table["entered_on"] < table["occurred_on"]).fill_null(value=False)
        alone |= {("entered_on", Fault.CONTRADICTION): is_early}
    rows = table.frame.select("_row", *(table[one].alias(f"_{one}") for one in needed))
    among = [_of_strangers(rows, people), *(_of_ids(rows) if "id" in needed else [])]
    standing = rows
    if "supersedes" in needed:
        corrected = rows.filter(~nw.col("_supersedes").is_null()).select(
            nw.col("_supersedes").alias("_id")
        )
        standing = rows.join(corrected, on="_id", how="anti")
        among.append(_of_corrections(rows))
    standing = log.engine.staged(standing)
    among += [_of_cards(standing), *_of_births(standing, stays, columns)]
    if histories:
        among.append(_of_histories(_named(standing, table, needed), people, stays, columns))
    return to_native(together([faults_of_rows(table.frame, alone), *among]), events)


def _of_strangers(rows: Frame, people: Table) -> Frame:
    """Find the events of persons whom the stays do not have."""
    known = people.frame.select(people["person"].alias("_person"))
    strangers = rows.filter(~nw.col("_person").is_null()).join(known, on="_person", how="anti")
    return problem_rows(strangers, "person", Fault.UNKNOWN_RESIDENT)


def _of_ids(rows: Frame) -> list[Frame]:
    """Find the events that share their identifier."""
    twice = (
        rows.group_by("_id").agg(nw.len().alias("_rows")).filter(nw.col("_rows") > 1).select("_id")
    )
    return [problem_rows(rows.join(twice, on="_id", how="semi"), "id", Fault.DUPLICATE)]


def _of_corrections(rows: Frame) -> Frame:
    """Find the corrections of events that are not there."""
    ids, corrections = rows.select("_id"), rows.filter(~nw.col("_supersedes").is_null())
    lost = corrections.join(ids, left_on="_supersedes", right_on="_id", how="anti")
    return problem_rows(lost, "supersedes", Fault.UNKNOWN_EVENT)


def _of_cards(rows: Frame) -> Frame:
    """Find the events of cards whose ends of validity differ."""
    cards = rows.filter(~nw.col("_card").is_null()).with_columns(
        day(nw.col("_valid_until")).alias("_end")
    )
    ends = (
        cards.group_by("_person", "_card")
        .agg(nw.col("_end").min().alias("_least"), nw.col("_end").max().alias("_most"))
        .filter(nw.col("_least") < nw.col("_most"))
    )
    differing = cards.join(ends, on=["_person", "_card"], how="semi")
    return problem_rows(differing, "valid_until", Fault.CONTRADICTION)


def _of_births(rows: Frame, stays: IntoFrame, columns: Mapping[str, str] | None) -> list[Frame]:
    """Find the events before birth, where the stays say when that was."""
    function, name = "event_problems", "birth_date"
    people = Table.of(stays, STAYS, ("person",), columns, name="stays", function=function)
    if not people.has(name):
        return []
    people = Table.of(stays, STAYS, ("person", name), columns, name="stays", function=function)
    born = (
        people.frame.filter(~people[name].is_null())
        .select(people["person"].alias("_person"), day(people[name]).alias("_born"))
        .group_by("_person")
        .agg(nw.col("_born").min())
    )
    early = rows.join(born, on="_person", how="inner").filter(
        day(nw.col("_occurred_on")) < nw.col("_born")
    )
    return [problem_rows(early, "occurred_on", Fault.CONTRADICTION)]


def _named(rows: Frame, table: Table, needed: Sequence[str]) -> Table:
    """Return rows of the events, whose columns begin with an underscore, as a table."""
    own = {name: f"_{name}" for name in needed}
    dtypes = {own[name]: table.dtypes[table.columns[name]] for name in needed}
    columns = {name: own.get(name, name) for name in table.columns}
    return Table(rows, table.name, columns, dtypes)


def _of_histories(
    events: Table, people: Table, stays: IntoFrame, columns: Mapping[str, str] | None
) -> Frame:
    """Find the first event of each person that cannot follow the one before."""
    known = people.frame.select(people["person"].alias("_known"))
    whole = events.frame.filter(~nw.col("_occurred_on").is_null() & ~nw.col("_kind").is_null())
    of_known = whole.join(known, left_on="_person", right_on="_known", how="semi")
    standing = attrs.evolve(events, frame=of_known)
    function, statuses = "event_problems", ("is_citizen", "permit_since", "permit_until")
    if all(people.has(one) for one in statuses):
        people = Table.of(
            stays, STAYS, ("person", *statuses), columns, name="stays", function=function
        )
        ends = ends_of_cards(standing, people)
    else:
        ends = standing.frame.filter(nw.col("_person").is_null()).select(
            "_person", "_card", nw.col("_valid_until").alias("_until")
        )
    found = illegal_events(Log(standing, ends), "_row")
    return found.select("row", nw.lit("").alias("field"), "fault")
