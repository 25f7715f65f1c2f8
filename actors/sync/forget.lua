-- KEYS: the stream. ARGV: the group, the entries.
--
-- In one step: an entry that were acknowledged and not deleted, since Redis began to refuse or ceased to in between, would stay in
-- the stream, and nobody would look at it any more.
redis.call('XDEL', KEYS[1], unpack(ARGV, 2))
return redis.call('XACK', KEYS[1], unpack(ARGV))
