"""The tables of a page as files that a spreadsheet opens."""

from pathlib import Path


def downloads(tables: Path, prefix: str, target: Path) -> str:
    """Write every table of `tables` whose name starts with `prefix` as CSV below `target`; return links to them.

    Parameters
    ----------
    tables
        Folder of Parquet files; for a public page all of them are released.
    prefix
        ``SCOPE__ANALYSIS__``; what follows is the name of the table.
    target
        Folder beside the page.

    Returns
    -------
    str
        A Markdown list of downloads, empty if there is no table.
    """
    import pandas as pd

    links = []
    for path in sorted(tables.glob(f"{prefix}*.parquet")):
        name = path.stem.removeprefix(prefix)
        target.mkdir(parents=True, exist_ok=True)
        pd.read_parquet(path).to_csv(target / f"{path.stem}.csv", index=False, lineterminator="\n")
        links.append(f"- {{download}}`{name.replace('_', ' ').capitalize()} (CSV) <{target.name}/{path.stem}.csv>`")
    return "\n".join(links)
