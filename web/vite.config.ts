import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const server = process.env['LIVETILL_SERVER'] ?? 'http://127.0.0.1:8080'
const proxy = { '/v1': { target: server, ws: true }, '/healthz': server }

export default defineConfig({
  // The dashboard works below any path of a proxy, so none of its addresses begins at the root.
  base: './',
  plugins: [vue()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { proxy },
  preview: { proxy },
  build: {
    target: 'es2023',
    // The server sends a strict content security policy, which forbids data: URLs in scripts and
    // styles, so every asset stays a file of its own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  test: {
    environment: 'happy-dom',
    isolate: false,
    setupFiles: './vitest.setup.ts',
    include: ['src/**/*.test.ts'],
    // They run while everything else is tested, in the time that leaves.
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
  },
})
