-- Puts the packed items of a day that has left into the place of their pages, unless somebody else has done it: he may
-- have taken the pages away while they were read here.
--
-- KEYS[1] the days that have left with their pages, KEYS[2] the day's packed items, KEYS[3] and the others the day's pages;
-- ARGV[1] the day, ARGV[2] its packed items.
-- Answers whether it did.

expect(KEYS[1], 'hash')
expect(KEYS[2], 'string')
expect_right('HDEL', KEYS[1])
for index = 3, #KEYS do
  expect_right('UNLINK', KEYS[index])
end
if call('HEXISTS', KEYS[1], ARGV[1]) == 0 then
  return 0
end
call('SET', KEYS[2], ARGV[2])
call('UNLINK', unpack(KEYS, 3))
call('HDEL', KEYS[1], ARGV[1])
return 1
