"""A round as a file: one row for each organisation, for the year's file and for whoever takes over."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from directory.campaigns.asked import asked
from directory.campaigns.calls import STEPS, Asked, next_step
from directory.campaigns.reads import find
from directory.campaigns.words import ANSWERS, CHANNELS, all_tried
from directory.i18n import _, day, marked, speaking
from directory.organisations.canonical import shown_phone
from directory.organisations.wording import place, term
from directory.search.export import as_csv, as_json, as_xlsx, cell
from directory.settings import Settings

HEADINGS = {
    "organisation": marked("Id"),
    "name": marked("Name"),
    "municipality": marked("Home municipality"),
    "type": marked("Kind of organisation"),
    "address": marked("Address for our letters"),
    "letters": marked("Letters"),
    "bounced": marked("The address does not work"),
    "answer": marked("Answer"),
    "answered_at": marked("Answered"),
    "channel": marked("How"),
    "next_step": marked("What to do next"),
    "telephone": marked("Telephone"),
}
FORMATS = ("csv", "xlsx", "json")


async def export_rows(campaign_id: int, settings: Settings, at: datetime, language: str = "nb") -> list[dict[str, Any]]:
    """Return a row with the keys of HEADINGS for each organisation of a round, by name. Raises NotFound.

    Words are in `language`; `letters` and `telephone` are lists, `bounced` is a yes or no.
    """
    campaign = await find(campaign_id)
    over = campaign.is_over(settings, at)
    with speaking(language):
        return [_row(one, over=over) for one in await asked(campaign_id)]


def written(rows: Sequence[Mapping[str, Any]], form: str, language: str = "nb") -> bytes:
    """Return the rows as a file (`csv`, `xlsx` or `json`); no cell is taken for a formula. Raises ValueError."""
    if form == "json":
        return as_json(rows)
    if form == "csv":
        return as_csv(rows, list(HEADINGS))
    if form != "xlsx":
        raise ValueError(f"no such format: {form!r}")
    with speaking(language):
        table = [[_(text) for text in HEADINGS.values()], *([cell(row[key]) for key in HEADINGS] for row in rows)]
        return as_xlsx(table, _("The round"))


def _row(one: Asked, *, over: bool) -> dict[str, Any]:
    return {
        "organisation": str(one.organisation),
        "name": one.name,
        "municipality": place(one.municipality) if one.municipality else "",
        "type": term("types", one.type),
        "address": one.address,
        "letters": all_tried(one.tries),
        "bounced": one.bounced,
        "answer": _(ANSWERS[one.answer]),
        "answered_at": day(one.answered_at) if one.answered_at else "",
        "channel": _(CHANNELS[one.channel]) if one.channel else "",
        "next_step": _(STEPS[next_step(one, over=over)]),
        "telephone": [f"{shown_phone(number)} {whose}".strip() for number, whose in one.phones],
    }
