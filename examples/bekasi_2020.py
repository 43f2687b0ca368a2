# %% [markdown]
# # Bekasi, November 2020
#
# On 23 November 2020 the press reported that 42,476 residents of Kota Bekasi who must hold an
# electronic ID card (KTP-el) did not, and that the ministry sent 15,000 to 20,000 blank cards a
# month. Is the percentage right, by when can everyone have a card, and do the blanks run out? From
# published numbers only; each stands with its source in one of the two small tables beside this
# file. The answer comes first, then what it rests on.

# %%
from __future__ import annotations

import csv
import warnings
from datetime import date
from fractions import Fraction
from pathlib import Path

import attrs

from dukcapil import Coverage, CoverageTable, Interval, Month, Scenario, bounds, project
from dukcapil.distributions import Blocks, Common, Regimes, Uniform, Unknown
from dukcapil.errors import CoverageAboveWhole
from dukcapil.forecast import (
    Branch,
    Estimate,
    Method,
    Outlook,
    ScenarioTree,
    TreeOutlook,
    outlook,
    required_allocation,
)

HERE = Path(__file__).parent  # where the two tables are


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

# %% [markdown]
# ## What is assumed, and what it rests on
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
# * Every number within an interval is equally likely. That is an assumption, and so is what the
#   months have in common: with independent months good and poor ones even out, with one draw for
#   all they do not. Both are computed.
# * In 2019 the ministry sent 500 blanks a month from August to December. That may come back, and
#   is no draw of a month: it is a branch of its own, here with the first five months as poor. How
#   often it comes is not in print: one case of five is an assumption, for the reader to replace.

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
deliveries = Uniform(blanks.low, blanks.high)
likely = attrs.evolve(
    scenario,
    obliged_people=bekasi.obliged,
    recording_capacity_people=Uniform(recordings.low, recordings.high),
    allocation_cards=deliveries,
)
one_draw = attrs.evolve(likely, recording_dependence=Common(), dependence=Common())
shortage = attrs.evolve(likely, allocation_cards=[500] * 5 + [deliveries] * (scenario.months - 5))
tree = ScenarioTree(
    [
        Branch("as now", Fraction(4, 5), likely),
        Branch("the shortage of 2019 again", Fraction(1, 5), shortage),
    ]
)
LAST = scenario.start + scenario.months - 1

# %% [markdown]
# ## The answer


# %%
def percent(chance: Estimate) -> str:
    """Return a probability as a percentage."""
    return ">99%" if chance.value > 0.995 else f"{chance.value:.0%}"


def by_month(ahead: Outlook | TreeOutlook) -> str:
    """Return the months in which everyone is likely to hold a card for the first time."""
    some = [(month, chance) for month, chance in ahead.first_clearance() if chance.value >= 0.01]
    return ", ".join(f"{month or 'later or never'} {percent(chance)}" for month, chance in some)


def answer_of(case: Scenario) -> Outlook:
    """Compute the distributions of a case from two thousand trajectories."""
    return outlook(case, compare=False, method=Method.SIMULATION, paths=2_000)


def outstanding(ahead: Outlook) -> str:
    """Return the number outstanding in the last month, from 5 to 95 %, to a thousand."""
    fan = ahead.month_outlooks[-1].outstanding_people
    ends = (round(quantile.low, -3) for quantile in (fan.quantiles[0], fan.quantiles[-1]))
    return " to ".join(f"{end:,}" for end in ends)


ahead, together = answer_of(likely), answer_of(one_draw)
by_branch = outlook(tree, compare=False, method=Method.SIMULATION, paths=2_000)
poor = answer_of(attrs.evolve(likely, replacement_cards=by_rate))
poor_together = answer_of(attrs.evolve(one_draw, replacement_cards=by_rate))
error = max(
    chance.standard_error or 0
    for case in (ahead, together, by_branch)
    for _, chance in case.first_clearance()
)
lasts = percent(ahead.first_stock_out()[-1][1])
waiting, waiting_together = outstanding(poor), outstanding(poor_together)
print(f"By when? {by_month(ahead)} (independent months; simulated, ± {error:.1%} at most);")
print(f"  {by_month(together)} (one draw for all months);")
print(f"  {by_month(by_branch)} (2019's shortage first: 1 in 5).")
print(f"Blanks: they last until {LAST} ({lasts}); with Depok's rate of 2018 they run out at once,")
print(f"  and {waiting} people wait three years later (one draw: {waiting_together}).")

