"""Addresses of the registry on the desk, below /desk/regulators/."""

from django.urls import path

from .views import registry

app_name = "regulators"

urlpatterns = [
    path("", registry.bodies, name="list"),
    path("new/", registry.new, name="new"),
    path("export/<str:what>/", registry.export, name="export"),
    path("import/", registry.take_in, name="import"),
    path("<slug:slug>/", registry.body, name="body"),
    path("<slug:slug>/published/<int:pk>/", registry.unpublish, name="unpublish"),
    path("<slug:slug>/<str:verb>/", registry.act, name="act"),
]
