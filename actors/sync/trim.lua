-- KEYS: the stream. ARGV: the group; the entry and the uid of the mark, up to which the stream is applied; the entry before which
-- all may go, or ''; how many go at once where Redis is older than 6.2; whether the group is to tell of the mark, 1 or 0.
--
-- Answers how many went and how many are left, or nothing where the mark is not there: then this is another stream, and nothing of
-- it may go. In one step, since a stream may become another one between two. Where it only looks, it also answers how many are not
-- applied yet; where that is more than a thousand, all of them count.
local stream, group, mark, before = KEYS[1], ARGV[1], ARGV[2], ARGV[4]

local found, uid = redis.call('XRANGE', stream, mark, mark)[1], nil
for i = 1, found and #found[2] or 0, 2 do
  if found[2][i] == 'uid' then uid = found[2][i + 1] end
end
if uid ~= ARGV[3] then return false end

local gone = 0
if before ~= '' then
  local trimmed = redis.pcall('XTRIM', stream, 'MINID', before) -- only from redis 6.2; older ones count
  if type(trimmed) == 'number' then
    gone = trimmed
  else
    local head = redis.call('XRANGE', stream, '-', before, 'COUNT', ARGV[5] + 1)
    gone = #head
    if gone > 0 then gone = gone - 1 end -- `before` itself, or one that waits for the next time
    if gone > 0 then redis.call('XTRIM', stream, 'MAXLEN', redis.call('XLEN', stream) - gone) end
  end
end

-- The group reads nothing: it tells whoever asks Redis how far the stream is applied. A Redis that is full may refuse that. What an
-- earlier version left pending in it was applied too.
if ARGV[6] == '1' then
  local pending = redis.pcall('XPENDING', stream, group)
  if pending.err or pending[1] > 0 then
    redis.call('XGROUP', 'DESTROY', stream, group)
    redis.pcall('XGROUP', 'CREATE', stream, group, mark)
  else
    redis.pcall('XGROUP', 'SETID', stream, group, mark)
  end
end
local left = redis.call('XLEN', stream)
if before ~= '' or ARGV[6] == '1' then return {gone, left} end
local waiting = #redis.call('XRANGE', stream, mark, '+', 'COUNT', 1002) - 1
return {gone, left, waiting > 1000 and left or waiting}
