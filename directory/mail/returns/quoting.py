"""What somebody wrote themselves, without our letter quoted under, over or between it. Pure."""

import re

MOST_LINES = 2000
MOST_LINE = 1000
MOST_OWN = 4000
# A line that begins the quoted letter, in Norwegian, Swedish, Danish, English and German.
WROTE = re.compile(r"\b(?:skrev|skreiv|wrote|schrieb)\b[^:]{0,200}:\s*$", re.IGNORECASE)
HEADING = re.compile(
    r"^\s*(?:(?:den|på|on|am|le|el|man|tir|tys|ons|tor|fre|lør|lau|søn|sun|mån|tis|lör|sön|mon|tue|wed|thu|fri|sat)"
    r"\w{0,6}[., ]|\d{1,2}[./ ]|\d{4}-|[^<]{0,80}<?\S{1,64}@)",
    re.IGNORECASE,
)
ORIGINAL = re.compile(
    r"^\s*[-_*]{2,20} ?(?:opp?r(?:innelig|inneleg)|opphav\w{2,4}|oprindelig|original|ursprunglig|vidaresendt|videresend"
    r"|forwarded|vidarebefordra|begin forwarded|start på videresendt)",
    re.IGNORECASE,
)
RULE = re.compile(r"^\s*(?:_{10,}|={10,})\s*$")
FROM = re.compile(r"^\s*\*{0,2}(?:fra|frå|från|from|von)\*{0,2}:\s*\*{0,2}\s*\S", re.IGNORECASE)
FIELD = re.compile(
    r"^\s*\*{0,2}(?:sendt|skickat|sent|gesendet|dato|datum|date|til|till|to|an|emne|ämne|subject|betreff|kopi)\*{0,2}:",
    re.IGNORECASE,
)
SIGNATURE = re.compile(r"^-- ?$")
MACHINE = re.compile(
    r"^\s*(?:sendt (?:fra|frå) (?:min|mi|outlook|yahoo|e-post|gmail)|skickat från (?:min|outlook)"
    r"|sent from (?:my|outlook|mail)"
    r"|(?:hent|få|skaff|get|hämta|last ned) outlook (?:for|til|för)|von meinem)",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """Return what the writer wrote: above the quoted letter, else below or between it; at most 4,000 characters."""
    lines = [line[:MOST_LINE] for line in text.splitlines()[:MOST_LINES]]
    first = next((at for at in range(len(lines)) if _begins_quote(lines, at)), len(lines))
    above = _tidy(lines[:first])
    return above or _tidy(_unquoted(lines[first:]))


def _begins_quote(lines: list[str], at: int) -> bool:
    line = lines[at]
    if line.lstrip().startswith(">") or ORIGINAL.match(line):
        return True
    if RULE.match(line):
        return any(FROM.match(following) for following in lines[at + 1 : at + 4])
    if FROM.match(line):
        return any(FIELD.match(following) for following in lines[at + 1 : at + 5])
    # The heading may be broken: "Den ons. 2. sep. 2026 kl. 10:00 skrev KORUS Eksempel <" and the rest below.
    heads = [line]
    for following in lines[at + 1 : at + 3]:
        if not following.strip():
            break
        heads.append(f"{heads[-1]} {following}")
    return bool(HEADING.match(line)) and any(WROTE.search(head[:400].rstrip()) for head in heads)


def _unquoted(lines: list[str]) -> list[str]:
    """Return the lines that are not quoted, where quoting is marked line by line; nothing when it is not."""
    if not any(line.lstrip().startswith(">") for line in lines):
        return []
    heading = 1 if lines and not lines[0].lstrip().startswith(">") else 0
    marked = next(at for at, line in enumerate(lines) if line.lstrip().startswith(">"))
    return [line for line in lines[max(heading, marked) :] if not line.lstrip().startswith(">")]


def _tidy(lines: list[str]) -> str:
    end = next((at for at, line in enumerate(lines) if SIGNATURE.match(line)), len(lines))
    kept = [line for line in lines[:end] if not MACHINE.match(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in kept)).strip()[:MOST_OWN]
