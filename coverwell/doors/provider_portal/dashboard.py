"""The first page of an office."""

from django.http import HttpResponse
from django.shortcuts import render

from coverwell.ui.entry import Request, needs


@needs("provider")
def dashboard(request: Request) -> HttpResponse:
    """Show what needs somebody's hand."""
    return render(request, "office/dashboard.html")
