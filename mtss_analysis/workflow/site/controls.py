"""Labelled fields of a form in HTML; a script gives them their bounds and values where they depend on an example."""

from html import escape


def select(name: str, said: str) -> str:
    """Write a list to choose from, which a script fills.

    Examples
    --------
    >>> select("grade", "Grade")
    '<p><label for="set-grade">Grade</label> <select id="set-grade" name="grade"></select></p>'
    """
    return f'<p>{_label(name, said)} <select id="set-{name}" name="{name}"></select></p>'


def number(name: str, said: str, low: float, high: float, step: float) -> str:
    """Write a field for a number from `low` to `high`, and say when it is not one."""
    field = (
        f'<input type="number" id="set-{name}" name="{name}" min="{low:g}" max="{high:g}" step="{step:g}" '
        f'inputmode="decimal" aria-describedby="odd-{name}">'
    )
    return f'<p>{_label(name, said)} {field} <span class="mtss-odd" id="odd-{name}"></span></p>'


def slider(name: str, said: str) -> str:
    """Write a slider with a field beside it that says and takes the same number; a script sets the bounds of both."""
    field = (
        f'<input type="number" id="typed-{name}" name="{name}" aria-label="{escape(said)}, typed" inputmode="numeric" '
        f'aria-describedby="odd-{name}">'
    )
    moved = f'<input type="range" id="set-{name}" name="{name}-slider" step="1">'
    odd = f'<span class="mtss-odd" id="odd-{name}"></span>'
    return f'<p class="mtss-slider">{_label(name, said)} <span>{moved} {field}</span> {odd}</p>'


def button(name: str, said: str) -> str:
    """Write a button; a script knows it by its name."""
    return f'<p><button type="button" data-do="{name}">{escape(said)}</button></p>'


def _label(name: str, said: str) -> str:
    return f'<label for="set-{name}">{escape(said)}</label>'
