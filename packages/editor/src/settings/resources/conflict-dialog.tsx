import type { Value } from '@fabula/formula';
import { resourceText } from '@fabula/model';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { prettyJson } from '../../ui/pretty-json.ts';
import { shownText, type WrittenValue } from './written-value.ts';

interface ConflictDialogProps {
  readonly mine: WrittenValue;
  readonly theirs: Value;
  readonly onKeepMine: () => void;
  readonly onTakeTheirs: () => void;
  /** Goes back to writing; nothing is saved. */
  readonly onClose: () => void;
}

/** Somebody else saved another value while this one was written. */
export function ConflictDialog({ mine, theirs, onKeepMine, onTakeTheirs, onClose }: ConflictDialogProps) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      size="wide"
      title="Somebody else changed this value meanwhile"
      description="Nothing of yours is saved until you choose. A story may have written it as well."
    >
      <div className="grid gap-4 md:grid-cols-2">
        <Side name="Yours" text={shownText(mine)} />
        <Side name="Theirs, saved now" text={typeof theirs === 'string' ? resourceText(theirs) : prettyJson(theirs)} />
      </div>
      <div className="mt-4 flex flex-wrap justify-end gap-2">
        <Button look="quiet" onClick={onClose}>
          Go on writing
        </Button>
        <Button onClick={onTakeTheirs}>Take theirs</Button>
        <Button look="primary" onClick={onKeepMine}>
          Save mine over it
        </Button>
      </div>
    </Dialog>
  );
}

function Side({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <section aria-label={name} className="min-w-0">
      <h3 className="pb-1.5 text-xs font-medium">{name}</h3>
      <pre className="max-h-72 overflow-auto rounded-lg border border-line bg-sunken p-3 font-mono text-xs whitespace-pre-wrap">
        {text}
      </pre>
    </section>
  );
}
