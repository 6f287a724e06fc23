-- From here on everything is applied. First the ledger.

if not stored[1] then
  call('HSET', state, 'adopted', 1, 'format', stored[6] or PLAIN)
  if SINCE then
    -- It is new, or was emptied while it was open: every measure is whole.
    call('HSETNX', state, 'since', SINCE)
  end
end
-- A commit that counts more than the format of old has, or by channel and country, makes the store a newer one.
if measures > stored_measures then
  call('HSET', state, 'measures', measures)
end
if tonumber(format) > tonumber(stored[6] or PLAIN) then
  call('HSET', state, 'format', format)
end

for _, shard in ipairs(shards) do
  local key, fields, buckets = own .. 'entries:' .. shard[1], shard[2], shard[3]
  for first = 1, #fields, PAIRS do
    local values, count = {}, 0
    for index = first, min(first + PAIRS - 1, #fields) do
      values[count + 1], values[count + 2] = fields[index], buckets[index]
      count = count + 2
    end
    call('HSET', key, unpack(values, 1, count))
  end
end

