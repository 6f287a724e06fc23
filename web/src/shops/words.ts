import { shops } from '@/words/en/shops'
import { wordsWithPage } from '@/words/words'

export const shopWords = wordsWithPage('shops', shops)
