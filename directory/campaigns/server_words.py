"""What a mail server's answer means, in words a volunteer understands. Pure; the texts are to be translated."""

import re

from directory.i18n import marked
from directory.mail.addresses import FOREIGN_LETTERS

ENHANCED = re.compile(r"\b[245]\.(\d{1,3})\.(\d{1,3})\b")  # RFC 3463
SUBJECTS = {
    ("1", "1"): marked("The address does not exist."),
    ("1", "2"): marked("The address's domain does not exist."),
    ("1", "3"): marked("The address is not written as an address."),
    ("1", "6"): marked("The mailbox has moved, and left no new address."),
    ("1", "8"): marked("The server does not accept our sender's address."),
    ("1", "10"): marked("The domain receives no e-mail at all."),
    ("2", "1"): marked("The mailbox is closed."),
    ("2", "2"): marked("The mailbox is full."),
    ("2", "3"): marked("The letter is larger than the mailbox takes."),
    ("3", "4"): marked("The letter is larger than the server takes."),
    ("4", "1"): marked("The recipient's server does not answer."),
    ("4", "4"): marked("The way to the recipient's server is not known."),
    ("4", "7"): marked("The letter could not be delivered in time."),
    ("7", "0"): marked("The server does not accept letters from us."),
    ("7", "1"): marked("The server does not accept letters from us."),
    ("7", "8"): marked("Our user name or password at the mail server is wrong."),
    ("7", "26"): marked("The server could not see that the letter is really from us (SPF, DKIM)."),
}
BY_SUBJECT = {
    "1": marked("There is something wrong with the address."),
    "2": marked("There is something wrong with the mailbox."),
    "3": marked("The recipient's server has trouble of its own."),
    "4": marked("The network between the servers has trouble."),
    "5": marked("The two servers did not understand each other."),
    "6": marked("The server did not like how the letter is made."),
    "7": marked("The server does not accept letters from us."),
}
BY_WHY = {
    "address": marked("The address does not exist."),
    "policy": marked("The server does not accept letters from us."),
    "content": marked("The server did not like how the letter is made."),
}
BY_CODE = {
    421: marked("The mail server is busy or closed for now."),
    432: marked("The mail server is busy or closed for now."),
    450: marked("The mailbox could not be reached just now."),
    451: marked("The mail server had trouble of its own."),
    452: marked("The mailbox or the server is full just now."),
    454: marked("The mail server cannot check who we are just now."),
    530: marked("The mail server wants us to sign in or to use encryption."),
    535: marked("Our user name or password at the mail server is wrong."),
    550: marked("The address does not exist."),
    552: marked("The mailbox is full."),
    553: marked("The address is not written as an address."),
    554: marked("The server does not accept letters from us."),
}
UNKNOWN = marked("The line broke while the mail server had the letter: nobody can know yet whether it arrived.")
UNWRITTEN = marked("The letter itself could not be written. Tell whoever runs the service.")
UNWRITABLE = marked("The address has letters before the @ that our mail server cannot write to.")
NOT_AN_ADDRESS = SUBJECTS["1", "3"]
NO_ANSWER = marked("The mail server could not be reached.")
LATER = marked("The mail server asked us to try again later.")
NO = marked("The mail server said no.")


def explained(state: str, why: str, code: int | None, text: str) -> str:
    """Return what stands behind a letter's last answer: its state and reason, the server's code and words."""
    if state == "unknown":
        return UNKNOWN
    if text.startswith("the letter could not be written"):
        return UNWRITTEN
    if text == FOREIGN_LETTERS:
        return UNWRITABLE
    if found := ENHANCED.search(text):
        exact = SUBJECTS.get((found[1], found[2]))
        if exact or found[1] in BY_SUBJECT:
            return exact or BY_SUBJECT[found[1]]
    if code is None:
        return NOT_AN_ADDRESS if why == "address" else BY_WHY.get(why, NO_ANSWER)
    return BY_CODE.get(code) or BY_WHY.get(why) or (LATER if code < 500 else NO)
