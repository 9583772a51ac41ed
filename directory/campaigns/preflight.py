"""Before a campaign starts: who will get what, who will not, and why; each trouble with a way to mend it."""

import re
from collections import defaultdict
from datetime import datetime

from directory.campaigns.advice import about_addresses
from directory.campaigns.facts import Described
from directory.campaigns.findings import Known, LeftOut, Preflight, Recipient, Trouble
from directory.campaigns.known import known
from directory.campaigns.plan import address_of, dropped, end_of, why_not
from directory.campaigns.reads import Found, described, find
from directory.mail import letters
from directory.mail.addresses import is_allowed, norm_of, read_address
from directory.organisations.language import language_of
from directory.settings import Settings

__all__ = ["LeftOut", "Preflight", "Recipient", "Trouble", "look_over", "preflight"]

TEMPLATES = ("first", "reminder", "after_deadline")
PAIRS = (
    ("region_nb", "region_nn", "the name of the region"),
    ("employee_title_nb", "employee_title_nn", "the employee's title"),
    ("phone_hours_nb", "phone_hours_nn", "the telephone hours"),
    ("privacy_nb", "privacy_nn", "the privacy text"),
)
SETTINGS = "/intern/senter"
SWITCH = "/intern/senter/utsending"
LIST = "/intern/organisasjoner"
UNSTAFFED = re.compile(r"no-?_?reply|do-?_?not-?_?reply|ikke-?_?svar|ikkje-?_?svar|ubesvart|noreply", re.IGNORECASE)


async def preflight(campaign_id: int, settings: Settings, at: datetime) -> Preflight:
    """Return who will get what and who will not, and what stands in the way. Raises NotFound.

    Nothing is looked up outside the database: that is what preflight_domains.py is for, when there is time.
    """
    campaign = await find(campaign_id)
    organisations = await described(campaign.centre["id"])
    addresses = [address_of(one.candidate) for one in organisations]
    return look_over(campaign, organisations, settings, at, await known(campaign.centre["id"], addresses, settings, at))


def look_over(
    campaign: Found, organisations: list[Described], settings: Settings, at: datetime, seen: Known | None = None
) -> Preflight:
    """Return the same for what is read already; without `seen` nothing is said of single addresses."""
    recipients, left_out = [], []
    for one in organisations:
        candidate = one.candidate
        why = why_not(candidate) or _barred(address_of(candidate), settings)
        if why:
            left_out.append(LeftOut(candidate.id, candidate.name, why))
        else:
            language = language_of(candidate.language, candidate.municipality)
            recipients.append(Recipient(candidate.id, candidate.name, address_of(candidate), language))
    shared = _shared(recipients)
    barred = sum(one.why == "not_allowed" for one in left_out)
    troubles = [
        *_blocking(campaign, bool(recipients or barred), settings, at),
        *_allowed(len(recipients), barred),
        *_late_reminders(campaign, settings, at),
        *_advice(campaign, shared, settings),
    ]
    if seen is not None:
        troubles += about_addresses(recipients, [one.candidate for one in organisations], seen)
    return Preflight(campaign.id, tuple(recipients), tuple(left_out), tuple(troubles), shared)


def _blocking(campaign: Found, anybody: bool, settings: Settings, at: datetime) -> list[Trouble]:
    centre = campaign.centre
    switch_on = f"an administrator switches it on: directory centre sending {centre['code']} on"
    checks = (
        (settings.sending != "off", "sending_off", "DIRECTORY_SENDING is off", "set it to on or allowlist", ""),
        (centre["sending"], "centre_off", f"sending is switched off for {centre['name']}", switch_on, SWITCH),
        (anybody, "nobody", "nobody would get a letter", "add organisations with e-mail addresses", LIST),
        (
            end_of(campaign.deadline, settings.timezone) > at,
            "deadline_over",
            f"the deadline {campaign.deadline} is over",
            f"call it off (directory campaign cancel {campaign.id}) and make one with a later deadline",
            f"/intern/runde/{campaign.id}/avlysing",
        ),
    )
    found = [
        Trouble(code, text, mend, blocks=True, where=where) for fine, code, text, mend, where in checks if not fine
    ]
    return [*found, *_missing_languages(campaign)]


