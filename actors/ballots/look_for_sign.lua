-- KEYS: the worker's sign, the sample's list. A list that is none counts as empty: its vote page and its worker tell of that
-- themselves.
local length = redis.pcall('LLEN', KEYS[2])
if type(length) ~= 'number' then return {redis.call('TIME')[1], redis.call('GET', KEYS[1]), 0, ''} end
return {redis.call('TIME')[1], redis.call('GET', KEYS[1]), length, redis.call('LINDEX', KEYS[2], 0) or ''}
