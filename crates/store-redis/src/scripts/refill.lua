-- Lowers the threshold of a leaderboard's sorted set, a stretch of the catalogue at a time: after
-- corrections had taken so many items out of it that the first thousand were no longer sure.
--
-- From the first call on, commits take items in by the lower mark (field `fill`), so that an item
-- is found by the scan, or by the commit that changed it meanwhile, or by both. Only when the scan
-- is through does the lower mark become the threshold that readers trust.
--
-- KEYS[1] state, KEYS[2] units by item, KEYS[3] sorted set; ARGV[1] suffix of the state's fields,
-- ARGV[2] cursor, ARGV[3] the lower mark and a token, 'mark:token', ARGV[4] how many,
-- ARGV[5] '1' when units are packed with a name (all-time).
-- Answers the next cursor; '0' when the threshold is lowered; '-' when another refill took over.

local top, fill = 'top' .. ARGV[1], 'fill' .. ARGV[1]
local mark = tonumber(string.match(ARGV[3], '^%d+'))
if ARGV[2] == '0' then
  if mark >= tonumber(redis.call('HGET', KEYS[1], top) or 1) then
    return '-'
  end
  redis.call('HSET', KEYS[1], fill, ARGV[3])
elseif redis.call('HGET', KEYS[1], fill) ~= ARGV[3] then
  return '-'
end
local found = redis.call('HSCAN', KEYS[2], ARGV[2], 'COUNT', ARGV[4])
local sets, items = {}, found[2]
for index = 1, #items, 2 do
  local units
  if ARGV[5] == '1' then
    units = struct.unpack('>i7', items[index + 1])
  else
    units = tonumber(items[index + 1])
  end
  if units >= mark then
    sets[#sets + 1] = units
    sets[#sets + 1] = items[index]
  end
end
for first = 1, #sets, 6000 do
  redis.call('ZADD', KEYS[3], unpack(sets, first, math.min(first + 5999, #sets)))
end
if found[1] == '0' then
  redis.call('HSET', KEYS[1], top, mark)
  redis.call('HDEL', KEYS[1], fill)
end
return found[1]
