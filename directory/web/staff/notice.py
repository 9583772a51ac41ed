"""What the centre's own website, social media and switchboard say while a round runs, ready to be taken along."""

from dataclasses import dataclass

from litestar import get
from litestar.params import FromPath

from directory.campaigns.reads import Found
from directory.i18n import _, speaking
from directory.mail.signature import signature
from directory.staff.policy import Verb
from directory.web.exchange import exchange
from directory.web.forms import AnyRequest
from directory.web.language import LABELS, join
from directory.web.pages import Page, fragment
from directory.web.staff.entrance import may, page
from directory.web.staff.rounds import TAB, here

WRITTEN_IN = ("nb", "nn")  # what the law on language asks of a public body's website
FOR_WEBSITE = "staff/notice_for_website.html"
FOR_FEED = "staff/notice_for_feed.txt"
FOR_TELEPHONE = "staff/notice_for_telephone.txt"


@dataclass(frozen=True, slots=True)
class Notice:
    """The texts of one language: HTML for the website, plain text for social media and for whoever answers calls."""

    language: str
    label: str
    website: str
    feed: str
    telephone: str


@get("/runde/{campaign:int}/nettside", opt=may(Verb.LOOK))
async def notice(request: AnyRequest, campaign: FromPath[int]) -> Page:
    """Show the notice of a round, to be copied."""
    found, at = await here(request, campaign)
    return page(
        request,
        at,
        "notice.html",
        tab=TAB,
        name="desk-notice",
        round=found,
        base=f"{TAB}/{campaign}",
        notices=[_in(request, found, language) for language in WRITTEN_IN],
        missing=_missing(found),
    )


def _in(request: AnyRequest, found: Found, language: str) -> Notice:
    """Return the notice in a language; its addresses are whole, as it stands on another site."""
    base = exchange(request).settings.base_url
    with speaking(language):
        texts = [
            fragment(
                request,
                template,
                written_in=language,
                sender=signature(found.centre, language),
                switchboard=found.centre["switchboard"],
                from_address=found.centre["sender_address"],
                region=found.centre[f"region_{language}"],
                deadline=found.deadline,
                code_address=base + join(language, "/kode"),
                link_address=base + join(language, "/ny-lenke"),
                list_address=base + join(language, "/"),
            ).strip()
            for template in (FOR_WEBSITE, FOR_FEED, FOR_TELEPHONE)
        ]
    return Notice(language, LABELS[language], *texts)


def _missing(found: Found) -> list[str]:
    """Return what the notice would say if the centre's page had it."""
    wanted = {
        "employee": _("the named employee"),
        "phone": _("the direct telephone"),
        "switchboard": _("the switchboard"),
        "sender_address": _("the address that the letters come from"),
    }
    return [words for name, words in wanted.items() if not found.centre[name]]
