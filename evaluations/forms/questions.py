"""The form of an organiser's own question: its words, its place, and on which answers it depends."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.i18n import languages
from core.i18n.languages import in_reader_language
from evaluations.questionnaires import bank_file
from evaluations.questionnaires.questions import NONE
from evaluations.questionnaires.types.registry import offered, type_of
from evaluations.statistics.codes import ANSWERED, DONT_KNOW, NOT_APPLICABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evaluations.models import BankItem, SurveyItem
    from evaluations.questionnaires.questionnaire import Questionnaire
    from evaluations.questionnaires.questions import Question
    from evaluations.questionnaires.types.base import QuestionType

RIGHT, UNSURE = "*", "unsure"
"""What marks the line of a right answer; the name of the option “do not know” of a test."""
NEW_PAGE = "new"
"""The place on a page of its own after all others."""


class OwnQuestionForm(forms.Form):
    """A question of the organiser's own, worded in every language: those of the workshop (`codes`) come first.

    `questionnaire` is what the round asks, without this question when it is changed; `row` is the question then.
    """

    kind = forms.ChoiceField(
        label=gettext_lazy("Type"),
        choices=[(code, offer.label) for code, (_type, offer) in offered().items()],
    )
    required = forms.BooleanField(label=gettext_lazy("Needs an answer"), required=False)
    not_applicable = forms.BooleanField(
        label=gettext_lazy("Offers “not applicable”"), required=False
    )
    dont_know = forms.BooleanField(label=gettext_lazy("Offers “do not know”"), required=False)
    other = forms.BooleanField(
        label=gettext_lazy("Ends with “other”, beside which people write what they mean"),
        required=False,
        help_text=gettext_lazy("For one of several and several of many."),
    )
    none = forms.BooleanField(
        label=gettext_lazy("Ends with “none of these”"),
        required=False,
        help_text=gettext_lazy("For several of many."),
    )
    shuffled = forms.BooleanField(
        label=gettext_lazy("Options in random order, the same for one person"),
        required=False,
        help_text=gettext_lazy(
            "“Other” and “none of these” stay last. Paper forms keep your order."
        ),
    )
    place = forms.ChoiceField(label=gettext_lazy("Place"), required=False)
    shown_if = forms.ChoiceField(
        label=gettext_lazy("Only if somebody answered"),
        required=False,
        help_text=gettext_lazy("Any question that is asked before this one."),
    )
    shown_codes = forms.TypedMultipleChoiceField(
        label=gettext_lazy("with one of"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        codes: tuple[str, ...],
        questionnaire: Questionnaire,
        row: SurveyItem | None = None,
        is_test: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questionnaire, self.row, self.is_test = questionnaire, row, is_test
        self.of_workshop = codes
        self.codes = tuple(dict.fromkeys([*codes, *languages.UNITED_NATIONS]))
        conditions = [self.fields.pop(name) for name in ("place", "shown_if", "shown_codes")]
        if is_test:
            self._narrow_to_test()
            conditions[1:] = []
        for number, code in enumerate(self.codes):
            self._add_texts(code, required=not number)
        self.fields |= dict(zip(("place", "shown_if", "shown_codes"), conditions, strict=False))
        self.fields["place"].choices = self._places()
        if is_test:
            return
        self.fields["shown_if"].choices = [("", "—"), *self._triggers()]
        self.fields["shown_codes"].choices = self._answers()

    def _narrow_to_test(self) -> None:
        """A question of a knowledge test is one of several; who does not know can say so."""
        for name in ("required", "not_applicable", "dont_know", "other", "none"):
            del self.fields[name]
        self.fields["kind"].choices = [("single", offered()["single"][1].label)]
        self.fields["kind"].help_text = _(
            "Begin the line of the right answer with *. “Do not know” is added as the last option."
        )

    def _add_texts(self, code: str, *, required: bool) -> None:
        name = languages.NAMES[code]
        attrs = {"lang": code, "dir": languages.direction(code)}
        line = forms.TextInput(attrs=attrs)
        lines = forms.Textarea(attrs={"rows": 4} | attrs)
        self.fields[f"text_{code}"] = forms.CharField(
            label=_("Wording: %(language)s") % {"language": name},
            required=required,
            max_length=500,
            widget=line,
        )
        self.fields[f"hint_{code}"] = forms.CharField(
            label=_("Hint below it: %(language)s") % {"language": name},
            required=False,
            max_length=300,
            widget=line,
        )
        self.fields[f"options_{code}"] = forms.CharField(
            label=_("Options or rows of the matrix, one on each line: %(language)s")
            % {"language": name},
            required=False,
            widget=lines,
        )

    @property
    def sections(self) -> list[tuple[str, list[forms.BoundField], bool]]:
        """Title, fields, and whether they are shown at once: what is asked, languages, place and condition."""
        words = [
            (languages.NAMES[code], fields, code in self.of_workshop or _has_errors(fields))
            for code in self.codes
            for fields in [self._fields_of(code)]
        ]
        last = ("place", "shown_if", "shown_codes")
        worded = {field.name for _title, fields, _open in words for field in fields}
        first = [field for field in self if field.name not in {*worded, *last}]
        conditions = [
            self[name]
            for name in last
            if name in self.fields and (name != "shown_codes" or self._trigger)
        ]
        return [
            (_("What is asked"), first, True),
            *words,
            (_("Place and condition"), conditions, True),
        ]

    def _fields_of(self, code: str) -> list[forms.BoundField]:
        return [self[f"{name}_{code}"] for name in ("text", "hint", "options")]

    def _places(self) -> list[tuple[str, Any]]:
        """By page: its top, and after each of its questions."""
        pages = []
        for page in range(1, self.questionnaire.last_page + 1):
            places = [(f"top:{page}", _("At the top of page %(page)s") % {"page": page})]
            places += [
                (
                    f"after:{question.name}",
                    _("After “%(question)s”") % {"question": _short(question)},
                )
                for question in self.questionnaire.on_page(page)
            ]
            pages.append((_("Page %(page)s") % {"page": page}, places))
        at_end = [("", _("At the end")), (NEW_PAGE, _("On a new page at the end"))]
        return [*at_end, *pages]

    def _triggers(self) -> list[tuple[str, Any]]:
        """Each question, a row of a matrix by itself."""
        triggers: list[tuple[str, Any]] = []
        for question in self.questionnaire.questions:
            if question.private:
                continue
            rows = [(key, in_reader_language(row.texts)) for key, row in zip(question.keys, question.rows, strict=False)]  # fmt: skip
            if rows:
                triggers.append((_short(question), rows))
            else:
                triggers.append((question.name, _short(question)))
        return triggers

    @cached_property
    def _trigger(self) -> Question | None:
        key = "" if self.is_test else self["shown_if"].value() or ""
        return self.questionnaire.asking(key)

    def _answers(self) -> list[tuple[int, str]]:
        """The answers of the question that was chosen; none before one is."""
        if self._trigger is None:
            return []
        special = bank_file.special_texts()
        labels = {option.code: in_reader_language(option.texts) for option in self._trigger.options}
        labels |= {code: in_reader_language(special[code]) for code in (NOT_APPLICABLE, DONT_KNOW)}
        labels |= {ANSWERED: _("Any answer")}
        return [
            (code, labels[code]) for code in type_of(self._trigger).condition_codes(self._trigger)
        ]

    def clean(self) -> dict[str, Any]:
        """As many options in each language, at least two; answers for a condition; an earlier question."""
        data = super().clean()
        if data.get("kind"):
            self._check_lines(data["kind"])
        if self._trigger is not None and not data.get("shown_codes"):
            if "shown_codes" not in self.errors:
                self.add_error("shown_codes", _("Choose the answers after which it is asked."))
        elif self._trigger is not None and not self._is_earlier(data.get("place") or ""):
            self.add_error(
                "shown_if",
                _("That question stands after this one; choose another one or another place."),
            )
        if self._trigger is None:
            data |= {"shown_if": data.get("shown_if", ""), "shown_codes": []}
        return data

    def _check_lines(self, code: str) -> None:
        kind = offered()[code][0]
        if not (kind.has_own_options or kind.has_rows):
            return
        lists = {code: self._lines(code) for code in self.codes}
        first = len(lists[self.codes[0]])
        if self.is_test and len(self._right_lines()) != 1:
            text = _("Begin the line of the one right answer with *.")
            self.add_error(f"options_{self.codes[0]}", text)
        if first < 2:
            text = (
                _("Give at least two rows.") if kind.has_rows else _("Give at least two options.")
            )
            self.add_error(f"options_{self.codes[0]}", text)
        for language, lines in lists.items():
            if lines and len(lines) != first:
                text = _("There are %(n)s lines here and %(first)s in the first language.")
                self.add_error(f"options_{language}", text % {"n": len(lines), "first": first})

    def _is_earlier(self, place: str) -> bool:
        """Whether the question of the condition stands before the place."""
        what, _colon, where = place.partition(":")
        if not what or what == NEW_PAGE or self._trigger is None:
            return True
        if what == "top":
            return self._trigger.page < int(where)
        names = [question.name for question in self.questionnaire.questions]
        return names.index(self._trigger.name) <= names.index(where)

    def _lines(self, code: str) -> list[str]:
        text = self.cleaned_data.get(f"options_{code}") or ""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return [line.removeprefix(RIGHT).strip() for line in lines] if self.is_test else lines

    def _right_lines(self) -> list[int]:
        """Places of the lines that are marked as right, in the first language."""
        text = self.cleaned_data.get(f"options_{self.codes[0]}") or ""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return [at for at, line in enumerate(lines) if line.startswith(RIGHT)]

    def _texts(self, name: str) -> dict[str, str]:
        texts = {code: self.cleaned_data.get(f"{name}_{code}") for code in self.codes}
        return {code: text for code, text in texts.items() if text}

    def _before(self) -> list[dict[str, Any]]:
        """The options or rows as they are, when the question is changed: their codes are kept."""
        return listed_of(self.row.item) if self.row is not None else []

    def values(self) -> dict[str, Any]:
        """As `questionnaires.add_own` takes them."""
        data = self.cleaned_data
        kind, offer = offered()[data["kind"]]
        question: dict[str, Any] = {
            "kind": kind.name,
            "texts": self._texts("text"),
            "hints": self._texts("hint"),
            "shown_if": data["shown_if"],
            "shown_codes": data["shown_codes"],
            **{name: data.get(name, False) for name in ("required", "not_applicable", "dont_know")},
            **self._place(),
        }
        if offer.scale:
            question["scale"] = offer.scale
        if kind.has_rows:
            question["rows"] = self._listed()
        elif kind.has_own_options:
            listed = self._listed()
            question["options"] = [*listed, *self._last_options(kind, listed)]
            question["shuffled"] = data["shuffled"]
            if self.is_test:
                question["right"] = [listed[at]["code"] for at in self._right_lines()]
        return question

    def _listed(self) -> list[dict[str, Any]]:
        """The lines with their codes: as they were, by place or by wording, else numbers that are free."""
        lists = {code: self._lines(code) for code in self.codes}
        first, before = lists[self.codes[0]], self._before()
        worded = {option["texts"].get(self.codes[0]): option for option in before}
        is_same = len(before) == len(first)
        old = [before[n] if is_same else worded.get(line) for n, line in enumerate(first)]
        free = _free_codes({option["code"] for option in old if option})
        return [
            {key: option[key] for key in ("code", "name") if key in option}
            | {"texts": {code: lines[n] for code, lines in lists.items() if lines}}
            for n, option in enumerate(option or {"code": next(free)} for option in old)
        ]

    def _last_options(
        self, kind: QuestionType, listed: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """“Other” and “none of these”, in every language of the portal."""
        words = bank_file.other_texts()
        free = _free_codes({option["code"] for option in listed})
        last: list[dict[str, Any]] = []
        if self.is_test:
            # Not to know is an answer here, and not a right one.
            words = bank_file.special_texts()[DONT_KNOW]
            return [{"code": next(free), "name": UNSURE, "texts": words}]
        if self.cleaned_data["other"] and kind.takes_other:
            last.append(
                {"code": next(free), "name": "other", "specify": True, "texts": words["other"]}
            )
        if self.cleaned_data["none"] and kind.name == "multiple":
            last.append({"code": next(free), "name": NONE, "texts": words["none"]})
        return last

    def _place(self) -> dict[str, Any]:
        what, _colon, where = (self.cleaned_data["place"] or "").partition(":")
        if what == NEW_PAGE:
            return {"page": self.questionnaire.last_page + 1}
        if what == "top":
            return {"page": int(where), "after": ""}
        return {"after": where} if what else {"page": self.questionnaire.last_page}


def _free_codes(used: set[int]) -> Iterator[int]:
    return (code for code in count(max(used, default=0) + 1))


def listed_of(item: BankItem) -> list[dict[str, Any]]:
    """The rows of a matrix, or the options that somebody worded: not those of a scale, “other” and “none of these”."""
    if item.rows or item.scale:
        return list(item.rows)
    return [
        option
        for option in item.options
        if not (option.get("specify") or option.get("name") in (NONE, UNSURE))
    ]


def offer_of(item: BankItem) -> str:
    """As what the form offers such a question; empty for one that only an XLSForm can bring."""
    offers = (
        code
        for code, (kind, offer) in offered().items()
        if (kind.name, offer.scale) == (item.kind, item.scale)
    )
    return next(offers, "")


def _has_errors(fields: list[forms.BoundField]) -> bool:
    return any(field.errors for field in fields)


def _short(question: Question) -> str:
    text = in_reader_language(question.texts)
    return f"{question.name} · {text if len(text) <= 80 else text[:79] + '…'}"


def initial_of(row: SurveyItem, before: str) -> dict[str, Any]:
    """What the form shows of a question that is asked; `before` is the question before it on its page."""
    item = row.item
    listed = listed_of(item)
    initial: dict[str, Any] = {
        "kind": offer_of(item),
        "other": any(option.get("specify") for option in item.options),
        "none": any(option.get("name") == NONE for option in item.options),
        "shuffled": item.shuffled,
        "required": row.required,
        "not_applicable": item.not_applicable,
        "dont_know": item.dont_know,
        "place": f"after:{before}" if before else f"top:{row.page}",
        "shown_if": row.shown_if,
        "shown_codes": row.shown_codes,
    }
    for code in languages.UNITED_NATIONS:
        initial |= {
            f"text_{code}": item.texts.get(code, ""),
            f"hint_{code}": item.hints.get(code, ""),
            f"options_{code}": "\n".join(
                (RIGHT if option["code"] in item.right and code in option["texts"] else "")
                + option["texts"].get(code, "")
                for option in listed
            ).strip(),
        }
    return initial
