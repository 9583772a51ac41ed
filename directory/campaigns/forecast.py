"""What the rest of a round would bring, read from how it stands (or from the list, when it has not begun)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from directory.campaigns.known import closed, dead
from directory.campaigns.plan import FIRST, Wave, why_not
from directory.campaigns.reads import Found, described, find
from directory.campaigns.simulation import Day, Outlook, Posted, Standing, World, simulate, totals
from directory.errors import Invalid, Refused
from directory.mail.asking import COUNTS
from directory.mail.quiet import next_open
from directory.mail.worker import read_rate
from directory.settings import Settings
from directory.tables.campaigns import Campaign
from directory.tables.mail import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """A simulated round. `answering` is a percentage, `assumed` says from what: `given`, `last-round` or `nobody`."""

    campaign: int
    year: int
    state: str
    begins_at: datetime
    answering: int
    assumed: str
    outlook: Outlook

    @property
    def days(self) -> tuple[Day, ...]:
        """Every day from the start to the telephone list."""
        return self.outlook.days

    @property
    def totals(self) -> dict[str, int]:
        """Letters by wave, gone and to go."""
        return totals(self.outlook.letters)

    def as_json(self) -> dict[str, Any]:
        """Return it as one object for machines; letters in the order in which they go."""
        return {
            "id": self.campaign,
            "year": self.year,
            "state": self.state,
            "begins_at": self.begins_at,
            "answering": self.answering,
            "assumed": self.assumed,
            "totals": self.totals,
            "days": [
                {
                    "day": one.day,
                    "quiet": one.rest,
                    "events": list(one.events),
                    "done": one.done,
                    "letters": one.letters,
                    "first_at": one.first_at,
                    "last_at": one.last_at,
                }
                for one in self.days
            ],
            "letters": [_as_json(one) for one in self.outlook.letters],
            "expired": [_as_json(one) for one in self.outlook.expired],
            "telephone": [
                {"organisation": str(one.candidate.id), "name": one.candidate.name} for one in self.outlook.telephone
            ],
        }


def _as_json(one: Posted) -> dict[str, Any]:
    return {
        "at": one.at,
        "wave": one.wave,
        "address": one.address,
        "language": one.language,
        "organisations": [str(organisation) for organisation in one.organisations],
        "names": list(one.names),
        "done": one.done,
    }


async def forecast(
    campaign_id: int, settings: Settings, at: datetime, *, answering: int | None = None, begin: datetime | None = None
) -> Forecast:
    """Return what would happen to a round from `at` on; a draft begins at `begin`, else at its own time, else now.

    `answering` is the percentage of those asked that answers in the end; None takes last round's. Raises
    NotFound, Invalid for a percentage or a beginning that cannot be, and Refused for a round that is over.
    """
    campaign = await find(campaign_id)
    if answering is not None and not 0 <= answering <= 100:
        raise Invalid({"answering": "a percentage from 0 to 100 is wanted"})
    if campaign.state in ("closed", "cancelled"):
        raise Refused(f"campaign {campaign_id} is {campaign.state}: nothing more will be sent")
    percent, assumed = (answering, "given") if answering is not None else await last_round(campaign)
    begins_at = _begins(campaign, begin, at)
    if campaign.opened_at is None:
        world = await _not_begun(campaign, settings, begins_at, percent / 100)
    else:
        world = await _begun(campaign, settings, at, percent / 100)
    return Forecast(
        campaign=campaign.id,
        year=campaign.year,
        state=campaign.state,
        begins_at=campaign.opened_at or begins_at,
        answering=percent,
        assumed=assumed,
        outlook=simulate(world),
    )


def _begins(campaign: Found, begin: datetime | None, at: datetime) -> datetime:
    if campaign.opened_at is not None and begin is not None:
        raise Invalid({"start": "the round has started already"})
    if begin is not None and begin < at:
        raise Invalid({"start": "this moment has passed"})
    return max(begin or campaign.opens_at or at, at)


async def last_round(campaign: Found) -> tuple[int, str]:
    """Return what percentage of those asked answered in the centre's latest round before, and `last-round`.

    Without such a round: 0 and `nobody`.
    """
    rows = await Campaign.raw(
        """
        SELECT count(i.id) AS asked, count(i.id) FILTER (WHERE EXISTS (
          SELECT FROM answer a WHERE a.organisation = i.organisation AND a.at >= c.opened_at
            AND a.at < COALESCE({}, c.closed_at, 'infinity') AND COUNTS)) AS answered
        FROM campaign c JOIN invitation i ON i.campaign = c.id
        WHERE c.id = (SELECT id FROM campaign WHERE centre = {} AND id <> {} AND opened_at IS NOT NULL
                      AND state = 'closed' ORDER BY opened_at DESC LIMIT 1)
        """.replace("COUNTS", COUNTS),
        campaign.opened_at,
        campaign.centre["id"],
        campaign.id,
    )
    if not rows[0]["asked"]:
        return 0, "nobody"
    return round(100 * rows[0]["answered"] / rows[0]["asked"]), "last-round"


async def _not_begun(campaign: Found, settings: Settings, begins_at: datetime, answering: float) -> World:
    quiet = campaign.quiet(settings)
    standings = [
        Standing(candidate=one.candidate)
        for one in await described(campaign.centre["id"])
        if why_not(one.candidate) in ("", "no_address")
    ]
    first = Wave(name=FIRST, template="first", due_at=next_open(begins_at, quiet))
    return World(
        now=begins_at,
        rounds=campaign.rounds(begins_at, settings.timezone),
        link_until=campaign.link_until(settings),
        quiet=quiet,
        resting=quiet,
        per_second=read_rate(settings.send_rate),
        standings=standings,
        first=first,
        closed=await closed(_addresses(standings), settings),
        answering=answering,
    )


STANDINGS = """
SELECT i.organisation, (i.held_at IS NOT NULL OR i.opted_out_at IS NOT NULL OR i.revoked_at IS NOT NULL
    OR EXISTS (SELECT FROM answer a
      WHERE a.organisation = i.organisation AND a.at >= c.opened_at AND COUNTS)) AS silent,
  ARRAY(SELECT DISTINCT li.wave FROM letter_invitation li WHERE li.invitation = i.id) AS had,
  (SELECT max(l.accepted_at) FROM letter_invitation li JOIN letter l ON l.id = li.letter
   WHERE li.invitation = i.id) AS last_at
