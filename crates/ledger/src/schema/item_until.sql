CREATE INDEX item_until ON item (until) WHERE until IS NOT NULL
