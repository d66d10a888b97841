import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { otherProblem, problemAt } from '../../data/failure.ts';
import { syncDestinationsQuery, useCreateSyncDestination } from '../../data/sync-destinations.ts';
import { type Team, teamsQuery } from '../../data/teams.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { inputClass } from '../../ui/input-class.ts';
import { Notice } from '../../ui/notice.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { StoryChoice } from './story-choice.tsx';

interface NewDestinationDialogProps {
  readonly team: Team;
  readonly onClose: () => void;
}

const wheres = [
  { name: 'here', label: 'Another team here' },
  { name: 'elsewhere', label: 'Another installation' },
] as const;

export function NewDestinationDialog({ team, onClose }: NewDestinationDialogProps) {
  const { data: teams = [] } = useQuery(teamsQuery);
  const { data: known } = useQuery(syncDestinationsQuery);
  const create = useCreateSyncDestination();
  const navigate = useNavigate();
  const others = teams.filter(({ id }) => id !== team.id);
  const [where, setWhere] = useState<'here' | 'elsewhere'>(others.length > 0 ? 'here' : 'elsewhere');
  const [storyIds, setStoryIds] = useState<readonly number[]>([]);
  const [isManual, setManual] = useState(false);

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name)).trim();
    const place =
      where === 'here'
        ? { destination_tenant_url: known?.ownUrl ?? window.location.origin }
        : { destination_tenant_url: text('url'), destination_tenant_api_key: text('key') };
    create.mutate(
      {
        ...place,
        team_id: team.id,
        destination_team_id: Number(text('team')),
        story_ids: storyIds,
        manual_sync_only: isManual,
      },
      {
        onSuccess: ({ sync_destination: { id } }) =>
          void navigate({
            to: '/settings/sync/$destinationId',
            params: { destinationId: String(id) },
            search: ({ team: chosen }) => ({ team: chosen }),
          }),
      },
    );
  }

  const fields = ['destination_tenant_url', 'destination_tenant_api_key', 'destination_team_id', 'story_ids'];
  const problem = otherProblem(create.error, fields);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Publish stories of ${team.name}`}
      description="Where the copies live. They take the names, actions and links of the story; credentials stay here."
    >
      <form onSubmit={onSubmit} className="flex flex-col gap-4">
        <Segments label="Where" choices={wheres} value={where} onChange={setWhere} />
        {where === 'here' ? (
          <Field
            label="Team"
            help={others.length === 0 ? 'There is no other team that you can see.' : undefined}
            error={problemAt(create.error, 'destination_team_id')}
          >
            {(wiring) => (
              <select {...wiring} name="team" required className={inputClass(wiring['aria-invalid'])}>
                {others.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
        ) : (
          <>
            <TextField
              label="Its address"
              error={problemAt(create.error, 'destination_tenant_url')}
              name="url"
              type="url"
              required
              placeholder="https://fabula.example.com"
            />
            <TextField
              label="API key of the team there"
              help="One that may build stories there. It is sealed here, and never shown again."
              error={problemAt(create.error, 'destination_tenant_api_key')}
              name="key"
              type="password"
              required
              autoComplete="new-password"
            />
            <TextField
              label="Id of the team there"
              help="The number that its addresses carry."
              error={problemAt(create.error, 'destination_team_id')}
              name="team"
              required
              inputMode="numeric"
              pattern="\d+"
            />
          </>
        )}
        <StoryChoice
          teamId={team.id}
          value={storyIds}
          onChange={setStoryIds}
          error={problemAt(create.error, 'story_ids')}
        />
        <Switch words="Sync only when somebody asks for it" isOn={isManual} onChange={setManual} />
        {problem !== null && <Notice tone="danger">{problem}</Notice>}
        <Button
          type="submit"
          look="primary"
          disabled={create.isPending || (where === 'here' && others.length === 0)}
          className="self-end"
        >
          {create.isPending ? 'Asking the other side…' : 'Publish'}
        </Button>
      </form>
    </Dialog>
  );
}
