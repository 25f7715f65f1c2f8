-- KEYS: the list, the key with the number of partitions, the stream of dead letters, the offers, the stream of each partition.
-- ARGV: the number of partitions, bytes after which an item was cut, the offer's digest and text; then of each item six words: its
-- text, the place of its stream in KEYS, and uid, poll, voter, choice or, of a dead letter, the reason and three that are empty.
local partitions, cut = ARGV[1], ARGV[2]
local digest, offer = ARGV[3], ARGV[4]
local first, words = 5, 6
local count = (#ARGV - first + 1) / words

local head = redis.call('LRANGE', KEYS[1], 0, count - 1)
if #head ~= count then return 0 end
for i, item in ipairs(head) do
  if item:sub(1, cut) ~= ARGV[first + (i - 1) * words] then return 0 end
end

local agreed = redis.call('GET', KEYS[2])
if agreed and agreed ~= partitions then
  return redis.error_reply('PARTITIONS the settings say ' .. partitions .. ', the key ' .. KEYS[2] .. ' says ' .. agreed)
end
for i = 3, #KEYS do
  local wrong = kind_error(KEYS[i], i == 4 and 'hash' or 'stream')
  if wrong then return wrong end
end

if not agreed then redis.call('SET', KEYS[2], partitions) end
redis.call('HSET', KEYS[4], digest, offer)
for i, item in ipairs(head) do
  local at = first + (i - 1) * words
  local stream = KEYS[tonumber(ARGV[at + 1])]
  if stream == KEYS[3] then
    add_letter(stream, KEYS[1], '-', ARGV[at + 2], 'json', item)
  else
    add_ballot(redis.call, stream, ARGV[at + 2], ARGV[at + 3], ARGV[at + 4], ARGV[at + 5], digest)
  end
end
redis.call('LTRIM', KEYS[1], count, -1)
return count
