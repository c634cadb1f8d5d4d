from django.urls import path

from wellserved.workspace.lots.views import by_lot

from . import open_views, tree_views, views

urlpatterns = [
    path("", views.causes, name="prevention"),
    path("tree/", tree_views.tree, name="causes"),
    path("tree/new/", tree_views.cause, name="new_cause"),
    path("tree/<slug:slug>/", tree_views.cause, name="cause"),
    path("tree/<slug:slug>/retire/", tree_views.retire, name="retire_cause"),
    path("open/", open_views.open_causes, name="open_causes"),
    path("open/<slug:slug>/", open_views.open_cause, name="open_cause"),
    path("open/<slug:slug>/take-down/", open_views.take_down, name="take_cause_down"),
    path("lots/", by_lot, name="complaints_by_lot"),
    path("words/", views.words, name="weekly_words"),
    path("mended/", views.mendings, name="mendings"),
    path("mended/<int:mending>/", views.mending, name="mending"),
    path("mended/<int:mending>/list/", views.put_on_list, name="mending_list"),
    path("mended/<int:mending>/tell/", views.tell, name="mending_tell"),
    path("mended/<int:mending>/publish/", views.publish_words, name="mending_publish"),
    path("mended/<int:mending>/take-down/", views.take_words_down, name="mending_take_down"),
    path("told/<int:telling>/", views.note_told, name="told_by_hand"),
    path("mend/<slug:cause>/", views.mend_cause, name="mend_cause"),
]
