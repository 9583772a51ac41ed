"""Who is asked in a round and what became of each letter; a letter with its attempts and what it said."""

from typing import Any
from uuid import UUID

from litestar import get
from litestar.params import FromPath
from litestar.response import Response

from directory.campaigns import reads, recipients
from directory.errors import NotFound
from directory.facts.taxonomies import LANGUAGES
from directory.i18n import _, marked
from directory.mail.states import STATES
from directory.organisations.canonical import shown_phone
from directory.staff.policy import Verb
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest, read_query
from directory.web.headers import FRAMING_POLICY
from directory.web.language import join
from directory.web.pages import Page
from directory.web.staff.campaigns import TAB, here
from directory.web.staff.entrance import Desk, desk, may, page
from directory.web.staff.timeline import LETTER_STATES

ANSWERS = {
    "confirmed": marked("All correct"),
    "changed": marked("Corrected something"),
    "replied": marked("Answered by e-mail, to be read"),
    "wrong_contact": marked("Not the right person"),
    "paused_or_ceased": marked("Paused or no longer exist"),
    "withdrawn": marked("Do not want to be listed"),
    "unanswered": marked("Have not answered"),
}
ANSWER_COLOURS = {"confirmed": "success", "changed": "success", "unanswered": "neutral", "replied": "warning"}
STATE_COLOURS = {"accepted": "success", "refused": "danger", "unknown": "warning", "deferred": "warning"}
WHY = {
    "answered": marked("they had answered"),
    "replied": marked("a reply from them waits to be read"),
    "opted_out": marked("they asked for no more letters this year"),
    "suppressed": marked("the address asked not to be written to"),
    "not_allowed": marked("the address is not on the list of allowed ones"),
    "no_address": marked("there is no address"),
    "closed": marked("the round was closed"),
    "revoked": marked("its link was closed before it was sent"),
    "address": marked("the address does not exist"),
    "policy": marked("the recipient's server does not accept us"),
    "content": marked("the recipient's server did not like the letter"),
}
WAVES = {
    "first": marked("First letter"),
    "reminder-1": marked("Reminder 1"),
    "reminder-2": marked("Reminder 2"),
    "reminder-3": marked("Reminder 3"),
    "reminder-4": marked("Reminder 4"),
    "after-deadline": marked("After the deadline"),
}
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
    state = read_query(request).choice("tilstand", STATES)
    return page(
        request,
        at,
        "round_letters.html",
        tab=TAB,
        name="desk-letters",
        round=found,
        base=f"{TAB}/{campaign}",
        letters=await reads.letters_of(campaign, state),
        state=state,
        state_colours=STATE_COLOURS,
        **words(),
    )


@get("/brev/{letter:uuid}", opt=may(Verb.LOOK))
async def one(request: AnyRequest, letter: FromPath[UUID]) -> Page:
    """Show a letter, its attempts, and what it said."""
    found, at = await _found(request, letter)
    answer = page(
        request,
        at,
        "letter.html",
        tab=TAB,
        name="desk-letter",
        letter=found,
        state_colours=STATE_COLOURS,
        frame=join(exchange(request).language, f"/intern/brev/{letter}/visning"),
        **words(),
    )
    answer.headers["content-security-policy"] = FRAMING_POLICY
    return answer


@get("/brev/{letter:uuid}/visning", opt=may(Verb.LOOK))
async def body(request: AnyRequest, letter: FromPath[UUID]) -> Response[str]:
    """Answer with a letter's body alone, for the frame on its page; the link in it is not the live one."""
    await _found(request, letter)
    return _framed(await recipients.body(letter, f"{exchange(request).settings.base_url}/o/…"))


@get("/runde/{campaign:int}/eksempel/{spoken:str}", opt=may(Verb.LOOK))
async def sample(request: AnyRequest, campaign: FromPath[int], spoken: FromPath[str]) -> Response[str]:
    """Answer with the first letter as somebody will get it."""
    await here(request, campaign)
    if spoken not in LANGUAGES:
        raise NotFound("no such language")
    state = exchange(request)
    link = f"{state.settings.base_url}/o/…"
    return _framed(await recipients.sample(campaign, spoken, state.settings, state.clock(), link))


async def _found(request: AnyRequest, letter: UUID) -> tuple[dict[str, Any], Desk]:
    """Return a letter and the desk of its centre; one of no centre's is nobody's to look at."""
    found = await recipients.letter(letter)
    if found["centre"] is None:
        raise NotFound("no centre's letter")
    return found, await desk(request, found["centre"])


def words() -> dict[str, Any]:
    """Return what answers, states, reasons and waves are called, in the language spoken."""
    named = {"answers": ANSWERS, "states": LETTER_STATES, "whys": WHY, "waves": WAVES}
    return {name: {key: _(text) for key, text in texts.items()} for name, texts in named.items()}


def _framed(html: str) -> Response[str]:
    return Response(html, media_type="text/html", headers={"content-security-policy": FRAME_POLICY})
