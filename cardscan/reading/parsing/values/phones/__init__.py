"""Phone numbers: found, labelled, read by the numbering plans, and completed where they are only implied."""
