/// <reference lib="webworker" />
import { baseOf, shopOfPage } from '@/api/place'
import { connectTo } from './channel'
import { createHub, type Port } from './hub'

const BEAT_MS = 5_000

// Its name is the shop's address: each shop of a browser has a worker of its own.
const scope = self as unknown as SharedWorkerGlobalScope
const hub = createHub((onMessage, onStatus) => connectTo(baseOf(scope.name), shopOfPage(new URL(scope.name).search), onMessage, onStatus))
scope.onconnect = (event) => {
  const port = event.ports[0]
  if (port !== undefined) hub.join(port as unknown as Port)
}
setInterval(() => hub.beat(), BEAT_MS)
