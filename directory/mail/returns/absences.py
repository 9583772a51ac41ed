"""What an automatic answer says: away for a while, or gone, and who came after (RFC 3834). Pure."""

import re

from directory.mail.returns.bounces import ADDRESS
from directory.mail.returns.parts import Parts
from directory.mail.returns.quoting import own_words

LEFT = re.compile(
    r"har (?:nå |no |dessverre |diverre )?(?:slutt(?:et|a)?|gått av|fratrådt|takka av|takket av|gått over i)\b"
    r"|(?:er|er nå|er no) (?:fratrådt|pensjonert|stoppet|gått av)\b|har (?:stoppet|slutat)\b"
    r"|(?:sluttet|slutta|slutade) (?:i|den|ved)\b|(?:ikke|ikkje|inte) (?:\w{1,20} )?(?:her |hos oss )?"
    r"(?:lenger|lengre|lengder|længere|længre|längre|meir|mer)\b"
    r"|no longer (?:with|at|works?|working|employed|in use|used|monitored|valid|available|the|part)"
    r"|(?:has|have) (?:left|retired|resigned|moved to|stepped down)|left (?:the|our) "
    r"|(?:ny|nye|nya|new) (?:e-?post|e-?mail|mail)?-? ?(?:adress\w{0,3}|address|e-?post) (?:er|är|is|blir)"
    r"|(?:byttet|bytta|bytt|skiftet|skifta|endret|endra|ändrat|changed) (?:til (?:ny )?)?(?:my |our |vår |min )?"
    r"(?:e-?post|mail|adresse|address)",
    re.IGNORECASE,
)
AWAY = re.compile(
    r"\b(?:ferie|permisjon|orlov|semester|sykmeldt|sjukmeld|syk|vacation|holiday|(?:maternity|parental|annual) leave"
    r"|out of (?:the )?office|back (?:on|in|at)|tilbake|tilbage|attende|tillbaka|returning)\b",
    re.IGNORECASE,
)
NEAR = 600


def successor(parts: Parts, known: set[str]) -> str:
    """Return what an absence notice of somebody who has left proposes, empty when they are only away.

    `contact:address` when it says whom to write to instead, else `wrong-contact`; `known` are addresses that are
    nobody new: theirs and ours. A stand-in for a holiday came after nobody.
    """
    body = own_words(parts.text)
    words = f"{body}\n{parts.subject}"
    left, away = LEFT.search(words), AWAY.search(body)
    if left is None or (away is not None and away.start() < left.start()):
        return ""
    near = words[max(0, left.start() - NEAR) : left.end() + NEAR]
    found = next((one.lower() for one in ADDRESS.findall(near) if one.lower() not in known), "")
    return f"contact:{found}"[:500] if found else "wrong-contact"
