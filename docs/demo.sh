#!/bin/sh
# What `make demo` does: scans the sample cards into ./demo, never into the user's own store, and shows the outcome.
set -eu
cd "$(dirname "$0")/.."
scan="$PYTHON -m cardscan"
rm -rf demo
CARDSCAN_HOME="$PWD/demo"
CARDSCAN_SENDER_NAME="Robin Sample"
CARDSCAN_SENDER_EMAIL="robin@example.org"
export CARDSCAN_HOME CARDSCAN_SENDER_NAME CARDSCAN_SENDER_EMAIL

say() { printf '\n$ %s\n' "$*"; }

say "cardscan scan samples/cards"
$scan scan samples/cards
say "cardscan contacts list"
$scan contacts list
say "cardscan drafts list"
$scan drafts list
printf '\nThe drafts lie in %s: open one with a double click.\n' "demo/drafts"
echo "The store is demo/cardscan.db. Your own cards: .venv/bin/cardscan scan FOLDER"
