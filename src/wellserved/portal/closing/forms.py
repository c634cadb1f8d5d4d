"""What is asked of whoever says that it happened to them too without signing in."""

from django import forms
from django.utils.translation import gettext_lazy


class AddressForm(forms.Form):
    """`website` is seen by programs alone."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
    )
    website = forms.CharField(max_length=200, required=False)
