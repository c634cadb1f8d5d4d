"""Addresses of the pages of asking; their names stand in the workspace's namespace."""

from django.urls import path

from . import answer_views, door_views, views

urlpatterns = [
    path("", views.rules, name="asking"),
    path("quiet/", views.quiet_time, name="quiet_time"),
    path("new/", views.new_rule, name="new_ask_rule"),
    path("<int:key>/", views.rule, name="ask_rule"),
    path("<int:key>/end/", views.end, name="end_ask_rule"),
    path("answers/", answer_views.waiting, name="waiting"),
    path("answers/<slug:slug>/", answer_views.answers, name="waiting_answers"),
    path("answers/<slug:slug>/<int:response>/take/", answer_views.take, name="take_answer"),
    path("answers/<slug:slug>/<int:response>/count/", answer_views.count, name="count_answer"),
    path(
        "answers/attachments/<int:response>/<int:attachment>/",
        answer_views.attachment,
        name="answer_attachment",
    ),
    path("doors/new/", door_views.new_door, name="new_door"),
    path("doors/<slug:slug>/", door_views.door, name="door"),
    path("doors/<slug:slug>/close/", door_views.close, name="close_door"),
]
