-- Takes items into the catalogue whole, as adopting and upgrading do: {sku, units, time, name, …}. What a number is
-- set to is absolute, so that doing it twice does it once. `token` names the dictionary's new state.

local function take_items(own, state, items, token)
  expect(state, 'hash')
  expect(own .. 'catalogue', 'hash')
  expect(own .. 'sold', 'hash')
  expect(own .. 'named', 'hash')
  local pages, added = { sold = {}, named = {} }, 0
  local function set(key, number, value)
    local name = string.format('%.0f', floor(number / PAGE))
    local page = pages[key][name] or page_of(call('HGET', own .. key, name), own .. key, name)
    pages[key][name] = with_number(page, number % PAGE + 1, value)
  end
  local stored = call('HGET', state, 'numbers')
  expect_number(state, 'numbers', stored)
  local count = tonumber(stored or 0)
  local values = {}
  for index = 1, #items, 4 do
    local sku = items[index]
    local known = call('HGET', own .. 'catalogue', sku)
    local number = known and unpack_bytes(ONE, known) or count + added
    if not known then
      added = added + 1
    end
    set('sold', number, items[index + 1])
    if items[index + 2] > 0 then
      set('named', number, items[index + 2])
    end
    values[#values + 1] = sku
    values[#values + 1] = pack(ONE, number) .. items[index + 3]
  end
  call_with('HSET', own .. 'catalogue', values)
  for key, changed in pairs(pages) do
    local fields = {}
    for name, page in pairs(changed) do
      fields[#fields + 1], fields[#fields + 2] = name, page
    end
    call_with('HSET', own .. key, fields)
  end
  if #items > 0 then
    call('HSET', state, 'dictionary', token, 'numbers', string.format('%.0f', count + added))
  end
end

