"""Addresses of the pages of asking; their names stand in the workspace's namespace."""

from django.urls import path

from . import door_views, views

urlpatterns = [
    path("", views.rules, name="asking"),
    path("quiet/", views.quiet_time, name="quiet_time"),
    path("new/", views.new_rule, name="new_ask_rule"),
    path("<int:key>/", views.rule, name="ask_rule"),
    path("<int:key>/end/", views.end, name="end_ask_rule"),
    path("doors/new/", door_views.new_door, name="new_door"),
    path("doors/<slug:slug>/", door_views.door, name="door"),
    path("doors/<slug:slug>/close/", door_views.close, name="close_door"),
]
