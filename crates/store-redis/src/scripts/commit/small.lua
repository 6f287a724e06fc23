-- The one write: compare what the commit expects with what is stored, then apply all of it or nothing.
--
-- KEYS[1] the shop's state: routes the call to the node of the shop's slot.
-- ARGV[1] prefix of the article's keys, ARGV[2] prefix of Livetill's own.
-- ARGV[3] the commit as one msgpack array (see commit/encode.rs): one argument decodes several times
--         faster than one argument a value, and most of its strings go straight into a command.
-- ARGV[4] a small commit once more, as a row of msgpack values (see commit/small.rs), or nothing.
--
-- Answers {0, commits, thin, dropped, named} when applied: thin names the leaderboards that need a refill,
-- dropped counts the days that left, named are the slots whose name is the newest;
-- {1, epoch, days, positions, buckets, full, memos, items} on conflict, where full has the days that it is too much for and the sums
-- of theirs that it would add to, and items the days of which an item's amounts would be too much, with the highest that is stored; {2} when the keys were filled by the original design and have to be adopted first; {3} when the
-- items' numbers are not those the commit was made with; {4} when they are, and the commit brings more new items than it may.
--
-- Lua's numbers are doubles. Versions never become numbers, they are compared as bytes. Money becomes one only in this
-- part, as far as doubles are exact; the others sum it by BITFIELD, which counts in 64 bits.

local article, own, state = ARGV[1], ARGV[2], KEYS[1]

-- A small, ordinary commit: a few new orders of one kept day that has a record already, of known items, as nearly all
-- are that shops send one at a time. It leaves the very keys that the parts below would leave, in two thirds of the time: most
-- of such a commit's time goes into lists of lists, steps through them and commands, so here there are few of these.
-- Whatever else the commit or the store has to it, nothing is written here, and the parts below begin from the start.
-- They also find again, and name, what is in the way.

