# %% [markdown]
# # A city over a year
#
# A synthetic Bekasi in 2020. From 16 March the schools are closed, and the visits at which pupils
# of 16 and 17 used to be recorded stop (the city's own stopped that month). Every figure below is
# a function of one log of dated events and a date: coverage month by month, the causes of its
# changes, waiting times, the kelurahan that fall behind, and the number who turn 17 next year.
#
# No person in it is real. The city is calibrated on published figures of Kota Bekasi, at one
# hundredth of its size, and is the same for the same seed on every machine.

# %%
from __future__ import annotations

from datetime import date

from dukcapil import (
    Interval,
    Month,
    RegionCode,
    Register,
    Scenario,
    Sex,
    Stage,
    bounds,
    flows,
    series,
)
from dukcapil.coverage import (
    backlog,
    decompose,
    early_recordings,
    measure,
    partition,
    timeliness,
)
from dukcapil.demand import monthly_rates, newly_obliged
from dukcapil.regions import Level
from dukcapil.testing import synthetic_city

BEKASI = RegionCode("32.75")
SCHOOLS_CLOSE, NEW_YEAR = date(2020, 3, 16), date(2021, 1, 1)
OLD_YEAR, YEAR_END = date(2019, 12, 31), date(2020, 12, 31)
MONTHS = Month.range(Month(2020, 1), Month(2021, 1))

city = synthetic_city(25_000, seed=2020, until=NEW_YEAR, school_visits_stop_on=SCHOOLS_CLOSE)
events = tuple(city.events())

# %% [markdown]
# ## A register that is kept up
#
# The office begins with what had happened by the last day of 2019, and appends each month of 2020.
# Nothing is built anew, and the register of the month before goes on answering.

# %%
kept = {Month(2019, 12): Register.of(city, (one for one in events if one.occurred_on <= OLD_YEAR))}
for month in MONTHS:
    first, last = month.first_day, month.last_day
    batch = (event for event in events if first <= event.occurred_on <= last)
    kept[month] = kept[month - 1].append(events=batch)
print("Events in the register at the end of every third month of 2020:")
print(*(f"{kept[month].event_count:,}" for month in MONTHS[2::3]), sep=", ")
register = kept[MONTHS[-1]].within(BEKASI)
print(register)

# %% [markdown]
# ## Coverage, month by month
#
# Recorded and holding are two figures, and each needs its name. Both count the people who were
# obliged and lived in the city on the last day of the month.

# %%
recorded = series(register, MONTHS, stage=Stage.RECORDED)
print("\nRecorded:")
print(recorded)

# %%
holding = series(register, MONTHS, stage=Stage.HOLDING)
print("\nHolding a card:")
print(holding)

# %% [markdown]
# On the last day each obliged person is at exactly one stage. People recorded at 16 are in none:
# they count from the beginning of their obligation.

# %%
print("\nBy kecamatan and stage:")
print(partition(register, on=YEAR_END, by=Level.KECAMATAN))

# %% tags=["active-ipynb"]
# partition(register, on=YEAR_END, by=Level.KECAMATAN).plot(only_gap=True);

# %%
print("\nRecorded early, a year apart:")
print(early_recordings(register, on=OLD_YEAR, by=Sex))
print(early_recordings(register, on=YEAR_END, by=Sex))

# %% [markdown]
# ## Causes of the change
#
# The flows of the year lead from one stock to the other to the last person, and the change of
# coverage is the exact sum of their contributions.

# %%
year = flows(register, OLD_YEAR, YEAR_END, stage=Stage.RECORDED)
print("\nObliged and recorded, from one year's end to the next:")
print(year)

# %% tags=["active-ipynb"]
# year.plot();

# %%
why = decompose(year.total())
print("\nTheir contributions to recording coverage, in percentage points:")
print(why)

# %% [markdown]
# ## The cost of closed schools
#
# The same people again, with the schools open: a register is data, so the comparison is one more
# register.

