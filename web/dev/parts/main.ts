import { createApp } from 'vue'
import '@/styles/tokens.css'
import '@/styles/base.css'
import PartsPage from './PartsPage.vue'

createApp(PartsPage).mount('#app')
