"""Pages: charts, map, wording (en, es), templates."""
