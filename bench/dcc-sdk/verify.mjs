// verify.mjs SECONDS: one thread verifies a pass with @pathcheck/dcc-sdk, from the scanned text to the claims, and prints
// how often a second. Standard input has three lines: the token, its key's id in base64url, the key (DER) in base64.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { addCachedKeys, unpackAndVerify } = createRequire(import.meta.url)('@pathcheck/dcc-sdk')

const seconds = Number(process.argv[2])
const [token, key_id, key] = readFileSync(0, 'utf8').split('\n')
addCachedKeys({ [Buffer.from(key_id, 'base64url').toString('base64')]: key })
const text = token.replace(/^FG1:/, 'HC1:')

async function verify() {
  const { status } = await unpackAndVerify(text)
  if (status !== 'verified') throw new Error(`the pass is ${status}`)
}
for (let i = 0; i < 50; ++i) await verify() // warm
const begin = performance.now()
let count = 0
while (performance.now() - begin < seconds * 1000) {
  for (let i = 0; i < 10; ++i) await verify()
  count += 10
}
console.log((count / (performance.now() - begin)) * 1000)
