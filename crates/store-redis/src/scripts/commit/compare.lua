-- Compares what the commit expects with what is stored; writes nothing.

local epoch, retained, positions, shards, items, days, feed, rejects, totals, sliced, exponent, ttl, measures, format, memos, left =
  unpack(cmsgpack.unpack(ARGV[3]))

local fields = { 'adopted', 'epoch', 'days', 'top', 'fill', 'format', 'dictionary', 'numbers', 'items', 'commits', 'rejects', 'measures',
  'memo_bytes' }
-- What it has of each day, behind these, unless there are very many.
local OF_DAYS, HAS_DAYS = #fields, #days <= 100
if HAS_DAYS then
  for _, day in ipairs(days) do
    local name, at = day[1], #fields
    fields[at + 1], fields[at + 2], fields[at + 3], fields[at + 4] = 'top:' .. name, 'fill:' .. name, 'foreign:' .. name, 'items:' .. name
  end
end
local stored = read('hash', 'HMGET', state, unpack(fields))
local stored_epoch, stored_days = stored[2] or '0', stored[3] or ''

if stored[6] and not FORMATS[stored[6]] then
  refuse('the store has format ' .. stored[6] .. ', this server writes ' .. NEWEST)
end
-- A shop whose first items have amounts by line begins with narrow pages, whatever it kept before: rejects, positions.
if not stored[9] and format == AMOUNTS_FORMAT then
  format = NARROW
end
narrow = NARROW_FORMATS[stored[6]] or NARROW_FORMATS[format] or false
-- A server that knows fewer measures would leave out sums of an order that it replaces.
local stored_measures = tonumber(stored[12] or 0)
if not stored_measures or stored_measures > KNOWN_MEASURES then
  refuse('the store has ' .. stored[12] .. ' measures, this server knows ' .. KNOWN_MEASURES)
end
if not stored[1] then
  for _, key in ipairs({ 'orders:items:popular', 'orders:items:latest', 'sales:revenue:days' }) do
    if call('EXISTS', article .. key) == 1 then
      return { 2 }
    end
  end
end

local has_record, has_all_records, full = {}, true, {}
for _, day in ipairs(days) do
  local name, stretches, slices = day[1], day[3], day[6]
  local sums, is_full = {}, false
  -- BITFIELD would wrap round: each sum of money that it adds to is looked at, in a stretch or two of a string.
  local function look(key, stretches)
    for index = 1, #stretches, 3 do
      local stretch, guards = read('string', 'GETRANGE', key, stretches[index], stretches[index + 1]), stretches[index + 2]
      if index == 1 and stretches == day[3] then
        has_record[name] = #stretch > 0
        has_all_records = has_all_records and has_record[name]
      end
      for guard = 1, #guards, 2 do
        local at, by = guards[guard], guards[guard + 1]
        if #stretch >= at + 7 then
          local after = unpack_bytes('>i8', stretch, at) + by
          is_full = is_full or (by > 0 and after > DAY_SUM) or (by < 0 and after < -DAY_SUM)
          sums[#sums + 1] = sub(stretch, at, at + 7)
        end
      end
    end
  end
  look(own .. 'day:' .. name, stretches)
  if slices then
    look(own .. 'by:' .. name, slices[1])
  end
  if is_full then
    full[#full + 1] = name
    full[#full + 1] = concat(sums)
  end
end

-- Entries of days that were dropped are forgotten at once; a sweep frees their memory later.
local kept

-- Whether a stored bucket holds what is expected of the entries in `bucket`: the given versions, or, where
-- none is given, no such entry.
local function is_expected(stored_bucket, bucket, versions)
  local slots, known, places = slots_of(bucket), stored_bucket and slots_of(stored_bucket) or '', nil
  for index = 1, #slots do
    local version = versions and versions[index] or ''
    local at = find(known, sub(slots, index, index), 1, true)
    if at then
      if not places then
        kept, places = kept or kept_days(stored_days), {}
        each_entry(stored_bucket, function(entry, _, start)
          places[entry] = start
        end)
      end
      local start = places[at]
      local is_known = kept[day_at(stored_bucket, start)]
      if version == '' then
        if is_known then
          return false
        end
      elseif not is_known or sub(stored_bucket, start + 5, start + 4 + #version) ~= version then
        return false
      end
    elseif version ~= '' then
      return false
    end
  end
  return true
end

-- What is stored already is joined with what is to be stored, so that the write is a plain one.
local conflict_buckets, conflict_positions = {}, {}
for _, shard in ipairs(shards) do
  local key, fields, buckets, versions = own .. 'entries:' .. shard[1], shard[2], shard[3], shard[4]
  for first = 1, #fields, MANY do
    local last = min(first + MANY - 1, #fields)
    local found = read('hash', 'HMGET', key, unpack(fields, first, last))
    for index = first, last do
      local bucket, expected = found[index - first + 1], versions and versions[index]
      if bucket or expected then
        if not is_expected(bucket, buckets[index], expected) then
          conflict_buckets[#conflict_buckets + 1] = fields[index]
          conflict_buckets[#conflict_buckets + 1] = bucket
        elseif bucket then
          buckets[index] = merge_buckets(bucket, buckets[index])
        end
      end
    end
  end
end
for index = 1, #positions, 4 do
  local source, known, position = positions[index], positions[index + 1], positions[index + 2]
  local found = read('hash', 'HGET', own .. 'positions', source)
  if (known == 1) ~= (found ~= false) or (found and found ~= position) then
    conflict_positions[#conflict_positions + 1] = source
    conflict_positions[#conflict_positions + 1] = found
  end
end
local conflict_memos = {}
for index = 1, #memos, 5 do
  local key, known, text = memos[index], memos[index + 1], memos[index + 2]
  local found = read('hash', 'HGET', own .. 'memos', key)
  if (known == 1) ~= (found ~= false) or (found and found ~= text) then
    conflict_memos[#conflict_memos + 1] = key
    conflict_memos[#conflict_memos + 1] = found
  end
end
local same_epoch = stored_epoch == epoch
if not same_epoch or #conflict_buckets > 0 or #conflict_positions > 0 or #full > 0 or #conflict_memos > 0 then
  return { 1, not same_epoch and stored_epoch, stored_days, conflict_positions, conflict_buckets, full, conflict_memos, {} }
end
local dictionary, numbers, next_dictionary, next_numbers, too_many, skus, ends, new, renamed, names, units_of_all
if items then
  dictionary, numbers, next_dictionary, next_numbers, too_many, skus, ends, new, renamed, names, units_of_all = unpack(items)
  if (stored[7] or '') ~= dictionary or (stored[8] or '0') ~= numbers then
    return { 3 }
  end
  if too_many then
    return { 4 }
  end
end

