-- Forgets what platforms delivered before a moment.
--
-- KEYS[1] state; ARGV[1] own prefix, ARGV[2] the moment, in milliseconds. Answers the bytes that those take that are still kept apart.

local own, state = ARGV[1], KEYS[1]
expect_rights(state, 'hash')
local bytes = expect_rejects(own, state)
local freed = forget_delivered(own, ARGV[2])
if freed > 0 then
  bytes = bytes - freed
  call('HSET', state, 'rejects_apart', string.format('%.0f', bytes))
end
return bytes
