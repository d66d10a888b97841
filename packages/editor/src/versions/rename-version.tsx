import { type FormEvent, useState } from 'react';
import type { StoryPlace } from '../data/editing.ts';
import { useRenameVersion, type Version } from '../data/versions.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/text-field.tsx';

interface RenameVersionProps {
  readonly place: StoryPlace;
  readonly version: Version;
  readonly onDone: () => void;
}

/** One that has been given a name is somebody's own, and stays when old ones are cleared away. */
export function RenameVersion({ place, version, onDone }: RenameVersionProps) {
  const rename = useRenameVersion(place);
  const [name, setName] = useState(version.name);
  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (!rename.isPending) rename.mutate({ id: version.id, name: name.trim() }, { onSuccess: onDone });
  }
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      <TextField
        label="Name"
        error={rename.error?.message}
        autoComplete="off"
        maxLength={255}
        value={name}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit" look="primary" disabled={name.trim() === '' || rename.isPending} className="self-end">
        {rename.isPending ? 'Renaming…' : 'Rename'}
      </Button>
    </form>
  );
}
