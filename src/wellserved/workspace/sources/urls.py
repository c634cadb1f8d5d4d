"""Addresses of the pages of sources; their names stand in the workspace's namespace."""

from django.urls import path

from . import bringing_views, posting_views, views

urlpatterns = [
    path("cases/sources/", views.sources, name="sources"),
    path("cases/sources/new/", views.new, name="new_source"),
    path("cases/sources/<slug:slug>/", views.source, name="source"),
    path("cases/sources/<slug:slug>/fetch/", views.fetch, name="fetch_source"),
    path("cases/sources/<slug:slug>/end/", views.end, name="end_source"),
    path("cases/sources/<slug:slug>/file/", bringing_views.bring_file, name="bring_mentions"),
    path("cases/<int:case_id>/posted/<int:message_id>/", posting_views.posted, name="note_posted"),
]
