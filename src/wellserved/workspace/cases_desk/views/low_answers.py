"""From where on a low answer opens a case: seen by whoever answers, set by whoever promises."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from wellserved.cases.queries import low_answers_for
from wellserved.cases.services import set_low_answers
from wellserved.people.services import require
from wellserved.workspace.views.rendering import PageRequest


class LowAnswersForm(forms.Form):
    on = forms.BooleanField(required=False, label=gettext_lazy("A low answer opens a case"))
    percent = forms.IntegerField(
        min_value=0,
        max_value=100,
        label=gettext_lazy("How far below the satisfied level, in hundredths of the scale"),
        help_text=gettext_lazy("With 25 and satisfied from 5.5 on, on a scale of 1 to 7: 4 and below."),
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def low_answers(request: PageRequest) -> HttpResponse:
    seen = low_answers_for(request.person)
    if request.method == "POST":
        require(request.person, "promises:write")
    initial = {"on": not seen.off, "percent": round(seen.margin * 100)}
    form = LowAnswersForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        margin, off = given["percent"] / 100, not given["on"]
        set_low_answers(by=request.person, margin=margin, off=off, now=timezone.now())
        messages.success(request, _("Saved. It holds for answers that come in from now on."))
        return redirect("workspace:low_answers")
    context = {"form": form, "seen": initial, "may_write": request.person.may("promises:write")}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/cases_desk/low_answers.html", context, status=status)
