import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { connect } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const DIST = fileURLToPath(new URL('../dist', import.meta.url))
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' }
// Stricter than the server's own policy: a page that passes here needs none of the server's exceptions.
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Serves dist/ in front of a running server, whose binary may hold an older dashboard. */
export function serveWorkingCopy(port, behind) {
  const server = createServer((asked, answer) => {
    const path = new URL(asked.url ?? '/', 'http://page').pathname
    if (/^\/(v1|healthz|readyz|metrics|openapi)/.test(path)) forward(asked, answer, behind)
    else sendFile(path, answer)
  })
  server.on('upgrade', (asked, socket, head) => {
    const line = connect(behind, '127.0.0.1', () => {
      const headers = asked.rawHeaders.flatMap((value, index, all) => (index % 2 === 0 ? [`${value}: ${all[index + 1] ?? ''}`] : []))
      line.write([`GET ${asked.url ?? '/'} HTTP/1.1`, ...headers, '', ''].join('\r\n'))
      line.write(head)
      socket.pipe(line).pipe(socket)
    })
    line.on('error', () => socket.destroy())
    line.on('close', () => socket.destroy())
    socket.on('error', () => line.destroy())
    socket.on('close', () => line.destroy())
  })
  return server.listen(port, '127.0.0.1')
}

function forward(asked, answer, port) {
  const inner = request({ port, host: '127.0.0.1', method: asked.method, path: asked.url, headers: asked.headers }, (reply) => {
    answer.writeHead(reply.statusCode ?? 502, reply.headers)
    reply.pipe(answer)
  })
  // A dead server looks like one: the connection ends without an answer.
  inner.on('error', () => asked.socket.destroy())
  asked.pipe(inner)
}

function sendFile(path, answer) {
  const file = normalize(join(DIST, path))
  const found = file.startsWith(DIST) && existsSync(file) && statSync(file).isFile() ? file : join(DIST, 'index.html')
  answer.writeHead(200, { 'content-type': TYPES[extname(found)] ?? 'application/octet-stream', 'content-security-policy': POLICY })
  createReadStream(found).pipe(answer)
}
