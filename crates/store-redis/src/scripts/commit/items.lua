-- Items: numbers of new ones, names, units.

-- What the state counts, in one write: each costs the server and its replicas alike.
local commits = string.format('%.0f', tonumber(stored[10] or 0) + 1)
local counted = { 'commits', commits }
local function note(field, count)
  counted[#counted + 1], counted[#counted + 2] = field, string.format('%.0f', count)
end

-- The sorted set of a leaderboard holds every item of at least `threshold` units. Once it is too
-- long it is cut at a whole number of units, and the threshold rises to just above the cut.
local thin = {}
local function rank(key, suffix, length, threshold, fill, sets, gone, sizes)
  if #sets + #gone == 0 then
    return
  end
  length = length + call_with('ZADD', key, sets) - call_with('ZREM', key, gone)
  local longest, wanted, shortest = sizes[1], sizes[2], sizes[3]
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

-- Counts units as they were planned.
local function count_units(plan)
  write_pages(plan.key, plan.pages)
  if #plan.risen ~= #plan.fallen then
    note('items' .. plan.suffix, plan.count + #plan.risen - #plan.fallen)
  end
  rank(plan.set, plan.suffix, plan.length, plan.threshold, plan.fill, plan.sets, plan.gone, plan.sizes)
end

if items then
  local catalogue = own .. 'catalogue'
  if next_dictionary then
    counted = { 'commits', commits, 'dictionary', next_dictionary, 'numbers', next_numbers }
  end
  if #new > 0 then
    local values = {}
    for index = 1, #new, 2 do
      values[index], values[index + 1] = sku_of(new[index]), new[index + 1]
    end
    call_with('HSET', catalogue, values)
  end
  write_pages(own .. 'named', named_pages)
  call_with('HSET', catalogue, named_values)
  if all_time then
    count_units(all_time)
  end
end

