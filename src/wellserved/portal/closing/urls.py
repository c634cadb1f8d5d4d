"""Customers' pages of what became of what they said, and of what happened to them too."""

from django.urls import path

from . import views, voting_views

urlpatterns = [
    path("you-said/", views.you_said, name="you_said"),
    path("you-said/too/<int:open_id>/", voting_views.too, name="happened_too"),
    path("you-said/too/<int:open_id>/back/", voting_views.back, name="vote_back"),
    path("you-said/sent/", voting_views.sent, name="vote_sent"),
    path("you-said/vote/<str:secret>/", voting_views.by_link, name="vote"),
    path("me/votes/<int:telling>/helped/", voting_views.helped, name="vote_helped"),
    path("helped/<str:secret>", views.helped, name="helped"),
]
