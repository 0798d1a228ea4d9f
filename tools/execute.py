"""Run a notebook from top to bottom and keep of its outputs what may be stored: the same bytes in every build."""

from __future__ import annotations

import base64
import io
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import v4

WIDGET = "application/vnd.jupyter.widget-view+json"
ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")
STATUS = "print(getattr(Out.get(max(Out, default=0)), 'status', ''), end='')"  # of the check that the cell ended with


class RunError(RuntimeError):
    """A notebook that cannot be stored: what is wrong, and the id of the cell."""

    def __init__(self, what: str, cell: str = "") -> None:
        super().__init__(what)
        self.cell = cell


def run(notebook: Any, folder: Path, tick: Callable[[], object] = lambda: None) -> dict[str, str]:
    """Run all cells, in that folder; `tick` is called after each.

    Returns:
        What the check at the end of each exercise cell said: {cell id: status}.

    Raises:
        RunError: a cell raised an exception, wrote to the error stream, or drew what has no caption.
    """
    statuses = {}
    with tempfile.TemporaryDirectory() as scratch:
        # Sums in one order give the same numbers in every build; the learner's own progress stays out of it.
        setting = {"OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1")}
        setting |= {"AUTOGRAD_LIB_PROGRESS": str(Path(scratch) / "progress.json"), "PYTHONHASHSEED": "0"}
        place = {"metadata": {"path": str(folder)}}
        quiet = ["--log-level=40"]
        client = NotebookClient(
            notebook,
            timeout=None,
            record_timing=False,
            coalesce_streams=True,
            resources=place,
            extra_arguments=quiet,
        )
        with client.setup_kernel(env=os.environ | setting):
            for number, cell in enumerate(notebook.cells):
                try:
                    client.execute_cell(cell, number)
                except CellExecutionError as error:
                    raise RunError(f"{error.ename}: {error.evalue}", cell.id) from None
                except DeadKernelError:
                    raise RunError("the kernel died in this cell", cell.id) from None
                if cell.id.startswith("exercise-"):
                    probe = v4.new_code_cell(STATUS)
                    client.execute_cell(probe, number, store_history=False)
                    notebook.cells[number] = cell  # nbclient has put the probe there
                    statuses[cell.id] = "".join(output.get("text", "") for output in probe.outputs)
                tick()
        notebook.metadata.pop("widgets", None)  # the state of widgets: front ends that have none refuse the file
        notebook.metadata.language_info = {"name": "python"}
        for cell in notebook.cells:
            cell.metadata.pop("execution", None)
            if cell.cell_type == "code":
                try:
                    cell.outputs = [plain(output, folder) for output in cell.outputs if is_kept(output)]
                except ValueError as error:
                    raise RunError(str(error), cell.id) from None
    return statuses


def is_kept(output: Any) -> bool:
    """Whether an output is stored: a widget lives only beside a kernel, its picture stays.

    Raises:
        ValueError: a cell wrote to the error stream.
    """
    if output.output_type == "stream":
        if output.name == "stderr":
            raise ValueError(f"a cell wrote to the error stream:\n{output.text}")
        return True
    if output.output_type == "error":
        return True
    was_widget = output.data.pop(WIDGET, None) is not None
    output.get("metadata", {}).pop(WIDGET, None)
    return not was_widget or bool(set(output.data) - {"text/plain"})


def plain(output: Any, folder: Path) -> Any:
    """The output with what changes from run to run and from machine to machine taken out.

    Raises:
        ValueError: it names a folder of this machine.
    """

    def clean(text: str) -> str:
        text = ADDRESS.sub("0x…", text)
        for place in (folder, Path.home()):
            if str(place.resolve()) in text and len(str(place)) > 1:
                raise ValueError(f"a cell shows a path of this machine: {place.resolve()}")
        return text

    if output.output_type == "stream":
        output.text = clean(output.text)
    elif output.output_type == "error":
        output.traceback = []
        output.evalue = clean(output.evalue)
    else:
        for kind, content in output.data.items():
            if kind.startswith("text/") and isinstance(content, str):
                output.data[kind] = clean(content)
            elif kind == "image/png":
                output.data[kind] = light(content)
    return output


def light(png: str) -> str:
    """A picture (base64) with 256 colors in a table: a third of the size, and nobody sees a difference."""
    from PIL import Image

    picture = Image.open(io.BytesIO(base64.b64decode(png)))
    if picture.mode == "P" or picture.convert("RGBA").getextrema()[3] != (255, 255):  # it is small, or one sees through
        return png
    buffer = io.BytesIO()
    picture.convert("RGB").quantize(256, kmeans=2, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
    return min(base64.b64encode(buffer.getvalue()).decode(), png, key=len)


def caption(notebook: Any, number: int) -> str:
    """The text in italics at the start of the cell below: what the figure shows."""
    below = notebook.cells[number + 1 :][:1]
    text = below[0].source.split("\n\n")[0] if below and below[0].cell_type == "markdown" else ""
    is_caption = text.startswith("*") and not text.startswith("**") and text.rstrip().endswith("*")
    return " ".join(text.strip().strip("*").split()) if is_caption else ""


def describe_pictures(notebook: Any) -> None:
    """Give each picture its caption as alternative text, for those who cannot see it.

    Raises:
        RunError: a picture without a caption.
    """
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                text = caption(notebook, number)
                if not text:
                    raise RunError("the figure of this cell has no caption (*...*) below it", cell.id)
                output.metadata["image/png"] = {"alt": text}
