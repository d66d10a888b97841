import { Plus } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { Key } from '../ui/key.tsx';

/** Stands where nothing has been drawn yet. `onAdd` is absent where nothing may be drawn. */
export function EmptyBoard({ onAdd }: { readonly onAdd: (() => void) | undefined }) {
  return (
    <div className="pointer-events-none absolute inset-0 flex flex-col items-center justify-center gap-3 px-6 text-center">
      <p className="text-base font-medium">Nothing happens here yet</p>
      <p className="max-w-sm text-balance text-ink-soft">
        A story begins with what starts it: a webhook that others call, or an action with a schedule.
      </p>
      {onAdd !== undefined && (
        <>
          <Button look="primary" onClick={onAdd} className="pointer-events-auto mt-1">
            <Plus /> Add the first action
          </Button>
          <p className="flex items-center gap-1.5 text-xs text-ink-faint max-md:hidden">
            or press <Key>/</Key> and type
          </p>
        </>
      )}
    </div>
  );
}
