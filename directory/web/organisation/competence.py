"""What an organisation has experience of and takes part in: themes found by search, short lists for the rest."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import get
from litestar.enums import MediaType
from litestar.response import Response

from directory.facts.taxonomies import taxonomy
from directory.i18n import _, language
from directory.organisations.wording import term
from directory.search import themes
from directory.web.forms import AnyRequest, usable_query
from directory.web.organisation.choices import Group, Tick, choices, tick_group
from directory.web.pages import Page, fragment

FIND = "find_theme"
Fields = Mapping[str, Sequence[str]]
LIKELY_GROUPS = {
    "paarorendeorganisasjon": ("paarorende", "foreldre", "barn_som_paarorende", "etterlatte"),
    "paarorendesenter": ("paarorende", "foreldre", "barn_som_paarorende", "etterlatte"),
    "ungdomspanel": ("ungdom", "unge_voksne"),
    "ungdomsraad": ("ungdom", "unge_voksne"),
}
LIKELY_ELSE = ("voksne", "unge_voksne", "paarorende", "ungdom")


@dataclass(frozen=True, slots=True)
class Hit:
    """A theme that was found: as whom it can be added, what is likely first; `there` is what is chosen already."""

    slug: str
    label: str
    description: str
    first: list[Tick]
    rest: list[Tick]
    there: list[str]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, nothing for an empty one."""

    query: str
    hits: list[Hit]


def competence_context(fields: Fields, kind: str, wished: Sequence[str] = ()) -> dict[str, Any]:
    """Return what `section_competence.html` shows for a form's fields.

    `kind` is the organisation's; `wished` are the themes it has suggested that wait for staff.
    """
    groups = tick_group("target_groups", "target_groups", fields.get("target_groups", ()))
    return {
        **themes_context(fields, kind),
        "wished": wished,
        "take_part": _ticks("forms", "choices", fields.get("forms", ())),
        "target_groups": _short(groups, kind),
        "yes_no": [("ja", _("Yes")), ("nei", _("No")), ("", _("Not said"))],
    }


def themes_context(fields: Fields, kind: str, standing: Sequence[str] = ()) -> dict[str, Any]:
    """Return what `themes.html` shows: what is ticked in the field `areas`, and what the field `find_theme` finds.

    `standing` are pairs that are not to be chosen again. A button without script says `find`, or sends a subject
    after the field. Nobody is asked what is missing unless there is another `wished`.
    """
    chosen = _chosen(fields.get("areas", ()))
    asked = fields.get(FIND) or [""]
    return {
        "value": lambda name: (fields.get(name) or [""])[-1],
        "themes": chosen,
        "found": found(asked[-1], kind, [*standing, *(tick.value for tick in chosen)]),
        "searched": bool(asked[-1]) and ("find" in fields or len(asked) > 1),
        "finder": "/tema?" + urlencode([("type", kind), *(("areas", pair) for pair in standing)]),
        "subjects": [group.name(language()) for group in taxonomy("groups")],
        "wished": None,
    }


def search_first(fields: Fields) -> Fields | None:
    """Return the fields of a form that was sent with something in its search, to show what that finds; else None.

    Without script, Enter in the search sends the whole form: it is looked for before anything is written.
    """
    return {**fields, "find": ["1"]} if (fields.get(FIND) or [""])[-1].strip() else None


def found(query: str, kind: str, chosen: Collection[str]) -> Found:
    """Return the themes that a search means, to be added to what is `chosen` (pairs as `theme:perspective`)."""
    query = " ".join(query.split())[: themes.LONGEST]
    return Found(query, [_hit(area.slug, kind, query, chosen) for area in themes.find(query)])


@get("/tema")
async def search(request: AnyRequest) -> Page:
    """Return what a search for themes finds, as the piece of the page that shows it (`q`, `type`, `areas`)."""
    asked = usable_query(request)
    hits = found(asked.typed("q"), asked.typed("type"), asked.fields.get("areas", ()))
    html = fragment(request, "organisation/themes_found.html", found=hits, searched=False)
    return Response(html, media_type=MediaType.HTML, headers={"x-robots-tag": "noindex"})


def _hit(area: str, kind: str, query: str, chosen: Collection[str]) -> Hit:
    known, perspectives = taxonomy("areas")[area], themes.offered(area, kind, query)
    return Hit(
        area,
        known.name(language()),
        known.descriptions[language()],
        [_tick(area, each, "found") for each in perspectives.first if f"{area}:{each}" not in chosen],
        [_tick(area, each, "found") for each in perspectives.rest if f"{area}:{each}" not in chosen],
        [label(area, slug) for slug in taxonomy("perspectives").terms if f"{area}:{slug}" in chosen],
    )


def _chosen(typed: Sequence[str]) -> list[Tick]:
    """Return the pairs that were typed and exist, in the order of the vocabulary."""
    known = [(area.slug, each.slug) for area in taxonomy("areas") for each in taxonomy("perspectives")]
    return [_tick(area, each, "areas", ticked=True) for area, each in known if f"{area}:{each}" in typed]


def _tick(area: str, perspective: str, list_: str, *, ticked: bool = False) -> Tick:
    whole, short = label(area, perspective), term("perspectives", perspective)
    named = whole if ticked else short
    return Tick(f"{list_}-{area}-{perspective}", f"{area}:{perspective}", named, ticked, whole)


def label(area: str, perspective: str) -> str:
    """Return a theme and as whom it is known: "Psychosis – as next of kin"."""
    theme = term("areas", area)
    if themes.SAME.get(area) == perspective:
        return theme
    as_whom = term("perspectives", perspective)
    return _("%(theme)s – %(perspective)s") % {"theme": theme, "perspective": as_whom[:1].lower() + as_whom[1:]}


def _ticks(field: str, vocabulary: str, typed: Collection[str]) -> list[Tick]:
    return [Tick(f"{field}-{value}", value, name, value in typed) for value, name in choices(vocabulary)]


def _short(groups: Group, kind: str) -> Group:
    """Return a short list: what is chosen, else what is likely for the kind; the rest is folded."""
    if groups.chosen:
        return groups
    likely = LIKELY_GROUPS.get(kind, LIKELY_ELSE)
    first = [tick for tick in groups.more if tick.value in likely]
    return Group(groups.id, groups.label, first, [tick for tick in groups.more if tick not in first])
