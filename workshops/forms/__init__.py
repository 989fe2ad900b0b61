"""Forms of participants and focal points, and of the organisers' desk."""

from workshops.forms.asking import QuestionForm
from workshops.forms.people import FocalPointForm, NominationForm, RegistrationForm
from workshops.forms.travel import PassportForm, TravelForm
from workshops.forms.workshops import SessionForm, WorkshopForm

__all__ = [
    "FocalPointForm",
    "NominationForm",
    "PassportForm",
    "QuestionForm",
    "RegistrationForm",
    "SessionForm",
    "TravelForm",
    "WorkshopForm",
]
