"""What templates say about money, menus and bars."""

from typing import Any

from django import template
from django.urls import reverse


register = template.Library()


@register.filter
def money(cents: int | None) -> str:
    """Say an amount in dollars and cents: $1,250.00; a dash where there is none."""
    if cents is None:
        return "\N{EN DASH}"
    whole, rest = divmod(abs(int(cents)), 100)
    return f"{'-' if cents < 0 else ''}${whole:,}.{rest:02d}"


@register.filter
def cents(amount: int) -> str:
    """Give the bare number, unformatted whatever the language, for attributes."""
    return str(int(amount))


@register.inclusion_tag("ui/parts/navigation.html", takes_context=True)
def navigation(context: dict[str, Any], *names_and_words: str) -> dict[str, Any]:
    """Show a menu from pairs of a URL name and its words; the longest match is where we are."""
    path = context["request"].path
    pairs = zip(names_and_words[::2], names_and_words[1::2], strict=True)
    links = [{"href": reverse(name), "words": words, "here": False} for name, words in pairs]
    found = [link for link in links if path.startswith(str(link["href"]))]
    if found:
        max(found, key=lambda link: len(str(link["href"])))["here"] = True
    return {"links": links}


@register.inclusion_tag("ui/parts/bar.html")
def bar(key: str, words: str, used: int, limit: int) -> dict[str, Any]:
    """Show how much of a limit is used (cents), in words and as a meter."""
    return {"key": key, "words": words, "used": used, "limit": limit, "left": limit - used}


@register.inclusion_tag("ui/parts/breadcrumbs.html")
def breadcrumbs(*pairs: str) -> dict[str, Any]:
    """Show the way here from pairs of an address and its words; the last address is empty."""
    return {"links": list(zip(pairs[::2], pairs[1::2], strict=True))}


@register.filter
def name(words: str) -> str:
    """Say a name as people write it: senders of X12 write capitals only."""
    return words.title() if words.isupper() else words


@register.filter
def percent(hundredths: int | None) -> str:
    """Say a share given in hundredths of a percent: 9375 is 93.8%; a dash where there is none."""
    return "\N{EN DASH}" if hundredths is None else f"{round(hundredths, -1) / 100:.1f}%"


@register.filter
def said(code: str, words: dict[str, str]) -> str:
    """Look a code up among its words; empty where it has none."""
    return words.get(str(code), "")
