-- The rejects of a shop: bodies by number in a hash, counts by reason, and two orders of numbers, of those that are kept by
-- their number (`rejects:order`, "NUMBER:REASON") and of those that are kept apart, by their bytes (`rejects:apart`,
-- "NUMBER:BYTES:REASON"). `rejects:delivered` has the numbers of what platforms delivered, by the millisecond when. So old ones
-- leave without being read.

-- Looks at all that is written when rejects come or leave; answers the bytes of those that are kept apart.
local function expect_rejects(own, state)
  expect(own .. 'rejects:order', 'zset')
  expect(own .. 'rejects:apart', 'zset')
  expect(own .. 'rejects:delivered', 'zset')
  expect(own .. 'rejects', 'hash')
  expect(own .. 'rejects:counts', 'hash')
  for _, order in ipairs({ own .. 'rejects:order', own .. 'rejects:apart', own .. 'rejects:delivered' }) do
    expect_right('ZREM', order)
    expect_right('ZRANGE', order)
    expect_right('ZRANGEBYSCORE', order)
  end
  expect_right('HDEL', own .. 'rejects')
  expect_right('HDEL', own .. 'rejects:counts')
  local bytes = call('HGET', state, 'rejects_apart')
  expect_number(state, 'rejects_apart', bytes)
  local counts = call('HGETALL', own .. 'rejects:counts')
  for index = 1, #counts, 2 do
    expect_number(own .. 'rejects:counts', counts[index], counts[index + 1])
  end
  return tonumber(bytes or 0)
end

-- Forgets one of an order; answers the bytes that it took of those that are kept apart.
local function forget_reject(own, order, member)
  call('ZREM', order, member)
  local number, bytes, reason = string.match(member, '^(%d+):(%d+):(.*)$')
  if number then
    call('ZREM', own .. 'rejects:delivered', number)
  else
    number, reason = string.match(member, '^(%d+):(.*)$')
  end
  call('HDEL', own .. 'rejects', number or '')
  if reason and call('HINCRBY', own .. 'rejects:counts', reason, -1) <= 0 then
    call('HDEL', own .. 'rejects:counts', reason)
  end
  return tonumber(bytes or 0)
end

-- Forgets those of this number; answers how many there were, and the bytes that they took of those that are kept apart.
local function forget_number(own, number)
  local count, bytes = 0, 0
  for _, order in ipairs({ own .. 'rejects:order', own .. 'rejects:apart' }) do
    for _, member in ipairs(call('ZRANGEBYSCORE', order, number, number)) do
      -- Scores are doubles, the number in the member is whole.
      if string.match(member, '^(%d+):') == number then
        count, bytes = count + 1, bytes + forget_reject(own, order, member)
      end
    end
  end
  return count, bytes
end

-- Forgets what platforms delivered before a moment, so many at a time that none waits for long; answers the bytes that it took.
local function forget_delivered(own, before)
  local freed = 0
  local over = call('ZRANGEBYSCORE', own .. 'rejects:delivered', '-inf', '(' .. before, 'LIMIT', '0', '1000')
  for _, number in ipairs(over) do
    local _, bytes = forget_number(own, number)
    call('ZREM', own .. 'rejects:delivered', number)
    freed = freed + bytes
  end
  return freed
end
