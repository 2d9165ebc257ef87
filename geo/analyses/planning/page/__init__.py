"""The page of planning: questions in plain words, the answer as map, table and figures."""
