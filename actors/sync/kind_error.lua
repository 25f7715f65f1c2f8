-- Scripts that need this begin with it. A script is one step to everyone else, but what it wrote before an error stays written: so it
-- looks before its first write at whatever could refuse a later one.
local function kind_error(key, wanted)
  local kind = redis.call('TYPE', key).ok
  if kind ~= wanted and kind ~= 'none' then
    return redis.error_reply('WRONGTYPE the key ' .. key .. ' holds a ' .. kind .. ' and no ' .. wanted)
  end
end
