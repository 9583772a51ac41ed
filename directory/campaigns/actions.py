"""What is done with a campaign: made, started, paused, resumed, closed, cancelled; each one transaction."""

from collections.abc import Sequence
from datetime import date, datetime

from directory.audit import Verb, record
from directory.campaigns import states
from directory.campaigns.freezing import Asking, freeze, hold
from directory.campaigns.plan import FIRST, USUAL_REMINDERS, Wave, check_days, end_of, too_late, waves
from directory.campaigns.preflight import Preflight, look_over
from directory.campaigns.reads import Found, described, find, reminders_as_json
from directory.collector import resting
from directory.database import transaction
from directory.errors import Invalid, NotFound, Refused
from directory.mail.quiet import next_open
from directory.mail.states import before
from directory.mail.sweeps import open_gate
from directory.organisations.draft_rows import drop_of_campaign
from directory.settings import Settings
from directory.tables.campaigns import Campaign, Invitation
from directory.tables.centres import Centre
from directory.tables.mail import Letter

YEARS = range(2000, 2101)
# In order, as outbox.py locks them.
STOP_LETTERS = """
WITH waiting AS MATERIALIZED (
  SELECT id FROM letter WHERE campaign = {} AND state = ANY({}::text[]) AND crossed_at IS NULL ORDER BY id FOR UPDATE)
UPDATE letter l SET state = {}, why = {}, state_at = {}, lease_token = NULL, lease_until = NULL
FROM waiting WHERE waiting.id = l.id
"""
CAMPAIGN_LOCK = 20_261_123  # with the centre's id: two campaigns of one centre are made one after the other


async def create(
    centre_code: str,
    year: int,
    deadline: date,
    by: str,
    at: datetime,
    *,
    reminders: Sequence[int] = USUAL_REMINDERS,
    after_deadline: int | None = 7,
) -> int:
    """Make a draft and return its id. Raises NotFound for the centre, Invalid, and Refused for a second one a year."""
    check_days(reminders, after_deadline)
    _check_dates(year, deadline, reminders, at.date())
    async with transaction():
        centre = await Centre.select(Centre.id).where(Centre.code == centre_code).first()
        if centre is None:
            raise NotFound(f"there is no centre {centre_code}")
        await Campaign.raw("SELECT pg_advisory_xact_lock({}::int, {}::int)", CAMPAIGN_LOCK, centre["id"])
        taken = (Campaign.centre == centre["id"]) & (Campaign.year == year) & (Campaign.state != "cancelled")
        if await Campaign.exists().where(taken):
            raise Refused(f"{centre_code} already has a campaign for {year}")
        row = Campaign(
            centre=centre["id"],
            year=year,
            deadline=deadline,
            reminders=reminders_as_json(tuple(reminders)),
            after_deadline=after_deadline,
            created_at=at,
            created_by=by,
        )
        await row.save()
        await record(Verb.CAMPAIGN_CREATED, f"campaign:{row.id}", by, at, centre=centre_code, year=year)
    return int(row.id)


def _check_dates(year: int, deadline: date, reminders: Sequence[int], today: date) -> None:
    if year not in YEARS:
        raise Invalid({"year": f"a year from {YEARS.start} to {YEARS.stop - 1} is wanted"})
    if deadline <= today:
        raise Invalid({"deadline": f"the deadline {deadline} is over"})
    if deadline.year not in YEARS:
        raise Invalid({"deadline": f"a date from {YEARS.start} to {YEARS.stop - 1} is wanted"})
    if too_late(reminders, today, deadline):
        late = f"a reminder would fall after the deadline {deadline} even if the round started today"
        raise Invalid({"reminders": f"{late}: choose fewer days, or a later deadline"})


async def start(campaign_id: int, settings: Settings, by: str, at: datetime, *, now: bool = False) -> Preflight:
    """Start: freeze who is asked, make each invitation, plan the first letters; return the preflight.

    `now` ignores quiet hours for this campaign. Raises NotFound, and Refused with every blocking trouble.
    """
    with resting():
        async with transaction():
            campaign = await _locked(campaign_id)
            quiet = campaign.quiet(settings)
            _refuse_second_start(campaign)
            await hold(campaign.centre["id"])
            organisations = await described(campaign.centre["id"], opened_at=at)
            seen = look_over(campaign, organisations, settings, at)
            if not seen.may_start:
                raise Refused("; ".join(f"{item.text} ({item.mend})" for item in seen.troubles if item.blocks))
            opened = {"opened_at": at, "opened_by": by, "ignores_quiet_hours": now, "paused_code": ""}
            await _move(campaign, "running", by, at, **opened)
            first = Wave(name=FIRST, template="first", due_at=at if now else next_open(at, quiet))
            asking = Asking(
                campaign=campaign,
                settings=settings,
                wave=first,
                round_=campaign.round_(settings, at),
                planned=waves(campaign.rounds(at, settings.timezone), quiet),
            )
            await freeze(asking, organisations, at)
    return seen


