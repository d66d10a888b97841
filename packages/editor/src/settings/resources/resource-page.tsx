/** One resource: its value, who reads it, what uses it. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { RequestFailure } from '../../data/http.ts';
import {
  type Resource,
  type ResourceChange,
  readResource,
  resourceQuery,
  useDeleteResource,
  useUpdateResource,
} from '../../data/resources.ts';
import { holds, sessionQuery } from '../../data/session.ts';
import { Failed, SkeletonRows } from '../../ui/states.tsx';
import { DeleteButton } from '../delete-button.tsx';
import { FormulaName } from '../formula-name.tsx';
import { SettingsPage } from '../settings-page.tsx';
import { UsedBy } from '../used-by.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
import { changeOf, fieldsOf, onto, savedIn } from './resource-fields.ts';
import { ResourceForm } from './resource-form.tsx';

const back = { to: '/settings/resources', label: 'Resources' } as const;

export function ResourcePage() {
  const { resourceId } = useParams({ from: '/signed-in/settings/resources/$resourceId' });
  const { data, error, refetch } = useQuery(resourceQuery(Number(resourceId)));
  if (data !== undefined) return <Loaded key={data.id} initial={data} />;
  return (
    <SettingsPage title="Resource" back={back}>
      {error === null ? (
        <SkeletonRows count={5} className="h-12" />
      ) : (
        <Failed what="The resource could not be read." error={error} onRetry={() => void refetch()} />
      )}
    </SettingsPage>
  );
}

function Loaded({ initial }: { readonly initial: Resource }) {
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  // What was read when the writing began, or saved last. What others do meanwhile is found when it is saved.
  const [resource, setResource] = useState(initial);
  const [fields, setFields] = useState(() => fieldsOf(savedIn(initial)));
  const [theirs, setTheirs] = useState<Resource>();
  const update = useUpdateResource(resource.id);
  const may = (what: 'write' | 'delete' | 'share') => holds(user, resource.team_id, `resource:${what}`);

  function take(next: Resource) {
    setResource(next);
    setFields(fieldsOf(savedIn(next)));
    setTheirs(undefined);
    update.reset();
  }

  function save(change: ResourceChange) {
    update.mutate(change, {
      onSuccess: take,
      onError: async (error) => {
        if (error instanceof RequestFailure && error.status === 409) setTheirs(await readResource(resource.id));
      },
    });
  }

  function keepMine(over: Resource) {
    const mine = onto(fields, savedIn(resource), savedIn(over));
    setResource(over);
    setFields(mine);
    setTheirs(undefined);
    save(changeOf(mine, savedIn(over)) ?? []);
  }

  return (
    <SettingsPage
      title={resource.name}
      lead={<FormulaName name={`RESOURCE.${resource.slug}`} />}
      back={back}
      actions={may('delete') && <Deletion resource={resource} />}
    >
      <ResourceForm
        teamId={resource.team_id}
        saved={savedIn(resource)}
        fields={fields}
        onChange={setFields}
        onSave={save}
        isSaving={update.isPending}
        error={theirs === undefined ? update.error : null}
        mayWrite={may('write')}
        mayShare={may('write') && may('share')}
      />
      <UsedBy actionIds={resource.referencing_action_ids ?? []} what="resource" />
      {theirs !== undefined && (
        <ConflictDialog
          mine={fields.value}
          theirs={theirs.value}
          onClose={() => setTheirs(undefined)}
          onTakeTheirs={() => take(theirs)}
          onKeepMine={() => keepMine(theirs)}
        />
      )}
    </SettingsPage>
  );
}

function Deletion({ resource }: { readonly resource: Resource }) {
  const remove = useDeleteResource(resource.id);
  const navigate = useNavigate();
  const uses = resource.referencing_action_ids?.length ?? 0;
  return (
    <DeleteButton
      what={`the resource ${resource.name}`}
      isPending={remove.isPending}
      error={remove.error}
      onDelete={() =>
        remove.mutate(undefined, {
          onSuccess: () =>
            navigate({ to: '/settings/resources', search: ({ team }) => ({ team }), ignoreBlocker: true }),
        })
      }
    >
      <p>Its value cannot be brought back.</p>
      {uses > 0 && (
        <p className="mt-1.5">
          {uses === 1 ? '1 action names it' : `${uses} actions name it`} and will read nothing in its place.
        </p>
      )}
    </DeleteButton>
  );
}
