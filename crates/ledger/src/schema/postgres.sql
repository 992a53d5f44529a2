CREATE TABLE entry (
  idx bigint PRIMARY KEY,
  stream text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  prev bigint,
  time_ms bigint NOT NULL,
  actor text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  salt bytea,
  payload_hash bytea NOT NULL,
  leaf_hash bytea NOT NULL,
  nodes bytea NOT NULL,
  payload bytea
);
CREATE TABLE head (
  stream text COLLATE "C" PRIMARY KEY,
  version bigint NOT NULL,
  idx bigint NOT NULL
);
CREATE TABLE meta (
  origin text COLLATE "C" NOT NULL,
  checkpoint text COLLATE "C" NOT NULL,
  folded bigint NOT NULL
);
