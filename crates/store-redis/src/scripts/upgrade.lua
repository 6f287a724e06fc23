-- Turns a store of format 1 into one of format 2, a stretch at a time. What is still to be turned stands under
-- `upgrade:` and leaves it in the same step, so that it may break off and go on anywhere, and be done by two
-- servers at once. Whoever opens the shop does it before anything else; commits are refused meanwhile.
--
-- KEYS[1] state; ARGV[1] own prefix, ARGV[2] step:
--   'begin' SHARDS: puts everything old aside. Text stands in the place of the old ledger: servers of
--     the old version, which would not find the orders there, fail to commit instead of counting them again.
--   'items' TOKEN CURSOR COUNT: a stretch of the catalogue; answers the next cursor and how many are left.
--   'day' NAME CURSOR COUNT: the same of a day's units.
--   'orders' OLD-HASH COUNT FIELD…, then HASH FIELD BUCKET…: orders as the caller read them: the fields they
--     leave, and the buckets they go to.
--   'end': the shop has format 2.

local own, step, state = ARGV[1], ARGV[2], KEYS[1]
local format = call('HGET', state, 'format')

-- Stands in the place of each hash of the old ledger.
local BARRIER = 'livetill: this store has format 2; update this server'

-- What is put aside: hashes alone, so that a step that broke off half way does not put the barrier over the ledger
-- when it is done again.
local aside = {}
local function put_aside(name)
  local key = own .. name
  local found = call('TYPE', key).ok
  if found == 'hash' then
    aside[#aside + 1] = name
  elseif found ~= 'none' and not (found == 'string' and call('GET', key) == BARRIER) then
    refuse('wrong type of ' .. key .. ': it holds a ' .. found .. ' where a hash belongs')
  end
end

if step == 'begin' then
  if format ~= '1' then
    return 0
  end
  for shard = 0, ARGV[3] - 1 do
    put_aside('ledger:' .. shard)
  end
  put_aside('items')
  for name in string.gmatch(call('HGET', state, 'days') or '', '=(%d+)') do
    put_aside('units:' .. name)
  end
  if may and not may('RENAME', own .. 'items', own .. 'upgrade:items') then
    refuse('the user of this server may not RENAME the key ' .. own .. 'items')
  end
  expect(state, 'hash')
  for _, name in ipairs(aside) do
    call('RENAME', own .. name, own .. 'upgrade:' .. name)
  end
  for shard = 0, ARGV[3] - 1 do
    call('SET', own .. 'ledger:' .. shard, BARRIER)
  end
  call('HSET', state, 'format', '1>2')
  return 1
elseif format ~= '1>2' then
  -- Another server was faster.
  return { '0', 0 }
end
expect_right('HDEL', own .. 'upgrade:items')

if step == 'items' then
  local key = own .. 'upgrade:items'
  local scanned = call('HSCAN', key, ARGV[4], 'COUNT', ARGV[5])
  local found = scanned[2]
  local items, gone = {}, {}
  for index = 1, #found, 2 do
    local units, time = unpack_bytes('>i7I6', found[index + 1])
    local at = #items
    items[at + 1], items[at + 2], items[at + 3], items[at + 4] = found[index], units, time, sub(found[index + 1], 14)
    gone[#gone + 1] = found[index]
  end
  take_items(own, state, items, ARGV[3])
  call_with('HDEL', key, gone)
  return { scanned[1], call('HLEN', key) }
elseif step == 'day' then
  local name, key = ARGV[3], own .. 'upgrade:units:' .. ARGV[3]
  local scanned = call('HSCAN', key, ARGV[4], 'COUNT', ARGV[5])
  local found = scanned[2]
  local gone, sold, pages = {}, 0, {}
  expect(own .. 'sold:' .. name, 'hash')
  expect_number(state, 'items:' .. name, call('HGET', state, 'items:' .. name))
  for index = 1, #found, 2 do
    local sku, units = found[index], tonumber(found[index + 1])
    -- What a day has sold is in the catalogue, and was moved before.
    local known = call('HGET', own .. 'catalogue', sku)
    local number = known and unpack_bytes(ONE, known) or refuse('the key ' .. own .. 'catalogue lacks an item of ' .. name)
    local place = string.format('%.0f', floor(number / PAGE))
    local page = pages[place] or page_of(call('HGET', own .. 'sold:' .. name, place), own .. 'sold:' .. name, place)
    pages[place] = with_number(page, number % PAGE + 1, units)
    gone[#gone + 1] = sku
    sold = units > 0 and sold + 1 or sold
  end
  for place, page in pairs(pages) do
    call('HSET', own .. 'sold:' .. name, place, page)
  end
  call('HINCRBY', state, 'items:' .. name, sold)
  call_with('HDEL', key, gone)
  return { scanned[1], call('HLEN', key) }
elseif step == 'orders' then
  local count, gone = tonumber(ARGV[4]), {}
  for index = 5, 4 + count do
    gone[#gone + 1] = ARGV[index]
  end
  for index = 5 + count, #ARGV, 3 do
    expect(own .. ARGV[index], 'hash')
  end
  for index = 5 + count, #ARGV, 3 do
    local hash, field, bucket = own .. ARGV[index], ARGV[index + 1], ARGV[index + 2]
    local stored = call('HGET', hash, field)
    call('HSET', hash, field, stored and merge_buckets(stored, bucket) or bucket)
  end
  call_with('HDEL', own .. 'upgrade:' .. ARGV[3], gone)
  return { '0', 0 }
end
call('HSET', state, 'format', '2')
return 1
