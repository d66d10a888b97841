import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState } from 'react';
import { sessionQuery } from '../../data/session.ts';
import { usersQuery } from '../../data/users.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { inputClass } from '../../ui/input-class.ts';
import { TextField } from '../../ui/text-field.tsx';
import { useAuditSearch } from './use-audit-search.ts';

export function AuditFilters() {
  const { search, change } = useAuditSearch();
  const isFiltered = [search.operation, search.user, search.from, search.to].some((each) => each !== undefined);
  return (
    <section aria-label="Filters" className="flex flex-wrap items-end gap-3">
      <OperationField
        key={search.operation ?? ''}
        initial={search.operation ?? ''}
        onChange={(operation) => change({ operation: operation === '' ? undefined : operation })}
      />
      <PersonField value={search.user} onChange={(user) => change({ user })} />
      {(['from', 'to'] as const).map((name) => (
        <TextField
          key={name}
          label={name === 'from' ? 'From' : 'To'}
          className="w-38"
          type="date"
          value={search[name] ?? ''}
          onChange={({ target }) => change({ [name]: target.value === '' ? undefined : target.value })}
        />
      ))}
      {isFiltered && (
        <Button
          look="quiet"
          onClick={() => change({ operation: undefined, user: undefined, from: undefined, to: undefined })}
        >
          <X /> Clear
        </Button>
      )}
    </section>
  );
}

/** Takes effect with Enter and when it is left: half a name finds nothing. */
function OperationField({
  initial,
  onChange,
}: {
  readonly initial: string;
  readonly onChange: (text: string) => void;
}) {
  const [text, setText] = useState(initial);
  const commit = () => text.trim() !== initial && onChange(text.trim());
  return (
    <TextField
      label="Operation"
      className="min-w-52 flex-1"
      value={text}
      placeholder="StoryCreation, Login, …"
      spellCheck={false}
      onChange={({ target }) => setText(target.value)}
      onBlur={commit}
      onKeyDown={({ key }) => key === 'Enter' && commit()}
    />
  );
}

interface PersonFieldProps {
  readonly value: number | undefined;
  readonly onChange: (userId: number | undefined) => void;
}

/** Only owners can list the users; others see those that the entries name. */
function PersonField({ value, onChange }: PersonFieldProps) {
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const { data: users } = useInfiniteQuery({ ...usersQuery, enabled: user?.is_admin === true });
  if (!user?.is_admin) return null;
  return (
    <Field label="Person" className="w-52">
      {(wiring) => (
        <select
          {...wiring}
          value={value ?? ''}
          onChange={({ target }) => onChange(target.value === '' ? undefined : Number(target.value))}
          className={inputClass()}
        >
          <option value="">Everybody</option>
          {users?.pages
            .flatMap((page) => page.items)
            .map(({ id, email }) => (
              <option key={id} value={id}>
                {email}
              </option>
            ))}
        </select>
      )}
    </Field>
  );
}
