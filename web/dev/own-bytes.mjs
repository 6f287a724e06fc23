// How much of the browser's heap a page itself holds, from a heap snapshot.

// Compiled code, what the browser learned about it and the shapes of objects are the browser's own. They keep growing during half
// an hour of the same work, by more than a tenth of the heap, and shrink when the browser discards code. Elements are counted
// separately.
const OWN_KINDS = new Set(['object', 'array', 'string', 'concatenated string', 'sliced string', 'closure', 'number', 'bigint', 'symbol', 'regexp'])

/** Bytes of the objects, arrays, strings and functions that can be reached in the page of a DevTools session. */
export async function ownBytes(client) {
  const chunks = []
  const take = ({ chunk }) => chunks.push(chunk)
  client.on('HeapProfiler.addHeapSnapshotChunk', take)
  // Taking a snapshot collects garbage first.
  await client.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  client.off('HeapProfiler.addHeapSnapshotChunk', take)
  const { snapshot: { meta: { node_fields: fields, node_types: [kinds] } }, nodes } = JSON.parse(chunks.join(''))
  const [kindAt, sizeAt] = [fields.indexOf('type'), fields.indexOf('self_size')]
  let bytes = 0
  for (let node = 0; node < nodes.length; node += fields.length) if (OWN_KINDS.has(kinds[nodes[node + kindAt]])) bytes += nodes[node + sizeAt]
  return bytes
}
