"""The first page of a member."""

from django.http import HttpResponse
from django.shortcuts import render

from coverwell.ui.entry import Request, needs


@needs("member")
def home(request: Request) -> HttpResponse:
    """Show what is owed and what is left."""
    return render(request, "member/home.html")
