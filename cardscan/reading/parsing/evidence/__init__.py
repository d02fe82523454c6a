"""What single texts say by themselves: word lists, features, and the learned labeller."""