async def schedule(campaign_id: int, opens_at: datetime, settings: Settings, by: str, at: datetime) -> datetime:
    """Let a draft start by itself at an instant, or set another one; return when the first letter goes.

    Raises NotFound, Invalid for a time that cannot be, and Refused.
    """
    if opens_at <= at or opens_at.year not in YEARS:
        raise Invalid({"opens_at": "this moment has passed"})
    async with transaction():
        campaign = await _locked(campaign_id)
        first_at = next_open(opens_at, campaign.quiet(settings))
        if end_of(campaign.deadline, settings.timezone) <= first_at:
            raise Invalid({"opens_at": f"the first letter would go after the deadline {campaign.deadline}"})
        if campaign.state == "scheduled":
            moved = Campaign.update({Campaign.opens_at: opens_at, Campaign.paused_code: ""})
            await moved.where(Campaign.id == campaign_id)
            await record(Verb.CAMPAIGN_MOVED, f"campaign:{campaign_id}", by, at, to="scheduled", opens_at=opens_at)
        else:
            await _move(campaign, "scheduled", by, at, opens_at=opens_at, paused_code="")
    return first_at


async def unschedule(campaign_id: int, by: str, at: datetime) -> None:
    """Make a scheduled campaign a draft again. Raises NotFound and Refused."""
    async with transaction():
        await _move(await _locked(campaign_id), "draft", by, at, opens_at=None, paused_code="")


async def pause(campaign_id: int, reason: str, by: str, at: datetime) -> None:
    """Stop sending; only letters already past their point of no return still go. Raises NotFound and Refused."""
    async with transaction():
        await _move(await _locked(campaign_id), "paused", by, at, paused_code="", paused_reason=reason[:500])


async def resume(campaign_id: int, by: str, at: datetime) -> None:
    """Go on after a pause; the mail server, if it was in trouble, is tried at once. Raises NotFound and Refused."""
    async with transaction():
        campaign = await _locked(campaign_id)
        if campaign.state in ("draft", "scheduled"):
            has_not = f"campaign {campaign_id} has not started; it starts with: directory campaign start {campaign_id}"
            raise Refused(has_not)
        # What was refused until now is known to whoever lets it go on: only later refusals may stop it again.
        rows = await Campaign.raw("SELECT COALESCE(max(id), 0) AS latest FROM attempt")
        await _move(campaign, "running", by, at, paused_code="", paused_reason="", refusals_after=rows[0]["latest"])
        await open_gate()


async def close(campaign_id: int, by: str, at: datetime) -> None:
    """End the round: what waits is skipped, and its links no longer work. Raises NotFound and Refused."""
    await _end(campaign_id, "closed", by, at)


async def cancel(campaign_id: int, by: str, at: datetime) -> None:
    """Call the round off: what waits is cancelled, and its links no longer work. Raises NotFound and Refused."""
    await _end(campaign_id, "cancelled", by, at)


async def _end(campaign_id: int, state: str, by: str, at: datetime) -> None:
    async with transaction():
        campaign = await _locked(campaign_id)
        await _move(campaign, state, by, at, closed_at=at)
        # Invitations before letters, as everything that changes both: two that lock them the other way round would wait
        # for each other.
        alive = (Invitation.campaign == campaign_id) & (Invitation.expires_at > at)
        await Invitation.update({Invitation.expires_at: at}).where(alive)
        letter_state, why = ("skipped", "closed") if state == "closed" else ("cancelled", "")
        await drop_of_campaign(campaign_id)
        await Letter.raw(STOP_LETTERS, campaign_id, before(letter_state), letter_state, why, at)


def _refuse_second_start(campaign: Found) -> None:
    """A paused campaign may become running too, but by going on: its letters are there already."""
    if campaign.state == "paused":
        raise Refused(f"campaign {campaign.id} is paused; it goes on with: directory campaign resume {campaign.id}")
    states.move(campaign.state, "running", f"campaign {campaign.id}")


async def _locked(campaign_id: int) -> Found:
    """Return the campaign with its row locked until the transaction ends. Raises NotFound."""
    await Campaign.raw("SELECT id FROM campaign WHERE id = {} FOR UPDATE", campaign_id)
    return await find(campaign_id)


async def _move(campaign: Found, state: str, by: str, at: datetime, **columns: object) -> None:
    """Write a move that the table of states allows, and record it. Raises Refused."""
    states.move(campaign.state, state, f"campaign {campaign.id}")
    changed: dict[str, object] = {"state": state} | columns
    await Campaign.update(changed).where(Campaign.id == campaign.id)  # type: ignore[arg-type]  # names are columns
    details = {"reason": columns["paused_reason"]} if columns.get("paused_reason") else {}
    await record(Verb.CAMPAIGN_MOVED, f"campaign:{campaign.id}", by, at, to=state, **details)
