from django.urls import path

from . import linked_views, own_views, views

urlpatterns = [
    path("tell-us/", views.tell_us, name="tell_us"),
    path("tell-us/<str:secret>/", linked_views.followed, name="tell_us_followed"),
    path("tell-us/<str:secret>/along/<int:attachment_id>/", linked_views.along, name="tell_us_along"),
    path("me/cases/<str:number>/", own_views.own, name="own_case"),
    path("me/cases/<str:number>/along/<int:attachment_id>/", own_views.along, name="own_along"),
]
