"""Addresses for whoever is asked. The language is not part of them: the mail's link says it with `?lang=`."""

from django.urls import path

from . import views

urlpatterns = [
    path("r/<str:token>/", views.link, name="request_link"),
    path("request/<int:pk>/", views.request, name="request"),
    path("request/<int:pk>/papers/<int:version>/", views.paper, name="request_paper"),
    path("portal/shared/", views.shared, name="shared"),
    path("portal/requests.csv", views.open_requests, name="open_requests"),
    path("portal/requests/<int:pk>/", views.asked, name="asked"),
    path("portal/requests/<int:pk>/papers/<int:version>/", views.asked_paper, name="asked_paper"),
]
