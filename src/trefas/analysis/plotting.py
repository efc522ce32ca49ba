"""Pictures of the analyses: one matplotlib set-up for all, written as SVG or PNG by the file's ending."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from trefas.analysis.reading import BadInput

INK, BLUE, ORANGE, GREY = "#1d2129", "#0b5394", "#b45309", "#8a8f98"

STYLE: dict[Any, Any] = {
    "font.size": 10,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "svg.hashsalt": "trefas",  # the same picture gives the same bytes
    "svg.fonttype": "none",  # text stays text, so that it can be read aloud and searched
}


def check_picture_name(path: Path) -> None:
    """BadInput unless the picture can be written: known ending, existing folder. Call it before long work."""
    if path.suffix.lower() not in (".svg", ".png"):
        raise BadInput(
            f"{path}: bilden ska ha ändelsen .svg eller .png.",
            f"{path}: the picture must end in .svg or .png.",
        )
    if not path.parent.is_dir() or path.is_dir():
        raise BadInput(f"{path}: det går inte att skriva en bild där.", f"{path}: a picture cannot be written there.")


@contextmanager
def picture(path: Path, title: str, *, width: float = 8.0, height: float = 4.8) -> Iterator[Any]:
    """Yield matplotlib axes; the file is written when the block ends without an error.

    Size in inches. Raises BadInput when the file cannot be written.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    check_picture_name(path)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        axes.set_title(title)
        yield axes
        _write(figure, path, title)


def _write(figure: Any, path: Path, title: str) -> None:
    kind = path.suffix.lower().lstrip(".")
    metadata = {"Title": title, "Date": None} if kind == "svg" else {"Title": title}
    try:
        figure.savefig(path, format=kind, dpi=150, metadata=metadata)
    except OSError:
        raise BadInput(f"{path}: bilden kan inte skrivas.", f"{path}: the picture cannot be written.") from None
