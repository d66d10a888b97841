import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { type ApiKey, useCreateApiKey } from '../../data/api-keys.ts';
import { otherProblem, problemAt } from '../../data/failure.ts';
import { holds, sessionQuery } from '../../data/session.ts';
import { teamsQuery } from '../../data/teams.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { inputClass } from '../../ui/input-class.ts';
import { Notice } from '../../ui/notice.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { RoleSelect } from '../members/role-select.tsx';
import { kindNames } from './kind-names.ts';

interface NewKeyDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function NewKeyDialog({ isOpen, onClose }: NewKeyDialogProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="New API key">
      <NewKeyForm onClose={onClose} />
    </Dialog>
  );
}

type Kind = ApiKey['kind'];

function NewKeyForm({ onClose }: Pick<NewKeyDialogProps, 'onClose'>) {
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const { data: teams = [] } = useQuery(teamsQuery);
  const create = useCreateApiKey();
  const [kind, setKind] = useState<Kind>('personal');
  const [role, setRole] = useState('VIEWER');
  const [readsAudit, setReadsAudit] = useState(false);
  const ownTeams = teams.filter(({ id }) => holds(user, id, 'member:manage'));
  const kinds: readonly Kind[] = [
    'personal',
    ...(ownTeams.length > 0 ? (['team'] as const) : []),
    ...(user?.is_admin ? (['service', 'tenant_owner'] as const) : []),
  ];
  if (create.data?.key !== undefined)
    return <TheKey apiKey={create.data.key} name={create.data.name} onDone={onClose} />;

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    create.mutate({
      name: String(form.get('name')).trim(),
      kind,
      ...(kind === 'team' ? { team_id: Number(form.get('team')), role } : {}),
      ...(kind === 'service' && readsAudit ? { tenant_permissions: ['AUDIT_LOG_READ'] } : {}),
    });
  }

  const problem = otherProblem(create.error, ['name', 'team_id', 'role']);
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      <TextField
        label="Name"
        help="What it is for, so that somebody dares to delete it later."
        error={problemAt(create.error, 'name')}
        name="name"
        required
        maxLength={255}
      />
      <Field label="Whose it is">
        {(wiring) => (
          <select
            {...wiring}
            value={kind}
            onChange={({ target }) => setKind(kinds.find((each) => each === target.value) ?? 'personal')}
            className={inputClass()}
          >
            {kinds.map((each) => (
              <option key={each} value={each}>
                {kindNames[each].says}
              </option>
            ))}
          </select>
        )}
      </Field>
      {kind === 'team' && (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Team" error={problemAt(create.error, 'team_id')}>
            {(wiring) => (
              <select {...wiring} name="team" className={inputClass(wiring['aria-invalid'])}>
                {ownTeams.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label="Role" error={problemAt(create.error, 'role')}>
            {(wiring) => <RoleSelect {...wiring} value={role} onChoose={setRole} />}
          </Field>
        </div>
      )}
      {kind === 'service' && <Switch words="May read the audit log" isOn={readsAudit} onChange={setReadsAudit} />}
      {problem !== null && <Notice tone="danger">{problem}</Notice>}
      <Button type="submit" look="primary" disabled={create.isPending} className="self-end">
        {create.isPending ? 'Creating…' : 'Create'}
      </Button>
    </form>
  );
}

function TheKey({
  apiKey,
  name,
  onDone,
}: {
  readonly apiKey: string;
  readonly name: string;
  readonly onDone: () => void;
}) {
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="warn" title="Copy it now">
        <p className="text-ink-soft">Fabula keeps no copy of the key {name}: it is shown this once.</p>
      </Notice>
      <div className="flex items-center gap-1 rounded-lg border border-line bg-sunken py-1 pr-1 pl-3">
        <code className="min-w-0 flex-1 font-mono text-xs break-all">{apiKey}</code>
        <CopyButton label="Copy the key" text={apiKey} />
      </div>
      <Button look="primary" onClick={onDone} className="self-end">
        I have copied it
      </Button>
    </div>
  );
}
