"""Addresses of committees on the desk, below /desk/committees/. A meeting is called by its committee's reference and its own number."""

from django.urls import path, register_converter

from .views import committees

app_name = "committees"


class MeetingNumber:
    """`LM-2026-000123-4`: the fourth meeting of the committee LM-2026-000123."""

    regex = r"LM-\d{4}-\d{6,9}-\d{1,5}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(MeetingNumber, "meeting")

urlpatterns = [
    path("", committees.committees, name="list"),
    path("new/", committees.enter, name="new"),
    path("<meeting:reference>/", committees.meeting_room.file, name="meeting"),
    path("<meeting:reference>/<str:verb>/", committees.meeting_room.act, name="meeting_act"),
    path("<str:reference>/", committees.room.file, name="file"),
    path("<str:reference>/<str:verb>/", committees.room.act, name="act"),
]
