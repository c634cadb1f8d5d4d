"""Addresses of the cases' pages; their names stand in the workspace's namespace."""

from django.urls import path

from .views import case, hours, joining, listing, low_answers, new, quarantine, texts, triage

urlpatterns = [
    path("", listing.desk, name="desk"),
    path("new/", new.new, name="new_case"),
    path("act/", listing.act, name="act_on_cases"),
    path("causes/", listing.cause_options, name="cause_options"),
    path("quarantine/", quarantine.quarantine, name="quarantine"),
    path("quarantine/act/", quarantine.act, name="act_on_quarantine"),
    path("texts/", texts.texts, name="texts"),
    path("texts/new/", texts.text, name="new_text"),
    path("texts/preview/", texts.preview, name="text_preview"),
    path("texts/<slug:slug>/<slug:language>/", texts.text, name="text"),
    path("texts/<slug:slug>/<slug:language>/remove/", texts.remove, name="remove_text"),
    path("hours/", hours.hours, name="hours"),
    path("hours/all/", hours.of, name="hours_of_all"),
    path("hours/all/remove/", hours.remove, name="remove_hours_of_all"),
    path("hours/choose/", hours.choose, name="choose_hours"),
    path("hours/preview/", hours.preview, name="hours_preview"),
    path("hours/at/<slug:code>/", hours.of, name="hours_of"),
    path("hours/at/<slug:code>/remove/", hours.remove, name="remove_hours"),
    path("low-answers/", low_answers.low_answers, name="low_answers"),
    path("topics/", triage.topics, name="topics"),
    path("topics/<int:topic_id>/seen/", triage.topic_seen, name="topic_seen"),
    path("<int:case_id>/triage/", triage.decided, name="decide_case"),
    path("<int:case_id>/", case.case, name="case"),
    path("<int:case_id>/answer/", case.answer, name="answer_case"),
    path("<int:case_id>/undo/<int:message_id>/", case.undo, name="undo_send"),
    path("<int:case_id>/note/", case.write_note, name="note_on_case"),
    path("<int:case_id>/facts/", case.facts, name="case_facts"),
    path("<int:case_id>/merge/", joining.into, name="merge_case"),
    path("<int:case_id>/split/", joining.off, name="split_case"),
    path("<int:case_id>/about/", joining.about, name="case_about"),
    path("<int:case_id>/told/", joining.told, name="told_customer"),
    path("<int:case_id>/helped/", joining.helped, name="customer_helped"),
    path("<int:case_id>/present/", case.present, name="present_at_case"),
    path("<int:case_id>/texts/", case.template, name="case_texts"),
    path("<int:case_id>/attachments/<int:attachment_id>/", case.attachment, name="case_attachment"),
]
