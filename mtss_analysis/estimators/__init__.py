"""The arithmetic under every analysis: NumPy arrays in, small frozen dataclasses out.

No tables, no parameters, no files, no drawing. A value that cannot be told from the data is NaN, never 0.
"""
