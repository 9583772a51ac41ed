"""What a mail that came back means (RFC 3463, RFC 3464, RFC 3834, RFC 5965). Pure.

Hard means only: no such person, no such host, moved. A full, blocked or slow mailbox is not hard, and trouble
with our own name or content (5.7.x) says nothing about the address.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes

from flufl.bounce import all_failures

from directory.mail.bounce_words import AUTOMATIC_SUBJECT, FULL, GONE, POLICY, RETURN_SUBJECT, RETURNERS
from directory.mail.parts import Parts

STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
BASIC = re.compile(
    r"(?<![\d.])(?:smtp[; ]+|error:? |code:? |said:? |^)?([45]\d\d)[ -](?=\D)", re.IGNORECASE | re.MULTILINE
)
MOST_WORDS = 8000
COPY_BELOW = re.compile(
    r"^-{3,} ?(?:this is a copy|original message|below this line|returned|the following)"
    r"|^-{4,} .*(?:copy|message).* -{4,}",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a machine told us: `kind` as in `bounce --json`, never `reply`; `delayed` will be tried again."""

    kind: str
    address: str = ""
    status: str = ""
    text: str = ""
    delayed: bool = False


def read_bounce(parts: Parts, raw: bytes) -> Bounce | None:
    """Return what a machine says in this mail; None when a person seems to have written it. Never raises."""
    if parts.feedback or parts.report_type == "feedback-report":
        return Bounce("complaint", _bare(parts.feedback.get("original-rcpt-to", "")), text=parts.subject)
    if reported := [block for block in parts.delivery if "action" in block or "status" in block]:
        return _by_report(reported, parts)
    if is_automatic(parts) and not _is_return(parts):
        return Bounce("auto-reply", parts.sender, text=parts.subject)
    return _by_text(parts, raw) if _is_return(parts) else None


def is_automatic(parts: Parts) -> bool:
    """Return whether a mail says of itself that no person wrote it (RFC 3834 section 5 and older habits)."""
    headers = parts.headers
    said = headers.get("auto-submitted", "no").split(";")[0].strip().lower()
    return (
        said not in ("", "no")
        or any(name in headers for name in ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply"))
        or headers.get("precedence", "").strip().lower() in ("auto_reply", "auto-reply")
        or bool(AUTOMATIC_SUBJECT.match(parts.subject))
    )


def kind_of(status: str, text: str) -> str:
    """Return hard, soft or policy for an enhanced status code and the words that came with it."""
    found = STATUS.search(status)
    own = [match for match in STATUS.finditer(text) if match[1] != "2"]
    if found and (found[2] == "0" or (found[1] == "4" and own and own[0][1] == "5")) and own:
        found = own[0]  # the other server's own code says more than the general one
    if found is None:
        found = own[0] if own else None
    if found is None:
        return _kind_by_words(text)
    return _kind_by_code(found[1], int(found[2]), int(found[3]), text)


def _kind_by_code(class_: str, subject: int, detail: int, text: str) -> str:
    if class_ != "5" or (subject, detail) in ((2, 2), (2, 3), (3, 4)):
        return "soft"
    if subject in (6, 7):
        # Some servers say 5.7.x of a person who is not there; their words tell.
        return "hard" if GONE.search(text) and not POLICY.search(_without_rejected(text)) else "policy"
    if subject == 1:
        ours = detail in (7, 8)  # the sender's address, not the reader's
        return "policy" if ours else _unless_said_otherwise("hard", text)
    words = _kind_by_words(text)
    given_up = (subject, detail) in ((4, 6), (4, 7))
    return "soft" if given_up and words != "hard" else words


def _unless_said_otherwise(kind: str, text: str) -> str:
    if GONE.search(text):
        return kind
    if POLICY.search(text):
        return "policy"
    return "soft" if FULL.search(text) else kind


def _kind_by_words(text: str) -> str:
    """Return what the words say; without any clear word it is not hard."""
    if GONE.search(text) and not re.search(r"mailbox (?:is )?full|quota", text, re.IGNORECASE):
        return "hard"
    if FULL.search(text):
        return "soft"
    return "policy" if POLICY.search(text) else "soft"


def _without_rejected(text: str) -> str:
    return re.sub(r"recipient address rejected|access denied", "", text, flags=re.IGNORECASE)


def _by_report(blocks: list[dict[str, str]], parts: Parts) -> Bounce | None:
    """Return the worst a delivery report says; success and relaying are no news."""
    found = []
    for block in blocks:
        address = _bare(block.get("original-recipient", "") or block.get("final-recipient", ""))
        status = (STATUS.search(block.get("status", "")) or [""])[0]
        text = block.get("diagnostic-code", "")
        action = block.get("action", "failed").split()[0:1]
        if action == ["delayed"]:
            found.append(Bounce("soft", address, status, text, delayed=True))
        elif action not in (["delivered"], ["relayed"], ["expanded"]):
            words = text or parts.text[:4000]
            found.append(Bounce(kind_of(status, words), address, status, text or _line_with_code(words)))
    order = ("hard", "policy", "soft")
    return min(found, key=lambda one: order.index(one.kind)) if found else Bounce("unknown", text=parts.subject)


def _is_return(parts: Parts) -> bool:
    name = parts.sender.partition("@")[0]
    empty = parts.headers.get("return-path", "").strip() == "<>"
    return (
        bool(RETURNERS.match(name))
        or "x-failed-recipients" in parts.headers
        or parts.report_type == "delivery-status"
        or bool(RETURN_SUBJECT.search(parts.subject) and (empty or is_automatic(parts) or not parts.sender))
    )


def _by_text(parts: Parts, raw: bytes) -> Bounce:
    """Read a return in nobody's standard form: exim, qmail and the big providers' own words."""
    told = _before_returned(parts.text)
    status = next((match[0] for match in STATUS.finditer(told) if match[1] != "2"), "")
    address = _bare(parts.headers.get("x-failed-recipients", "")) or _failed_address(told, parts)
    kind = kind_of(status, told)
    basic = BASIC.search(told)
    if not status and kind == "soft" and basic and basic[1] in ("550", "551", "553") and not FULL.search(told):
        kind = "policy" if POLICY.search(told) else kind
    return Bounce(kind, address or _last_resort(raw), status, _line_with_code(told))


def _before_returned(text: str) -> str:
    """Return a return's own words, without the copy of our letter below them."""
    return COPY_BELOW.split(text, maxsplit=1)[0][:MOST_WORDS]


def _failed_address(text: str, parts: Parts) -> str:
    ours = {parts.sender.lower(), *(found.lower() for found in ADDRESS.findall(parts.headers.get("to", "")))}
    return next((found for found in ADDRESS.findall(text) if found.lower() not in ours), "")


def _last_resort(raw: bytes) -> str:
    """Return the address that the collected wisdom of flufl.bounce finds; its verdict is not asked for."""
    try:
        temporary, permanent = all_failures(message_from_bytes(raw))
    except Exception:  # noqa: BLE001  # a last resort must not be what fails
        return ""
    found = sorted(item.decode("latin-1") for item in {*permanent, *temporary})
    return found[0][:254] if found else ""


def _line_with_code(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return next((line for line in lines if STATUS.search(line) or BASIC.search(line)), lines[0] if lines else "")[:500]


def _bare(field: str) -> str:
    """Return the address in a field such as `rfc822; <name@domain>` (RFC 3464 section 2.3.1)."""
    found = ADDRESS.search(field.rpartition(";")[2])
    return found[0][:254] if found else ""
