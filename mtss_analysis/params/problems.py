"""What is wrong with a file of settings that is not of one class a file, in one sentence."""

from pydantic import ValidationError


def problem_in(error: ValidationError, folder: str) -> str:
    """Say where the first problem is, what stands there and the next move; `folder` holds files that show how.

    Examples
    --------
    >>> from mtss_analysis.params.lessons import Lesson
    >>> try:
    ...     Lesson.model_validate({"title": "Short"})
    ... except ValidationError as error:
    ...     print(problem_in(error, "lessons"))
    "aims" is missing. Add it; the files in params/lessons/ show how.
    """
    problem = error.errors()[0]
    place = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "missing":
        return f'"{place}" is missing. Add it; the files in params/{folder}/ show how.'
    move = "Take it out." if problem["type"] == "extra_forbidden" else "Change it there."
    return f'"{place}" is {problem["input"]!r}: {problem["msg"].lower()}. {move}'
