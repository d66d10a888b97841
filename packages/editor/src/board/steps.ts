/** Undo and redo of changes of a board. Pure. Each step knows the change that takes it back. */
import type { Kept, Patch } from './board.ts';
import { withKept } from './invert-patch.ts';

export interface Step {
  readonly id: number;
  /** What was done, for people: "Move 3 actions". */
  readonly label: string;
  readonly patch: Patch;
  readonly inverse: Patch;
  /** Steps of the same group in quick succession are one, as when a card is pushed by arrow keys. */
  readonly group: string | null;
  readonly at: number;
}

export interface Steps {
  /** Oldest first. */
  readonly done: readonly Step[];
  /** The next to redo last. */
  readonly undone: readonly Step[];
}

const goesOnWithinMs = 1_200;
const mostSteps = 200;

export const noSteps: Steps = { done: [], undone: [] };

/** What was undone before is gone with a new step. */
export function addStep({ done }: Steps, step: Step): Steps {
  const last = done.at(-1);
  const goesOn =
    last !== undefined && step.group !== null && last.group === step.group && step.at - last.at < goesOnWithinMs;
  // A group only ever moves the same things, so the newer positions and the older way back say it all.
  const next = goesOn ? { ...step, inverse: last.inverse } : step;
  return { done: [...(goesOn ? done.slice(0, -1) : done), next].slice(-mostSteps), undone: [] };
}

export function undoStep({ done, undone }: Steps): { readonly steps: Steps; readonly step: Step } | null {
  const step = done.at(-1);
  // The next change is a step of its own.
  const over = step && { ...step, group: null };
  return over === undefined ? null : { step: over, steps: { done: done.slice(0, -1), undone: [...undone, over] } };
}

export function redoStep({ done, undone }: Steps): { readonly steps: Steps; readonly step: Step } | null {
  const step = undone.at(-1);
  return step === undefined ? null : { step, steps: { done: [...done, step], undone: undone.slice(0, -1) } };
}

/** Without a step that the server refused. */
export function forgetStep({ done, undone }: Steps, id: number): Steps {
  return { done: done.filter((step) => step.id !== id), undone: undone.filter((step) => step.id !== id) };
}

/** What the server told of removed actions goes into every step that would bring them back. */
export function rememberKept({ done, undone }: Steps, kept: ReadonlyMap<string, Kept>): Steps {
  if (kept.size === 0) return { done, undone };
  const known = (step: Step): Step => ({
    ...step,
    patch: withKept(step.patch, kept),
    inverse: withKept(step.inverse, kept),
  });
  return { done: done.map(known), undone: undone.map(known) };
}
