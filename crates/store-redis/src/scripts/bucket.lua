-- Buckets of ledger entries. Ids that differ only at their end, as consecutive ones do, share a bucket: one
-- field of a hash for up to 32 orders. An order is known by its field and its slot in the bucket.
--
-- A bucket is the number of its entries - 1 (a byte), the slot of each (a byte each), then each
-- entry: its length (varint) and its record (src/record.rs), which begins with its day and second.

-- The days that are kept, by number, from the state's text: '17601=20180311,…'.
local function kept_days(text)
  local kept = {}
  for number in string.gmatch(text, '(%-?%d+)=') do
    kept[tonumber(number)] = true
  end
  return kept
end

-- The day of the record that begins here.
local function day_at(bucket, start)
  local a, b, c, d, e = byte(bucket, start, start + 4)
  return floor(((((a * 256 + b) * 256 + c) * 256 + d) * 256 + e) / 86400) - 4194304
end

local function slots_of(bucket)
  return sub(bucket, 2, byte(bucket) + 2)
end

-- Calls visit(index, head, start, stop) for each entry: where its length, its record begin, where it ends.
local function each_entry(bucket, visit)
  local count = byte(bucket) + 1
  local head = count + 2
  for index = 1, count do
    local start, length, unit, part = head, 0, 1
    repeat
      part = byte(bucket, start)
      length, unit, start = length + part % 128 * unit, unit * 128, start + 1
    until part < 128
    visit(index, head, start, start + length - 1)
    head = start + length
  end
end

-- The bucket without the entries that do not stay(slot, start of the record); nil when none is left.
local function filter_bucket(bucket, stays)
  local slots, entries = {}, {}
  each_entry(bucket, function(index, head, start, stop)
    local slot = sub(bucket, index + 1, index + 1)
    if stays(slot, start) then
      slots[#slots + 1], entries[#entries + 1] = slot, sub(bucket, head, stop)
    end
  end)
  return #slots > 0 and char(#slots - 1) .. concat(slots) .. concat(entries) or nil
end

-- One bucket of two; where both have a slot, the added one counts.
local function merge_buckets(stored, added)
  local old, new = slots_of(stored), slots_of(added)
  for index = 1, #new do
    if find(old, sub(new, index, index), 1, true) then
      local rest = filter_bucket(stored, function(slot)
        return not find(new, slot, 1, true)
      end)
      return rest and merge_buckets(rest, added) or added
    end
  end
  return char(#old + #new - 1) .. old .. new .. sub(stored, #old + 2) .. sub(added, #new + 2)
end

