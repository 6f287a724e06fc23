import { vi } from 'vitest'

// Files of tests share their processes, since starting one for each takes longer than all tests. Each file begins with stores,
// an address and a page of its own all the same.
vi.resetModules()
if (typeof document !== 'undefined') {
  localStorage.clear()
  sessionStorage.clear()
  document.documentElement.removeAttribute('lang')
  document.head.replaceChildren()
  document.body.replaceChildren()
  history.replaceState(null, '', '/')
}
