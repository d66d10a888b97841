import { useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { Key } from '../ui/key.tsx';
import { useShortcut } from '../ui/use-shortcut.ts';

type Shortcut = readonly [keys: readonly string[], what: string];

const everywhere: readonly Shortcut[] = [
  [['Ctrl', 'K'], 'Go anywhere, do anything: type its name'],
  [['x'], 'Formula reference'],
  [['?'], 'This list'],
];

const shortcuts = {
  story: [
    [['Tab'], 'Next action along the links; with Shift the one before'],
    [['↑', '↓', '←', '→'], 'Move to the nearest action'],
    [['Enter'], 'Open the action'],
    [['Esc'], 'Select nothing; close the panel'],
    [['Shift', '↑', '↓', '←', '→'], 'Push what is selected'],
    [['Ctrl', 'A'], 'Select everything; with Shift and the mouse an area'],
    [['Del'], 'Delete what is selected'],
    [['Ctrl', 'Z'], 'Undo; with Shift redo'],
    [['f'], 'Show the whole story'],
    [['+', '-'], 'Zoom in and out'],
    [['/'], 'Add an action, after the one that you are at'],
    [['c'], 'Connect the action with another'],
    [['n'], 'Add a note; Enter on a note writes it'],
    [['Ctrl', 'C'], 'Copy; with X cut, with V paste – actions, a story export or a curl command'],
    [['Ctrl', 'D'], 'Duplicate'],
    [['Ctrl', 'G'], 'Make a group of what is selected; with Shift dissolve the group'],
    [['l'], 'Lay out what is selected, or everything'],
    [['Ctrl', 'F'], 'Find an action'],
    [['r'], 'Runs'],
    [['e'], 'Events of the whole story'],
    [['v'], 'Versions'],
    [['c', 'p', 'P'], 'In a payload: copy the value, its path, its path as a pill'],
    ...everywhere,
  ],
  formulas: [
    [['/'], 'Search functions'],
    [['↑', '↓'], 'In the list: next and previous function'],
    [['Enter'], 'Open the function; in the search the first one'],
    [['n', 'p'], 'On the page of a function: next and previous function'],
    [['Ctrl', 'Space'], 'In a formula: suggestions'],
    [['Shift', 'Alt', 'F'], 'In a formula: lay it out'],
    [['F8'], 'In a formula: next problem'],
    [['Esc', 'Tab'], 'Leave a field whose suggestions are open'],
    ...everywhere,
  ],
} satisfies Record<string, readonly Shortcut[]>;

interface ShortcutsHelpProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Whose keys. */
  readonly place: keyof typeof shortcuts;
}

export function ShortcutsHelp({ isOpen, onClose, place }: ShortcutsHelpProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Keyboard shortcuts">
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-5 gap-y-2.5">
        {shortcuts[place].map(([keys, what]) => (
          <div key={what} className="contents">
            <dt className="flex gap-1">
              {keys.map((key) => (
                <Key key={key}>{key}</Key>
              ))}
            </dt>
            <dd className="text-ink-soft">{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

/** The list, opened by its key. For pages that have no other dialog. */
export function ShortcutsOnKey({ place }: Pick<ShortcutsHelpProps, 'place'>) {
  const [isOpen, setOpen] = useState(false);
  useShortcut('?', () => setOpen(true));
  return <ShortcutsHelp isOpen={isOpen} onClose={() => setOpen(false)} place={place} />;
}
