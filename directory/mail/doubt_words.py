"""What is known of a doubtful letter in plain words; pure, in the language spoken. For pages and commands alike."""

from directory.i18n import _, marked
from directory.mail.state_words import WHY

SIGNS = {
    "begun": marked("We began to hand the letter over to the mail server."),
    "broke_off": marked("The connection broke before the server had answered."),
    "worker_silent": marked("The program that sent it stopped before it could say how it went."),
    "restored": marked("The database was restored from a backup while the letter was on its way."),
    "may_report": marked("That program may still report. If it does, the doubt settles itself."),
    "tried_before": marked("An earlier attempt did not succeed, so nothing was handed over then."),
    "sent_again": marked("%(who)s let it be sent once more."),
    "answered_by_link": marked(
        "%(who)s has answered by the link or the code. Another letter had the same link, or staff had given it out."
    ),
    "answered": marked("%(who)s has answered in another way, so the letter is no longer needed."),
    "mail": marked("A mail about this letter has come in."),
    "later_letter": marked("A later letter was handed over to %(who)s."),
}
GONE = WHY | {"cancelled": marked("the round is called off"), "expired": marked("its time is over")}
WITH_WHO = ("sent_again", "answered_by_link", "answered", "later_letter")


def sign(kind: str, who: str = "", text: str = "") -> str:
    """Return a sign as a sentence; what somebody else said stands in quotation marks after it."""
    said = _(SIGNS[kind])
    said = said % {"who": who} if kind in WITH_WHO else said
    return f"{said} «{text}»" if text else said


def how_to_check(message_id: str) -> str:
    """Return how a person finds out more: no archive is read by a machine."""
    return _(
        "Search for the letter's number %(message_id)s in the sent mail of the sender, or ask whoever runs the mail "
        "server to look for it in the log. If it is there, the letter was handed over."
    ) % {"message_id": message_id.strip("<>")}


def gone(reason: str) -> str:
    """Return why a letter is not sent again: claims.REASON, or `expired`."""
    return _(GONE.get(reason, GONE["closed"]))
