CREATE TABLE item (
  key bytea PRIMARY KEY,
  value bytea NOT NULL,
  until bigint
);
CREATE INDEX item_until ON item (until) WHERE until IS NOT NULL;
