"""The stages: pure functions, frames in and new frames out."""
