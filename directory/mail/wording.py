"""The plain text part of a letter: one line where one is meant, and lines short enough to read."""

import re
import textwrap
from collections.abc import Iterable, Iterator
from functools import lru_cache

WIDTH = 72
BREAK = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # Unicode category Cc
UNSEEN = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")  # direction signs, lone surrogates
ITEM = re.compile(r"(\s*(?:\d+\. |- )?)")
TOGETHER = re.compile(r"(?<=\d\.) (?=[a-zæøå])|(?<=\d) (?=\d)")  # 4. mars; 55 00 00 01
ADDRESS = re.compile(r"\s*https?://\S+\s*")


def one_line(text: str) -> str:
    """Return the text on one line: breaks become blanks, control and direction signs go (CWE-93, CWE-150)."""
    return " ".join((text if text.isprintable() else several_lines(text)).split())


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


def filled(pieces: Iterable[str]) -> tuple[str, ...]:
    r"""Return a text part that comes in pieces, each of its lines folded at 72 columns; addresses stay whole and alone.

    It comes in blocks of whole lines, each with its `\n`: what is alike in many letters is folded once. There is at
    most one empty line in a row.
    """
    told: list[str] = []
    empty = False
    for block in _blocks(pieces):
        lines, empty_before, empty_after = _folded(block)
        if lines and told and (empty or empty_before):
            told.append("\n")
        if lines:
            told.append(lines if told else lines.lstrip(" "))
        empty = empty_after if lines else empty or empty_before
    return tuple(told) or ("\n",)


def _blocks(pieces: Iterable[str]) -> Iterator[str]:
    """Yield whole lines with their ends: one that several pieces share alone, else as many as one piece holds."""
    begun = ""
    for piece in pieces:
        first, ended, rest = piece.partition("\n")
        begun += first
        if not ended:
            continue
        yield begun + ended
        whole, ended, begun = rest.rpartition("\n")
        if ended:
            yield whole + ended
    yield begun + "\n"


def _without_gaps(text: str) -> str:
    """Return a text with at most one empty line in a row."""
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text


@lru_cache(maxsize=4096)
def _folded(block: str) -> tuple[str, bool, bool]:
    """Return a block's lines folded, and whether an empty line stands before and after them; most are in many letters.

    No lines are empty before and after.
    """
    lines = [line.rstrip() for line in block.splitlines()]
    told = _without_gaps("".join(fold for line in lines for fold in _folds(line)))
    return told.strip("\n") + "\n" if told.strip() else "", told.startswith("\n"), told.endswith("\n\n")


def _folds(line: str) -> tuple[str, ...]:
    """Return the folds of a line with their ends."""
    if len(line) <= WIDTH or line.startswith(">") or ADDRESS.fullmatch(line):
        return (f"{line}\n",)
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