do
  local try, format_number = redis.pcall, string.format
  -- 2^52. What the commit adds to a sum, less than 2^50, leaves it exact as a double up to here.
  local EXACT = 4503599627370496

  -- What becomes of runs of 64-bit numbers in a string. `runs` has of each its first byte, its last, the format of its
  -- numbers, and what to add to each of them. Appends the writes; answers whether they are possible.
  local function add_runs(writes, key, runs)
    local at = 1
    while runs[at] do
      local format = runs[at + 2]
      local bytes = try('GETRANGE', key, runs[at], runs[at + 1])
      if type(bytes) ~= 'string' then
        return false
      end
      -- Two letters of the format stand for eight bytes.
      local missing = 4 * (#format - 1) - #bytes
      if missing > 0 then
        bytes = bytes .. string.rep('\0', missing)
      end
      local sums = { unpack_bytes(format, bytes) }
      -- Behind them unpack says where it stopped.
      local count = #sums - 1
      for index = 1, count do
        local sum = sums[index]
        if sum > EXACT or sum < -EXACT then
          return false
        end
        sums[index] = sum + runs[at + 2 + index]
      end
      writes[#writes + 1] = { key, runs[at], format, sums }
      at = at + 3 + count
    end
    return true
  end

  -- What a commit answers, or nothing when it has written nothing.
  local function apply()
    local epoch, dictionary, numbers, measures, format, exponent, name, buckets, skus, pages, sizes, places, units, amounts, times, runs, slices,
      hours, shown_skus, shown_lines, position, memos = cmsgpack.unpack(ARGV[4])
    local dated = ':' .. name
    local stored = try('HMGET', state, 'adopted', 'epoch', 'dictionary', 'numbers', 'format', 'measures', 'commits', 'items', 'items' .. dated,
      'top', 'top' .. dated, 'memo_bytes', 'fill', 'fill' .. dated, 'foreign' .. dated)
    if stored.err or not stored[1] or stored[2] ~= epoch or stored[3] ~= dictionary or stored[4] ~= numbers or not NARROW_FORMATS[stored[5]]
      or tonumber(format) > tonumber(stored[5]) or stored[13] or stored[14] or stored[15] then
      return nil
    end
    local known, commits, count, count_of_day = stored[6] or '0', stored[7] or '0', stored[8] or '0', stored[9] or '0'
    local top, top_of_day, memo_bytes = stored[10] or '1', stored[11] or '1', stored[12] or '0'
    if find(known .. commits .. count .. count_of_day .. top .. top_of_day .. memo_bytes, '%D') then
      return nil
    end
    known, commits, count, count_of_day = tonumber(known), tonumber(commits), tonumber(count), tonumber(count_of_day)
    top, top_of_day, memo_bytes = tonumber(top), tonumber(top_of_day), tonumber(memo_bytes)
    -- An empty text is no number.
    if not (known and commits and count and count_of_day and top and top_of_day and memo_bytes) or commits > EXACT or count > EXACT or count_of_day > EXACT
      or top > EXACT or top_of_day > EXACT or known > KNOWN_MEASURES or measures > known then
      return nil
    end

    -- Unlike below, rights are asked for what is done here, not for what any commit does.
    local record, sliced, entries, held = own .. 'day' .. dated, own .. 'by' .. dated, own .. 'entries:', own .. 'positions'
    local sold, sold_of_day, earned, named = own .. 'sold', own .. 'sold' .. dated, own .. 'earned' .. dated, own .. 'named'
    local board, board_of_day = article .. 'orders:items:popular', own .. 'top' .. dated
    local feed, feed_lines = article .. 'orders:items:latest', own .. 'latest'
    local orders, items, revenue = article .. 'orders' .. dated, article .. 'orders:items' .. dated, article .. 'sales:revenue' .. dated
    local news_of_orders, news_of_sales = article .. 'orders:', article .. 'sales:'
    if may and not (may('HSET', state, '', '') and may('HSET', sold, '', '') and may('HSET', sold_of_day, '', '') and may('HSET', revenue, '', '')
      and (not amounts or may('HSET', earned, '', '')) and (not times or may('HSET', named, '', '')) and (not position or may('HSET', held, '', ''))
      and may('SETRANGE', record, '', '') and (not slices or may('SETRANGE', sliced, '', '')) and may('SET', orders, '') and may('SADD', items, '')
      and may('ZADD', board, '', '') and may('ZADD', board_of_day, '', '') and may('LPUSH', feed, '') and may('LTRIM', feed, '', '')
      and may('LPUSH', feed_lines, '') and may('LTRIM', feed_lines, '', '') and may('PUBLISH', news_of_orders, '')
      and may('PUBLISH', news_of_sales, '')) then
      return nil
    end

    -- The ledger: no entry may be known, so that a bucket is joined with what is stored already.
    for at = 1, #buckets, 3 do
      local key, bucket = entries .. buckets[at], buckets[at + 2]
      local found = try('HGET', key, buckets[at + 1])
      if may and not may('HSET', key, '', '') then
        return nil
      end
      if found then
        if type(found) ~= 'string' then
          return nil
        end
        local last, last_new = byte(found) + 2, byte(bucket) + 2
        local slots = sub(found, 2, last)
        for slot = 2, last_new do
          if find(slots, sub(bucket, slot, slot), 1, true) then
            return nil
          end
        end
        buckets[at + 2] = char(last + last_new - 3) .. slots .. sub(bucket, 2, last_new) .. sub(found, last + 1) .. sub(bucket, last_new + 1)
      end
      buckets[at] = key
    end
    if position then
      local found = try('HGET', held, position[1])
      if (found ~= false) ~= (position[2] == 1) or found and found ~= position[3] then
        return nil
      end
    end

    -- Memos, unless some of them have to leave.
    local texts, untils = own .. 'memos', own .. 'memos:until'
    if memos or stored[12] then
      local days = try('HGET', state, 'days')
      local dropped = type(days) == 'string' and (string.match(days, '(%-?%d+)<') or '-inf')
      local over = dropped and try('ZRANGEBYSCORE', untils, '-inf', dropped, 'LIMIT', '0', '1')
      if not over or over.err or over[1] or may and not (may('HSET', texts, '', '') and may('ZADD', untils, '', '')) then
        return nil
      end
      if not memos and type(try('HGET', texts, '')) == 'table' then
        return nil
      end
      for at = 1, memos and #memos or 0, 5 do
        local found = try('HGET', texts, memos[at])
        if (found ~= false) ~= (memos[at + 1] == 1) or found and found ~= memos[at + 2] then
          return nil
        end
        memo_bytes = memo_bytes + #memos[at + 3] - #memos[at + 2] + (found and 0 or #memos[at])
      end
      if memo_bytes > MAX_MEMO_BYTES then
        return nil
      end
    end

    -- The day's record begins with its orders, units and unique items.
    local writes = {}
    if not add_runs(writes, record, runs) or slices and not add_runs(writes, sliced, slices) then
      return nil
    end
    local front = writes[1][4]
    -- A day without orders may have no record, and dated keys that are missing have to expire.
    local shown, told, length, length_of_day = try('LLEN', feed), try('LLEN', feed_lines), try('ZCARD', board), try('ZCARD', board_of_day)
    local has_orders, has_items, has_hours = try('STRLEN', orders), try('SCARD', items), try('HLEN', revenue)
    if front[1] <= runs[4] or type(shown) ~= 'number' or type(told) ~= 'number' or type(length) ~= 'number' or type(length_of_day) ~= 'number'
      or type(has_orders) ~= 'number' or type(has_items) ~= 'number' or type(has_hours) ~= 'number' or has_orders == 0 or has_items == 0
      or has_hours == 0 or try('ZSCORE', article .. 'sales:revenue:days', name) ~= '0' then
      return nil
    end
    -- Nor may a leaderboard need a cut or a refill.
    if length + #skus > TOP[1] or length_of_day + #skus > DAY_TOP[1] or top > 1 and length < TOP[3] or top_of_day > 1 and length_of_day < DAY_TOP[3] then
      return nil
    end

    local of_all, of_day = try('HMGET', sold, unpack(pages)), try('HMGET', sold_of_day, unpack(pages))
    local of_amounts, of_times = amounts and try('HMGET', earned, unpack(pages)), times and try('HMGET', named, unpack(pages))
    if of_all.err or of_day.err or amounts and of_amounts.err or times and of_times.err then
      return nil
    end
    local new_all, new_day, new_amounts, new_times = {}, {}, {}, {}
    local sets, sets_of_day, risen, risen_of_day = {}, {}, 0, {}
    local item, empty = 0, string.rep('\0', PAGE)
    narrow = true
    for index = 1, #pages do
      local page, size, all, day = pages[index], sizes[index], of_all[index] or empty, of_day[index] or empty
      local amount, time = amounts and (of_amounts[index] or empty), times and (of_times[index] or empty)
      if not NUMBER[width_of(all)] or not NUMBER[width_of(day)] or amount and not NUMBER[width_of(amount)] or time and not NUMBER[width_of(time)] then
        return nil
      end
      local is_earning, is_naming = false, false
      for _ = 1, size do
        item = item + 1
        local place, value, sku = places[item], units[item], skus[item]
        local before, before_of_day = number_at(all, place), number_at(day, place)
        local after, after_of_day = before + value, before_of_day + value
        all, day = with_number(all, place, after), with_number(day, place, after_of_day)
        if after <= 0 or after_of_day <= 0 then
          return nil
        end
        if after >= top then
          sets[#sets + 1] = after
          sets[#sets + 1] = sku
        end
        if after_of_day >= top_of_day then
          sets_of_day[#sets_of_day + 1] = after_of_day
          sets_of_day[#sets_of_day + 1] = sku
        end
        if before <= 0 then
          risen = risen + 1
        end
        if before_of_day <= 0 then
          risen_of_day[#risen_of_day + 1] = sku
        end
        if amount and amounts[item] > 0 then
          after, is_earning = number_at(amount, place) + amounts[item], true
          if after > ITEM_SUM then
            return nil
          end
          amount = with_number(amount, place, after)
        end
        if time and times[item] >= 0 then
          is_naming = true
          if times[item] > number_at(time, place) then
            time = with_number(time, place, times[item])
          end
        end
      end
      new_all[#new_all + 1], new_day[#new_day + 1] = page, page
      new_all[#new_all + 1], new_day[#new_day + 1] = all, day
      if is_earning then
        new_amounts[#new_amounts + 1] = page
        new_amounts[#new_amounts + 1] = amount
      end
      if is_naming then
        new_times[#new_times + 1] = page
        new_times[#new_times + 1] = time
      end
    end
    local revenues = {}
    for index = 1, #hours, 3 do
      local sum = writes[hours[index + 1]][4][hours[index + 2]]
      if sum < 0 then
        return nil
      end
      local text = format_number('%.0f', sum)
      if exponent > 0 then
        text = string.rep('0', exponent + 1 - #text) .. text
        text = sub(text, 1, -exponent - 1) .. '.' .. sub(text, -exponent)
      end
      revenues[#revenues + 1] = hours[index]
      revenues[#revenues + 1] = text
    end

    -- From here on everything is applied.
    for at = 1, #buckets, 3 do
      call('HSET', buckets[at], buckets[at + 1], buckets[at + 2])
    end
    call('HSET', sold, unpack(new_all))
    call('HSET', sold_of_day, unpack(new_day))
    if new_amounts[1] then
      call('HSET', earned, unpack(new_amounts))
    end
    if new_times[1] then
      call('HSET', named, unpack(new_times))
    end
    if sets[1] then
      call('ZADD', board, unpack(sets))
    end
    if sets_of_day[1] then
      call('ZADD', board_of_day, unpack(sets_of_day))
    end
    commits = format_number('%.0f', commits + 1)
    local counted = { 'commits', commits }
    if risen > 0 then
      counted[3], counted[4] = 'items', format_number('%.0f', count + risen)
    end
    if risen_of_day[1] then
      counted[#counted + 1] = 'items' .. dated
      counted[#counted + 1] = format_number('%.0f', count_of_day + #risen_of_day)
      front[3] = front[3] + call('SADD', items, unpack(risen_of_day))
    end
    if memos then
      counted[#counted + 1] = 'memo_bytes'
      counted[#counted + 1] = format_number('%.0f', memo_bytes)
      for at = 1, #memos, 5 do
        call('HSET', texts, memos[at], memos[at + 3])
        call('ZADD', untils, memos[at + 4], memos[at])
      end
    end
    for index = 1, #writes do
      local write = writes[index]
      call('SETRANGE', write[1], write[2], pack(write[3], unpack(write[4])))
    end
    call('HSET', revenue, unpack(revenues))
    call('SET', orders, format_number('%.0f', front[1]), 'KEEPTTL')
    call('HSET', state, unpack(counted))
    call('LPUSH', feed, unpack(shown_skus))
    if shown + #shown_skus > LATEST_LAST + 1 then
      call('LTRIM', feed, '0', LATEST_LAST)
    end
    call('LPUSH', feed_lines, unpack(shown_lines))
    if told + #shown_lines > 2 * LATEST_LAST then
      call('LTRIM', feed_lines, '0', LATEST_LAST)
    end
    if position then
      call('HSET', held, position[1], position[4])
    end
    call('PUBLISH', news_of_orders, commits)
    call('PUBLISH', news_of_sales, commits)
    return { 0, commits, {}, 0, {} }
  end

  local answer = ARGV[4] ~= '' and apply()
  if answer then
    return answer
  end
end

