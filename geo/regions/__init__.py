"""Administrative divisions of China: codes, names, hierarchy, centroids, and origins by them."""
