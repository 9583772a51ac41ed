"""What is said of single addresses and persons before a start. Pure: nothing here stops a round."""

from collections.abc import Callable, Iterable, Sequence

from directory.campaigns.findings import About, Known, Recipient, Trouble
from directory.campaigns.plan import Candidate, next_address_of
from directory.mail.addresses import has_foreign_letters, norm_of
from directory.mail.misspelt import probably_meant


def about_addresses(recipients: Sequence[Recipient], candidates: Sequence[Candidate], seen: Known) -> list[Trouble]:
    """Return what to look at before letters go to these recipients, one trouble for each kind."""
    returned = seen.returned or {}
    persons = {one.id: one for one in candidates}
    found = (
        _trouble("misspelt", recipients, _slip, "{} look misspelt", "look at them, and correct those that are"),
        _trouble(
            "foreign_letters",
            recipients,
            lambda one: "" if has_foreign_letters(one.address) else None,
            "{} have letters before the @ that our mail server cannot write to",
            "ask for another address, or ring",
        ),
        _trouble(
            "returned",
            recipients,
            lambda one: _came_back(one, seen) if norm_of(one.address) in returned else None,
            "{} did not work the last time",
            "find a new one: look at their website, or ring",
        ),
        _trouble(
            "suppressed",
            recipients,
            lambda one: "" if norm_of(one.address) in seen.suppressed else None,
            "{} asked never to be written to, and get no letter",
            "ring, or ask for another address",
        ),
        _trouble(
            "no_contact",
            recipients,
            lambda one: None if _somebody_else(persons[one.organisation]) else "",
            "{} no contact person with an e-mail address: the last reminder cannot go to anybody else",
            "add a contact person with an address",
            _organisations,
        ),
        _not_told(candidates, seen),
    )
    return [one for one in found if one is not None]


def _trouble(
    code: str,
    recipients: Iterable[Recipient],
    told: Callable[[Recipient], str | None],
    text: str,
    mend: str,
    counted: Callable[[int], str] | None = None,
) -> Trouble | None:
    """Return a trouble with everyone for whom `told` has a detail (which may be empty)."""
    about = []
    for one in recipients:
        detail = told(one)
        if detail is not None:
            about.append(About(one.organisation, one.name, one.address, detail))
    return Trouble(code, text.format((counted or _addresses)(len(about))), mend, about=tuple(about)) if about else None


def _addresses(number: int) -> str:
    return f"{number} address" if number == 1 else f"{number} addresses"


def _organisations(number: int) -> str:
    return f"{number} organisation has" if number == 1 else f"{number} organisations have"


def _somebody_else(one: Candidate) -> bool:
    """Tell whether there is a contact person to ask, or another address to ask at."""
    return bool(one.contact_emails or next_address_of(one))


def _slip(one: Recipient) -> str | None:
    local, _at, domain = one.address.rpartition("@")
    meant = probably_meant(domain)
    return f"{local}@{meant}" if meant else None


def _came_back(one: Recipient, seen: Known) -> str:
    back = (seen.returned or {})[norm_of(one.address)]
    return f"{back.at.date()}: {back.text}" if back.text else str(back.at.date())


def _not_told(candidates: Sequence[Candidate], seen: Known) -> Trouble | None:
    """Persons must be told what is kept of them and from where (GDPR article 14)."""
    about = tuple(About(one.id, one.name, "") for one in candidates if one.id in seen.not_told)
    if not about:
        return None
    text = (
        f"{_organisations(len(about))} a contact person, with or without an address, who has not had the privacy notice"
    )
    mend = "the first letter brings it to whoever it goes to, whoever has another address gets their own; ring the rest"
    return Trouble("not_told", text, mend, about=about)
