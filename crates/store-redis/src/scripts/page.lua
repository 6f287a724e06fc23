-- Pages of numbers: what is known of items by their number. A hash holds them, field = page. A page
-- is 64 signed numbers of 7 bytes, so item 0 stands first on page 0. Whoever changes many items of a page unpacks
-- all of it: that costs a tenth of a field an item, and no string an item.

local PAGE, WIDTH = 64, 7
local ONE, ALL = '>i7', '>' .. string.rep('i7', PAGE)
local EMPTY = string.rep('\0', PAGE * WIDTH)
-- Fewer changes than this are quicker made one by one.
local FEW = 5

-- One number, of a page that may not be there; places are counted from 1.
local function number_at(page, place)
  return page and unpack_bytes(ONE, page, (place - 1) * WIDTH + 1) or 0
end

-- A page as it is stored, or an empty one.
local function page_of(page, key, name)
  if page and #page ~= PAGE * WIDTH then
    refuse('the field ' .. name .. ' of the key ' .. key .. ' is no page of numbers')
  end
  return page or EMPTY
end

-- Changes numbers to what change(before, value, slot) says, and answers what is to be written then (see write_pages):
-- nothing is written yet, and whether it may be is looked at. `part` is five lists: the pages, how many numbers
-- change on each, then for each of these its place, a value, and its item's slot in the commit.
local function change_pages(key, part, change)
  local pages, sizes, places, values, slots = unpack(part)
  expect_rights(key, 'hash')
  local done, writes = 0, {}
  for first = 1, #pages, PAIRS do
    local last = min(first + PAIRS - 1, #pages)
    local found = read('hash', 'HMGET', key, unpack(pages, first, last))
    local changed = {}
    for index = first, last do
      local page, size = page_of(found[index - first + 1], key, pages[index]), sizes[index]
      if size < FEW then
        for item = done + 1, done + size do
          local start = (places[item] - 1) * WIDTH
          local after = change(unpack_bytes(ONE, page, start + 1), values[item], slots[item])
          page = sub(page, 1, start) .. pack(ONE, after) .. sub(page, start + WIDTH + 1)
        end
      else
        local numbers = { unpack_bytes(ALL, page) }
        for item = done + 1, done + size do
          local place = places[item]
          numbers[place] = change(numbers[place], values[item], slots[item])
        end
        page = pack(ALL, unpack(numbers, 1, PAGE))
      end
      done = done + size
      changed[#changed + 1] = pages[index]
      changed[#changed + 1] = page
    end
    writes[#writes + 1] = changed
  end
  return writes
end

local function write_pages(key, writes)
  for _, changed in ipairs(writes) do
    call('HSET', key, unpack(changed))
  end
end

