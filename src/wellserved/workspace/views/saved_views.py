"""Views that somebody saved: listed, saved, deleted."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wellserved.insight.queries import views_for
from wellserved.insight.services import AddressElsewhere, NameTaken, delete_view, lies_in_the_maps, save_view

from .rendering import PageRequest


class ViewForm(forms.Form):
    name = forms.CharField(max_length=120, label=gettext_lazy("Name of the view"))
    shared = forms.BooleanField(
        required=False,
        label=gettext_lazy("Colleagues may use it, too"),
        help_text=gettext_lazy("They see the figures of their own locations in it."),
    )
    address = forms.CharField(max_length=600, widget=forms.HiddenInput)


@login_required
@never_cache
@require_safe
def saved(request: PageRequest) -> HttpResponse:
    if not request.person.may("map:read"):
        raise Http404
    return render(request, "workspace/saved_views.html", {"views": views_for(request.person)})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: PageRequest) -> HttpResponse:
    if not request.person.may("map:read"):
        raise Http404
    form = ViewForm(request.POST or None, initial={"address": request.GET.get("address", "")})
    if form.is_valid():
        try:
            save_view(by=request.person, **form.cleaned_data, now=timezone.now())
        except (NameTaken, AddressElsewhere) as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(form.cleaned_data["address"])
    back = form["address"].value() or ""
    # The address came with the request: a link to this page must not turn into a link elsewhere.
    context = {"form": form, "back": back if lies_in_the_maps(back) else reverse("workspace:saved_views")}
    return render(request, "workspace/save_view.html", context, status=400 if form.is_bound else 200)


@login_required
@require_POST
def delete(request: PageRequest, view: int) -> HttpResponse:
    delete_view(by=request.person, view_id=view, now=timezone.now())
    messages.success(request, _("Deleted."))
    return redirect("workspace:saved_views")
