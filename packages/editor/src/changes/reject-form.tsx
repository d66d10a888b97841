import { type FormEvent, useState } from 'react';
import { type DraftPlace, useReject } from '../data/change-request.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { inputClass } from '../ui/input-class.ts';

interface RejectFormProps {
  readonly place: DraftPlace;
  readonly requestId: number;
  readonly onClose: () => void;
}

/** Whoever asked reads why, and can edit the draft again. */
export function RejectForm({ place, requestId, onClose }: RejectFormProps) {
  const reject = useReject(place);
  const [reason, setReason] = useState('');
  const isReady = reason.trim() !== '';
  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (isReady && !reject.isPending) reject.mutate({ id: requestId, reason: reason.trim() });
  }
  return (
    <form onSubmit={onSubmit} aria-label="Reject the request" className="flex flex-col gap-2">
      <Field label="What has to be different?" error={reject.error?.message}>
        {(wiring) => (
          <textarea
            {...wiring}
            // biome-ignore lint/a11y/noAutofocus: it opens by a press and is what was asked for
            autoFocus
            rows={2}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            className={inputClass(reject.isError, 'field-sizing-content h-auto! max-h-40 min-h-14 py-2')}
          />
        )}
      </Field>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose} className="h-8 text-xs">
          Cancel
        </Button>
        <Button type="submit" look="danger" disabled={!isReady || reject.isPending} className="h-8 text-xs">
          {reject.isPending ? 'Rejecting…' : 'Reject'}
        </Button>
      </div>
    </form>
  );
}
