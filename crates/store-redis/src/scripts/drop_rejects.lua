-- Forgets rejects by their numbers.
--
-- KEYS[1] state; ARGV[1] own prefix, then the numbers. Answers how many there were.

local order, bodies, counts = ARGV[1] .. 'rejects:order', ARGV[1] .. 'rejects', ARGV[1] .. 'rejects:counts'
expect(order, 'zset')
expect(bodies, 'hash')
expect(counts, 'hash')
expect_right('ZREM', order)
expect_right('HDEL', bodies)
local dropped = 0
for index = 2, #ARGV do
  local number = ARGV[index]
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', order, number, number)) do
    local exact, reason = string.match(member, '^(%d+):(.*)$')
    -- Scores are doubles, the number in the member is whole.
    if exact == number then
      dropped = dropped + redis.call('ZREM', order, member)
      redis.call('HDEL', bodies, number)
      if redis.call('HINCRBY', counts, reason, -1) <= 0 then
        redis.call('HDEL', counts, reason)
      end
    end
  end
end
return dropped
