"""What is asked of whoever says that it happened to them too without signing in."""

from django import forms
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy

LONGEST = 254


class AddressForm(forms.Form):
    """`website` is seen by programs alone."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=LONGEST,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
    )
    website = forms.CharField(max_length=200, required=False)

    def clean_email(self) -> str:
        """As it is kept; small letters may be more than the capitals were."""
        email: str = self.cleaned_data["email"].lower()
        if len(email) > LONGEST:
            raise forms.ValidationError(EmailValidator.message)
        return email
