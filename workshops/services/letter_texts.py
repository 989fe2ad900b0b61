"""Texts of letters: of the workshop, else of its commission, else the standard one; and their values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import PortalError
from core.i18n import numbers
from core.i18n.hours import moment_text
from core.i18n.languages import interface_code
from core.mail import outbox, placeholders
from core.mail.letters import kind_of
from workshops.models import LetterText

if TYPE_CHECKING:
    from datetime import datetime

    from regions.models import Commission
    from workshops.models import FocalPoint, Nomination, Registration, Speaker, Workshop

COMMON = {
    "name": gettext_lazy("name of the person"),
    "workshop": gettext_lazy("title of the workshop"),
    "days": gettext_lazy("days of the workshop"),
    "place": gettext_lazy("place of the workshop"),
    "contact": gettext_lazy("contact of the workshop"),
    "commission": gettext_lazy("host commission"),
    "link": gettext_lazy("personal link of the person; never visible to organisers"),
}
"""What the text of every letter may hold, and what it stands for."""
OWN = {
    "deadline": gettext_lazy("day until which the person should act"),
    "reason": gettext_lazy("reason that was given"),
    "state": gettext_lazy("new status"),
    "code": gettext_lazy("personal code; never visible to organisers"),
    "confirmation": gettext_lazy("link that confirms a new address; never visible to organisers"),
    "verification": gettext_lazy("address where the certificate is verified"),
    "authority": gettext_lazy("nominating authority"),
    "country": gettext_lazy("country of the focal point"),
    "nominees": gettext_lazy("names of the nominees, a line for each"),
    "said": gettext_lazy("what was said of the nominee"),
    "privacy": gettext_lazy("address of the privacy notice"),
    "nominee": gettext_lazy("name of the nominee"),
    "changes": gettext_lazy("changes of the programme, with the old and the new hours"),
    "title": gettext_lazy("title or position of the speaker"),
    "sessions": gettext_lazy("sessions of the speaker, with their hours"),
    "evaluation_link": gettext_lazy("personal link to the form; never visible to organisers"),
}
"""What some kinds of letters have besides."""
PERSONAL = ("link", "code", "evaluation_link")
"""Filled as the letter leaves, and never in a subject."""


PARAGRAPHS = ("reason", "sessions", "changes", "nominees", "said")
"""Values that may have several lines; all others are put on one."""


@dataclass(frozen=True, slots=True)
class Text:
    """A subject and a text with placeholders, and where they come from."""

    subject: str
    body: str
    source: str
    """`workshop`, `commission` or `standard`."""


def allowed(name: str) -> dict[str, Any]:
    """The placeholders of a kind of letter and what they stand for."""
    own = kind_of(name).placeholders
    return COMMON | {key: label for key, label in OWN.items() if key in own}


def standard(name: str, language: str) -> Text:
    """The text that comes with the portal."""
    kind = kind_of(name)
    subject, body = outbox.render(kind.template, dict(kind.context), language)
    return Text(subject, body, "standard")


def text_of(name: str, workshop: Workshop, language: str) -> Text:
    """The text that a letter of the workshop has in a language."""
    owner = Q(workshop=workshop) | Q(commission=workshop.host_id)
    rows = LetterText.objects.filter(owner, name=name, language=language)
    by_source = {"workshop" if row.workshop_id else "commission": row for row in rows}
    for source in ("workshop", "commission"):
        if row := by_source.get(source):
            return Text(row.subject, row.body, source)
    return standard(name, language)


def check(subject: str, body: str, names: Any) -> None:
    """Raises PortalError for a text that cannot be a letter with the placeholders `names`."""
    if not subject.strip() or not body.strip():
        raise PortalError(_("A letter needs a subject and a text."), status=422)
    placeholders.check(body, names)
    for name in placeholders.placeholders(subject):
        if name in PERSONAL:
            raise PortalError(
                _("{%(name)s} cannot stand in a subject: it is put in as the letter leaves.")
                % {"name": name},
                status=422,
            )
    placeholders.check(subject, names)


@transaction.atomic
def save(
    *,
    name: str,
    language: str,
    subject: str,
    body: str,
    revision: int,
    by,
    at: datetime,
    workshop: Workshop | None = None,
    commission: Commission | None = None,
) -> LetterText:
    """Keep the text of a workshop or of a commission.

    Raises UnknownPlaceholder; PortalError when it was changed since `revision`.
    """
    check(subject, body, allowed(name))
    owner = {"workshop": workshop, "commission": commission}
    rows = LetterText.objects.select_for_update().filter(**owner, name=name, language=language)
    row = rows.first()
    if (row.revision if row else 0) != revision:
        raise PortalError(
            _("Somebody else changed this text meanwhile. Both versions are below."), status=409
        )
    if row is None:
        row = LetterText(**owner, name=name, language=language, revision=0)
    row.subject, row.body = outbox.one_line(subject), body.replace("\r\n", "\n").strip() + "\n"
    row.changed_by, row.changed_at, row.revision = by, at, row.revision + 1
    row.save()
    return row


def reset(*, name: str, language: str, workshop: Workshop | None = None, commission=None) -> None:
    """Go back to the text of the commission, or to the standard one."""
    LetterText.objects.filter(
        workshop=workshop, commission=commission, name=name, language=language
    ).delete()


def fill(
    text: Text, values: dict[str, str], marks: dict[str, str] | None = None
) -> tuple[str, str]:
    """Subject and text of a letter; personal links stay as marks until it leaves."""
    later = {"link": "{link}", "code": "{code}"} | (marks or {})
    subject = placeholders.plain(placeholders.fill(text.subject, values))
    return outbox.one_line(subject), placeholders.fill(text.body, values, later=later)


def values_of(
    workshop: Workshop,
    language: str,
    *,
    registration: Registration | None = None,
    point: FocalPoint | None = None,
    speaker: Speaker | None = None,
    name: str = "",
    **more: Any,
) -> dict[str, str]:
    """What the placeholders of a letter stand for, in its language."""
    person = registration or point or speaker or more.get("nominee")
    with translation.override(interface_code(language)):
        values = {
            "name": person.name if person else "",
            "workshop": workshop.title,
            "days": numbers.days(workshop.starts_on, workshop.ends_on),
            "place": _place(workshop),
            "contact": _contact(workshop),
            "commission": workshop.host.full_name,
            "deadline": _deadline(workshop, name, registration, more),
            **_more(point, more),
            **(_of_speaker(speaker) if speaker else {}),
        }
    return {
        key: value.strip() if key in PARAGRAPHS else " ".join(value.split())
        for key, value in values.items()
    }


def _of_nominee(nomination: Nomination) -> dict[str, str]:
    """What letters to a nominated person say; the page that they lead to says all."""
    said = (
        nomination.name,
        nomination.position,
        nomination.organisation,
        str(nomination.get_capacity_display()),
    )
    privacy = reverse("workshops:privacy", args=[nomination.workshop.code])
    return {
        "authority": nomination.nominated_by,
        "country": nomination.country.name if nomination.country else "",
        "said": "\n".join(f"- {line}" for line in said if line),
        "privacy": settings.PORTAL_ADDRESS + privacy,
        "state": str(nomination.get_state_display()),
    }


def _of_speaker(speaker: Speaker) -> dict[str, str]:
    """What letters to a speaker say of them, and a line for each part that they have."""
    zone, lines = speaker.workshop.tz, []
    roles = speaker.roles.select_related("session").order_by("session__starts_at", "pk")
    for role in roles:
        begins, ends = (
            moment.astimezone(zone) for moment in (role.session.starts_at, role.session.ends_at)
        )
        fields = {
            "day": numbers.day(begins.date()),
            "begins": f"{begins:%H:%M}",
            "ends": f"{ends:%H:%M}",
            "zone": speaker.workshop.zone,
            "session": role.session.title,
            "role": role.get_role_display(),
        }
        lines.append(
            "- " + _("%(day)s, %(begins)s–%(ends)s (%(zone)s): %(session)s [%(role)s]") % fields
        )
    return {"title": speaker.title, "sessions": "\n".join(lines)}


def _place(workshop: Workshop) -> str:
    if workshop.form == workshop.Form.ONLINE:
        return str(workshop.get_form_display())
    country = workshop.country.name if workshop.country else ""
    return ", ".join(part for part in (workshop.venue, workshop.city, country) if part)


def _contact(workshop: Workshop) -> str:
    parts = (workshop.contact_name, workshop.contact_email)
    return ", ".join(part for part in parts if part)


def _more(point: FocalPoint | None, more: dict[str, Any]) -> dict[str, str]:
    values = {"reason": more.get("reason", ""), "state": more.get("state", "")}
    if changes := more.get("changes"):
        values["changes"] = "\n".join(f"- {change}" for change in changes)
    if point:
        values |= {"authority": point.authority, "country": point.country.name}
    if nomination := more.get("nomination"):
        values |= {"nominee": nomination.name, "reason": nomination.reason}
        values["state"] = str(nomination.get_state_display())
    if nominees := more.get("nominees"):
        values["nominees"] = "\n".join(f"- {nominee.name}" for nominee in nominees)
    if nominee := more.get("nominee"):
        values |= _of_nominee(nominee)
    if travel := more.get("travel"):
        values |= {"state": str(travel.get_state_display()), "reason": travel.reason}
    if certificate := more.get("certificate"):
        values["verification"] = settings.PORTAL_ADDRESS + certificate.get_absolute_url()
    return values


def _deadline(
    workshop: Workshop, name: str, registration: Registration | None, more: dict[str, Any]
) -> str:
    if closes := more.get("closes_at"):
        return numbers.day(closes.astimezone(workshop.tz).date())
    if name in ("offered", "invited_with_seat") and registration and registration.offered_until:
        return moment_text(registration.offered_until, workshop.zone)
    days = {
        "returned": (registration.answer_until if registration else None,),
        "invited": (workshop.registration_closes_on,),
        "invited_to_list": (workshop.registration_closes_on,),
        "remind_invited": (workshop.registration_closes_on,),
        "nominate": (workshop.nomination_deadline,),
        "remind_nominate": (workshop.nomination_deadline,),
        "accepted": (workshop.travel_deadline, workshop.visa_deadline),
        "remind_papers": (workshop.visa_deadline,),
    }
    known = [day for day in days.get(name, ()) if day]
    return numbers.day(min(known)) if known else ""
