declare module 'virtual:verdict-words' {
  const words: Record<'zh_cn' | 'en', Record<string, string>>
  export default words
}

// Shipped by phones' browsers, not yet in TypeScript's own library.
declare class BarcodeDetector {
  constructor(options: { formats: string[] })
  static getSupportedFormats(): Promise<string[]>
  detect(image: CanvasImageSource | ImageBitmap): Promise<{ rawValue: string }[]>
}
interface BeforeInstallPromptEvent extends Event {
  prompt(): Promise<void>
}
interface WindowEventMap {
  beforeinstallprompt: BeforeInstallPromptEvent
}
