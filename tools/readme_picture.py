"""Draw the README's picture: what the network of examples/two_colors.py answers everywhere, early and late.

    python -m tools.readme_picture

Writes docs/two_colors.png.  The example is run as it stands, only for fewer steps.
"""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.colors
import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "two_colors.py"
PICTURE = ROOT / "docs" / "two_colors.png"
BLUE, ORANGE, INK = "#0072B2", "#D55E00", "#333333"  # Okabe and Ito's colors, told apart by everybody
REACH = 2.7  # the picture shows -2.7 ... 2.7 both ways


def after(steps: int) -> dict[str, Any]:
    """The example's variables after so many steps."""
    source = EXAMPLE.read_text(encoding="utf-8").replace("range(201)", f"range({steps})")
    variables: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(source, str(EXAMPLE), "exec"), variables)
    return variables


def panel(axis: Any, variables: dict[str, Any], title: str) -> None:
    """The points on the network's answers: paler where it is unsure, a line where it changes its mind."""
    torch, net, points, blue = (variables[name] for name in ("torch", "net", "points", "blue"))
    side = np.linspace(-REACH, REACH, 161, dtype=np.float32)
    x, y = np.meshgrid(side, side)
    with torch.no_grad():
        answers = torch.sigmoid(net(torch.tensor(np.stack([x.ravel(), y.ravel()], 1)))).numpy().reshape(x.shape)
        outputs = net(points).squeeze(1)
        loss = variables["criterion"](outputs, blue).item()
        right = ((outputs > 0) == (blue > 0)).float().mean().item()
    colors = matplotlib.colors.LinearSegmentedColormap.from_list("answers", ["#F4B48A", "#FFFFFF", "#8CC2E6"])
    frame = (-REACH, REACH, -REACH, REACH)
    axis.imshow(answers, origin="lower", extent=frame, cmap=colors, vmin=0, vmax=1, interpolation="bilinear")
    axis.contour(x, y, answers, levels=[0.5], colors=INK, linewidths=1.5)
    for color, marker, chosen in ((BLUE, "o", blue > 0), (ORANGE, "^", blue == 0)):
        places = points[chosen].numpy()
        axis.scatter(*places.T, s=24, c=color, marker=marker, edgecolors="white", linewidths=0.6)
    axis.set_title(f"{title}: loss {loss:.2f}, {right:.0%} right", fontsize=11, color=INK)
    axis.set(xlim=frame[:2], ylim=frame[2:], xticks=[], yticks=[])
    axis.spines[:].set_color("#BBBBBB")


def main() -> None:
    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(1, 3, figsize=(9.6, 3.5), facecolor="white")
    for axis, steps in zip(axes, (0, 25, 200), strict=True):
        panel(axis, after(steps), f"step {steps}")
    figure.tight_layout(pad=0.6)
    PICTURE.parent.mkdir(exist_ok=True)
    image = io.BytesIO()
    figure.savefig(image, dpi=150)
    Image.open(image).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size / 1024:.0f} kB")


if __name__ == "__main__":
    main()
