"""The practices that an office user works for, by tax id."""

from dataclasses import dataclass

from coverwell.records.providers.models import Group
from coverwell.services.acting import ENGINE, Actor, acting


@dataclass(frozen=True, slots=True)
class Practice:
    """A billing entity as its own people see it; `ending` is the end of the tax id."""

    tax_id: str
    name: str

    @property
    def ending(self) -> str:
        """The last four digits, which is all that a page shows."""
        return self.tax_id[-4:]


def practices(actor: Actor) -> list[Practice]:
    """Return the actor's practices by name; a tax id we have no group for is shown without."""
    with acting(ENGINE):
        names = dict(Group.objects.filter(tax_id__in=actor.tax_ids).values_list("tax_id", "name"))
    found = [Practice(tax_id, names.get(tax_id, "")) for tax_id in actor.tax_ids]
    return sorted(found, key=lambda one: (one.name, one.tax_id))
