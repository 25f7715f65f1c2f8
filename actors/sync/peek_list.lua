-- KEYS: the list. ARGV: most items, bytes after which an item is cut.
local wrong = kind_error(KEYS[1], 'list')
if wrong then return wrong end
local head = redis.call('LRANGE', KEYS[1], 0, ARGV[1] - 1)
for i, item in ipairs(head) do head[i] = item:sub(1, ARGV[2]) end
return head
