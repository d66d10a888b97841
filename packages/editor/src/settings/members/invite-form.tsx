import { UserPlus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { otherProblem, problemAt } from '../../data/failure.ts';
import { useInviteMember } from '../../data/members.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { InvitationLink } from './invitation-link.tsx';
import { RoleSelect } from './role-select.tsx';

const fields = ['email', 'role'];

/** Brings somebody into the team: a person with an account at once, anybody else by invitation. */
export function InviteForm({ teamId }: { readonly teamId: number }) {
  const invite = useInviteMember(teamId);
  const [role, setRole] = useState('EDITOR');
  const problem = otherProblem(invite.error, fields);

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const email = String(new FormData(form).get('email')).trim();
    invite.mutate({ email, role }, { onSuccess: () => form.reset() });
  }

  const { data: invited } = invite;
  return (
    <section aria-label="Invite somebody" className="rounded-xl border border-line bg-surface p-4 shadow-card">
      <form onSubmit={onSubmit} className="flex flex-wrap items-start gap-3">
        <TextField
          label="E-mail address"
          error={problemAt(invite.error, 'email')}
          className="min-w-56 flex-1"
          name="email"
          type="email"
          required
          autoComplete="off"
        />
        <Field label="Role" error={problemAt(invite.error, 'role')} className="w-44 max-sm:w-full">
          {(wiring) => <RoleSelect {...wiring} value={role} onChoose={setRole} />}
        </Field>
        <Button type="submit" look="primary" disabled={invite.isPending} className="max-sm:w-full sm:mt-5.5">
          <UserPlus /> {invite.isPending ? 'Inviting…' : 'Invite'}
        </Button>
      </form>
      {problem !== null && (
        <Notice tone="danger" className="mt-3">
          {problem}
        </Notice>
      )}
      {invited !== undefined && <InvitationLink person={invited} onClose={() => invite.reset()} />}
    </section>
  );
}
