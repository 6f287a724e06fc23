-- Takes over what the original design had counted, as the base that Livetill's first commit builds
-- on. Every step sets absolute values and stops once a server is through, so that two servers may
-- do it at once.
--
-- KEYS[1] state; ARGV[1] article prefix, ARGV[2] own prefix, ARGV[3] step:
--   'items' FIRST LAST TOKEN: the leaderboard's items of these ranks; answers how many there were.
--   'day' NAME OPERATIONS…: a day's record by BITFIELD operations.
--   'end' DAYS FORMAT: all is adopted.

local article, own, step = ARGV[1], ARGV[2], ARGV[3]
if call('HGET', KEYS[1], 'adopted') then
  return 0
end
if step == 'items' then
  local found = call('ZRANGE', article .. 'orders:items:popular', ARGV[4], ARGV[5], 'WITHSCORES')
  local items = {}
  for index = 1, #found, 2 do
    local at = #items
    items[at + 1], items[at + 2] = found[index], floor(tonumber(found[index + 1]) + 0.5)
    items[at + 3], items[at + 4] = 0, ''
  end
  take_items(own, KEYS[1], items, ARGV[6])
  return #found / 2
elseif step == 'day' then
  local name = ARGV[4]
  expect(own .. 'day:' .. name, 'string')
  expect(own .. 'foreign:' .. name, 'set')
  expect(article .. 'orders:items:' .. name, 'set')
  call('DEL', own .. 'day:' .. name)
  call('BITFIELD', own .. 'day:' .. name, unpack(ARGV, 5))
  local items = call('SCARD', article .. 'orders:items:' .. name)
  if items > 0 then
    call('BITFIELD', own .. 'day:' .. name, 'SET', 'i64', '#2', items)
    call('SUNIONSTORE', own .. 'foreign:' .. name, article .. 'orders:items:' .. name)
    call('HSET', KEYS[1], 'foreign:' .. name, 1)
  end
  return 1
end
local popular = article .. 'orders:items:popular'
expect(KEYS[1], 'hash')
expect(popular, 'zset')
expect_right('ZREMRANGEBYSCORE', popular)
call('ZREMRANGEBYSCORE', popular, '-inf', 0)
call('HSET', KEYS[1], 'adopted', 1, 'format', ARGV[5], 'epoch', 1, 'days', ARGV[4], 'items', call('ZCARD', popular))
return 1
