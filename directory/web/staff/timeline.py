"""What happened to an entry in words, for partials/timeline.html."""

from collections.abc import Sequence
from dataclasses import dataclass

from directory.clock import local
from directory.i18n import _, day, listing, marked
from directory.organisations.wording import LABELS, value
from directory.review.history import Event
from directory.web.staff.words import label

ANSWERS = {
    "confirmed": marked("said that everything is right"),
    "changed": marked("corrected something"),
    "wrong_contact": marked("said that we wrote to the wrong person"),
    "paused": marked("said that it takes a pause"),
    "dissolved": marked("said that it no longer exists"),
    "withdrawn": marked("asked not to be listed"),
}
CHANNELS = {
    "link": marked("by the link"),
    "code": marked("by the code"),
    "phone": marked("by telephone"),
    "letter": marked("by letter"),
    "reply": marked("by e-mail"),
    "staff": marked("by staff"),
}
TEMPLATES = {
    "first": marked("The first letter of the round"),
    "reminder": marked("A reminder"),
    "after_deadline": marked("The letter after the deadline"),
    "receipt": marked("A receipt"),
    "suggestion_accepted": marked("Word that a change was accepted"),
    "suggestion_refused": marked("Word that a change was refused"),
    "address_changed": marked("Notice of a new address"),
    "new_link": marked("The organisation's link"),
    "contact_message": marked("A message from the public form"),
}
LETTER_STATES = {
    "planned": marked("is planned"),
    "ready": marked("waits its turn"),
    "sending": marked("is being sent"),
    "accepted": marked("was sent"),
    "deferred": marked("is tried again later"),
    "refused": marked("was refused"),
    "unknown": marked("may not have arrived"),
    "skipped": marked("was not sent"),
    "cancelled": marked("was called off"),
    "expired": marked("came too late to be sent"),
}
FACTS = {
    "hard": marked("The letter came back: the address does not work"),
    "soft": marked("The letter came back for now"),
    "policy": marked("The letter came back: the server would not have it"),
    "delayed": marked("The letter is delayed"),
    "auto-reply": marked("An automatic reply came"),
    "complaint": marked("Somebody called the letter unwanted"),
    "reply": marked("A reply came"),
    "answered": marked("The answer showed that the letter had arrived"),
}
WHO = {"organisation": marked("the organisation"), "import": marked("import"), "system": marked("the service")}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline."""

    text: str
    when: str
    datetime: str
    by: str = ""
    next: bool = False


def timeline(events: Sequence[Event], timezone: str) -> list[Line]:
    """Return events as lines, in the language spoken and by the clocks of `timezone`."""
    return [
        Line(_words(event), _when(event, timezone), event.at.isoformat(), _by(event))
        for event in events
        if _words(event)
    ]


def _when(event: Event, timezone: str) -> str:
    at = local(event.at, timezone)
    return f"{day(at)} {at:%H:%M}"


def _by(event: Event) -> str:
    if event.kind != "revision":
        return event.by if "@" in event.by else ""
    who = event.details["who"]
    return _(WHO[who]) if who in WHO and "@" not in event.by else event.by


def _words(event: Event) -> str:
    return {"revision": _revision, "answer": _answer, "letter": _letter, "delivery": _delivery}[event.kind](event)


def _revision(event: Event) -> str:
    changed, facts = event.details["difference"], event.details["facts"]
    if event.details["version"] == 1:
        return _("Added to the directory")
    parts = []
    for name, (was, becomes) in changed.items():
        words = {"field": label(name), "before": value(name, was) or "–", "after": value(name, becomes) or "–"}
        parts.append(_("%(field)s: %(before)s → %(after)s") % words if name in LABELS else name)
    if "published" in facts:
        parts.append(_("Shown on the public list again") if facts["published"][1] else _("Taken off the public list"))
    if "status" in facts:
        parts.append(value("status", facts["status"][1]))
    if "confirmed_at" in facts and not parts:
        parts.append(_("Confirmed"))
    if event.details["undone"]:
        parts.append(_("(undone later)"))
    return ". ".join(parts)


def _answer(event: Event) -> str:
    channel = CHANNELS.get(event.details["channel"], event.details["channel"])
    answer = ANSWERS[event.details["answer"]]
    words = {"what": _(answer), "how": _(channel)}
    said = _("The organisation %(what)s, %(how)s") % words
    fields = [label(name) for name in event.details.get("fields", []) if name in LABELS]
    note = event.details.get("note", "")
    return f"{said}: {listing(fields)}" if fields else f"{said}: «{note}»" if note else said


def _letter(event: Event) -> str:
    kind, state = event.details["template"], LETTER_STATES[event.details["state"]]
    template = _(TEMPLATES.get(kind, kind))
    words = {"letter": template, "state": _(state), "to": event.details["address"]}
    return _("%(letter)s %(state)s (%(to)s)") % words if words["to"] else f"{template} {words['state']}"


def _delivery(event: Event) -> str:
    fact = event.details["fact"]
    text = _(FACTS.get(fact, fact))
    return f"{text} ({event.details['address']})" if event.details["address"] else text
