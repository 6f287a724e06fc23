-- The one write: compare what the commit expects with what is stored, then apply all of it or
-- nothing.
--
-- KEYS[1] the shop's state: routes the call to the node of the shop's slot.
-- ARGV[1] prefix of the article's keys, ARGV[2] prefix of Livetill's own.
-- ARGV[3] the commit as one msgpack array (see encode.rs): one argument decodes several times
--         faster than one argument a value, and most of its strings go straight into a command.
--
-- Answers {0, commits, thin, dropped} when applied: thin names the leaderboards that need a refill,
-- dropped counts the days that left;
-- {1, epoch, days, positions, entries} on conflict; {2} when the keys were filled by the original
-- design and have to be adopted first.
--
-- Lua's numbers are doubles. Money and versions never become numbers here: money is summed by
-- BITFIELD, which counts in 64 bits, and versions are compared as bytes.

local article, own = ARGV[1], ARGV[2]
local epoch, retained, positions, shards, skus, units, times, names, days, feed, rejects, totals, setting =
  unpack(cmsgpack.unpack(ARGV[3]))
local call, sub, byte = redis.call, string.sub, string.byte
local pack, unpack_bytes, floor, min = struct.pack, struct.unpack, math.floor, math.min
local state = KEYS[1]

-- A Lua call takes at most about 8,000 values from unpack(), less what is on the stack already.
local MANY, PAIRS = 6000, 3000

-- Header of a day's record: orders, units, unique items, revenue, returns; then 24 hours of
-- orders, revenue, returns; then 1,440 minutes of orders, revenue; 8 bytes each (see day.rs).
local HEADER = 40

local stored = call('HMGET', state, 'adopted', 'epoch', 'days', 'top', 'fill')
local stored_epoch, stored_days = stored[2] or '0', stored[3] or ''

---------------------------------------------------------------------------------- compare

if not stored[1] then
  for _, key in ipairs({ 'orders:items:popular', 'orders:items:latest', 'sales:revenue:days' }) do
    if call('EXISTS', article .. key) == 1 then
      return { 2 }
    end
  end
end

-- The article's keys may have been touched by anybody. A command that fails in the middle of a
-- script leaves the commands before it applied, so types are looked at first.
local function check(key, wanted)
  local found = call('TYPE', article .. key).ok
  return found == wanted or found == 'none' or error('LIVETILL wrong type of ' .. article .. key)
end
if #skus > 0 then
  check('orders:items:popular', 'zset')
  check('orders:items:latest', 'list')
end
if #days > 0 then
  check('sales:revenue:days', 'zset')
end
for _, day in ipairs(days) do
  local name, sums = day[1], day[4]
  check('orders:' .. name, 'string')
  check('orders:items:' .. name, 'set')
  check('sales:revenue:' .. name, 'hash')
  -- BITFIELD would wrap round. Two sums of less than half the range cannot.
  local header = call('GETRANGE', own .. 'day:' .. name, 24, 39)
  if #header == 16 then
    local revenue, returns = unpack_bytes('>i8i8', header)
    if revenue > 4e18 or returns > 4e18 or sums[1] > 4e18 or sums[2] > 4e18 then
      error('LIVETILL the revenue of ' .. name .. ' exceeds 64 bits')
    end
  end
end

-- Entries of days that were dropped are forgotten at once; a sweep frees their memory later.
local kept
local function is_kept(record)
  if not kept then
    kept = {}
    for number in string.gmatch(stored_days, '(%-?%d+)=') do
      kept[tonumber(number)] = true
    end
  end
  local a, b, c, d, e = byte(record, 1, 5)
  local at = (((a * 256 + b) * 256 + c) * 256 + d) * 256 + e
  return kept[floor(at / 86400) - 4194304]
end

