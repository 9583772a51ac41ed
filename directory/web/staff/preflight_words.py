"""What stands in the way of a round in plain words, each with a way to mend it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from directory.campaigns.findings import About, LeftOut, Preflight, Trouble
from directory.i18n import _, day, listing
from directory.staff.readiness import label
from directory.web.staff.letter_words import quoted
from directory.web.staff.preflight_texts import ADVICE, PLAIN

MENDED_IN_FORM = ("no_address", "bad_address")
ORGANISATIONS = "/intern/organisasjoner"
DATED = re.compile(r"(?P<on>\d{4}-\d\d-\d\d)(?:: (?P<said>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation that something is found about; `href` leads to its form, `detail` says what more."""

    name: str
    address: str
    detail: str
    href: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing to mend; `href` leads to where (or empty), `blocks` when nothing can be sent before.
    `amiss` is False for what is only told.

    `about` are those it is found about, each with a form of its own.
    """

    text: str
    mend: str
    href: str
    blocks: bool
    about: tuple[Named, ...] = ()
    amiss: bool = True


@dataclass(frozen=True, slots=True)
class Left:
    """An organisation that gets no letter."""

    organisation: UUID
    name: str
    why: str
    href: str


def troubles(seen: Preflight, administrator: bool) -> list[Shown]:
    """Return what to mend, what blocks first."""
    found = [_shown(trouble, administrator) for trouble in seen.troubles if trouble.code != "same_address"]
    found += [_together(address, names) for address, names in seen.shared.items()]
    return sorted(found, key=lambda one: not one.blocks)


def looked_up(found: Iterable[Trouble]) -> list[Shown]:
    """Return what the network's names say (campaigns/preflight_domains.py), in plain words."""
    return [_shown(trouble, administrator=False) for trouble in found]


def left_out(seen: Preflight) -> list[Left]:
    """Return who gets no letter and why."""
    return [Left(one.organisation, one.name, _(one.words), _where(one)) for one in seen.left_out]


def _where(one: LeftOut) -> str:
    """Return where it can be mended: the form for an address, else the organisation's page."""
    page = f"{ORGANISATIONS}/{one.organisation}"
    return f"{page}/rediger" if one.why in MENDED_IN_FORM else page


def _together(address: str, names: Sequence[str]) -> Shown:
    text = _("%(address)s gets one letter about %(count)s organisations: %(names)s") % {
        "address": address,
        "count": len(names),
        "names": listing(list(names)),
    }
    return Shown(text, _("That is fine when one person answers for them all."), "", blocks=False, amiss=False)


def _shown(trouble: Trouble, administrator: bool) -> Shown:
    about = tuple(_named(one) for one in trouble.about)
    if trouble.code in PLAIN:
        text, mend = PLAIN[trouble.code]
        theirs = administrator and trouble.code == "centre_off"
        return Shown(_(text), _("Switch it on.") if theirs else _(mend), trouble.where, trouble.blocks, about)
    if trouble.code in ADVICE:
        one, many, mend = ADVICE[trouble.code]
        number = len(about)
        return Shown(_(one if number == 1 else many) % {"num": number}, _(mend), trouble.where, trouble.blocks, about)
    text = _("The centre has not said this: %(what)s") % {"what": label(trouble.code.removeprefix("no_"))}
    return Shown(text, _("Write it."), trouble.where, trouble.blocks)


def _detail(said: str) -> str:
    """Return a detail with its date, if it begins with one, as people write it, and what a server said as said."""
    dated = DATED.fullmatch(said)
    if not dated:
        return said
    return ": ".join(filter(None, (day(date.fromisoformat(dated["on"])), quoted(None, dated["said"] or ""))))


def _named(one: About) -> Named:
    return Named(one.name, one.address, _detail(one.detail), f"{ORGANISATIONS}/{one.organisation}/rediger")
