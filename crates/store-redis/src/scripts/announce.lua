-- Notes that a server is at work, and tells of all that were heard of lately.
--
-- KEYS[1] the servers; ARGV[1] id, ARGV[2] what it says of itself, ARGV[3] seconds after which a
-- server counts as gone. The time is this server's: those of the machines may differ.

local now = tonumber(redis.call('TIME')[1])
redis.call('HSET', KEYS[1], ARGV[1], now .. '\t' .. ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
local known, servers = redis.call('HGETALL', KEYS[1]), {}
for index = 1, #known, 2 do
  local heard, says = string.match(known[index + 1], '^(%d+)\t(.*)$')
  if heard and now - tonumber(heard) < tonumber(ARGV[3]) then
    servers[#servers + 1] = says
  else
    redis.call('HDEL', KEYS[1], known[index])
  end
end
return servers
