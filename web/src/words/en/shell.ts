import type { Grammar } from '../grammar'

/** What stands round the pages. */
export const shell = ({ integer }: Grammar) => ({
  pages: { board: 'Board', items: 'Items', days: 'Days', feed: 'Feed', health: 'Health' },
  pagesLabel: 'Pages',
  notLive: 'not live',
  hideMoney: 'Hide money',
  showWall: 'Show on a wall: full screen, large type',
  signOut: (who: string) => `Sign out (${who})`,
  themes: { system: 'Theme: as the system. Change', light: 'Theme: light. Change', dark: 'Theme: dark. Change' },
  language: 'Language',
  languageOfBrowser: 'As the browser',
  nowhere: {
    short: 'Not found',
    title: 'There is no such page',
    text: 'Nothing is at {path}. The pages are those above; {board} is the first of them.',
    board: 'the board',
  },
  signIn: {
    title: 'Sign in to Livetill',
    key: 'Key',
    enter: 'Enter a key first.',
    submit: 'Sign in',
    busy: 'Signing in',
    help: 'A key with the role {view} or {admin}. Whoever runs this server makes one with {command}.',
  },
  alerts: {
    label: 'Alerts',
    titles: {
      sales_stopped: 'Sales have stopped',
      data_stopped: 'Data have stopped',
      store_away: 'The store does not answer',
      store_refuses: 'The store refuses orders',
      store_lost: 'The store lost figures',
      data_lost: 'Orders are missing',
      items_full: 'Too many items',
      books_differ: 'Figures differ from the platform',
    },
    since: (when: string) => `Since ${when}.`,
    silent: (since: string, until: string) => `Since ${since}, silent until ${until}.`,
    wake: 'Wake',
    wakeLabel: (alert: string) => `${alert}: wake`,
    snooze: 'Snooze',
    snoozeHours: (hours: number) => `${integer(hours)} h`,
    snoozeLabel: (alert: string, time: string) => `${alert}: snooze ${time}`,
  },
  connection: {
    label: 'Connection',
    phases: { connecting: 'Connecting', live: 'Live', unread: 'Store away', stale: 'Stale', reconnecting: 'Reconnecting', gone: 'Server gone', refused: 'No figures' },
    byEvents: 'Live by events',
    ageOfFigures: "Age of the figures: time since the server's last message",
    justNow: 'just now',
    painted: (ms: string) => `${ms} ms`,
    paintedLong: (median: string, p95: string, count: string) => `Orders are painted ${median} ms after the server accepted them, 95% within ${p95} ms (the last ${count} updates). Explain`,
    figuresFrom: (when: string) => `The figures are from ${when}.`,
    notYet: 'The server has not answered yet.',
    unread: 'The server cannot read its store.',
    unreadThen: 'They will catch up by themselves as soon as it can.',
    stale: 'The server has fallen silent.',
    staleThen: 'The connection will be renewed in a moment.',
    lost: 'The connection was lost.',
    lostThen: 'Connecting again.',
    gone: 'The server does not answer.',
    goneThen: 'They will catch up by themselves as soon as it is back.',
    check: (address: string) => `Check that livetill is running and reachable at ${address}.`,
    refused: 'The server sends no figures.',
    nextTry: (seconds: number) => `Next try in ${integer(seconds)} s`,
    trying: 'Trying now',
    tryNow: 'Try now',
    answered: (status: number) => `The server answered ${status}.`,
    detour: (isForeign: boolean) =>
      `The figures come as Server-Sent Events, for no WebSocket gets through: ${
        isForeign
          ? 'the server is asked by another name than this page: the proxy before it has to pass the header Host on, or name it in X-Forwarded-Host'
          : 'something in between, mostly a proxy, does not pass the headers Upgrade and Connection on'
      } (docs/proxies.md). They are the same.`,
  },
})
