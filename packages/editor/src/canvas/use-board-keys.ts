/** Keys of the board. They work while the focus is on the board or nowhere, never while someone types or a dialog is open. */
import { type RefObject, useEffect, useRef } from 'react';

/** By what is pressed: `Delete`, `Shift+ArrowUp`, `Mod+z` (Mod: Ctrl, on a Mac the command key), `Mod+Shift+z`. */
export type BoardKeys = Readonly<Record<string, (() => void) | undefined>>;

export function useBoardKeys(board: RefObject<HTMLElement | null>, keys: BoardKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || !isForBoard(event.target, board.current)) return;
      const press = latest.current[nameOf(event)];
      if (press === undefined) return;
      event.preventDefault();
      press();
    }
    // Before the keys of the whole page, which know nothing of what is selected.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [board]);
}

export function isForBoard(target: EventTarget | null, board: HTMLElement | null): boolean {
  if (
    !(target instanceof Element) ||
    document.querySelector('[role="dialog"][data-state="open"], [role="alertdialog"]')
  ) {
    return false;
  }
  if (target.closest('input, textarea, select, [contenteditable="true"]')) return false;
  return target === document.body || (board?.contains(target) ?? false);
}

function nameOf({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): string {
  const isMod = ctrlKey || metaKey;
  const name = key.length === 1 && (isMod || altKey) ? key.toLowerCase() : key;
  // A letter or sign says by itself that it was made with Shift.
  const hasShift = shiftKey && (key.length > 1 || isMod);
  return [isMod ? 'Mod+' : '', altKey ? 'Alt+' : '', hasShift ? 'Shift+' : '', name].join('');
}