local conflict_entries, conflict_positions = {}, {}
for _, shard in ipairs(shards) do
  local key, ids, versions = own .. 'ledger:' .. shard[1], shard[2], shard[3]
  for first = 1, #ids, MANY do
    local last = min(first + MANY - 1, #ids)
    local found = call('HMGET', key, unpack(ids, first, last))
    for index = 1, last - first + 1 do
      local record = found[index]
      if record or versions then
        if record and not is_kept(record) then
          record = false
        end
        local version = versions and versions[first + index - 1] or ''
        local same
        if version == '' then
          same = not record
        else
          same = record and sub(record, 6, 5 + #version) == version
        end
        if not same then
          conflict_entries[#conflict_entries + 1] = ids[first + index - 1]
          conflict_entries[#conflict_entries + 1] = record
        end
      end
    end
  end
end
for index = 1, #positions, 4 do
  local source, known, position = positions[index], positions[index + 1], positions[index + 2]
  local found = call('HGET', own .. 'positions', source)
  if (known == 1) ~= (found ~= false) or (found and found ~= position) then
    conflict_positions[#conflict_positions + 1] = source
    conflict_positions[#conflict_positions + 1] = found
  end
end
local same_epoch = stored_epoch == epoch
if not same_epoch or #conflict_entries > 0 or #conflict_positions > 0 then
  return { 1, not same_epoch and stored_epoch, stored_days, conflict_positions, conflict_entries }
end

------------------------------------------------------------------------------------ apply

if not stored[1] then
  call('HSET', state, 'adopted', 1)
end

for _, shard in ipairs(shards) do
  local key, ids, records = own .. 'ledger:' .. shard[1], shard[2], shard[4]
  for first = 1, #ids, PAIRS do
    local values, count = {}, 0
    for index = first, min(first + PAIRS - 1, #ids) do
      values[count + 1], values[count + 2] = ids[index], records[index]
      count = count + 2
    end
    call('HSET', key, unpack(values, 1, count))
  end
end

-- Calls a command with a list of any length, in whole pairs.
local function call_with(command, key, values, count)
  for first = 1, count, MANY do
    call(command, key, unpack(values, first, min(first + MANY - 1, count)))
  end
end

-- The sorted set of a leaderboard holds every item of at least `threshold` units. Once it is too
-- long it is cut at a whole number of units, and the threshold rises to just above the cut.
local thin = {}
local function rank(key, suffix, threshold, fill, sets, set_count, gone, gone_count, sizes)
  call_with('ZADD', key, sets, set_count)
  call_with('ZREM', key, gone, gone_count)
  local longest, wanted, shortest = sizes[1], sizes[2], sizes[3]
  local length = call('ZCARD', key)
  if length > longest and not fill then
    local cut = tonumber(call('ZRANGE', key, length - wanted - 1, length - wanted - 1, 'WITHSCORES')[2])
    -- Where very many tie at the cut, they all stay rather than too few.
    if call('ZCOUNT', key, '(' .. cut, '+inf') < shortest then
      cut = cut - 1
    end
    if cut >= threshold then
      call('ZREMRANGEBYSCORE', key, '-inf', cut)
      call('HSET', state, 'top' .. suffix, cut + 1)
    end
  elseif threshold > 1 and (fill or length < shortest) then
    if fill and call('ZCOUNT', key, threshold, '+inf') >= shortest then
      return
    end
    thin[#thin + 1] = suffix
  end
end

-- Whether text `a` stands behind `b` by its bytes. Lua's own comparison follows the locale.
local function stands_behind(a, b)
  for index = 1, min(#a, #b) do
    local left, right = byte(a, index), byte(b, index)
    if left ~= right then
      return left > right
    end
  end
  return #a > #b
end

if #skus > 0 then
  local key = own .. 'items'
  local threshold, fill = tonumber(stored[4] or 1), stored[5]
  -- While a refill looks for items, those that come in meanwhile are taken by its lower mark.
  local mark = fill and tonumber(string.match(fill, '^%d+')) or threshold
  local sets, set_count, gone, gone_count, more = {}, 0, {}, 0, 0
  for first = 1, #skus, PAIRS do
    local last = min(first + PAIRS - 1, #skus)
    local found = call('HMGET', key, unpack(skus, first, last))
    local values, count = {}, 0
    for index = first, last do
      local sku, delta, value = skus[index], units[index], found[index - first + 1]
      local time = times and times[index] or -1
      if delta ~= 0 or time >= 0 then
        local before, known_time, name = 0, 0, ''
        if value then
          before, known_time = unpack_bytes('>i7I6', value)
        end
        if time >= 0 and (time > known_time or not value
            or (time == known_time and stands_behind(names[index], sub(value, 14)))) then
          known_time, name = time, names[index]
        elseif value then
          name = sub(value, 14)
        end
        local after = before + delta
        values[count + 1], values[count + 2] = sku, pack('>i7I6c0', after, known_time, name)
        count = count + 2
        if delta ~= 0 then
          if after >= mark and after > 0 then
            sets[set_count + 1], sets[set_count + 2] = after, sku
            set_count = set_count + 2
          elseif before >= mark and before > 0 then
            gone_count = gone_count + 1
            gone[gone_count] = sku
          end
          if after > 0 and before <= 0 then
            more = more + 1
          elseif before > 0 and after <= 0 then
            more = more - 1
          end
        end
      end
    end
    if count > 0 then
      call('HSET', key, unpack(values, 1, count))
    end
  end
  if more ~= 0 then
    call('HINCRBY', state, 'items', more)
  end
  if set_count + gone_count > 0 then
    rank(article .. 'orders:items:popular', '', threshold, fill, sets, set_count, gone, gone_count,
      setting.top)
  end
end

-- A signed 64-bit number of minor units, 8 bytes, as decimal digits: in two steps, each of them
-- within the 53 bits of a double.
local function digits_of(bytes)
  local high, low = unpack_bytes('>i4I4', bytes)
  local sign = ''
  if high < 0 then
    sign, high, low = '-', -high - 1, 4294967296 - low
    if low == 4294967296 then
      high, low = high + 1, 0
    end
  end
  local upper = floor(high / 1000000)
  local rest = (high - upper * 1000000) * 4294967296 + low
  local carried = floor(rest / 1000000)
  local front, back = upper * 4294967296 + carried, rest - carried * 1000000
  if front == 0 then
    return sign, string.format('%.0f', back)
  end
  return sign, string.format('%.0f%06.0f', front, back)
end

local function decimal_of(bytes)
  local sign, digits = digits_of(bytes)
  local exponent = setting.exponent
  if exponent == 0 then
    return sign .. digits
  end
  digits = string.rep('0', exponent + 1 - #digits) .. digits
  return sign .. sub(digits, 1, -exponent - 1) .. '.' .. sub(digits, -exponent)
end

for _, day in ipairs(days) do
  local name, stays, steps, hours, slots, counts = day[1], day[3], day[5], day[6], day[7], day[8]
  local key, items_key = own .. 'day:' .. name, own .. 'units:' .. name
  if call('EXISTS', key) == 0 then
    -- A day that was dropped and is kept again goes on from its totals.
    local totals = call('HGET', own .. 'totals', name)
    if totals then
      call('SET', key, totals)
    end
  end
  call_with('BITFIELD', key, steps, #steps)

  local set_of_items, sold, unsold, sold_count, unsold_count = article .. 'orders:items:' .. name, {}, {}, 0, 0
  local marks = call('HMGET', state, 'top:' .. name, 'fill:' .. name, 'foreign:' .. name)
  local threshold, fill = tonumber(marks[1] or 1), marks[2]
  local mark = fill and tonumber(string.match(fill, '^%d+')) or threshold
  local sets, set_count, gone, gone_count = {}, 0, {}, 0
  for first = 1, #counts, PAIRS do
    local last = min(first + PAIRS - 1, #counts)
    local fields = {}
    for index = first, last do
      fields[index - first + 1] = skus[slots[index]]
    end
    local found = call('HMGET', items_key, unpack(fields))
    local values, count, ended, ended_count = {}, 0, {}, 0
    for index = first, last do
      local delta, sku = counts[index], fields[index - first + 1]
      if delta ~= 0 then
        local before = (found[index - first + 1] or 0) + 0
        local after = before + delta
        if after > 0 then
          values[count + 1], values[count + 2] = sku, after
          count = count + 2
          if before <= 0 then
            sold_count = sold_count + 1
            sold[sold_count] = sku
          end
          if after >= mark then
            sets[set_count + 1], sets[set_count + 2] = after, sku
            set_count = set_count + 2
          elseif before >= mark and before > 0 then
            gone_count = gone_count + 1
            gone[gone_count] = sku
          end
        else
          ended_count = ended_count + 1
          ended[ended_count] = sku
          -- Items that the original design had counted on this day stay in its set.
          if before > 0 and not (marks[3] and call('SISMEMBER', own .. 'foreign:' .. name, sku) == 1) then
            unsold_count = unsold_count + 1
            unsold[unsold_count] = sku
          end
          if before >= mark and before > 0 then
            gone_count = gone_count + 1
            gone[gone_count] = sku
          end
        end
      end
    end
    if count > 0 then
      call('HSET', items_key, unpack(values, 1, count))
    end
    if ended_count > 0 then
      call('HDEL', items_key, unpack(ended, 1, ended_count))
    end
  end
  if set_count + gone_count > 0 then
    rank(own .. 'top:' .. name, ':' .. name, threshold, fill, sets, set_count, gone, gone_count,
      setting.day_top)
  end

  local unique = 0
  for first = 1, sold_count, MANY do
    unique = unique + call('SADD', set_of_items, unpack(sold, first, min(first + MANY - 1, sold_count)))
  end
  for first = 1, unsold_count, MANY do
    unique = unique - call('SREM', set_of_items, unpack(unsold, first, min(first + MANY - 1, unsold_count)))
  end
  if unique ~= 0 then
    call('BITFIELD', key, 'INCRBY', 'i64', '#2', unique)
  end

  if stays == 1 then
    local orders = unpack_bytes('>i8', call('GETRANGE', key, 0, 7))
    call('SET', article .. 'orders:' .. name, string.format('%.0f', orders), 'EX', setting.ttl)
    call('EXPIRE', set_of_items, setting.ttl)
    call('ZADD', article .. 'sales:revenue:days', 0, name)
    if #hours > 0 then
      local values = {}
      for _, hour in ipairs(hours) do
        local start = HEADER + hour * 24 + 8
        values[#values + 1] = hour
        values[#values + 1] = decimal_of(call('GETRANGE', key, start, start + 7))
      end
      call('HSET', article .. 'sales:revenue:' .. name, unpack(values))
      call('EXPIRE', article .. 'sales:revenue:' .. name, setting.ttl)
    end
  end
end

-- A day that leaves keeps its totals and gives everything else back.
local dropped = 0
local function drop_day(name)
  dropped = dropped + 1
  local key = own .. 'day:' .. name
  local header = call('GETRANGE', key, 0, HEADER - 1)
  if #header > 0 then
    call('HSET', own .. 'totals', name, header .. string.rep('\0', HEADER - #header))
  end
  call('UNLINK', key, own .. 'units:' .. name, own .. 'top:' .. name, own .. 'foreign:' .. name,
    article .. 'orders:' .. name, article .. 'orders:items:' .. name, article .. 'sales:revenue:' .. name)
  call('HDEL', state, 'top:' .. name, 'fill:' .. name, 'foreign:' .. name)
  call('ZREM', article .. 'sales:revenue:days', name)
end

-- Days that came and went within this commit.
for _, day in ipairs(days) do
  if day[3] == 0 then
    drop_day(day[1])
  end
end
if retained then
  local stays = {}
  for name in string.gmatch(retained[2], '=(%d+)') do
    stays[name] = true
  end
  for name in string.gmatch(stored_days, '=(%d+)') do
    if not stays[name] then
      drop_day(name)
    end
  end
  call('HSET', state, 'epoch', retained[1], 'days', retained[2])
  -- Names of days compare as numbers: 20180311. Totals older than this one go.
  for _, name in ipairs(call('HKEYS', own .. 'totals')) do
    if tonumber(name) < retained[3] then
      call('HDEL', own .. 'totals', name)
    end
  end
end

if #feed > 0 then
  local items, lines = {}, {}
  for index = 1, #feed, 2 do
    items[#items + 1] = skus[feed[index]]
    lines[#lines + 1] = feed[index + 1]
  end
  call('LPUSH', article .. 'orders:items:latest', unpack(items))
  call('LTRIM', article .. 'orders:items:latest', 0, setting.latest - 1)
  call('LPUSH', own .. 'latest', unpack(lines))
  call('LTRIM', own .. 'latest', 0, setting.latest - 1)
end

for index = 1, #positions, 4 do
  call('HSET', own .. 'positions', positions[index], positions[index + 3])
end

if #rejects > 0 then
  local order, bodies, counts = own .. 'rejects:order', own .. 'rejects', own .. 'rejects:counts'
  for index = 1, #rejects, 2 do
    local number = call('HINCRBY', state, 'rejects', 1)
    -- The reason stands beside the number, so that old ones leave without being read.
    call('ZADD', order, number, number .. ':' .. rejects[index])
    call('HSET', bodies, number, rejects[index + 1])
    call('HINCRBY', counts, rejects[index], 1)
  end
  local surplus = call('ZCARD', order) - setting.rejects
  if surplus > 0 then
    for _, member in ipairs(call('ZRANGE', order, 0, surplus - 1)) do
      local number, reason = string.match(member, '^(%d+):(.*)$')
      call('HDEL', bodies, number)
      if call('HINCRBY', counts, reason, -1) <= 0 then
        call('HDEL', counts, reason)
      end
    end
    call('ZREMRANGEBYRANK', order, 0, surplus - 1)
  end
end

-- A copy from another store brings the totals of days that are gone.
for index = 1, #totals, 2 do
  call('HSET', own .. 'totals', totals[index], totals[index + 1])
end

local commits = call('HINCRBY', state, 'commits', 1)
call('PUBLISH', article .. 'orders:', commits)
call('PUBLISH', article .. 'sales:', commits)
return { 0, commits, thin, dropped }
