-- Notes something in the shop's state, or among the documents that shops share, unless another server has noted
-- something there since it was read.
--
-- KEYS[1] the shop's state, or the documents. ARGV[1] the field, ARGV[2] what was noted, or nothing, ARGV[3] what is to be noted. Answers 1
-- when it is.

expect(KEYS[1], 'hash')
if (call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then
  return 0
end
call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
