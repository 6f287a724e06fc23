-- Frees the memory of ledger entries whose day was dropped, a stretch at a time. The entries count
-- as forgotten already (commit.lua looks at their day), so when this runs makes no difference.
--
-- KEYS[1] the shop's state, KEYS[2] the ledger's shard; ARGV[1] cursor, ARGV[2] how many.
-- Answers the next cursor, '0' at the end.

local kept = {}
for number in string.gmatch(redis.call('HGET', KEYS[1], 'days') or '', '(%-?%d+)=') do
  kept[tonumber(number)] = true
end
local found = redis.call('HSCAN', KEYS[2], ARGV[1], 'COUNT', ARGV[2])
local gone, entries = {}, found[2]
for index = 1, #entries, 2 do
  local a, b, c, d, e = string.byte(entries[index + 1], 1, 5)
  local at = (((a * 256 + b) * 256 + c) * 256 + d) * 256 + e
  if not kept[math.floor(at / 86400) - 4194304] then
    gone[#gone + 1] = entries[index]
  end
end
for first = 1, #gone, 6000 do
  redis.call('HDEL', KEYS[2], unpack(gone, first, math.min(first + 5999, #gone)))
end
return found[1]
