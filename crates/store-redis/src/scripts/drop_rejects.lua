-- Forgets rejects by their numbers.
--
-- KEYS[1] state; ARGV[1] own prefix, then the numbers. Answers how many there were.

local own, state = ARGV[1], KEYS[1]
expect_rights(state, 'hash')
local bytes = expect_rejects(own, state)
local dropped, freed = 0, 0
for index = 2, #ARGV do
  local count, of_apart = forget_number(own, ARGV[index])
  dropped, freed = dropped + count, freed + of_apart
end
if freed > 0 then
  call('HSET', state, 'rejects_apart', string.format('%.0f', bytes - freed))
end
return dropped
