-- What the commit makes of items, days and counters, before anything is written: whatever may be in the way is found
-- here, and then nothing is applied.

expect_number(state, 'commits', stored[10])
expect_rights(state, 'hash')
if not stored[1] then
  expect_right('HSETNX', state)
end
if may and not (may('PUBLISH', article .. 'orders:', '') and may('PUBLISH', article .. 'sales:', '')) then
  refuse('the user of this server may not PUBLISH on ' .. article .. 'orders: and ' .. article .. 'sales:')
end
for _, shard in ipairs(shards) do
  expect_rights(own .. 'entries:' .. shard[1], 'hash')
end
if #positions > 0 then
  expect_rights(own .. 'positions', 'hash')
end
local has_memos = #memos > 0 or stored[13]
if has_memos then
  expect(own .. 'memos', 'hash')
  expect(own .. 'memos:until', 'zset')
  expect_number(state, 'memo_bytes', stored[13])
  expect_right('HSTRLEN', own .. 'memos')
  expect_right('HDEL', own .. 'memos')
  expect_right('ZREM', own .. 'memos:until')
  expect_right('ZRANGE', own .. 'memos:until')
  expect_right('ZRANGEBYSCORE', own .. 'memos:until')
end
local shown, told = 0, 0
if #feed > 0 then
  shown, told = expect(article .. 'orders:items:latest', 'list'), expect(own .. 'latest', 'list')
end
local apart_bytes = 0
if #rejects > 0 then
  expect_number(state, 'rejects', stored[11])
  apart_bytes = expect_rejects(own, state)
end
if #days > 0 or retained then
  expect(article .. 'sales:revenue:days', 'zset')
end
if #totals > 0 or retained or not has_all_records then
  expect(own .. 'totals', 'hash')
  expect_right('HGET', own .. 'totals')
end
if #sliced > 0 or retained or not has_all_records then
  expect(own .. 'totals:by', 'hash')
end

