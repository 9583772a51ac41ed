"""The words that a person says yes or no to, and the name of that text (GDPR article 7 no. 1: it can be shown)."""

import hashlib

from directory.i18n import _, language, marked

FIELDS = ("name", "phone", "email")  # each is asked for by itself
CHANNELS = ("link", "visit", "phone", "paper")  # the own link; the organisation's page; written down by an employee
BY_STAFF = ("phone", "paper")
NAMES = {"name": marked("Name"), "phone": marked("Telephone"), "email": marked("E-mail")}
QUESTIONS = {
    "name": marked("May we show your name?"),
    "phone": marked("May we show your telephone number?"),
    "email": marked("May we show your e-mail address?"),
}
TERMS = (
    marked("What you say yes to is shown to everybody on the web, beside the organisation and your role."),
    marked("It may tell others something about your health or your family. You do not have to say yes to anything."),
    marked("You can take back a yes whenever you like. It then disappears at once."),
)


def own_link_path(spoken: str) -> str:
    """Return the path of the page where persons get their own link, in a language."""
    return "/samtykke" if spoken == "nb" else f"/{spoken}/samtykke"


def question(field: str) -> str:
    """Return the question about one field in the language spoken."""
    return _(QUESTIONS[field])


def terms() -> list[str]:
    """Return what a person is to know before the answer, in the language spoken."""
    return [_(term) for term in TERMS]


def version() -> str:
    """Return the name of the text as it is shown in the language spoken: the language and a digest of its words."""
    words = "\n".join([*terms(), *map(question, FIELDS)])
    return f"{language()}-{hashlib.sha256(words.encode()).hexdigest()[:12]}"
