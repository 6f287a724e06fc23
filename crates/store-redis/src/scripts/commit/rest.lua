-- The feed, positions, rejects, totals of a copy; then the news.

if #feed > 0 then
  local skus, lines = {}, {}
  for index = 1, #feed, 2 do
    skus[#skus + 1] = sku_of(feed[index])
    lines[#lines + 1] = feed[index + 1]
  end
  call('LPUSH', article .. 'orders:items:latest', unpack(skus))
  if shown + #skus > LATEST_LAST + 1 then
    call('LTRIM', article .. 'orders:items:latest', '0', LATEST_LAST)
  end
  call('LPUSH', own .. 'latest', unpack(lines))
  -- Readers take as many as the article's list has: some more do not hurt, and seldom go.
  if told + #lines > 2 * LATEST_LAST then
    call('LTRIM', own .. 'latest', '0', LATEST_LAST)
  end
end

for index = 1, #positions, 4 do
  call('HSET', own .. 'positions', positions[index], positions[index + 3])
end

if has_memos then
  local texts, untils = own .. 'memos', own .. 'memos:until'
  local bytes, written = 0, {}
  for index = 1, #memos, 5 do
    local key, text = memos[index], memos[index + 3]
    bytes = bytes + #text - #memos[index + 2] + (memos[index + 1] == 1 and 0 or #key)
    written[key] = true
    call('HSET', texts, key, text)
    call('ZADD', untils, memos[index + 4], key)
  end
  local total = tonumber(stored[13] or 0) + bytes
  local function forget(keys, goes_on)
    for _, key in ipairs(keys) do
      if not goes_on() then
        return
      end
      -- What this very commit writes is judged with the next one.
      if not written[key] then
        total = total - #key - call('HSTRLEN', texts, key)
        call('HDEL', texts, key)
        call('ZREM', untils, key)
      end
    end
  end
  -- Some with each commit, so that none takes long.
  local dropped = string.match(retained and retained[2] or stored_days, '(%-?%d+)<')
  if dropped then
    local over = call('ZRANGEBYSCORE', untils, '-inf', dropped, 'LIMIT', '0', '100')
    forget(over, function() return true end)
  end
  if total > MAX_MEMO_BYTES then
    forget(call('ZRANGE', untils, '0', '99'), function() return total > MAX_MEMO_BYTES end)
  end
  call('HSET', state, 'memo_bytes', string.format('%.0f', total))
end

if #rejects > 0 then
  local bytes, newest = apart_bytes, nil
  for index = 1, #rejects, 4 do
    local reason, room, delivered = rejects[index], rejects[index + 1], rejects[index + 2]
    local number = call('HINCRBY', state, 'rejects', 1)
    -- The reason stands beside the number, so that old ones leave without being read.
    if room then
      call('ZADD', own .. 'rejects:apart', number, number .. ':' .. room .. ':' .. reason)
      bytes = bytes + tonumber(room)
    else
      call('ZADD', own .. 'rejects:order', number, number .. ':' .. reason)
    end
    if delivered then
      call('ZADD', own .. 'rejects:delivered', delivered, number)
      newest = math.max(tonumber(delivered), newest or 0)
    end
    call('HSET', own .. 'rejects', number, rejects[index + 3])
    call('HINCRBY', own .. 'rejects:counts', reason, 1)
  end
  local surplus = call('ZCARD', own .. 'rejects:order') - MAX_REJECTS
  if surplus > 0 then
    for _, member in ipairs(call('ZRANGE', own .. 'rejects:order', 0, surplus - 1)) do
      forget_reject(own, own .. 'rejects:order', member)
    end
  end
  while bytes > MAX_APART do
    local oldest = call('ZRANGE', own .. 'rejects:apart', 0, 0)[1]
    bytes = oldest and bytes - forget_reject(own, own .. 'rejects:apart', oldest) or 0
  end
  if newest then
    bytes = bytes - forget_delivered(own, string.format('%.0f', newest - DELIVERIES_FOR))
  end
  if bytes ~= apart_bytes then
    call('HSET', state, 'rejects_apart', string.format('%.0f', bytes))
  end
end

-- A copy from another store brings the totals of days that are gone.
for index = 1, #totals, 2 do
  call('HSET', own .. 'totals', totals[index], totals[index + 1])
end

for index = 1, #sliced, 2 do
  call('HSET', own .. 'totals:by', sliced[index], sliced[index + 1])
end

for index = 1, #left, 2 do
  call('SET', own .. 'items:' .. left[index], left[index + 1])
end

call('PUBLISH', article .. 'orders:', commits)
call('PUBLISH', article .. 'sales:', commits)
return { 0, commits, thin, dropped, named }
