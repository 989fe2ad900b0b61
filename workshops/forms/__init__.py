"""Forms of participants and focal points, and of organisers."""

from workshops.forms.corrections import AddressForm, CorrectionForm
from workshops.forms.door import WalkInForm
from workshops.forms.layouts import LayoutForm, PictureForm
from workshops.forms.programme import PasteForm, SessionRowForm
from workshops.forms.questions import ParticipantKindForm, QuestionForm
from workshops.forms.registrations import FocalPointForm, NominationForm, RegistrationForm
from workshops.forms.retention import RetentionForm
from workshops.forms.speakers import OwnSpeakerForm, SpeakerForm
from workshops.forms.takeovers import TakeOverForm
from workshops.forms.travel import JourneyForm, PassportForm, TravelForm
from workshops.forms.workshops import (
    CopyForm,
    MaterialForm,
    NewWorkshopForm,
    SessionForm,
    WorkshopForm,
)

__all__ = [
    "AddressForm",
    "CopyForm",
    "CorrectionForm",
    "FocalPointForm",
    "JourneyForm",
    "LayoutForm",
    "MaterialForm",
    "NewWorkshopForm",
    "NominationForm",
    "OwnSpeakerForm",
    "ParticipantKindForm",
    "PassportForm",
    "PasteForm",
    "PictureForm",
    "QuestionForm",
    "RegistrationForm",
    "RetentionForm",
    "SessionForm",
    "SessionRowForm",
    "SpeakerForm",
    "TakeOverForm",
    "TravelForm",
    "WalkInForm",
    "WorkshopForm",
]
