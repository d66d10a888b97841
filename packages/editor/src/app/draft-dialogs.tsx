/** A draft gets a name, another name, or goes. */
import { type FormEvent, useState } from 'react';
import { type Draft, useCreateDraft, useDeleteDraft, useRenameDraft } from '../data/drafts.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { TextField } from '../ui/text-field.tsx';

export type DraftDialog = 'new-draft' | 'rename-draft' | 'delete-draft';

interface DraftDialogsProps {
  readonly storyId: number;
  readonly drafts: readonly Draft[];
  /** The one that is open. */
  readonly draft: Draft | undefined;
  /** Which dialog is open; another word than these is somebody else's. */
  readonly open: string | undefined;
  readonly onClose: () => void;
  /** null: the live story. */
  readonly onGo: (draftId: number | null) => void;
}

export function DraftDialogs({ storyId, drafts, draft, open, onClose, onGo }: DraftDialogsProps) {
  return (
    <>
      <Dialog
        isOpen={open === 'new-draft'}
        onClose={onClose}
        title="New draft"
        description="A copy of the live story to work in. What runs stays as it is until the draft is promoted."
      >
        <NewDraft storyId={storyId} drafts={drafts} onGo={onGo} />
      </Dialog>
      {draft !== undefined && (
        <>
          <Dialog isOpen={open === 'rename-draft'} onClose={onClose} title="Rename the draft">
            <RenameDraft storyId={storyId} draft={draft} onDone={onClose} />
          </Dialog>
          <DeleteDraft
            storyId={storyId}
            draft={draft}
            isOpen={open === 'delete-draft'}
            onClose={onClose}
            onDeleted={() => onGo(null)}
          />
        </>
      )}
    </>
  );
}

function NewDraft({ storyId, drafts, onGo }: Pick<DraftDialogsProps, 'storyId' | 'drafts' | 'onGo'>) {
  const create = useCreateDraft(storyId);
  return (
    <NameForm
      initial={freeName(drafts)}
      verb="Create the draft"
      pending="Creating…"
      isPending={create.isPending}
      error={create.error}
      onName={(name) => create.mutate(name, { onSuccess: ({ id }) => onGo(id) })}
    />
  );
}

interface OneDraftProps {
  readonly storyId: number;
  readonly draft: Draft;
}

function RenameDraft({ storyId, draft, onDone }: OneDraftProps & { readonly onDone: () => void }) {
  const rename = useRenameDraft(storyId);
  return (
    <NameForm
      initial={draft.name}
      verb="Rename"
      pending="Renaming…"
      isPending={rename.isPending}
      error={rename.error}
      onName={(name) => rename.mutate({ draftId: draft.id, name }, { onSuccess: onDone })}
    />
  );
}

interface DeleteDraftProps extends OneDraftProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

function DeleteDraft({ storyId, draft, isOpen, onClose, onDeleted }: DeleteDraftProps) {
  const remove = useDeleteDraft(storyId);
  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={onClose}
      title={`Delete the draft “${draft.name}”?`}
      action="Delete the draft"
      pending="Deleting…"
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(draft.id, { onSuccess: onDeleted })}
    >
      Everything that was changed in it, its events and its request for review go with it. The live story stays as it
      is. This cannot be undone.
    </ConfirmDialog>
  );
}

interface NameFormProps {
  readonly initial: string;
  readonly verb: string;
  readonly pending: string;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly onName: (name: string) => void;
}

function NameForm({ initial, verb, pending, isPending, error, onName }: NameFormProps) {
  const [name, setName] = useState(initial);
  const isEmpty = name.trim() === '';
  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (!isEmpty && !isPending) onName(name.trim());
  }
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      <TextField
        label="Name"
        error={error?.message}
        type="text"
        autoComplete="off"
        maxLength={255}
        value={name}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit" look="primary" disabled={isEmpty || isPending} className="self-end">
        {isPending ? pending : verb}
      </Button>
    </form>
  );
}

/** "Draft 1", or the next number that no draft has. */
function freeName(drafts: readonly Draft[]): string {
  const taken = new Set(drafts.map(({ name }) => name));
  let number = 1;
  while (taken.has(`Draft ${number}`)) number += 1;
  return `Draft ${number}`;
}
