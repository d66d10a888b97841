/**
 * A search field above a list of links, walked by keyboard: `/` goes to the field, arrows go through the list and back into
 * the field, Enter in the field opens the first link, Escape empties the field.
 */
import { type KeyboardEvent, useRef } from 'react';
import { useShortcut } from '../ui/use-shortcut.ts';

export function useListKeys(onClear: () => void) {
  const input = useRef<HTMLInputElement>(null);
  /** Holds the links: the list, or what stands in its place when nothing was found. */
  const place = useRef<HTMLDivElement>(null);

  useShortcut('/', () => {
    input.current?.focus();
    input.current?.select();
  });

  function links(): HTMLElement[] {
    return [...(place.current?.querySelectorAll('a') ?? [])];
  }

  function onFieldKey(event: KeyboardEvent<HTMLInputElement>) {
    const [first] = links();
    if (event.key === 'Escape' && event.currentTarget.value !== '') onClear();
    else if (event.key === 'ArrowDown' && first !== undefined) first.focus();
    else if (event.key === 'Enter' && first !== undefined) first.click();
    else return;
    event.preventDefault();
  }

  function onListKey(event: KeyboardEvent) {
    const all = links();
    const focused = document.activeElement;
    const at = focused instanceof HTMLElement ? all.indexOf(focused) : -1;
    if (at === -1) return;
    const target = {
      ArrowDown: all[at + 1],
      ArrowUp: all[at - 1] ?? input.current ?? undefined,
      Home: all[0],
      End: all.at(-1),
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    target.focus();
  }

  return { input, place, onFieldKey, onListKey };
}
