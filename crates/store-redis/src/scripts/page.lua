-- Pages of numbers: what is known of items by their number. A hash holds them, field = page. A page
-- is 64 signed numbers of equal width, so item 0 stands first on page 0. Whoever changes many items of a page unpacks
-- all of it: that costs a tenth of a field an item, and no string an item.
--
-- Up to format 5 a number has 7 bytes. From format 6 on a page is as wide as its widest number needs; the page's length
-- says which, and one of 7 bytes is made narrower when it is written next.

local PAGE, WIDTH = 64, 7
-- A number of the catalogue, and of the widest page.
local ONE = '>i7'
local NUMBER = { '>i1', '>i2', '>i3', '>i4', '>i5', '>i6', ONE }
-- The least positive number that is too wide.
local BOUND = { 128, 32768, 8388608, 2147483648, 549755813888, 140737488355328 }
-- Fewer changes than this are quicker made one by one.
local FEW = 5
-- Whether pages are written as narrow as they can be: what the store's format says.
local narrow = false

-- How wide the numbers of a page are.
local function width_of(page)
  return #page / PAGE
end

-- The widest takes all: whoever counts beyond it is refused before anything is written.
local function fits(number, width)
  return width == WIDTH or number < BOUND[width] and number >= -BOUND[width]
end

-- The format of a page by its width, once it was needed: making it costs as much as reading ten numbers.
local formats = {}

local function all_of(width)
  local format = formats[width] or '>' .. string.rep('i' .. width, PAGE)
  formats[width] = format
  return format
end

-- One number, of a page that may not be there; places are counted from 1.
local function number_at(page, place)
  if not page then
    return 0
  end
  local width = width_of(page)
  return (unpack_bytes(NUMBER[width], page, (place - 1) * width + 1))
end

-- A page of these numbers, at least so wide.
local function pack_page(numbers, width)
  for place = 1, PAGE do
    while not fits(numbers[place], width) do
      width = width + 1
    end
  end
  return pack(all_of(width), unpack(numbers, 1, PAGE))
end

-- The page with another number in a place.
local function with_number(page, place, number)
  local width = width_of(page)
  if fits(number, width) and not (narrow and width == WIDTH) then
    local start = (place - 1) * width
    return sub(page, 1, start) .. pack(NUMBER[width], number) .. sub(page, start + width + 1)
  end
  local numbers = { unpack_bytes(all_of(width), page) }
  numbers[place] = number
  return pack_page(numbers, narrow and 1 or WIDTH)
end
