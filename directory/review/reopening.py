"""What was refused, taken up again as rows inside the caller's transaction."""

from datetime import datetime
from typing import Any

from directory.audit import Verb, record
from directory.errors import NotFound, Refused
from directory.i18n import _
from directory.organisations.writing import locked
from directory.review.suggestions import Case, case
from directory.tables.review import Suggestion

UNDECIDED: dict[Any, Any] = {
    Suggestion.state: "waiting",
    Suggestion.decided_at: None,
    Suggestion.decided_by: "",
    Suggestion.decision_reason: "",
}


async def reopen(suggestion: int, by: str, at: datetime) -> Case:
    """Let a refused suggestion wait again as it was proposed; return it as it was.

    The reason that was given stays in the log. Raises NotFound when it is gone or was not refused, Refused when
    something newer waits in its place.
    """
    await locked((await case(suggestion)).stored.id)
    found = await case(suggestion)
    if found.state != "refused":
        raise NotFound("not refused")
    if await _replaced(found):
        raise Refused(_("They have proposed something newer since. It waits already."))
    await Suggestion.update(UNDECIDED).where(Suggestion.id == found.id)
    subject, reason = f"organisation:{found.stored.id}", found.decision_reason
    await record(
        Verb.SUGGESTION_REOPENED, subject, by, at, suggestion=found.id, refused_by=found.decided_by, why=reason
    )
    return found


async def _replaced(found: Case) -> bool:
    """Return whether something of the same kind waits: of corrections, one of the same field."""
    mine = (Suggestion.organisation == found.stored.id) & (Suggestion.kind == found.kind)
    rows = await (
        Suggestion.select(Suggestion.fields).where(mine & (Suggestion.state == "waiting")).output(load_json=True)
    )
    return any(found.kind != "edit" or set(row["fields"]) & set(found.fields) for row in rows)
