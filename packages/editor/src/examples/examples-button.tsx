import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import { useAddExample } from '../data/examples.ts';
import { teamsQuery } from '../data/teams.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Field } from '../ui/field.tsx';
import { inputClass } from '../ui/input-class.ts';
import { Notice } from '../ui/notice.tsx';
import { exampleStories } from './example-stories.ts';

interface ExamplesButtonProps {
  /** The team that is shown; absent: the first is proposed. */
  readonly teamId?: number | undefined;
}

/** For whoever has nothing yet: three stories that work at once. */
export function ExamplesButton({ teamId }: ExamplesButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <FlaskConical /> Try an example
      </Button>
      <Dialog
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title="Examples to play with"
        description="Each becomes a story of yours. Change it, break it, delete it."
      >
        <Examples teamId={teamId} />
      </Dialog>
    </>
  );
}

function Examples({ teamId }: ExamplesButtonProps) {
  const { data: teams = [] } = useQuery(teamsQuery);
  const add = useAddExample();
  const navigate = useNavigate();
  const [picked, setPicked] = useState(teamId);
  const chosen = picked ?? teams[0]?.id;
  return (
    <div className="flex flex-col gap-4">
      {teams.length > 1 && (
        <Field label="Team">
          {(wiring) => (
            <select
              {...wiring}
              value={chosen}
              onChange={({ target }) => setPicked(Number(target.value))}
              className={inputClass()}
            >
              {teams.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
      <ul className="flex flex-col gap-2">
        {exampleStories.map(({ name, says, address }) => (
          <li key={name} className="flex flex-wrap items-center gap-3 rounded-xl border border-line p-3">
            <div className="min-w-48 flex-1">
              <h3 className="font-medium">{name}</h3>
              <p className="mt-0.5 text-xs text-ink-soft">{says}</p>
            </div>
            <Button
              aria-label={`Add ${name}`}
              disabled={add.isPending || chosen === undefined}
              onClick={() =>
                chosen !== undefined &&
                add.mutate(
                  { name, address, teamId: chosen },
                  {
                    onSuccess: ({ id }) =>
                      void navigate({ to: '/stories/$storyId', params: { storyId: String(id) }, search: {} }),
                  },
                )
              }
            >
              {add.isPending && add.variables.name === name ? 'Adding…' : 'Add'}
            </Button>
          </li>
        ))}
      </ul>
      {add.error !== null && <Notice tone="danger">{add.error.message}</Notice>}
    </div>
  );
}
