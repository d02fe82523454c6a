"""How the numbers that parsing ships were learned: the line labeller's weights, those of the choices
among candidates, and the confidence curves.

    python -m training.record              read cards with the real engines, once; kept in training/.cache
    python -m training.train_labeller      write cardscan/reading/parsing/labeller.json
    python -m training.train_choices       write cardscan/reading/parsing/choices.json
    python -m training.calibrate           write cardscan/reading/parsing/calibration.json
    python -m training.evaluate            cross-validated tables, both configurations

`make train` runs them all. Two sources of cards: the project's own drawn cards (fictional people), and the dev
corpus in ../shared/corpus where it is there. The cache and the corpus stay outside the repository: what is written
into it are weights, which hold no word of any card.
"""
