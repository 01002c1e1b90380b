"""Take the traces of a run out of an executed notebook before it comes near a page.

Papermill writes parameters and absolute paths into the notebook's metadata and into a cell of its own; kernels write
times, and warnings that name files of this machine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mtss_analysis.errors import PrivacyError

KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}
TRACES = ("papermill", "execution")
INJECTED = "injected-parameters"

Node = dict[str, Any]


def stripped(notebook: Node) -> Node:
    """Return the notebook without parameters, paths, times and warnings; titles, tags and alt texts stay.

    Parameters
    ----------
    notebook
        An executed notebook in format 4, as nbformat reads it. It is not changed.

    Examples
    --------
    >>> cell = {"cell_type": "code", "source": "", "outputs": [], "metadata": {"papermill": {"duration": 1.0}}}
    >>> stripped({"cells": [cell], "metadata": {"papermill": {}}, "nbformat": 4, "nbformat_minor": 5})["cells"]
    [{'cell_type': 'code', 'source': '', 'outputs': [], 'metadata': {}}]
    """
    kept = {key: value for key, value in notebook["metadata"].items() if key not in TRACES}
    cells = [_cell(cell) for cell in notebook["cells"] if INJECTED not in cell["metadata"].get("tags", ())]
    metadata = {**kept, "kernelspec": KERNEL, "language_info": LANGUAGE}
    return {**notebook, "cells": cells, "metadata": metadata}


def _cell(cell: Node) -> Node:
    metadata = {key: value for key, value in cell["metadata"].items() if key not in TRACES}
    if metadata.get("tags") == []:  # papermill gives every cell a list of tags
        del metadata["tags"]
    if "outputs" not in cell:
        return {**cell, "metadata": metadata}
    outputs = [output for output in cell["outputs"] if output.get("name") != "stderr"]
    return {**cell, "metadata": metadata, "outputs": outputs}


def refuse_places(notebook: Node, places: Iterable[Path]) -> None:
    """Refuse a notebook whose cells or outputs name one of the folders `places`.

    Raises
    ------
    PrivacyError
        With the number of the cell that names the folder.

    Examples
    --------
    >>> output = {"output_type": "stream", "name": "stdout", "text": "read /data/north/scores.csv"}
    >>> cell = {"cell_type": "code", "source": "", "outputs": [output], "metadata": {}}
    >>> refuse_places({"cells": [cell], "metadata": {}}, [Path("/data/north")])
    Traceback (most recent call last):
    mtss_analysis.errors.PrivacyError: Cell 1 shows the folder "/data/north", which says where this machine keeps ...
    """
    named = [str(place) for place in places if len(place.parts) > 2]
    for number, cell in enumerate(notebook["cells"], start=1):
        text = json.dumps([cell["source"], cell.get("outputs", [])], ensure_ascii=False).replace("\\\\", "\\")
        for place in named:
            if place in text:
                raise PrivacyError(
                    f'Cell {number} shows the folder "{place}", which says where this machine keeps its data. '
                    "Show the name of the data instead."
                )
