"""The rules page, made from the spec tables that the tests run."""


def rules() -> str:
    """Write each decision rule with its statement, settings, source and worked cases."""
    return ""
