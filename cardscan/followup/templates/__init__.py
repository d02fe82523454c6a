"""Read letter templates and their cadences, list the variables they may use, and render them safely."""
