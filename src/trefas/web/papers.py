"""Papers as tagged PDF (PDF/UA-1) through Typst: the template is ours, everything else is data to it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).parent / "templates"


def pdf(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """Set a template (`analyses/paper.typ`) with plain data, read there as `json(bytes(sys.inputs.data))`.

    The template sets title and language, without which the standard refuses the paper. Data never become
    source, so no text can be taken for markup. Raises typst.TypstError when the template is at fault.
    """
    import matplotlib as mpl
    import typst

    # The typeface of the pictures, which comes with matplotlib: the same paper on every machine.
    fonts = [str(Path(mpl.get_data_path()) / "fonts" / "ttf")]
    source = (TEMPLATES / template).read_bytes()
    made = typst.compile(  # type: ignore[call-overload]  # source as bytes and fonts as text is fine, the stub ties them
        source,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards="ua-1",
        font_paths=fonts,
        ignore_system_fonts=True,
        # Typst takes whole seconds and an offset, not a time zone with rules.
        timestamp=at.astimezone(UTC).replace(microsecond=0),
    )
    return bytes(made)
