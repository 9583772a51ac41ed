"""The story of one letter, from its planning to what comes next, for partials/timeline.html."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from directory.clock import local
from directory.i18n import _, moment
from directory.web.staff.letter_words import happened, means, quoted
from directory.web.staff.timeline import FACTS, SAID_ELSEWHERE, Line

WAITS = ("planned", "ready", "deferred")


def story(letter: Mapping[str, Any], timezone: str) -> list[Line]:
    """Return what happened to a letter (campaigns.recipients.letter), oldest first, and last what comes next."""
    told: list[tuple[datetime, str, str]] = [(letter["created_at"], _("The letter was planned."), "")]
    told += [
        (one["at"], happened(one["stage"], one["outcome"], letter["why"], one["code"], one["text"]),
         one["worker"] if one["stage"] == "person" else "")
        for one in letter["tries"]
    ]  # fmt: skip
    told += [(one["at"], _fact(one), "") for one in letter["facts"]]
    what, following = means(letter["state"], letter["why"], letter["template"])
    if _is_news(letter):
        told.append((letter["state_at"], what, ""))
    lines = [Line(text, _when(at, timezone), at.isoformat(), by) for at, text, by in sorted(told, key=_instant)]
    return [*lines, *_next(letter, following, timezone)]


def _is_news(letter: Mapping[str, Any]) -> bool:
    """Return whether the state came without an attempt that tells of it, and without a mail that does."""
    if letter["state"] in (*WAITS, "sending"):
        return False
    return not any(one["outcome"] == letter["state"] for one in letter["tries"]) and not (
        letter["state"] == "accepted" and letter["facts"]
    )


def _next(letter: Mapping[str, Any], following: str, timezone: str) -> list[Line]:
    if letter["state"] in WAITS:
        return [Line(following, _when(letter["due_at"], timezone), letter["due_at"].isoformat(), next=True)]
    if letter["state"] == "accepted":
        asks = letter["round_state"] == "running" and not all(one["answered"] for one in letter["organisations"])
        return [Line(following, _("What comes next"), "", next=True)] if asks else []
    return [Line(following, _("What comes next"), "", next=True)]


def _fact(one: Mapping[str, Any]) -> str:
    text = _(FACTS.get(one["kind"], one["kind"]))
    said = "" if one["kind"] in SAID_ELSEWHERE else quoted(None, one["text"])
    return f"{text}. {said}".strip()


def _instant(told: tuple[datetime, str, str]) -> datetime:
    return told[0]


def _when(at: datetime, timezone: str) -> str:
    return moment(local(at, timezone))
