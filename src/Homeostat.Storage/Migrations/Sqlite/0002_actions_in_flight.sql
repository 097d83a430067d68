-- Actions of which a transaction may still be mined, or may leave the chain again.
CREATE TABLE action_in_flight (
  stream_id INTEGER NOT NULL REFERENCES stream (id),
  action_id BLOB NOT NULL,
  nonce INTEGER NOT NULL,
  kind TEXT NOT NULL,
  action TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (stream_id, action_id)
);
