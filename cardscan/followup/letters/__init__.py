"""Write letters from plans: their values and text, rendered in a process of its own and checked by the lint."""
