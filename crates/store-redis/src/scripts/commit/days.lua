-- Days: totals, hours and minutes, and their items.

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

-- Sums up to here are doubles without loss.
local EXACT = 9007199254740992

-- A sum as a decimal: by the number, or where that may be inexact by the bytes that bytes_of() gives.
local function decimal_of(number, bytes_of)
  local sign, digits
  if number and number > -EXACT and number < EXACT then
    sign, digits = number < 0 and '-' or '', string.format('%.0f', math.abs(number))
  else
    sign, digits = digits_of(bytes_of())
  end
  if exponent == 0 then
    return sign .. digits
  end
  digits = string.rep('0', exponent + 1 - #digits) .. digits
  return sign .. sub(digits, 1, -exponent - 1) .. '.' .. sub(digits, -exponent)
end

-- What is kept of a dropped day (see totals.rs): the front of its record, some numbers of each hour, and the sums of later
-- measures; nothing but the first where the others are empty.

-- A number without the zeros in front, which may leave nothing of it.
local function significant(number)
  return sub(number, find(number, '[^%z]') or #number + 1)
end

local function totals_of(key)
  local front = call('GETRANGE', key, '0', HOURS_LAST)
  front = front .. string.rep('\0', HOURS_LAST + 1 - #front)
  local hours, last = {}, 0
  for start = FRONT + 1, HOURS_LAST, HOUR do
    local first, second = start + KEPT_OF_HOUR[1], start + KEPT_OF_HOUR[2]
    first, second = significant(sub(front, first, first + 7)), significant(sub(front, second, second + 7))
    hours[#hours + 1] = char(#first * 16 + #second) .. first .. second
    if #hours[#hours] > 1 then
      last = #hours
    end
  end
  hours = concat(hours, '', 1, last)
  local later = call('GETRANGE', key, LATER_FIRST, LATER_LAST)
  later = sub(later, 1, #later - #string.match(later, '%z*$'))
  front = sub(front, 1, FRONT)
  return hours .. later == '' and front or front .. pack('>I2', #hours) .. hours .. later
end

-- Makes a record that goes on from totals.
local function restore_totals(key, totals)
  call('SET', key, sub(totals, 1, FRONT))
  if #totals >= FRONT + 2 then
    local at, stop = FRONT + 3, FRONT + 2 + unpack_bytes('>I2', totals, FRONT + 1)
    local start = FRONT
    while at <= stop do
      local head = byte(totals, at)
      for index, length in ipairs({ floor(head / 16), head % 16 }) do
        if length > 0 then
          call('SETRANGE', key, start + KEPT_OF_HOUR[index] + 8 - length, sub(totals, at + 1, at + length))
          at = at + length
        end
      end
      at, start = at + 1, start + HOUR
    end
    local later = sub(totals, stop + 1)
    if later ~= '' then
      -- Without the zeros at its end: BITFIELD wants whole numbers.
      call('SETRANGE', key, LATER_FIRST, later .. string.rep('\0', -#later % 8))
    end
  end
end

-- What is kept of the slices of a dropped day, see slices.rs.
local function packed_slices(by)
  local parts = {}
  for first = 1, #by, SLICE_BYTES do
    local slice = sub(by, first, first + SLICE_BYTES - 1)
    if find(slice, '[^%z]') then
      local lengths, numbers = 0, ''
      for place = 1, SLICE_BYTES, 8 do
        local number, start = sub(slice, place, place + 7), 1
        while start < #number do
          local head, next = byte(number, start, start + 1)
          if not ((head == 0 and next < 128) or (head == 255 and next >= 128)) then
            break
          end
          start = start + 1
        end
        number = sub(number, start)
        if number == '\0' then
          number = ''
        end
        lengths, numbers = lengths * 16 + #number, numbers .. number
      end
      parts[#parts + 1] = pack('>I2I2', (first - 1) / SLICE_BYTES, lengths) .. numbers
    end
  end
  return concat(parts)
end

-- Makes a day's slices of it again.
local function restore_slices(key, packed)
  local at = 1
  while at + 3 <= #packed do
    local slice, lengths = unpack_bytes('>I2I2', packed, at)
    at = at + 4
    for place = 0, SLICE_BYTES / 8 - 1 do
      local length = floor(lengths / 16 ^ (SLICE_BYTES / 8 - 1 - place)) % 16
      if length > 0 then
        local number = sub(packed, at, at + length - 1)
        number = string.rep(byte(number) >= 128 and '\255' or '\0', 8 - length) .. number
        call('SETRANGE', key, slice * SLICE_BYTES + place * 8, number)
        at = at + length
      end
    end
  end
end

-- Adds, and answers what the numbers are then, by their places, where there are few of them.
local function add(key, steps)
  local sums = {}
  for first = 1, #steps, PAIRS do
    local operations, count = {}, 0
    for index = first, min(first + PAIRS - 1, #steps), 2 do
      operations[count + 1], operations[count + 2] = 'INCRBY', 'i64'
      operations[count + 3], operations[count + 4] = steps[index], steps[index + 1]
      count = count + 4
    end
    local answers = call('BITFIELD', key, unpack(operations, 1, count))
    if #steps <= FEW_STEPS then
      for index, sum in ipairs(answers) do
        sums[steps[2 * index - 1]] = sum
      end
    end
  end
  return sums
end

for _, day in ipairs(days) do
  local name, stays, steps, hours, slices = day[1], day[2], day[4], day[5], day[6]
  local key, suffix = own .. 'day:' .. name, ':' .. name
  if not has_record[name] then
    -- A day that was dropped and is kept again goes on from its totals.
    local totals = call('HGET', own .. 'totals', name)
    if totals then
      restore_totals(key, totals)
    end
    local packed = call('HGET', own .. 'totals:by', name)
    if packed then
      restore_slices(own .. 'by:' .. name, packed)
    end
  end
  if slices then
    add(own .. 'by:' .. name, slices[2])
  end

  local set_of_items, units = article .. 'orders:items:' .. name, units_of_days[name]
  if units then
    count_units(units)
    local risen, gone = units.risen, units.fallen
    if units.is_adopted then
      -- Items that the original design had counted on this day stay in its set.
      gone = {}
      for _, sku in ipairs(units.fallen) do
        if call('SISMEMBER', own .. 'foreign' .. suffix, sku) == 0 then
          gone[#gone + 1] = sku
        end
      end
    end
    local unique = call_with('SADD', set_of_items, risen) - call_with('SREM', set_of_items, gone)
    if unique ~= 0 then
      steps[#steps + 1], steps[#steps + 2] = UNIQUE_ITEMS, unique
    end
  end
  local sums = add(key, steps)

  for _, plan in ipairs(amounts_of_days[name] or {}) do
    write_pages(plan[1], plan[2])
  end

  if stays == 1 then
    local is_new = not has_keys[name]
    if #hours > 0 then
      local values = {}
      for index = 1, #hours, 2 do
        local start = hours[index + 1]
        values[index], values[index + 1] = hours[index], decimal_of(sums['#' .. start / 8], function()
          return call('GETRANGE', key, start, start + 7)
        end)
      end
      is_new = call('HSET', article .. 'sales:revenue:' .. name, unpack(values)) > 0 or is_new
    end
    local orders = sums[ORDERS] or unpack_bytes('>i8', call('GETRANGE', key, ORDERS_FIRST, ORDERS_LAST))
    orders = string.format('%.0f', orders)
    if is_new then
      -- Dated keys go by themselves so long after the last hour that had an order.
      call('SET', article .. 'orders:' .. name, orders, 'EX', ttl)
      call('EXPIRE', set_of_items, ttl)
      call('EXPIRE', article .. 'sales:revenue:' .. name, ttl)
    else
      call('SET', article .. 'orders:' .. name, orders, 'KEEPTTL')
    end
    call('ZADD', article .. 'sales:revenue:days', '0', name)
  end
end
call('HSET', state, unpack(counted))

-- A day that leaves keeps its totals and gives everything else back.
local dropped = 0
local function drop_day(name)
  dropped = dropped + 1
  local key, pages = own .. 'day:' .. name, { own .. 'sold:' .. name }
  for index, amounts in ipairs(AMOUNTS) do
    pages[index + 1] = own .. amounts .. ':' .. name
  end
  if call('EXISTS', key) == 1 then
    local totals = totals_of(key)
    if call('HEXISTS', state, 'foreign:' .. name) == 1 then
      -- Nor are those of its items.
      call('UNLINK', unpack(pages))
      -- The units are only those of the orders that came after the original design: they are not known.
      totals = sub(totals, 1, UNITS) .. string.rep('\0', 8) .. sub(totals, UNITS + 9)
    end
    call('HSET', own .. 'totals', name, totals)
  end
  local by = call('GET', own .. 'by:' .. name)
  if by then
    call('HSET', own .. 'totals:by', name, packed_slices(by))
  end
  -- The pages of its items wait to be packed.
  for _, page in ipairs(pages) do
    if call('EXISTS', page) == 1 then
      call('HSET', own .. 'leaving', name, 1)
      break
    end
  end
  call('UNLINK', key, own .. 'by:' .. name, own .. 'top:' .. name, own .. 'foreign:' .. name,
    article .. 'orders:' .. name, article .. 'orders:items:' .. name, article .. 'sales:revenue:' .. name)
  call('HDEL', state, 'top:' .. name, 'fill:' .. name, 'foreign:' .. name, 'items:' .. name)
  call('ZREM', article .. 'sales:revenue:days', name)
end

for _, name in ipairs(leaving) do
  drop_day(name)
end
if retained then
  call('HSET', state, 'epoch', retained[1], 'days', retained[2])
end

