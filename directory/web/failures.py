"""What is said when something cannot be done: a page in plain words, never a trace, SQL or a path."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar.enums import MediaType
from litestar.exceptions import HTTPException
from litestar.response import Response

from directory import tokens
from directory.database import AWAY
from directory.errors import Conflict, Invalid, LimitReached, NotAllowed, NotFound, Refused
from directory.i18n import _
from directory.web.access import masked
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest
from directory.web.guards import ForeignForm
from directory.web.kept import begin_visit, sent_again, typed_again
from directory.web.pages import render

LOG = logging.getLogger("directory.web")
RETRY_WHEN_AWAY = 10  # seconds
Answer = Response[Any]


@dataclass(frozen=True, slots=True)
class Again:
    """A form that is offered to be sent once more: what was typed, who can be asked, whether a link comes first."""

    kept: Mapping[str, Sequence[str]]
    sender: Mapping[str, str] | None = None
    open_first: bool = False


def handlers() -> dict[int | type[Exception], Callable[[AnyRequest, Any], Answer]]:
    """Return which answer belongs to which exception."""
    return {
        NotFound: not_found,
        ForeignForm: foreign_form,
        NotAllowed: not_allowed,
        Conflict: conflict,
        Invalid: invalid,
        LimitReached: limit_reached,
        Refused: refused,
        HTTPException: by_status,
        Exception: unexpected,
        **dict.fromkeys(AWAY, database_away),
    }


def not_found(request: AnyRequest, _problem: Exception) -> Answer:
    """404: there is nothing here, or it is somebody else's."""
    return _page(request, 404, _("We cannot find the page"), _("The address may be wrong, or the page is gone."))


def foreign_form(request: AnyRequest, problem: ForeignForm) -> Answer:
    """403: the form is too old or not ours; the way back is to load it again, or to send what is kept of it."""
    LOG.info("a form was refused: %s", problem)
    if problem.ours and (kept := sent_again(request)) is not None:
        return _once_more(request, kept, problem.sender)
    text = _("The page had been open for too long. Go back, load the page again, and send the form once more.")
    return _page(request, 403, _("We could not take in the form"), text)


def _once_more(request: AnyRequest, kept: dict[str, list[str]], sender: Mapping[str, str] | None) -> Answer:
    """Offer a form once more; who has no visit any more opens the link first, and then one press is enough."""
    visit = begin_visit(request)
    if visit and exchange(request).path.startswith("/rediger/"):
        text = _(
            "The page had been open for too long. Open the link in our letter once more in a new window. Then come "
            "back here, and press “Send once more”."
        )
    else:
        text = _("The page had been open for too long. Send the form once more.")
    again = Again(kept, sender, open_first=bool(visit))
    answer = _page(request, 403, _("We could not take in the form"), text, again=again)
    if visit:
        answer.set_cookie(visit)
    return answer


def not_allowed(request: AnyRequest, problem: Exception) -> Answer:
    """403: known, but not for this person."""
    return _page(request, 403, _("You cannot do this"), str(problem))


def conflict(request: AnyRequest, _problem: Exception) -> Answer:
    """409: somebody else was first."""
    text = _("Somebody else changed this while you were working on it. Load the page again to see what it says now.")
    return _page(request, 409, _("Somebody else was first"), text, name="conflict")


def invalid(request: AnyRequest, problem: Invalid) -> Answer:
    """422: what was typed cannot be used."""
    messages = list(dict.fromkeys(problem.problems.values()))
    return _page(request, 422, _("Something has to be corrected"), "", messages=messages)


def limit_reached(request: AnyRequest, problem: LimitReached) -> Answer:
    """429: too many of one kind (RFC 6585 section 4)."""
    minutes = max(1, round(problem.retry_after / 60))
    text = _("That was too many times in a short while. Try again in %(minutes)s minutes.") % {"minutes": minutes}
    kept = typed_again(request)
    again = Again(kept) if kept else None
    return _page(request, 429, _("Wait a little"), text, retry_after=problem.retry_after, again=again)


def refused(request: AnyRequest, problem: Exception) -> Answer:
    """400: not done, for a reason that the person is told."""
    return _page(request, 400, _("This could not be done"), str(problem))


def database_away(request: AnyRequest, problem: Exception) -> Answer:
    """503: the database does not answer."""
    LOG.error("the database is away: %s", type(problem).__name__)
    text = _("Something is out of order with us. Nothing you wrote has been saved. Try again in a minute.")
    return _page(request, 503, _("We are back soon"), text, retry_after=RETRY_WHEN_AWAY)


def by_status(request: AnyRequest, problem: HTTPException) -> Answer:
    """Say what the router and the reading of bodies refuse."""
    text = {
        404: lambda: not_found(request, problem),
        405: lambda: _page(request, 405, _("This cannot be done here"), _("Go back, and try another way.")),
        413: lambda: _page(
            request, 413, _("This is too large"), _("Make the text or the file smaller, and try again.")
        ),
        415: lambda: _page(request, 415, _("We cannot read this kind of content"), _("Send it as a form.")),
    }
    if problem.status_code in text:
        answer = text[problem.status_code]()
    elif problem.status_code >= 500:
        answer = unexpected(request, problem)
    else:
        answer = _page(request, problem.status_code, _("This could not be done"), _("Go back, and try another way."))
    if problem.status_code == 405:
        answer.headers["allow"] = ", ".join(_allowed(request))
    return answer


def _allowed(request: AnyRequest) -> list[str]:
    """Return what can be done at this address (RFC 9110 section 15.5.6); HEAD wherever GET can."""
    other = {"GET": "POST", "HEAD": "POST"}.get(request.method, "GET")
    return ["GET", "HEAD", "OPTIONS"] if other == "GET" else ["POST", "OPTIONS"]


def unexpected(request: AnyRequest, problem: Exception) -> Answer:
    """500: our mistake; the number on the page stands in the log with the trace."""
    incident = tokens.short_code()
    here = exchange(request)
    facts = {"incident": incident, "path": masked(here.path), "method": here.method}
    LOG.error("incident %s", incident, exc_info=problem, extra={"facts": facts})
    text = _("The mistake is ours. Try again, or tell us the number %(incident)s.") % {"incident": incident}
    return _page(request, 500, _("Something went wrong"), text)


def _page(
    request: AnyRequest,
    status: int,
    heading: str,
    text: str,
    *,
    messages: list[str] | None = None,
    retry_after: int = 0,
    name: str = "error",
    again: Again | None = None,
) -> Answer:
    headers = {"retry-after": str(retry_after)} if retry_after else {}
    if exchange(request).path.startswith("/api/"):
        content = {"error": heading, "detail": " ".join(filter(None, [text, *(messages or [])]))}
        return Response(content, status_code=status, headers=headers, media_type=MediaType.JSON)
    return render(
        request,
        "failure.html",
        page=name,
        status=status,
        headers=headers,
        heading=heading,
        text=text,
        messages=messages or [],
        again=again is not None,
        kept=again.kept if again else {},
        sender=again.sender if again else None,
        open_first=bool(again and again.open_first),
    )
