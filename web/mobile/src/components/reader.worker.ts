// Finds QR codes in camera frames where the browser cannot do it itself; off the main thread, so the page stays quick.
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import wasm_url from 'zxing-wasm/reader/zxing_reader.wasm?url'

prepareZXingModule({ overrides: { locateFile: (path: string, prefix: string) => (path.endsWith('.wasm') ? wasm_url : prefix + path) } })

self.onmessage = async (event: MessageEvent<ImageData>) => {
  const found = await readBarcodes(event.data, { formats: ['QRCode'], tryHarder: true, tryInvert: false, maxNumberOfSymbols: 1 })
  self.postMessage(found[0]?.text ?? '')
}
