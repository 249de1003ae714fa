import { useLayoutEffect, useRef } from "react";
import styles from "./Thumb.module.css";

/** A picture of a few pixels, enlarged and smooth, where a thumbnail is going to be. */
export function Placeholder({ pixels }: { pixels: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  // What a canvas shows is outside React.
  useLayoutEffect(() => {
    if (canvas.current) draw(canvas.current, pixels);
  }, [pixels]);
  return <canvas ref={canvas} className={styles.under} aria-hidden />;
}

/** `pixels` is what the core says: base 64 of the width and of red, green, blue of each pixel. */
function draw(canvas: HTMLCanvasElement, pixels: string): void {
  const [width = 0, ...rgb] = Uint8Array.from(atob(pixels), (letter) => letter.charCodeAt(0));
  const height = rgb.length / 3 / width;
  if (!Number.isInteger(height) || height < 1) return;
  canvas.width = width;
  canvas.height = height;
  const image = new ImageData(width, height);
  for (let at = 0; at < width * height; at += 1)
    image.data.set([...rgb.slice(at * 3, at * 3 + 3), 255], at * 4);
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}
