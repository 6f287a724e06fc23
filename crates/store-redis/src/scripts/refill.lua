-- Lowers the threshold of a leaderboard's sorted set, a stretch of the items at a time: after
-- corrections had taken so many of them out of it that the first thousand were no longer sure.
--
-- From the first call on, commits take items in by the lower mark (field `fill`), so that an item
-- is found by the scan, or by the commit that changed it meanwhile, or by both. Only when the scan
-- is through does the lower mark become the threshold that readers trust.
--
-- KEYS[1] state, KEYS[2] the catalogue, KEYS[3] the leaderboard's units, KEYS[4] its sorted set, KEYS[5], of a day, the
-- set of its items; ARGV[1] suffix of the state's fields, ARGV[2] cursor, ARGV[3] the lower mark and a token,
-- 'mark:token', ARGV[4] how many.
-- Answers the next cursor; '0' when the threshold is lowered; '-' when another refill took over.

expect(KEYS[1], 'hash')
expect_right('HDEL', KEYS[1])
expect(KEYS[2], 'hash')
expect(KEYS[3], 'hash')
expect(KEYS[4], 'zset')
if KEYS[5] then
  expect(KEYS[5], 'set')
end
local top, fill = 'top' .. ARGV[1], 'fill' .. ARGV[1]
local mark = tonumber(string.match(ARGV[3], '^%d+'))
if ARGV[2] == '0' then
  if mark >= tonumber(call('HGET', KEYS[1], top) or 1) then
    return '-'
  end
  call('HSET', KEYS[1], fill, ARGV[3])
elseif call('HGET', KEYS[1], fill) ~= ARGV[3] then
  return '-'
end

-- SKUs and what the catalogue says of them.
local skus, values, found = {}, {}, nil
if KEYS[5] then
  found = call('SSCAN', KEYS[5], ARGV[2], 'COUNT', ARGV[4])
  skus = found[2]
  for first = 1, #skus, MANY do
    for _, value in ipairs(call('HMGET', KEYS[2], unpack(skus, first, min(first + MANY - 1, #skus)))) do
      values[#values + 1] = value
    end
  end
else
  found = call('HSCAN', KEYS[2], ARGV[2], 'COUNT', ARGV[4])
  for index = 1, #found[2], 2 do
    skus[#skus + 1], values[#values + 1] = found[2][index], found[2][index + 1]
  end
end

local pages, sets = {}, {}
for index, sku in ipairs(skus) do
  if values[index] then
    local number = unpack_bytes(ONE, values[index])
    local name = string.format('%.0f', floor(number / PAGE))
    if pages[name] == nil then
      pages[name] = page_of(call('HGET', KEYS[3], name), KEYS[3], name)
    end
    local units = number_at(pages[name], number % PAGE + 1)
    if units >= mark then
      sets[#sets + 1], sets[#sets + 2] = units, sku
    end
  end
end
call_with('ZADD', KEYS[4], sets)
if found[1] == '0' then
  call('HSET', KEYS[1], top, mark)
  call('HDEL', KEYS[1], fill)
end
return found[1]
