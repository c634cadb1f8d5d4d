"""Addresses of the cases' pages; their names stand in the workspace's namespace."""

from django.urls import path

from .views import case, listing, triage

urlpatterns = [
    path("", listing.desk, name="desk"),
    path("act/", listing.act, name="act_on_cases"),
    path("topics/", triage.topics, name="topics"),
    path("topics/<int:topic_id>/seen/", triage.topic_seen, name="topic_seen"),
    path("<int:case_id>/triage/", triage.decided, name="decide_case"),
    path("<int:case_id>/", case.case, name="case"),
    path("<int:case_id>/answer/", case.answer, name="answer_case"),
    path("<int:case_id>/undo/<int:message_id>/", case.undo, name="undo_send"),
    path("<int:case_id>/note/", case.write_note, name="note_on_case"),
    path("<int:case_id>/facts/", case.facts, name="case_facts"),
    path("<int:case_id>/present/", case.present, name="present_at_case"),
    path("<int:case_id>/texts/", case.template, name="case_texts"),
    path("<int:case_id>/attachments/<int:attachment_id>/", case.attachment, name="case_attachment"),
]
