"""Why a round stopped or did not start by itself, in words a volunteer understands; its row keeps only the code."""

from directory.i18n import _, marked

WORDS = {
    "rejected": marked(
        "The mail server does not let us send. The password may be wrong, or the sender's address is not allowed. "
        "Ask whoever runs the mail server."
    ),
    "row": marked(
        "Ten letters in a row were refused. Perhaps the mail server takes us for a sender of junk mail. "
        "Look at what it answered before the round goes on."
    ),
    "share": marked(
        "Too many of the round's letters have been refused. Perhaps many addresses are old. "
        "Look at the refused letters before the round goes on."
    ),
    "unwritten": marked(
        "The letters could not be written: something is wrong with the text of the letter or with what it tells. "
        "Show this to whoever runs the service. No such letter has been sent."
    ),
    "restored": marked(
        "The database has been restored from a backup, or moved. Letters sent after the backup was made are not in "
        "it. If the round goes on, some people may get the same letter twice."
    ),
    "not_ready": marked("The start was tried at its time, and refused. See what is missing before the start."),
}
CODES = tuple(WORDS)


def words(code: str) -> str:
    """Return why, in the language spoken; empty when it was a person's own will."""
    return _(WORDS[code]) if code in WORDS else ""


def why_paused(code: str, said: str) -> str:
    """Return why a round is paused, with the words of the mail server or of the colleague who paused it."""
    return " ".join(part for part in (words(code), f"«{said}»" if said else "") if part)
