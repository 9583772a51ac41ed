"""The plain text part of a letter: one line where one is meant, and lines short enough to read."""

import re
import textwrap
from functools import lru_cache

WIDTH = 72
BREAK = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # Unicode category Cc
UNSEEN = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")  # direction signs, lone surrogates
ITEM = re.compile(r"(\s*(?:\d+\. |- )?)")
TOGETHER = re.compile(r"(?<=\d\.) (?=[a-zæøå])|(?<=\d) (?=\d)")  # 4. mars; 55 00 00 01
NOTHING = ("\n",)
ADDRESS = re.compile(r"\s*https?://\S+\s*")


def one_line(text: str) -> str:
    """Return the text on one line: breaks become blanks, control and direction signs go (CWE-93, CWE-150)."""
    if text.isprintable():  # then no other blank than " " is in it
        return text if "  " not in text and text.strip(" ") == text else " ".join(text.split())
    return " ".join(several_lines(text).split())


def several_lines(text: str) -> str:
    r"""Return the text with `\n` as its only control sign, at most one empty line in a row."""
    clean = (CONTROL.sub(" ", UNSEEN.sub("", line)) for line in BREAK.sub("\n", text).split("\n"))
    return _without_gaps("\n".join(" ".join(line.split()) for line in clean)).strip()


def small_initial(text: str) -> str:
    """Return a term as it stands inside a sentence: Psykose becomes psykose, ADHD stays."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def bare(address: str) -> str:
    """Return a web address as people type it: without scheme and closing slash."""
    return re.sub(r"^https?://", "", address).rstrip("/")


def quoted(text: str) -> str:
    """Return somebody else's words as a mail quotation (RFC 3676 section 4.5), folded."""
    lines = [fold or "" for line in text.split("\n") for fold in textwrap.wrap(line, WIDTH - 2) or [""]]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def filled(text: str) -> str:
    """Return a text part with each of its lines folded at 72 columns; addresses stay whole and alone."""
    return "".join(filled_lines(text))


def filled_lines(text: str) -> tuple[str, ...]:
    r"""Return the lines of a text part as `filled` does, each with its `\n`; at most one empty line in a row."""
    lines: list[str] = []
    for folds in map(_folded, text.rstrip().splitlines()):
        if folds is not NOTHING or (lines and lines[-1] != "\n"):
            lines += folds
    return (lines[0].lstrip(" "), *lines[1:]) if lines else NOTHING


def _without_gaps(text: str) -> str:
    """Return a text with at most one empty line in a row."""
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text


@lru_cache(maxsize=4096)
def _folded(line: str) -> tuple[str, ...]:
    """Return a line's folds with their ends; most lines of a letter are the same for everybody."""
    line = line.rstrip()
    if len(line) <= WIDTH or line.startswith(">") or ADDRESS.fullmatch(line):
        return (f"{line}\n",) if line else NOTHING
    lead = ITEM.match(line)
    hang = len(lead.group(1)) if lead else 0
    extra = 2 if hang and not line.strip()[:1].isdigit() and not line.lstrip().startswith("- ") else 0
    folds = _wrapped(TOGETHER.sub("\u00a0", line), " " * (hang + extra))
    return tuple(f"{fold}\n".replace("\u00a0", " ") for fold in folds)


def _wrapped(line: str, indent: str) -> list[str]:
    """Return a line parted at blanks; `textwrap` does it too, but takes ten times as long and that shows here."""
    body = line.lstrip(" ")
    first, *words = filter(None, body.split(" "))
    folds = [line[: len(line) - len(body)] + first]
    for word in words:
        if len(folds[-1]) + 1 + len(word) <= WIDTH:
            folds[-1] += f" {word}"
        else:
            folds.append(indent + word)
    return folds