-- Days that leave with this commit.
local leaving = {}
for _, day in ipairs(days) do
  if day[2] == 0 then
    -- It came and goes within this commit.
    leaving[#leaving + 1] = day[1]
  end
end
if retained then
  local stays = {}
  for name in string.gmatch(retained[2], '=(%d+)') do
    stays[name] = true
  end
  for name in string.gmatch(stored_days, '=(%d+)') do
    if not stays[name] then
      expect(own .. 'day:' .. name, 'string')
      leaving[#leaving + 1] = name
    end
  end
  expect_right('HDEL', state)
end
if #leaving > 0 then
  expect_right('ZREM', article .. 'sales:revenue:days')
end
for index = 1, #left, 2 do
  expect(own .. 'items:' .. left[index], 'string')
end
if #leaving > 0 then
  expect(own .. 'leaving', 'hash')
end
for _, name in ipairs(leaving) do
  expect_right('UNLINK', own .. 'day:' .. name)
  -- Its items are packed from there later, and must not be taken for none.
  read('hash', 'HLEN', own .. 'sold:' .. name)
  for _, amounts in ipairs(AMOUNTS) do
    read('hash', 'HLEN', own .. amounts .. ':' .. name)
  end
  expect_right('GETRANGE', own .. 'day:' .. name)
  expect(own .. 'by:' .. name, 'string')
  expect_right('GET', own .. 'by:' .. name)
end

-- An item's SKU, by its slot in the commit.
local function sku_of(slot)
  return sub(skus, (ends[slot - 1] or 0) + 1, ends[slot])
end

-- What becomes of the units of a leaderboard, all-time or of a day, whose threshold, lower mark and number of items
-- are stored so: its pages, what enters its sorted set and leaves it, the SKUs that have units now and had none before
-- (risen), and the other way round (fallen).
local function plan_units(suffix, units, set, top, fill, count, sizes)
  local key, length = own .. 'sold' .. suffix, expect(set, 'zset')
  expect_number(state, 'top' .. suffix, top)
  expect_number(state, 'items' .. suffix, count)
  local threshold = tonumber(top or 1)
  -- While a refill looks for items, those that come in meanwhile are taken by its lower mark.
  local mark = fill and tonumber(string.match(fill, '^%d+')) or threshold
  local sets, set_count, gone, risen, fallen = {}, 0, {}, {}, {}
  local pages = change_pages(key, units, function(before, delta, slot)
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
  if #gone > 0 then
    expect_right('ZREM', set)
  end
  if fill or length + set_count / 2 > sizes[1] then
    expect_right('ZCOUNT', set)
    expect_right('ZRANGE', set)
    expect_right('ZREMRANGEBYSCORE', set)
  end
  return { suffix = suffix, key = key, pages = pages, set = set, length = length, count = tonumber(count or 0), threshold = threshold,
    fill = fill, sizes = sizes, sets = sets, gone = gone, risen = risen, fallen = fallen }
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

-- Names, of which the newest stays: the greatest (time, name). Most are the name that is stored, of which
-- only the time moves; `renamed` holds the values, number and name, of those that may be another.
local named, named_values, named_pages, all_time = {}, {}, {}, nil
if items then
  local catalogue = own .. 'catalogue'
  if #new > 0 or renamed then
    expect(catalogue, 'hash')
  end
  if names then
    local values = named_values
    named_pages = change_pages(own .. 'named', names, function(known, time, slot)
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
  end
  if units_of_all then
    local set = article .. 'orders:items:popular'
    all_time = plan_units('', units_of_all, set, stored[4], stored[5], stored[9], TOP)
  end
end

-- Days whose dated keys are all there: only an hour's first order has them stay longer.
local units_of_days, has_keys = {}, {}
for index, day in ipairs(days) do
  local name, slices, units = day[1], day[6], day[7]
  expect_rights(own .. 'day:' .. name, 'string')
  if slices then
    expect(own .. 'by:' .. name, 'string')
  end
  if not has_record[name] then
    expect_right('SETRANGE', own .. 'day:' .. name)
  end
  local top, fill, is_adopted, count = unpack(stored, OF_DAYS + index * 4 - 3, OF_DAYS + index * 4)
  if not HAS_DAYS then
    top, fill, is_adopted, count = unpack(call('HMGET', state, 'top:' .. name, 'fill:' .. name, 'foreign:' .. name, 'items:' .. name))
  end
  local orders, items = expect(article .. 'orders:' .. name, 'string'), expect(article .. 'orders:items:' .. name, 'set')
  local hours = expect(article .. 'sales:revenue:' .. name, 'hash')
  has_keys[name] = orders > 0 and items > 0 and hours > 0 and not is_adopted
  if units == true then
    units = units_of_all -- all orders of the commit are of this day
  end
  if units then
    local suffix = ':' .. name
    local plan = plan_units(suffix, units, own .. 'top' .. suffix, top, fill, count, DAY_TOP)
    if is_adopted then
      expect(own .. 'foreign' .. suffix, 'set')
      expect_right('SISMEMBER', own .. 'foreign' .. suffix)
      plan.is_adopted = true
    end
    if #plan.fallen > 0 then
      expect_right('SREM', article .. 'orders:items' .. suffix)
    end
    units_of_days[name] = plan
  end
end

-- What items sold for and what came back of them, by day. Doubles hold each number up to ITEM_SUM.
local amounts_of_days, full_items = {}, {}
for _, day in ipairs(days) do
  local name, amounts, greatest = day[1], day[8], nil
  if amounts then
    local plans = {}
    for index, part in ipairs(amounts) do
      if part then
        local key = own .. AMOUNTS[index] .. ':' .. name
        local pages = change_pages(key, part, function(before, delta)
          local after = before + delta
          if math.abs(after) > ITEM_SUM and math.abs(after) > math.abs(before) then
            greatest = math.max(greatest or 0, math.abs(before))
          end
          return after
        end)
        plans[#plans + 1] = { key, pages }
      end
    end
    amounts_of_days[name] = plans
  end
  if greatest then
    full_items[#full_items + 1] = name
    full_items[#full_items + 1] = string.format('%.0f', greatest)
  end
end
if #full_items > 0 then
  return { 1, false, stored_days, {}, {}, {}, {}, full_items }
end

