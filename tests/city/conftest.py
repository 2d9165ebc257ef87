"""What tests of cities share."""

from support.trying import tried_here  # noqa: F401  # fixture
