"""The own page of an organisation that no longer exists: what stands, and how to say that it is wrong; no tasks."""

from collections.abc import Sequence

from directory.organisations.wording import LABELS, label
from directory.web.forms import AnyRequest
from directory.web.kept import typed_again
from directory.web.organisation.opened import ClosedDown
from directory.web.pages import Page, render

PERSONS = "contacts"  # its fields are named contacts-0-name and so on


def closed_down(request: AnyRequest, problem: ClosedDown) -> Page:
    """Show what stands; who sent an answer (409) is told that it was not taken in, with what was typed in it."""
    found, sent = problem.closed, request.method == "POST"
    return render(
        request,
        "organisation/closed.html",
        page="closed",
        status=409 if sent else 200,
        name=found.stored.entry.name,
        base=problem.visit.path,
        since=found.stored.status_since,
        heir=found.successor,
        listed=found.stored.published,
        may_list_again=found.may_list_again,
        several=problem.several,
        sent=sent,
        typed=_typed(request) if sent else [],
        sender=problem.visit.sender,
    )


def _typed(request: AnyRequest) -> Sequence[tuple[str, str]]:
    """Return what was typed in words, each with the name of its field."""
    told: dict[str, list[str]] = {}
    for name, values in typed_again(request).items():
        field = PERSONS if name.startswith(f"{PERSONS}-") else name
        if field in LABELS and any(values):
            told.setdefault(field, []).extend(value for value in values if value)
    return [(label(field), ", ".join(values)) for field, values in told.items()]
