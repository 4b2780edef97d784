"""Addresses of advice on the desk, below /desk/advice/: enquiries, guidance notes, notices of change, provisions."""

from django.urls import path

from .views import advice, change_notices, guidance

app_name = "advice"

urlpatterns = [
    path("", advice.enquiries, name="enquiries"),
    path("answers/", advice.answers, name="answers"),
    path("enquiries/new/", advice.enter, name="new_enquiry"),
    path("enquiries/<str:reference>/", advice.room.file, name="enquiry"),
    path("enquiries/<str:reference>/<str:verb>/", advice.room.act, name="enquiry_act"),
    path("guidance/", guidance.notes, name="guidance"),
    path("guidance/new/", guidance.write, name="new_note"),
    path("guidance/<int:number>/", guidance.note, name="note"),
    path("guidance/<int:number>/replace/", guidance.replace, name="replace_note"),
    path("guidance/<int:number>/send/", guidance.send, name="send_note"),
    path("guidance/<int:number>/withdraw/", guidance.withdraw, name="withdraw_note"),
    path("guidance/<int:number>/remind/<slug:slug>/", guidance.remind, name="remind_of_note"),
    path("notices/", change_notices.notices, name="notices"),
    path("notices/new/", change_notices.enter, name="new_notice"),
    path("notices/<str:reference>/", change_notices.room.file, name="notice"),
    path("notices/<str:reference>/<str:verb>/", change_notices.room.act, name="notice_act"),
    path("provisions/<int:pk>/", guidance.provision, name="provision"),
]
