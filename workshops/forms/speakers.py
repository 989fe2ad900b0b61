"""People of the programme: named in sessions, edited by organisers, and what they say of themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.form_fields import ParagraphsField
from core.i18n import languages
from workshops.models import Session, Speaker
from workshops.selectors.speakers import FIELDS, lines

LONGEST_BIOGRAPHY = 3000


class PeopleField(ParagraphsField):
    """People of a session, a line for each: name, organisation."""

    MOST = 60

    def clean(self, value: Any) -> str:
        """The lines, of which each begins with what can be a name."""
        text = super().clean(value)
        people = lines(text)
        if len(people) > self.MOST:
            raise forms.ValidationError(_("At most %(n)s people."), params={"n": self.MOST})
        for line in people:
            for name in ("name", "organisation"):
                Speaker._meta.get_field(name).clean(getattr(line, name), None)
        return text


class PeopleFields(forms.Form):
    """Who speaks, chairs and moderates; they are looked up in the list of speakers, or added to it."""

    speakers = PeopleField(
        label=gettext_lazy("Speakers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One on each line: name, organisation."),
    )
    chairs = PeopleField(
        label=gettext_lazy("Chair"), required=False, widget=forms.Textarea(attrs={"rows": 1})
    )
    moderators = PeopleField(
        label=gettext_lazy("Moderator"), required=False, widget=forms.Textarea(attrs={"rows": 1})
    )


def initial_people(session: Session) -> dict[str, str]:
    """What stands in the fields of a stored session."""
    return {field: session.names(role) for field, role in FIELDS.items()} if session.pk else {}


class Biographies(forms.ModelForm):
    """Fields for a biography in each language that the workshop or the person uses."""

    def add_biographies(self) -> None:
        """After the other fields: the person's language first."""
        speaker = self.instance
        codes = [speaker.language, *speaker.workshop.languages.split(), *speaker.biographies]
        self.biography_codes = [code for code in dict.fromkeys(codes) if code in languages.NAMES]
        for code in self.biography_codes:
            self.fields[f"biography_{code}"] = ParagraphsField(
                required=False,
                max_length=LONGEST_BIOGRAPHY,
                label=_("Biography (%(language)s)") % {"language": languages.NAMES[code]},
                initial=speaker.biographies.get(code, ""),
                widget=forms.Textarea(
                    attrs={"lang": code, "dir": languages.direction(code), "rows": 5}
                ),
            )

    def biographies(self) -> dict[str, str]:
        """What was written, with what has no field here left as it is."""
        texts = dict(self.instance.biographies)
        texts |= {code: self.cleaned_data[f"biography_{code}"] for code in self.biography_codes}
        return {code: text for code, text in texts.items() if text}


class SpeakerForm(Biographies):
    """A speaker as organisers edit one."""

    class Meta:
        model = Speaker
        fields = ["name", "title", "organisation", "email", "language", "named_before_answer"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_biographies()

    def values(self) -> dict[str, Any]:
        """Fields of the speaker."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return values | {"biographies": self.biographies()}


class OwnSpeakerForm(Biographies):
    """What speakers say of themselves, and what of it everybody may read."""

    photo = forms.FileField(
        required=False,
        label=gettext_lazy("Photo"),
        help_text=gettext_lazy(
            "JPEG, PNG or WebP, up to 8 MB. It is made smaller; place and camera are taken out of it."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    removes_photo = forms.BooleanField(required=False, label=gettext_lazy("Delete the photo"))

    class Meta:
        model = Speaker
        fields = ["name", "title", "organisation", "language", "shows_biography", "shows_photo"]
        labels = {
            "shows_biography": gettext_lazy("Everybody may read my biography."),
            "shows_photo": gettext_lazy("Everybody may see my photo."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_biographies()
        if not self.instance.photo:
            del self.fields["removes_photo"]
        biographies = [f"biography_{code}" for code in self.biography_codes]
        picture = ["photo", "removes_photo", "shows_photo"]
        self.order_fields(
            ["name", "title", "organisation", "language", *biographies, "shows_biography", *picture]
        )

    def values(self) -> dict[str, Any]:
        """Fields of the speaker, and whether the photo goes."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        values["removes_photo"] = self.cleaned_data.get("removes_photo", False)
        return values | {"biographies": self.biographies()}
