"""Imported by the fork server when it starts, and by nobody else; see `cardscan.workers.warm`."""

from cardscan.workers.warm import prepare

prepare()
