"""The portal without the lock on workshops and without limits: what the guard of seats is measured against."""

from migration_portal.wsgi import application
from workshops.models import Workshop
from workshops.services import seats, transitions

transitions.locked = lambda pk: Workshop.objects.get(pk=pk)
seats.why_no_seat = lambda *arguments: ""

__all__ = ["application"]
