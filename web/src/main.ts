import { createApp } from 'vue'
import { shopOfPage } from '@/api/place'
import { applyLanguage } from '@/stores/language'
import { createLiveStore, liveKey } from '@/stores/live'
import { createSession, sessionKey } from '@/stores/session'
import { followShops } from '@/stores/shops'
import { applyTheme } from '@/stores/theme'
import App from '@/shell/App.vue'
import 'uplot/dist/uPlot.min.css'
import '@/styles/tokens.css'
import '@/styles/base.css'
import '@/styles/print.css'

applyTheme(document.documentElement)
const live = createLiveStore(shopOfPage(location.search))
live.start()
const session = createSession(live)
void session.ask()
followShops(live)
// The page waits for its language, so that nothing flashes up in another one; the figures arrive meanwhile.
void applyLanguage(document.documentElement).then(() => createApp(App).provide(liveKey, live).provide(sessionKey, session).mount('#app'))
