// Draws docs/rooms.svg from the one list of rooms, the fugong_room(...) lines of CMakeLists.txt: a room stands one floor
// above the highest room it knows; arrows that follow from others are left out.
//   node docs/draw-rooms.mjs            writes the picture
//   node docs/draw-rooms.mjs --check    exit status 1 when the picture is no longer true
import { readFileSync, writeFileSync } from 'node:fs'

const here = new URL('.', import.meta.url)
const cmake = readFileSync(new URL('../CMakeLists.txt', here), 'utf8')
const table = readFileSync(new URL('architecture.md', here), 'utf8')

const rooms = new Map()
for (const [, name, rest] of cmake.matchAll(/^fugong_room\((\w+)([^)]*)\)/gm)) {
  const below = /ROOMS ([^)]*?)(?: LIBRARIES|$)/.exec(rest)?.[1].trim().split(/\s+/) ?? []
  for (const other of below) if (!rooms.has(other)) throw new Error(`${name} names ${other}, which is not below it`)
  rooms.set(name, { name, below, floor: below.length ? 1 + Math.max(...below.map((b) => rooms.get(b).floor)) : 0 })
}
// What a room is for: the first words of its line in the architecture's table.
for (const room of rooms.values()) {
  const line = new RegExp(`^\\| [^|]+ \\| \`${room.name}\` \\| ([^|]+) \\|`, 'm').exec(table)
  if (!line) throw new Error(`docs/architecture.md has no line for the room ${room.name}`)
  room.caption = line[1].trim().split(/[;:(–]/)[0].trim()
}

const reaches = (from, to) => from.below.some((b) => b === to || reaches(rooms.get(b), to))
const direct = (room) => room.below.filter((b) => !room.below.some((o) => o !== b && reaches(rooms.get(o), b)))

const width = 1000
const left = 24
const box = { height: 70, gap: 18, step: 106 }
const floors = []
for (const room of rooms.values()) (floors[room.floor] ??= []).push(room)
const height = floors.length * box.step + 24
floors.forEach((floor, level) => {
  const each = Math.min(420, (width - 2 * left - box.gap * (floor.length - 1)) / floor.length)
  const start = (width - (each * floor.length + box.gap * (floor.length - 1))) / 2
  floor.forEach((room, i) => Object.assign(room, { x: start + i * (each + box.gap), y: height - (level + 1) * box.step, w: each }))
})

const round = (n) => Math.round(n)
const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
// In at most two lines; what does not fit is left to the table.
const wrapped = (text, fits) => {
  const rows = ['']
  for (const word of text.split(' ')) {
    if (`${rows.at(-1)} ${word}`.trim().length > fits) rows.push('')
    rows[rows.length - 1] = `${rows.at(-1)} ${word}`.trim()
  }
  return rows.length > 2 ? [rows[0], `${rows[1].replace(/,$/, '')} …`] : rows
}
const lines = []
for (const room of rooms.values())
  for (const b of direct(room)) {
    const to = rooms.get(b)
    lines.push(`<path d="M${round(room.x + room.w / 2)} ${room.y + box.height}L${round(to.x + to.w / 2)} ${to.y}"/>`)
  }
for (const room of rooms.values()) {
  const middle = round(room.x + room.w / 2)
  const rows = wrapped(room.caption, Math.floor(room.w / 6) - 2)
  lines.push(
    `<rect x="${round(room.x)}" y="${room.y}" width="${round(room.w)}" height="${box.height}" rx="8"/>` +
      `<text class="n" x="${middle}" y="${room.y + 24}" text-anchor="middle">${room.name}</text>` +
      rows.map((row, i) => `<text class="s" x="${middle}" y="${room.y + 42 + 15 * i}" text-anchor="middle">${escape(row)}</text>`).join(''),
  )
}
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui,sans-serif" role="img" aria-label="The rooms of Fugong: each knows only rooms below it">
<style>rect{fill:#f6f8fa;stroke:#57606a}text{fill:#1f2328}.s{font-size:11px;fill:#57606a}.n{font-size:15px;font-weight:600}path{stroke:#8c959f;fill:none}@media(prefers-color-scheme:dark){rect{fill:#161b22;stroke:#8b949e}text{fill:#e6edf3}.s{fill:#9da7b1}path{stroke:#6e7681}}</style>
${lines.join('\n')}
</svg>
`
const file = new URL('rooms.svg', here)
if (!process.argv.includes('--check')) writeFileSync(file, svg)
else if (readFileSync(file, 'utf8') !== svg) {
  console.error('docs/rooms.svg is not what CMakeLists.txt says; run: node docs/draw-rooms.mjs')
  process.exit(1)
}
