"""Addresses of the pages for workers: the same in both languages, after /en/ or /fr/."""

from django.urls import path

from .views import public, public_after, public_code, public_filing, public_follow

app_name = "worker"

urlpatterns = [
    path("check/", public.check, name="check"),
    path("leave/", public.leave, name="leave"),
    path("complain/", public_filing.start, name="complain"),
    path("complain/another/", public_filing.another, name="another"),
    path("complain/resume/", public_filing.resume, name="resume"),
    path("complain/later/", public_filing.later, name="later"),
    path("complain/evidence/", public_filing.evidence, name="evidence"),
    path("complain/send/", public_filing.send, name="send"),
    path("complain/<slug:step>/", public_filing.step, name="step"),
    path("receipt/", public_follow.receipt, name="receipt"),
    path("follow/", public_follow.follow, name="follow"),
    path("follow/lost/", public_code.lost, name="lost"),
    path("follow/new-code/<str:token>/", public_code.new_code, name="new_code"),
    path("follow/file/", public_follow.file, name="file"),
    path("follow/file/consent/", public_after.consent, name="consent"),
    path("follow/file/survey/", public_after.survey, name="survey"),
    path("follow/file/again/", public_after.again, name="again"),
    path("follow/file/all/", public_after.take, name="take"),
    path("follow/file/answer/", public_follow.answer, name="answer"),
    path("follow/file/object/", public_follow.object_to, name="object"),
    path("follow/file/proposal/", public_follow.proposal, name="proposal"),
    path("follow/file/evidence/", public_follow.evidence, name="add_evidence"),
    path("follow/file/papers/<int:document>/", public_follow.paper, name="paper"),
    path("follow/file/contact/", public_follow.contact, name="contact"),
    path("follow/file/promise/<int:pk>/", public_follow.promise, name="promise"),
    path("follow/file/withdraw/", public_follow.withdraw, name="withdraw"),
]
