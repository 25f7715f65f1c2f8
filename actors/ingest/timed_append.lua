-- KEYS: the offers, the stream of each ballot. ARGV: the deadline; then of each ballot five words: uid, poll, voter, choice, offer.
--
-- Redis 5 and newer replicate what a script did and not the script, so that it may ask for the time and then write. A Lua number
-- holds microseconds until the year 2255 exactly.
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local answer = {now}
if now > tonumber(ARGV[1]) then return answer end
local offered = {}
for i = 2, #KEYS do
  local at = 5 * i - 8
  local offer = ARGV[at + 4]
  if offered[offer] == nil then offered[offer] = redis.call('HEXISTS', KEYS[1], offer) == 1 end
  if offered[offer] then
    local id = add_ballot(redis.pcall, KEYS[i], ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], offer)
    if type(id) == 'table' then id = {id.err} end
    answer[i] = id
  else
    answer[i] = {'NOOFFER'}
  end
end
return answer
