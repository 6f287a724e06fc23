import js from '@eslint/js'
import vue from 'eslint-plugin-vue'
import globals from 'globals'
import ts from 'typescript-eslint'

export default ts.config(
  { ignores: ['dist', 'src/api/schema.d.ts', 'test-results', 'playwright-report'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    files: ['src/**/*.{ts,vue}', 'dev/parts/**/*.{ts,vue}', 'e2e/**/*.ts', 'visual/**/*.ts'],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: ts.parser },
    },
    rules: {
      // Layout of the templates is left to the author: attributes are grouped by meaning, not by count.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': ['error', { html: { void: 'always' } }],
      'vue/attributes-order': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/component-api-style': 'error',
      'vue/define-props-declaration': 'error',
      'vue/no-v-html': 'error',
      // A file that outgrows this should be two components.
      'max-lines': ['error', { max: 200, skipBlankLines: true }],
    },
  },
  {
    files: ['*.config.{js,ts}', 'dev/**', 'scripts/**', 'e2e/**', 'visual/**'],
    languageOptions: { globals: globals.node },
  },
)
