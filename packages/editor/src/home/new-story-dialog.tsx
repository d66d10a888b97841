import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useCreateStory } from '../data/stories.ts';
import type { Team } from '../data/teams.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { inputClass } from '../ui/input-class.ts';
import { TextField } from '../ui/text-field.tsx';

interface NewStoryDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly teams: readonly Team[];
  /** Whose stories are shown; the first is proposed when all are. */
  readonly teamId: number | undefined;
  readonly folderId: number | undefined;
}

/** A story with nothing in it; it opens at once. */
export function NewStoryDialog({ isOpen, onClose, ...rest }: NewStoryDialogProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="New story">
      <NewStory {...rest} />
    </Dialog>
  );
}

function NewStory({ teams, teamId, folderId }: Omit<NewStoryDialogProps, 'isOpen' | 'onClose'>) {
  const navigate = useNavigate();
  const create = useCreateStory();
  const [name, setName] = useState('');
  const [chosenTeam, setTeam] = useState<number>();
  // 0: the teams are not known yet.
  const team = chosenTeam ?? teamId ?? teams[0]?.id ?? 0;
  const isReady = name.trim() !== '' && team !== 0;
  function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (!isReady || create.isPending) return;
    // A folder belongs to one team.
    const folder = team === teamId ? folderId : undefined;
    create.mutate(
      { name: name.trim(), teamId: team, folderId: folder },
      {
        onSuccess: ({ id }) => void navigate({ to: '/stories/$storyId', params: { storyId: String(id) }, search: {} }),
      },
    );
  }
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      <TextField
        label="Name"
        error={create.error?.message}
        type="text"
        autoComplete="off"
        maxLength={255}
        placeholder="What does it do?"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      {teams.length > 1 && (
        <Field label="Team">
          {(wiring) => (
            <select
              {...wiring}
              value={team}
              onChange={(event) => setTeam(Number(event.target.value))}
              className={inputClass()}
            >
              {teams.map(({ id, name: each }) => (
                <option key={id} value={id}>
                  {each}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <Button type="submit" look="primary" disabled={!isReady || create.isPending} className="self-end">
        {create.isPending ? 'Creating…' : 'Create the story'}
      </Button>
    </form>
  );
}
