"""The way in: ask for a link, press its button once; the way out."""

from datetime import timedelta

from litestar import get, post
from litestar.params import FromPath

from directory.errors import Invalid, LimitReached, NotFound, Refused
from directory.i18n import _
from directory.mail import rendering
from directory.staff import actions, reads
from directory.web import limits
from directory.web.cookies import SESSION, cookie, read_cookie
from directory.web.exchange import exchange
from directory.web.flashes import flash
from directory.web.following import followed
from directory.web.forms import AnyRequest, read_form, read_query
from directory.web.guards import own_path
from directory.web.letter_links import bare, is_cut
from directory.web.pages import Page, render, see_other
from directory.web.staff.entrance import SIGN_IN

NEXT = "next"  # the cookie that remembers where somebody wanted to go
DESK = "/intern"
WINDOW = timedelta(minutes=15)


@get("/logg-inn")
async def form(request: AnyRequest) -> Page:
    """Show where to ask for a link."""
    back = _inside(read_query(request).text("next", 2000))
    return render(request, "staff/sign_in.html", page="sign-in", email="", back=back, errors={}, why="")


@post("/logg-inn")
async def ask(request: AnyRequest) -> Page:
    """Send a link to whoever works here; the answer is the same for anybody, and the sending follows it unseen."""
    form = await read_form(request)
    email, back = form.text("email", 300), _inside(form.text("next", 2000))
    here = exchange(request)
    at = await limits.take(request, "sign-in", here.settings.limit_sign_in * 4, WINDOW)
    try:
        address = actions.an_address(email)
    except Invalid as problem:
        wrong = {"email": problem.problems["email"]}
        return render(
            request, "staff/sign_in.html", page="sign-in", status=422, email=email, back=back, errors=wrong, why=""
        )
    link, enough = await _shown_link(request, email), await _has_had_enough(request, address)
    answer = render(request, "staff/sign_in_sent.html", page="sign-in", email=email, link=link, at=at)
    answer.set_cookie(cookie(here.settings, NEXT, here.keys.sign(NEXT, back.encode().hex()), 3600))
    if enough:
        return answer
    return followed(request, answer, lambda: actions.request_link(address, here.settings.base_url, at))


@get("/logg-inn/{token:str}")
async def look(request: AnyRequest, token: FromPath[str]) -> Page:
    """Show the button; looking spends nothing, as mail scanners look too."""
    here = exchange(request)
    state = await reads.link_state(here.keys, bare(token), here.clock())
    return _spent_or(request, "cut" if state == "unknown" and is_cut(token) else state)


@post("/logg-inn/{token:str}")
async def enter(request: AnyRequest, token: FromPath[str]) -> Page:
    """Spend the link and begin a session with a new id."""
    here = exchange(request)
    at = await limits.take(request, "sign-in-link", here.settings.limit_sign_in * 4, WINDOW)
    try:
        session = await actions.sign_in(bare(token), here.keys, at)
    except NotFound:
        return _spent_or(request, "unknown")
    except actions.LinkSpent:
        return _spent_or(request, "spent")
    flash(request, _("You are signed in."))
    answer = see_other(request, _remembered(request))
    answer.set_cookie(cookie(here.settings, SESSION, session, here.settings.session_max))
    answer.set_cookie(cookie(here.settings, NEXT, "", 0))
    return answer


@post("/logg-ut")
async def leave(request: AnyRequest) -> Page:
    """End the session, here and at the server."""
    here = exchange(request)
    await actions.sign_out(read_cookie(request, SESSION), here.clock())
    flash(request, _("You are signed out."))
    answer = see_other(request, SIGN_IN)
    answer.set_cookie(cookie(here.settings, SESSION, "", 0))
    return answer


async def _has_had_enough(request: AnyRequest, address: str) -> bool:
    """Count a letter to an address, known or not, and return whether it is one too many: then none is sent.

    Those it has still work, so nobody is locked out.
    """
    try:
        await limits.take(request, "sign-in-to", exchange(request).settings.limit_sign_in, WINDOW, address)
    except LimitReached:
        return True
    return False


async def _shown_link(request: AnyRequest, email: str) -> str:
    """Return a link for the page in development and the demonstration, where no mail may be read."""
    here = exchange(request)
    if not here.settings.shows_sign_in_links:
        return ""
    try:
        token = await actions.sign_in_link(email, here.keys, "page", here.clock())
    except Refused:
        return ""
    return rendering.PATHS["sign-in"] + token


def _spent_or(request: AnyRequest, state: str) -> Page:
    """Show the button of a link that is `good`; else say what is wrong: `unknown` and `cut` (404), `spent` (410)."""
    if state == "good":
        return render(request, "staff/sign_in_link.html", page="sign-in")
    status, name = (410, "link-expired") if state == "spent" else (404, "link-unknown")
    return render(request, "staff/sign_in.html", page=name, status=status, email="", back=DESK, errors={}, why=state)


def _inside(path: str) -> str:
    """Return a path of the desk to go to after signing in, never another site's."""
    path = own_path(path, DESK)
    return path if path == DESK or path.startswith((f"{DESK}/", f"{DESK}?")) else DESK


def _remembered(request: AnyRequest) -> str:
    kept = exchange(request).keys.read(NEXT, read_cookie(request, NEXT))
    return _inside(bytes.fromhex(kept).decode()) if kept else DESK
