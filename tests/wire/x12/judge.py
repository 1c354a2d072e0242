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
