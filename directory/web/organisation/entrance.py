"""The ways in: the link in the letter, and the short code typed by hand."""

from datetime import timedelta

from litestar import get, post
from litestar.params import FromPath

from directory.campaigns.codes import signs
from directory.campaigns.links import Found, Opened, OpenedBundle, Unknown, open_code, open_link
from directory.errors import LimitReached
from directory.i18n import _, listing, ngettext, speaking
from directory.organisations.reads import find
from directory.organisations.receipts import speaks
from directory.tokens import CODE_LENGTH
from directory.web import limits
from directory.web.cookies import CODE, cookie, read_cookie
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest, read_form, usable_query
from directory.web.guards import SHOWS_AGAIN
from directory.web.kept import typed_again
from directory.web.language import join
from directory.web.letter_links import bare, is_cut, pasted
from directory.web.organisation.drafts import BROUGHT_FROM, carried, kept_from
from directory.web.organisation.new_link import RENEWAL
from directory.web.organisation.opened import DeadLink, alive, no_link_of_ours, remember
from directory.web.organisation.senders import only_sender
from directory.web.pages import Page, render, see_other

HOUR = timedelta(hours=1)
LONGEST_CODE = 300  # characters: with words before it, or a whole link that was pasted
LONGEST_KEPT = 40  # characters of a code that another site's form brought along
KEPT_FOR = 600  # seconds
STATUS = {"unknown": 404, "cut": 404, "expired": 410, "revoked": 410}


@get("/o/{token:str}")
async def open_by_link(request: AnyRequest, token: FromPath[str]) -> Page:
    """Look at a link and go on to an address without it; nothing is written, so scanners may look too."""
    here = exchange(request)
    found = await open_link(bare(token), here.keys, here.clock())
    if isinstance(found, Unknown) and is_cut(token):
        raise await no_link_of_ours(request, "cut")
    return await _enter(request, found, "link")


@get("/o")
async def no_link(request: AnyRequest) -> Page:
    """Say that the rest of the link is missing."""
    raise await no_link_of_ours(request, "cut")


async def _enter(request: AnyRequest, found: Found, channel: str) -> Page:
    """Go to the opened entry in its own language, unless another one stands in the address already."""
    opened = await alive(request, found, channel)
    spoken = exchange(request).language
    if isinstance(opened, OpenedBundle) and len(opened.members) > 1:
        own, entry = opened.language, "/rediger"
    else:
        one = opened.members[0] if isinstance(opened, OpenedBundle) else opened
        stored = await find(one.organisation)
        own, entry = speaks(stored), f"/rediger/{stored.id}"
    path = join(own if spoken == "nb" else spoken, entry)
    answer = see_other(request, "/")
    answer.headers["location"] = path
    return remember(request, answer, opened, channel)


def dead_link(request: AnyRequest, problem: DeadLink) -> Page:
    """Say what happened to a link or a code, and what to do now, in the language of its organisation.

    A dead code is not sent once more, only what was typed before it on another page.
    """
    here, kept = exchange(request), typed_again(request)
    back = kept_from(kept) if problem.channel == "code" else here.path
    with speaking(here.language):
        return render(
            request,
            "organisation/dead_link.html",
            page=f"link-{'unknown' if problem.why == 'cut' else problem.why}",
            status=STATUS[problem.why],
            why=problem.why,
            name=listing(problem.names),
            slug=problem.slug,
            letter=here.keys.sign(RENEWAL, problem.letter) if problem.letter else "",
            sender=problem.sender,
            channel=problem.channel,
            kept={name: kept[name] for name in kept if back == here.path or name not in ("code", BROUGHT_FROM)},
            kept_for=back,
        )


@get("/kode")
async def code_form(request: AnyRequest) -> Page:
    """Ask for the code of the letter; one that another site's form brought along is taken out of the address."""
    here = exchange(request)
    if brought := usable_query(request).typed("kode"):
        answer = see_other(request, "/kode")
        value = here.keys.sign(CODE, brought[:LONGEST_KEPT].encode().hex())
        answer.set_cookie(cookie(here.settings, CODE, value, KEPT_FOR))
        return answer
    kept = here.keys.read(CODE, read_cookie(request, CODE))
    return await _code_page(request, bytes.fromhex(kept).decode() if kept else "")


@post("/kode", status_code=200, opt=SHOWS_AGAIN)
async def open_by_code(request: AnyRequest) -> Page:
    """Open an entry by its code; few tries, so that codes cannot be guessed."""
    form, settings = await read_form(request), exchange(request).settings
    typed = form.typed("code")
    if token := pasted(typed):
        return see_other(request, f"/o/{token}")
    if problem := form.problem("code", LONGEST_CODE) or _not_a_code(typed):
        return await _code_page(request, typed, problem)
    try:
        await limits.take(request, "code", settings.limit_code, HOUR)  # first, lest one address uses up everybody's
        at = await limits.take(request, "code-all", settings.limit_code_all, HOUR, thing="everybody")
    except LimitReached as too_many:
        return await _code_page(request, typed, retry_after=too_many.retry_after)
    found = await open_code(typed, at)
    if isinstance(found, Unknown):
        problem = _("We do not know this code. Look at the letter once more, sign by sign.")
        return await _code_page(request, typed, problem)
    answer = await _enter(request, found, "code")
    answer.set_cookie(cookie(settings, CODE, "", 0))
    if isinstance(found, Opened) and (part := await carried(request, found, form, at)):
        answer.headers["location"] = f"{answer.headers['location']}/{part}"
    return answer


def _not_a_code(typed: str) -> str:
    """Return what is wrong with the length of a code, empty when nothing is; such a try counts for nothing."""
    amount = len(signs(typed))
    if not amount:
        return _("Write the code of the letter.")
    if amount == CODE_LENGTH:
        return ""
    return ngettext(
        "The code has eight letters and digits. Here is %(num)d.",
        "The code has eight letters and digits. Here are %(num)d.",
        amount,
    ) % {"num": amount}


async def _code_page(request: AnyRequest, typed: str = "", problem: str = "", retry_after: int = 0) -> Page:
    return render(
        request,
        "organisation/code.html",
        page="code",
        status=429 if retry_after else 422 if problem else 200,
        headers={"retry-after": str(retry_after)} if retry_after else None,
        typed=typed,
        problems={"code": problem} if problem else {},
        wait=max(1, round(retry_after / 60)) if retry_after else 0,
        sender=await only_sender(request),
    )
