"""Bytes of one photo to the readings of its cards: `pipeline.py` is the whole way, in the order in which it happens.

    bytes -> Photo(s)         imaging.loading
    -> CardImage(s)           imaging.finding
    -> upright, in its script recognition
    -> Pages of Words         passes, by the engines of ocr
    -> CardReading            parsing.read

`openers.py` is what callers hand to `cardscan.workers`; it imports no models, so a program that only hands photos on
starts fast. `explanation.py` is the same way with each step drawn, `rereading.py` one card once more.
"""
