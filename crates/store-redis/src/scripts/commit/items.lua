-- Items: numbers of new ones, names, units.

-- An item's SKU, by its slot in the commit.
local function sku_of(slot)
  return sub(items.skus, (items.ends[slot - 1] or 0) + 1, items.ends[slot])
end

-- The sorted set of a leaderboard holds every item of at least `threshold` units. Once it is too
-- long it is cut at a whole number of units, and the threshold rises to just above the cut.
local thin = {}
local function rank(key, suffix, threshold, fill, sets, gone, sizes)
  if #sets + #gone == 0 then
    return
  end
  call_with('ZADD', key, sets)
  call_with('ZREM', key, gone)
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

-- Counts units of a leaderboard, all-time or of a day, and answers the SKUs that have units now and had none before,
-- and the other way round.
local function count_units(suffix, units, key, top, fill, sizes)
  local threshold = tonumber(top or 1)
  -- While a refill looks for items, those that come in meanwhile are taken by its lower mark.
  local mark = fill and tonumber(string.match(fill, '^%d+')) or threshold
  local sets, set_count, gone, risen, fallen = {}, 0, {}, {}, {}
  change_pages(own .. 'sold' .. suffix, units, function(before, delta, slot)
    local after = before + delta
    if after >= mark then
      sets[set_count + 1], sets[set_count + 2] = after, sku_of(slot)
      set_count = set_count + 2
    elseif before >= mark then
      gone[#gone + 1] = sku_of(slot)
    end
    if before <= 0 then
      if after > 0 then
        risen[#risen + 1] = sku_of(slot)
      end
    elseif after <= 0 then
      fallen[#fallen + 1] = sku_of(slot)
    end
    return after
  end)
  if #risen ~= #fallen then
    call('HINCRBY', state, 'items' .. suffix, #risen - #fallen)
  end
  rank(key, suffix, threshold, fill, sets, gone, sizes)
  return risen, fallen
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

local named = {}
if items then
  local catalogue = own .. 'catalogue'
  if items.next then
    call('HSET', state, 'dictionary', items.next, 'numbers', items.next_numbers)
  end
  if #items.new > 0 then
    local values = {}
    for index = 1, #items.new, 2 do
      values[index], values[index + 1] = sku_of(items.new[index]), items.new[index + 1]
    end
    call_with('HSET', catalogue, values)
  end
  if items.named then
    -- The newest name stays: the greatest (time, name). Most are the name that is stored, of which
    -- only the time moves; `renamed` holds the values, number and name, of those that may be another.
    local renamed, values = items.renamed, {}
    change_pages(own .. 'named', items.named, function(known, time, slot)
      local value = renamed and renamed[slot]
      if value and time >= known then
        local sku = sku_of(slot)
        local before = time == known and call('HGET', catalogue, sku)
        if not before or before == value or stands_behind(sub(value, 8), sub(before, 8)) then
          values[#values + 1], values[#values + 2] = sku, value
          named[#named + 1] = slot
        end
      end
      return time > known and time or known
    end)
    call_with('HSET', catalogue, values)
  end
  if items.units then
    count_units('', items.units, article .. 'orders:items:popular', stored[4], stored[5], setting.top)
  end
end

