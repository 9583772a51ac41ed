"""Finding a theme by what people call it, and as whom an organisation is likely to know it.

The words of a theme are its names in the three languages and every synonym that the import reads, then the name of
its group, then its description. A search is forgiving: the beginning of a word, another ending, å as aa, and a slip
of the finger (one letter, two in a long word) still find it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from directory.facts.taxonomies import Term, taxonomy
from directory.imports.areas import perspectives_for, read_perspective, vocabulary
from directory.imports.phrases import phrase_key
from directory.imports.text import fold

LONGEST = 100  # characters of a search
MOST_WORDS = 6
MOST = 10
WEIGHTS = (10.0, 3.0, 2.0)  # names and synonyms, the group's name, the description
SLIP, PART = 0.45, 0.2
FAINT = 0.25  # of the best match; what is fainter is left out
ALSO = {"egen": ("paarorende",)}  # what is likely beside what the kind says
AFTER_DEATH = frozenset({"selvmord", "skadereduksjon"})
SAME = {"paarorende": "paarorende", "etterlatte": "etterlatt", "barn_som_paarorende": "barn_som_paarorende"}
SMALL_WORDS = (
    "og eller i pa for med som til av ved om fra en ei et ein eit de den det noe noen nokon har hos "
    "the of and or as with in a an"
)
SMALL = frozenset(SMALL_WORDS.split())
ENDINGS = ("ene", "ane", "ende", "ande", "ing", "er", "ar", "en", "et", "a", "e", "s")


@dataclass(frozen=True, slots=True)
class Offered:
    """As whom a theme can be known: what is likely stands first, the rest is there too."""

    first: tuple[str, ...]
    rest: tuple[str, ...]


def find(query: str) -> list[Term]:
    """Return the themes that are meant by some words, the best match first, at most MOST.

    Words for a perspective ("psykose pårørende") say as whom and not what, unless there are no other words.
    """
    asked = _asked(query)
    words = [word for word in asked if not read_perspective(word)] or asked
    if not words:
        return []
    fits = [_fits(_key(word)) for word in words]
    scores = {area.slug: _together([fit.get(area.slug, 0.0) for fit in fits]) for area in taxonomy("areas")}
    enough = max(scores.values()) * FAINT
    found = [area for area in taxonomy("areas") if scores[area.slug] > enough]
    meant = vocabulary().get(phrase_key(query))
    return sorted(found, key=lambda area: (area.slug != meant, -scores[area.slug]))[:MOST]


def offered(area: str, kind: str, query: str = "") -> Offered:
    """Return the perspectives of a theme for a kind of organisation; one that the search names comes first."""
    asked = tuple(one for word in _asked(query) for one in read_perspective(word))
    likely = (SAME[area],) if area in SAME else perspectives_for(kind)
    beside = [more for one in likely if area not in SAME for more in ALSO.get(one, ())]
    bereaved = ("etterlatt",) if area in AFTER_DEATH else ()
    first = dict.fromkeys([*asked, *likely, *beside, *bereaved])
    return Offered(tuple(first), tuple(term.slug for term in taxonomy("perspectives") if term.slug not in first))


def _asked(query: str) -> list[str]:
    words = fold(query[:LONGEST]).split()
    return [word for word in words if word not in SMALL][:MOST_WORDS]


def _together(scores: Sequence[float]) -> float:
    """Return how well a theme fits several words; one that fits only some of them counts less."""
    return sum(scores) * sum(map(bool, scores)) / len(scores)


def _fits(typed: str) -> dict[str, float]:
    """Return how well a word fits each theme; only a word that no name has may be a slip of one."""
    best = {
        area: max(weight * _alike(typed, word) for weight, words in known for word in words)
        for area, known in _known().items()
    }
    if max(best.values()) >= WEIGHTS[0] * SLIP:
        return best
    slips = {
        area: WEIGHTS[0] * SLIP for area, known in _known().items() if any(_slip_of(typed, w) for w in known[0][1])
    }
    return best | slips


@lru_cache(maxsize=1)
def _known() -> dict[str, list[tuple[float, frozenset[str]]]]:
    """Return each theme's words by their weight, names and synonyms first."""
    named: dict[str, set[str]] = {area.slug: set() for area in taxonomy("areas")}
    for phrase, slug in vocabulary().items():
        named[slug].update(_words(phrase))
    found = {}
    for area in taxonomy("areas"):
        group = taxonomy("groups")[str(area.group)].names.values()
        told = (set(chain.from_iterable(map(_words, texts))) for texts in (group, area.descriptions.values()))
        found[area.slug] = [
            (weight, frozenset(words)) for weight, words in zip(WEIGHTS, (named[area.slug], *told), strict=True)
        ]
    return found


def _words(phrase: str) -> list[str]:
    return [_key(word) for word in fold(phrase).split() if word not in SMALL]


def _key(word: str) -> str:
    """Return a folded word as it is compared: the three ways to write æ, ø and å are one."""
    return word.replace("aa", "a").replace("oe", "o").replace("ae", "e")


def _alike(typed: str, known: str) -> float:
    """Return how much a typed word is a known one, from 0 to 1: the word, its beginning, another ending, a part."""
    if typed == known:
        return 1.0
    if known.startswith(typed) and len(typed) > 1:
        return 0.8 + 0.1 * len(typed) / len(known)
    longer = typed.startswith(known) and (len(known) > 4 or (len(known) > 2 and typed.removeprefix(known) in ENDINGS))
    if longer or (len(_stem(typed)) > 3 and known.startswith(_stem(typed))):
        return 0.6 + 0.2 * len(known) / max(len(typed), len(known))
    return PART if len(typed) > 4 and typed in known else 0.0


@lru_cache(maxsize=64)
def _stem(word: str) -> str:
    ending = next((end for end in ENDINGS if word.endswith(end) and len(word) - len(end) > 3), "")
    return word.removesuffix(ending)


def _slip_of(typed: str, known: str) -> bool:
    """Tell whether a word is known but for a slip; of a long one the beginning is enough."""
    if min(len(typed), len(known)) < 4:
        return False
    return _slipped(typed, known, 1 if len(typed) < 8 else 2, unfinished=len(typed) > 4)


def _slipped(typed: str, known: str, left: int, *, unfinished: bool) -> bool:
    """Tell whether at most `left` letters are left out, added, mistaken or swapped."""
    same = 0
    while same < min(len(typed), len(known)) and typed[same] == known[same]:
        same += 1
    typed, known = typed[same:], known[same:]
    if not typed and (unfinished or len(known) <= left):
        return True
    if not left:
        return False
    ways = [(typed[1:], known), (typed[1:], known[1:]), (typed, known[1:])]
    if len(typed) > 1 and typed[:2] == known[1::-1]:
        ways.append((typed[2:], known[2:]))
    return any(_slipped(mine, theirs, left - 1, unfinished=unfinished) for mine, theirs in ways)
