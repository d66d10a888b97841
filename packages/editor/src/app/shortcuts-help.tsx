import { Dialog } from '../ui/dialog.tsx';
import { Key } from '../ui/key.tsx';

const shortcuts: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['Tab'], 'Next action along the links; with Shift the one before'],
  [['↑', '↓', '←', '→'], 'Move to the nearest action'],
  [['Enter'], 'Open the action'],
  [['Esc'], 'Close the panel'],
  [['f'], 'Show the whole story'],
  [['+', '-'], 'Zoom in and out'],
  [['/'], 'Find an action'],
  [['r'], 'Runs'],
  [['c', 'p'], 'In a payload: copy the value, copy its path'],
  [['?'], 'This list'],
];

export function ShortcutsHelp({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Keyboard shortcuts">
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-5 gap-y-2.5">
        {shortcuts.map(([keys, what]) => (
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
