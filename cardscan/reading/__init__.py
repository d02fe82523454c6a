"""Turn the bytes of one photo into the readings of its cards. `pipeline.py` runs the stages in this order:

    bytes -> Photo(s)         imaging.loading
    -> CardImage(s)           imaging.finding
    -> upright, in its script recognition
    -> Pages of Words         passes, by the engines of ocr
    -> CardReading            parsing.read

`openers.py` holds what callers hand to `cardscan.workers`. It imports no models, so a program that only dispatches
photos starts fast. `explanation.py` runs the same stages and draws each one. `rereading.py` reads one card again.
"""
