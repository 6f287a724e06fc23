-- wrk: single-order posts, each with an id of its own.
local thread = 0
function setup(t) t:set("number", thread); thread = thread + 1 end
local count = 0
local headers = {["Content-Type"] = "application/json"}
if os.getenv("KEY") then headers["Authorization"] = "Bearer " .. os.getenv("KEY") end
function request()
  count = count + 1
  local body = string.format(
    '{"id":"wrk-%s-%d-%d","timestamp":%s,"items":[{"sku":"%d","price":"1.99","quantity":1},{"sku":"%d","price":"4.50","quantity":2}]}',
    os.getenv("RUN"), number, count, os.getenv("NOW"), count % 1000, count % 997)
  return wrk.format("POST", os.getenv("TARGET"), headers, body)
end
