-- KEYS: the list, the mark of each ballot. ARGV: the deadline, how long marks stay in milliseconds, whether it is only for what
-- comes behind others (1 or 0), the item of each ballot.
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local answer = {now}
if now > tonumber(ARGV[1]) then return answer end
local pushes = true
if ARGV[3] == '1' then
  local length = redis.pcall('LLEN', KEYS[1])
  pushes = type(length) == 'number' and length > 0
end
for i = 2, #KEYS do
  local mark = redis.call('GET', KEYS[i])
  if mark then
    answer[i] = tonumber(mark)
  else
    local length = pushes and redis.pcall('RPUSH', KEYS[1], ARGV[i + 2])
    if type(length) == 'table' then
      answer[i] = {length.err}
    else
      answer[i] = pushes and 1 or 0
      redis.pcall('SET', KEYS[i], answer[i], 'PX', ARGV[2])
    end
  end
end
return answer
