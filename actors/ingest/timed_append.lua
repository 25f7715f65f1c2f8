-- KEYS: the offers, the stream of each ballot. ARGV: the deadline; then of each ballot six words: uid, poll, voter, choice, offer and
-- trace, which may be empty.
--
-- Redis 5 and newer replicate what a script did and not the script, so that it may ask for the time and then write. A Lua number
-- holds microseconds until the year 2255 exactly.

-- Why a voter may not vote in a poll with a roll: there is none yet, or they are not on it. Its key follows from the poll's name,
-- so it is none of KEYS.
local function off_roll(poll, voter)
  local roll = 'scrutin:roll:' .. poll
  local found = redis.pcall('SISMEMBER', roll, voter)
  if type(found) == 'table' then return found.err end
  if found == 1 then return nil end
  return redis.pcall('SISMEMBER', roll, '-') == 1 and 'NOTONROLL' or 'NOROLL'
end

local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local answer = {now}
if now > tonumber(ARGV[1]) then return answer end
local offered = {}
for i = 2, #KEYS do
  local at = 6 * i - 10
  local offer = ARGV[at + 4]
  if offered[offer] == nil then
    local terms = redis.call('HGET', KEYS[1], offer)
    offered[offer] = terms and {roll = string.find(terms, '"roll":true', 1, true) ~= nil}  -- no id holds a quote
  end
  local refusal = not offered[offer] and 'NOOFFER' or offered[offer].roll and off_roll(ARGV[at + 1], ARGV[at + 2])
  if refusal then
    answer[i] = {refusal}
  else
    local id = add_ballot(redis.pcall, KEYS[i], ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], offer,
                          ARGV[at + 5])
    if type(id) == 'table' then id = {id.err} end
    answer[i] = id
  end
end
return answer
