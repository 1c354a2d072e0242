"""pyx12 as an independent judge of what we write. Its known faults are not ours to copy."""

import io
import logging
import warnings


def pyx12_complaints(data: bytes) -> list[str]:
    """Every error that pyx12 reports for a file; empty when it accepts all of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pyx12.params
        import pyx12.x12n_document

        logging.getLogger("pyx12").setLevel(logging.CRITICAL)
        report = io.StringIO()
        accepted = pyx12.x12n_document.x12n_document(
            pyx12.params.params(), io.StringIO(data.decode()), None, None, fd_json=report
        )
    if accepted:
        return []
    text = report.getvalue()
    return [text or "pyx12 cannot read the file"]


# What x12sdk models otherwise than the guides: the end of the place it complains of, and why.
X12SDK_FAULTS = {
    "eb_segment.service_type_code": "EB03 may be empty where EB13 names a procedure",
    "loop_2115c.ls_segment": "the bracket LS-LE stands in loop 2110, not in 2115",
    "loop_2115c.le_segment": "the bracket LS-LE stands in loop 2110, not in 2115",
    "loop_2120c.nm1_segment": "up to 23 others may stand between LS and LE",
    "ref_segment.reference_identification_qualifier": "writes IL where the code is 1L",
    "eb_segment.quantity_qualifier": "EB09 is a code; it is modelled as a number",
    "eq_segment.service_type_code": "EQ01 may be empty where EQ02 names a procedure",
    "aaa_segment.reject_reason_code": "AAA of persons and benefits has the codes of providers",
    "loop_2100d.mpi_segment": "MPI06 and MPI07 are paired with the wrong neighbours",
    "hl_segment.hierarchical_child_code": "a refused payer level has no level below it",
    "loop_2100c.nm1_segment": "a provider may be named by two numbers",
}


def x12sdk_complaints(data: bytes) -> list[str]:
    """Where x12sdk finds a file wrong, its known faults left out; empty when it accepts it."""
    from pydantic import ValidationError
    from x12sdk.io import X12ModelReader

    try:
        with X12ModelReader(data.decode()) as reader:
            for _ in reader.models():
                pass
    except ValidationError as fault:
        places = [[p for p in error["loc"] if isinstance(p, str)] for error in fault.errors()]
        return [at for at in (".".join(p[-2:]) for p in places) if at not in X12SDK_FAULTS]
    return []
