/** A canvas with as many pixels as the display has under it. */

export interface Surface {
  context: CanvasRenderingContext2D;
  /** In CSS pixels, as all drawing here. */
  width: number;
  height: number;
}

/** Tells the surface at once and whenever its size changes, until the returned function is called. */
export function surfaceOf(canvas: HTMLCanvasElement, told: (surface: Surface) => void): () => void {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser cannot draw.');
  const observer = new ResizeObserver(([entry]) => {
    const { width, height } = entry!.contentRect;
    const ratio = devicePixelRatio;
    canvas.width = Math.max(1, Math.round(width * ratio));
    canvas.height = Math.max(1, Math.round(height * ratio));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    told({ context, width, height });
  });
  observer.observe(canvas);
  return () => observer.disconnect();
}
