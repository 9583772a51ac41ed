"""The pages that explain: what this is, what is kept of whom, how accessible it is."""

from litestar import get

from directory.i18n import language
from directory.search.centres import centres
from directory.web.forms import AnyRequest
from directory.web.pages import Page, render


@get("/om")
async def about(request: AnyRequest) -> Page:
    """Tell what the list is and who keeps it."""
    return render(request, "public/about.html", page="about", centres=await centres(), language=language())


@get("/personvern")
async def privacy(request: AnyRequest) -> Page:
    """Tell what is kept of whom and why (GDPR articles 13 and 14)."""
    return render(request, "public/privacy.html", page="privacy", centres=await centres(), language=language())


@get("/universell-utforming")
async def accessibility(request: AnyRequest) -> Page:
    """Tell how accessible the service is and where to complain (likestillings- og diskrimineringsloven § 18)."""
    return render(request, "public/accessibility.html", page="accessibility", centres=await centres())
