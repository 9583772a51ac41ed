"""A round's figures as a page shows them; every number comes from one GROUP BY (campaigns.reads.status)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from directory.i18n import _, ngettext

HANDED_OVER = ("accepted", "refused", "unknown")  # what the sending has come through
NOT_SENT = ("skipped", "cancelled", "expired")


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
class Numbers:
    """Everything round_progress.html shows."""

    progress: Progress
    note: str
    letters: list[Tile]
    answers: list[Tile]


def numbers_of(status: Mapping[str, Any], base: str) -> Numbers:
    """Return a round's figures; `base` is the address of its page."""
    letters = status["total"] - sum(status[name] for name in NOT_SENT)
    done = sum(status[name] for name in HANDED_OVER)
    over = status["state"] in ("closed", "cancelled")
    waiting = letters - done
    return Numbers(
        progress=Progress(
            "letters",
            _("Letters sent"),
            done,
            letters,
            note=_rest(waiting, status["state"]),
            finished=over,
        ),
        note="",
        letters=_letters(status, base),
        answers=_answers(status, base),
    )


def _rest(waiting: int, state: str) -> str:
    if not waiting:
        return _("Every letter so far has been handed over.")
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
    wanted = (
        ("confirmed", _("All correct"), "success"),
        ("changed", _("Corrected something"), "success"),
        ("replied", _("Answered by e-mail, to be read"), "warning"),
        ("wrong_contact", _("Not the right person"), "warning"),
        ("paused_or_ceased", _("Paused or no longer exist"), "info"),
        ("withdrawn", _("Do not want to be listed"), "info"),
        ("unanswered", _("Have not answered"), "neutral"),
    )
    always = ("confirmed", "changed", "unanswered")
    return [
        Tile(status[name], label, href=f"{base}/mottakere?svar={name}", color=color)
        for name, label, color in wanted
        if status[name] or name in always
    ]
