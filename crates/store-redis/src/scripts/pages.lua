-- Pages as they are read and written; how their numbers stand in them is in page.lua.

-- A page as it is stored, or an empty one.
local function page_of(page, key, name)
  if page and not NUMBER[width_of(page)] then
    refuse('the field ' .. name .. ' of the key ' .. key .. ' is no page of numbers')
  end
  return page or string.rep('\0', PAGE * (narrow and 1 or WIDTH))
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
          local place = places[item]
          page = with_number(page, place, change(number_at(page, place), values[item], slots[item]))
        end
      else
        local width = width_of(page)
        local numbers, packs_all = { unpack_bytes(all_of(width), page) }, narrow and width == WIDTH
        for item = done + 1, done + size do
          local place = places[item]
          local number = change(numbers[place], values[item], slots[item])
          numbers[place] = number
          -- Those that do not change fit already.
          while not fits(number, width) do
            width = width + 1
          end
        end
        page = packs_all and pack_page(numbers, 1) or pack(all_of(width), unpack(numbers, 1, PAGE))
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
