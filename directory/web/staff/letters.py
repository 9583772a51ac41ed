"""Who is asked in a round and what became of each letter; a letter with its attempts and what it said."""

from typing import Any
from urllib.parse import urlencode

from litestar import get
from litestar.params import FromPath
from litestar.response import Response

from directory.campaigns import reads, recipients
from directory.campaigns.words import ANSWERS, WAVES
from directory.errors import NotFound
from directory.facts.taxonomies import LANGUAGES
from directory.i18n import _
from directory.mail.state_words import STATES as LETTER_STATES
from directory.mail.state_words import WHY
from directory.mail.states import STATES
from directory.organisations.canonical import shown_phone
from directory.staff.policy import Verb
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest, read_query
from directory.web.language import join
from directory.web.pages import Page
from directory.web.staff.entrance import may, page
from directory.web.staff.numbers import ANSWER_COLOURS
from directory.web.staff.rounds import TAB, here

STATE_COLOURS = {"accepted": "success", "refused": "danger", "unknown": "warning", "deferred": "warning"}
LETTERS_A_PAGE = 100
# A letter's body in a frame of its own: no script, no links out of it, only its own style (SECURITY.md).
FRAME_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"


@get("/runde/{campaign:int}/mottakere", opt=may(Verb.LOOK))
async def asked(request: AnyRequest, campaign: FromPath[int]) -> Page:
    """Show everyone who is asked, with answer and latest letter."""
    found, at = await here(request, campaign)
    answer = read_query(request).choice("svar", ANSWERS)
    return page(
        request,
        at,
        "round_recipients.html",
        tab=TAB,
        name="desk-recipients",
        round=found,
        base=f"{TAB}/{campaign}",
        rows=await recipients.recipients(campaign, answer),
        answer=answer,
        phone=shown_phone,
        colours=ANSWER_COLOURS,
        state_colours=STATE_COLOURS,
        **words(),
    )


@get("/runde/{campaign:int}/brev", opt=may(Verb.LOOK))
async def letters(request: AnyRequest, campaign: FromPath[int]) -> Page:
    """Show the letters of a round, the latest movement first."""
    found, at = await here(request, campaign)
    query = read_query(request)
    state, number = query.choice("tilstand", STATES), query.whole("side", 1, range(1, 10_000)) or 1
    counted = await reads.status(campaign)
    pages = max(1, -(-counted[state or "total"] // LETTERS_A_PAGE))
    base = join(exchange(request).language, f"{TAB}/{campaign}/brev")
    return page(
        request,
        at,
        "round_letters.html",
        tab=TAB,
        name="desk-letters",
        round=found,
        base=f"{TAB}/{campaign}",
        letters=await reads.letters_of(campaign, state, LETTERS_A_PAGE, (number - 1) * LETTERS_A_PAGE),
        number=number,
        pages=pages,
        link=lambda wanted: f"{base}?{urlencode({'tilstand': state, 'side': wanted})}",
        state=state,
        state_colours=STATE_COLOURS,
        **words(),
    )


@get("/runde/{campaign:int}/eksempel/{spoken:str}", opt=may(Verb.LOOK))
async def sample(request: AnyRequest, campaign: FromPath[int], spoken: FromPath[str]) -> Response[str]:
    """Answer with the first letter as somebody will get it."""
    await here(request, campaign)
    if spoken not in LANGUAGES:
        raise NotFound("no such language")
    state = exchange(request)
    link = f"{state.settings.base_url}/o/…"
    return framed(await recipients.sample(campaign, spoken, state.settings, state.clock(), link))


def words() -> dict[str, Any]:
    """Return what answers, states, reasons and waves are called, in the language spoken."""
    named = {"answers": ANSWERS, "states": LETTER_STATES, "whys": WHY, "waves": WAVES}
    return {name: {key: _(text) for key, text in texts.items()} for name, texts in named.items()}


def framed(html: str) -> Response[str]:
    return Response(html, media_type="text/html", headers={"content-security-policy": FRAME_POLICY})
