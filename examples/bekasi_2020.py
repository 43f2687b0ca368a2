# %% [markdown]
# # Bekasi, November 2020
#
# On 23 November 2020 the press reported that 42,476 residents of Kota Bekasi who must hold an
# electronic ID card (KTP-el) did not, and that the ministry sent 15,000 to 20,000 blank cards a
# month. Is the percentage right, and by when can everyone have a card? From published numbers
# only; each stands with its source in one of the two small tables beside this file.

# %%
from __future__ import annotations

import builtins
import csv
import warnings
from datetime import date
from fractions import Fraction
from pathlib import Path

import attrs

from dukcapil import Coverage, CoverageTable, Interval, Month, Scenario, bounds, project
from dukcapil.distributions import Blocks, Regimes, Uniform, Unknown
from dukcapil.errors import CoverageAboveWhole
from dukcapil.forecast import Binding, Required, outlook, required_allocation

# The tables lie beside this file; a notebook may have been started in the folder above.
FOLDERS = Path(globals().get("__file__", "")).parent, Path("examples")
HERE = next(folder for folder in FOLDERS if (folder / "bekasi_2020_inputs.csv").exists())
show = getattr(builtins, "display", print)  # a notebook draws tables, a terminal prints them


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the tables."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# %% [markdown]
# ## Coverage, and whether print agrees with itself

# %%
BEKASI, REPORT = "Kota Bekasi, holding", date(2020, 11, 23)
published = read("bekasi_2020_coverage.csv")
keys = [(f"{row['place']}, {row['stage']}", date.fromisoformat(row["on"])) for row in published]
with warnings.catch_warnings():
    # Three rows report more people recorded than obliged; the table shows them above 100 %.
    warnings.simplefilter("ignore", CoverageAboveWhole)
    table = CoverageTable.of(
        (*key, Coverage(obliged=int(row["obliged"]), covered=int(row["covered"])))
        for key, row in zip(keys, published, strict=True)
    )
printed = {
    key: row["printed_percent"]
    for key, row in zip(keys, published, strict=True)
    if row["printed_percent"]
}

bekasi = table[BEKASI, REPORT]
print(f"Kota Bekasi, {REPORT:%d %B %Y}")
print(f"  {bekasi.obliged:,} must hold a card, {bekasi.covered:,} do, {bekasi.gap:,} do not.")
verdict = "agrees" if bekasi.agrees_with("97.64") else "does not agree"
print(f"  The printed 97.64 % {verdict} with the counts: {bekasi.percent(digits=4)} %.\n")

# %% [markdown]
# The same for the other places and dates. Recorded, printed and holding are different stages: ten
# days later 44,529 of 1,811,892 were not even recorded, and the city's figures of 2016 and 2018 are
# cards printed, of which some lay in the office or belonged to people who had moved or died.

# %%
show(table)
wrong = table.disagreements(printed)
print(f"\nOf {len(printed)} printed percentages {len(wrong)} do not follow from their counts:")
for case in wrong:
    print(f"  {case.key}, {case.on}: {case.printed} printed, {case.computed} computed")

# %% [markdown]
# ## The months ahead
#
# What is assumed, and what it rests on:
#
# * Newly obliged: the census counted 202,084 people of 15 to 19, five years of birth.
# * Recording: the city at the pace of the country in June and July 2020. Recordings made are not
#   capacity, which is not in print: they are as many as came while schools were closed. A city that
#   can record more is done sooner, unless blanks hold it up.
# * Replacements for lost, damaged and changed cards: the city's own number is not in print, so both
#   cases are from Depok, next to it. Of the cards printed there in 2021, 120,020 went with 85,800
#   first cards: Depok's share, applied to those who turn 17, is the low case, since first cards of
#   that year include a backlog. In 2018, 158,732 were printed for 1,312,216 obliged: Depok's rate,
#   less those who turn 17, is the high one. The make-up of a queue under rationing, such as the 60
#   to 40 of Cimahi in July 2019, is no flow and is not used.
# * Nobody of the 42,476 is taken to be recorded yet, which is the harder case, and what the
#   44,529 of ten days later suggest. Deaths and moves are left out.

# %%
figures = {
    (row["name"], row["place"], row["as_of"][:4]): Interval(int(row["low"]), int(row["high"]))
    for row in read("bekasi_2020_inputs.csv")
}
blanks = figures["blanks_a_month", "Kota Bekasi", "2020"]
turning_17 = round(figures["aged_15_to_19", "Kota Bekasi", "2020"].low / 5 / 12)
national = figures["recordings_in_month", "Indonesia", "2020"]
share = bekasi.obliged / figures["obliged", "Indonesia", "2020"].low
recordings = Interval(round(national.low * share), round(national.high * share))


def in_depok(name: str, year: int) -> int:
    """Return a figure of Depok."""
    return figures[name, "Kota Depok", str(year)].low


first_cards = in_depok("first_cards_printed_in_year", 2021)
others = in_depok("cards_printed_in_year", 2021) - first_cards
by_share = round(turning_17 * others / first_cards)
rate = in_depok("cards_printed_in_year", 2018) / in_depok("obliged", 2018)
by_rate = round(rate * bekasi.obliged / 12) - turning_17

