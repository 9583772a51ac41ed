"""The page of one organisation."""

from collections.abc import Collection, Mapping
from typing import Any

from litestar import get
from litestar.params import FromPath

from directory.campaigns.announced import announced
from directory.errors import NotFound
from directory.i18n import language
from directory.organisations import wording
from directory.search import find
from directory.search.centres import centre
from directory.search.records import Listed
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest
from directory.web.language import join
from directory.web.pages import Page, render, see_other
from directory.web.public import cards


@get("/organisasjon/{slug:str}")
async def organisation(request: AnyRequest, slug: FromPath[str]) -> Page:
    """Show everything public about one organisation. Raises NotFound; a former name leads to the present one."""
    entry = await listed_or_former(request, slug)
    if entry is None:
        return see_other(request, f"/organisasjon/{await find.former_address(slug)}")
    return render(request, "public/organisation.html", page="organisation", **await entry_in_words(request, entry))


async def entry_in_words(
    request: AnyRequest, entry: Listed, changed: Collection[str] = (), waiting: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return what public/entry.html shows of an entry.

    For the organisation itself: `changed` are the fields that it has just corrected, `waiting` those that staff
    look at first, each with what it would become, in words.
    """
    here = exchange(request)
    responsible = await centre(entry.centre)
    rounds = await announced(here.clock(), here.settings.timezone, entry.centre)
    freshness = cards.fresh(entry)
    return {
        "entry": entry,
        "kind": wording.term("types", entry.type),
        "description": cards.description(entry).split("\n"),
        "freshness": freshness,
        "fresh_sentence": cards.fresh_sentence(freshness),
        "takes_requests": cards.takes_requests(entry),
        "experience": wording.experience(entry.areas),
        "target_groups": [wording.term("target_groups", slug) for slug in entry.target_groups],
        "forms": [wording.term("choices", slug) for slug in entry.forms],
        "coverage": cards.coverage(entry.coverage, most=400),
        "home": wording.place(entry.municipality) if entry.municipality else "",
        "answer_days": wording.value("answer_days", entry.answer_days),
        "representatives": wording.value("representatives", entry.representatives),
        "website_shown": cards.website(entry.website),
        "relatives": await find.relatives(entry.id),
        "centre": responsible,
        "centre_hours": responsible.said("phone_hours", language()),
        "message_href": join(here.language, f"/organisasjon/{entry.slug}/melding"),
        "rounds": rounds,
        "changed": changed,
        "waiting": waiting or {},
    }


async def listed_or_former(request: AnyRequest, slug: str) -> Listed | None:
    """Return the entry at an address, None when somebody else has or had such a name. Raises NotFound."""
    try:
        return await find.one(slug, exchange(request).clock())
    except NotFound:
        if await find.former_address(slug) is None:
            raise
        return None