print("\nAssumed a month, sources beside this file:")
print(f"  {turning_17:,} people turn 17; {recordings} can be recorded; {blanks} blanks arrive;")
print(
    f"  {by_share:,} cards are replaced (Depok's share of 2021), or {by_rate:,} (its rate of 2018)."
)

# %% tags=["active-ipynb"]
# ahead.plot(source="published figures of Kota Bekasi and Depok");

# %% [markdown]
# ## Is the percentage right?
#
# The same for the other places and dates. Recorded, printed and holding are different stages: ten
# days later 44,529 of 1,811,892 were not even recorded, and the city's figures of 2016 and 2018 are
# cards printed, of which some lay in the office or belonged to people who had moved or died.

# %%
verdict = "agrees" if bekasi.agrees_with("97.64") else "does not agree"
print(f"\n{bekasi.obliged:,} must hold a card, {bekasi.covered:,} do, {bekasi.gap:,} do not.")
print(f"The printed 97.64 % {verdict} with the counts: {bekasi.percent(digits=4)} %.")
wrong = table.disagreements(printed)
print(f"Of {len(printed)} printed percentages {len(wrong)} do not follow from their counts:")
for one in wrong:
    print(f"  {one.key}, {one.on}: {one.printed} printed, {one.computed} computed")

# %% [markdown]
# ## What is certain
#
# With the amounts known only as intervals, the earliest and the latest month are guaranteed.


# %%
def month_or_never(month: Month | None) -> str:
    """Return the month in words, or that it lies beyond the three years."""
    return f"in {month}" if month else f"not by {LAST}"


print("\nWith any amounts in these intervals, everyone can hold a card")
for replacements, source in ((by_share, "Depok's share"), (by_rate, "Depok's rate")):
    within = bounds(attrs.evolve(scenario, replacement_cards=replacements))
    earliest, latest = map(month_or_never, (within.cleared_earliest, within.cleared_latest))
    print(f"  with {replacements:,} replacements ({source}) at the earliest {earliest},")
    print(f"    at the latest {latest}; with fewer than {turning_17 + replacements:,} blanks")
    print("    a month the queue only grows.")

# %% tags=["active-ipynb"]
# bounds(scenario).plot(source="published figures of Kota Bekasi and Depok");

# %% [markdown]
# ## Blanks that run out
#
# With Depok's rate somewhat more blanks are used than arrive. Suppose that the backlog is gone and
# 10,000 blanks are left. The probability of a stock-out depends on the dependence between months of
# delivery, which is published nowhere; without any assumption there is still a bound.

# %%
from_now_on = attrs.evolve(
    likely,
    start=Month(2022, 1),
    months=12,
    not_recorded_people=0,
    on_hand_cards=10_000,
    recording_capacity_people=None,
    replacement_cards=by_rate,
)
print("\nOut of blanks within 2022, with 10,000 left and Depok's rate, if deliveries are")
for words, dependence in (
    ("independent", from_now_on.dependence),
    ("one draw for half a year", Blocks(6)),
    ("good or poor, and stay so with 90 %", Regimes(Fraction(9, 10))),
    ("dependent in any way", Unknown()),
):
    forecast = outlook(attrs.evolve(from_now_on, dependence=dependence), compare=False)
    run_out = forecast.month_outlooks[-1].stock_out_by
    chance = percent(run_out) if run_out.high - run_out.low < 0.1 else "0 to 100 %"
    print(f"  {words}: {chance}")

# %% [markdown]
# ## How many blanks are enough
#
# The ministry's target is 99.4 % for 2023. Could the city have reached it by the end of 2021, with
# 95 % confidence, and everyone by the middle of the year? The answer says what is impossible with
# any number of blanks.

# %%
print("\nBlanks for 99.4 % by 2021-12, and for everyone by 2021-06, with 95 % confidence:")
for replacements in (by_share, by_rate):
    case = attrs.evolve(likely, replacement_cards=replacements)
    enough = required_allocation(case, target=0.994, by=Month(2021, 12), confidence=0.95)
    everyone = required_allocation(case, target=0, by=Month(2021, 6), confidence=0.95)
    print(f"  with {replacements:,} replacements {enough};")
    print(f"    {everyone}")

# %% [markdown]
# ## The binding constraint
#
# The trajectory with the fewest recordings and the fewest blanks of the first case.

# %%
slowest = attrs.evolve(
    scenario, recording_capacity_people=recordings.low, allocation_cards=blanks.low, months=14
)
left_over = project(slowest).month_ends[-1].on_hand_cards
print("\nThe fewest recordings and blanks, with Depok's share: recording holds it up, not blanks,")
print(f"and {left_over:,} of them lie unused in January 2022.")
