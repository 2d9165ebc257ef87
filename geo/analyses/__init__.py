"""The questions a city is held against: a package for each, and what it is made from below it.

From the bottom up: ``population`` (who lives where), ``staffing`` and ``validation``,
``e2sfca_index`` (who reaches a service), ``sharing``, ``corridors``, ``overview``. In each:
``methods/`` (pure functions on frames), ``model.py`` (its result), ``tables.py``, ``workbook.py``,
``maps.py`` and ``layers.py`` (how it leaves), ``page/`` (how it is shown).
"""
