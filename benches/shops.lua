-- Posts orders, each with an id of its own, to random shops: shop-0 to shop-(SHOPS - 1). RUN tells runs apart.
local target, run, now, shops = os.getenv("TARGET"), os.getenv("RUN"), os.getenv("NOW"), tonumber(os.getenv("SHOPS"))
local thread, count = 0, 0

function setup(it)
  it:set("number", thread)
  thread = thread + 1
end

function init()
  math.randomseed(number + 1)
end

function request()
  count = count + 1
  local body = string.format('{"id":"%s-%d-%d","timestamp":%s,"items":[{"sku":"s%d","price":"1.99","quantity":1}]}',
                             run, number, count, now, count % 100)
  local path = string.format("%s?shop=shop-%d", target, math.random(0, shops - 1))
  return wrk.format("POST", path, { ["Content-Type"] = "application/json" }, body)
end
