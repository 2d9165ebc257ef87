"""The pages of the app: what a user sees, with no logic of its own."""