FROM invitation i JOIN campaign c ON c.id = i.campaign WHERE i.campaign = {}
""".replace("COUNTS", COUNTS)
LETTERS = """
SELECT COALESCE(l.accepted_at, l.due_at) AS at, l.wave, l.address, l.language, l.state = 'accepted' AS done,
  array_agg(li.organisation ORDER BY o.sort_key) AS organisations, array_agg(o.name ORDER BY o.sort_key) AS names
FROM letter l JOIN letter_invitation li ON li.letter = l.id JOIN organisation o ON o.id = li.organisation
WHERE l.campaign = {} AND l.state IN ('planned', 'ready', 'sending', 'deferred', 'accepted')
GROUP BY l.id ORDER BY 1, l.id
"""


async def _begun(campaign: Found, settings: Settings, at: datetime, answering: float) -> World:
    opened_at = campaign.opened_at or at
    rows = {row["organisation"]: row for row in await Campaign.raw(STANDINGS, campaign.id)}
    standings = [
        Standing(
            candidate=one.candidate,
            silent=rows[one.candidate.id]["silent"],
            had=frozenset(rows[one.candidate.id]["had"]),
            last_at=rows[one.candidate.id]["last_at"],
        )
        for one in await described(campaign.centre["id"], list(rows))
    ]
    letters = [
        Posted(**row | {"organisations": tuple(row["organisations"]), "names": tuple(row["names"])})
        for row in await Letter.raw(LETTERS, campaign.id)
    ]
    silent = sum(one.silent for one in standings)
    left = len(standings) - silent
    return World(
        now=at,
        rounds=campaign.rounds(opened_at, settings.timezone),
        link_until=campaign.link_until(settings),
        quiet=campaign.quiet(settings),
        resting=None if campaign.ignores_quiet_hours else campaign.quiet(settings),
        per_second=read_rate(settings.send_rate),
        standings=standings,
        waiting=[one for one in letters if not one.done],
        gone=[one for one in letters if one.done],
        dead=await dead(campaign.id, opened_at),
        closed=await closed(_addresses(standings), settings),
        answering=max(0.0, (answering * len(standings) - silent) / left) if left else 0.0,
    )


def _addresses(standings: list[Standing]) -> set[str]:
    asked = (one.candidate for one in standings)
    return {address for one in asked for address in (one.update_email, one.email, *one.contact_emails) if address}
