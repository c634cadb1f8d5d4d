from django.urls import path

from . import views

urlpatterns = [
    path("import/", views.import_file, name="import_questionnaire"),
    path("<slug:questionnaire>/answers/export/", views.export_page, name="export_answers"),
    path("<slug:questionnaire>/answers/export/file", views.export_file, name="export_answers_file"),
]
