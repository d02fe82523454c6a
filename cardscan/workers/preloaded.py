"""Import what workers share, when the fork server starts; nothing else imports this. See `cardscan.workers.warm`."""

from cardscan.workers.warm import prepare

prepare()
