// Pictures made small before they are kept: drawn anew, they bear neither place nor time in them.
const LONGEST_SIDE = 1600;
export const LARGEST = 2_000_000;

export async function small(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const shrink = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * shrink);
  canvas.height = Math.round(picture.height * shrink);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return blob(canvas, "image/jpeg");
}

export function blob(canvas: HTMLCanvasElement, type: string): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob((made) => (made ? resolve(made) : reject(new Error("no picture"))), type, 0.8),
  );
}

// Written by finger, pen or mouse.
export function signature(canvas: HTMLCanvasElement): { clear(): void; isEmpty(): boolean } {
  const drawing = canvas.getContext("2d");
  let empty = true;
  const clear = (): void => {
    empty = true;
    if (!drawing) return;
    drawing.fillStyle = "#ffffff";
    drawing.fillRect(0, 0, canvas.width, canvas.height);
    drawing.strokeStyle = "#1c2024";
    drawing.lineWidth = 3;
    drawing.lineCap = "round";
  };
  const at = (event: PointerEvent): [number, number] => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    drawing?.beginPath();
    drawing?.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    empty = false;
    drawing?.lineTo(...at(event));
    drawing?.stroke();
  });
  clear();
  return { clear, isEmpty: () => empty };
}
