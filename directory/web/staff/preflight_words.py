"""What stands in the way of a round in plain words, each with a way to mend it."""

from dataclasses import dataclass
from uuid import UUID

from directory.campaigns.preflight import LeftOut, Preflight, Trouble
from directory.i18n import _, listing, marked
from directory.staff.readiness import label

WHY = {
    "dissolved": marked("no longer exists"),
    "replaced": marked("has become part of another organisation"),
    "withdrawn": marked("is not on the public list"),
    "no_address": marked("has no e-mail address: ring, or write a letter"),
    "bad_address": marked("has an e-mail address that cannot be written to"),
}
MENDED_IN_FORM = ("no_address", "bad_address")
SETTINGS = "/intern/senter"


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing to mend; `href` leads to where, `blocks` when nothing can be sent before."""

    text: str
    mend: str
    href: str
    blocks: bool


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
    found += [
        Shown(
            _("%(address)s gets %(count)s letters: %(names)s")
            % {"address": address, "count": len(names), "names": listing(list(names))},
            _("That is fine when one person answers for them all."),
            "",
            blocks=False,
        )
        for address, names in seen.shared.items()
    ]
    return sorted(found, key=lambda one: not one.blocks)


def left_out(seen: Preflight) -> list[Left]:
    """Return who gets no letter and why."""
    return [Left(one.organisation, one.name, _(WHY[one.why]), _where(one)) for one in seen.left_out]


def _where(one: LeftOut) -> str:
    """Return where it can be mended: the form for an address, else the organisation's page."""
    page = f"/intern/organisasjoner/{one.organisation}"
    return f"{page}/rediger" if one.why in MENDED_IN_FORM else page


def _shown(trouble: Trouble, administrator: bool) -> Shown:
    ask = _("Switch it on.") if administrator else _("Ask an administrator at the centre to switch it on.")
    known = {
        "sending_off": (_("No letters are sent from this installation"), _("Ask whoever runs it."), ""),
        "centre_off": (_("Sending is switched off for the centre"), ask, "/intern/senter/utsending"),
        "nobody": (_("Nobody would get a letter"), _("Add organisations with e-mail addresses."),
                   "/intern/organisasjoner"),
        "deadline_over": (_("The deadline is over"), _("Call this round off, and make one with a later deadline."), ""),
        "letter_missing": (_("A letter is missing in Bokmål or Nynorsk"), _("Ask whoever runs the installation."), ""),
        "language_missing": (_("One of the centre's texts is missing in Bokmål or Nynorsk"), _("Write it."), SETTINGS),
    }  # fmt: skip
    if trouble.code in known:
        return Shown(*known[trouble.code], trouble.blocks)
    field = trouble.code.removeprefix("no_")
    text = _("The centre has not said this: %(what)s") % {"what": label(field)}
    return Shown(text, _("Write it."), SETTINGS, trouble.blocks)
