/** Keeps what is open as it is now, under a name. */
import { BookmarkPlus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { StoryPlace } from '../data/editing.ts';
import { otherProblem, problemAt } from '../data/failure.ts';
import { useKeepVersion } from '../data/versions.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { TextField } from '../ui/text-field.tsx';

export function KeepForm({ place }: { readonly place: StoryPlace }) {
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const keep = useKeepVersion(place);

  function close() {
    setOpen(false);
    setName('');
    setDescription('');
    keep.reset();
  }
  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (!keep.isPending) keep.mutate({ name: name.trim(), description: description.trim() }, { onSuccess: close });
  }

  if (!isOpen) {
    return (
      <Button onClick={() => setOpen(true)} className="w-full">
        <BookmarkPlus aria-hidden /> Keep a version as it is now
      </Button>
    );
  }
  const problem = otherProblem(keep.error, ['name', 'description']);
  return (
    <form onSubmit={onSubmit} aria-label="New version" className="flex flex-col gap-3">
      <TextField
        label="Name"
        isOptional
        error={problemAt(keep.error, 'name')}
        autoFocus
        autoComplete="off"
        maxLength={255}
        placeholder="Before the move to the new mail server"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label="Why"
        isOptional
        error={problemAt(keep.error, 'description')}
        value={description}
        onChange={(event) => setDescription(event.target.value)}
      />
      {problem !== null && <Notice tone="danger">{problem}</Notice>}
      <div className="flex gap-2">
        <Button type="submit" look="primary" disabled={keep.isPending}>
          {keep.isPending ? 'Keeping…' : 'Keep it'}
        </Button>
        <Button onClick={close}>Cancel</Button>
      </div>
    </form>
  );
}
