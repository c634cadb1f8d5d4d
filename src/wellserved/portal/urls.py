from django.urls import path

from .views import front, invited, yours

urlpatterns = [
    path("", front.home, name="home"),
    path("find/", front.find, name="find"),
    path("promise/", front.promise, name="promise"),
    path("with-us/<str:secret>/", invited.welcome, name="with_us"),
    path("with-us/<str:secret>/<slug:stage>/", invited.stage, name="with_us_stage"),
    path("me/", yours.yours, name="yours"),
    path("me/download/", yours.download, name="yours_download"),
    path("me/erase/", yours.erase, name="yours_erase"),
]
