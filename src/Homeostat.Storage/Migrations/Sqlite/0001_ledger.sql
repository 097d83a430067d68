-- One row per thing followed: a protocol on a network.
CREATE TABLE stream (
  id INTEGER PRIMARY KEY,
  network TEXT NOT NULL,
  protocol TEXT NOT NULL,
  UNIQUE (network, protocol)
);

CREATE TABLE monitor (
  id INTEGER PRIMARY KEY,
  stream_id INTEGER NOT NULL REFERENCES stream (id),
  detector TEXT NOT NULL,
  scope_kind INTEGER NOT NULL,
  scope_protocol TEXT NOT NULL,
  scope_subject TEXT NOT NULL,
  UNIQUE (stream_id, detector, scope_kind, scope_protocol, scope_subject)
);

CREATE TABLE monitor_set (
  id INTEGER PRIMARY KEY,
  stream_id INTEGER NOT NULL REFERENCES stream (id),
  digest BLOB NOT NULL,
  UNIQUE (stream_id, digest)
);

CREATE TABLE monitor_set_member (
  monitor_set_id INTEGER NOT NULL REFERENCES monitor_set (id),
  monitor_id INTEGER NOT NULL REFERENCES monitor (id),
  PRIMARY KEY (monitor_set_id, monitor_id)
) WITHOUT ROWID;

-- Never deleted: a block that leaves the chain is marked, and comes back as a new row.
CREATE TABLE block (
  id INTEGER PRIMARY KEY,
  stream_id INTEGER NOT NULL REFERENCES stream (id),
  number INTEGER NOT NULL,
  hash BLOB NOT NULL,
  parent_hash BLOB NOT NULL,
  timestamp INTEGER NOT NULL,
  monitor_set_id INTEGER NOT NULL REFERENCES monitor_set (id),
  retracted INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX block_standing ON block (stream_id, number) WHERE retracted = 0;
CREATE INDEX block_by_number ON block (stream_id, number);

-- A monitor of the block's set without a row here has verified the block. The highest revision counts.
CREATE TABLE verdict (
  block_id INTEGER NOT NULL REFERENCES block (id),
  monitor_id INTEGER NOT NULL REFERENCES monitor (id),
  revision INTEGER NOT NULL,
  stream_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  score REAL NOT NULL,
  reason TEXT NOT NULL,
  -- 1 while this is an unverifiable block that stands and that nothing has replaced.
  is_open INTEGER NOT NULL,
  PRIMARY KEY (block_id, monitor_id, revision)
) WITHOUT ROWID;
CREATE INDEX verdict_open ON verdict (stream_id, number) WHERE is_open = 1;

-- Heights that the engine went past. Since: timestamp of the block before.
CREATE TABLE gap (
  stream_id INTEGER NOT NULL REFERENCES stream (id),
  first_number INTEGER NOT NULL,
  last_number INTEGER NOT NULL,
  since INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (stream_id, first_number)
);

CREATE TABLE signal (
  block_id INTEGER NOT NULL REFERENCES block (id),
  ordinal INTEGER NOT NULL,
  detector TEXT NOT NULL,
  scope TEXT NOT NULL,
  class INTEGER NOT NULL,
  score REAL NOT NULL,
  nats REAL NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (block_id, ordinal)
) WITHOUT ROWID;

-- Ids follow from scope, rung, height and attempt: after a reorg the same id may belong to two blocks.
CREATE TABLE decision (
  decision_id BLOB NOT NULL,
  block_id INTEGER NOT NULL REFERENCES block (id),
  scope TEXT NOT NULL,
  rung TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (decision_id, block_id)
);

CREATE TABLE outbox (
  action_id BLOB NOT NULL,
  block_id INTEGER NOT NULL REFERENCES block (id),
  ordinal INTEGER NOT NULL,
  decision_id BLOB NOT NULL,
  kind TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (action_id, block_id),
  FOREIGN KEY (decision_id, block_id) REFERENCES decision (decision_id, block_id)
);
CREATE INDEX outbox_by_block ON outbox (block_id);

CREATE TABLE outcome (
  id INTEGER PRIMARY KEY,
  stream_id INTEGER NOT NULL REFERENCES stream (id),
  action_id BLOB NOT NULL,
  status INTEGER NOT NULL,
  block_number INTEGER NOT NULL,
  block_hash BLOB NOT NULL,
  gas_used INTEGER NOT NULL,
  holds INTEGER NOT NULL,
  detail TEXT NOT NULL,
  retracted INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX outcome_standing ON outcome (stream_id, action_id, status, block_hash, holds, detail) WHERE retracted = 0;
CREATE INDEX outcome_by_block ON outcome (stream_id, block_number);

CREATE TABLE checkpoint (
  stream_id INTEGER PRIMARY KEY REFERENCES stream (id),
  number INTEGER NOT NULL,
  hash BLOB NOT NULL
);
