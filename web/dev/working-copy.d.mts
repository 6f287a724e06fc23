import type { Server } from 'node:http'

export function serveWorkingCopy(port: number, behind: number): Server
