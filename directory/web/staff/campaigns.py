"""The year's rounds, and one of them: before the start who gets what, afterwards how far it has come."""

from litestar import get
from litestar.params import FromPath

from directory.campaigns import reads
from directory.campaigns.progress import progress
from directory.i18n import _
from directory.mail.doubts import doubts
from directory.staff.policy import Verb
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest
from directory.web.language import join
from directory.web.pages import Page
from directory.web.staff.entrance import desk, may, page
from directory.web.staff.numbers import numbers_of
from directory.web.staff.round_before import before_start
from directory.web.staff.rounds import COLOURS, STATES, TAB, here


@get("/runde", opt=may(Verb.LOOK))
async def listed(request: AnyRequest) -> Page:
    """Show every round of the centre."""
    at = await desk(request)
    rounds = await reads.all_of([at.centre["id"]])
    states = {name: _(words) for name, words in STATES.items()}
    return page(request, at, "rounds.html", tab=TAB, name="desk-rounds", rounds=rounds, states=states, colours=COLOURS)


@get("/runde/{campaign:int}", opt=may(Verb.LOOK))
async def one(request: AnyRequest, campaign: FromPath[int]) -> Page:
    """Show a round: before the start who gets what, afterwards how far it has come."""
    found, at = await here(request, campaign)
    if found.state in ("draft", "scheduled"):
        return await before_start(request, at, found)
    settings, now = exchange(request).settings, exchange(request).clock()
    base = join(exchange(request).language, f"{TAB}/{campaign}")
    return page(
        request,
        at,
        "round.html",
        tab=TAB,
        name="desk-round",
        round=found,
        base=f"{TAB}/{campaign}",
        state=_(STATES[found.state]),
        color=COLOURS.get(found.state, "neutral"),
        numbers=numbers_of(await progress(campaign, settings, now), base, settings.timezone),
        doubtful=len(await doubts(campaign)),
    )
