"""Forms in the site's own markup, and fields that take what people really type."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from coverwell.kernel.vocabulary.money import Money, dollars


class Renderer(TemplatesSetting):
    """Renders every form, also those of third parties, with our templates."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"


def short(width: int, **attrs: str) -> forms.TextInput:
    """Return a field as wide as what goes into it: 2, 3, 4, 5, 10, 20 or 30 characters."""
    nearest = min((2, 3, 4, 5, 10, 20, 30), key=lambda one: (one < width, abs(one - width)))
    return forms.TextInput(attrs={"class": f"govuk-input govuk-input--width-{nearest}", **attrs})


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Offer these (value, words) in a field of choices."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"'{name}' is no field of choices.")
    field.choices = list(choices)


class DayField(forms.DateField):
    """A day as people in the United States write it: 3/14/86, 3/14/1986, 1986-03-14."""

    def __init__(self, **words: Any) -> None:
        words.setdefault("input_formats", ["%m/%d/%Y", "%m/%d/%y", "%Y-%m-%d", "%m%d%Y"])
        attrs = {"class": "govuk-input govuk-input--width-10", "placeholder": "m/d/yyyy"}
        words.setdefault("widget", forms.DateInput(format="%m/%d/%Y", attrs=attrs))
        words.setdefault(
            "error_messages",
            {"invalid": _("Write the date like 3/14/2026."), "required": _("Enter a date.")},
        )
        super().__init__(**words)


class AmountField(forms.CharField):
    """Dollars and cents as text; the clean value is Money (cents)."""

    def clean(self, value: str) -> Money | None:
        """Return the amount, None where the field was left empty."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return dollars(text)
        except ValueError:
            raise forms.ValidationError(_("Write an amount like 120 or 120.50.")) from None


class FilesInput(forms.FileInput):
    """A file field in which several files can be chosen at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; the clean value is a list of uploaded files."""

    def __init__(self, **words: Any) -> None:
        words.setdefault("widget", FilesInput(attrs={"multiple": True}))
        super().__init__(**words)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files; ValidationError for none. An empty file is the service's to refuse."""
        self.allow_empty_file = True
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given:
            return [super().clean(None, initial)] if self.required else []
        return [super(FilesField, self).clean(one, initial) for one in given]
