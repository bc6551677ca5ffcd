// Pictures that people take: made smaller, and without what the camera wrote into them besides the picture.
const side_px = 1600 // enough to read a notice on a wall; some 300 kB
const quality = 0.8

// Nothing: it is no picture.
export async function reduced(file: Blob): Promise<Blob | undefined> {
  const picture = await createImageBitmap(file).catch(() => undefined)
  if (!picture) return undefined
  const scale = Math.min(1, side_px / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  return new Promise((resolve) => { canvas.toBlob((blob) => resolve(blob ?? undefined), 'image/jpeg', quality) })
}
