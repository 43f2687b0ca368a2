"""Plans of visits: as a board of crews and days, and as a map."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from math import ceil, sqrt

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from dukcapil._shared.labels import Language, heading
from dukcapil.outreach import Plan, Visit
from dukcapil.plots._paper import (
    ACCENT,
    DARK,
    GREY,
    SHADES,
    count_axis,
    day_text,
    figure,
    finish,
    key_text,
    legend_above,
    paper,
    text_on,
)
from dukcapil.regions import Level, RegionCode

__all__ = ["plan_board", "plan_map"]

_MOST_WRITTEN = 8
_LONGEST_NAME = 14


def plan_board(
    answer: Plan,
    *,
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
) -> Axes:
    r"""Draw a plan as a board: a column for each planned day, a row for each crew.

    The darker a visit, the more people it records. On a board of up to eight days each visit
    bears the name of its venue and its people.

    Args:
        answer: the plan.
        ax: the axes to draw on; those of a new figure unless given.
        language: `en` or `id`, for labels and separators.
        source: where the figures come from, as a line below the picture.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import RegionCode, plots
        >>> from dukcapil.outreach import Venue, VenueKind, plan
        >>> hall = Venue(
        ...     id="Hall", kind=VenueKind.OTHER, region=RegionCode("32.75.01"), expected_people=170
        ... )
        >>> best = plan([hall], crews=1, days=[date(2020, 3, 2)], per_crew_day=150)
        >>> plots.plan_board(best).texts[0].get_text()
        'Hall\n150'
    """
    ax = paper(ax, language)
    stops: defaultdict[tuple[date, int], list[Visit]] = defaultdict(list)
    for visit in answer.visits:
        stops[visit.on, visit.crew].append(visit)
    days = sorted({*(day.on for day in answer.days), *(day for day, _ in stops)})
    crews = max((visit.crew for visit in answer.visits), default=1)
    most = max((visit.people for visit in answer.visits), default=1)
    for (day, crew), visits in stops.items():
        for index, visit in enumerate(visits):
            height = 0.94 / len(visits)
            shade = 2 + min(3, 4 * visit.people // (most + 1))
            corner = days.index(day) - 0.47, crew - 0.47 + index * height
            ax.add_patch(Rectangle(corner, 0.94, height, color=SHADES[shade]))
            if len(days) <= _MOST_WRITTEN:
                ax.text(
                    days.index(day),
                    corner[1] + height / 2,
                    f"{visit.venue[:_LONGEST_NAME]}\n{figure(visit.people, language)}",
                    color=text_on(shade),
                    fontsize="small",
                    horizontalalignment="center",
                    verticalalignment="center",
                )
    ax.set_xlim(-0.5, len(days) - 0.5)
    ax.set_ylim(crews + 0.5, 0.5)
    ax.set_yticks(range(1, crews + 1))
    ax.set_ylabel(heading("crew", language))
    shown = range(0, len(days), ceil(len(days) / _MOST_WRITTEN))
    ax.set_xticks(shown, [day_text(days[at], language) for at in shown])
    ax.set_xlabel(heading("date", language))
    people = f"{figure(answer.recorded, language)} {heading('recorded_people', language)}"
    ax.set_title(people, loc="left", fontsize="medium")
    return finish(ax, language, source)


def plan_map(
    answer: Plan,
    *,
    tiles: Mapping[RegionCode, tuple[int, int]] | None = None,
    ax: Axes | None = None,
    language: Language = "en",
    source: str = "",
) -> Axes:
    r"""Draw the people recorded of those reachable: a circle for each venue, or tiles.

    Venues with a `point` become circles at their places, with an area after the reachable people,
    filled if a crew visits them; those without one are left out. If no venue has one, or `tiles`
    are given, there is a tile for each kecamatan.

    A tile map shows each kecamatan as a square of the same size, roughly at its place, so that a
    small and crowded one is seen as well as a wide one. The darker a tile, the larger the part
    of the reachable people whom the plan records.

    Args:
        answer: the plan.
        tiles: the column and the row of each kecamatan, row 0 in the north; None for circles, or
            for tiles by code, row by row.
        ax: the axes to draw on; those of a new figure unless given.
        language: `en` or `id`, for labels and separators.
        source: where the figures come from, as a line below the picture.

    Raises:
        KeyError: for tiles without a kecamatan of the plan.

    Examples:
        >>> from datetime import date
        >>> from dukcapil import RegionCode, plots
        >>> from dukcapil.outreach import Venue, VenueKind, plan
        >>> hall = Venue(
        ...     id="Hall", kind=VenueKind.OTHER, region=RegionCode("32.75.01"), expected_people=170
        ... )
        >>> best = plan([hall], crews=1, days=[date(2020, 3, 2)], per_crew_day=150)
        >>> plots.plan_map(best).texts[0].get_text()
        'Bekasi\nTimur\n150 / 170'
    """
    ax = paper(ax, language)
    points = {venue.id: venue.point for venue in answer.venues if venue.point is not None}
    if tiles is None and points:
        _draw_points(ax, answer, points, language)
    else:
        _draw_tiles(ax, answer, tiles, language)
    return finish(ax, language, source)


def _draw_points(
    ax: Axes, answer: Plan, points: Mapping[str, tuple[float, float]], language: Language
) -> None:
    """Draw circles at latitudes and longitudes, by the id of the venue."""
    visited = {visit.venue for visit in answer.visits}
    for is_visited, name in ((True, "visited"), (False, "not_visited")):
        venues = [
            venue
            for venue in answer.venues
            if venue.id in points and (venue.id in visited) is is_visited
        ]
        ax.scatter(
            [points[venue.id][1] for venue in venues],
            [points[venue.id][0] for venue in venues],
            s=[10 + venue.reachable_people / 2 for venue in venues],
            facecolors=DARK if is_visited else "none",
            edgecolors=DARK if is_visited else ACCENT,
            label=heading(name, language),
        )
    ax.set_aspect("equal", adjustable="datalim")
    for axis, name in ((ax.xaxis, "longitude"), (ax.yaxis, "latitude")):
        count_axis(axis, language, name)
        axis.set_major_locator(MaxNLocator(5))
        axis.set_major_formatter(lambda value, _: figure(value, language, 2))
    legend_above(ax)


def _draw_tiles(
    ax: Axes,
    answer: Plan,
    tiles: Mapping[RegionCode, tuple[int, int]] | None,
    language: Language,
) -> None:
    region_of = {venue.id: _kecamatan(venue.region) for venue in answer.venues}
    reachable: Counter[RegionCode] = Counter()
    recorded: Counter[RegionCode] = Counter()
    for venue in answer.venues:
        reachable[region_of[venue.id]] += venue.reachable_people
    for visit in answer.visits:
        recorded[region_of[visit.venue]] += visit.people
    if tiles is None:
        columns = ceil(sqrt(len(reachable)))
        tiles = {
            region: (index % columns, index // columns)
            for index, region in enumerate(sorted(reachable))
        }
    for region, people in reachable.items():
        column, row = tiles[region]
        shade = 2 + min(3, 4 * recorded[region] // max(1, people))
        ax.add_patch(Rectangle((column - 0.48, row - 0.48), 0.96, 0.96, color=SHADES[shade]))
        numbers = f"{figure(recorded[region], language)} / {figure(people, language)}"
        ax.text(
            column,
            row,
            key_text(region, language).replace(" ", "\n") + f"\n{numbers}",
            color=text_on(shade),
            fontsize="small",
            horizontalalignment="center",
            verticalalignment="center",
        )
    drawn = [tiles[region] for region in reachable]
    ax.set_xlim(min(c for c, _ in drawn) - 0.5, max(c for c, _ in drawn) + 0.5)
    ax.set_ylim(max(r for _, r in drawn) + 0.5, min(r for _, r in drawn) - 0.5)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
    ax.set_title(
        f"{heading('recorded_people', language)} / {heading('reachable_people', language)}, "
        f"{heading('people', language)}",
        loc="left",
        fontsize="medium",
        color=GREY,
    )


def _kecamatan(region: RegionCode) -> RegionCode:
    return region.at(Level.KECAMATAN) if region.level > Level.KECAMATAN else region
