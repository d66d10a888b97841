/** Rectangles of the board and what of them is on the screen. Pure. */
import type { Rect, Transform } from '@xyflow/react';

/** The part of the page that shows the board: its size in pixels, and where it stands. */
export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly transform: Transform;
}

/** Whether a rectangle of the board lies wholly on the screen, `margin` pixels away from its sides. */
export function isSeen(card: Rect, { width, height, transform }: Screen, margin: number): boolean {
  const [x, y, zoom] = transform;
  const left = card.x * zoom + x;
  const top = card.y * zoom + y;
  const isBeside = left < margin || left + card.width * zoom > width - margin;
  const isAboveOrBelow = top < margin || top + card.height * zoom > height - margin;
  return !isBeside && !isAboveOrBelow;
}

/** The smallest rectangle that holds both. */
export function around(a: Rect, b: Rect): Rect {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  const right = Math.max(a.x + a.width, b.x + b.width);
  const bottom = Math.max(a.y + a.height, b.y + b.height);
  return { x, y, width: right - x, height: bottom - y };
}
