"""Where sources agree and disagree about a need, in a plain sentence a domain."""

from collections.abc import Mapping

from mtss_analysis.whole_child.sources import Says, Word


def together(domain: str, found: Mapping[str, Word]) -> str:
    """Say in one or two sentences what the sources say together.

    Parameters
    ----------
    domain
        Name of the domain, as to be read in a sentence.
    found
        Source → what it says.

    Examples
    --------
    >>> found = {"screening": Word("screening", Says.FOR, ""), "marks": Word("marks", Says.AGAINST, "")}
    >>> together("reading", found)
    'Sources disagree: screening speaks for a need in reading, marks against it. Ask why before a decision.'
    """
    told = {says: [word.source for word in found.values() if word.says == says] for says in Says}
    said = _sentence(domain, told[Says.FOR], told[Says.AGAINST], told[Says.UNCLEAR])
    return said + (" There are notes to read." if told[Says.LISTED] else "")


def _sentence(domain: str, yes: list[str], no: list[str], unclear: list[str]) -> str:
    if yes and no:
        return (
            f"Sources disagree: {_speak(yes)} for a need in {domain}, {_listed(no)} against it. Ask why before a "
            "decision."
        )
    also = f" {_capital(_listed(unclear))} {'is' if len(unclear) == 1 else 'are'} unclear." if unclear else ""
    if not yes and not no:
        return f"No source can tell whether there is a need in {domain}.{also}"
    if len(yes + no) == 1:
        way = "for" if yes else "against"
        return f"One source speaks: {yes[0] if yes else no[0]}, {way} a need in {domain}. Look for a second one.{also}"
    if yes:
        return f"{_capital(_listed(yes))} agree: they speak for a need in {domain}.{also}"
    return f"{_capital(_listed(no))} agree: nothing in them speaks for a need in {domain}.{also}"


def _speak(sources: list[str]) -> str:
    plural = len(sources) > 1 or sources[0].endswith("s")
    return f"{_listed(sources)} {'speak' if plural and sources != ['progress'] else 'speaks'}"


def _listed(sources: list[str]) -> str:
    return sources[0] if len(sources) == 1 else f"{', '.join(sources[:-1])} and {sources[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
