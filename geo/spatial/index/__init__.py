"""The exact index of points in polygons: built, kept between runs, and asked."""
