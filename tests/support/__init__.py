"""What tests share: small cities, pages to ask, servers, and the plain way to count."""
