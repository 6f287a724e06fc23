import { health } from '@/words/en/health'
import { wordsWithPage } from '@/words/words'

export const healthWords = wordsWithPage('health', health)
