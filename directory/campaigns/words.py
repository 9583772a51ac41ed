"""A round in words for staff: its waves, its answers, and what became of each letter."""

from collections.abc import Sequence

from directory.campaigns.calls import Try
from directory.i18n import _, day, marked
from directory.mail.state_words import STATES, WHY

WAVES = {
    "first": marked("First letter"),
    "reminder-1": marked("Reminder 1"),
    "reminder-2": marked("Reminder 2"),
    "reminder-3": marked("Reminder 3"),
    "reminder-4": marked("Reminder 4"),
    "after-deadline": marked("After the deadline"),
}
ANSWERS = {
    "confirmed": marked("All correct"),
    "changed": marked("Corrected something"),
    "replied": marked("Answered by e-mail, to be read"),
    "wrong_contact": marked("Not the right person"),
    "paused_or_ceased": marked("Paused or no longer exist"),
    "withdrawn": marked("Do not want to be listed"),
    "unanswered": marked("Have not answered"),
}
CHANNELS = {
    "link": marked("by the link"),
    "code": marked("by the code"),
    "phone": marked("by telephone"),
    "letter": marked("by letter"),
    "reply": marked("by e-mail"),
    "staff": marked("by staff"),
}
RETURNED = {
    "hard": marked("came back: the address does not work"),
    "soft": marked("came back for now"),
    "policy": marked("came back: the server would not have it"),
    "delayed": marked("is delayed"),
    "auto-reply": marked("an automatic reply came"),
    "complaint": marked("somebody called it unwanted"),
    "reply": marked("a reply came"),
}


def tried(one: Try) -> str:
    """Return one letter as a line: wave, day, address, and what became of it."""
    parts = [_(STATES[one.state]), _(WHY[one.why]) if one.why in WHY else ""]
    parts += [_(RETURNED[one.returned])] if one.returned in RETURNED else []
    where = f" ({one.address})" if one.address else ""
    wave = _(WAVES[one.wave]) if one.wave in WAVES else one.wave
    return f"{wave}, {day(one.at)}{where}: {'; '.join(filter(None, parts))}"


def all_tried(tries: Sequence[Try]) -> list[str]:
    """Return every letter as a line, oldest first."""
    return [tried(one) for one in tries]
