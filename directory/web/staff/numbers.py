"""A round's figures as a page shows them; every number comes from one GROUP BY (campaigns.progress)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from directory.campaigns.progress import RESTS
from directory.campaigns.progress import Progress as Now
from directory.campaigns.words import ANSWERS
from directory.clock import local
from directory.i18n import _, moment, ngettext
from directory.mail.pause_words import why_paused
from directory.web.staff.letter_words import quoted

HANDED_OVER = ("accepted", "refused", "unknown")  # what the sending has come through
NOT_SENT = ("skipped", "cancelled", "expired")
SAID_ABOVE = ("paused", "overdue")  # the page itself says so, with what to do
ANSWER_COLOURS = {
    "confirmed": "success",
    "changed": "success",
    "replied": "warning",
    "wrong_contact": "warning",
    "paused_or_ceased": "info",
    "withdrawn": "info",
    "unanswered": "neutral",
}


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure, see partials/stat_tiles.html."""

    figure: int | str
    label: str
    note: str = ""
    href: str = ""
    color: str = "accent"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something has come, see partials/progress.html."""

    id: str
    label: str
    done: int
    total: int
    note: str = ""
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """Letters that did not get through for one reason: how many, what it means, what the server said last."""

    text: str
    quote: str
    count: str
    href: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everything round_progress.html shows."""

    progress: Progress
    notes: list[str]
    letters: list[Tile]
    answers: list[Tile]
    faults: list[Fault] = field(default_factory=list)


def numbers_of(now: Now, base: str, timezone: str) -> Numbers:
    """Return a round's figures; `base` is the address of its page."""
    status = now.numbers
    letters = status["total"] - sum(status[name] for name in NOT_SENT)
    done = sum(status[name] for name in HANDED_OVER)
    waiting, sent = letters - done, status["accepted"]
    rest = _rest(waiting, letters - sent, now.state)
    return Numbers(
        progress=Progress("letters", _("Letters sent"), sent, letters, rest, finished=now.over),
        notes=[] if now.over else list(filter(None, _notes(now, waiting, timezone))),
        letters=_letters(status, base),
        answers=_answers(status, base),
        faults=[
            Fault(
                _(one.words),
                quoted(one.code, one.answer),
                ngettext("%(num)d letter", "%(num)d letters", one.letters) % {"num": one.letters},
                f"{base}/brev?tilstand={one.state}",
            )
            for one in now.troubles
        ],
    )


def _notes(now: Now, waiting: int, timezone: str) -> list[str]:
    """Return what there is to say of the pace: why nothing goes, how fast it goes, when it will be done."""
    if now.state != "running":
        return []
    said = []
    if now.rests and now.rests not in SAID_ABOVE:
        said.append(_(RESTS[now.rests]))
        if now.rests in ("server", "held") and now.reason:
            said.append(why_paused(now.reason, "") or quoted(None, now.reason))
    elif waiting and now.per_minute >= 1:
        number = round(now.per_minute)
        said.append(ngettext("%(num)d letter a minute.", "%(num)d letters a minute.", number) % {"num": number})
    if waiting and now.next_at and now.rests == "quiet":
        said.append(_("The next go %(when)s.") % {"when": _moment(now.next_at, timezone)})
    if waiting and now.expected_end:
        said.append(_("All that wait should be gone %(when)s.") % {"when": _moment(now.expected_end, timezone)})
    return said


def _moment(at: datetime, timezone: str) -> str:
    return moment(local(at, timezone))


def _rest(waiting: int, unsent: int, state: str) -> str:
    if not waiting:
        return _("No letter waits.") if unsent else _("Every letter so far has been handed over.")
    words = {
        "paused": ngettext("%(num)d letter is held back by the pause.", "%(num)d letters are held back by the pause.",
                           waiting),
        "running": ngettext("%(num)d letter waits its turn.", "%(num)d letters wait their turn.", waiting),
    }  # fmt: skip
    return words.get(state, "") % {"num": waiting}


def _letters(status: Mapping[str, Any], base: str) -> list[Tile]:
    """Return the letters that went wrong or wait; nothing when all is well."""
    wanted = (
        ("deferred", _("Tried again later"), "warning"),
        ("refused", _("Refused by the recipient's server"), "danger"),
        ("unknown", _("We do not know whether it arrived"), "warning"),
        ("skipped", _("Not sent"), "neutral"),
    )
    return [
        Tile(status[name], label, href=f"{base}/brev?tilstand={name}", color=color)
        for name, label, color in wanted
        if status[name]
    ]


def _answers(status: Mapping[str, Any], base: str) -> list[Tile]:
    always = ("confirmed", "changed", "unanswered")
    return [
        Tile(status[name], _(label), href=f"{base}/mottakere?svar={name}", color=ANSWER_COLOURS[name])
        for name, label in ANSWERS.items()
        if status[name] or name in always
    ]
