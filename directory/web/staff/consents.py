"""What contact persons say of being shown, as the desk tells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from directory.i18n import _, day, marked
from directory.organisations.reads import Stored
from directory.organisations.reads_consents import Asked, Said, people_of
from directory.web.persons.questions import Question, questions

BY_HAND = {"phone": marked("By telephone"), "paper": marked("On paper")}
CHANNELS = {
    "link": marked("on their own page"),
    "visit": marked("on the organisation's page"),
    "phone": marked("by telephone"),
    "paper": marked("on paper"),
}
FIELDS = {"name": marked("Name"), "phone": marked("Telephone"), "email": marked("E-mail")}
WAITING = ("planned", "ready", "sending", "deferred")


@dataclass(frozen=True, slots=True)
class Line:
    """One contact person at the desk: what they have said of each field, what became of the letter, what to ask.

    `typed` is what was sent of the form and could not be written down, by its fields, and `problems` why.
    """

    id: str
    name: str
    said: Sequence[tuple[str, str]]
    letter: str
    may_write: bool
    questions: Sequence[Question]
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Again:
    """A form about one person (`id`) that is shown once more: what was sent of each field, what is wrong with which."""

    id: str
    typed: Mapping[str, str]
    problems: Mapping[str, str]

    @property
    def summary(self) -> dict[str, str]:
        """What is wrong, by the id of the element it is wrong with."""
        return {f"{self.id}-{name}{'-ja' * (name in FIELDS)}": text for name, text in self.problems.items()}


async def people(stored: Stored, again: Again | None = None) -> list[Line]:
    """Return the contact persons of an entry as the desk shows them."""
    return [
        Line(
            id=str(one.id),
            name=", ".join(filter(None, (one.person.name, one.person.role))),
            said=[(_(FIELDS[said.field]), _said(said)) for said in one.said],
            letter=_letter(one),
            may_write=one.own,
            questions=questions(one),
            typed=again.typed if again and again.id == str(one.id) else {},
            problems=again.problems if again and again.id == str(one.id) else {},
        )
        for one in await people_of(stored)
    ]


def _said(said: Said) -> str:
    if not said.value:
        return _("missing")
    if not said.answer or said.since is None:
        return _("not answered, is not shown")
    words = {
        "day": day(said.since),
        "how": _(CHANNELS[said.channel]) if said.channel in CHANNELS else said.channel,
    }
    answer = (_("yes since %(day)s, %(how)s") if said.answer == "yes" else _("no since %(day)s, %(how)s")) % words
    return f"{answer} ({said.noted_by})" if said.noted_by else answer


def _letter(asked: Asked) -> str:
    if not asked.own:
        return _("Cannot be asked by e-mail: there is no address of their own. Ask by telephone or on paper.")
    if not asked.letter or asked.letter_at is None:
        return _("Has not been written to yet. The letter comes with the round, or when you send it.")
    words = {"day": day(asked.letter_at)}
    if asked.letter == "accepted":
        return _("The letter about it went %(day)s.") % words
    if asked.letter in WAITING:
        return _("The letter about it is on its way.")
    if asked.why == "answered":
        return _("Answered before the letter went.")
    return _("The letter about it did not go (%(day)s). Look at the history.") % words
