"""One letter: what became of it and what it said; and one that may not have arrived, settled by a person."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from litestar.response import Response

from directory.campaigns import recipients
from directory.errors import Conflict, NotFound, Refused
from directory.i18n import _
from directory.mail import doubt_words
from directory.mail.actions_settling import LONGEST_REASON, VERDICTS, settle
from directory.mail.doubts import Doubt, doubts
from directory.staff.policy import Verb
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.forms import AnyRequest, read_form
from directory.web.headers import FRAMING_POLICY
from directory.web.language import join
from directory.web.pages import Page, see_other
from directory.web.staff.entrance import Desk, desk, may, page
from directory.web.staff.letter_story import story
from directory.web.staff.letters import STATE_COLOURS, framed, words
from directory.web.staff.rounds import TAB


@get("/uavklart", opt=may(Verb.LOOK))
async def doubtful(request: AnyRequest) -> Page:
    """Show every letter of the centre that may or may not have arrived, with what is known."""
    at = await desk(request)
    found = await doubts(centre=at.centre["id"])
    return page(
        request, at, "doubts.html", tab=TAB, name="desk-doubts", doubts=found, said=_said, waves=words()["waves"]
    )


@get("/brev/{letter:uuid}", opt=may(Verb.LOOK))
async def one(request: AnyRequest, letter: FromPath[UUID]) -> Page:
    """Show a letter, its attempts, and what it said."""
    found, at = await _found(request, letter)
    return await _shown(request, at, found, {}, "")


@post("/brev/{letter:uuid}/avklaring", opt=may(Verb.CAMPAIGN))
async def settlement(request: AnyRequest, letter: FromPath[UUID]) -> Page:
    """Write down what somebody found out about a letter that may not have arrived."""
    found, at = await _found(request, letter)
    form = await read_form(request)
    why, verdict = form.lines("why", LONGEST_REASON), form.choice("verdict", VERDICTS)
    if not why or not verdict:
        problem = (
            {"why": _("Write in a sentence how you know.")} if not why else {"verdict": _("Choose one of the two.")}
        )
        return await _shown(request, at, found, problem, why)
    here = exchange(request)
    try:
        await settle(letter, verdict, why, at.member.email, here.clock(), here.keys)
    except Conflict:
        flash(request, _("Somebody has settled this letter already. See below what became of it."), "warning")
    except Refused as problem_:
        flash(request, str(problem_), "warning")
    else:
        flash(
            request, _("The letter counts as delivered.") if verdict == "accepted" else _("The letter goes once more.")
        )
    return see_other(request, f"/intern/brev/{letter}")


@get("/brev/{letter:uuid}/visning", opt=may(Verb.LOOK))
async def body(request: AnyRequest, letter: FromPath[UUID]) -> Response[str]:
    """Answer with a letter's body alone, for the frame on its page; the link in it is not the live one."""
    await _found(request, letter)
    return framed(await recipients.body(letter, f"{exchange(request).settings.base_url}/o/…"))


async def _shown(request: AnyRequest, at: Desk, found: dict[str, Any], problems: Mapping[str, str], why: str) -> Page:
    here = exchange(request)
    doubt = await doubts(letter=found["id"]) if found["state"] == "unknown" else []
    answer = page(
        request,
        at,
        "letter.html",
        tab=TAB,
        status=422 if problems else 200,
        name="desk-letter",
        letter=found,
        events=story(found, here.settings.timezone),
        doubt=_said(doubt[0]) if doubt else None,
        problems=problems,
        why=why,
        state_colours=STATE_COLOURS,
        frame=join(here.language, f"/intern/brev/{found['id']}/visning"),
        **words(),
    )
    answer.headers["content-security-policy"] = FRAMING_POLICY
    return answer


def _said(doubt: Doubt) -> dict[str, Any]:
    """Return what is known of a doubtful letter as sentences, and how to find out more."""
    return {
        "signs": [(sign.at, doubt_words.sign(sign.kind, sign.who, sign.text)) for sign in doubt.signs],
        "check": doubt_words.how_to_check(doubt.message_id),
        "gone": any(sign.kind in ("answered", "answered_by_link") for sign in doubt.signs),
    }


async def _found(request: AnyRequest, letter: UUID) -> tuple[dict[str, Any], Desk]:
    """Return a letter and the desk of its centre; one of no centre's is nobody's to look at."""
    found = await recipients.letter(letter)
    if found["centre"] is None:
        raise NotFound("no centre's letter")
    return found, await desk(request, found["centre"])
