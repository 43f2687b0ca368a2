# %% [markdown]
# # The shortage of 2019
#
# From August 2019 Kota Bekasi received 500 blank cards a month. The office said how many people had
# no card, and the figures are the check on this example:
#
# * 85,000 on 26 September: with an interim certificate, with a lost card, moved, and *not recorded*
#   (wartakota.tribunnews.com, 26 September 2019);
# * more than 93,000 on 29 November, of the same count (the same paper, 23 January 2020, page 2);
# * 106,000 cards owed for 2019 to holders of an interim certificate (metro.tempo.co/read/1302022,
#   30 January 2020).

# %%
from __future__ import annotations

from fractions import Fraction

import attrs

from dukcapil import Month, Scenario, project
from dukcapil.demand import DemandHistory
from dukcapil.distributions import Empirical, Mixture, Pmf, Regimes, Uniform
from dukcapil.forecast import month_reached, outlook, required_allocation
from dukcapil.inventory import StockLevels, average_monthly_cards, months_of_stock

# %% [markdown]
# ## Five months of 500 a month
#
# What is assumed, and what it rests on:
#
# * 28,744 people are not recorded. That is the last figure in print, of 2 April
#   (mediaindonesia.com/megapolitan/227426); they need no blank yet, so they stand apart.
# * 3,368 people a month turn 17 (202,084 people of 15 to 19 in five years of birth, census of 2020)
#   and as many are recorded. Recordings made are not capacity: how many the city *could* have
#   recorded is not in print, and it decides here only who is in which column.
# * 7,000 cards a month are asked for, first cards and replacements. Beside 500 blanks a month the
#   count rose by 8,000 in two months, and by 21,000 in three: 4,500 to 7,500 a month.
#
# The office also spoke of 21,000 requests a month: 15 service points with 50 a day or more
# (beritabekasi.co.id, September 2019). That is what the points can take, not what came.

# %%
TURNING_17, ASKED_FOR, NOT_RECORDED = 3_368, 7_000, 28_744
shortage = Scenario(
    start=Month(2019, 10),
    months=5,
    not_recorded_people=NOT_RECORDED,
    waiting_people=85_000 - NOT_RECORDED,
    newly_obliged_people=TURNING_17,
    recording_capacity_people=TURNING_17,
    allocation_cards=500,
    replacement_cards=ASKED_FOR - TURNING_17,
)
trajectory = project(shortage)
print(trajectory)

# %% tags=["active-ipynb"]
# trajectory.plot(source="published figures of Kota Bekasi");

# %%
crowded = project(attrs.evolve(shortage, replacement_cards=21_000 - TURNING_17))
for when, published in ((Month(2019, 11), 93_000), (Month(2019, 12), 106_000)):
    computed, at_21_000 = (
        one.month_ends[when - shortage.start].outstanding_people for one in (trajectory, crowded)
    )
    error = computed / published - 1
    print(f"{when}: {published:,} published, {computed:,} computed ({error:+.1%})")
    print(f"  with 21,000 requests a month it would have been {at_21_000:,}")

# %% [markdown]
# One constant flow cannot meet both: the count rose by 4,000 a month until November and by 13,000
# in December. The 106,000 may be another count as well, since whoever holds an interim certificate
# has been recorded.
#
# ## Demand that was not observed
#
# Cards printed are not cards demanded. With 500 blanks against about 230 requests a day there were
# blanks on three days of a month. A table that takes 500 for the demand says that 2,000 blanks are
# four months of stock. The days without blanks have to be excluded. The cards of June and July are
# made up, near the 7,000 of above.

# %%
seen = DemandHistory(
    start=Month(2019, 6), cards=[6_800, 7_100, 500, 500], out_of_stock_days=[0, 0, 28, 27]
)
print(seen)
naive = Fraction(sum(seen.cards[-2:]), 2)
corrected = average_monthly_cards(
    sum(seen.cards), months=len(seen), out_of_stock_days=sum(seen.out_of_stock_days)
)
assert corrected is not None  # noqa: S101  # there was stock on some day
for name, monthly in (("printed", naive), ("asked for", corrected)):
    stock = months_of_stock(2_000, monthly)
    print(f"{name}: {float(monthly):,.0f} a month; 2,000 blanks are {float(stock or 0):.1f} months")
levels = StockLevels(monthly_cards=corrected, lead_time_months=Fraction(1, 4), review_months=1)
print(levels)

# %% [markdown]
# ## When blanks come again
#
# From January 2020, say, as in November 2020: 15,000 to 20,000 a month, all equally likely
# (daerah.sindonews.com, 23 November 2020). In how many months is the queue of recorded people gone?
# How many blanks a month would have cleared it by the middle of the year, with 95 %? And what if as
# many cards are asked for as were printed in Depok in 2018, 158,732 for 1,312,216 obliged
# (radardepok.com, 17 January 2019; news.republika.co.id/berita/pp2rx6430), which is 18,117 a month
# for the 1,797,232 of Bekasi?

# %%
back = attrs.evolve(
    shortage,
    start=Month(2020, 1),
    months=36,
    not_recorded_people=0,
    newly_obliged_people=0,
    recording_capacity_people=None,
    waiting_people=trajectory.month_ends[Month(2019, 12) - shortage.start].waiting_people,
    allocation_cards=Uniform(15_000, 20_000),
    replacement_cards=ASKED_FOR,
)
gone = month_reached(back, target=0, max_points=500_000)
print(f"With 7,000 requests a month the queue is gone in {gone}, with 95 %.")
enough = required_allocation(back, target=0, by=Month(2020, 6))
print(f"By June it takes {enough}.")
depok = round(Fraction(158_732, 1_312_216) * 1_797_232 / 12)
as_in_depok = required_allocation(
    attrs.evolve(back, replacement_cards=depok), target=0, by=Month(2020, 12)
)
print(f"With {depok:,} requests, as in Depok, it takes until December {as_in_depok}.")

# %% [markdown]
# In November 2020 as many people had no card (42,476) as were not recorded ten days later (44,529):
# the queue was gone.
#
# ## Deliveries that fail
#
# In 2019 deliveries failed for months on end. Suppose one poor month in six, independent of the
# others or in runs, and about 12,000 requests a month: a guess between the two flows above.

# %%
failing = attrs.evolve(
    back,
    replacement_cards=Empirical([11_000, 12_000, 12_500]),
    allocation_cards=Mixture([(5, Uniform(15_000, 20_000)), (1, Pmf({500: 1}))]),
    waiting_people=0,
    on_hand_cards=20_000,
)
for name, case in (
    ("independently", failing),
    ("in runs", attrs.evolve(failing, dependence=Regimes(Fraction(9, 10)))),
):
    month = outlook(case, max_points=20_000_000, compare=False)[Month(2020, 12)]
    print(f"Poor months come {name}: people wait in December with {month.stock_out_in},")
    print(f"  {month.waiting_people.mean.value:,.0f} on average.")
