"""Addresses of the provider office."""

from django.urls import path

from coverwell.doors.provider_portal import (
    attachments,
    claims,
    dashboard,
    estimates,
    files,
    patients,
    payment,
    precertification,
    reassociation,
    rejected,
    remittances,
    search,
    test_files,
)


app_name = "office"
urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("find/", search.search, name="search"),
    path("patients/", patients.patients, name="patients"),
    path("patients/<str:patient>/", patients.one, name="patient"),
    path("patients/<str:patient>/card/", patients.card, name="card"),
    path("patients/<str:patient>/flag/", patients.flag_patient, name="flag_patient"),
    path("claims/", claims.claims, name="claims"),
    path("claims/rejected/", rejected.rejected, name="rejected"),
    path("claims/rejected/<int:number>/", rejected.repair, name="repair"),
    path("claims/<str:number>/", claims.claim, name="claim"),
    path("claims/<str:number>/documents/", attachments.of_claim, name="claim_documents"),
    path("claims/<str:number>/flag/", claims.flag_claim, name="flag_claim"),
    path("precertification/", precertification.listed, name="precertifications"),
    path("precertification/needed/", precertification.need, name="precertification_need"),
    path("precertification/new/", precertification.new, name="precertification_new"),
    path("precertification/<str:reference>/", precertification.one, name="precertification"),
    path(
        "precertification/<str:reference>/documents/",
        attachments.of_approval,
        name="precertification_documents",
    ),
    path(
        "precertification/<str:reference>/add/", precertification.add, name="precertification_add"
    ),
    path(
        "precertification/<str:reference>/cancel/",
        precertification.take_back,
        name="precertification_cancel",
    ),
    path("remittances/", remittances.remittances, name="remittances"),
    path("remittances/late/", reassociation.late, name="late"),
    path("remittances/<str:trace>/", remittances.one, name="remittance"),
    path("remittances/<str:trace>/again/", reassociation.again, name="send_again"),
    path("remittances/<str:trace>/835/", remittances.download, name="remittance_file"),
    path("payment/", payment.overview, name="payment"),
    path("payment/calendar/", payment.days, name="calendar"),
    path("payment/eft/", payment.enrol, {"kind": "eft"}, name="enrol_eft"),
    path("payment/era/", payment.enrol, {"kind": "era"}, name="enrol_era"),
    path("payment/<str:number>/", payment.one, name="enrolment"),
    path("payment/<str:number>/stop/", payment.stop, name="stop"),
    path("estimates/", estimates.estimates, name="estimates"),
    path("estimates/accuracy/", estimates.accuracy, name="accuracy"),
    path("estimates/<str:reference>/", estimates.estimate, name="estimate"),
    path("documents/", attachments.documents, name="documents"),
    path("documents/<int:number>/file/", attachments.download, name="document_file"),
    path("files/", files.files, name="files"),
    path("files/tests/", test_files.tests, name="tests"),
    path("files/tests/<int:number>/", test_files.test, name="test"),
    path("files/<int:number>/", files.file, name="file"),
    path("files/<int:number>/download/", files.download, name="download"),
]
