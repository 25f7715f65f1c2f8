-- KEYS: the stream, the stream of dead letters. ARGV: the group, the entry, the words of the letter.
--
-- Moved by who deletes it, and so once, however many readers of the stream come late. Deleting makes room, so that a Redis that is
-- full lets the script go on to XADD.
local wrong = kind_error(KEYS[2], 'stream')
if wrong then return wrong end
if redis.call('XDEL', KEYS[1], ARGV[2]) == 1 then redis.call('XADD', KEYS[2], '*', unpack(ARGV, 3)) end
return redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
