"""Addresses of questionnaires' pages; their names stand in the workspace's namespace."""

from django.urls import path

from . import edit_views, listing_views, words_views

urlpatterns = [
    path("", listing_views.questionnaires, name="questionnaires"),
    path("new/", listing_views.new, name="new_questionnaire"),
    path("<slug:slug>/publish/", listing_views.put_forward, name="publish_questionnaire"),
    path("<slug:slug>/put-away/", listing_views.put_away, name="put_questionnaire_away"),
    path("<slug:slug>/edit/", edit_views.edit, name="edit_questionnaire"),
    path("<slug:slug>/words/", words_views.words, name="questionnaire_words"),
]
