"""Addresses of the registry and of reports, on the desk and in the portal."""

from django.urls import include, path

from .views import (
    registry,
    report_check,
    report_link,
    report_published,
    report_sections,
    report_uploads,
    report_versions,
    reports_desk,
    reports_portal,
    statistics,
)

app_name = "regulators"

REGISTRY = [
    path("", registry.bodies, name="list"),
    path("new/", registry.new, name="new"),
    path("export/<str:what>/", registry.export, name="export"),
    path("import/", registry.take_in, name="import"),
    path("<slug:slug>/", registry.body, name="body"),
    path("<slug:slug>/published/<int:pk>/", registry.unpublish, name="unpublish"),
    path("<slug:slug>/<str:verb>/", registry.act, name="act"),
]
BOARD = [
    path("", reports_desk.board, name="reports"),
    path("statistics/", statistics.page, name="statistics"),
    path("statistics/years/", statistics.years, name="statistics_years"),
    path("statistics/<str:format>/", statistics.take_out, name="statistics_out"),
    path("open/", reports_desk.open_period, name="open_period"),
    path("remind/", reports_desk.remind, name="remind_of_reports"),
    path("<str:reference>/", reports_desk.ROOM.file, name="report_file"),
    path("<str:reference>/download/<str:what>/", reports_desk.download, name="report_download"),
    path("<str:reference>/version/<int:number>/", reports_desk.version, name="report_file_version"),
    path("<str:reference>/<str:verb>/", reports_desk.ROOM.act, name="report_act"),
]
OWN = [
    path("", reports_portal.own, name="own_reports"),
    path("forms/<slug:form_id>/", report_published.page, name="report_form"),
    path("forms/<slug:form_id>/keys/", report_published.make_key, name="make_key"),
    path("forms/<slug:form_id>/keys/<int:pk>/revoke/", report_published.revoke_key, name="revoke_key"),
    path("forms/<slug:form_id>/fields.csv", report_published.dictionary, name="report_dictionary"),
    path("forms/<slug:form_id>/schema.json", report_published.schema, name="report_schema"),
    path("<str:reference>/", reports_portal.report, name="report"),
    path("<str:reference>/section/<slug:name>/", report_sections.section, name="report_section"),
    path("<str:reference>/question/<slug:name>/", report_sections.find, name="report_find"),
    path("<str:reference>/workbook/", report_uploads.workbook, name="report_workbook"),
    path("<str:reference>/upload/", report_uploads.upload, name="report_send_file"),
    path("<str:reference>/uploads/<int:pk>/", report_uploads.progress, name="report_upload"),
    path("<str:reference>/findings/", report_uploads.findings, name="report_findings"),
    path("<str:reference>/findings/list/", report_uploads.findings_list, name="report_findings_list"),
    path("<str:reference>/findings/marked/", report_uploads.marked, name="report_marked"),
    path("<str:reference>/receipt/<int:number>/", report_versions.receipt, name="report_receipt"),
    path("<str:reference>/version/<int:number>/", report_versions.version, name="report_version"),
    path("<str:reference>/nil/", reports_portal.nil, name="report_nil"),
    path("<str:reference>/check/", reports_portal.check, name="report_check"),
    path("<str:reference>/send/", reports_portal.send, name="report_send"),
    path("<str:reference>/recall/", reports_portal.recall, name="report_recall"),
    path("<str:reference>/link/", reports_portal.link_again, name="report_link_again"),
    path("<str:reference>/certify/", reports_portal.certify, name="report_certify"),
    path("<str:reference>/unlock/", reports_portal.unlock, name="report_unlock"),
    path("<str:reference>/time/", reports_portal.time, name="report_time"),
]
MACHINES = [
    path("<slug:form_id>/check/", report_check.check, name="machine_check"),
    path("<slug:form_id>/schema/", report_check.schema, name="machine_schema"),
]
urlpatterns = [
    path("api/reports/", include(MACHINES)),
    path("desk/regulators/", include(REGISTRY)),
    path("desk/reports/", include(BOARD)),
    path("portal/reports/", include(OWN)),
    path("report/<str:token>/", report_link.link, name="report_link"),
]
