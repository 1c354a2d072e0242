"""Which side of a network a provider stands on."""

from enum import Enum


class Side(Enum):
    """In or out of the plan's network on the date of service."""

    NETWORK = "network"
    OUT = "out of network"
