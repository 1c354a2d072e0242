"""Addresses of the back office."""

from django.urls import path

from coverwell.doors.back_office import (
    attachments,
    billing,
    enrolments,
    gateway,
    partners,
    reassociation,
    reviews,
    week,
)


app_name = "staff"
urlpatterns = [
    path("", gateway.board_page, name="gateway"),
    path("week/", week.week_page, name="week"),
    path("late/", reassociation.late_page, name="late"),
    path("late/<str:trace>/again/", reassociation.send_again, name="send_again"),
    path("files/<int:number>/", gateway.file_page, name="file"),
    path("files/<int:number>/download/", gateway.download, name="download"),
    path("files/<int:number>/findings/", gateway.findings, name="findings"),
    path("files/<int:number>/again/", gateway.again, name="again"),
    path("enrolments/", enrolments.enrolments_page, name="enrolments"),
    path("enrolments/<str:number>/", enrolments.enrolment_page, name="enrolment"),
    path("enrolments/<str:number>/decide/", enrolments.decide, name="decide"),
    path("enrolments/<str:number>/proof/", enrolments.proof, name="proof"),
    path("reviews/", reviews.listed, name="reviews"),
    path("reviews/<str:reference>/", reviews.one, name="review"),
    path("reviews/<str:reference>/ask/", reviews.ask, name="review_ask"),
    path("reviews/<str:reference>/decide/", reviews.decided, name="review_decide"),
    path("documents/", attachments.documents_page, name="documents"),
    path("documents/<int:number>/", attachments.document_page, name="document"),
    path("documents/<int:number>/file/", attachments.download_document, name="document_file"),
    path("documents/claims/<str:number>/", attachments.claim_page, name="waiting_claim"),
    path("documents/claims/<str:number>/answer/", attachments.answer_page, name="answer_claim"),
    path("documents/claims/<str:number>/ask/", attachments.ask_page, name="ask_documents"),
    path("billing/", billing.billing_page, name="billing"),
    path("billing/invoices/<str:number>/", billing.invoice_page, name="invoice"),
    path("billing/waits/<int:receipt>/<int:line>/", billing.count, name="count"),
    path("partners/", partners.partners_page, name="partners"),
    path("partners/<int:number>/move/", partners.move_page, name="move"),
]
