/** What can be done on the open page, for the list of commands. A page tells its own while it is open. */
import { useEffect, useRef, useSyncExternalStore } from 'react';

export interface Command {
  readonly name: string;
  /** As the list of keys writes it; absent: there is none. */
  readonly keys?: readonly string[];
  readonly run: () => void;
}

type Source = { readonly current: readonly Command[] };

let sources: readonly Source[] = [];
const listeners = new Set<() => void>();

function change(next: readonly Source[]): void {
  sources = next;
  for (const listener of listeners) listener();
}

/** Offers the commands while the component is there; they may be others each time it is drawn. */
export function useCommands(commands: readonly Command[]): void {
  const latest = useRef(commands);
  latest.current = commands;
  useEffect(() => {
    change([...sources, latest]);
    return () => change(sources.filter((each) => each !== latest));
  }, []);
}

/** All that are offered at the moment, those of the page before those of its parts. */
export function useOfferedCommands(): readonly Command[] {
  const offered = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => sources,
  );
  return offered.flatMap(({ current }) => current);
}