def _missing_languages(campaign: Found) -> list[Trouble]:
    """Return the texts that exist in one written standard only (språklova § 13): neither may be missing."""
    found = []
    for template in TEMPLATES:
        missing = {"nb", "nn"} - letters.available(template)
        if missing:
            text = f"the letter {template} is missing in {', '.join(sorted(missing))}"
            found.append(Trouble("letter_missing", text, "write it in mail_templates", blocks=True))
    for nb, nn, what in PAIRS:
        has_nb, has_nn = (bool(campaign.centre[name].strip()) for name in (nb, nn))
        if has_nb != has_nn:
            text = f"{what} is missing in {'nynorsk' if has_nb else 'bokmål'}"
            mend = "write it on the centre's page of settings"
            where = f"{SETTINGS}#{nn if has_nb else nb}"
            found.append(Trouble("language_missing", text, mend, blocks=True, where=where))
    return found


def _allowed(recipients: int, barred: int) -> list[Trouble]:
    """Return what an allow list means for the round: nobody left to write to stops it."""
    if not barred:
        return []
    text = f"{barred} of {recipients + barred} are not on the list of allowed addresses and get no letter"
    mend = "see DIRECTORY_SENDING and DIRECTORY_SENDING_ALLOW"
    return [Trouble("not_allowed", text, mend, blocks=not recipients)]


def _late_reminders(campaign: Found, settings: Settings, at: datetime) -> list[Trouble]:
    """Return which reminders would never go if the round started at its time, or now."""
    over = end_of(campaign.deadline, settings.timezone) <= at
    if over or campaign.state not in ("draft", "scheduled"):
        return []
    begins_at = max(at, campaign.opens_at or at)
    late = dropped(campaign.rounds(begins_at, settings.timezone), campaign.quiet(settings))
    if not late:
        return []
    which = f"reminder{'s' if len(late) > 1 else ''} {' and '.join(map(str, late))}"
    text = f"{which} would fall after the deadline {campaign.deadline} and would not be sent"
    earlier = "let it start earlier, or " if begins_at > at else ""
    mend = f"{earlier}call it off (directory campaign cancel {campaign.id}) and make one with a later deadline"
    return [Trouble("reminder_late", text, mend, where=f"/intern/runde/{campaign.id}/avlysing")]


def _advice(campaign: Found, shared: dict[str, tuple[str, ...]], settings: Settings) -> list[Trouble]:
    """Return what the letters can go without, but not well."""
    centre = campaign.centre
    wanted = {
        "employee": ("a named employee", bool(centre["employee"])),
        "phone": ("a direct telephone number", bool(centre["phone"])),
        "reply_to": ("a staffed reply address", bool(centre["reply_to"] or settings.mail_reply_to)),
        "sender_address": ("a sender address", bool(centre["sender_address"] or settings.mail_from)),
        "website": ("a website", bool(centre["website"])),
        "owner": ("an owner who is the controller", bool(centre["owner"])),
        "region_nb": ("the name of the region", bool(centre["region_nb"] or centre["region_nn"])),
    }
    found = [
        Trouble(
            f"no_{name}",
            f"the centre has not set {what}",
            "write it on the centre's page of settings",
            where=f"{SETTINGS}#{name}",
        )
        for name, (what, there) in wanted.items()
        if not there
    ]
    if UNSTAFFED.search(centre["reply_to"] or settings.mail_reply_to):
        text = f"replies go to {centre['reply_to'] or settings.mail_reply_to}, which looks as if nobody reads it"
        mend = "set an address that somebody reads: replying is the easiest way to answer"
        found.append(Trouble("reply_not_staffed", text, mend, where=f"{SETTINGS}#reply_to"))
    for address, names in shared.items():
        text = f"{address} gets one letter about {len(names)} organisations: {', '.join(names)}"
        found.append(Trouble("same_address", text, "correct it if it is not one person's task"))
    return found


def _shared(recipients: list[Recipient]) -> dict[str, tuple[str, ...]]:
    names = defaultdict(list)
    for recipient in recipients:
        names[norm_of(recipient.address)].append(recipient.name)
    return {address: tuple(several) for address, several in names.items() if len(several) > 1}


def _barred(address: str, settings: Settings) -> str:
    """Return why an address gets no letter, a key of findings.WORDS; or nothing."""
    try:
        read_address(address)
    except ValueError:
        return "bad_address"
    listed = settings.sending != "allowlist" or is_allowed(address, "allowlist", settings.sending_allow)
    return "" if listed else "not_allowed"
