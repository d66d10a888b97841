import { Check, CircleAlert, CloudOff, LoaderCircle, RotateCw } from 'lucide-react';
import type { Saving } from '../draft/action-draft.ts';
import { useForm } from './form-context.ts';
import { QuietButton } from './quiet-button.tsx';

/** Whether what is on the screen is what the server has. */
export function SaveState({ saving, hasPending }: { readonly saving: Saving; readonly hasPending: boolean }) {
  return (
    <p
      role="status"
      aria-label="Saving"
      className="flex min-w-0 items-center gap-1.5 text-xs text-ink-faint [&_svg]:size-3.5"
    >
      {saving.kind === 'saved' && (
        <>
          <Check aria-hidden className="text-good" /> {hasPending ? 'Saved, except unfinished JSON' : 'Saved'}
        </>
      )}
      {saving.kind === 'waiting' && 'Unsaved changes'}
      {saving.kind === 'saving' && (
        <>
          <LoaderCircle aria-hidden className="motion-safe:animate-spin" /> Saving…
        </>
      )}
      {saving.kind === 'kept' && (
        <span className="flex items-center gap-1.5 text-warn" title={saving.error.message}>
          <CloudOff aria-hidden /> Kept here until Fabula is reached
        </span>
      )}
      {(saving.kind === 'failed' || saving.kind === 'conflict') && <span className="text-danger">Not saved</span>}
    </p>
  );
}

/** Why it could not be saved, and the way out. */
export function SaveFailure({ error }: { readonly error: Error }) {
  const { draft } = useForm();
  return (
    <div
      role="alert"
      className="mx-4 mb-3 flex items-start gap-2 rounded-lg bg-danger-soft px-3 py-2 text-xs text-danger"
    >
      <CircleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
      <p className="min-w-0 flex-1 break-words">
        <span className="font-medium">Your changes are not saved.</span> {error.message}
      </p>
      <QuietButton onClick={() => void draft.flush()} className="-my-0.5 text-danger hover:text-danger">
        <RotateCw aria-hidden /> Try again
      </QuietButton>
    </div>
  );
}
