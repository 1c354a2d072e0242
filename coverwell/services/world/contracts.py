"""The terms under which groups of the demonstration world are paid, one kind for each way."""

from __future__ import annotations

from dataclasses import dataclass

from coverwell.services.world.providers import HOSPITAL, NURSING, SURGERY, DemoGroup


SCHEDULE = "harborlight_standard"
OPEN_ACCESS, POINT_OF_SERVICE = "OA001 Open Access", "PS004 Point of Service"
MANAGED_CARE, INDEMNITY_EVERY = "HM003 Managed Care", 5
PREFERRED = {1: "PP002 Preferred Select", 2: "PP002 Preferred Broad"}
SOURCE = "Participation agreement of the group, exhibit B"

SCHEDULED = """\
- {{pays: anesthesia, amount: "$62.00", procedures: "00100-01999, 99100-99140"}}
- {{pays: percent of charge, percent: 85%, care: [administered drug]}}
- {{pays: fee schedule, schedule: {schedule}, percent: {percent}%}}
- {{pays: percent of charge, percent: 60%}}
"""
RELATIVE = """\
- {{pays: anesthesia, amount: "$62.00", procedures: "00100-01999, 99100-99140"}}
- {{pays: relative value, schedule: {schedule}, amount: "$46.50", procedures: "10000-69999"}}
- {{pays: fee schedule, schedule: {schedule}, percent: {percent}%}}
- {{pays: percent of charge, percent: 60%}}
"""
HOSPITAL_BY_DRG = """\
- {pays: case rate, amount: "$7,400", care: [delivery facility]}
- pays: drg
  amount: $9,800
  care: [inpatient stay facility]
  outlier threshold: $42,000
  outlier share: 80%
  cost to charge: 31%
- {pays: percent of charge, percent: 42%}
"""
HOSPITAL_BY_DAY = """\
- {pays: per diem, amount: "$2,150", care: [inpatient stay facility, delivery facility]}
- {pays: percent of charge, percent: 38%}
"""
BY_CASE = """\
- {{pays: fee schedule, schedule: {schedule}, percent: 130%}}
- {{pays: percent of charge, percent: 45%}}
"""
NURSING_BY_DAY = """\
- {pays: per diem, amount: "$485", for: institutional}
- {pays: percent of charge, percent: 70%}
"""


@dataclass(frozen=True, slots=True)
class DemoContract:
    """A contract to be: the network, the tier in it, and the terms as pricing reads them."""

    network: str
    tier: int
    timely_filing_days: int
    terms: str


def contracts_of(group: DemoGroup) -> tuple[DemoContract, ...]:
    """Return a group's contracts, one for each network; none where it is out of network."""
    if group.tier == 0:
        return ()
    networks = [OPEN_ACCESS, POINT_OF_SERVICE, PREFERRED[group.tier]]
    if int(group.tax_id) % INDEMNITY_EVERY:
        networks.append(MANAGED_CARE)
    terms = terms_of(group)
    return tuple(
        DemoContract(
            network=network,
            tier=group.tier if network in PREFERRED.values() else 1,
            timely_filing_days=365 if group.facility else 180,
            terms=terms,
        )
        for network in networks
    )


def terms_of(group: DemoGroup) -> str:
    """Write a group's terms; facilities by DRG, by the day or by the case."""
    head = f'terms: {group.name}\nsource: "{SOURCE}"\nlocality: {group.place[1]}\nrates:\n'
    return head + rates_of(group)


def rates_of(group: DemoGroup) -> str:
    """Choose how a group is paid."""
    if group.specialty is HOSPITAL:
        return HOSPITAL_BY_DRG if group.tier == 1 else HOSPITAL_BY_DAY
    if group.specialty is NURSING:
        return NURSING_BY_DAY
    if group.specialty is SURGERY:
        return BY_CASE.format(schedule=SCHEDULE)
    rates = RELATIVE if group.specialty.key == "orthopedics" else SCHEDULED
    return rates.format(schedule=SCHEDULE, percent=115 if group.tier == 1 else 104)
