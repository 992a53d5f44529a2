CREATE TABLE entry (
  idx INTEGER PRIMARY KEY,
  stream TEXT NOT NULL,
  version INTEGER NOT NULL,
  prev INTEGER,
  time_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  salt BLOB,
  payload_hash BLOB NOT NULL,
  leaf_hash BLOB NOT NULL,
  nodes BLOB NOT NULL,
  payload BLOB
) STRICT
