import { ranges } from '@/words/en/ranges'
import { wordsWithPage } from '@/words/words'

export const rangeWords = wordsWithPage('ranges', ranges)
