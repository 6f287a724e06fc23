-- Frees the memory of ledger entries whose day was dropped, a stretch at a time. The entries count
-- as forgotten already (commit/compare.lua looks at their day), so when this runs makes no difference.
--
-- KEYS[1] the shop's state, KEYS[2] a hash of the ledger; ARGV[1] cursor, ARGV[2] how many buckets.
-- Answers the next cursor, '0' at the end.

local kept = kept_days(call('HGET', KEYS[1], 'days') or '')
local found = call('HSCAN', KEYS[2], ARGV[1], 'COUNT', ARGV[2])
local gone, changed, buckets = {}, {}, found[2]
for index = 1, #buckets, 2 do
  local field, bucket = buckets[index], buckets[index + 1]
  local rest = filter_bucket(bucket, function(_, start)
    return kept[day_at(bucket, start)]
  end)
  if not rest then
    gone[#gone + 1] = field
  elseif #rest < #bucket then
    changed[#changed + 1], changed[#changed + 2] = field, rest
  end
end
call_with('HDEL', KEYS[2], gone)
call_with('HSET', KEYS[2], changed)
return found[1]
