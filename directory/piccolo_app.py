"""What Piccolo needs to know: every table by name (a finder would miss some and drop them), the migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from directory.tables.audit import AuditEvent
from directory.tables.campaigns import Answer, Campaign, Invitation
from directory.tables.centres import Centre
from directory.tables.contacts import Consent, Contact, Suppression
from directory.tables.imports import ImportRow, ImportRun
from directory.tables.limits import LimitCounter
from directory.tables.mail import (
    Attempt,
    DeliveryFact,
    IncomingMessage,
    Letter,
    LetterInvitation,
    Lineage,
    SendingGate,
)
from directory.tables.organisations import (
    Alias,
    Coverage,
    Organisation,
    OrganisationArea,
    OrganisationChoice,
    OrganisationForm,
    OrganisationTargetGroup,
    SectionConfirmation,
)
from directory.tables.places import FormerMunicipality, Place
from directory.tables.review import AddressCheck, Suggestion
from directory.tables.revisions import Revision
from directory.tables.staff import Membership, Session, SignInToken, StaffMember
from directory.tables.taxonomy import (
    CompetenceArea,
    CompetenceGroup,
    InvolvementChoice,
    InvolvementForm,
    InvolvementLevel,
    OrganisationType,
    Perspective,
    TargetGroup,
)
from directory.tables.visits import DraftRow, VisitRow

HERE = Path(__file__).parent
# A checkout keeps the migrations at the top level; the wheel carries them inside the package.
MIGRATIONS = next((path for path in (HERE / "migrations", HERE.parent / "migrations") if path.is_dir()), HERE)

TABLES = [
    Place, FormerMunicipality,
    OrganisationType, CompetenceGroup, CompetenceArea, TargetGroup, Perspective,
    InvolvementLevel, InvolvementChoice, InvolvementForm,
    Centre, StaffMember, Membership, SignInToken, Session,
    Organisation, Alias, Coverage, OrganisationArea, OrganisationTargetGroup, OrganisationChoice, OrganisationForm,
    SectionConfirmation, Contact, Consent, Suppression, Revision,
    Campaign, Invitation, Answer, VisitRow, DraftRow,
    Letter, LetterInvitation, Attempt, IncomingMessage, DeliveryFact, SendingGate, Lineage,
    Suggestion, AddressCheck, ImportRun, ImportRow, LimitCounter, AuditEvent,
]  # fmt: skip

APP_CONFIG = AppConfig(
    app_name="directory",
    migrations_folder_path=str(MIGRATIONS),
    table_classes=TABLES,
    migration_dependencies=[],
    commands=[],
)
