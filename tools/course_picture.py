"""Draw the picture above the table of contents: the lessons on their road.

    python -m tools.course_picture

Writes docs/course.png.
"""

from __future__ import annotations

import io
from pathlib import Path

import matplotlib
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "course.png"


def main() -> None:
    matplotlib.use("Agg")
    from autograd_lib.course import figures_start

    image = io.BytesIO()
    figures_start.course_map().savefig(image, dpi=110)
    Image.open(image).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size / 1024:.0f} kB")


if __name__ == "__main__":
    main()
