"""Staff's own words for a notice."""

from django import forms
from django.utils.translation import gettext_lazy

from wellserved.tracking.services.notices.wording import LONGEST, TextRefused


class NoticeTextForm(forms.Form):
    """The deed judges the words: it knows which places there are, and says where a mistake stands."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": str(LONGEST["subject"])}),
    )
    body = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": "9", "maxlength": str(LONGEST["body"])}),
        help_text=gettext_lazy(
            "A blank line begins a new paragraph. A paragraph whose places are all empty is left out."
        ),
    )

    def words(self) -> dict[str, str]:
        """As they were typed, right or wrong."""
        typed = {name: str(self.data.get(name, "")) for name in ("subject", "body")}
        return {name: text.replace("\r\n", "\n").replace("\x00", "") for name, text in typed.items()}

    def refused(self, refused: TextRefused) -> None:
        for field, said in refused.said.items():
            for one in said:
                self.add_error(field, one)
