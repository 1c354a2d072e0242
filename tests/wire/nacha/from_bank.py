"""Files as a bank sends them, record by record: nothing here uses our own writer."""


def returned(trace: str, cents: int, reason: str = "R02") -> bytes:
    """A payment that a bank sends back, record by record."""
    return _from_bank(
        "CCD", trace, cents, f"799{reason}{'990000010000001':<15}{'':6}99000001{'':44}"
    )


def corrected(trace: str, code: str, values: str) -> bytes:
    """What a bank corrects of an account: class COR, no money, addendum 98."""
    addendum = f"798{code}{'990000010000001':<15}{'':6}99000001{values:<29}{'':15}"
    return _from_bank("COR", trace, 0, addendum)


def _from_bank(kind: str, trace: str, cents: int, addendum: str) -> bytes:
    who = f"{'440011229':<17}{cents:010}{trace:<15}{'HARBOR FAMILY PRACTICE':<22}"
    records = [
        f"101 9900000131009900017{'2610080600'}A094101{'':54}",
        f"5200{'':36}1009900017{kind}{'RETURN':<10}261008261008   1990000010000001",
        f"621990000013{who}  1{1:015}",
        f"{addendum}{1:015}",
        f"8200{2:06}{99000001:010}{cents:012}{0:012}1009900017{'':25}990000010000001",
        f"9000001000001{2:08}{99000001:010}{cents:012}{0:012}{'':39}",
    ]
    assert {len(record) for record in records} == {94}
    return ("\n".join(records) + "\n").encode()
