import { parseJson, type Value } from '@fabula/formula';
import { type FormEvent, useState } from 'react';
import { JsonField } from '../../../formula-field/json-field.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { prettyJson } from '../../../ui/pretty-json.ts';

interface NestedDialogProps {
  readonly title: string;
  readonly value: Value;
  readonly isReadOnly: boolean;
  readonly onClose: () => void;
  readonly onDone: (value: Value) => void;
}

/** A cell that holds a list or an object, as JSON. */
export function NestedDialog({ title, value, isReadOnly, onClose, onDone }: NestedDialogProps) {
  const [text, setText] = useState(() => prettyJson(value));
  const [isTried, setTried] = useState(false);
  const parsed = parseJson(text);

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    event.stopPropagation();
    setTried(true);
    if (parsed.ok) onDone(parsed.value);
  }

  return (
    <Dialog isOpen onClose={onClose} title={title}>
      <form onSubmit={onSubmit} className="flex flex-col gap-4">
        <JsonField
          label={title}
          accepts="any"
          value={text}
          isReadOnly={isReadOnly}
          onChange={setText}
          frameClassName="min-h-32 max-h-[50vh] overflow-y-auto"
        />
        {isTried && !parsed.ok && <Notice tone="danger">This is not JSON yet: {parsed.error.message}</Notice>}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{isReadOnly ? 'Close' : 'Cancel'}</Button>
          {!isReadOnly && (
            <Button type="submit" look="primary">
              Put it in the cell
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
