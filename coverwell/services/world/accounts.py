"""The twelve employer accounts of the demonstration payer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account, the plans its families choose from, and how many families it brings."""

    number: str
    name: str
    funding: str
    state: str
    employees: int
    plans: tuple[str, ...]
    families: int
    administrator: str = ""
    administrator_phone: str = ""
    covered_from: date = date(2025, 1, 1)


ACCOUNTS = (
    DemoAccount(
        "0042017", "Riverbend Manufacturing", "self-funded", "OH", 410, ("open_access",), 96
    ),
    DemoAccount("0042031", "Lakeport Public Schools", "insured", "OH", 320, ("hmo_pcp",), 88),
    DemoAccount(
        "0042048", "Cedar Falls Logistics", "self-funded", "TX", 260, ("ppo_two_tier",), 80
    ),
    DemoAccount("0042055", "Ashford Credit Union", "insured", "PA", 95, ("pos_referral",), 62),
    DemoAccount("0042062", "Stonebridge Foundry", "insured", "PA", 140, ("pos_open_access",), 66),
    DemoAccount(
        "0042079", "Fairmeadow Software", "self-funded", "IL", 230, ("hsa_aggregate",), 84
    ),
    DemoAccount(
        "0042086", "Riverton Farmers Co-op", "insured", "IL", 75, ("drug_deductible",), 58
    ),
    DemoAccount(
        "0042093", "Westhaven Hotels", "insured", "FL", 180, ("open_access", "hmo_pcp"), 70
    ),
    DemoAccount("0042101", "Palm Harbor Boatworks", "insured", "FL", 18, ("indemnity",), 28),
    DemoAccount(
        "0042118", "San Amado Water District", "insured", "TX", 64, ("plan_year_july",), 48
    ),
    DemoAccount(
        "0042125",
        "Millbrook Builders Union",
        "self-funded",
        "OH",
        310,
        ("ppo_two_tier", "open_access"),
        76,
        administrator="Tri-County Benefit Administrators",
        administrator_phone="800-555-0142",
    ),
    DemoAccount("0042132", "Lakeport Symphony", "insured", "OH", 34, ("pos_referral",), 44),
)
