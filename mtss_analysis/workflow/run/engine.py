"""Papermill's engine, writing the notebook once instead of before and after every cell."""

# mypy: disable-error-code="no-untyped-call"

from pathlib import Path
from typing import Any

from papermill.engines import NBClientEngine, papermill_engines
from papermill.iorw import write_ipynb

NAME = "mtss-once"


class WrittenOnce(NBClientEngine):
    """Run the cells as papermill does; what a dying kernel leaves is written too, so that it can be told where."""

    @classmethod
    def execute_managed_notebook(cls, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 (papermill's)
        """Run the cells; if that is cut short, write the notebook to the path `aside` among the options."""
        aside: Path = kwargs.pop("aside")
        try:
            super().execute_managed_notebook(*args, **kwargs)
        except BaseException:
            write_ipynb(args[0].nb, str(aside))
            raise


papermill_engines.register(NAME, WrittenOnce)
