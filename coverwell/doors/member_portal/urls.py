"""Addresses of the member site."""

from django.urls import path

from coverwell.doors.member_portal import approvals, cards, claims, estimates, home


app_name = "member"
urlpatterns = [
    path("", home.home, name="home"),
    path("card/<str:person>/", cards.card, name="card"),
    path("claims/", claims.claims, name="claims"),
    path("claims/<str:number>/", claims.claim, name="claim"),
    path("claims/<str:number>/explanation.pdf", claims.pdf, name="pdf"),
    path("approvals/", approvals.listed, name="approvals"),
    path("approvals/<str:reference>/", approvals.one, name="approval"),
    path("estimates/", estimates.estimates, name="estimates"),
    path("estimates/<str:reference>/", estimates.estimate, name="estimate"),
]
