-- Notes the first whole days of measures, unless another server has noted something since they were read.
--
-- KEYS[1] the shop's state. ARGV[1] what was noted, or nothing, ARGV[2] what is to be noted. Answers 1 when it is.

expect(KEYS[1], 'hash')
if (call('HGET', KEYS[1], 'since') or '') ~= ARGV[1] then
  return 0
end
call('HSET', KEYS[1], 'since', ARGV[2])
return 1
