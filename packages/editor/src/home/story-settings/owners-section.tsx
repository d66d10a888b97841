import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { problemAt } from '../../data/failure.ts';
import { membersQuery } from '../../data/members.ts';
import { nameOf, sessionQuery } from '../../data/session.ts';
import { IconButton } from '../../ui/button.tsx';
import { Face } from '../../ui/face.tsx';
import { Field } from '../../ui/field.tsx';
import { inputClass } from '../../ui/input-class.ts';
import { Section, type SectionPart } from './section.tsx';
import type { Belongings } from './settings-values.ts';

/** Who answers for the story. They are people of its team, and of the owners of the installation. */
export function OwnersSection({ form, onChange, isClosed, error }: SectionPart<Belongings>) {
  const { data: user } = useQuery({ ...sessionQuery, enabled: false });
  const { data: members, error: failure } = useQuery(membersQuery(form.teamId));
  const names = new Map((members ?? []).map((member) => [member.id, nameOf(member)]));
  if (user && (user.is_admin || names.has(user.id))) names.set(user.id, nameOf(user));
  const others = [...names].filter(([id]) => !form.owners.includes(id));
  return (
    <Section
      title="Owners"
      lead="The people who answer for the story. They may be the only ones who approve its drafts."
    >
      {form.owners.length === 0 ? (
        <p className="text-xs text-ink-soft">Nobody owns it yet.</p>
      ) : (
        <ul aria-label="Owners" className="flex flex-wrap gap-2">
          {form.owners.map((id) => {
            const name = names.get(id) ?? (members === undefined ? '…' : `User ${id}`);
            return (
              <li
                key={id}
                className="flex min-w-0 items-center gap-2 rounded-full border border-line py-0.5 pr-0.5 pl-1"
              >
                <Face userId={id} name={name} />
                <span aria-hidden className="truncate">
                  {name}
                </span>
                {isClosed ? (
                  <span className="w-1.5" />
                ) : (
                  <IconButton
                    label={`Take ${name} off the owners`}
                    className="size-7 rounded-full"
                    onClick={() => onChange({ owners: form.owners.filter((each) => each !== id) })}
                  >
                    <X />
                  </IconButton>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {!isClosed && (
        <Field
          label="Another owner"
          error={problemAt(error, 'user_id') ?? failure?.message}
          help={members !== undefined && others.length === 0 ? 'Everybody of the team is an owner.' : undefined}
          className="sm:max-w-72"
        >
          {(wiring) => (
            <select
              {...wiring}
              value=""
              disabled={others.length === 0}
              onChange={(event) => onChange({ owners: [...form.owners, Number(event.target.value)] })}
              className={inputClass(wiring['aria-invalid'])}
            >
              <option value="">Choose somebody…</option>
              {others.map(([id, name]) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
      )}
    </Section>
  );
}
