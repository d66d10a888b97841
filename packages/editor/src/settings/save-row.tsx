import { Button } from '../ui/button.tsx';

interface SaveRowProps {
  /** Nothing of it is saved yet. */
  readonly isNew: boolean;
  readonly isUnsaved: boolean;
  readonly isSaving: boolean;
}

/** The end of a form: what became of it, and the button that saves. */
export function SaveRow({ isNew, isUnsaved, isSaving }: SaveRowProps) {
  return (
    <div className="flex items-center justify-end gap-3">
      <span role="status" className="text-xs text-ink-soft">
        {isUnsaved ? 'Not saved yet' : !isNew && 'Saved'}
      </span>
      <Button type="submit" look="primary" disabled={isSaving || !isUnsaved}>
        {isSaving ? 'Saving…' : isNew ? 'Create' : 'Save'}
      </Button>
    </div>
  );
}
