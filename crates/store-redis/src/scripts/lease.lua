-- Takes, renews and gives back leases of one group.
--
-- KEYS[1] the group's hash: name -> "until owner", in milliseconds of this server's clock.
-- ARGV: owner, milliseconds a lease lasts, how many are taken, name and from of each ('' = only
-- when it is free), then the names that are given back. Answers name, owner, name, owner, …

local key, owner, lasts, count = KEYS[1], ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local owners = {}
local found = redis.call('HGETALL', key)
for index = 1, #found, 2 do
  local ends, held_by = string.match(found[index + 1], '^(%d+) (.*)$')
  if ends and tonumber(ends) > now then
    owners[found[index]] = held_by
  else
    redis.call('HDEL', key, found[index])
  end
end

for index = 4 + count * 2, #ARGV do
  if owners[ARGV[index]] == owner then
    owners[ARGV[index]] = nil
    redis.call('HDEL', key, ARGV[index])
  end
end

for index = 4, 3 + count * 2, 2 do
  local name, from = ARGV[index], ARGV[index + 1]
  local held_by = owners[name]
  if not held_by or held_by == owner or (from ~= '' and held_by == from) then
    owners[name] = owner
    redis.call('HSET', key, name, string.format('%.0f %s', now + lasts, owner))
  end
end

if count > 0 and redis.call('PTTL', key) < lasts then
  -- So that nothing is left of a source that nobody reads any more.
  redis.call('PEXPIRE', key, lasts)
end

local answer = {}
for name, held_by in pairs(owners) do
  answer[#answer + 1] = name
  answer[#answer + 1] = held_by
end
return answer
