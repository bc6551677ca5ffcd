// Tables as people paste them out of a spreadsheet, and back into what the server reads. Pure.

// Cells with line breaks or tabs come in quotation marks, as spreadsheets copy them.
export function parse_pasted(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = [], cell = '', quoted = false
  const end_cell = () => { row.push(cell); cell = '' }
  const end_row = () => { end_cell(); rows.push(row); row = [] }
  // Control characters come along out of other programs; no name has one.
  const plain = text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000B-\u001F\u007F]/g, '')
  for (let i = 0; i < plain.length; ++i) {
    const c = plain[i]!
    if (quoted) {
      if (c !== '"') cell += c
      else if (plain[i + 1] === '"') { cell += '"'; ++i }
      else quoted = false
    } else if (c === '"' && cell === '') quoted = true
    else if (c === '\t') end_cell()
    else if (c === '\n') end_row()
    else cell += c
  }
  if (cell !== '' || row.length) end_row()
  return rows.filter((one) => one.some((value) => value.trim() !== ''))
}

export function to_csv(rows: string[][]): Blob {
  const line = (row: string[]) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')
  return new Blob([rows.map(line).join('\n'), '\n'], { type: 'text/csv' })
}
