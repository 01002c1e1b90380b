"""Did it work? Effects of support, each with the least that could have been seen and what stands against it."""
