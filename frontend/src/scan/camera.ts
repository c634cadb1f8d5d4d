// Numbers read from what the camera sees: by the browser where it can, else by ZXing, which is loaded only then.
interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}
interface DetectorMaker {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}
export type Reader = (canvas: HTMLCanvasElement) => Promise<string>;

const FORMATS = ["code_128", "code_39", "itf", "ean_13", "qr_code", "data_matrix", "pdf417"];
const EVERY_MS = 120;
const AWAY_MS = 5000;

export async function reader(): Promise<Reader> {
  const Maker = (globalThis as { BarcodeDetector?: DetectorMaker }).BarcodeDetector;
  if (Maker) {
    const known = await Maker.getSupportedFormats();
    const formats = FORMATS.filter((one) => known.includes(one));
    if (formats.includes("code_128")) {
      const detector = new Maker({ formats });
      return async (canvas) => (await detector.detect(canvas))[0]?.rawValue ?? "";
    }
  }
  const { read } = await import("./zxing");
  return async (canvas) => read(canvas);
}

// Until it is stopped; a number is told again only when it was away for a while, also where the camera sees several.
export async function watch(video: HTMLVideoElement, found: (number: string) => void): Promise<() => void> {
  const [stream, read] = await Promise.all([
    navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } }),
    reader(),
  ]);
  video.srcObject = stream;
  await video.play();
  const canvas = document.createElement("canvas");
  const drawing = canvas.getContext("2d", { willReadFrequently: true });
  let running = true;
  const seen = new Map<string, number>();
  const look = async (): Promise<void> => {
    if (!running || !drawing) return;
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    if (canvas.width > 0) {
      drawing.drawImage(video, 0, 0);
      const number = await read(canvas).catch(() => "");
      const now = Date.now();
      if (number && running && now - (seen.get(number) ?? 0) > AWAY_MS) found(number);
      if (number) seen.set(number, now);
    }
    setTimeout(() => void look(), EVERY_MS);
  };
  void look();
  return () => {
    running = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
}
