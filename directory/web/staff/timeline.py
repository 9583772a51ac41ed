"""What happened to an entry in words, for partials/timeline.html."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from directory.campaigns.words import CHANNELS
from directory.clock import local
from directory.i18n import _, listing, marked, moment
from directory.mail.state_words import STATES as LETTER_STATES
from directory.organisations.wording import LABELS, value
from directory.review.history import Event
from directory.web.staff.letter_words import happened, means, quoted
from directory.web.staff.words import label

ANSWERS = {
    "confirmed": marked("said that everything is right"),
    "changed": marked("corrected something"),
    "wrong_contact": marked("said that we wrote to the wrong person"),
    "paused": marked("said that it takes a pause"),
    "dissolved": marked("said that it no longer exists"),
    "withdrawn": marked("asked not to be listed"),
}
TEMPLATES = {
    "first": marked("The first letter of the round"),
    "reminder": marked("A reminder"),
    "after_deadline": marked("The letter after the deadline"),
    "receipt": marked("A receipt"),
    "receipts": marked("A receipt for several organisations"),
    "suggestion_accepted": marked("Word that a change was accepted"),
    "suggestion_refused": marked("Word that a change was refused"),
    "address_changed": marked("Notice of a new address"),
    "address_confirm": marked("The question to a new address"),
    "named_contact": marked("The link to who was named"),
    "ask_again": marked("The link, asked again as they wanted"),
    "new_link": marked("The organisation's link"),
    "consent": marked("The letter to a contact person about being shown"),
    "consent_receipt": marked("A receipt to a contact person"),
    "contact_message": marked("A message from the public form"),
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
SAID_ELSEWHERE = ("reply", "answered")  # what people wrote is read under Replies, not in a list
WHO = {"organisation": marked("the organisation"), "import": marked("import"), "system": marked("the service")}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline."""

    text: str
    when: str
    datetime: str
    by: str = ""
    next: bool = False
    href: str = ""


def timeline(events: Sequence[Event], timezone: str) -> list[Line]:
    """Return events as lines, in the language spoken and by the clocks of `timezone`."""
    return [
        Line(words, _when(event, timezone), event.at.isoformat(), _by(event), href=_where(event))
        for event in events
        if (words := _words(event))
    ]


def _when(event: Event, timezone: str) -> str:
    return moment(local(event.at, timezone))


def _by(event: Event) -> str:
    if event.kind != "revision":
        return event.by if "@" in event.by else ""
    who = event.details["who"]
    return _(WHO[who]) if who in WHO and "@" not in event.by else event.by


def _words(event: Event) -> str:
    return SAYS[event.kind](event)


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
    if "parent" in facts:
        parts.append(_("The umbrella was changed") if facts["parent"][1] else _("No local branch any more"))
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
    if event.details["undone"]:
        said = f"{said} {_('(undone later)')}"
    fields = [label(name) for name in event.details.get("fields", []) if name in LABELS]
    note = event.details.get("note", "")
    return f"{said}: {listing(fields)}" if fields else f"{said}: «{note}»" if note else said


def _where(event: Event) -> str:
    """Return the page of the letter that an event is about."""
    return f"/intern/brev/{event.details['id']}" if event.details.get("id") else ""


def _letter(event: Event) -> str:
    kind, state = event.details["template"], LETTER_STATES[event.details["state"]]
    template = _(TEMPLATES.get(kind, kind))
    words = {"letter": template, "state": _(state), "to": event.details["address"]}
    said = _("%(letter)s %(state)s (%(to)s)") % words if words["to"] else f"{template} {words['state']}"
    return f"{said}. {means(event.details['state'], event.details['why'], kind)[0]}"


def _attempt(event: Event) -> str:
    letter = event.details
    template = _(TEMPLATES.get(letter["template"], letter["template"]))
    how = happened(letter["stage"], letter["outcome"], letter["why"], letter["code"], letter["text"])
    return f"{template} ({letter['address']}). {how}"


def _delivery(event: Event) -> str:
    fact = event.details["fact"]
    text = _(FACTS.get(fact, fact))
    said = f"{text} ({event.details['address']})" if event.details["address"] else text
    return said if fact in SAID_ELSEWHERE else " ".join(filter(None, [said, quoted(None, event.details["text"])]))


SAYS: dict[str, Callable[[Event], str]] = {
    "revision": _revision,
    "answer": _answer,
    "letter": _letter,
    "attempt": _attempt,
    "delivery": _delivery,
}
