"""The Scenarios page 情景: what a change would bring, beside the city as it is."""
