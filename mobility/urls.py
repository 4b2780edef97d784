"""Addresses of the whole house."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from complaints.views import contradictions, decisions
from disputes.views import partner as partner_pages
from mobility import demo_mail, desk, health, home
from mobility.accounts import views as accounts
from regulators.views import extensions

handler400 = "mobility.home.bad_request"
handler403 = "mobility.home.forbidden"
handler404 = "mobility.home.not_found"
handler500 = "mobility.home.broken"

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("", home.door, name="door"),
    path("landing/", home.landing, name="landing"),
    path("landing/nothing/", home.nothing_here, name="nothing_here"),
    path("language/", home.speak, name="speak"),
    path("desk/", desk.desk, name="desk"),
    path("desk/decisions/", decisions.page, name="decisions"),
    path("desk/decisions/<int:pk>/note/", decisions.note, name="decision_note"),
    path("desk/unit/", desk.unit, name="unit"),
    path("desk/away/", desk.away, name="away"),
    path("desk/away/<int:pk>/back/", desk.back, name="back"),
    path("desk/calendar/", desk.calendar_address, name="calendar_address"),
    path("desk/calendar/revoke/", desk.revoke_calendar, name="revoke_calendar"),
    path("desk/calendar/<str:token>.ics", home.calendar, name="calendar"),
    path("desk/files/<str:reference>/", home.file, name="file"),
    path("desk/complaints/", include("complaints.desk_urls")),
    path("desk/compare/<str:reference>/", contradictions.compare, name="compare_report"),
    path("desk/issues/", include("complaints.issue_urls")),
    path("desk/disputes/", include("disputes.urls")),
    path("desk/reviews/", include("regulators.compliance_urls")),
    path("", include("regulators.urls")),
    path("desk/exceptions/", include("regulators.exception_urls")),
    path("desk/advice/", include("regulators.advice_urls")),
    path("", include("regulators.guidance_urls")),
    path("desk/committees/", include("disputes.committee_urls")),
    path("desk/risks/", include("disputes.risk_urls")),
    path("desk/documents/", include("mobility.casefiles.urls")),
    path("", include("mobility.correspondence.urls")),
    path("portal/", home.portal, name="portal"),
    path("portal/people/", accounts.colleagues, name="colleagues"),
    path("portal/people/<int:pk>/<str:verb>/", accounts.colleague, name="colleague"),
    path("portal/invitations/<int:pk>/withdraw/", accounts.withdraw, name="withdraw_invitation"),
    path("portal/extensions/", extensions.of_body, name="body_extensions"),
    path("partner/", home.partner, name="partner"),
    path("n/<str:token>/", partner_pages.notice, name="dispute_notice"),
    path("partner/disputes/<str:reference>/", partner_pages.dispute, name="partner_dispute"),
    path("accounts/", include("mobility.accounts.urls")),
    path("demo/mail/", demo_mail.inbox, name="demo_mail"),
    path("admin/", admin.site.urls),
]

# Pages for the public: the language is part of the address, the rest is the same in both.
urlpatterns += i18n_patterns(
    path("", home.home, name="home"),
    path("privacy/", home.text, {"name": "privacy-notice"}, name="privacy"),
    path("accessibility/", home.text, {"name": "accessibility-statement"}, name="accessibility"),
    path("contact/", home.contact, name="contact"),
    path("", include("complaints.public_urls")),
)
