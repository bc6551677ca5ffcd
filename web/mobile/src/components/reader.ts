// One way to ask a frame for its QR code: the browser's own detector where there is one, else our worker.
export interface FrameReader {
  read: (video: HTMLVideoElement) => Promise<string> // '' when there is none
  close: () => void
}

const side_max = 960 // of the frame that the worker looks at: enough for version 13 at arm's length

async function own_detector(): Promise<FrameReader | undefined> {
  if (!('BarcodeDetector' in window)) return undefined
  try {
    if (!(await BarcodeDetector.getSupportedFormats()).includes('qr_code')) return undefined
    const detector = new BarcodeDetector({ formats: ['qr_code'] })
    return { read: async (video) => (await detector.detect(video))[0]?.rawValue ?? '', close: () => undefined }
  } catch {
    return undefined // it is named but not there, as on some systems without Google's services
  }
}

function worker_reader(): FrameReader {
  const worker = new Worker(new URL('./reader.worker.ts', import.meta.url), { type: 'module' })
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  return {
    read: (video) => new Promise((resolve, reject) => {
      const scale = Math.min(1, side_max / Math.max(video.videoWidth, video.videoHeight))
      canvas.width = Math.round(video.videoWidth * scale)
      canvas.height = Math.round(video.videoHeight * scale)
      context.drawImage(video, 0, 0, canvas.width, canvas.height)
      const frame = context.getImageData(0, 0, canvas.width, canvas.height)
      worker.onmessage = (event: MessageEvent<string>) => resolve(event.data)
      worker.onerror = () => reject(new Error('the reader could not be loaded'))
      worker.postMessage(frame, [frame.data.buffer])
    }),
    close: () => worker.terminate(),
  }
}

export async function open_reader(): Promise<FrameReader> {
  return (await own_detector()) ?? worker_reader()
}