# %%
with_schools = synthetic_city(25_000, seed=2020, until=NEW_YEAR).within(BEKASI)
closed = recorded.total(on=YEAR_END)
opened = measure(with_schools, on=YEAR_END, stage=Stage.RECORDED).total(on=YEAR_END)
print(f"\nRecorded at the end of the year: {closed}")
print(f"  with the schools open:         {opened}")
print(f"  {opened.covered - closed.covered} more people would have been recorded.")

# %% [markdown]
# ## Waiting times
#
# From the day of obligation to the card, by Kaplan and Meier, so that people who still wait count
# too. A share among the holders would leave out all who are late.

# %%
for title, since, until in (
    ("in 2018", date(2018, 1, 1), date(2019, 1, 1)),
    ("from April to December 2020", date(2020, 4, 1), NEW_YEAR),
):
    print(f"\nProbability of a card within a number of days, of those obliged {title}:")
    print(timeliness(register, on=YEAR_END, since=since, until=until))
print("\nDays since the obligation began, of those without a card:")
print(backlog(register, on=YEAR_END, by=Level.KECAMATAN))

# %% [markdown]
# ## Kelurahan that fall behind
#
# The ten in greatest need. In a city of this size a group may hold few people: for publication,
# counts below five are blanked, and further rows that the totals of the kecamatan would give away.

# %%
by_kelurahan = measure(register, on=YEAR_END, by=Level.DESA_KELURAHAN, stage=Stage.RECORDED)
print("\nLowest recording coverage:")
for row in by_kelurahan.rank(on=YEAR_END)[:10]:
    kecamatan = row.key.at(Level.KECAMATAN).region_name or ""
    print(f"  {row.key}  {kecamatan:16}  {row.coverage}")
published = by_kelurahan.suppress(below=5, group=lambda code: code.at(Level.KECAMATAN))
blanked = sum(row.coverage is None for row in published.rows)
print(f"Of {len(published.rows)} rows {blanked} are blanked for publication.")
worst = by_kelurahan.rank(on=YEAR_END)[0].key
print(f"The team that goes to {worst} takes a list of {len(by_kelurahan.members(worst))} people.")

# %% [markdown]
# ## Newly obliged next year
#
# Known from birth dates, without a model.

# %%
next_year = Month.range(Month(2021, 1), Month(2022, 1))
coming = newly_obliged(register, next_year)
print(f"\nNewly obliged in 2021: {coming.total():,}")
print(newly_obliged(register, next_year[:3], by=Sex))

# %% [markdown]
# ## The months ahead
#
# A forecast starts from the last half year: replacements are assumed to stay between its lowest and
# its highest month. Recordings are assumed at the pace of the country in June and July 2020, 70 to
# 81 a month for a city of this size; recordings made are not capacity, so more may be possible.
# Blanks come at a hundredth of the deliveries to Kota Bekasi in November 2020 (sindonews.com).

# %%
past = monthly_rates(register, MONTHS[6:])
print("\nThe last half year:")
print(past)


stages = partition(register, on=YEAR_END).rows[0].counts
waiting = stages[Stage.RECORDED] + stages[Stage.PRINT_READY]
ahead = Month.range(Month(2021, 1), Month(2023, 1))
scenario = Scenario(
    start=Month(2021, 1),
    months=24,
    not_recorded_people=stages[Stage.NOT_RECORDED],
    waiting_people=waiting,
    newly_obliged_people=newly_obliged(register, ahead).by_month(),
    recording_capacity_people=Interval(70, 81),
    allocation_cards=Interval(150, 200),
    replacement_cards=Interval(min(past.replacement_cards), max(past.replacement_cards)),
)
outlook = bounds(scenario)
print("\nWith 150 to 200 blanks a month all obliged can hold a card")
print(f"  at the earliest in {outlook.cleared_earliest},")
print(f"  at the latest {outlook.cleared_latest or 'not within two years'}.")

# %% tags=["active-ipynb"]
# outlook.plot();
