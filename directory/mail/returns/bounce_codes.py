"""What a status code and the words beside it say of an address (RFC 3463, RFC 5321, RFC 5248). Pure."""

import re

from directory.mail.returns.bounce_words import (
    AT_HOME,
    BUSY,
    FULL,
    GONE,
    NOBODY_LEFT,
    OF_CARRIER,
    OF_CONTENT,
    OF_OUR_NAME,
    OF_RECIPIENT,
    OF_SENDER,
    PLAINLY_GONE,
    POLICY,
    SPAM,
    SURELY_GONE,
    SUSPENDED,
    UNAVAILABLE,
    UNSURE,
)

STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
BASIC = re.compile(
    r"(?<![\d.])(?:smtp[; ]+|error:? |code:? |said:? |^)?([45]\d\d)[ -](?=\D)", re.IGNORECASE | re.MULTILINE
)
# A gateway's own reading before what the other server really said: `5.1.0 - Unknown address error 550-'…'`.
GLOSS = re.compile(r"\d\.\d\.\d - [^\n']{1,80}?[45]\d\d-'(.{3,600})'", re.DOTALL)
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}")
HOST = re.compile(r"\bhost \S{1,255}\[[0-9a-f.:]{2,45}\]", re.IGNORECASE)
# How the big providers begin before they quote the other server.
RELAYED = re.compile(r"(?:was )?rejected by the (?:server for the )?recipient(?:.s)? domain", re.IGNORECASE)
OURS = ((1, 7), (1, 8), (1, 9))  # the sender's address, not the reader's
UNTOLD = ((1, 0), (1, 4), (1, 5))  # of an address, but not that there is none: "other", "ambiguous", "valid"
PERMANENT = ("550", "551", "553", "554")

Code = tuple[str, int, int]


def kind_of(status: str, text: str, told: str = "") -> str:
    """Return hard, soft or policy for an enhanced status code and the words that came with it.

    `told` is the whole story around them, which says how far the other server let us come. Hard means only: no
    such person, no such host, moved. In doubt it is not hard.
    """
    said = " ".join(_without_gloss(text).split())  # servers break their lines anywhere
    code = _code(status, said)
    words = _without_names(RELAYED.sub("", said))
    stage = " ".join(f"{words} {_without_names(told)}".split())
    if _of_us(code, words, stage):
        return "soft" if code and code[0] == "4" else "policy"
    if _of_this_time(code, words) or _of_a_filter(said, stage):
        return "soft"
    if _refused_whole(code, words, stage):
        return "policy" if POLICY.search(words) or (code and code[1] in (6, 7)) else "soft"
    if code and code[1] in (6, 7):
        return "hard" if _surely_gone(words, stage) and not POLICY.search(_without_habits(words)) else "policy"
    return _by_code(code, words, text) if code else _by_words(words, text)


def _named(code: Code | None) -> bool:
    """Return whether the code speaks of the reader's address."""
    return code is not None and code[1] == 1 and code[1:] not in (*OURS, *UNTOLD)


def _of_us(code: Code | None, words: str, stage: str) -> bool:
    """Return whether it is we who were refused, before anybody was named or for our own name."""
    return bool(OF_SENDER.search(stage) or (not _named(code) and OF_OUR_NAME.search(words)))


def _of_this_time(code: Code | None, words: str) -> bool:
    """Return whether another time may go better, whatever else is said."""
    unknown = code is not None and code[1:] == (1, 1) and GONE.search(words) is not None
    if _for_now(code, words):
        return True
    if FULL.search(words) and not unknown:
        return True
    return bool(AT_HOME.search(words) or (UNSURE.search(words) and not _named(code)))


def _for_now(code: Code | None, words: str) -> bool:
    """Return whether the server itself says so by its code, as also while it is not sure of its list of users."""
    if code and (code[0] == "4" or code[1] != 0):
        return code[0] == "4"
    said = BASIC.findall(words)
    return bool(said) and all(one[0] == "4" for one in said)


def _of_a_filter(words: str, stage: str) -> bool:
    """Return whether it is a carrier that says "nobody" of every mail it does not want, and not of a name alone."""
    named = OF_RECIPIENT.search(stage) is not None and OF_CONTENT.search(stage) is None
    return not named and OF_CARRIER.search(words) is not None


def _surely_gone(words: str, stage: str) -> bool:
    """Return whether the words hold although the code says something else."""
    named = GONE.search(_without_habits(words)) is not None and OF_RECIPIENT.search(stage) is not None
    return named or bool(SURELY_GONE.search(words) or PLAINLY_GONE.search(words))


def _refused_whole(code: Code | None, words: str, stage: str) -> bool:
    """Return whether the person was accepted and the whole mail refused after that."""
    if (code and code[1] == 1) or SURELY_GONE.search(words) or NOBODY_LEFT.search(stage):
        return False
    return OF_CONTENT.search(stage) is not None


def _code(status: str, words: str) -> Code | None:
    """Return the code that says most: the other server's own one before a general one."""
    own = [_numbers(found) for found in STATUS.finditer(words) if found[1] != "2"]
    found = STATUS.search(status)
    said = _numbers(found) if found and found[1] != "2" else None
    if own and (said is None or said[1] == 0 or (said[0] == "4" and own[0][0] == "5") or own[-1][1] == 1 != said[1]):
        return next((one for one in own if one[1] != 0), own[0])
    return said


def _numbers(found: re.Match[str]) -> Code:
    return found[1], int(found[2]), int(found[3])


def _by_code(code: Code, words: str, text: str) -> str:
    _class, subject, detail = code
    gone = GONE.search(words) is not None
    if (subject, detail) in ((2, 2), (2, 3), (3, 4)):
        return "soft"
    if (subject, detail) in OURS:
        return "policy"
    if subject == 1 and (gone or (subject, detail) not in UNTOLD):
        return _by_address_code(gone, words)
    if subject == 4 and detail in (6, 7):
        return "hard" if gone and not BUSY.search(words) else "soft"
    return _by_words(words, text)


def _by_address_code(gone: bool, words: str) -> str:
    """5.1.x says "no such address" unless the words say something else."""
    if SPAM.search(words):
        return "policy"
    if gone:
        return "hard"
    if SUSPENDED.search(words) or BUSY.search(words):
        return "soft"
    return "policy" if POLICY.search(words) else "hard"


def _by_words(words: str, text: str) -> str:
    """Return what the words say; without any clear word it is not hard."""
    if GONE.search(words):
        return "policy" if SPAM.search(words) else "hard"
    if SUSPENDED.search(words):
        return "soft"
    if POLICY.search(words):
        return "policy"
    if BUSY.search(words):
        return "soft"
    basic = BASIC.search(text)
    return "hard" if UNAVAILABLE.search(words) and (basic is None or basic[1] in PERMANENT) else "soft"


def _without_gloss(text: str) -> str:
    found = GLOSS.search(text)
    return found[1] if found else text


def _without_names(words: str) -> str:
    """Return the words without addresses and hosts: what they are called is nothing that the server says."""
    return HOST.sub("host", ADDRESS.sub("who@where", words))


def _without_habits(words: str) -> str:
    return re.sub(r"recipient address rejected|access denied|refused|not accepted", "", words, flags=re.IGNORECASE)