scenario = Scenario(
    start=Month(2020, 12),
    months=36,
    not_recorded_people=bekasi.gap,
    newly_obliged_people=turning_17,
    recording_capacity_people=recordings,
    allocation_cards=blanks,
    replacement_cards=by_share,
)
print(f"\nEvery month about {turning_17:,} people turn 17,")
print(f"{recordings} can be recorded, {blanks} blanks arrive.")

# %% [markdown]
# ## When everyone can hold a card
#
# With the amounts known only as intervals, the earliest and the latest month are guaranteed.


# %%
def month_or_never(month: Month | None) -> str:
    """Return the month in words, or that it lies beyond the three years."""
    return f"in {month}" if month else f"not by {scenario.start + scenario.months - 1}"


def fewest_blanks(replacements: int) -> int:
    """Return the least constant number of blanks a month that clears the backlog."""
    best = attrs.evolve(
        scenario,
        replacement_cards=replacements,
        recording_capacity_people=recordings.high,
        allocation_cards=0,
    )
    enough = required_allocation(best, target=0, by=best.start + best.months - 1)
    assert isinstance(enough, Required), enough  # noqa: S101  # it is not recording that fails
    return enough.amount


for replacements, source in ((by_share, "Depok's share"), (by_rate, "Depok's rate")):
    within = bounds(attrs.evolve(scenario, replacement_cards=replacements))
    print(f"\nWith {replacements:,} replacements a month ({source}) everyone can hold a card")
    print(f"  at the earliest {month_or_never(within.cleared_earliest)},")
    print(f"  at the latest {month_or_never(within.cleared_latest)}.")
    print(
        f"  Fewer than {fewest_blanks(replacements):,} blanks a month are too few in three years;"
    )
    print(f"  with fewer than {turning_17 + replacements:,} the queue only grows.")

# %% [markdown]
# ## How likely, and when
#
# Bounds say what is possible, not what is likely. Here every number of blanks between 15,000 and
# 20,000 is taken to be equally likely, and so is every number of recordings in their interval;
# these are assumptions, and so is the independence of months. Recording and blanks are then two
# independent random walks.

# %%
likely = attrs.evolve(
    scenario,
    obliged_people=bekasi.obliged,
    recording_capacity_people=Uniform(recordings.low, recordings.high),
    allocation_cards=Uniform(blanks.low, blanks.high),
)
cases = {
    "Depok's share": likely,
    "Depok's rate": attrs.evolve(likely, replacement_cards=by_rate),
}
for source, uncertain in cases.items():
    forecast = outlook(uncertain, compare=False, max_points=500_000, paths=2_000)
    first = [(month, chance) for month, chance in forecast.first_clearance() if chance.value > 0.01]
    print(f"\nWith {source} everyone can hold a card for the first time")
    for month, chance in first:
        print(f"  {month or 'later, or never'}: {chance.value:.0%}")
    middle = forecast[Month(2021, 6)]
    recording, out = middle.binds(Binding.RECORDING), middle.binds(Binding.BLANKS)
    print(f"  At the end of {middle.month} recording holds people up with {recording.value:.0%},")
    print(f"  and blanks with {out.value:.0%}.")

# %% [markdown]
# ## Blanks that run out
#
# With Depok's rate somewhat more blanks are used than arrive. Suppose that the backlog is gone and
# 10,000 blanks are left. The probability of a stock-out depends on the dependence between months of
# delivery, which is published nowhere: independent months even out, a poor year does not. The two
# columns on the right show both extremes; without any assumption there is still a bound.

# %%
from_now_on = attrs.evolve(
    cases["Depok's rate"],
    start=Month(2022, 1),
    months=12,
    not_recorded_people=0,
    on_hand_cards=10_000,
    recording_capacity_people=None,
)
show(outlook(from_now_on))
for dependence in (Blocks(6), Regimes(Fraction(9, 10)), Unknown()):
    forecast = outlook(attrs.evolve(from_now_on, dependence=dependence), compare=False)
    run_out = forecast.month_outlooks[-1].stock_out_by
    print(f"{dependence}: out of blanks within the year with {run_out}")

# %% [markdown]
# ## How many blanks are enough
#
# The ministry's target is 99.4 % for 2023. Could the city have reached it by the end of 2021, with
# 95 % confidence, and everyone by the middle of the year? The answer says what is impossible with
# any number of blanks.

# %%
TARGET, YEAR_END = Fraction(994, 1000), Month(2021, 12)
for source, uncertain in cases.items():
    enough = required_allocation(uncertain, target=TARGET, by=YEAR_END, max_points=500_000)
    print(f"\nWith {source}, 99.4 % by {YEAR_END} with 95 % confidence:")
    print(f"  {enough}")
    everyone = required_allocation(uncertain, target=0, by=Month(2021, 6), max_points=500_000)
    print(f"  Everyone by 2021-06: {everyone}.")

# %% [markdown]
# ## The binding constraint
#
# The trajectory with the fewest recordings and the fewest blanks of the first case.

# %%
slowest = attrs.evolve(
    scenario, recording_capacity_people=recordings.low, allocation_cards=blanks.low, months=14
)
print("\nThe slowest trajectory, with Depok's share:")
trajectory = project(slowest)
show(trajectory)
left_over = trajectory.month_ends[-1].on_hand_cards
print(f"Recording holds it up, not blanks: at the end {left_over:,} of them lie unused.")
