-- KEYS: the streams to look into. ARGV: the group that tells how far one is applied. Redis looks a thousand names up in less than a
-- millisecond. One that holds anything else is someone else's.
--
-- Answers of each that holds something: its place, its entries that are not applied, what is pending in any group, its entries that
-- are only kept. Where more than a thousand are not applied, all count as such.
local most = 1000
local found = {}
for place, key in ipairs(KEYS) do
  if redis.call('TYPE', key).ok == 'stream' then
    local length, pending, applied = redis.call('XLEN', key), 0, '0-0'
    for _, group in ipairs(redis.call('XINFO', 'GROUPS', key)) do
      local of = {}
      for i = 1, #group, 2 do of[group[i]] = group[i + 1] end
      pending = pending + of.pending
      if of.name == ARGV[1] then applied = of['last-delivered-id'] end
    end
    local entries = redis.call('XRANGE', key, applied, '+', 'COUNT', most + 2)
    local waiting = #entries
    if waiting > 0 and entries[1][1] == applied then waiting = waiting - 1 end
    if waiting > most then waiting = length end
    waiting = waiting + math.min(pending, length - waiting) -- a reader of an earlier version took those, and did not settle them
    if length + pending > 0 then found[#found + 1] = {place - 1, waiting, pending, length - waiting} end
  end
end
return found
