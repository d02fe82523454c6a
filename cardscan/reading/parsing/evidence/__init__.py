"""Judge single texts by themselves: word lists, features, and the learned labeller."""
