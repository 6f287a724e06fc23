import { explain } from '@/words/en/explain'
import { wordsWithPage } from '@/words/words'

export const explainWords = wordsWithPage('explain', explain)
