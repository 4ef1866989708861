"""Notifications of episodes and changes: recipients, times, and delivery exactly once as far as Discord allows."""
