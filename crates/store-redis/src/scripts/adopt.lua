-- Takes over what the original design had counted, as the base that Livetill's first commit builds
-- on. Every step sets absolute values and stops once a server is through, so that two servers may
-- do it at once.
--
-- KEYS[1] state; ARGV[1] article prefix, ARGV[2] own prefix, ARGV[3] step:
--   'items' FIRST LAST: the leaderboard's items of these ranks; answers how many there were.
--   'day' NAME OPERATIONS…: a day's record by BITFIELD operations.
--   'end' DAYS: all is adopted.

local article, own, step = ARGV[1], ARGV[2], ARGV[3]
if redis.call('HGET', KEYS[1], 'adopted') then
  return 0
end
if step == 'items' then
  local found = redis.call('ZRANGE', article .. 'orders:items:popular', ARGV[4], ARGV[5], 'WITHSCORES')
  local values = {}
  for index = 1, #found, 2 do
    local units = math.floor(tonumber(found[index + 1]) + 0.5)
    values[index], values[index + 1] = found[index], struct.pack('>i7I6', units, 0)
  end
  if #values > 0 then
    redis.call('HSET', own .. 'items', unpack(values))
  end
  return #found / 2
elseif step == 'day' then
  local name = ARGV[4]
  redis.call('DEL', own .. 'day:' .. name)
  redis.call('BITFIELD', own .. 'day:' .. name, unpack(ARGV, 5))
  local items = redis.call('SCARD', article .. 'orders:items:' .. name)
  if items > 0 then
    redis.call('BITFIELD', own .. 'day:' .. name, 'SET', 'i64', '#2', items)
    redis.call('SUNIONSTORE', own .. 'foreign:' .. name, article .. 'orders:items:' .. name)
    redis.call('HSET', KEYS[1], 'foreign:' .. name, 1)
  end
  return 1
end
local popular = article .. 'orders:items:popular'
redis.call('ZREMRANGEBYSCORE', popular, '-inf', 0)
redis.call('HSET', KEYS[1], 'adopted', 1, 'epoch', 1, 'days', ARGV[4], 'items', redis.call('ZCARD', popular))
return 1
