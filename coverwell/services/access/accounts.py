"""Open accounts and give rights; a right is ended, never deleted."""

from django.utils import timezone

from coverwell.records.access.models import Grant, User
from coverwell.services.acting import ENGINE, acting


def open_account(name: str, password: str, language: str = "en") -> int:
    """Open an account unless the name has one, and return its id; the password is set once."""
    user = User.objects.filter(username=name).first()
    if user is None:
        user = User.objects.create_user(name, password=password, language=language)
    return user.pk


def grant_practice(user: int, tax_id: str, *entitlements: str) -> None:
    """Let a user work for the practice of a tax id, with these entitlements and no others."""
    with acting(ENGINE):
        Grant.objects.update_or_create(
            user_id=user,
            role=Grant.Role.PROVIDER,
            tax_id=tax_id,
            ended_at=None,
            defaults={"entitlements": sorted(entitlements)},
        )


def grant_person(user: int, family: int, person: int) -> None:
    """Let a user see a person of a family: themself, or whom they may act for."""
    with acting(ENGINE):
        Grant.objects.get_or_create(
            user_id=user, role=Grant.Role.MEMBER, family=family, person=person, ended_at=None
        )


def grant_staff(user: int) -> None:
    """Let a user work for the payer."""
    with acting(ENGINE):
        Grant.objects.get_or_create(user_id=user, role=Grant.Role.STAFF, ended_at=None)


def end_rights(user: int) -> int:
    """End every right of a user now; returns how many ended. The next request is refused."""
    with acting(ENGINE):
        return Grant.objects.filter(user_id=user, ended_at=None).update(ended_at=timezone.now())
