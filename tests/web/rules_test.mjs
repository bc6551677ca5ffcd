// The web app's reading of the pack's rules against the cases that the program is held against too.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'

const web = new URL('../../web/', import.meta.url)
const require = createRequire(new URL('package.json', web))
const ts = require('typescript')

// TypeScript to JavaScript, in a folder from which the packages are found.
const folder = new URL('node_modules/.fugong-test/', web)
mkdirSync(folder, { recursive: true })
for (const name of ['validators', 'rules']) {
  const source = readFileSync(new URL(`shared/${name}.ts`, web), 'utf8')
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: 'ESNext', target: 'ES2022' } })
  writeFileSync(new URL(`${name}.mjs`, folder), outputText.replace(/from '\.\/(\w+)'/g, "from './$1.mjs'"))
}
const { check_field, holds } = await import(new URL('rules.mjs', folder))
const cases = JSON.parse(readFileSync(new URL('../vectors/rules/cases.json', import.meta.url), 'utf8'))

test('fields are judged as the program judges them', () => {
  assert.ok(cases.fields.length > 60)
  for (const { name, field, value, code, params } of cases.fields) {
    const rule = { id: 'f', required: false, ...field, choices: (field.choices ?? []).map((one) => ({ value: one })) }
    const fault = check_field(rule, value, true)
    assert.equal(fault?.code ?? null, code, name)
    if (params) assert.deepEqual(fault.params, params, name)
  }
})

test('conditions hold as they do in the program', () => {
  assert.ok(cases.rules.length > 35)
  for (const { name, rule, data, holds: expected } of cases.rules) assert.equal(holds(rule, data), expected, name)
})
